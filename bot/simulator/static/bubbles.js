// One text as an element. Its words come from strangers: they are only ever set as text.

import { describeParts } from "./parts.js";

const LINK = /https?:\/\/[^\s<>"'`]+/giu;
const TICKS = {
  accepted: ["✓", "Accepted"], scheduled: ["◷", "Scheduled"], queued: ["✓", "Queued"],
  sending: ["✓", "Sending"], sent: ["✓", "Sent"], delivered: ["✓✓", "Delivered"],
  read: ["✓✓", "Read"], failed: ["!", "Failed"], undelivered: ["!", "Not delivered"],
  canceled: ["!", "Canceled"],
};
const BAD = new Set(["failed", "undelivered", "canceled"]);

export function element(name, className, text) {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

function link(url) {
  const anchor = element("a", "", url);
  anchor.href = url;
  anchor.target = "_blank";
  anchor.rel = "noopener noreferrer nofollow";
  return anchor;
}

function withLinks(text) {
  const pieces = document.createDocumentFragment();
  let done = 0;
  for (const match of text.matchAll(LINK)) {
    const url = match[0].replace(/[.,;:!?)\]]+$/u, "");
    if (!URL.canParse(url)) continue;
    pieces.append(text.slice(done, match.index), link(url));
    done = match.index + url.length;
  }
  pieces.append(text.slice(done));
  return pieces;
}

export function clock(seconds) {
  const at = new Date(seconds * 1000);
  const time = at.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  const isToday = at.toDateString() === new Date().toDateString();
  return isToday ? time : `${at.toLocaleDateString([], { month: "short", day: "numeric" })}, ${time}`;
}

function tick(status) {
  const [mark, words] = TICKS[status] ?? ["✓", status];
  const kind = BAD.has(status) ? "failed" : mark === "✓✓" ? "delivered" : "";
  const shown = element("span", `tick ${kind}`, mark);
  shown.setAttribute("aria-hidden", "true");
  const pair = element("span");
  pair.append(shown, ` ${words}`);
  return pair;
}

export function bubble(message, number) {
  const isMine = message.from === number;
  const item = element("li", isMine ? "text mine" : "text");
  item.dataset.sid = message.sid;
  const words = element("div", "bubble");
  words.dir = "auto";
  words.append(withLinks(message.body));
  for (const url of message.media) {
    const picture = element("span", "picture");
    picture.append(/^https?:\/\//iu.test(url) ? link(url) : "Picture");
    words.append(picture);
  }
  if (!message.body && !message.media.length) words.append(element("em", "", "emptied"));
  const meta = element("p", "meta", `${clock(message.at)} · ${describeParts(message.parts, message.encoding)}`);
  if (!isMine) meta.append(" · ", tick(message.status));
  item.append(words, meta);
  if (message.error_code) item.append(element("p", "why", `${message.error} (${message.error_code})`));
  return item;
}
