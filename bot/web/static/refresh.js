// Brings a page up to date in place every so many seconds; without JavaScript it loads itself anew.
const every = Number(document.currentScript.dataset.every) * 1000;
async function refresh() {
  try {
    const answer = await fetch(location.href, { cache: "no-store" });
    if (answer.status === 404) { location.reload(); return; }
    if (answer.ok) {
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
      document.querySelector("main").replaceChildren(...fresh.querySelector("main").childNodes);
      document.title = fresh.title;
    }
  } catch { /* away for a moment: the next look tells */ }
  setTimeout(refresh, every);
}
setTimeout(refresh, every);
