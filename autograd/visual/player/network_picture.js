const READABLE = 0.7;
const LEAST = 0.85; // of its size: in a low window a network is higher than what is left of it

/** A network as it is drawn: what its circles, edges and pills show at a stop. */
class NetworkPicture {
  constructor(player, view) {
    this.player = player;
    this.scales = new Scales(player);
    this.use(view);
    this.draw();
  }

  /** Take another example or moment: other numbers in the same places. */
  use(view) {
    this.view = view;
    this.network = view.network ?? view;
    this.graph = view.graph;
    this.weightsOf = null;
    for (const item of this.network.items) item.group = this.groups?.get(item.pass);
    if (this.panel) this.panel.use(view);
  }

  draw() {
    const { player, view } = this;
    const isInside = view !== this.network;
    const { wide, narrow } = player.network;
    this.isWide = player.isWide && !isInside;
    this.svg = player.stage.show(this.isWide ? wide : narrow);
    for (const text of this.svg.querySelectorAll("text")) keepLook(text);
    this.svg.setAttribute("role", "group");
    this.cells = new Map();
    this.groups = new Map(); // for each stop the part of the picture that stands for it
    this.nodes = []; // what may have the focus
    for (const group of this.svg.querySelectorAll(".neuron, .loss")) this.equip(group);
    this.strips = [...this.svg.querySelectorAll("g.column")]
      .filter((group) => group.dataset.column === "0" || player.columnOf(Number(group.dataset.column)) > 0)
      .map((group) => new NetworkStrip(this, group));
    this.edges = [...this.svg.querySelectorAll(".edge")].map((path) => new Edge(path, player));
    this.active = this.svg.querySelector("g.active");
    this.numbers = this.svg.querySelector("g.weights");
    if (isInside) {
      this.panel = new NeuronPanel(this.svg, view, player);
    }
    this.fit();
  }

  /** All of the picture at once, as long as it can be read. */
  fit() {
    const { stage } = this.player;
    stage.lowest = Math.max(260, Math.min(480, Math.ceil(LEAST * stage.whole.height)));
    stage.fit(true, READABLE);
  }

  equip(group) {
    const column = this.player.columnOf(Number(group.dataset.column));
    const cell = Number(group.dataset.cell);
    const part = (name) => group.querySelector(`.${name}`);
    const made = {
      group, column, cell, body: part("body"), value: part("value"), name: part("name"), bias: part("bias"),
      gradient: part("gradient"), title: part("title") ?? group.querySelector("title"),
    };
    if (made.gradient) made.left = Number(made.gradient.querySelector("rect").getAttribute("x"));
    this.cells.set(`${column} ${cell}`, made);
    this.opens(group, this.network.ownItemOf(column - 1, cell));
  }

  /** Let a click on a part of the picture open what it stands for. */
  opens(group, item) {
    if (!item) return;
    if (!this.groups.has(item.pass)) this.groups.set(item.pass, group);
    item.group ??= group;
    const node = { group, item };
    group.setAttribute("role", "button");
    group.classList.add("opens");
    group.addEventListener("click", () => this.player.stage.dragged || this.enter(node));
    this.listen(node, group);
    this.nodes.push(node);
  }

  enter({ item }) {
    this.player.choose(this.network.items[item.pass]);
  }

  cellOf({ layer, cell }) {
    return this.cells.get(`${layer + 1} ${Math.max(cell, 0)}`);
  }

  // ------------------------------------------------------------------------------ at a stop

  show(stop) {
    this.fillEdges();
    for (const made of this.cells.values()) this.fill(made, stop);
    for (const strip of this.strips) strip.show(stop);
    this.fillTargets();
    this.mark(stop);
    this.panel?.show(stop);
  }

  fill(made, stop) {
    const { network, graph } = this;
    const { column, cell } = made;
    const isLoss = column > network.link.layers.length;
    const node = isLoss ? graph.root : network.column(column)[cell];
    const isKnown = this.isKnown(node, column, cell, stop);
    const value = isLoss ? graph.data[node] : network.value(column, cell);
    write(made.value, isKnown ? brief(value) : "");
    made.value.classList.toggle("bad", isKnown && !Number.isFinite(value));
    if (made.body && !isLoss) this.tint(made.body, isKnown ? value : 0, column);
    const arrival = network.arrival(node, stop);
    const gradient = arrival === "none" ? null : network.gradient(node, stop);
    this.fillGradient(made, gradient, arrival === "some");
    if (made.bias) this.fillBias(made);
    const name = made.name ? made.name.textContent : `value ${cell + 1}`;
    const told = [name, isKnown ? exact(value) : "not computed yet"];
    if (gradient !== null) told.push(`gradient ${exact(gradient)}${arrival === "some" ? " so far" : ""}`);
    attribute(made.group, "aria-label", this.place(column, cell) + told.slice(1).map((text) => `, ${text}`).join(""));
  }

  /** In words: output 1, input 2, neuron 3 of layer 1. */
  place(column, cell) {
    if (column > this.network.link.layers.length) return "loss";
    if (!column) return `input ${cell + 1}`;
    return `neuron ${cell + 1} of ${this.player.titles[column - 1]}`;
  }

  isKnown(node, column, cell, stop) {
    if (node >= 0) return this.network.isKnown(node, stop);
    const item = column ? this.network.itemOf(column - 1, cell) : null;
    return stop.phase === BACKWARD || !item || item.pass <= stop.pass;
  }

  tint(body, value, column) {
    const { depth, token } = this.scales.tint(value, column);
    attribute(body, "fill", `var(--${token})`);
    attribute(body, "fill-opacity", String(depth));
  }

  /** The pill above a circle; the name makes room for it, or gives way where there is none. */
  fillGradient({ gradient: pill, name, left }, gradient, isPart) {
    if (!pill) return;
    attribute(pill, "visibility", gradient === null ? "hidden" : "visible");
    if (gradient === null) {
      name?.removeAttribute("transform");
      name?.removeAttribute("visibility");
      return;
    }
    const text = `∂ ${brief(gradient)}${isPart ? " +…" : ""}`;
    const { isWide } = this;
    setPill(pill, text, isWide ? left : null);
    if (!name) return;
    const width = Number(name.querySelector("rect").getAttribute("width"));
    if (isWide) attribute(name, "transform", `translate(${left - 3 - width / 2} 0)`);
    else attribute(name, "visibility", "hidden");
  }

  fillBias({ bias, column, cell }) {
    const node = this.network.link.layers[column - 1].biases[cell];
    if (node >= 0) setPill(bias, `b ${brief(this.graph.data[node])}`, null);
  }

  fillTargets() {
    const { target } = this.network.example;
    this.svg.querySelectorAll(".target .value").forEach((text, k) => {
      if (!text.textContent.startsWith("class")) write(text, brief(target[k]));
      else write(text, `class ${target[k]}`);
    });
  }

  // ------------------------------------------------------------------------------- the edges

  /** Colours and widths of a film, which change from moment to moment. */
  fillEdges() {
    if (!this.player.isFilm || this.weightsOf === this.network) return;
    this.weightsOf = this.network;
    const { colouring } = this.player;
    const largest = colouring === "change" ? this.scales.largestChange : this.scales.largest;
    this.svg.classList.toggle("changes", colouring === "change");
    for (const edge of this.edges) edge.show(this.shownOf(edge), largest, this.scales.many(edge.column));
    for (const group of this.numbers?.querySelectorAll("g.weight") ?? []) {
      const { column, to, from } = group.dataset;
      const shown = this.shownOf({ column: this.player.columnOf(Number(column)), to: Number(to), from: Number(from) });
      setPill(group, brief(shown), null, tokenOf(shown));
    }
  }

  /** What an edge shows: its weight, or how much that has changed. */
  shownOf(edge) {
    return this.weightOf(edge) - (this.player.colouring === "change" ? this.weightOf(edge, 0) : 0);
  }

  /** A weight at the moment that is shown, or at another; a frozen one is the other factor's slope. */
  weightOf({ column, to, from }, moment = this.player.moment) {
    const { graph, moment: row } = this.player.network.examples[moment];
    const { graph: nodes, link } = this.player.graphs[graph];
    const node = link.layers[column - 1].weights[to][from];
    if (node >= 0) return nodes.allData[row * nodes.size + node];
    const item = this.network.items.find((other) => other.kind === "neuron" && other.layer === column - 1 && other.cell === Number(to));
    return item ? new NeuronView(this.network, item).weightData(Number(from)) : NaN;
  }

  /** The neuron that the stop is about, and the edges that carry something. */
  mark(stop) {
    const { item, phase } = stop;
    const isNeuron = item?.kind === "neuron" && !this.network.isApart(item);
    this.svg.classList.toggle("calm", isNeuron);
    for (const made of this.cells.values()) {
      const isNow = Boolean(item) && this.takesPart(made, item);
      made.group.classList.toggle("now", isNow);
    }
    const node = this.nodes.find((other) => other.item.pass === item?.pass) ?? this.nodes[0];
    if (node) this.reachStep(node);
    const carriers = isNeuron
      ? this.edges.filter((edge) => edge.column === item.layer + 1 && edge.to === item.cell) : [];
    this.active?.replaceChildren(
      ...carriers.map((edge) => edge.carrier(phase === FORWARD)),
      ...(this.isWide ? carriers.map((edge) => edge.number(this.shownOf(edge))) : []));
  }

  takesPart({ column, cell }, item) {
    return column === item.layer + 1 && (item.cell < 0 || item.cell === cell);
  }

  showBreak(item) {
    const made = this.cellOf(item);
    if (!made) return;
    made.group.querySelector(".stopper")?.remove();
    if (this.player.isBreak(item)) made.group.append(drawn("circle", { class: "stopper", r: 5, cx: -18, cy: -18 }));
  }
}

/** Text in a pill, whose width follows; its left end stays at `left`, or its middle in place. */
function setPill(group, text, left, token) {
  const rect = group.querySelector("rect");
  const shown = group.querySelector("text");
  if (shown.textContent === text) return;
  write(shown, text);
  const middle = Number(rect.getAttribute("x")) + Number(rect.getAttribute("width")) / 2;
  const width = 8 + 6.3 * text.length;
  attribute(rect, "width", String(width));
  attribute(rect, "x", String(left ?? middle - width / 2));
  if (left !== null) attribute(shown, "x", String(left + width / 2));
  if (token) shown.style.fill = `var(--${token})`;
}

/** Colour and size of a text as it was written: attributes are weaker than the style of graphs. */
function keepLook(text) {
  if (text.hasAttribute("fill")) text.style.fill = text.getAttribute("fill");
  if (text.hasAttribute("font-size")) text.style.fontSize = `${text.getAttribute("font-size")}px`;
  for (const span of text.querySelectorAll("tspan[font-size]")) span.style.fontSize = `${span.getAttribute("font-size")}px`;
}

function tokenOf(value) {
  return !Number.isFinite(value) ? "bad" : value < 0 ? "neg" : "pos";
}

Object.assign(NetworkPicture.prototype, ROVING);

/** One scale for each column, and one for all weights; the same for all examples and moments. */
class Scales {
  constructor(player) {
    this.player = player;
    this.largest = player.network.largest || 1;
    this.columns = new Map();
  }

  /** The largest change of a weight since the first moment. */
  get largestChange() {
    return (this.change ??= this.mostChange() || 1);
  }

  mostChange() {
    const weights = this.player.network.examples.map((example) => this.weightsAt(example));
    let most = 0;
    for (const row of weights) row.forEach((weight, k) => { most = Math.max(most, Math.abs(weight - weights[0][k]) || 0); });
    return most;
  }

  /** All weights at a moment, each in its place, whatever graph the moment has. */
  weightsAt({ graph: kind, moment }) {
    const { graph, link } = this.player.graphs[kind];
    return link.layers.flatMap((layer) => layer.weights.flat())
      .map((node) => (node < 0 ? 0 : graph.allData[moment * graph.size + node]));
  }

  many(column) {
    return this.player.link.layers[column - 1].weights.reduce((sum, row) => sum + row.length, 0);
  }

  tint(value, column) {
    const share = Number.isFinite(value) ? Math.min(1, Math.abs(value) / this.of(column)) : 1;
    return { depth: Math.round(320 * share) / 1000, token: tokenOf(value) };
  }

  of(column) {
    if (!this.columns.has(column)) this.columns.set(column, scaleOf([this.most(column)]) || 1);
    return this.columns.get(column);
  }

  /** The largest absolute value of a column, at any moment. */
  most(column) {
    let most = 0;
    for (const { graph, link } of this.player.graphs) {
      const nodes = (column ? link.layers[column - 1].outputs : link.inputs).filter((node) => node >= 0);
      for (let start = 0; start < graph.allData.length; start += graph.size) {
        for (const node of nodes) {
          const size = Math.abs(graph.allData[start + node]);
          if (Number.isFinite(size)) most = Math.max(most, size);
        }
      }
    }
    return most;
  }
}

const DASH = "7 4";

/** An edge of a network: a weight. */
class Edge {
  constructor(path, player) {
    this.path = path;
    const { column, to, from } = path.dataset;
    Object.assign(this, { column: player.columnOf(Number(column)), to: Number(to), from: Number(from) });
  }

  show(weight, largest, many) {
    const share = Number.isFinite(weight) ? Math.min(1, Math.abs(weight) / largest) : 1;
    const token = tokenOf(weight);
    attribute(this.path, "stroke", `var(--${token})`);
    attribute(this.path, "stroke-width", ((1 + 5 * share) * Math.min(1, Math.sqrt(24 / many))).toFixed(2));
    if (token === "neg") attribute(this.path, "stroke-dasharray", DASH);
    else this.path.removeAttribute("stroke-dasharray");
    attribute(this.path, "opacity", String(many > 48 ? 0.25 + 0.6 * share : 0.85));
    attribute(this.path, "visibility", many > 48 && share < 0.12 ? "hidden" : "visible");
  }

  /** What is drawn above it while it carries something: a halo, the edge, dots, a head at the receiver. */
  carrier(isForward) {
    const [x1, y1, x2, y2] = this.path.getAttribute("d").match(/-?[\d.]+/g).map(Number);
    const [from, to] = isForward ? [[x1, y1], [x2, y2]] : [[x2, y2], [x1, y1]];
    const line = `M${from.join(" ")}L${to.join(" ")}`;
    const width = Number(this.path.getAttribute("stroke-width"));
    const token = isForward ? "fore" : "grad";
    const group = drawn("g", { class: "carrier", fill: "none" });
    group.append(
      drawn("path", { d: line, stroke: `var(--${token})`, "stroke-width": width + 7, opacity: 0.28 }),
      drawn("path", { d: line, stroke: this.path.getAttribute("stroke"), "stroke-width": width }),
      drawn("path", { d: line, class: "flow", stroke: `var(--${token})`, "stroke-width": 5 }),
      drawn("path", { d: head(from, to), fill: `var(--${token})`, stroke: "var(--page)" }));
    return group;
  }

  /** The number of an edge on a ground of its own. */
  number(weight) {
    const [x1, y1, x2, y2] = this.path.getAttribute("d").match(/-?[\d.]+/g).map(Number);
    const [x, y] = [(x1 + x2) / 2, (y1 + y2) / 2];
    const text = brief(weight);
    const width = 8 + 6.3 * text.length;
    const group = drawn("g", { class: "weight" });
    const shown = drawn("text", { x, y: y + 4, "text-anchor": "middle", class: "on-edge" });
    shown.textContent = text;
    shown.style.fill = `var(--${tokenOf(weight)})`;
    group.append(drawn("rect", { x: x - width / 2, y: y - 8, width, height: 16, rx: 8, fill: "var(--page)", stroke: `var(--${tokenOf(weight)})`, "stroke-width": 1.2 }), shown);
    return group;
  }
}

/** An arrowhead whose tip is at the end. */
function head([x1, y1], [x2, y2]) {
  const length = Math.hypot(x2 - x1, y2 - y1) || 1;
  const [x, y] = [(7 * (x2 - x1)) / length, (7 * (y2 - y1)) / length];
  return `M${x2} ${y2}L${x2 - 2 * x - y} ${y2 - 2 * y + x}L${x2 - 2 * x + y} ${y2 - 2 * y - x}Z`;
}
