// Moves the counter and lets languages take turns. Without this script the page loads itself anew.
"use strict";
(() => {
  const live = document.getElementById("live");
  const moving = document.getElementById("moving");
  const told = document.getElementById("told");
  const langs = live.dataset.langs.split(" ");
  const every = Number(live.dataset.every) * 1000;
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const format = new Intl.NumberFormat("en-US");
  const part = "/live/moving" + (langs.length === 1 ? `?lang=${langs[0]}` : "");
  let last = "", count = null;

  if (langs.length > 1) {
    setInterval(() => {
      const next = langs[(langs.indexOf(live.dataset.turn) + 1) % langs.length];
      live.dataset.turn = next;
      document.documentElement.lang = next;
    }, Number(live.dataset.turnS) * 1000);
  }

  // From the old count to the new one, in half a second, unless the reader wants no motion.
  const run = (from, to) => {
    const began = performance.now();
    const step = (now) => {
      const place = document.querySelector('[data-count="called"]');
      const done = Math.min(1, (now - began) / 500);
      if (place) place.textContent = format.format(Math.round(from + (to - from) * done));
      if (done < 1) requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
  };

  // The number on the screen; null where fewer than five are not told.
  const shown = () => {
    const words = document.querySelector('[data-count="called"]').textContent;
    return /^[\d,]+$/.test(words) ? Number(words.replaceAll(",", "")) : null;
  };

  // An answer may be some seconds old, so what is shown is compared with itself: were it fetched
  // only when a count changes, one that is older than the count would stay until the next change.
  const look = async () => {
    try {
      const answer = await fetch(part);
      const text = answer.ok ? await answer.text() : last;
      if (text !== last) {
        moving.innerHTML = text;
        last = text;
        const now = shown();
        if (!calm.matches && count !== null && now !== null && now > count) run(count, now);
        count = now;
      }
    } catch { /* away for a moment: the next look tells */ }
    if (!document.hidden) document.title = document.title.replace(/^\S+/, document.querySelector('[data-count="called"]').textContent);
    setTimeout(look, every);
  };
  look();

  // Whoever listens to the page hears the count once a minute, not at every call.
  setInterval(() => {
    told.textContent = moving.querySelector("h1").innerText;
  }, 60000);
})();
