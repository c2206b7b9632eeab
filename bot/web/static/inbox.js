// The inbox renews its list, fills in ready answers, counts parts and hears one key for usual acts.
// Every page does all of it without this script.
"use strict";
(() => {
  const list = document.getElementById("list");
  if (list) {
    let wait = Number(list.dataset.every) * 1000;
    const tick = async () => {
      try {
        const answer = await fetch(list.dataset.source, { headers: { "X-Requested-With": "fetch" } });
        if (answer.status === 401 || answer.status === 403) return location.reload();
        if (!answer.ok) throw new Error(String(answer.status));
        const now = await answer.text();
        if (!list.contains(document.activeElement)) list.innerHTML = now; // our own, escaped
        list.classList.remove("stale");
        wait = Number(list.dataset.every) * 1000;
      } catch {
        wait = Math.min(wait * 2, 120000);
        list.classList.add("stale");
      }
      return setTimeout(tick, wait);
    };
    setTimeout(tick, wait);
  }
  const form = document.getElementById("answer");
  const area = document.getElementById("text");
  if (form && area) {
    const ready = document.getElementById("ready");
    const translate = document.getElementById("translate");
    const meter = document.getElementById("meter");
    const token = form.querySelector("[name=csrf_token]").value;
    let timer = 0;
    const count = async () => {
      const answer = await fetch(form.dataset.parts, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRFToken": token },
        body: JSON.stringify({ text: area.value, lang: area.dataset.lang || "en", line: "" }),
      }).catch(() => null);
      const now = answer?.ok ? await answer.json() : null;
      meter.hidden = !now?.says;
      meter.textContent = now?.says ?? "";
    };
    const twin = () => {
      const chosen = ready.selectedOptions[0];
      return chosen && [...ready.options].find(
        (one) => one.dataset.name === chosen.dataset.name && one.dataset.lang !== chosen.dataset.lang,
      );
    };
    const fill = () => {
      area.value = ready.value;
      translate.hidden = !ready.value || !twin();
      area.focus();
      count();
    };
    ready.addEventListener("change", fill);
    translate.addEventListener("click", () => { twin().selected = true; fill(); });
    area.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(count, 250); });
  }
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (/^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) return;
    if (event.key === "r" && area) { area.focus(); event.preventDefault(); }
    if (event.key === "j") document.getElementById("next")?.click();
    document.querySelector(`[data-key="${CSS.escape(event.key)}"]`)?.click();
  });
})();
