// Where a picture is to be dreamed, as strokes on a canvas that is laid over all of it.

const LONGEST_SIDE = 1024;
const SHORTEST_SIDE = 32;
const SEEN = 8; // of 255: what is fainter asks for nothing

export class Painting {
  #done = [];
  #context;

  // Of a picture's width and height in pixels. `colour` is what it shows in, not what is sent.
  constructor({ width, height }, colour) {
    const scale = Math.min(1, LONGEST_SIDE / Math.max(width, height));
    this.canvas = document.createElement("canvas");
    this.canvas.width = Math.max(SHORTEST_SIDE, Math.round(width * scale));
    this.canvas.height = Math.max(SHORTEST_SIDE, Math.round(height * scale));
    this.#context = this.canvas.getContext("2d");
    Object.assign(this.#context, { lineCap: "round", lineJoin: "round", strokeStyle: colour, fillStyle: colour });
  }

  get canUndo() { return this.#done.length > 0; }

  get isEmpty() {
    const { data } = this.#context.getImageData(0, 0, this.canvas.width, this.canvas.height);
    return !data.some((value, index) => index % 4 === 3 && value >= SEEN);
  }

  // Points are in the canvas's pixels, as is the width.
  begin(point, { width, erases }) {
    this.#done.push({ kind: "stroke", width, erases, points: [point] });
    this.#draw(this.#done.at(-1));
  }

  extend(point) {
    const stroke = this.#done.at(-1);
    stroke.points.push(point);
    this.#draw({ ...stroke, points: stroke.points.slice(-2) });
  }

  clear() { this.#do({ kind: "clear" }); }
  invert() { this.#do({ kind: "invert" }); }

  undo() {
    this.goBack(this.#done.length - 1);
  }

  // What `goBack` takes to be as it is now.
  get length() { return this.#done.length; }

  goBack(length) {
    this.#done.length = Math.max(0, length);
    this.#clear();
    for (const step of this.#done) this.#draw(step);
  }

  // White where the dream grows, transparent elsewhere.
  toFile() {
    const copy = document.createElement("canvas");
    Object.assign(copy, { width: this.canvas.width, height: this.canvas.height });
    const context = copy.getContext("2d");
    context.drawImage(this.canvas, 0, 0);
    context.globalCompositeOperation = "source-in";
    context.fillStyle = "#fff";
    context.fillRect(0, 0, copy.width, copy.height);
    return new Promise((resolve) => copy.toBlob(resolve, "image/png"));
  }

  #do(step) {
    this.#done.push(step);
    this.#draw(step);
  }

  #draw({ kind, points, width, erases }) {
    const context = this.#context;
    if (kind === "clear") return this.#clear();
    context.globalCompositeOperation = kind === "invert" ? "source-out" : erases ? "destination-out" : "source-over";
    if (kind === "invert") return context.fillRect(0, 0, this.canvas.width, this.canvas.height);
    context.lineWidth = width;
    context.beginPath();
    context.moveTo(points[0].x, points[0].y);
    for (const { x, y } of points) context.lineTo(x, y);
    context.stroke();
  }

  #clear() {
    this.#context.clearRect(0, 0, this.canvas.width, this.canvas.height);
  }
}
