// Counts parts as one types (by the server's own count) and hides what a choice does not need.
"use strict";
(() => {
  const form = document.getElementById("compose");
  const token = form.querySelector("[name=csrf_token]").value;
  const moment = document.getElementById("moment");
  const zone = document.getElementById("zone-part");
  const choose = () => {
    const when = form.querySelector("[name=when]:checked")?.value;
    moment.hidden = when === "now";
    zone.hidden = when !== "at";
  };
  form.querySelectorAll("[name=when]").forEach((option) => option.addEventListener("change", choose));
  choose();

  for (const part of form.querySelectorAll(".text")) {
    const area = part.querySelector("textarea");
    const meter = part.querySelector(".meter");
    const offer = part.querySelector(".plainer");
    let timer = 0, asked = 0, plainer = "";
    const count = async () => {
      const mine = ++asked;
      const answer = await fetch(form.dataset.parts, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRFToken": token },
        body: JSON.stringify({ text: area.value, lang: area.dataset.lang }),
      }).catch(() => null);
      if (!answer?.ok || mine !== asked) return;
      const now = await answer.json();
      meter.textContent = now.says;
      meter.classList.toggle("problem", now.is_wrong);
      meter.hidden = !now.says;
      plainer = now.plainer || "";
      offer.hidden = !plainer;
      offer.querySelector("span").textContent = now.because || "";
    };
    area.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(count, 250); });
    offer.querySelector("button").addEventListener("click", () => {
      area.value = plainer;
      area.focus();
      count();
    });
    if (area.value) count();
  }
  document.getElementById("problems")?.scrollIntoView({ block: "center" });
})();
