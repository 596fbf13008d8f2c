import { Problem } from "./api.js";
import { button, h } from "./dom.js";
import { Painting } from "./painting.js";

const BRUSH = { min: 3, max: 60, step: 1, value: 18 }; // percent of the picture's shorter side
const ERASER_OF_A_PEN = 5;

// Lets somebody paint on a picture where it is to be dreamed, going on with an earlier painting.
// Resolves with the painting, or null if they thought better. Raises Problem where the browser
// can't show the picture.
export async function paintPlace(src, earlier) {
  const photo = h("img", { src, alt: "The picture that you paint on", draggable: "false" });
  await photo.decode().catch(() => { throw unshowable(); });
  const accent = getComputedStyle(document.documentElement).getPropertyValue("--accent").trim();
  const painting = earlier ?? new Painting({ width: photo.naturalWidth, height: photo.naturalHeight }, accent);
  return new Promise((resolve) => new Painter(photo, painting, resolve).open());
}

class Painter {
  #stroking = null;

  constructor(photo, painting, resolve) {
    Object.assign(this, { painting, resolve, before: painting.length });
    const { width, height } = painting.canvas;
    painting.canvas.setAttribute("class", "wash");
    this.sheet = h("div", { class: "sheet", vars: { w: width, h: height } }, photo, painting.canvas);
    this.brush = h("span", { class: "brush", "aria-hidden": "true", hidden: true });
    this.stage = h("div", { class: "easel", testid: "easel" }, this.sheet, this.brush);
    this.size = h("input", { type: "range", ...BRUSH, testid: "brush-size", oninput: () => this.#sizeBrush() });
    this.rubber = button("Rubber", { look: "rubber", "aria-pressed": "false", testid: "rubber", onclick: () => this.#erase(!this.erases) });
    this.undoing = button("Undo", { look: "undo", testid: "undo", onclick: () => this.#change(() => painting.undo()) });
    this.said = h("p", { class: "said", role: "status", testid: "painter-said" });
    this.dialog = h("dialog", { class: "painter", testid: "painter", "aria-labelledby": "painter-title" },
      h("header", {},
        h("h2", { id: "painter-title" }, "Where should it dream?"),
        button("", { look: "close", kind: "bare round", "aria-label": "Close without painting", onclick: () => this.dialog.close() })),
      this.stage,
      h("div", { class: "tools", role: "toolbar", "aria-label": "Painting" },
        h("label", {}, "Brush", this.size),
        this.rubber,
        this.undoing,
        button("Invert", { look: "invert", testid: "invert", title: "Paint everything else instead", onclick: () => this.#change(() => painting.invert()) }),
        button("Clear", { look: "clear", testid: "clear", onclick: () => this.#change(() => painting.clear()) }),
        this.said,
        button("Done", { kind: "done", testid: "painter-done", onclick: () => this.#finish() })));
  }

  get erases() { return this.rubber.getAttribute("aria-pressed") === "true"; }
  get percent() { return Number(this.size.value); }

  open() {
    const { dialog, stage } = this;
    stage.addEventListener("pointerdown", (event) => this.#press(event));
    stage.addEventListener("pointermove", (event) => this.#move(event));
    for (const kind of ["pointerup", "pointercancel"]) stage.addEventListener(kind, (event) => this.#lift(event));
    stage.addEventListener("pointerleave", () => { this.brush.hidden = true; });
    dialog.addEventListener("keydown", (event) => this.#key(event));
    dialog.addEventListener("close", () => this.#leave());
    document.body.append(dialog);
    dialog.showModal();
    this.#sizeBrush();
    this.#showState();
  }

  #press(event) {
    if (!event.isPrimary || ![0, ERASER_OF_A_PEN].includes(event.button)) return;
    event.preventDefault();
    this.stage.setPointerCapture(event.pointerId);
    this.#stroking = event.pointerId;
    const { width, height } = this.painting.canvas;
    const erases = this.erases || event.button === ERASER_OF_A_PEN;
    this.#change(() => this.painting.begin(this.#place(event), { width: (this.percent / 100) * Math.min(width, height), erases }));
  }

  #move(event) {
    if (event.isPrimary) this.#showBrush(event);
    if (event.pointerId !== this.#stroking) return;
    // Between two frames a quick hand gets far: the browser knows the way.
    const way = event.getCoalescedEvents();
    for (const moved of way.length > 0 ? way : [event]) this.painting.extend(this.#place(moved));
  }

  #lift(event) {
    if (event.pointerId === this.#stroking) this.#stroking = null;
    if (event.pointerType === "touch") this.brush.hidden = true;
  }

  #place({ clientX, clientY }) {
    const { canvas } = this.painting;
    const { left, top, width, height } = canvas.getBoundingClientRect();
    return { x: ((clientX - left) / width) * canvas.width, y: ((clientY - top) / height) * canvas.height };
  }

  #showBrush({ clientX, clientY }) {
    const { left, top } = this.stage.getBoundingClientRect();
    this.brush.style.translate = `${clientX - left}px ${clientY - top}px`;
    this.brush.hidden = false;
  }

  #sizeBrush() {
    const { width, height } = this.painting.canvas.getBoundingClientRect();
    this.brush.style.setProperty("--size", `${(this.percent / 100) * Math.min(width, height)}px`);
    this.size.setAttribute("aria-valuetext", `${this.percent} % of the picture`);
  }

  #erase(erases) {
    this.rubber.setAttribute("aria-pressed", String(erases));
  }

  #key(event) {
    if ((event.ctrlKey || event.metaKey) && event.key === "z") this.#change(() => this.painting.undo());
    else if (["[", "]"].includes(event.key)) {
      this.size.value = this.percent + (event.key === "]" ? 3 : -3);
      this.#sizeBrush();
    } else return;
    event.preventDefault();
  }

  #change(act) {
    act();
    this.#showState();
  }

  #showState() {
    this.undoing.disabled = !this.painting.canUndo;
    this.said.textContent = "";
  }

  #finish() {
    if (this.painting.isEmpty) this.said.textContent = "Nothing is painted yet.";
    else this.dialog.close("done");
  }

  #leave() {
    const isDone = this.dialog.returnValue === "done";
    if (!isDone) this.painting.goBack(this.before);
    this.dialog.remove();
    this.resolve(isDone ? this.painting : null);
  }
}

function unshowable() {
  return new Problem({
    code: "unshowable", sentence: "Your browser can't show this picture.",
    hint: "Post it first, then paint on what the room makes of it.",
  });
}
