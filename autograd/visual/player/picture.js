const BOX_NAME = 20;
const PILL = 11;
const SHORT_PILL = 6;
const LETTER = 6.4; // the width of a letter on an edge, which is monospaced

/** A view as it is drawn: what its items and edges show at a step. */
class Picture {
  constructor(player, view) {
    this.player = player;
    this.view = view;
    this.graph = view.graph;
    this.boxes = view.boxes;
    this.digits = player.digits;
    this.lit = null;
    this.reached = null;
    const svg = player.stage.show(view.picture.svg);
    this.svg = svg;
    svg.setAttribute("role", "group");
    svg.setAttribute("aria-label", `Graph of ${view.items.length} items`);
    for (const group of svg.querySelectorAll("g[data-k]")) this.equip(view.items[group.dataset.k], group);
    for (const path of svg.querySelectorAll("path[data-e]")) view.edges[path.dataset.e].path = path;
    for (const text of svg.querySelectorAll("text[data-l]")) {
      const edge = view.edges[text.dataset.l];
      edge.label = text;
      edge.ground = text.previousElementSibling;
    }
    this.scale();
  }

  /** Fix the scales of the strips for a moment. */
  scale() {
    this.scales = scalesOf(this.graph, this.view.items);
    this.scaled = this.player.moment;
    const has = this.view.items.some((item) => item.strips);
    this.player.controls.legend.replaceChildren(...(has ? legendOf(this.scales) : []));
    this.player.controls.legend.hidden = !has;
  }

  /** Find the parts of an item in the picture, fill in what never changes, and listen. */
  equip(item, group) {
    item.group = group;
    for (const name of ["n", "w", "u", "d", "g", "o", "q"]) item[name] = group.querySelector(`text.${name}`);
    item.title = item.box !== undefined ? this.boxes.names[item.box]
      : item.node !== undefined ? this.graph.name(item.node) : "from outside";
    group.dataset.name = item.title;
    if (item.box === undefined && item.node !== undefined) this.writeTitle(item);
    else write(item.n, shorten(item.title, BOX_NAME));
    if (item.box !== undefined) this.equipBox(item, group);
    else if (item.node !== undefined) this.equipValue(item, group);
    this.showBreak(item);
    group.setAttribute("role", "button");
    group.addEventListener("click", () => this.click(item));
    this.listen(item, group);
    group.addEventListener("pointermove", () => this.lit === item || this.light(item));
    group.addEventListener("pointerleave", () => this.light(null));
  }

  equipBox(item, group) {
    write(item.w, values(this.boxes.nodes[item.box]));
    const place = group.querySelector("g.h");
    if (!place) return;
    item.strips = new Strips(item, place, this.view);
    item.told = (stop, digits) => item.strips.told(stop, digits);
    for (const [name, x] of [["w", 7], ["u", 192]]) attribute(item[name], "x", String(x));
    attribute(item.u, "y", "30");
    item.u.classList.add("end");
  }

  /** A click chooses an item, and leaves the keys to the steps. */
  click(item) {
    if (this.player.stage.dragged) return;
    this.player.choose(item);
    this.player.focus();
  }

  /** The items that may have the focus. */
  get nodes() {
    return this.view.items;
  }

  enter(item) {
    this.player.choose(item);
  }

  writeTitle({ n, node }) {
    writeName(n, this.graph.headline(node), this.graph.isSum.has(node) ? "pre-activation" : "");
  }

  equipValue(item, group) {
    const { graph } = this;
    if (graph.isConstant.has(item.node)) return this.equipConstant(item, group);
    if (graph.counts[item.node] && item.node !== graph.root) item.n.classList.add("v");
    write(item.w, "data");
    write(item.u, "grad");
    this.writeSymbol(item);
    group.classList.toggle("out", Boolean(item.outside) && !graph.isLeaf(item.node));
    group.classList.toggle("p", graph.isParameter.has(item.node));
    group.classList.toggle("r", item.node === graph.root);
    return undefined;
  }

  /** A constant is a low box: its name and its number on one line. */
  equipConstant(item, group) {
    group.classList.add("k");
    for (const text of [item.n, item.d]) text.setAttribute("y", 29);
    const box = group.querySelector("rect.b");
    for (const [name, value] of [["y", 12], ["height", 26]]) box.setAttribute(name, value);
  }

  writeSymbol(item) {
    if (!item.o) return;
    const symbol = this.graph.symbol(item.node) || "=";
    const [first, second] = item.q ? lines(symbol, PILL) : [shorten(symbol, SHORT_PILL), ""];
    write(item.o, first);
    if (item.q) write(item.q, second);
    if (second) item.o.setAttribute("y", 20);
  }

  showBreak(item) {
    item.group.querySelector(".stopper")?.remove();
    if (!this.player.isBreak(item)) return;
    item.group.append(drawn("circle", { class: "stopper", r: 5, cx: 2, cy: 2 }));
  }

  /** Highlight an item's ancestors and descendants, once the pointer moves over it. */
  light(item) {
    this.lit = item;
    this.svg.classList.toggle("lit", Boolean(item));
    if (!item) return;
    if (!item.tip) item.group.prepend((item.tip = drawn("title", {})));
    write(item.tip, tooltip(this.view, item, this.player.stop, this.player.quiz));
    const kin = this.view.relatives(item);
    for (const other of this.view.items) other.group.classList.toggle("on", kin.has(other.k));
    for (const edge of this.view.edges) {
      const isLit = kin.has(edge.tail) && kin.has(edge.head);
      edge.path.classList.toggle("on", isLit);
      if (edge.label) edge.label.classList.toggle("on", isLit);
    }
  }

  show(stop) {
    this.mark(stop);
    if (this.scaled !== this.player.moment) this.scale();
    for (const item of this.view.items) this.fill(item, stop);
    for (const edge of this.view.edges) this.fillEdge(edge, stop);
  }

  /** Mark the items and edges that take part in the step. */
  mark(stop) {
    const { item } = stop;
    const isSeed = stop.phase === BACKWARD && item && stop.at > item.last;
    const near = new Set();
    for (const edge of this.view.edges) {
      const isNow = Boolean(item) && edge.head === item.k && !isSeed;
      edge.path.classList.toggle("now", isNow);
      if (edge.label) edge.label.classList.toggle("now", isNow);
      if (isNow) near.add(edge.tail);
    }
    for (const other of this.view.items) {
      other.group.classList.toggle("now", other === item);
      other.group.classList.toggle("near", near.has(other.k));
    }
    this.reachStep(item ?? this.view.stops[1].item);
    this.player.stage.minimap.mark(item?.group);
  }

  fill(item, stop) {
    const isKnown = this.view.isKnown(item, stop);
    item.group.classList.toggle("unknown", !isKnown);
    if (item.box !== undefined) this.fillBox(item, stop, isKnown);
    else if (item.node !== undefined) this.fillValue(item, item.node, stop, isKnown, item.title, "");
    else attribute(item.group, "aria-label", "Values from outside of this box");
  }

  fillValue(item, node, stop, isKnown, before, after) {
    const { graph } = this;
    const isConstant = graph.isConstant.has(node);
    const isBackward = stop.phase === BACKWARD && !isConstant;
    const gradient = isBackward ? graph.gradientAt(node, stop.at) + 0 : 0;
    const data = isKnown ? number(graph.shown(node), this.digits) : "·";
    const shown = isBackward ? number(gradient, this.digits) : isConstant ? "" : "·";
    const grad = this.player.quiz?.gradient(node, shown) ?? shown;
    write(item.d, data);
    write(item.g, grad);
    item.d.classList.toggle("bad", isKnown && !Number.isFinite(graph.data[node]));
    item.g.classList.toggle("bad", grad === shown && !Number.isFinite(gradient));
    const told = `, data ${isKnown ? data : "not computed yet"}${isBackward ? `, gradient ${{ "?": "asked for", "·": "hidden" }[grad] ?? grad}` : ""}`;
    attribute(item.group, "aria-label", spoken(before) + told + after);
  }

  /** A box tells its state, and the numbers of what it computes, should that be one value. */
  fillBox(item, stop, isKnown) {
    const isBackward = stop.phase === BACKWARD;
    const state = !isKnown ? "waiting" : !isBackward ? "computed" : item.first >= stop.at ? "passed on" : "waiting";
    const isBroken = isKnown && this.view.isBroken(item, this.player.moment);
    write(item.u, isBroken ? "not finite inside" : state);
    item.u.classList.toggle("bad", isBroken);
    const label = `${item.title}, ${values(this.boxes.nodes[item.box])}, ${state}`;
    if (item.strips) {
      item.strips.fill(stop, this.scales);
      return attribute(item.group, "aria-label", [label, ...item.told(stop, this.digits)].join(", ") + "; opens");
    }
    const output = this.view.outputOf(item);
    if (output >= 0 && !isBroken) return this.fillValue(item, output, stop, isKnown, label, "; opens");
    write(item.d, "");
    write(item.g, "");
    return attribute(item.group, "aria-label", `${label}; opens`);
  }

  fillEdge(edge, stop) {
    if (edge.slot < 0) return;
    const { node } = this.view.items[edge.head];
    const e = this.graph.starts[node] + edge.slot;
    const isKnown = stop.phase === BACKWARD || node <= stop.at;
    const isTold = isKnown && !this.player.quiz && !this.graph.isConstant.has(this.graph.operands[e]);
    this.writeLabel(edge, isTold ? number(this.graph.locals[e] + 0, this.digits) : "");
  }

  /** A text on an edge, on a ground of its own. */
  writeLabel(edge, text) {
    write(edge.label, text);
    const width = text.length && text.length * LETTER + 8;
    const [x, y] = ["x", "y"].map((name) => Number(edge.label.getAttribute(name)));
    attribute(edge.ground, "d", `M${x - width / 2} ${y - 7.5}h${width}v15h${-width}z`);
  }
}

Object.assign(Picture.prototype, ROVING);
