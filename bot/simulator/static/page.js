// The page: phones side by side, kept up to date by events.

import { element } from "./bubbles.js";
import { phoneOf } from "./call.js";
import { setUpPanels, showErrors, showFaults } from "./panels.js";
import { Phone, spaced } from "./phone.js";
import * as server from "./server.js";

const $ = (id) => document.getElementById(id);
const phones = new Map();
let current = "";
let troubles = 0;

function choose(number) {
  current = number;
  for (const [key, phone] of phones) phone.section.classList.toggle("current", key === number);
  for (const tab of $("tabs").children) {
    const isCurrent = tab.dataset.number === number;
    tab.setAttribute("aria-current", String(isCurrent));
    if (isCurrent) tab.classList.remove("fresh");
  }
}

function markFresh(phone) {
  if (phone.number === current) return;
  $("tabs").querySelector(`[data-number="${phone.number}"]`)?.classList.add("fresh");
}

function addPhone(about) {
  const phone = new Phone(about, markFresh);
  phones.set(about.number, phone);
  $("phones").append(phone.section);
  const tab = element("button", "", about.name);
  tab.type = "button";
  tab.dataset.number = about.number;
  tab.onclick = () => choose(about.number);
  $("tabs").append(tab);
  return phone;
}

function countTroubles(count) {
  troubles = count;
  $("error-count").hidden = count === 0;
  $("error-count").textContent = count > 99 ? "99+" : count;
}

// Fetch the state and add the phones that are new; `chosen` is shown and given the focus.
async function refresh(chosen) {
  const state = await server.state();
  $("our-number").textContent = spaced(state.number);
  countTroubles(state.counters.errors);
  showFaults(state);
  state.phones.filter((phone) => !phones.has(phone.number)).forEach(addPhone);
  for (const about of state.phones) phones.get(about.number).setStopped(about.is_stopped);
  if (!phones.has(current)) choose(state.phones[0]?.number ?? "");
  if (typeof chosen === "string") {
    choose(chosen);
    phones.get(chosen)?.section.scrollIntoView({ inline: "end" });
    phones.get(chosen)?.find("textarea").focus();
  }
  await Promise.all([...phones.values()].filter((phone) => !phone.isLoaded).map((phone) => phone.load()));
}

async function loadAll() {
  phones.clear();
  $("phones").replaceChildren();
  $("tabs").replaceChildren();
  await refresh();
}

function guarded(work) {
  return async (...given) => {
    try {
      await work(...given);
      $("notice").hidden = true;
    } catch (error) {
      $("notice").textContent = error.message;
      $("notice").hidden = false;
    }
  };
}

let isDue = false;

// Many events in a row ask for the state once.
function refreshSoon() {
  if (isDue) return;
  isDue = true;
  setTimeout(() => {
    isDue = false;
    guarded(refresh)();
  }, 100);
}

setUpPanels(guarded(refresh));
server.listen({
  live(isOn) {
    $("live").classList.toggle("on", isOn);
    $("live-words").textContent = isOn ? "Live" : "Reconnecting …";
    if (isOn) guarded(refresh)();
  },
  message(message) {
    phones.get(message.to)?.show(message);
    phones.get(message.from)?.show(message);
  },
  call(call) {
    phones.get(phoneOf(call))?.showCall(call);
  },
  state: refreshSoon,
  trouble() {
    countTroubles(troubles + 1);
    if ($("errors").open) showErrors();
  },
  reload: guarded(loadAll),
});
