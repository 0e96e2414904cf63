"use strict";

// ------------------------------------------------------------------------------- the graph

/** What payload.py has packed: a header and arrays. */
async function unpack(packed) {
  const text = atob(packed);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  const buffer = await new Response(stream).arrayBuffer();
  const length = new DataView(buffer).getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, length)));
  let at = 4 + length;
  for (const [name, size] of header.arrays) {
    const kind = name === "data" || name === "locals" ? Float64Array : Int32Array;
    header[name] = new kind(buffer, at, size);
    at += size * kind.BYTES_PER_ELEMENT;
  }
  return header;
}

/** Ends of consecutive stretches: [0, c0, c0 + c1, ...]. */
function sums(counts) {
  const ends = new Int32Array(counts.length + 1);
  for (let i = 0; i < counts.length; i++) ends[i + 1] = ends[i] + counts[i];
  return ends;
}

/** The nodes, their numbers at each moment, and their gradients at any step. */
class Graph {
  constructor(facts) {
    Object.assign(this, facts);
    this.size = facts.counts.length;
    this.root = this.size - 1;
    this.starts = sums(facts.counts);
    this.isParameter = new Set(facts.parameters);
    for (let node = 0; node < this.size; node++) {
      for (let e = this.starts[node]; e < this.starts[node + 1]; e++) {
        this.operands[e] = node - this.operands[e];
      }
    }
    this.findUses();
    this.allData = facts.data;
    this.allLocals = facts.locals;
    this.show(facts.moments.length - 1);
  }

  /** For each node the edges to what uses it, in the order of the backward pass. */
  findUses() {
    const counts = new Int32Array(this.size);
    for (const operand of this.operands) counts[operand]++;
    this.useStarts = sums(counts);
    this.uses = new Int32Array(this.operands.length);
    this.userOf = new Int32Array(this.operands.length);
    const next = this.useStarts.slice();
    for (let node = this.root; node >= 0; node--) {
      for (let e = this.starts[node]; e < this.starts[node + 1]; e++) {
        this.uses[next[this.operands[e]]++] = e;
        this.userOf[e] = node;
      }
    }
  }

  /** Take the numbers of a moment. */
  show(moment) {
    const edges = this.operands.length;
    this.data = this.allData.subarray(moment * this.size, (moment + 1) * this.size);
    this.locals = this.allLocals.subarray(moment * edges, (moment + 1) * edges);
    this.grads = new Float64Array(this.size);
    this.grads[this.root] = 1;
    for (let node = this.root; node >= 0; node--) {
      for (let e = this.starts[node]; e < this.starts[node + 1]; e++) {
        this.grads[this.operands[e]] += this.locals[e] * this.grads[node];
      }
    }
  }

  /** The gradient of a node when all nodes from `limit` on have passed theirs on. */
  gradientAt(node, limit) {
    let total = node === this.root ? 1 : 0;
    for (let i = this.useStarts[node]; i < this.useStarts[node + 1]; i++) {
      const edge = this.uses[i];
      if (this.userOf[edge] < limit) break;
      total += this.locals[edge] * this.grads[this.userOf[edge]];
    }
    return total;
  }

  isLeaf(node) {
    return this.counts[node] === 0 && node !== this.root;
  }

  name(node) {
    return this.names[node] ?? "v" + node;
  }

  symbol(node) {
    return this.operations[node] < 0 ? "" : this.symbols[this.operations[node]];
  }

  /** The operation of a node on these texts. */
  expression(node, inputs) {
    const symbol = this.symbol(node);
    const word = /^[A-Za-z_]\w*/.exec(symbol);
    if (word) {
      const constants = symbol.slice(word[0].length).trim();
      return `${word[0]}(${[...inputs, ...(constants ? [constants] : [])].join(", ")})`;
    }
    if (inputs.length === 2) return inputs.join(` ${symbol} `);
    const [operator, constant] = symbol.split(" ");
    if (constant === undefined) return `${operator}${inputs[0]}`;
    return /^[-\d.]+$|^-?inf$|^nan$/.test(operator) && operator !== "-"
      ? `${symbol} ${inputs[0]}`
      : `${inputs[0]} ${symbol}`;
  }
}

/** The boxes around nodes: where each begins and ends, and how many nodes are in it. */
class Boxes {
  constructor(facts) {
    const count = facts.parents.length;
    this.names = facts.boxes;
    this.parents = facts.parents;
    this.begins = sums(facts.sizes);
    this.members = new Int32Array(facts.members.length);
    for (let i = 0, last = 0; i < this.members.length; i++) {
      this.members[i] = last += facts.members[i];
    }
    this.first = new Int32Array(count).fill(2 ** 31 - 1);
    this.last = new Int32Array(count).fill(-1);
    this.nodes = new Int32Array(count);
    this.boxOf = new Map();
    for (const box of this.innermostFirst(count)) this.measure(box);
  }

  innermostFirst(count) {
    const order = [0];
    for (let i = 0; i < order.length; i++) {
      for (const item of this.inside(order[i])) if (item < 0) order.push(~item);
    }
    return order.reverse();
  }

  inside(box) {
    return this.members.subarray(this.begins[box], this.begins[box + 1]);
  }

  measure(box) {
    for (const item of this.inside(box)) {
      const inner = item < 0 ? ~item : -1;
      this.first[box] = Math.min(this.first[box], inner < 0 ? item : this.first[inner]);
      this.last[box] = Math.max(this.last[box], inner < 0 ? item : this.last[inner]);
      this.nodes[box] += inner < 0 ? 1 : this.nodes[inner];
    }
  }

  /** The boxes around a box, the outermost first, and itself. */
  path(box) {
    const found = [];
    for (let b = box; b >= 0; b = this.parents[b]) found.unshift(b);
    return found;
  }

  /** All nodes in a box. */
  *nodesIn(box) {
    const stack = [box];
    while (stack.length) {
      for (const item of this.inside(stack.pop())) {
        if (item < 0) stack.push(~item);
        else yield item;
      }
    }
  }
}

// ------------------------------------------------------------------------------ text forms

/** A number in few characters: the same text as autograd.text.number gives. */
function number(value, digits) {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  const sign = value < 0 || Object.is(value, -0) ? "-" : "";
  const size = Math.abs(value);
  if (size < 1e7 && Number.isInteger(size)) return sign + size.toFixed(1);
  if (size < 1e7 && size >= 10 ** digits) return sign + halfToEven(size);
  const [mantissa, power] = size.toExponential(digits - 1).split("e");
  const exponent = Number(power);
  const isPlain = exponent >= -4 && exponent < digits;
  const whole = isPlain ? size.toFixed(digits - 1 - exponent) : mantissa;
  const end = isPlain ? "" : `e${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`;
  const short = whole.includes(".") ? whole.replace(/\.?0+$/, "") : whole;
  return sign + (Number(short + end) === size ? short : whole) + end;
}

function halfToEven(size) {
  const floor = Math.floor(size);
  const up = size - floor > 0.5 || (size - floor === 0.5 && floor % 2 === 1);
  return String(floor + (up ? 1 : 0));
}

function shorten(text, limit) {
  const characters = [...text];
  if (characters.length <= limit) return text;
  const head = Math.floor(limit / 2);
  return [...characters.slice(0, head), "…", ...characters.slice(characters.length + head + 1 - limit)].join("");
}

/** The end of a path, which tells more than its beginning. */
function ending(text, limit) {
  const characters = [...text];
  return characters.length <= limit ? text : ["…", ...characters.slice(1 - limit)].join("");
}

function values(count) {
  return `${count.toLocaleString("en")} value${count === 1 ? "" : "s"}`;
}

/** d of a name, in parentheses if it is no plain word. */
function d(name) {
  return /^[\p{L}\p{N}_]+$/u.test(name) ? `d${name}` : `d(${name})`;
}

// -------------------------------------------------------------------------------- one view

const FORWARD = 0;
const BACKWARD = 1;

/** What is seen of one box: its items, and the steps at which something happens among them. */
class View {
  constructor(graph, boxes, box) {
    this.graph = graph;
    this.boxes = boxes;
    this.box = box;
    this.picture = graph.pictures[graph.templates[box]];
    this.items = this.findItems();
    this.edges = [];
    const flat = this.picture.edges;
    for (let i = 0; i < flat.length; i += 4) {
      this.edges.push({ tail: flat[i], head: flat[i + 1], slot: flat[i + 2], count: flat[i + 3] });
    }
    this.stops = this.findStops();
  }

  findItems() {
    const { graph, boxes, picture } = this;
    const items = [...boxes.inside(this.box)].map((item) =>
      item < 0
        ? { box: ~item, first: boxes.first[~item], last: boxes.last[~item] }
        : { node: item, first: item, last: item },
    );
    for (let i = 0; i < picture.externals.length; i += 2) {
      const user = items[picture.externals[i]].node;
      const node = graph.operands[graph.starts[user] + picture.externals[i + 1]];
      items.push({ node, outside: true, first: node, last: node });
    }
    const drawn = 1 + Math.max(-1, ...picture.edges.filter((_, i) => i % 4 === 0));
    if (drawn > items.length) items.push({ outside: true, first: -1, last: -1 });
    items.forEach((item, k) => (item.k = k));
    return items;
  }

  /** Forward, each item when its last node is computed; backward, when its first has passed on. */
  findStops() {
    const { boxes, box, graph } = this;
    const inside = this.items.filter((item) => !item.outside);
    const forward = inside.slice().sort((a, b) => a.last - b.last);
    const backward = inside.slice().sort((a, b) => b.first - a.first);
    const starts = { phase: FORWARD, at: boxes.first[box] - 1, item: null };
    const turns = { phase: BACKWARD, at: boxes.last[box] + 1, item: null };
    if (boxes.last[box] === graph.root) turns.item = forward.at(-1);
    return [
      starts,
      ...forward.map((item) => ({ phase: FORWARD, at: item.last, item })),
      turns,
      ...backward.map((item) => ({ phase: BACKWARD, at: item.first, item })),
    ];
  }

  /** The latest stop that is not after a moment of the whole pass. */
  nearest({ phase, at }) {
    const when = (stop) => (stop.phase === FORWARD ? stop.at : 2 * this.graph.size - stop.at);
    const now = when({ phase, at });
    let found = 0;
    this.stops.forEach((stop, i) => {
      if (when(stop) <= now) found = i;
    });
    return found;
  }

  /** The items that can be reached from one along the edges, in both directions. */
  relatives(item) {
    const found = new Set([item.k]);
    for (const [from, to] of [["head", "tail"], ["tail", "head"]]) {
      const queue = [item.k];
      const seen = new Set(queue);
      while (queue.length) {
        const k = queue.pop();
        for (const edge of this.edges) {
          if (edge[from] === k && !seen.has(edge[to])) {
            seen.add(edge[to]);
            queue.push(edge[to]);
          }
        }
      }
      seen.forEach((k) => found.add(k));
    }
    return found;
  }
}

/** What happens at a stop, in words: lines of text. */
function describe(view, stop, digits) {
  const { graph, boxes } = view;
  const show = (x) => number(x, digits);
  const root = graph.names[graph.root] ?? "L";
  const called = (node) => (node === graph.root ? root : graph.name(node));
  const { item, phase } = stop;
  if (!item) {
    if (phase === BACKWARD) return [`The gradients of ${boxes.names[view.box]} have arrived.`];
    return ["The leaves are given. Step forward to compute, operation by operation."];
  }
  if (phase === BACKWARD && stop.at > item.last) {
    return [`d${root}/${d(root)} = 1.0: the backward pass begins at ${root}.`];
  }
  if (item.box !== undefined) {
    const what = `${boxes.names[item.box]}: ${values(boxes.nodes[item.box])}`;
    return [phase === FORWARD ? `${what} computed.` : `${what} have passed their gradients on.`];
  }
  const { node } = item;
  const edges = [];
  for (let e = graph.starts[node]; e < graph.starts[node + 1]; e++) edges.push(e);
  const names = edges.map((e) => called(graph.operands[e]));
  if (!edges.length) return [`${called(node)} = ${show(graph.data[node])}`];
  if (phase === FORWARD) {
    const numbers = edges.map((e) => show(graph.data[graph.operands[e]]));
    const lines = [
      `${called(node)} = ${graph.expression(node, names)} = ${graph.expression(node, numbers)} = ${show(graph.data[node])}`,
    ];
    edges.forEach((e, i) =>
      lines.push(`${d(called(node))}/${d(names[i])} = ${show(graph.locals[e])}`),
    );
    return lines;
  }
  return edges.map((e, i) => {
    const up = `d${root}/${d(called(node))}`;
    const local = `${d(called(node))}/${d(names[i])}`;
    const product = graph.locals[e] * graph.grads[node];
    return (
      `d${root}/${d(names[i])} += ${up} * ${local} = ` +
      `${show(graph.grads[node])} * ${show(graph.locals[e])} = ${show(product)}`
    );
  });
}

// ------------------------------------------------------------------------------ the player

const ICONS = {
  first: "M2 2h2v12H2zM14 2v12L5 8z",
  back: "M12 2v12L3 8z",
  play: "M3 1.5v13L14 8z",
  pause: "M3 2h4v12H3zM9 2h4v12H9z",
  next: "M4 2v12l9-6z",
  last: "M12 2h2v12h-2zM2 2v12l9-6z",
  less: "M2 7h12v2H2z",
  more: "M7 2h2v5h5v2H9v5H7V9H2V7h5z",
  fit: "M2 2h5v2H4v3H2zM9 2h5v5h-2V4H9zM2 9h2v3h3v2H2zM12 9h2v5H9v-2h3z",
  follow: "M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1zm0 2a5 5 0 1 1 0 10A5 5 0 0 1 8 3zm0 3a2 2 0 1 0 0 4 2 2 0 0 0 0-4z",
  stopper: "M5 1h6l4 4v6l-4 4H5l-4-4V5z",
};
const SVG = "http://www.w3.org/2000/svg";
const TICK = 700;

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (value !== false) made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children);
  return made;
}

function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

function button(label, name, onclick, extra = {}) {
  return element("button", { type: "button", "aria-label": label, title: label, onclick, ...extra }, icon(name));
}

/** Text and classes are written only when they change: that is what makes steps quick. */
function write(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

function attribute(node, name, value) {
  if (node.getAttribute(name) !== value) node.setAttribute(name, value);
}

class Player {
  constructor(shadow, facts) {
    this.graph = new Graph(facts);
    this.boxes = new Boxes(facts);
    this.digits = facts.digits;
    this.breaks = new Set();
    this.following = true;
    this.calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.moment = facts.moments.length - 1;
    this.build(shadow, facts);
    this.open(0);
    this.go(facts.moments.length > 1 ? this.view.stops.length - 1 : 0);
  }

  // ------------------------------------------------------------------------- the controls

  build(shadow, facts) {
    const on = (method, ...given) => () => this[method](...given);
    this.playButton = button("Play", "play", on("toggle"), { class: "main" });
    this.slider = element("input", {
      type: "range", class: "steps", min: 0, step: 1, "aria-label": "Step",
      oninput: () => { this.pause(); this.go(Number(this.slider.value)); },
    });
    this.where = element("span", { class: "where" });
    this.speed = this.choice("Speed", [["0.5", "½×"], ["1", "1×"], ["2", "2×"], ["5", "5×"], ["20", "20×"]], "1");
    this.condition = this.choice("Stop at", this.conditions(facts), "");
    this.breaker = button("Breakpoint here (b)", "stopper", on("toggleBreak"), { "aria-pressed": "false" });
    this.follower = button("Follow the step", "follow", on("toggleFollow"), { "aria-pressed": "true" });
    this.crumbs = element("nav", { "aria-label": "Opened boxes" });
    this.note = element("span", { class: "note" });
    this.stage = element("div", { class: "stage" });
    this.caption = element("div", { class: "caption", "aria-live": "polite", tabindex: "0", role: "region", "aria-label": "What happens in this step" });
    const steps = element("div", { class: "group" },
      button("First step (Home)", "first", on("jump", 0)),
      button("Step back (←)", "back", on("step", -1)),
      this.playButton,
      button("Step (→)", "next", on("step", 1)),
      button("Last step (End)", "last", on("jump", Infinity)));
    const zoom = element("div", { class: "group" },
      button("Zoom out (−)", "less", on("zoom", 1.3)),
      button("Fit (0)", "fit", on("fit", true)),
      button("Zoom in (+)", "more", on("zoom", 1 / 1.3)),
      this.follower);
    const title = element("span", { class: "title" });
    title.textContent = facts.title;
    this.heading = element("div", { class: "bar" }, ...(facts.title ? [title] : []), this.crumbs, this.note);
    this.main = element("section",
      { class: "player forward", tabindex: "0", "aria-label": `Player ${facts.title}`.trim(),
        "data-lm-suppress-shortcuts": "true", onkeydown: (event) => this.key(event) },
      this.heading,
      ...this.momentsBar(facts.moments),
      element("div", { class: "bar" }, steps,
        element("div", { class: "grow" }, this.slider), this.where),
      this.stage,
      this.caption,
      element("div", { class: "bar" },
        element("label", {}, "Speed", this.speed), element("label", {}, "Stop at", this.condition),
        this.breaker, zoom));
    shadow.append(this.main);
    this.stage.addEventListener("pointerdown", (event) => this.drag(event));
    this.stage.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
  }

  choice(label, options, value) {
    const made = element("select", { "aria-label": label });
    for (const [key, text] of options) made.append(element("option", { value: key }, text));
    made.value = value;
    return made;
  }

  conditions(facts) {
    const used = [...new Set(facts.functions)].sort();
    return [["", "nothing"], ["zero", "gradient 0"], ["broken", "not finite"], ...used.map((name) => ["op:" + name, name])];
  }

  momentsBar(moments) {
    if (moments.length < 2) return [];
    this.momentSlider = element("input", {
      type: "range", class: "moments", min: 0, max: moments.length - 1, step: 1, value: this.moment,
      "aria-label": "Moment", oninput: () => { this.pause(); this.showMoment(Number(this.momentSlider.value)); },
    });
    this.momentName = element("span", { class: "where" });
    this.momentButton = button("Play all moments", "play", () => this.playMoments());
    return [element("div", { class: "bar" }, this.momentButton,
      element("div", { class: "grow" }, this.momentSlider), this.momentName)];
  }

  // ----------------------------------------------------------------------------- the view

  /** Show what is in a box. */
  open(box) {
    const before = this.view && this.view.stops[this.at];
    this.pause();
    this.view = new View(this.graph, this.boxes, box);
    this.draw();
    this.showPath();
    this.slider.max = this.view.stops.length - 1;
    if (before) this.go(this.view.nearest(before));
  }

  up() {
    const parent = this.boxes.parents[this.view.box];
    if (parent >= 0) this.open(parent);
  }

  showPath() {
    const path = this.boxes.path(this.view.box);
    this.crumbs.replaceChildren();
    path.forEach((box, i) => {
      const name = this.boxes.names[box];
      const isLast = i === path.length - 1;
      if (i) this.crumbs.append(element("span", { "aria-hidden": "true" }, "›"));
      this.crumbs.append(isLast
        ? element("span", { "aria-current": "page" }, name)
        : element("button", { type: "button", onclick: () => this.open(box) }, name));
    });
    const total = this.graph.size;
    this.crumbs.hidden = this.boxes.parents.length < 2;
    const large = this.view.items.length > 300;
    write(this.note, !this.crumbs.hidden
      ? `${values(this.boxes.nodes[this.view.box])} of ${total.toLocaleString("en")}; click a box to open it`
      : large ? `${values(total)}: with fold=True they are shown box by box` : "");
    this.heading.hidden = this.crumbs.hidden && !large && !this.graph.title;
  }

  draw() {
    const parsed = new DOMParser().parseFromString(this.view.picture.svg, "image/svg+xml");
    this.svg = document.importNode(parsed.documentElement, true);
    this.svg.setAttribute("role", "group");
    this.svg.setAttribute("aria-label", `Graph of ${this.view.items.length} items`);
    this.stage.replaceChildren(this.svg);
    this.whole = this.svg.viewBox.baseVal;
    this.whole = { width: this.whole.width, height: this.whole.height };
    this.svg.removeAttribute("width");
    this.svg.removeAttribute("height");
    for (const group of this.svg.querySelectorAll("g[data-k]")) this.equip(this.view.items[group.dataset.k], group);
    for (const path of this.svg.querySelectorAll("path[data-e]")) this.view.edges[path.dataset.e].path = path;
    for (const text of this.svg.querySelectorAll("text[data-l]")) {
      const edge = this.view.edges[text.dataset.l];
      if (edge.slot >= 0) edge.text = text;
      edge.label = text;
    }
    this.fit(false);
  }

  /** Find the parts of an item in the picture, fill in what never changes, and listen. */
  equip(item, group) {
    const { graph } = this;
    item.group = group;
    for (const name of ["n", "w", "u", "d", "g", "o"]) item[name] = group.querySelector(`text.${name}`);
    const full = item.box !== undefined ? this.boxes.names[item.box]
      : item.node !== undefined ? graph.name(item.node) : "outside";
    item.title = full;
    write(item.n, item.box !== undefined ? shorten(full, 20) : ending(full, 13));
    if (item.box !== undefined) {
      write(item.w, values(this.boxes.nodes[item.box]));
    } else if (item.node !== undefined) {
      if (graph.names[item.node] === undefined) item.n.classList.add("v");
      write(item.w, "data");
      write(item.u, "grad");
      if (item.o) write(item.o, shorten(graph.symbol(item.node) || "=", 6));
      const leaf = graph.isLeaf(item.node);
      group.classList.toggle("out", Boolean(item.outside) && !leaf);
      group.classList.toggle("p", graph.isParameter.has(item.node));
      group.classList.toggle("r", item.node === graph.root);
    }
    group.setAttribute("role", "button");
    group.setAttribute("tabindex", "-1");
    group.addEventListener("click", () => this.dragged || this.choose(item));
    group.addEventListener("pointerenter", () => this.light(item));
    group.addEventListener("pointerleave", () => this.light(null));
  }

  /** A click: open a box, or go to the step of a value. */
  choose(item) {
    if (item.box !== undefined) return this.open(item.box);
    const { phase } = this.view.stops[this.at];
    const steps = this.view.stops.map((stop, i) => [stop, i]).filter(([stop]) => stop.item === item && stop.phase === phase);
    this.pause();
    if (steps.length) this.go(steps.at(-1)[1]);
    return undefined;
  }

  light(item) {
    this.svg.classList.toggle("lit", Boolean(item));
    if (!item) return;
    if (!item.tip) item.group.prepend((item.tip = document.createElementNS(SVG, "title")));
    write(item.tip, item.group.getAttribute("aria-label"));
    const kin = this.view.relatives(item);
    for (const other of this.view.items) other.group.classList.toggle("on", kin.has(other.k));
    for (const edge of this.view.edges) {
      const lit = kin.has(edge.tail) && kin.has(edge.head);
      edge.path.classList.toggle("on", lit);
      if (edge.label) edge.label.classList.toggle("on", lit);
    }
  }

  // ---------------------------------------------------------------------------- the steps

  go(at) {
    const { view } = this;
    this.at = Math.max(0, Math.min(view.stops.length - 1, at));
    const stop = view.stops[this.at];
    const backward = stop.phase === BACKWARD;
    this.main.classList.toggle("backward", backward);
    this.main.classList.toggle("forward", !backward);
    this.mark(stop);
    for (const item of view.items) this.fill(item, stop);
    for (const edge of view.edges) this.fillEdge(edge, stop);
    this.tell(stop);
    if (this.following && stop.item) this.reveal(stop.item);
  }

  /** Which items and edges the step is about. */
  mark(stop) {
    const { item } = stop;
    const seeding = stop.phase === BACKWARD && item && stop.at > item.last;
    const near = new Set();
    for (const edge of this.view.edges) {
      const now = Boolean(item) && edge.head === item.k && !seeding;
      edge.path.classList.toggle("now", now);
      if (edge.label) edge.label.classList.toggle("now", now);
      if (now) near.add(edge.tail);
    }
    for (const other of this.view.items) {
      other.group.classList.toggle("now", other === item);
      other.group.classList.toggle("near", near.has(other.k));
      other.group.setAttribute("tabindex", other === item ? "0" : "-1");
    }
  }

  fill(item, stop) {
    const { graph } = this;
    const backward = stop.phase === BACKWARD;
    const known = backward || item.last <= stop.at || (item.node !== undefined && graph.isLeaf(item.node));
    item.group.classList.toggle("unknown", !known);
    let label = item.title;
    if (item.box !== undefined) {
      const state = !known ? "waiting" : !backward ? "computed" : item.first >= stop.at ? "passed on" : "waits for gradients";
      const broken = known && this.isBroken(item);
      write(item.u, broken ? "not finite inside" : state);
      item.u.classList.toggle("bad", broken);
      label += `, ${values(this.boxes.nodes[item.box])}, ${state}; opens`;
    } else if (item.node !== undefined) {
      const data = known ? number(graph.data[item.node], this.digits) : "·";
      const grad = backward ? number(graph.gradientAt(item.node, stop.at), this.digits) : "·";
      write(item.d, data);
      write(item.g, grad);
      item.d.classList.toggle("bad", known && !Number.isFinite(graph.data[item.node]));
      label += `, data ${known ? data : "not computed yet"}${backward ? `, gradient ${grad}` : ""}`;
    }
    attribute(item.group, "aria-label", label);
  }

  fillEdge(edge, stop) {
    if (!edge.text) return;
    const { node } = this.view.items[edge.head];
    const known = stop.phase === BACKWARD || node <= stop.at;
    write(edge.text, known ? number(this.graph.locals[this.graph.starts[node] + edge.slot], this.digits) : "");
  }

  /** Whether a number inside is not finite. */
  isBroken(item) {
    item.broken ??= {};
    item.broken[this.moment] ??= [...this.boxes.nodesIn(item.box)].some(
      (node) => !Number.isFinite(this.graph.data[node]) || !Number.isFinite(this.graph.grads[node]));
    return item.broken[this.moment];
  }

  tell(stop) {
    const { view, at } = this;
    const lines = describe(view, stop, this.digits);
    this.caption.setAttribute("aria-live", this.timer ? "off" : "polite");
    this.caption.replaceChildren(...lines.map((line) => element("p", {}, line)));
    const turn = view.stops.findIndex((other) => other.phase === BACKWARD);
    const backward = stop.phase === BACKWARD;
    const [name, k, of] = backward ? ["backward", at - turn, view.stops.length - 1 - turn] : ["forward", at, turn - 1];
    this.where.replaceChildren(element("b", {}, name), ` ${k} of ${of}`);
    if (this.slider.value !== String(at)) this.slider.value = at;
    attribute(this.slider, "aria-valuetext", `${name} ${k} of ${of}: ${lines[0]}`);
    const marked = Boolean(stop.item) && this.breaks.has(this.breakKey(stop.item));
    attribute(this.breaker, "aria-pressed", String(marked));
    this.breaker.disabled = !stop.item;
  }

  step(by) {
    this.pause();
    this.go(this.at + by);
  }

  jump(to) {
    this.pause();
    this.go(to);
  }

  // ------------------------------------------------------------------------------ playing

  toggle() {
    if (this.timer) return this.pause();
    if (this.at === this.view.stops.length - 1) this.go(0);
    this.setPlaying(this.playButton, "Pause");
    this.tick(() => {
      if (this.at >= this.view.stops.length - 1) return false;
      this.go(this.at + 1);
      return !this.mustStop(this.view.stops[this.at]);
    });
    return undefined;
  }

  playMoments() {
    if (this.timer) return this.pause();
    if (this.moment === this.graph.moments.length - 1) this.showMoment(0);
    this.setPlaying(this.momentButton, "Pause");
    this.tick(() => {
      if (this.moment >= this.graph.moments.length - 1) return false;
      this.showMoment(this.moment + 1);
      return true;
    });
    return undefined;
  }

  /** Do something again and again, at the chosen speed, as long as it returns true. */
  tick(act) {
    const again = () => {
      if (!this.main.isConnected || !act()) return this.pause();
      this.timer = setTimeout(again, TICK / Number(this.speed.value));
      return undefined;
    };
    this.timer = setTimeout(again, 0);
  }

  setPlaying(pressed, label) {
    pressed.replaceChildren(icon("pause"));
    pressed.setAttribute("aria-label", label);
    pressed.title = label;
    this.pressed = pressed;
  }

  pause() {
    clearTimeout(this.timer);
    this.timer = null;
    if (!this.pressed) return;
    const label = this.pressed === this.playButton ? "Play" : "Play all moments";
    this.pressed.replaceChildren(icon("play"));
    this.pressed.setAttribute("aria-label", label);
    this.pressed.title = label;
    this.pressed = null;
    this.tell(this.view.stops[this.at]);
  }

  mustStop(stop) {
    const { item } = stop;
    if (!item) return false;
    if (this.breaks.has(this.breakKey(item))) return true;
    const wanted = this.condition.value;
    if (!wanted) return false;
    const nodes = item.box === undefined ? [item.node] : this.boxes.nodesIn(item.box);
    for (const node of nodes) if (this.matches(node, wanted, stop.phase)) return true;
    return false;
  }

  matches(node, wanted, phase) {
    const { graph } = this;
    if (wanted === "zero") return phase === BACKWARD && graph.grads[node] === 0;
    if (wanted === "broken") return !Number.isFinite(phase === BACKWARD ? graph.grads[node] : graph.data[node]);
    return graph.operations[node] >= 0 && "op:" + graph.functions[graph.operations[node]] === wanted;
  }

  breakKey(item) {
    return item.box === undefined ? `node ${item.node}` : `box ${item.box}`;
  }

  toggleBreak() {
    const { item } = this.view.stops[this.at];
    if (!item) return;
    const key = this.breakKey(item);
    if (!this.breaks.delete(key)) {
      this.breaks.add(key);
      const dot = document.createElementNS(SVG, "circle");
      for (const [name, value] of Object.entries({ class: "stopper", r: 5, cx: 2, cy: 2 })) dot.setAttribute(name, value);
      item.group.append(dot);
    } else {
      item.group.querySelector(".stopper")?.remove();
    }
    this.tell(this.view.stops[this.at]);
  }

  showMoment(moment) {
    this.moment = moment;
    this.graph.show(moment);
    this.go(this.at);
    this.momentSlider.value = moment;
    const name = this.graph.moments[moment] || `moment ${moment}`;
    write(this.momentName, name);
    attribute(this.momentSlider, "aria-valuetext", name);
  }

  // --------------------------------------------------------------------- zooming and panning

  /** Show the picture at a size that can be read, or all of it. */
  fit(whole) {
    const width = this.stage.clientWidth || 800;
    const { width: w, height: h } = this.whole;
    const readable = Math.max(0.9, Math.min(1.25, (width - 4) / w));
    const height = Math.round(Math.max(130, Math.min(480, h * readable)));
    this.stage.style.height = `${height}px`;
    const scale = whole ? Math.min(1.25, width / w, height / h) : readable;
    this.box = { w: width / scale, h: height / scale };
    this.box.x = w * scale <= width ? (w - this.box.w) / 2 : 0;
    this.box.y = (h - this.box.h) / 2;
    this.stage.style.touchAction = h * scale <= height ? "pan-y" : "none";
    this.look();
  }

  look() {
    const { x, y, w, h } = this.box;
    this.svg.setAttribute("viewBox", `${x} ${y} ${w} ${h}`);
  }

  zoom(factor, fx = 0.5, fy = 0.5) {
    const { box } = this;
    const w = Math.max(60, Math.min(20 * this.whole.width, box.w * factor));
    const real = w / box.w;
    this.box = { x: box.x + box.w * fx * (1 - real), y: box.y + box.h * fy * (1 - real), w, h: box.h * real };
    this.look();
  }

  wheel(event) {
    const focused = this.main.getRootNode().activeElement !== null;
    if (!(event.ctrlKey || event.metaKey || focused)) return;
    event.preventDefault();
    const frame = this.stage.getBoundingClientRect();
    this.zoom(Math.exp(event.deltaY * 0.0015), (event.clientX - frame.left) / frame.width, (event.clientY - frame.top) / frame.height);
  }

  drag(event) {
    if (event.button !== 0) return;
    const from = { x: event.clientX, y: event.clientY, ...{ bx: this.box.x, by: this.box.y } };
    const scale = this.box.w / this.stage.clientWidth;
    this.dragged = false;
    const move = (to) => {
      const dx = to.clientX - from.x;
      const dy = to.clientY - from.y;
      if (!this.dragged && Math.hypot(dx, dy) < 4) return;
      this.dragged = true;
      this.stage.classList.add("drag");
      this.box.x = from.bx - dx * scale;
      this.box.y = from.by - dy * scale;
      this.look();
    };
    const end = () => {
      this.stage.classList.remove("drag");
      removeEventListener("pointermove", move);
      removeEventListener("pointerup", end);
      removeEventListener("pointercancel", end);
    };
    addEventListener("pointermove", move);
    addEventListener("pointerup", end);
    addEventListener("pointercancel", end);
  }

  toggleFollow() {
    this.following = !this.following;
    attribute(this.follower, "aria-pressed", String(this.following));
    this.go(this.at);
  }

  /** Move the picture so that an item is in sight. */
  reveal(item) {
    const at = item.group.transform.baseVal.consolidate().matrix;
    const { x, y, w, h } = this.box;
    const [wide, high] = [140, 46];
    const inX = at.e >= x && at.e + wide <= x + w;
    const inY = at.f >= y && at.f + high <= y + h;
    if (inX && inY) return;
    const within = (middle, length, whole) =>
      length >= whole ? (whole - length) / 2 : Math.max(-8, Math.min(whole - length + 8, middle - length / 2));
    const to = {
      x: inX ? x : within(at.e + wide / 2, w, this.whole.width),
      y: inY ? y : within(at.f + high / 2, h, this.whole.height),
    };
    this.glide(to);
  }

  glide(to) {
    cancelAnimationFrame(this.gliding);
    if (this.calm || Number(this.speed.value) > 2) {
      Object.assign(this.box, to);
      return this.look();
    }
    const from = { x: this.box.x, y: this.box.y };
    const begun = performance.now();
    const frame = (now) => {
      const t = Math.min(1, Math.max(0, (now - begun) / 180));
      this.box.x = from.x + (to.x - from.x) * t;
      this.box.y = from.y + (to.y - from.y) * t;
      this.look();
      if (t < 1) this.gliding = requestAnimationFrame(frame);
    };
    this.gliding = requestAnimationFrame(frame);
    return undefined;
  }

  // ----------------------------------------------------------------------------- keyboard

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const target = event.composedPath()[0];
    if (target.tagName === "SELECT" || target.type === "range") {
      if (target !== this.slider || !["Home", "End", " "].includes(event.key)) return;
    }
    if (target.tagName === "BUTTON" && [" ", "Enter"].includes(event.key)) return;
    const acts = {
      ArrowRight: () => this.step(1),
      ArrowLeft: () => this.step(-1),
      Home: () => this.jump(0),
      End: () => this.jump(Infinity),
      " ": () => this.toggle(),
      b: () => this.toggleBreak(),
      "+": () => this.zoom(1 / 1.3),
      "=": () => this.zoom(1 / 1.3),
      "-": () => this.zoom(1.3),
      0: () => this.fit(true),
      Escape: () => this.up(),
      Enter: () => {
        const { item } = this.view.stops[this.at];
        if (item && item.box !== undefined) this.open(item.box);
      },
    };
    const act = acts[event.key];
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  }
}

// -------------------------------------------------------------------------------- starting

/** Dark where the page is: JupyterLab and VS Code say so, other pages follow the system. */
function followTheme(host) {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const body = document.body;
  const look = () => {
    const jupyter = body.dataset.jpThemeLight;
    const code = /vscode-(dark|light|high-contrast)/.exec(body.className);
    const isDark = jupyter !== undefined ? jupyter === "false" : code ? code[1] !== "light" : dark.matches;
    host.dataset.theme = isDark ? "dark" : "light";
  };
  look();
  dark.addEventListener("change", look);
  new MutationObserver(look).observe(body, { attributes: true, attributeFilter: ["class", "data-jp-theme-light"] });
}

function startAll(key, style, packed) {
  for (const host of document.querySelectorAll(`[data-glassgrad="${key}"]`)) {
    if (!host.shadowRoot) start(host, style, packed);
  }
}

async function start(host, style, packed) {
  let facts;
  try {
    facts = await unpack(packed);
  } catch (error) {
    host.append(element("p", {}, `The player needs a browser of 2023 or later (${error}).`));
    return;
  }
  const shadow = host.attachShadow({ mode: "open" });
  shadow.append(element("style", {}, atob(style)));
  followTheme(host);
  const player = new Player(shadow, facts);
  if (facts.moments.length > 1) player.showMoment(player.moment);
  host.dataset.ready = "true";
}
