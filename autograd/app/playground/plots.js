// The decision boundary with the points, and the curves of the losses.

import { $, bytes, element, paint, percent, short } from "./tools.js";

const HIT = 14; // how near to a point a click must be, in pixels of the page

export class Boundary {
  constructor(canvas, choices, chosen) {
    this.canvas = canvas;
    this.choices = choices;
    this.small = element("canvas", { width: choices.fine, height: choices.fine });
    canvas.addEventListener("click", (event) => {
      const k = this.nearest(event);
      if (k !== null) chosen(k);
    });
  }

  /** Where a point is on the canvas. */
  place([x, y]) {
    const { reach } = this.choices;
    const half = this.canvas.width / 2;
    return [half + (x / reach) * half, half - (y / reach) * half];
  }

  nearest(event) {
    const box = this.canvas.getBoundingClientRect();
    const scale = this.canvas.width / box.width;
    const at = [(event.clientX - box.left) * scale, (event.clientY - box.top) * scale];
    let best = null;
    let least = HIT * scale;
    this.points.forEach((point, k) => {
      const [x, y] = this.place(point);
      const distance = Math.hypot(x - at[0], y - at[1]);
      if (distance < least) [least, best] = [distance, k];
    });
    return best;
  }

  draw(start, state, point, colours) {
    this.points = start.points;
    const context = this.canvas.getContext("2d");
    const map = bytes(state.output);
    const { fine } = this.choices;
    this.small.getContext("2d").putImageData(paint(map, fine, colours, 0.75), 0, 0);
    context.imageSmoothingEnabled = true;
    context.imageSmoothingQuality = "high";
    context.drawImage(this.small, 0, 0, this.canvas.width, this.canvas.height);
    this.contour(context, map, fine, colours);
    start.points.forEach((one, k) => this.point(context, one, k === point, colours));
    this.canvas.setAttribute(
      "aria-label",
      `Decision boundary: ${percent(state.accuracy.train)} of the training points and ` +
        `${percent(state.accuracy.test)} of the test points are on the right side`,
    );
  }

  /** The line where the output is 0, by marching squares. */
  contour(context, map, size, colours) {
    const scale = this.canvas.width / size;
    const level = (row, column) => map[row * size + column] - 127 || 0.01;
    context.beginPath();
    for (let row = 0; row + 1 < size; row++) {
      for (let column = 0; column + 1 < size; column++) {
        const a = level(row, column);
        const b = level(row, column + 1);
        const c = level(row + 1, column + 1);
        const d = level(row + 1, column);
        const ends = [];
        if (a < 0 !== b < 0) ends.push([column + a / (a - b), row]);
        if (b < 0 !== c < 0) ends.push([column + 1, row + b / (b - c)]);
        if (d < 0 !== c < 0) ends.push([column + d / (d - c), row + 1]);
        if (a < 0 !== d < 0) ends.push([column, row + a / (a - d)]);
        for (let k = 0; k + 1 < ends.length; k += 2) {
          context.moveTo((ends[k][0] + 0.5) * scale, (ends[k][1] + 0.5) * scale);
          context.lineTo((ends[k + 1][0] + 0.5) * scale, (ends[k + 1][1] + 0.5) * scale);
        }
      }
    }
    context.strokeStyle = colours.ink;
    context.globalAlpha = 0.55;
    context.lineWidth = 2.5;
    context.stroke();
    context.globalAlpha = 1;
  }

  point(context, [px, py, label, testing], chosen, colours) {
    const [x, y] = this.place([px, py]);
    const colour = `rgb(${label ? colours.high : colours.low})`;
    const background = `rgb(${colours.middle})`;
    const shape = (radius) => {
      context.beginPath();
      if (label) context.arc(x, y, radius, 0, 2 * Math.PI);
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
}

const [WIDTH, HEIGHT, EDGE] = [320, 90, 4];

/** The losses by step: training as a full line, testing as a dashed one. */
export function drawCurves(svg, state) {
  const finite = state.curve.flatMap(([, a, b]) => [a, b]).filter((loss) => loss !== null);
  const most = Math.max(...finite, 1e-9);
  const last = Math.max(state.curve.at(-1)[0], 1);
  const line = (which, name) => {
    const places = state.curve
      .filter((moment) => moment[which] !== null)
      .map((moment) => {
        const x = EDGE + (moment[0] / last) * (WIDTH - 2 * EDGE);
        const y = HEIGHT - EDGE - (moment[which] / most) * (HEIGHT - 2 * EDGE);
        return `${x.toFixed(1)},${y.toFixed(1)}`;
      });
    return element("polyline", { class: name, points: places.join(" ") });
  };
  const base = element("path", { class: "base", d: `M0 ${HEIGHT - 1}H${WIDTH}` });
  svg.replaceChildren(base, line(2, "test-line"), line(1, "train-line"));
  svg.setAttribute(
    "aria-label",
    `Loss by epoch: from ${short(state.curve[0][1])} to ${short(state.loss.train)} for training ` +
      `points, from ${short(state.curve[0][2])} to ${short(state.loss.test)} for test points`,
  );
}

/** The picture of a data set on its tile. */
export function drawThumbnail(canvas, points, reach, colours) {
  const context = canvas.getContext("2d");
  const half = canvas.width / 2;
  context.clearRect(0, 0, canvas.width, canvas.height);
  for (const [x, y, label] of points) {
    context.fillStyle = `rgb(${label ? colours.high : colours.low})`;
    context.beginPath();
    context.arc(half + (x / reach) * half, half - (y / reach) * half, 2.6, 0, 2 * Math.PI);
    context.fill();
  }
}

/** What the axes and classes of the data are called; text that a user may have written. */
export function nameAxes(start) {
  const [[left, right]] = start.ranges;
  $("x-axis").textContent = start.axes[0];
  $("y-axis").textContent = start.axes[1];
  $("x-low").textContent = short(left);
  $("x-high").textContent = short(right);
  $("class-0").textContent = start.classes[0];
  $("class-1").textContent = start.classes[1];
}
