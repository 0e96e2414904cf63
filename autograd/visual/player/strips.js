const STRIP = { x: 30, width: 128, height: 22, tops: [36, 62], most: 64, foot: 97 };
const SQUASHING = new Set(["tanh", "sigmoid", "softsign", "erf"]);
const FLAT = 0.02; // a slope below this: saturated

/** The least of 1, 2 and 5 times a power of ten that is not below the size of any finite number. */
function scaleOf(numbers) {
  let most = 0;
  for (const x of numbers) if (Number.isFinite(x)) most = Math.max(most, Math.abs(x));
  if (most === 0) return 0;
  const power = 10 ** Math.floor(Math.log10(most));
  return [1, 2, 5, 10].map((digit) => Number((digit * power).toPrecision(1))).find((scale) => scale >= most * (1 - 1e-12)) ?? most;
}

/** In words why nothing flows through the operation of a node; "" if something does. */
function stuck(graph, node) {
  const edge = graph.starts[node];
  const name = graph.operations[node] < 0 ? "" : graph.functions[graph.operations[node]];
  if (name === "relu" && graph.locals[edge] === 0) return "dead";
  return SQUASHING.has(name) && Math.abs(graph.locals[edge]) < FLAT ? "saturated" : "";
}

/** At most so many of the nodes, evenly spread, in their order. */
function spread(nodes, most) {
  if (nodes.length <= most) return nodes;
  return Array.from({ length: most }, (_, k) => nodes[Math.floor((k * nodes.length) / most)]);
}

/** Cells coloured by sign and size; a bar marks those below 0, so that grey print tells them, too. */
class CellStrip {
  constructor(group, top, count) {
    const rows = count <= 16 ? 1 : count <= 32 ? 2 : 4;
    const across = Math.ceil(count / rows);
    this.size = { w: STRIP.width / across, h: STRIP.height / rows };
    this.ground = drawn("rect", { class: "ground" });
    place(this.ground, { x: STRIP.x, y: top, w: STRIP.width, h: STRIP.height });
    this.bars = [drawn("path", { class: "bar" }), drawn("path", { class: "bar deep" })];
    this.frames = drawn("path", { class: "stuck", "stroke-width": rows > 2 ? 1 : 1.6 });
    this.cells = Array.from({ length: count }, (_, k) => {
      const at = { x: STRIP.x + (k % across) * this.size.w, y: top + Math.floor(k / across) * this.size.h };
      const cell = drawn("rect", { "data-cell": k });
      place(cell, { ...at, ...this.size });
      return Object.assign(cell, { at });
    });
    this.scale = drawn("text", { class: "scale", x: STRIP.x + STRIP.width + 4, y: top + STRIP.height / 2 + 3 });
    group.append(this.ground, ...this.cells, ...this.bars, this.frames, this.scale);
  }

  /** Show numbers; null for what is not known yet. `marked` tells which cells have a frame. */
  fill(numbers, scale, marked = () => false) {
    const bars = ["", ""];
    let frames = "";
    const { w, h } = this.size;
    this.cells.forEach((cell, k) => {
      const x = numbers[k];
      const depth = x === null || scale === 0 ? 0 : Math.min(1, Math.abs(x) / scale);
      const isBroken = x !== null && !Number.isFinite(x);
      attribute(cell, "class", x === null ? "unknown" : isBroken ? "broken" : x < 0 ? "neg" : "pos");
      attribute(cell, "fill-opacity", x === null || isBroken ? "1" : depth.toFixed(2));
      if (x < 0 && depth > 0.08) bars[depth > 0.45 ? 1 : 0] += `M${cell.at.x + w / 2 - 2} ${cell.at.y + h / 2}h4`;
      if (x !== null && marked(k)) frames += `M${cell.at.x + 1} ${cell.at.y + 1}h${w - 2}v${h - 2}h${2 - w}z`;
    });
    this.bars.forEach((bar, i) => attribute(bar, "d", bars[i]));
    attribute(this.frames, "d", frames);
    write(this.scale, numbers.every((x) => x === null) ? "" : `±${short(scale)}`);
  }
}

function short(scale) {
  return scale === 0 ? "0" : scale >= 1e-3 && scale < 1e4 ? String(scale) : scale.toExponential().replace("e+", "e");
}

/** The results of a folded box: two strips, of their data and of their gradients. */
class Strips {
  constructor(item, group, view) {
    this.graph = view.graph;
    this.all = view.outputsOf(item.box);
    this.nodes = spread(this.all, STRIP.most);
    for (const [text, top] of [["data", STRIP.tops[0]], ["grad", STRIP.tops[1]]]) {
      group.append(Object.assign(drawn("text", { class: "w", x: 7, y: top + STRIP.height / 2 + 3 }), { textContent: text }));
    }
    this.data = new CellStrip(group, STRIP.tops[0], this.nodes.length);
    this.grads = new CellStrip(group, STRIP.tops[1], this.nodes.length);
    this.foot = drawn("text", { class: "w", x: 7, y: STRIP.foot });
    this.tip = drawn("title", {});
    group.append(this.foot, this.tip);
    group.addEventListener("pointermove", (event) => this.point(event.target.dataset.cell));
  }

  isKnown(node, { phase, at }) {
    return phase === BACKWARD || node <= at;
  }

  fill(stop, scales) {
    const { graph, nodes } = this;
    this.stop = stop;
    const data = nodes.map((node) => (this.isKnown(node, stop) ? graph.data[node] : null));
    const grads = nodes.map((node) => (stop.phase === BACKWARD ? graph.gradientAt(node, stop.at) : null));
    this.data.fill(data, scales.data, (k) => stuck(graph, nodes[k]) !== "");
    this.grads.fill(grads, scales.grads);
    const shown = nodes.length < this.all.length ? [`${nodes.length} of ${this.all.length.toLocaleString("en")} results`] : [];
    write(this.foot, [...shown, ...this.stuck(stop)].join(" · "));
  }

  /** How many results are saturated or dead, of those that are known. */
  stuck(stop) {
    const counts = {};
    for (const node of this.all) {
      const word = this.isKnown(node, stop) && stuck(this.graph, node);
      if (word) counts[word] = (counts[word] ?? 0) + 1;
    }
    return Object.entries(counts).map(([word, count]) => `${count} of ${this.all.length.toLocaleString("en")} ${word}`);
  }

  /** What is known at a step, in words, over all results. */
  told(stop, digits) {
    const known = this.all.filter((node) => this.isKnown(node, stop));
    if (!known.length) return [];
    const range = (numbers) => `from ${number(Math.min(...numbers), digits)} to ${number(Math.max(...numbers), digits)}`;
    const told = [`${known.length.toLocaleString("en")} results ${range(known.map((node) => this.graph.data[node]))}`];
    if (stop.phase === BACKWARD) told.push(`gradients ${range(known.map((node) => this.graph.gradientAt(node, stop.at)))}`);
    return [...told, ...this.stuck(stop)];
  }

  /** The tooltip of a cell: its number with all digits. */
  point(k) {
    if (k === undefined || !this.stop) return;
    const { graph, stop } = this;
    const node = this.nodes[k];
    const lines = [graph.name(node)];
    if (this.isKnown(node, stop)) lines.push(`data ${number(graph.data[node], 17)}`);
    if (stop.phase === BACKWARD) lines.push(`gradient ${number(graph.gradientAt(node, stop.at), 17)}`);
    const word = this.isKnown(node, stop) && stuck(graph, node);
    write(this.tip, [...lines, ...(word ? [word] : [])].join("\n"));
  }
}

/** The scales of all strips of a view: one for data and one for gradients, so that boxes can be compared. */
function scalesOf(graph, items) {
  const nodes = items.flatMap((item) => item.strips?.all ?? []);
  return { data: scaleOf(nodes.map((node) => graph.data[node])), grads: scaleOf(nodes.map((node) => graph.grads[node])) };
}

/** What the colours mean, with numbers. */
function legendOf({ data, grads }) {
  const cells = () => Array.from({ length: 11 }, (_, k) =>
    element("i", { class: k < 5 ? "neg" : "pos", style: `--depth:${Math.abs(k - 5) / 5}` }, k < 5 ? "−" : ""));
  return [["data", data], ["gradients", grads]].map(([name, scale]) =>
    element("span", { class: "scale" }, `${name} −${short(scale)} `, element("span", { class: "cells", "aria-hidden": "true" }, ...cells()), ` ${short(scale)}`));
}
