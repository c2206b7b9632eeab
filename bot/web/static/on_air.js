// The prompter, copy and print. The page says everything without this script.
"use strict";
(() => {
  const byId = (id) => document.getElementById(id);
  const script = byId("script");

  // --- copy and print ---
  const copy = byId("copy");
  const print = byId("print");
  if (navigator.clipboard) {
    copy.hidden = false;
    const says = copy.textContent;
    copy.addEventListener("click", async () => {
      const paragraphs = [...script.querySelectorAll("p")].map((p) => p.textContent.trim());
      await navigator.clipboard.writeText(paragraphs.join("\n\n"));
      copy.textContent = copy.dataset.done;
      setTimeout(() => { copy.textContent = says; }, 2000);
    });
  }
  print.hidden = false;
  print.addEventListener("click", () => window.print());

  // --- the prompter ---
  const start = byId("start");
  const prompter = byId("prompter");
  const pause = byId("pause");
  const view = byId("window");
  const words = byId("words");
  const clock = byId("clock");
  const pace = byId("pace");
  const passed = byId("passed");
  const usualPace = Number(pace.textContent) || 155;
  const usualSeconds = Math.max(1, Number(prompter.dataset.seconds));
  let wordsPerMinute = usualPace;
  let share = 0; // of the script, from 0 to 1
  let elapsed = 0; // seconds read so far
  let last = null; // when the running prompter moved last; null while it stands

  const total = () => (usualSeconds * usualPace) / wordsPerMinute;
  const shown = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;

  const draw = () => {
    // The eye reads at a third of the height; the last line gets there when the time is up.
    const style = getComputedStyle(words);
    const text = words.scrollHeight - parseFloat(style.paddingTop) - parseFloat(style.paddingBottom);
    words.style.transform = `translateY(${-Math.min(share, 1.02) * text}px)`;
    clock.textContent = `${shown(elapsed)} / ${shown(Math.ceil(total()))}`;
    passed.value = Math.min(100, share * 100);
    prompter.classList.toggle("over", share > 1);
    pace.textContent = String(wordsPerMinute);
  };
  const label = () => {
    pause.textContent = last !== null ? pause.dataset.pause : share >= 1 ? pause.dataset.again : pause.dataset.go;
    prompter.dataset.state = last !== null ? "running" : share >= 1 ? "over" : "paused";
  };
  const step = (now) => {
    if (last === null) return;
    const seconds = (now - last) / 1000;
    last = now;
    elapsed += seconds;
    share += seconds / total();
    if (share >= 1.02) last = null;
    draw();
    label();
    if (last !== null) requestAnimationFrame(step);
  };
  const run = () => {
    if (share >= 1) { share = 0; elapsed = 0; }
    last = performance.now();
    label();
    requestAnimationFrame(step);
  };
  const stand = () => { last = null; label(); };
  const toggle = () => (last === null ? run() : stand());
  const change = (by) => {
    wordsPerMinute = Math.min(260, Math.max(80, wordsPerMinute + by));
    draw();
  };
  let wake = null;
  const open = async () => {
    prompter.hidden = false;
    document.body.classList.add("prompting");
    share = 0;
    elapsed = 0;
    draw();
    run();
    pause.focus();
    try { wake = await navigator.wakeLock?.request("screen"); } catch { wake = null; }
  };
  const close = () => {
    stand();
    prompter.hidden = true;
    document.body.classList.remove("prompting");
    wake?.release();
    wake = null;
    start.focus();
  };

  start.hidden = false;
  start.addEventListener("click", open);
  pause.addEventListener("click", toggle);
  view.addEventListener("click", toggle);
  byId("leave").addEventListener("click", close);
  byId("slower").addEventListener("click", () => change(-5));
  byId("faster").addEventListener("click", () => change(5));
  window.addEventListener("resize", draw);
  document.addEventListener("keydown", (event) => {
    if (prompter.hidden) {
      // Space on the page starts it, unless somebody is on a control.
      if (event.code === "Space" && event.target === document.body) { event.preventDefault(); open(); }
      return;
    }
    if (event.code === "Escape") { close(); return; }
    if (event.code === "ArrowUp" || event.key === "-") { event.preventDefault(); change(-5); return; }
    if (event.code === "ArrowDown" || event.key === "+") { event.preventDefault(); change(5); return; }
    if (event.code === "Space") { event.preventDefault(); toggle(); return; }
    if (event.code === "Tab") {
      const buttons = [...prompter.querySelectorAll("button")];
      const next = buttons.indexOf(document.activeElement) + (event.shiftKey ? -1 : 1);
      event.preventDefault();
      buttons[(next + buttons.length) % buttons.length].focus();
    }
  });
})();
