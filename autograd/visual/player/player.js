const TICK = 700;
const SHORT_NAME = 13;
const BOX_NAME = 20;
const PILL = 11;
const SHORT_PILL = 6;

/** A graph that is stepped through: what is open, which step it is at, what that looks like. */
class Player {
  constructor(shadow, facts) {
    this.graph = new Graph(facts);
    this.boxes = new Boxes(facts);
    this.digits = facts.digits;
    this.breaks = new Set();
    this.following = true;
    this.reason = "";
    this.moment = facts.moments.length - 1;
    this.stage = new Stage(() => shadow.activeElement !== null);
    this.controls = new Controls(this, facts);
    shadow.append(this.controls.main);
    new ResizeObserver(() => requestAnimationFrame(() => this.reserve())).observe(this.controls.main);
    this.open(0);
    if (facts.moments.length > 1) {
      this.at = this.view.stops.length - 1;
      this.showMoment(this.moment);
    }
  }

  get stop() {
    return this.view.stops[this.at];
  }

  // ----------------------------------------------------------------------------- the view

  /** Show what is in a box. */
  open(box) {
    const before = this.view && this.stop;
    this.pause();
    this.view = new View(this.graph, this.boxes, box);
    this.draw();
    this.controls.showPath(this);
    this.controls.slider.max = this.view.stops.length - 1;
    this.reserve();
    this.go(before ? this.view.nearest(before) : 0);
  }

  up() {
    const parent = this.boxes.parents[this.view.box];
    if (parent < 0) return;
    this.open(parent);
    this.controls.main.focus({ preventScroll: true });
  }

  draw() {
    const { view } = this;
    const svg = this.stage.show(view.picture.svg);
    this.svg = svg;
    this.lit = null;
    svg.setAttribute("role", "group");
    svg.setAttribute("aria-label", `Graph of ${view.items.length} items`);
    for (const group of svg.querySelectorAll("g[data-k]")) this.equip(view.items[group.dataset.k], group);
    for (const path of svg.querySelectorAll("path[data-e]")) view.edges[path.dataset.e].path = path;
    for (const text of svg.querySelectorAll("text[data-l]")) view.edges[text.dataset.l].label = text;
  }

  reserve() {
    const stops = this.view.stops.length > 2000 ? this.view.stops.slice(0, 2000) : this.view.stops;
    this.controls.reserve(stops.map((stop) => describe(this.view, stop, this.digits)));
  }

  /** Find the parts of an item in the picture, fill in what never changes, and listen. */
  equip(item, group) {
    item.group = group;
    for (const name of ["n", "w", "u", "d", "g", "o", "q"]) item[name] = group.querySelector(`text.${name}`);
    item.title = item.box !== undefined ? this.boxes.names[item.box]
      : item.node !== undefined ? this.graph.name(item.node) : "from outside";
    write(item.n, item.box !== undefined ? shorten(item.title, BOX_NAME) : ending(item.title, SHORT_NAME));
    if (item.box !== undefined) write(item.w, values(this.boxes.nodes[item.box]));
    else if (item.node !== undefined) this.equipValue(item, group);
    if (!item.outside && this.breaks.has(this.breakKey(item))) this.showBreak(item);
    group.setAttribute("role", "button");
    group.setAttribute("tabindex", "-1");
    group.addEventListener("click", () => this.stage.dragged || this.choose(item));
    group.addEventListener("pointermove", () => this.lit === item || this.light(item));
    group.addEventListener("pointerleave", () => this.light(null));
  }

  equipValue(item, group) {
    const { graph } = this;
    if (graph.names[item.node] === undefined) item.n.classList.add("v");
    write(item.w, "data");
    write(item.u, "grad");
    this.writeSymbol(item);
    group.classList.toggle("out", Boolean(item.outside) && !graph.isLeaf(item.node));
    group.classList.toggle("p", graph.isParameter.has(item.node));
    group.classList.toggle("r", item.node === graph.root);
  }

  writeSymbol(item) {
    if (!item.o) return;
    const symbol = this.graph.symbol(item.node) || "=";
    const [first, second] = item.q ? lines(symbol, PILL) : [shorten(symbol, SHORT_PILL), ""];
    write(item.o, first);
    if (item.q) write(item.q, second);
    if (second) item.o.setAttribute("y", 20);
  }

  /** A click: open a box, or go to the step of a value. */
  choose(item) {
    if (item.box !== undefined) {
      this.open(item.box);
      return this.controls.main.focus({ preventScroll: true });
    }
    const { phase } = this.stop;
    const at = this.view.stops.findLastIndex((stop) => stop.item === item && stop.phase === phase);
    this.pause();
    if (at >= 0) this.go(at);
    return undefined;
  }

  /** Show what an item depends on and what depends on it; not before the pointer moves. */
  light(item) {
    this.lit = item;
    this.svg.classList.toggle("lit", Boolean(item));
    if (!item) return;
    if (!item.tip) item.group.prepend((item.tip = drawn("title", {})));
    write(item.tip, tooltip(this.view, item, this.stop));
    const kin = this.view.relatives(item);
    for (const other of this.view.items) other.group.classList.toggle("on", kin.has(other.k));
    for (const edge of this.view.edges) {
      const isLit = kin.has(edge.tail) && kin.has(edge.head);
      edge.path.classList.toggle("on", isLit);
      if (edge.label) edge.label.classList.toggle("on", isLit);
    }
  }

  // ---------------------------------------------------------------------------- the steps

  go(at) {
    const { view } = this;
    this.at = Math.max(0, Math.min(view.stops.length - 1, at));
    const { stop } = this;
    const isBackward = stop.phase === BACKWARD;
    this.controls.main.classList.toggle("backward", isBackward);
    this.controls.main.classList.toggle("forward", !isBackward);
    this.mark(stop);
    for (const item of view.items) this.fill(item, stop);
    for (const edge of view.edges) this.fillEdge(edge, stop);
    this.reason = "";
    this.tell(stop);
    const item = stop.item ?? view.stops[this.at + 1].item; // where it will begin
    const isQuick = !stop.item || (Boolean(this.timer) && this.pace < 300);
    if (this.following && item) this.stage.reveal(item, isQuick);
  }

  /** Which items and edges the step is about. */
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
      attribute(other.group, "tabindex", other === item ? "0" : "-1");
    }
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
    const isBackward = stop.phase === BACKWARD;
    const gradient = isBackward ? graph.gradientAt(node, stop.at) : 0;
    const data = isKnown ? number(graph.data[node], this.digits) : "·";
    const grad = isBackward ? number(gradient, this.digits) : "·";
    write(item.d, data);
    write(item.g, grad);
    item.d.classList.toggle("bad", isKnown && !Number.isFinite(graph.data[node]));
    item.g.classList.toggle("bad", !Number.isFinite(gradient));
    const told = `, data ${isKnown ? data : "not computed yet"}${isBackward ? `, gradient ${grad}` : ""}`;
    attribute(item.group, "aria-label", before + told + after);
  }

  /** A box tells its state, and the numbers of what it computes, should that be one value. */
  fillBox(item, stop, isKnown) {
    const isBackward = stop.phase === BACKWARD;
    const state = !isKnown ? "waiting" : !isBackward ? "computed" : item.first >= stop.at ? "passed on" : "waiting";
    const isBroken = isKnown && this.view.isBroken(item, this.moment);
    write(item.u, isBroken ? "not finite inside" : state);
    item.u.classList.toggle("bad", isBroken);
    const label = `${item.title}, ${values(this.boxes.nodes[item.box])}, ${state}`;
    const output = this.view.outputOf(item);
    if (output >= 0 && !isBroken) return this.fillValue(item, output, stop, isKnown, label, "; opens");
    write(item.d, "");
    write(item.g, "");
    return attribute(item.group, "aria-label", `${label}; opens`);
  }

  fillEdge(edge, stop) {
    if (edge.slot < 0) return;
    const { node } = this.view.items[edge.head];
    const isKnown = stop.phase === BACKWARD || node <= stop.at;
    write(edge.label, isKnown ? number(this.graph.locals[this.graph.starts[node] + edge.slot], this.digits) : "");
  }

  tell(stop) {
    const { view, at, controls } = this;
    const told = describe(view, stop, this.digits);
    attribute(controls.caption, "aria-live", this.timer ? "off" : "polite");
    controls.caption.replaceChildren(
      ...told.map((line) => element("p", {}, line)),
      ...(this.reason ? [element("p", { class: "note" }, this.reason)] : []));
    const turn = view.stops.findIndex((other) => other.phase === BACKWARD);
    const [name, k, of] = stop.phase === BACKWARD
      ? ["backward", at - turn, view.stops.length - 1 - turn] : ["forward", at, turn - 1];
    controls.where.replaceChildren(element("b", {}, name), ` ${k} of ${of}`);
    if (controls.slider.value !== String(at)) controls.slider.value = at;
    attribute(controls.slider, "aria-valuetext", `${name} ${k} of ${of}: ${told[0]}`);
    const isMarked = Boolean(stop.item) && this.breaks.has(this.breakKey(stop.item));
    attribute(controls.breaker, "aria-pressed", String(isMarked));
    controls.breaker.disabled = !stop.item;
  }

  step(by) {
    this.jump(this.at + by);
  }

  jump(to) {
    this.pause();
    this.go(to);
  }

  // ------------------------------------------------------------------------------ playing

  /** Milliseconds from one step to the next. */
  get pace() {
    return TICK / Number(this.controls.speed.value);
  }

  toggle() {
    if (this.timer) return this.pause();
    if (this.at === this.view.stops.length - 1) this.go(0);
    return this.play(this.controls.play, () => {
      if (this.at >= this.view.stops.length - 1) return false;
      this.go(this.at + 1);
      const reason = this.whyStop(this.stop);
      if (reason) this.reason = `Stopped: ${reason}.`;
      return !reason;
    });
  }

  playMoments() {
    if (this.timer) return this.pause();
    const last = this.graph.moments.length - 1;
    if (this.moment === last) this.showMoment(0);
    return this.play(this.controls.playAll, () => {
      if (this.moment < last) this.showMoment(this.moment + 1);
      return this.moment < last;
    });
  }

  /** Do something again and again, at the chosen speed, as long as it returns true. */
  play(pressed, act) {
    this.pressed = pressed;
    relabel(pressed, "Pause", "pause");
    const again = () => {
      if (!this.controls.main.isConnected || !act()) return this.pause();
      this.timer = setTimeout(again, this.pace);
      return undefined;
    };
    this.timer = setTimeout(again, 0);
  }

  pause() {
    clearTimeout(this.timer);
    this.timer = null;
    const { pressed } = this;
    if (!pressed) return;
    this.pressed = null;
    relabel(pressed, pressed === this.controls.play ? "Play" : "Play all moments", "play");
    this.tell(this.stop);
  }

  /** What there is at a step that playing stops at; nothing if it goes on. */
  whyStop({ item, phase }) {
    if (!item) return "";
    for (const key of this.breaks) {
      if (key === this.breakKey(item)) return "breakpoint";
      if (item.box !== undefined && this.boxes.contains(item.box, key)) return "there is a breakpoint inside";
    }
    const wanted = this.controls.condition.value;
    if (!wanted) return "";
    const nodes = item.box === undefined ? [item.node] : this.boxes.nodesIn(item.box);
    for (const node of nodes) {
      const found = this.matches(node, wanted, phase);
      if (found) return `${this.graph.name(node)} ${found}`;
    }
    return "";
  }

  matches(node, wanted, phase) {
    const { graph } = this;
    if (wanted === "zero") return phase === BACKWARD && graph.grads[node] === 0 && "has gradient 0";
    if (wanted === "broken") {
      const [what, value] = phase === BACKWARD ? ["gradient ", graph.grads[node]] : ["", graph.data[node]];
      return !Number.isFinite(value) && `has ${what || "data "}${number(value, this.digits)}`;
    }
    const code = graph.operations[node];
    return code >= 0 && "op:" + graph.functions[code] === wanted && `is ${graph.functions[code]}`;
  }

  /** An item as it is written among the members of boxes. */
  breakKey(item) {
    return item.box === undefined ? item.node : ~item.box;
  }

  toggleBreak() {
    const { item } = this.stop;
    if (!item) return;
    const key = this.breakKey(item);
    if (this.breaks.delete(key)) {
      item.group.querySelector(".stopper").remove();
    } else {
      this.breaks.add(key);
      this.showBreak(item);
    }
    this.tell(this.stop);
  }

  showBreak(item) {
    item.group.append(drawn("circle", { class: "stopper", r: 5, cx: 2, cy: 2 }));
  }

  showMoment(moment) {
    const { controls } = this;
    this.moment = moment;
    this.graph.show(moment);
    for (const item of this.view.items) if (item.node !== undefined) this.writeSymbol(item);
    this.go(this.at);
    controls.moments.value = moment;
    const name = this.graph.moments[moment] || `moment ${moment}`;
    write(controls.moment, name);
    attribute(controls.moments, "aria-valuetext", name);
  }

  toggleFollow() {
    this.following = !this.following;
    attribute(this.controls.follower, "aria-pressed", String(this.following));
    this.go(this.at);
  }

  // ----------------------------------------------------------------------------- keyboard

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const target = event.composedPath()[0];
    if (target.tagName === "SELECT" || target.type === "range") {
      if (target !== this.controls.slider || !["Home", "End", " "].includes(event.key)) return;
    }
    if (target.tagName === "BUTTON" && [" ", "Enter"].includes(event.key)) return;
    const act = this.acts(event.shiftKey)[event.key];
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  }

  acts(shift) {
    const { stage } = this;
    const arrows = shift ? {
      ArrowRight: () => stage.pan(0.1, 0),
      ArrowLeft: () => stage.pan(-0.1, 0),
      ArrowDown: () => stage.pan(0, 0.1),
      ArrowUp: () => stage.pan(0, -0.1),
    } : {
      ArrowRight: () => this.step(1),
      ArrowLeft: () => this.step(-1),
    };
    return {
      ...arrows,
      Home: () => this.jump(0),
      End: () => this.jump(Infinity),
      " ": () => this.toggle(),
      b: () => this.toggleBreak(),
      "+": () => stage.zoom(1 / ZOOM),
      "=": () => stage.zoom(1 / ZOOM),
      "-": () => stage.zoom(ZOOM),
      0: () => stage.fit(true),
      Escape: () => this.up(),
      Enter: () => this.stop.item?.box !== undefined && this.open(this.stop.item.box),
    };
  }
}
