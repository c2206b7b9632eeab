// The call on a phone: rings, is answered, hears words, presses keys.

import { element } from "./bubbles.js";
import * as server from "./server.js";

const KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "0", "#"];
const STATES = {
  queued: "Waiting for its turn", initiated: "Calling", ringing: "Ringing",
  "in-progress": "On the phone", completed: "Call ended", busy: "Busy",
  "no-answer": "Not answered", failed: "Could not be connected", canceled: "Called off",
};
const HOW = { pause: "…", ringing: "Rings at", connected: "Connected with", play: "♪" };

// The phone a call is on: who called us, or who is called.
export const phoneOf = (call) => (call.direction === "inbound" ? call.from : call.to);

function length(seconds) {
  if (seconds === null) return "";
  const whole = Math.round(seconds);
  return whole < 60 ? ` · ${whole} s` : ` · ${Math.floor(whole / 60)} min ${whole % 60} s`;
}

export class CallPanel {
  constructor(phone, spaced, failed) {
    this.number = phone.number;
    this.spaced = spaced;
    this.failed = failed;
    this.call = null;
    this.drawn = 0;
    this.find = (selector) => phone.section.querySelector(selector);
    this.#build(phone.name);
  }

  #build(name) {
    this.find(".call").setAttribute("aria-label", `Call on ${name}’s phone`);
    this.find(".dial").setAttribute("aria-label", `Call as ${name}`);
    this.find(".dial").onclick = () => this.#try(() => server.phoneCalls(this.number));
    for (const key of KEYS) {
      const button = element("button", "", key);
      button.type = "button";
      button.onclick = () => this.#act("press", key);
      this.find(".keypad").append(button);
    }
    for (const doing of ["answer", "decline", "hang_up"]) {
      this.find(`.${doing}`).onclick = () => this.#act(doing);
    }
    this.find(".close").onclick = () => this.#close();
    const words = this.find(".speak input");
    words.setAttribute("aria-label", `Say as ${name}`);
    this.find(".speak").addEventListener("submit", (event) => {
      event.preventDefault();
      const said = words.value.trim();
      words.value = "";
      if (said) this.#act("say", said);
    });
  }

  async #try(work) {
    try {
      await work();
    } catch (error) {
      this.failed(error.message);
    }
  }

  #act(doing, words = "") {
    return this.#try(() => server.act(this.call.sid, doing, words));
  }

  #close() {
    this.find(".call").hidden = true;
    this.find("textarea").focus();
  }

  async load() {
    const told = await server.calls(this.number);
    const live = told.calls.filter((call) => phoneOf(call) === this.number && !call.is_over);
    if (live.length) this.show(live.at(-1));
  }

  // True when the phone has begun to ring.
  show(call) {
    if (this.call && this.call.sid !== call.sid && !this.call.is_over && call.is_over) return false;
    const isNew = this.call?.sid !== call.sid;
    const rings = call.status === "ringing" && (isNew || this.call.status !== "ringing");
    if (isNew) this.#begin();
    this.call = call;
    this.#draw();
    return rings && call.direction !== "inbound";
  }

  #begin() {
    this.find(".call-lines").replaceChildren();
    this.find(".call").hidden = false;
    this.drawn = 0;
  }

  #draw() {
    const { call } = this;
    const isOurs = call.direction === "inbound";
    const rings = call.status === "ringing" && !isOurs;
    const isLive = !call.is_over && !rings && (isOurs || call.status === "in-progress");
    const other = isOurs ? call.to : call.from;
    const who = rings ? "Call from" : "Call with";
    this.find(".call-who").textContent = `${who} ${this.spaced(other)}`;
    this.find(".call-state").textContent = STATES[call.status] + length(call.duration_s);
    this.find(".call").classList.toggle("rings", rings);
    for (const name of ["answer", "decline"]) this.find(`.${name}`).hidden = !rings;
    for (const name of ["keypad", "speak", "hang_up"]) this.find(`.${name}`).hidden = !isLive;
    this.find(".close").hidden = !call.is_over;
    for (const line of call.lines.slice(this.drawn)) this.#add(line);
    this.drawn = call.lines.length;
  }

  #add(line) {
    const isMine = line.who === "me";
    const item = element("li", isMine ? "mine" : "");
    const before = isMine ? (line.how === "pressed" ? "pressed" : "said") : HOW[line.how] ?? "";
    if (before) item.append(element("span", "quiet", `${before} `));
    const words = /^\+\d+$/u.test(line.words) ? this.spaced(line.words) : line.words;
    item.append(words);
    const list = this.find(".call-lines");
    list.append(item);
    list.scrollTop = list.scrollHeight;
  }
}
