// Lets a picture be looked at as closely as one likes: by wheel, pinch, drag, double click and keys.

const CLOSEST = 8;
const STEP = 1.25;
const NUDGE = 80;
const WHEEL_PIXELS = { 0: 1, 1: 16, 2: 400 };
const STILL_PIXELS = 4;

export class Zoomable {
  #stage;
  #picture;
  #size;
  #tell;
  #pointers = new Map();
  #scale = 0;
  #left = 0;
  #top = 0;
  #travelled = 0;
  #isBeside = false;
  #shownWhole = 0;

  // `size` is the picture's in pixels; `tell` hears of each change: the scale, and whether all is in sight.
  constructor(stage, picture, size, tell) {
    this.#stage = stage;
    this.#picture = picture;
    this.#size = size;
    this.#tell = tell;
    picture.style.width = `${size.width}px`;
    picture.style.height = `${size.height}px`;
    stage.addEventListener("wheel", (event) => this.#turn(event), { passive: false });
    stage.addEventListener("pointerdown", (event) => this.#press(event));
    stage.addEventListener("pointermove", (event) => this.#drag(event));
    for (const kind of ["pointerup", "pointercancel"]) stage.addEventListener(kind, (event) => this.#pointers.delete(event.pointerId));
    stage.addEventListener("dblclick", (event) => this.#leap(event));
    stage.addEventListener("focusin", (event) => this.#reveal(event.target));
    new ResizeObserver(() => this.#resize()).observe(stage);
    this.#resize();
  }

  // Whether the last press was beside the picture, and moved nothing. A click itself can't tell: the
  // stage has all that follows a drag.
  get wasPressedBeside() {
    return this.#isBeside && this.#travelled <= STILL_PIXELS;
  }

  fit() {
    this.zoomTo(this.#whole);
  }

  zoomBy(steps) {
    this.zoomTo(this.#scale * STEP ** steps);
  }

  // Keeps what is at that point of the stage where it is.
  zoomTo(scale, x = this.#stage.clientWidth / 2, y = this.#stage.clientHeight / 2) {
    const wanted = Math.min(CLOSEST, Math.max(this.#whole, scale));
    const growth = this.#scale ? wanted / this.#scale : 1;
    this.#scale = wanted;
    this.#place(x - (x - this.#left) * growth, y - (y - this.#top) * growth);
  }

  // True where the key means something here.
  press(key) {
    const acts = {
      "+": () => this.zoomBy(1), "=": () => this.zoomBy(1), "-": () => this.zoomBy(-1),
      0: () => this.fit(), 1: () => this.zoomTo(1), 3: () => this.zoomTo(3),
      ArrowLeft: () => this.#place(this.#left + NUDGE, this.#top), ArrowRight: () => this.#place(this.#left - NUDGE, this.#top),
      ArrowUp: () => this.#place(this.#left, this.#top + NUDGE), ArrowDown: () => this.#place(this.#left, this.#top - NUDGE),
    };
    acts[key]?.();
    return key in acts;
  }

  get #whole() {
    const { clientWidth, clientHeight } = this.#stage;
    return Math.min(1, clientWidth / this.#size.width, clientHeight / this.#size.height);
  }

  #resize() {
    const wasWhole = this.#scale <= this.#shownWhole;
    this.#shownWhole = this.#whole;
    this.zoomTo(wasWhole ? this.#whole : this.#scale);
  }

  #place(left, top) {
    this.#left = keepInSight(left, this.#size.width * this.#scale, this.#stage.clientWidth);
    this.#top = keepInSight(top, this.#size.height * this.#scale, this.#stage.clientHeight);
    this.#picture.style.transform = `translate(${this.#left}px, ${this.#top}px) scale(${this.#scale})`;
    this.#tell({ scale: this.#scale, isWhole: this.#scale <= this.#whole });
  }

  // Of what lies on the picture, whatever gets the focus comes into sight.
  #reveal(part) {
    const [room, { left, top, right, bottom }] = [this.#stage.getBoundingClientRect(), part.getBoundingClientRect()];
    if (left >= room.left && top >= room.top && right <= room.right && bottom <= room.bottom) return;
    this.#place(this.#left + (room.left + room.right - left - right) / 2, this.#top + (room.top + room.bottom - top - bottom) / 2);
  }

  #turn(event) {
    event.preventDefault();
    const turned = event.deltaY * WHEEL_PIXELS[event.deltaMode];
    this.zoomTo(this.#scale * Math.exp(-turned * (event.ctrlKey ? 0.01 : 0.002)), event.clientX, event.clientY);
  }

  #press(event) {
    if (event.button !== 0) return;
    if (this.#pointers.size === 0) [this.#travelled, this.#isBeside] = [0, event.target === this.#stage];
    this.#pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
  }

  #drag(event) {
    if (event.buttons === 0) this.#pointers.delete(event.pointerId); // let go of elsewhere
    if (!this.#pointers.has(event.pointerId)) return;
    const before = [...this.#pointers.values()];
    const from = this.#pointers.get(event.pointerId);
    const to = { x: event.clientX, y: event.clientY };
    this.#travelled += Math.hypot(to.x - from.x, to.y - from.y);
    // Not before: what lies on the picture shall hear of a press that is no drag.
    if (this.#travelled > STILL_PIXELS) this.#stage.setPointerCapture(event.pointerId);
    this.#pointers.set(event.pointerId, to);
    const after = [...this.#pointers.values()];
    const [old, now] = [middle(before), middle(after)];
    this.#place(this.#left + now.x - old.x, this.#top + now.y - old.y);
    if (after.length === 2) this.zoomTo((this.#scale * spread(after)) / spread(before), now.x, now.y);
  }

  // From the whole to its own pixels, to three times that, and back.
  #leap(event) {
    const next = [1, 3].find((scale) => scale > this.#scale * 1.01);
    this.zoomTo(next ?? this.#whole, event.clientX, event.clientY);
  }
}

function keepInSight(start, length, room) {
  return length <= room ? (room - length) / 2 : Math.min(0, Math.max(room - length, start));
}

function middle(points) {
  const sum = points.reduce((total, { x, y }) => ({ x: total.x + x, y: total.y + y }));
  return { x: sum.x / points.length, y: sum.y / points.length };
}

function spread([one, other]) {
  return Math.max(1, Math.hypot(one.x - other.x, one.y - other.y));
}
