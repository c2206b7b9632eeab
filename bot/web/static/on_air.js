// Copy and print. The page says everything without this script.
"use strict";
(() => {
  const words = document.getElementById("script");
  const copy = document.getElementById("copy");
  const print = document.getElementById("print");
  if (navigator.clipboard) {
    copy.hidden = false;
    const says = copy.textContent;
    copy.addEventListener("click", async () => {
      const paragraphs = [...words.querySelectorAll("p")].map((p) => p.textContent.trim());
      await navigator.clipboard.writeText(paragraphs.join("\n\n"));
      copy.textContent = copy.dataset.done;
      setTimeout(() => { copy.textContent = says; }, 2000);
    });
  }
  print.hidden = false;
  print.addEventListener("click", () => window.print());
})();
