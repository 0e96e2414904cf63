const PANEL = { box: 96, tall: 54, gap: 24, row: 62, left: 12, top: 56 };

/** A neuron opened beside its network: input × weight = product, their sum, the activation's curve. */
class NeuronPanel {
  constructor(svg, view, player) {
    this.player = player;
    this.svg = svg;
    this.use(view);
    this.place();
    this.build();
  }

  use(view) {
    this.view = view;
    this.names = new NetworkNames(view.network);
    if (this.boxes) this.boxes.forEach((made) => Object.assign(made, this.numbersOf(made.part, made.k)));
  }

  /** Beside the network where there is room, else in its place. */
  place() {
    const { isWide, stage } = this.player;
    const { width, height } = stage.whole;
    this.isWide = isWide;
    this.width = isWide ? 700 : 380;
    this.height = PANEL.top + (this.view.weights.length + 1) * PANEL.row + (isWide ? 20 : 225);
    const y = isWide ? Math.max(0, (this.height - height) / 2) : 0;
    const inner = drawn("svg", { x: 0, y, width, height, viewBox: `0 0 ${width} ${height}` });
    inner.append(...this.svg.childNodes);
    if (!isWide) inner.setAttribute("display", "none");
    this.group = drawn("g", { class: "panel", transform: `translate(${isWide ? width : 0} 8)` });
    this.svg.append(inner, this.group);
    stage.whole = { width: this.width + (isWide ? width + 8 : 0), height: Math.max(isWide ? height : 0, this.height + 16) };
  }

  build() {
    const { view, group } = this;
    const { item } = view;
    const { left, top, box, gap, row } = PANEL;
    const columns = [0, 1, 2].map((k) => left + k * (box + gap));
    group.append(drawn("rect", { class: "frame", x: 2, y: 2, width: this.width - 4, height: this.height - 4, rx: 10 }));
    const title = this.text(left, 24, "", "panel-title", "start");
    title.textContent = `Neuron ${item.cell + 1} of ${this.player.titles[item.layer]}`;
    const path = drawn("tspan", { class: "soft", dx: 8 });
    path.textContent = `${view.layer.path}.neurons[${item.cell}]`;
    title.append(path);
    ["inputs", "weights", "products"].forEach((word, k) => this.text(columns[k] + box / 2, 46, word, "soft"));
    this.boxes = [];
    view.weights.forEach((_, k) => {
      const y = top + k * row;
      this.box("input", k, columns[0], y);
      this.text(columns[0] + box + gap / 2, y + 32, "×", "operator");
      this.box("weight", k, columns[1], y);
      this.text(columns[1] + box + gap / 2, y + 32, "=", "operator");
      this.box("product", k, columns[2], y);
    });
    const below = top + view.weights.length * row;
    if (view.bias >= 0) {
      this.box("bias", 0, columns[2], below);
      this.text(columns[2] - 10, below + 32, "bias +", "soft", "end");
    }
    this.buildEnd(columns[2] + box, below);
  }

  /** The sum, the curve and the output: on the right, or below. */
  buildEnd(right, below) {
    const { view, isWide } = this;
    const middle = PANEL.top + ((view.weights.length - 1) * PANEL.row) / 2 + PANEL.tall / 2;
    const [cx, cy] = isWide ? [right + 48, Math.max(middle, 110)] : [30, below + 96];
    for (let k = 0; k <= view.weights.length - (view.bias < 0); k++) this.wire(right, PANEL.top + k * PANEL.row + 27, cx, cy);
    this.group.append(drawn("circle", { class: "adder", cx, cy, r: 14 }));
    this.text(cx, cy + 6, "∑", "operator");
    this.line(cx + 14, cy, cx + 34, cy);
    this.box("sum", 0, cx + 34, cy - 27, 108);
    if (!view.hasActivation) return;
    this.line(cx + 142, cy, cx + 196, cy);
    this.text(cx + 169, cy - 7, view.activation.length > 8 ? "f" : view.activation, "soft");
    this.box("output", 0, cx + 196, cy - 27, 100);
    this.curve = new ActivationCurve(this.group, cx + 34, cy + 42, 108, 84, this.player.network.curves[view.activation]);
  }

  wire(x, y, cx, cy) {
    const path = this.isWide ? `M${x} ${y}C${x + 24} ${y} ${cx - 34} ${cy} ${cx - 14} ${cy}`
      : `M${x} ${y}h8V${cy - 30}H${cx}V${cy - 14}`;
    this.group.append(drawn("path", { class: "wire", d: path }));
  }

  line(x1, y1, x2, y2) {
    this.group.append(drawn("path", { class: "wire", d: `M${x1} ${y1}L${x2} ${y2}` }));
  }

  text(x, y, content, name, anchor = "middle") {
    const made = drawn("text", { x, y, class: name, "text-anchor": anchor });
    made.textContent = content;
    this.group.append(made);
    return made;
  }

  box(part, k, x, y, width = PANEL.box) {
    const group = drawn("g", { class: `scalar ${part}`, transform: `translate(${x} ${y})` });
    const isInput = part === "input" && !this.view.item.layer;
    group.classList.toggle("given", isInput);
    const name = drawn("text", { class: "label", x: 8, y: 17 });
    const [value, grad] = ["number", "back"].map((kind, row) => drawn("text", { class: kind, x: width - 8, y: 33 + 15 * row, "text-anchor": "end" }));
    const ring = drawn("rect", { class: "ring", x: -4, y: -4, width: width + 8, height: PANEL.tall + 8, rx: 10 });
    const body = drawn("rect", { class: "case", width, height: PANEL.tall, rx: isInput ? 0 : 7 });
    group.append(ring, body, name, value, grad);
    writeName(name, this.label(part, k), part === "sum" ? "sum" : "");
    this.group.append(group);
    this.boxes.push({ part, k, group, value, grad, ...this.numbersOf(part, k) });
  }

  /** The node of a box, or the number of what is no node. */
  numbersOf(part, k) {
    const { view } = this;
    const node = { input: view.inputs[k], weight: view.weights[k], product: view.products[k], bias: view.bias, sum: view.sum, output: view.output }[part];
    const data = part === "weight" ? view.weightData(k) : part === "input" ? view.inputData(k) : view.graph.data[node];
    return { node, data };
  }

  label(part, k) {
    const { names, view: { item } } = this;
    const input = names.value(item.layer, k);
    return {
      input,
      weight: names.weight(item, k),
      product: `${names.weight(item, k)}·${input}`,
      bias: names.bias(item),
      sum: names.sum(item),
      output: names.value(item.layer + 1, item.cell),
    }[part];
  }

  // ------------------------------------------------------------------------------- at a stop

  show(stop) {
    const { view } = this;
    const isBack = stop.phase === BACKWARD;
    for (const made of this.boxes) {
      const isLeaf = ["input", "weight", "bias"].includes(made.part);
      const isKnown = isLeaf || view.network.isKnown(made.node, stop);
      write(made.value, isKnown ? brief(made.data) : "");
      const arrival = view.network.arrival(made.node, stop);
      const gradient = arrival === "none" ? "" : `∂ ${brief(view.network.gradient(made.node, stop))}${arrival === "some" ? " +…" : ""}`;
      write(made.grad, gradient);
      made.group.classList.toggle("now", made.part === this.partOf(stop.part) && (made.k === stop.part || typeof stop.part === "string"));
    }
    this.curve?.show(view.graph.data[view.sum], view.graph.data[view.output], isBack ? view.localOfActivation() : null,
      isBack || view.network.isKnown(view.sum, stop));
  }

  partOf(part) {
    return { sum: "sum", activation: "output" }[part] ?? "product";
  }
}

/** The curve of an activation, with the sum as a point on it and its slope as a tangent. */
class ActivationCurve {
  constructor(group, x, y, width, height, samples) {
    if (!samples) return;
    Object.assign(this, { samples, x, y, width, height });
    this.made = drawn("g", { class: "curve" });
    this.made.append(drawn("rect", { class: "plot", x, y, width, height, rx: 6 }));
    this.axes = drawn("path", { class: "axis" });
    this.line = drawn("path", { class: "function" });
    this.tangent = drawn("path", { class: "tangent" });
    this.point = drawn("circle", { class: "point", r: 5 });
    this.word = drawn("text", { class: "slope", x: x + width / 2, y: y + height + 16, "text-anchor": "middle" });
    this.made.append(this.axes, this.line, this.tangent, this.point, this.word);
    group.append(this.made);
  }

  show(z, height, slope, isKnown) {
    if (!this.samples) return;
    const reach = Math.min(6, Math.max(3, scaleOf([z])));
    const { values, from, to } = this.samples;
    const step = (to - from) / (values.length - 1);
    const inside = values.map((v, k) => [from + k * step, v]).filter(([u]) => Math.abs(u) <= reach + 1e-9);
    const top = Math.max(...inside.map(([, v]) => Math.abs(v)), 1e-9);
    const px = (u) => this.x + this.width / 2 + ((u / reach) * this.width) / 2;
    const py = (v) => this.y + this.height / 2 - (v / top) * (this.height / 2 - 8);
    attribute(this.axes, "d", `M${this.x} ${py(0)}h${this.width}M${px(0)} ${this.y}v${this.height}`);
    attribute(this.line, "d", `M${inside.map(([u, v]) => `${px(u).toFixed(1)} ${py(v).toFixed(1)}`).join("L")}`);
    const isSeen = isKnown && Math.abs(z) <= reach && Number.isFinite(height);
    this.point.setAttribute("visibility", isSeen ? "visible" : "hidden");
    attribute(this.point, "cx", String(px(isSeen ? z : 0)));
    attribute(this.point, "cy", String(py(isSeen ? height : 0)));
    const hasSlope = slope !== null && isSeen;
    this.tangent.setAttribute("visibility", hasSlope ? "visible" : "hidden");
    write(this.word, slope === null ? "" : `slope ${brief(slope)}`);
    if (!hasSlope) return;
    const [dx, dy] = [px(1) - px(0), py(slope) - py(0)];
    const scale = 26 / Math.hypot(dx, dy);
    attribute(this.tangent, "d", `M${px(z) - dx * scale} ${py(height) - dy * scale}l${2 * dx * scale} ${2 * dy * scale}`);
  }
}
