// Counts parts and people as one types (by the server's own count), and hides what a choice does
// not need. The page does all of it without this script, one look at a time.
"use strict";
(() => {
  const form = document.getElementById("compose");
  const token = form.querySelector("[name=csrf_token]").value;
  // What comes while one types has its room from the start: nothing moves under a thumb.
  const BLANK = "\u00a0";
  for (const room of form.querySelectorAll("#found, #found .meter, #estimate, .text .meter")) {
    room.hidden = false;
    if (!room.children.length) room.textContent = BLANK;
  }
  const show = (id, is) => { document.getElementById(id).hidden = !is; };
  const later = (wait, work) => {
    let timer = 0;
    return () => { clearTimeout(timer); timer = setTimeout(work, wait); };
  };
  // Posts JSON; an answer that a newer one has overtaken counts for nothing.
  const asker = (address) => {
    let asked = 0;
    return async (body) => {
      const mine = ++asked;
      const answer = await fetch(address, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRFToken": token },
        body: JSON.stringify(body),
      }).catch(() => null);
      return answer?.ok && mine === asked ? answer.json() : null;
    };
  };

  const choose = () => {
    const when = form.querySelector("[name=when]:checked")?.value;
    show("moment", when !== "now");
    show("zone-part", when === "at");
    show("until-part", form.elements.repeat.value !== "");
  };
  form.querySelectorAll("[name=when], [name=repeat]").forEach((one) => one.addEventListener("change", choose));
  choose();

  // What it costs, about: people by language times the parts of their text, before names are in it.
  // A language without a text gets the campaign's default one.
  const known = { people: null, parts: {} };
  const estimate = () => {
    const place = document.getElementById("estimate");
    const { people, parts } = known;
    place.textContent = BLANK;
    if (!people?.people) return;
    const fallback = parts[people.fallback] || (Object.values(parts).find((count) => count > 0) ?? 0);
    let total = 0;
    let texts = 0;
    for (const [lang, count] of Object.entries(people.by_lang)) {
      total += count * (parts[lang] || fallback);
      texts += count;
    }
    if (!total) return;
    // A text with a picture is paid by the text, however long it is.
    const hasMedia = form.elements.media.value.trim() !== "";
    const dollars = hasMedia ? texts * people.prices.mms : total * people.prices.sms;
    const language = `${form.dataset.language}-US`;
    const money = new Intl.NumberFormat(language, { style: "currency", currency: "USD" });
    const minutes = Math.max(1, Math.round(total / people.rate / 60));
    const [unit, amount] = minutes < 120 ? ["minute", minutes] : ["hour", Math.round(minutes / 60)];
    const time = new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "long" });
    place.textContent = place.dataset.words
      .replace("{cost}", money.format(dollars))
      .replace("{minutes}", time.format(amount));
  };

  const found = document.getElementById("found");
  const segment = document.getElementById("segment");
  const askPeople = asker(form.dataset.count);
  const countPeople = async () => {
    const now = await askPeople({ segment: segment.value });
    if (!now) return;
    const meter = found.querySelector("p");
    meter.textContent = now.says;
    meter.classList.toggle("problem", now.is_wrong);
    segment.classList.toggle("is-invalid", now.is_wrong);
    document.getElementById("segment-error")?.remove();
    found.querySelector("ul").replaceChildren(...(now.sample ?? []).map((words) => {
      const item = document.createElement("li");
      item.textContent = words;
      return item;
    }));
    known.people = now;
    estimate();
  };
  segment.addEventListener("input", later(350, countPeople));
  for (const chip of document.querySelectorAll(".chip")) {
    chip.hidden = false;
    chip.nextElementSibling.hidden = true;
    chip.addEventListener("click", () => { segment.value = chip.dataset.segment; countPeople(); });
  }
  if (segment.value) countPeople();

  for (const part of form.querySelectorAll(".text")) {
    const area = part.querySelector("textarea");
    const meter = part.querySelector(".meter");
    const offer = part.querySelector(".plainer");
    const askParts = asker(form.dataset.parts);
    let plainer = "";
    const count = async () => {
      const now = await askParts({
        text: area.value, lang: area.dataset.lang, line: form.elements.line.value,
      });
      if (!now) return;
      meter.textContent = now.says || BLANK;
      meter.classList.toggle("problem", now.is_wrong);
      plainer = now.plainer || "";
      offer.hidden = !plainer;
      offer.querySelector(".offenders").textContent = now.because || "";
      known.parts[area.dataset.lang] = now.parts;
      estimate();
    };
    area.addEventListener("input", later(250, count));
    offer.querySelector("button").addEventListener("click", () => {
      area.value = plainer;
      area.focus();
      count();
    });
    if (area.value) count();
  }
  document.getElementById("problems")?.scrollIntoView({ block: "center" });
})();
