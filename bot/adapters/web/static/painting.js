// Where a picture is to be dreamed, as strokes on a canvas that is laid over all of it.

const LONGEST_SIDE = 1024;
const SHORTEST_SIDE = 32;
const SOFT_SHARE = 1 / 120; // of the longer side: a dream cut off sharply looks pasted in
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
    this.#context = this.canvas.getContext("2d", { willReadFrequently: true });
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
    this.#draw(stroke, stroke.points.length - 1);
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

  // White where the dream grows, transparent elsewhere, with soft edges.
  toFile() {
    const { width, height } = this.canvas;
    const softness = Math.max(width, height) * SOFT_SHARE;
    const margin = Math.ceil(3 * softness);
    const [copy, context] = newCanvas(width, height);
    context.filter = `blur(${softness}px)`;
    context.drawImage(continued(this.canvas, margin), -margin, -margin);
    context.filter = "none";
    context.globalCompositeOperation = "source-in";
    context.fillStyle = "#fff";
    context.fillRect(0, 0, width, height);
    return new Promise((resolve) => copy.toBlob(resolve, "image/png"));
  }

  #do(step) {
    this.#done.push(step);
    this.#draw(step);
  }

  // Of a stroke what begins at one of its points; drawn at once or bit by bit, it is the same.
  #draw({ kind, points, width, erases }, from = 0) {
    const context = this.#context;
    if (kind === "clear") return this.#clear();
    context.globalCompositeOperation = kind === "invert" ? "source-out" : erases ? "destination-out" : "source-over";
    if (kind === "invert") return context.fillRect(0, 0, this.canvas.width, this.canvas.height);
    if (from === 0) this.#dot(points[0], width);
    context.lineWidth = width;
    for (let index = Math.max(1, from); index < points.length; index++) {
      const [start, end] = [points[index - 1], points[index]];
      context.beginPath();
      context.moveTo(start.x, start.y);
      context.lineTo(end.x, end.y);
      context.stroke();
    }
  }

  // A line of no length has no ends to be round.
  #dot({ x, y }, width) {
    this.#context.beginPath();
    this.#context.arc(x, y, width / 2, 0, 2 * Math.PI);
    this.#context.fill();
  }

  #clear() {
    this.#context.clearRect(0, 0, this.canvas.width, this.canvas.height);
  }
}

// What is painted goes on beyond the picture's edges, so that softening doesn't fade it there.
function continued(canvas, margin) {
  const [copy, context] = newCanvas(canvas.width + 2 * margin, canvas.height + 2 * margin);
  const parts = (length) => [[0, 1, 0, margin], [0, length, margin, length], [length - 1, 1, margin + length, margin]];
  for (const [x, width, toX, toWidth] of parts(canvas.width)) {
    for (const [y, height, toY, toHeight] of parts(canvas.height)) {
      context.drawImage(canvas, x, y, width, height, toX, toY, toWidth, toHeight);
    }
  }
  return copy;
}

function newCanvas(width, height) {
  const canvas = document.createElement("canvas");
  Object.assign(canvas, { width, height });
  return [canvas, canvas.getContext("2d")];
}
