// Moves a broadcast's numbers once a second. Without this script the page reloads itself.
"use strict";
(() => {
  const place = document.getElementById("progress");
  let wait = 1000;
  const tick = async () => {
    try {
      const answer = await fetch(place.dataset.source, { headers: { Accept: "application/json" } });
      if (answer.status === 401 || answer.status === 403) return location.reload();
      if (!answer.ok) throw new Error(String(answer.status));
      const now = await answer.json();
      wait = document.hidden ? 5000 : 1000;
      place.innerHTML = now.numbers; // our own template, escaped by the server
      place.classList.remove("stale");
      // Another state has other buttons, and so have texts that somebody must decide about.
      if (now.state !== place.dataset.state) return location.reload();
      if (now.doubts !== Number(place.dataset.doubts)) return location.reload();
      if (now.is_over) return undefined;
    } catch {
      wait = Math.min(wait * 2, 15000);
      place.classList.add("stale");
    }
    return setTimeout(tick, wait);
  };
  setTimeout(tick, wait);
})();
