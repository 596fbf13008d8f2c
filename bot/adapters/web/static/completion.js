import { complete } from "./api.js";
import { h } from "./dom.js";
import { swatch } from "./swatch.js";

const DELAY_MS = 60;
const ASKABLE = /^\s*(\/|@puppyslug\b)/i;

// Completes commands as they are typed: a listbox that the text field owns.
export class Completion {
  #options = [];
  #active = -1;
  #asked = 0;
  #answered = "";
  #early = [];
  #timer;

  constructor(field, parent) {
    this.field = field;
    this.list = h("div", { class: "completion", id: "completion", role: "listbox", "aria-label": "Completions", testid: "completion", hidden: true });
    parent.prepend(this.list);
    for (const [name, value] of Object.entries({
      role: "combobox", "aria-autocomplete": "list", "aria-controls": "completion", "aria-expanded": "false", "aria-haspopup": "listbox",
    })) field.setAttribute(name, value);
    field.addEventListener("input", () => this.ask());
    field.addEventListener("blur", () => this.close());
  }

  get isOpen() { return !this.list.hidden; }

  ask() {
    clearTimeout(this.#timer);
    const text = this.field.value;
    if (!ASKABLE.test(text) || this.field.selectionStart !== text.length) return this.close();
    const asked = ++this.#asked;
    this.#early = [];
    this.#timer = setTimeout(async () => {
      const { suggestions } = await complete(text).catch(() => ({ suggestions: [] }));
      if (asked !== this.#asked || text !== this.field.value) return;
      const early = this.#early;
      this.#answered = text;
      this.#show(suggestions);
      if (this.isOpen) for (const key of early) this.#press(key);
    }, DELAY_MS);
  }

  // Returns whether the key was meant for the list.
  handle(event) {
    if (!this.isOpen || (event.key === "Tab" && event.shiftKey)) return false;
    if (this.#mustWait(event.key)) this.#early.push(event.key);
    else if (!this.#press(event.key)) return false;
    event.preventDefault();
    return true;
  }

  // Fast fingers: the list may still answer what stood there a moment ago.
  #mustWait(key) {
    if (this.#answered === this.field.value) return false;
    return ["ArrowDown", "ArrowUp", "Tab"].includes(key) || (key === "Enter" && this.#early.length > 0);
  }

  // Enter is the list's only once somebody has gone into it.
  #press(key) {
    if (key === "ArrowDown") this.#activate(this.#active + 1);
    else if (key === "ArrowUp") this.#activate(this.#active < 0 ? this.#options.length - 1 : this.#active - 1);
    else if (key === "Escape") this.close();
    else if (key === "Tab") this.#accept(Math.max(0, this.#active));
    else if (key === "Enter" && this.#active >= 0 && this.#answered === this.field.value) this.#accept(this.#active);
    else return false;
    return true;
  }

  close() {
    this.#asked++;
    this.#early = [];
    this.#options = [];
    this.#active = -1;
    this.list.hidden = true;
    this.list.replaceChildren();
    this.field.setAttribute("aria-expanded", "false");
    this.field.removeAttribute("aria-activedescendant");
  }

  #show(suggestions) {
    if (suggestions.length === 0) return this.close();
    this.#options = suggestions;
    this.#active = -1;
    this.list.replaceChildren(
      ...suggestions.map((suggestion, index) => this.#option(suggestion, index)),
      h("p", { class: "hint", role: "presentation" }, h("kbd", {}, "Tab"), " completes, ", h("kbd", {}, "↑"), h("kbd", {}, "↓"), " choose, ", h("kbd", {}, "Enter"), " sends"));
    this.list.hidden = false;
    this.list.scrollTop = 0;
    this.field.setAttribute("aria-expanded", "true");
    this.field.removeAttribute("aria-activedescendant");
  }

  #option(suggestion, index) {
    const picture = suggestion.kind === "preset" ? swatch({ name: suggestion.value.trim(), thumbnail: suggestion.thumbnail }) : h("span", {});
    return h("div", {
      role: "option", id: `completion-${index}`, "aria-selected": "false", testid: "completion-option",
      // The field must not lose its focus to a press here.
      onpointerdown: (event) => { event.preventDefault(); this.#accept(index); },
    }, picture, h("span", {}, h("b", {}, suggestion.label), h("small", {}, suggestion.description)));
  }

  #activate(index) {
    const count = this.#options.length;
    this.#active = (index + count) % count;
    for (const [place, option] of [...this.list.querySelectorAll("[role=option]")].entries()) {
      option.setAttribute("aria-selected", String(place === this.#active));
      if (place === this.#active) option.scrollIntoView({ block: "nearest" });
    }
    this.field.setAttribute("aria-activedescendant", `completion-${this.#active}`);
  }

  #accept(index) {
    if (this.#answered !== this.field.value) return;
    const { value, replaces } = this.#options[index];
    const text = this.field.value;
    this.field.value = text.slice(0, text.length - replaces.length) + value;
    this.field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}
