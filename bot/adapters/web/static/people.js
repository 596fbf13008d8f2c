import { h, hueOf } from "./dom.js";

export const BOT = "puppyslug";

export function avatar(person) {
  if (person.id === BOT) {
    return h("span", { class: "avatar bot", "aria-hidden": "true" }, h("img", { src: "/static/mark.svg", alt: "" }));
  }
  const initial = [...person.name][0].toUpperCase();
  return h("span", { class: "avatar", "aria-hidden": "true", vars: { hue: hueOf(person.id) } }, initial);
}

const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const calendar = new Intl.DateTimeFormat(undefined, { weekday: "long", day: "numeric", month: "long" });
const short = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short" });
const full = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "short" });

export function timeOf(at) {
  const date = new Date(at);
  return h("time", { datetime: date.toISOString(), title: full.format(date) }, clock.format(date));
}

// The time for today's, the date for older ones.
export function momentOf(at) {
  if (dayKey(at) === dayKey(Date.now())) return timeOf(at);
  const date = new Date(at);
  return h("time", { datetime: date.toISOString(), title: full.format(date) }, short.format(date));
}

export const dayKey = (at) => new Date(at).toDateString();

export function dayName(at) {
  const days = Math.round((new Date().setHours(0, 0, 0, 0) - new Date(at).setHours(0, 0, 0, 0)) / 86_400_000);
  return ["Today", "Yesterday"][days] ?? calendar.format(new Date(at));
}

export function byline(person, at) {
  return h("header", { class: "byline" }, h("b", {}, person.name),
    person.id === BOT && h("span", { class: "badge" }, "bot"), at && timeOf(at));
}
