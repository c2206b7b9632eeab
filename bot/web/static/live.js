// Moves the public counter. Without this script the page reloads itself.
"use strict";
(() => {
  const script = document.currentScript;
  const every = Number(script.dataset.every) * 1000;
  const format = new Intl.NumberFormat(script.dataset.language + "-US");
  const tick = async () => {
    if (!document.hidden) {
      try {
        const answer = await fetch("/live.json");
        if (answer.ok) {
          for (const [kind, count] of Object.entries(await answer.json())) {
            const place = document.querySelector(`[data-count="${CSS.escape(kind)}"]`);
            const words = count === null ? "<5" : format.format(count); // so few may point at somebody
            if (place && place.textContent !== words) place.textContent = words;
          }
        }
      } catch { /* the next tick tries again */ }
    }
    setTimeout(tick, every);
  };
  setTimeout(tick, every);
})();
