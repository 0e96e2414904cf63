// The picture of the network: features, neurons with their maps, and the weights between them.

import { Editor } from "./editor.js";
import { bytes, paint } from "./maps.js";
import { element, mark, short } from "./tools.js";

const FEW = 24; // edges between two layers that are drawn in full width
const MANY = 49; // from here on, small weights are drawn faintly or not at all
const SMALL = 0.12; // of the largest weight

export class Network {
  /** actions: feature(name), neurons(layer, change), open(neuron), look(node), legend(most, left),
   *  edit(path, number). */
  constructor(box, choices, actions) {
    this.box = box;
    this.choices = choices;
    this.actions = actions;
    this.edges = element("g", { role: "group", "aria-label": "Weights and biases; arrow keys go from one to the next" });
    // What moves is apart from what is clicked: the browser paints only the former again.
    this.lines = element("svg", { class: "edges lines", "aria-hidden": "true" });
    this.hits = element("svg", { class: "edges" }, this.edges);
    this.tip = element("div", { class: "tip", id: "tip", role: "tooltip", hidden: "" });
    this.editor = new Editor(box, ({ path }, number) => actions.edit(path, number));
    this.featureMaps = choices.features.map(({ map, scale }) => ({ levels: bytes(map), scale }));
    this.watch();
    new ResizeObserver(() => this.place()).observe(box);
  }

  /** Makes all columns for new settings. */
  build(settings) {
    this.settings = settings;
    this.columns = [this.features(), ...settings.layers.map((n, k) => this.layer(n, k)), this.output()];
    const chosen = new Set(settings.features);
    this.inputs = [...this.columns[0].querySelectorAll(".node")];
    this.sources = this.inputs.filter((n) => chosen.has(n.dataset.name));
    this.nodes = this.columns.slice(1).map((column) => [...column.querySelectorAll("[data-neuron]")]);
    this.nodes[this.nodes.length - 1].length = 1; // the loss is no neuron
    this.neurons = this.nodes.flat();
    this.box.replaceChildren(this.lines, this.hits, ...this.columns, this.tip, this.editor.form);
    this.colours = null;
    this.makeParameters();
    this.place();
  }

  features() {
    const nodes = this.choices.features.map(({ name, title }) => {
      const on = this.settings.features.includes(name);
      const button = element("button", { class: "node feature", "aria-pressed": on, "data-name": name },
        element("span", {}, title), this.canvas());
      button.addEventListener("click", () => this.actions.feature(name));
      return button;
    });
    return this.column("Features", "", nodes);
  }

  layer(count, layer) {
    const change = (by, text, sign) => {
      const label = `${text} layer ${layer + 1}`;
      const button = element("button", { "aria-label": label, "data-change": `${layer},${by}` }, sign);
      const result = count + by;
      button.disabled = result < 1 || result > this.choices.mostNeurons;
      button.addEventListener("click", () => this.actions.neurons(layer, by));
      return button;
    };
    const stepper = element("div", { class: "stepper", role: "group", "aria-label": `Neurons of layer ${layer + 1}` },
      change(-1, "Remove a neuron of", "−"), element("span", {}, String(count)), change(1, "Add a neuron to", "+"));
    const nodes = Array.from({ length: count }, (_, k) =>
      this.neuron(`${layer + 1}.${k + 1}`, `Neuron ${k + 1} of layer ${layer + 1}`));
    return this.column(`Layer ${layer + 1}`, stepper, nodes);
  }

  output() {
    const loss = element("button", { class: "node loss", "data-neuron": "loss", "aria-label": "Loss: open its graph" }, "Loss");
    loss.addEventListener("click", () => this.actions.open("loss"));
    return this.column("Output", "", [this.neuron("output", "Output"), loss]);
  }

  neuron(name, title) {
    const button = element("button", { class: "node", "data-neuron": name, "aria-label": `${title}: open its graph` }, this.canvas());
    button.addEventListener("click", () => this.actions.open(name));
    return button;
  }

  canvas() {
    const { side } = this.choices;
    return element("canvas", { width: side, height: side, "aria-hidden": "true" });
  }

  column(title, stepper, nodes) {
    const head = element("div", { class: "head" }, element("h3", {}, title), stepper);
    return element("div", { class: "column" }, head, element("div", { class: "nodes" }, ...nodes));
  }

  // --------------------------------------------------------------------- weights and biases

  /** In the order of the network: for each neuron its weights, then its bias. */
  makeParameters() {
    this.parameters = this.nodes.flatMap((targets, layer) => {
      const sources = layer ? this.nodes[layer - 1] : this.sources;
      const edges = targets.length * sources.length;
      return targets.flatMap((target, to) => [
        ...sources.map((source, from) => this.weight({ source, target, layer, to, from, edges })),
        this.bias({ target, layer, to }),
      ]);
    });
    const lines = this.parameters.filter(({ line }) => line);
    const biases = this.parameters.filter(({ line }) => !line);
    this.lines.replaceChildren(...lines.map(({ line }) => line));
    this.edges.replaceChildren(...[...lines, ...biases].map(({ hit }) => hit));
    this.parameters[0].hit.setAttribute("tabindex", "0");
  }

  weight(edge) {
    const { layer, to, from } = edge;
    const words = `w, layer ${layer + 1}, to ${to + 1}, from ${from + 1}`;
    const index = element("mrow", {}, element("mn", {}, String(to + 1)), element("mn", {}, String(from + 1)));
    return {
      ...edge,
      line: element("path", { class: "line" }),
      hit: this.hit("path", "hit", words),
      path: `layers[${layer}].neurons[${to}].w[${from}]`,
      words,
      symbol: () => this.math("msubsup", element("mi", {}, "w"), index.cloneNode(true), element("mn", {}, String(layer + 1))),
    };
  }

  bias(place) {
    const { layer, to } = place;
    const words = `b, layer ${layer + 1}, neuron ${to + 1}`;
    return {
      ...place,
      hit: this.hit("rect", "hit bias", words, { width: 10, height: 10, rx: 2 }),
      path: `layers[${layer}].neurons[${to}].b`,
      words,
      symbol: () => this.math("msubsup", element("mi", {}, "b"), element("mn", {}, String(to + 1)), element("mn", {}, String(layer + 1))),
    };
  }

  hit(name, kind, words, attributes = {}) {
    return element(name, { class: kind, role: "button", tabindex: "-1", "aria-label": words, ...attributes });
  }

  math(name, ...parts) {
    return element("math", { displaystyle: "true" }, element(name, {}, ...parts));
  }

  /** Lays the lines between the columns, wherever those are. */
  place() {
    if (!this.columns) return;
    const origin = this.box.getBoundingClientRect();
    for (const svg of [this.lines, this.hits]) {
      svg.setAttribute("width", this.box.scrollWidth);
      svg.setAttribute("height", this.box.scrollHeight);
    }
    for (const { line, hit, source, target } of this.parameters) {
      const b = target.getBoundingClientRect();
      const [x1, y1] = [b.left - origin.left, (b.top + b.bottom) / 2 - origin.top];
      if (!line) {
        hit.setAttribute("x", x1 - 12);
        hit.setAttribute("y", b.bottom - origin.top - 10);
        continue;
      }
      const a = source.getBoundingClientRect();
      const [x0, y0] = [a.right - origin.left, (a.top + a.bottom) / 2 - origin.top];
      const middle = (x0 + x1) / 2;
      const path = `M${x0} ${y0}C${middle} ${y0} ${middle} ${y1} ${x1} ${y1}`;
      line.setAttribute("d", path);
      hit.setAttribute("d", path);
    }
  }

  draw(frame, colours) {
    this.frame = frame;
    this.parameters.forEach((parameter, k) => (parameter.value = frame.parameters[k]));
    this.drawEdges(this.parameters.filter(({ line }) => line));
    if (this.colours !== colours) this.drawFeatures(colours);
    this.neurons.forEach((node, k) => paint(node.firstChild, frame.maps[k].levels, colours.full));
    if (this.shown) this.show(this.shown);
  }

  /** They change with the colours only. */
  drawFeatures(colours) {
    this.colours = colours;
    this.inputs.forEach((node, k) => paint(node.lastChild, this.featureMaps[k].levels, colours.full));
  }

  /** Width and opacity by the share of the largest weight of the network. */
  drawEdges(edges) {
    const sizes = edges.map(({ value }) => (Number.isFinite(value) ? Math.abs(value) : 0));
    const most = Math.max(...sizes, 1e-9);
    let left = 0;
    edges.forEach((edge, k) => {
      const share = sizes[k] / most;
      const thin = edge.edges > FEW ? Math.sqrt(FEW / edge.edges) : 1;
      const faint = edge.edges >= MANY && share < SMALL;
      left += faint;
      mark(edge.line, "class", edge.value < 0 ? "line negative" : "line positive");
      mark(edge.line, "stroke-width", ((1 + 5 * share) * thin).toFixed(1));
      mark(edge.line, "opacity", faint ? "0" : edge.edges >= MANY ? (0.25 + 0.6 * share).toFixed(2) : "0.85");
    });
    this.actions.legend(most, left);
  }

  // ------------------------------------------------------------------- numbers on hover and focus

  watch() {
    const over = (event) => this.show(event.target.closest(".hit, .node"));
    const out = () => this.show(null);
    for (const name of ["pointerover", "focusin"]) this.box.addEventListener(name, over);
    for (const name of ["pointerleave", "focusout"]) this.box.addEventListener(name, out);
    this.box.addEventListener("keydown", (event) => this.key(event));
    this.box.addEventListener("click", (event) => this.openEditor(event.target));
  }

  /** Shows the number of a weight or of the bias of a neuron, and the neuron's map. */
  show(node) {
    const own = this.parameters?.find(({ hit }) => hit === node);
    const parameter = own ?? this.parameters?.find(({ line, target }) => !line && target === node);
    for (const { line, hit } of this.parameters ?? []) line?.classList.toggle("shown", hit === node);
    this.shown = node;
    this.actions.look(this.mapOf(node) ? node : null);
    this.tip.hidden = !parameter;
    if (!parameter) return;
    this.tip.replaceChildren(parameter.symbol(), ` = ${short(parameter.value, 4)}`);
    if (own) mark(node, "aria-label", `${own.words}${this.origin(own)}: ${short(own.value, 4)}. Set it by hand`);
    const [x, y] = this.middle(own ?? { hit: node });
    const width = this.box.scrollWidth;
    this.tip.style.left = `${Math.min(Math.max(x, 60), width - 60)}px`;
    this.tip.style.top = `${own?.line ? y : y - node.getBoundingClientRect().height / 2}px`;
  }

  /** The map of a neuron or feature; undefined for others. */
  mapOf(node) {
    const input = this.inputs?.indexOf(node) ?? -1;
    return input >= 0 ? this.featureMaps[input] : this.frame?.maps[this.neurons.indexOf(node)];
  }

  /** What a weight of the first layer belongs to. */
  origin({ source }) {
    return source?.dataset.name ? `, which is ${source.dataset.name}` : "";
  }

  /** The middle of a parameter or node, in the box. */
  middle({ line, hit }) {
    const origin = this.box.getBoundingClientRect();
    const { left, right, top, bottom } = (line ?? hit).getBoundingClientRect();
    return [(left + right) / 2 - origin.left, (top + bottom) / 2 - origin.top];
  }

  openEditor(node) {
    const parameter = this.parameters.find(({ hit }) => hit === node);
    if (!parameter) return;
    this.tip.hidden = true;
    this.editor.open(parameter, this.middle(parameter));
  }

  /** Arrow keys go from weight to weight: one stop for the tab key, not hundreds. */
  key(event) {
    const k = this.parameters.findIndex(({ hit }) => hit === event.target);
    if (k < 0) return;
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      this.openEditor(event.target);
      return;
    }
    const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!by) return;
    event.preventDefault();
    const next = this.parameters[(k + by + this.parameters.length) % this.parameters.length].hit;
    event.target.setAttribute("tabindex", "-1");
    next.setAttribute("tabindex", "0");
    next.focus();
  }
}
