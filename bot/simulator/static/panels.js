// The dialogs: add a phone, make something go wrong, the debugger.

import { clock, element } from "./bubbles.js";
import { spaced } from "./phone.js";
import * as server from "./server.js";

const FAULTS = [
  ["undelivered:30003", "Phone out of reach", "Accepted, then not delivered (30003)."],
  ["undelivered:30006", "Landline", "Accepted, then not delivered (30006)."],
  ["undelivered:30007", "Filtered as spam", "Accepted, then filtered by the carrier (30007)."],
  ["429", "Too many requests", "Twilio refuses the bot’s API calls for now (429); nothing was sent."],
  ["500_before", "Server error, not sent", "Twilio answers 500 and did not take the text."],
  ["500_after", "Server error, but sent", "Twilio answers 500 although it took the text."],
  ["lost_response", "Answer lost, but sent", "The connection breaks after Twilio took the text."],
  ["timeout_before", "No answer, not sent", "Twilio never answers and did not take the text."],
  ["timeout_after", "No answer, but sent", "Twilio never answers although it took the text."],
  ["delay:3000", "Slow by 3 seconds", "Each API call takes three seconds."],
  ["no_callback", "No delivery news", "The bot is never told what became of the text."],
  ["duplicate_callback", "Delivery news twice", "Each status is told twice."],
  ["reorder_callbacks", "Delivery news out of order", "Delivered is told before sent."],
  ["early_callback", "Delivery news too early", "The status comes before the API has answered."],
];
const WEBHOOK_FAULTS = [
  ["lost_webhook", "Text lost on the way to the bot", "Twilio has the text, the bot is not told."],
  ["duplicate_webhook", "Text told twice", "The bot is told of the same text twice."],
];
const CALL_FAULTS = [
  ["call 500_after", "Server error, but called", "Twilio answers 500 although it makes the call."],
  ["call lost_response", "Answer lost, but called", "The connection breaks after Twilio took the call."],
  ["call 429", "Too many requests for calls", "Twilio refuses the bot’s calls for now (429)."],
  ["call no_callback", "No news of a call", "The bot is never told how the call went."],
  ["call duplicate_callback", "News of a call twice", "Each status of the call is told twice."],
  ["call reorder_callbacks", "News of a call out of order", "The end is told first."],
  ["call late_callback:5000", "News of a call late", "Each status is told five seconds late."],
];
const OUTCOMES = [
  ["connected:240", "Connected, 4 minutes"], ["busy", "Busy"], ["no_answer", "No answer"],
  ["voicemail:60", "Voicemail"], ["full", "Mailbox is full"], ["hangs_up:3", "Hangs up at once"],
];
const NAMES = new Map([...FAULTS, ...WEBHOOK_FAULTS, ...CALL_FAULTS].map(([fault, name]) => [fault, name]));
const $ = (id) => document.getElementById(id);

function options(select, rows) {
  const kept = select.value;
  select.replaceChildren(...rows.map(([value, words]) => {
    const option = element("option", "", words);
    option.value = value;
    return option;
  }));
  if (rows.some(([value]) => value === kept)) select.value = kept;
}

function group(label, rows) {
  const made = element("optgroup");
  made.label = label;
  for (const [value, words] of rows) {
    const option = element("option", "", words);
    option.value = value;
    made.append(option);
  }
  return made;
}

function opens(button, dialog, prepare = () => {}) {
  $(button).addEventListener("click", () => {
    prepare();
    $(dialog).showModal();
  });
  for (const close of $(dialog).querySelectorAll("[data-close]")) {
    close.addEventListener("click", () => $(dialog).close());
  }
  $(dialog).addEventListener("click", (event) => {
    if (event.target === $(dialog)) $(dialog).close();
  });
}

function attempt(wrong, work) {
  return async (event) => {
    event?.preventDefault();
    $(wrong).textContent = "";
    try {
      await work();
    } catch (error) {
      $(wrong).textContent = error.message;
    }
  };
}

export function setUpPanels(refresh) {
  setUpAdding(refresh);
  setUpFaults(refresh);
  setUpLines(refresh);
  opens("open-errors", "errors", showErrors);
}

function setUpAdding(refresh) {
  opens("open-add", "add", () => {
    $("add-form").reset();
    $("add-error").textContent = "";
  });
  $("add-form").addEventListener("submit", attempt("add-error", async () => {
    const number = $("add-number").value.trim();
    if (!number) throw new Error("Write the number of the phone.");
    const name = $("add-name").value.trim() || "Somebody";
    const added = await server.addPhone({ number, name, about: "unknown number" });
    $("add").close();
    await refresh(added.number);
  }));
}

function setUpFaults(refresh) {
  $("fault").replaceChildren(group("When the bot sends", FAULTS), group("When a phone texts", WEBHOOK_FAULTS), group("When the bot calls", CALL_FAULTS));
  const hint = () => {
    const all = [...FAULTS, ...WEBHOOK_FAULTS, ...CALL_FAULTS];
    $("fault-hint").textContent = all.find(([fault]) => fault === $("fault").value)[2];
  };
  $("fault").addEventListener("change", hint);
  hint();
  opens("open-faults", "faults", refresh);
  $("faults-form").addEventListener("submit", attempt("faults-error", async () => {
    const chosen = $("fault").value;
    const isCall = chosen.startsWith("call ");
    const fault = isCall ? chosen.slice(5) : chosen;
    const isWebhook = WEBHOOK_FAULTS.some(([name]) => name === fault);
    const when = { call: isCall ? "call" : isWebhook ? "inbound" : "any" };
    if ($("fault-to").value) when.to = $("fault-to").value;
    const times = $("fault-times").value;
    await server.addFault({ when, do: fault, ...(times ? { times: Number(times) } : {}) });
    await refresh();
  }));
  $("clear-faults").addEventListener("click", attempt("faults-error", async () => {
    await server.clearFaults();
    await refresh();
  }));
  $("opt-out").addEventListener("change", attempt("faults-error", async () => {
    await server.settings({ opt_out: $("opt-out").value });
    await refresh();
  }));
  $("reset").addEventListener("click", attempt("faults-error", async () => {
    if (!window.confirm("Forget all texts, opt-outs, faults and settings of the simulator?")) return;
    await server.reset();
    $("faults").close();
  }));
}

function setUpLines(refresh) {
  for (const [outcome, name] of OUTCOMES) {
    const label = element("label", "", name);
    const share = element("input");
    Object.assign(share, { type: "number", min: 0, max: 100, step: 1, name: outcome, value: 0 });
    label.append(share);
    $("lines-form").append(label);
  }
  const button = element("button", "", "Set");
  button.type = "submit";
  $("lines-form").append(button);
  $("lines-form").addEventListener("submit", attempt("lines-error", async () => {
    const shares = OUTCOMES.map(([outcome]) => [outcome, Number($("lines-form").elements[outcome].value)]);
    const given = shares.filter(([, share]) => share > 0);
    await server.settings({ call_outcomes: Object.fromEntries(given) });
    await refresh();
  }));
}

function showLines(outcomes) {
  const isEmpty = !Object.keys(outcomes).length;
  for (const [outcome] of OUTCOMES) {
    const share = isEmpty ? (outcome === "connected:240" ? 100 : 0) : outcomes[outcome] ?? 0;
    const field = $("lines-form").elements[outcome];
    if (document.activeElement !== field) field.value = share;
  }
}

export function showFaults(state) {
  showLines(state.settings.call_outcomes);
  const people = state.phones.map((phone) => [phone.number, phone.name]);
  options($("fault-to"), [["", "Everyone"], ...people]);
  $("opt-out").value = state.opt_out.mode;
  const words = Object.values(state.opt_out.words).flat();
  $("opt-out-words").textContent = words.length ? `It answers ${words.join(", ")}.` : "It answers nothing.";
  const active = state.faults.filter((rule) => !rule.times || rule.fired < rule.times);
  $("fault-count").hidden = active.length === 0;
  $("fault-count").textContent = active.length;
  const names = new Map(people);
  const rows = active.map((rule) => {
    const before = rule.when.call === "call" ? "call " : "";
    const what = rule.do.map((fault) => NAMES.get(before + fault) ?? fault).join(", ");
    const who = rule.when.to ? names.get(rule.when.to) ?? spaced(rule.when.to) : "everyone";
    const often = rule.times ? `${rule.times - rule.fired} more` : "until cleared";
    return element("li", "", `${what} · ${who} · ${often}`);
  });
  $("standing").replaceChildren(...(rows.length ? rows : [element("li", "quiet", "Nothing. All goes well.")]));
}

export async function showErrors() {
  const list = $("error-rows");
  const told = await server.errors().catch((error) => ({ failed: error.message, errors: [] }));
  const rows = told.errors.slice(0, 200).map((one) => {
    const row = element("li");
    row.append(element("span", "code", String(one.code)), element("span", "", one.words));
    row.append(element("p", "quiet", [clock(one.at), one.url, one.message_sid].filter(Boolean).join(" · ")));
    return row;
  });
  const none = told.failed ?? "No warnings. The bot has answered everything.";
  list.replaceChildren(...(rows.length ? rows : [element("li", "quiet", none)]));
}
