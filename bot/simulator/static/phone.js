// One phone: its conversation, its quick words and its composer.

import { bubble, element } from "./bubbles.js";
import { CallPanel } from "./call.js";
import { countParts, describeParts } from "./parts.js";
import * as server from "./server.js";

const SHOWN = 200;
const WORDS = ["CALL", "LLAMAR", "JOIN", "DJ", "SCRIPT", "STOP", "START", "MENU", "HELP"];

export function spaced(number) {
  const us = /^\+1(\d{3})(\d{3})(\d{4})$/u.exec(number);
  return us ? `+1 ${us[1]} ${us[2]} ${us[3]}` : number;
}

export class Phone {
  constructor(about, changed) {
    this.number = about.number;
    this.name = about.name;
    this.messages = new Map();
    this.hasMore = false;
    this.isLoaded = false;
    this.waits = 0;
    this.changed = changed;
    this.section = document.getElementById("phone-template").content.cloneNode(true).firstElementChild;
    this.find = (selector) => this.section.querySelector(selector);
    this.#build(about);
    this.panel = new CallPanel(this, spaced, (words) => this.#note(words));
  }

  #build(about) {
    this.section.setAttribute("aria-label", `${about.name}’s phone`);
    this.section.dataset.number = about.number;
    this.find(".face").textContent = [...about.name][0]?.toUpperCase() ?? "?";
    this.find("h2").textContent = about.name;
    this.find(".number").textContent = spaced(about.number);
    this.find(".about").textContent = about.about;
    this.find(".about").title = about.about;
    this.find(".talk").setAttribute("aria-label", `Texts of ${about.name}`);
    this.find(".empty").textContent = `No texts yet. Pick a word below, or write as ${about.name}.`;
    this.find(".earlier").onclick = () => this.#showEarlier();
    this.find(".chips").setAttribute("aria-label", `Words ${about.name} can text`);
    for (const word of WORDS) {
      const chip = element("button", "", word);
      chip.type = "button";
      chip.onclick = () => this.send(word);
      this.find(".chips").append(chip);
    }
    this.#buildComposer(about);
  }

  #buildComposer(about) {
    const area = this.find("textarea");
    area.id = `write-${about.number.slice(1)}`;
    this.find(".composer label").htmlFor = area.id;
    this.find(".composer label").textContent = `Text as ${about.name}`;
    area.addEventListener("input", () => this.#count());
    area.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.#submit();
    });
    this.find(".composer").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
    this.#count();
  }

  #submit() {
    const area = this.find("textarea");
    const words = area.value.trim();
    if (!words) return;
    area.value = "";
    this.#count();
    this.send(words);
  }

  #count() {
    const area = this.find("textarea");
    const { parts, encoding, left } = countParts(area.value);
    const counter = this.find(".counter");
    counter.textContent = `${describeParts(parts, encoding)} · ${left} left in this part`;
    counter.classList.toggle("over", parts > 3);
    area.style.height = "auto";
    area.style.height = `${area.scrollHeight + 2}px`;
  }

  async send(words) {
    this.#wait(1);
    try {
      const told = await server.inbound(this.number, words);
      if (told.error) this.#note(told.error);
    } catch (error) {
      this.#note(error.message);
    } finally {
      this.#wait(-1);
    }
  }

  #wait(change) {
    this.waits += change;
    this.find(".waiting").hidden = this.waits === 0;
    if (change > 0) this.#toEnd();
  }

  #note(words) {
    const note = element("li", "note", words);
    note.setAttribute("role", "alert");
    this.find(".talk ol").append(note);
    this.#toEnd();
  }

  setStopped(isStopped) {
    const banner = this.find(".stopped");
    banner.hidden = !isStopped;
    banner.textContent = isStopped
      ? `${this.name} has stopped at the carrier: no text gets through (21610). START lifts it.`
      : "";
  }

  async load() {
    const [told] = await Promise.all([server.conversation(this.number), this.panel.load()]);
    for (const message of told.messages) this.messages.set(message.sid, message);
    this.hasMore = told.has_more;
    this.isLoaded = true;
    this.#draw();
    this.#toEnd();
  }

  async #showEarlier() {
    const oldest = this.#sorted()[0];
    const talk = this.find(".talk");
    const fromEnd = talk.scrollHeight - talk.scrollTop;
    const told = await server.conversation(this.number, oldest?.n).catch((error) => {
      this.#note(error.message);
      return null;
    });
    if (!told) return;
    for (const message of told.messages) this.messages.set(message.sid, message);
    this.hasMore = told.has_more;
    this.#draw();
    talk.scrollTop = talk.scrollHeight - fromEnd;
  }

  show(message) {
    const talk = this.find(".talk");
    const isAtEnd = talk.scrollHeight - talk.scrollTop - talk.clientHeight < 120;
    const isNew = !this.messages.has(message.sid);
    this.messages.set(message.sid, message);
    const shown = this.find(`.talk ol [data-sid="${message.sid}"]`);
    if (shown) shown.replaceWith(bubble(message, this.number));
    else this.#insert(message);
    if (isNew && this.messages.size > 2 * SHOWN && isAtEnd) this.#trim();
    this.find(".empty").hidden = true;
    if (isAtEnd) this.#toEnd();
    if (isNew && message.to === this.number) this.changed(this);
  }

  showCall(call) {
    if (this.panel.show(call)) this.changed(this);
  }

  #insert(message) {
    const list = this.find(".talk ol");
    const made = bubble(message, this.number);
    const last = list.lastElementChild;
    if (last && (this.messages.get(last.dataset.sid)?.n ?? -1) > message.n) this.#draw();
    else list.append(made);
  }

  #sorted() {
    return [...this.messages.values()].sort((one, other) => one.n - other.n);
  }

  #trim() {
    this.messages = new Map(this.#sorted().slice(-SHOWN).map((m) => [m.sid, m]));
    this.hasMore = true;
    this.#draw();
  }

  #draw() {
    const list = this.find(".talk ol");
    list.replaceChildren(...this.#sorted().map((message) => bubble(message, this.number)));
    this.find(".empty").hidden = this.messages.size > 0;
    this.find(".earlier").hidden = !this.hasMore;
  }

  #toEnd() {
    const talk = this.find(".talk");
    talk.scrollTop = talk.scrollHeight;
  }
}
