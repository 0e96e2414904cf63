// The output with the points, its scale of colours, and the curves of the losses.

import { contour, paint } from "./maps.js";
import { $, mark, percent, say, short } from "./tools.js";

const HIT = 14; // how near to a point a click must be, in pixels of the page

/** Three layers: the map, the line where it is 0, and the points, which are drawn once. */
export class Plane {
  constructor(box, choices, chosen) {
    this.choices = choices;
    [this.map, this.line, this.marks] = box.children;
    this.drawn = {}; // what the layer of points shows
    box.addEventListener("click", (event) => {
      const k = this.nearest(event);
      if (k !== null) chosen(k);
    });
  }

  /** Where a point is on the canvas. */
  place([x, y]) {
    const { reach } = this.choices;
    const half = this.marks.width / 2;
    return [half + (x / reach) * half, half - (y / reach) * half];
  }

  nearest(event) {
    const box = this.marks.getBoundingClientRect();
    const scale = this.marks.width / box.width;
    const at = [(event.clientX - box.left) * scale, (event.clientY - box.top) * scale];
    let best = null;
    let least = HIT * scale;
    this.drawn.start.points.forEach((point, k) => {
      if (point[3] && !this.drawn.tests) return;
      const [x, y] = this.place(point);
      const distance = Math.hypot(x - at[0], y - at[1]);
      if (distance < least) [least, best] = [distance, k];
    });
    return best;
  }

  draw(map, colours) {
    paint(this.map, map.levels, colours.soft);
    this.contour(map.levels, colours);
  }

  /** Draws the points of a session, if that, the chosen point or the colours differ. */
  drawPoints(start, chosen, tests, colours) {
    const wanted = { start, chosen, tests, colours };
    if (Object.entries(wanted).every(([name, value]) => this.drawn[name] === value)) return;
    this.drawn = wanted;
    const context = this.marks.getContext("2d");
    context.clearRect(0, 0, this.marks.width, this.marks.height);
    const middle = start.classes ? 0.5 : 0; // where labels change their shape
    start.points.forEach((one, k) => {
      if (!one[3] || tests) this.point(context, one, middle, k === chosen, colours);
    });
  }

  contour(levels, colours) {
    const context = this.line.getContext("2d");
    context.clearRect(0, 0, this.line.width, this.line.height);
    context.strokeStyle = colours.ink;
    context.globalAlpha = 0.55;
    context.lineWidth = 2.5;
    const { side } = this.choices;
    context.stroke(contour(levels, side, side, this.line.width / side));
  }

  /** A point: round above the middle, square below, hollow for testing. */
  point(context, [px, py, label, testing], middle, chosen, colours) {
    const [x, y] = this.place([px, py]);
    const colour = middle ? (label ? colours.high : colours.low) : shade(label, colours);
    const background = colours.zero;
    const shape = (radius) => {
      context.beginPath();
      if (label > middle) context.arc(x, y, radius, 0, 2 * Math.PI);
      else context.rect(x - 0.9 * radius, y - 0.9 * radius, 1.8 * radius, 1.8 * radius);
    };
    context.lineWidth = 2;
    shape(7);
    context.fillStyle = background;
    context.fill();
    shape(testing ? 5 : 5.5);
    context.strokeStyle = context.fillStyle = colour;
    if (testing) context.stroke();
    else context.fill();
    if (!middle) this.outline(context, shape, colours); // numbers near 0 are as pale as the map
    if (chosen) {
      context.beginPath();
      context.arc(x, y, 13, 0, 2 * Math.PI);
      context.lineWidth = 4;
      context.strokeStyle = background;
      context.stroke();
      context.lineWidth = 2.5;
      context.strokeStyle = colours.ink;
      context.stroke();
    }
  }

  outline(context, shape, colours) {
    shape(7);
    context.globalAlpha = 0.6;
    context.lineWidth = 1.2;
    context.strokeStyle = colours.ink;
    context.stroke();
    context.globalAlpha = 1;
  }
}

/** The colour of a number from -1 to 1, as CSS. */
function shade(number, colours) {
  const pixel = colours.full[127 + Math.round(127 * Math.min(Math.max(number, -1), 1))];
  return `rgb(${pixel & 255} ${(pixel >> 8) & 255} ${(pixel >> 16) & 255})`;
}

/** The colours from the lowest to the highest number, with these three texts below. */
export function drawScale(canvas, texts, colours) {
  paint(canvas, Uint8Array.from({ length: 255 }, (_, level) => level), colours.soft);
  ["scale-low", "scale-middle", "scale-high"].forEach((id, k) => say($(id), texts[k]));
}

/** A score as it is written: a share in percent, R² in digits. */
export function scored(start, score) {
  if (score === null) return "–";
  return start.classes ? percent(score) : score.toFixed(3).replace("-", "−");
}

const [WIDTH, HEIGHT, EDGE] = [320, 90, 4];

/** The losses by step: training as a full line, testing as a dashed one. */
export function drawCurves(svg, { curve, loss }) {
  const most = Math.max(...curve.flatMap(([, a, b]) => [a, b].filter(Number.isFinite)), 1e-9);
  const last = Math.max(curve.at(-1)[0], 1);
  const places = (which) =>
    curve
      .filter((moment) => Number.isFinite(moment[which]))
      .map((moment) => {
        const x = EDGE + (moment[0] / last) * (WIDTH - 2 * EDGE);
        const y = HEIGHT - EDGE - (moment[which] / most) * (HEIGHT - 2 * EDGE);
        return `${x.toFixed(1)},${y.toFixed(1)}`;
      })
      .join(" ");
  mark(svg.querySelector(".train-line"), "points", places(1));
  mark(svg.querySelector(".test-line"), "points", places(2));
  mark(
    svg,
    "aria-label",
    `Loss by epoch: from ${short(curve[0][1])} to ${short(loss.train)} for training ` +
      `points, from ${short(curve[0][2])} to ${short(loss.test)} for test points`,
  );
}

/** The picture of a data set on its tile. */
export function drawThumbnail(canvas, { points, classes }, reach, colours) {
  const context = canvas.getContext("2d");
  const half = canvas.width / 2;
  context.clearRect(0, 0, canvas.width, canvas.height);
  for (const [x, y, label] of points) {
    context.fillStyle = classes ? (label ? colours.high : colours.low) : shade(label, colours);
    context.beginPath();
    context.arc(half + (x / reach) * half, half - (y / reach) * half, classes ? 2.6 : 4, 0, 2 * Math.PI);
    context.fill();
  }
}

/** What the axes and labels of the data are called; text that a user may have written. */
export function nameAxes(start) {
  const [[left, right]] = start.ranges;
  say($("x-axis"), start.axes[0]);
  say($("y-axis"), start.axes[1]);
  say($("x-low"), short(left));
  say($("x-high"), short(right));
  say($("score-name"), start.score);
  const [low, high] = start.targetRange;
  const kinds = start.classes ?? ["below", "above"].map((word) => `${start.target} ${word} ${short((low + high) / 2)}`);
  say($("class-0"), kinds[0]);
  say($("class-1"), kinds[1]);
}

/** What a point is: its class, or its number. */
export function described(start, [, , label, testing]) {
  const [low, high] = start.targetRange;
  const kind = start.classes?.[label] ?? `${start.target} ${short(low + ((label + 1) / 2) * (high - low))}`;
  return `${kind}, for ${testing ? "testing" : "training"}`;
}

/** The texts below the scale of the output: what its lowest and highest colours stand for. */
export function outputScale(start) {
  if (start.classes) return ["0", `probability of ${start.classes[1]}`, "1"];
  const [low, high] = start.targetRange;
  return [short(low), start.target, short(high)];
}
