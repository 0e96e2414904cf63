// The picture of the network: features, neurons with their maps, and the weights between them.

import { bytes, element, paint, short } from "./tools.js";

export class Network {
  /** actions: feature(name), neurons(layer, change), open(neuron). */
  constructor(box, choices, actions) {
    this.box = box;
    this.choices = choices;
    this.actions = actions;
    this.edges = element("g", { role: "group", "aria-label": "Weights; arrow keys go from one to the next" });
    this.svg = element("svg", { class: "edges" }, this.edges);
    this.tip = element("div", { class: "tip", id: "tip", role: "tooltip", hidden: "" });
    this.watch();
    new ResizeObserver(() => this.place()).observe(box);
  }

  /** Makes all columns for new settings. */
  build(settings) {
    this.settings = settings;
    this.columns = [this.features(), ...settings.layers.map((n, k) => this.layer(n, k)), this.output()];
    const chosen = new Set(settings.features);
    this.sources = [...this.columns[0].querySelectorAll(".node")].filter((n) => chosen.has(n.dataset.name));
    this.nodes = this.columns.slice(1).map((column) => [...column.querySelectorAll("[data-neuron]")]);
    this.nodes[this.nodes.length - 1].length = 1; // the loss is no neuron
    this.box.replaceChildren(this.svg, ...this.columns, this.tip);
    this.makeEdges();
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
    const { coarse } = this.choices;
    return element("canvas", { width: coarse, height: coarse, "aria-hidden": "true" });
  }

  column(title, stepper, nodes) {
    const head = element("div", { class: "head" }, element("h3", {}, title), stepper);
    return element("div", { class: "column" }, head, element("div", { class: "nodes" }, ...nodes));
  }

  // ---------------------------------------------------------------------------------- weights

  makeEdges() {
    this.lines = [];
    this.nodes.forEach((targets, layer) => {
      const sources = layer ? this.nodes[layer - 1] : this.sources;
      targets.forEach((target, to) => {
        sources.forEach((source, from) => {
          const line = element("path", { class: "line" });
          const label = `Weight from ${this.name(source)} to ${this.name(target)}`;
          const hit = element("path", { class: "hit", role: "img", tabindex: "-1", "aria-label": label });
          this.lines.push({ line, hit, source, target, layer, from, to, weight: 0 });
        });
      });
    });
    this.edges.replaceChildren(...this.lines.flatMap(({ line, hit }) => [line, hit]));
    this.lines[0]?.hit.setAttribute("tabindex", "0");
  }

  /** Lays the lines between the columns, wherever those are. */
  place() {
    if (!this.columns) return;
    const origin = this.box.getBoundingClientRect();
    this.svg.setAttribute("width", this.box.scrollWidth);
    this.svg.setAttribute("height", this.box.scrollHeight);
    for (const { line, hit, source, target } of this.lines) {
      const a = source.getBoundingClientRect();
      const b = target.getBoundingClientRect();
      const [x0, y0] = [a.right - origin.left, (a.top + a.bottom) / 2 - origin.top];
      const [x1, y1] = [b.left - origin.left, (b.top + b.bottom) / 2 - origin.top];
      const middle = (x0 + x1) / 2;
      const path = `M${x0} ${y0}C${middle} ${y0} ${middle} ${y1} ${x1} ${y1}`;
      line.setAttribute("d", path);
      hit.setAttribute("d", path);
    }
  }

  draw(state, colours) {
    for (const edge of this.lines) {
      edge.weight = state.weights[edge.layer][edge.to][edge.from];
      const size = edge.weight === null ? 0 : Math.abs(edge.weight);
      edge.line.setAttribute("class", edge.weight < 0 ? "line negative" : "line positive");
      edge.line.setAttribute("stroke-width", (0.6 + (7 * size) / (1.5 + size)).toFixed(2));
    }
    this.biases = state.biases;
    this.choices.features.forEach(({ map }, k) => {
      this.fill(this.columns[0].querySelectorAll("canvas")[k], bytes(map), colours);
    });
    const hidden = this.nodes.slice(0, -1).flat();
    hidden.forEach((node, k) => this.fill(node.firstChild, bytes(state.neurons[k]), colours));
    const { fine, coarse } = this.choices;
    const map = bytes(state.output);
    const side = fine / coarse;
    const middle = (side - 1) / 2;
    const small = Uint8Array.from({ length: coarse * coarse }, (_, k) => {
      const [row, column] = [Math.floor(k / coarse), k % coarse];
      return map[(row * side + middle) * fine + column * side + middle];
    });
    this.fill(this.nodes.at(-1)[0].firstChild, small, colours);
    if (this.shown) this.show(this.shown);
  }

  fill(canvas, map, colours) {
    canvas.getContext("2d").putImageData(paint(map, this.choices.coarse, colours), 0, 0);
  }

  // ------------------------------------------------------------------- numbers on hover and focus

  watch() {
    const over = (event) => this.show(event.target.closest(".hit, [data-neuron]"));
    const out = () => this.show(null);
    for (const name of ["pointerover", "focusin"]) this.box.addEventListener(name, over);
    for (const name of ["pointerleave", "focusout"]) this.box.addEventListener(name, out);
    this.box.addEventListener("keydown", (event) => this.key(event));
  }

  /** Shows the number of a weight, or the bias of a neuron. */
  show(node) {
    const edge = this.lines?.find(({ hit }) => hit === node);
    const text = edge ? `weight ${short(edge.weight, 4)}` : this.bias(node);
    this.lines?.forEach(({ line, hit }) => line.classList.toggle("shown", hit === node));
    this.shown = text ? node : null;
    this.tip.hidden = !text;
    if (!text) return;
    this.tip.textContent = text;
    if (edge) {
      const label = `Weight from ${this.name(edge.source)} to ${this.name(edge.target)}: ${short(edge.weight, 4)}`;
      node.setAttribute("aria-label", label);
    }
    const origin = this.box.getBoundingClientRect();
    const box = (edge ? edge.line : node).getBoundingClientRect();
    const x = Math.min(Math.max((box.left + box.right) / 2 - origin.left, 60), origin.width - 60);
    this.tip.style.left = `${x}px`;
    this.tip.style.top = `${(edge ? (box.top + box.bottom) / 2 : box.top) - origin.top}px`;
  }

  bias(node) {
    if (!node || node.dataset.neuron === "loss") return "";
    for (const [layer, nodes] of this.nodes.entries()) {
      const k = nodes.indexOf(node);
      if (k >= 0) return `bias ${short(this.biases[layer][k], 4)}`;
    }
    return "";
  }

  name(node) {
    const neuron = node.dataset.neuron;
    if (!neuron) return node.dataset.name;
    return neuron === "output" ? "the output" : `neuron ${neuron}`;
  }

  /** Arrow keys go from weight to weight: one stop for the tab key, not hundreds. */
  key(event) {
    const k = this.lines.findIndex(({ hit }) => hit === event.target);
    const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (k < 0 || !by) return;
    event.preventDefault();
    const next = this.lines[(k + by + this.lines.length) % this.lines.length].hit;
    event.target.setAttribute("tabindex", "-1");
    next.setAttribute("tabindex", "0");
    next.focus();
  }
}
