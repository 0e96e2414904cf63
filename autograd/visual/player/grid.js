/** What is seen of one example: the outputs of its call, and the loss and the target, should they be there. */
class Example {
  constructor(view, item) {
    const { graph, boxes } = view;
    const call = graph.calls[item.box]; // undefined if the call is all there is
    const own = [...boxes.inside(item.box)].filter((member) => member >= 0);
    const results = call === undefined ? [] : view.outputsOf(item.box);
    this.graph = graph;
    this.outputs = view.outputsOf(call ?? item.box);
    this.loss = results.length === 1 ? results[0] : -1;
    this.use = call !== undefined && this.outputs.length === 1 ? this.findUse(own, this.outputs[0]) : null;
  }

  /** The first difference or product of the output and a number or a leaf: that is the target. */
  findUse(own, output) {
    const { graph } = this;
    for (const node of own) {
      const name = graph.functions[graph.operations[node]];
      if (name !== "sub" && name !== "mul") continue;
      const operands = [];
      for (let e = graph.starts[node]; e < graph.starts[node + 1]; e++) operands.push(graph.operands[e]);
      if (!operands.includes(output)) continue;
      const leaf = operands.find((x) => graph.isLeaf(x) && !graph.isParameter.has(x)) ?? -1;
      if (leaf >= 0 || operands.length === 1) return { node, leaf, isMargin: name === "mul" };
    }
    return null;
  }

  /** The target at the moment that is shown; null if there is none. */
  get target() {
    if (!this.use) return null;
    const { node, leaf } = this.use;
    if (leaf >= 0) return this.graph.data[leaf];
    const found = this.graph.symbol(node).match(/-?(\d[\d.e+-]*|inf)/);
    return found ? Number(found[0]) : null;
  }
}

/** The examples of a batch as a grid, in the place of a picture: class, output and loss of each. */
class Grid {
  constructor(player, view) {
    Object.assign(this, { player, view, graph: view.graph, digits: player.digits, reached: null });
    this.examples = view.items.map((item) => new Example(view, item));
    this.element = element("div", { class: "grid", role: "group", "aria-label": `${view.items.length} examples` });
    this.total = element("p", { class: "total" });
    this.key = element("p", { class: "note" });
    view.items.forEach((item) => this.equip(item));
    this.writeSymbols();
    this.writeTotal(view.stops[0]);
    player.stage.showPage(element("div", { class: "page" }, this.total, this.element, this.key));
  }

  equip(item) {
    item.title = this.view.boxes.names[item.box];
    item.told = (stop, digits) => this.told(item, stop, digits);
    item.parts = {
      mark: element("span", { class: "mark" }), output: element("span"),
      grad: element("span", { class: "grad" }), loss: element("i"),
    };
    item.group = element("button", { type: "button", class: "cell", tabindex: "-1", onclick: () => this.player.choose(item) },
      element("span", { class: "first" }, item.parts.mark, item.parts.output), item.parts.grad,
      element("s", {}, item.parts.loss));
    item.group.addEventListener("focus", () => this.reach(item));
    this.element.append(item.group);
    this.showBreak(item);
  }

  /** Read what does not change with the steps, but with the moment. */
  writeSymbols() {
    const { examples, graph } = this;
    this.targets = examples.map((example) => example.target);
    const kinds = [...new Set(this.targets)].sort((a, b) => b - a);
    this.classes = kinds.length === 2 && !kinds.includes(null) ? kinds : [];
    this.middle = examples.some((example) => example.use?.isMargin) ? 0 : (this.classes[0] + this.classes[1]) / 2;
    const losses = examples.filter((example) => example.loss >= 0).map((example) => graph.data[example.loss]);
    this.full = percentile(losses.filter(Number.isFinite), 0.95);
    this.element.classList.toggle("numeric", !this.classes.length && kinds.some((target) => target !== null));
    this.view.items.forEach((item, k) => item.parts.mark.replaceChildren(this.markOf(this.targets[k])));
    this.writeKey();
  }

  markOf(target) {
    if (this.classes.length) return classMark(target === this.classes[0]);
    return target === null ? "" : `y ${brief(target)}`;
  }

  writeKey() {
    const has = this.examples.some((example) => example.loss >= 0);
    const parts = this.classes.length
      ? [classMark(true), ` target ${number(this.classes[0], 3)} `, classMark(false), ` target ${number(this.classes[1], 3)} · `]
      : this.targets.some((target) => target !== null) ? ["y: the target · "] : [];
    const largest = this.examples.some((example) => example.outputs.length > 1) ? "the largest output, after its place" : "the output";
    this.key.replaceChildren(...parts, `number: ${largest}`,
      ...(has ? [` · bar: the loss, full at ${number(this.full, 3)}`] : []),
      ...(this.classes.length ? [` · thick rim: on the wrong side of ${number(this.middle, 3)}`] : []),
      " · ∂: its gradient · arrow keys move, Enter opens");
  }

  show(stop) {
    this.stop = stop;
    this.view.items.forEach((item, k) => this.fill(item, this.examples[k], this.targets[k], stop));
    this.reachStep(stop.item ?? this.view.stops[1].item);
    this.writeTotal(stop);
  }

  fill(item, example, target, stop) {
    const { graph, digits } = this;
    const isKnown = this.view.isKnown(item, stop);
    const isBackward = stop.phase === BACKWARD;
    const largest = example.outputs.reduce((best, node) => (graph.data[node] > graph.data[best] ? node : best), example.outputs[0]);
    const output = graph.data[largest];
    const isWrong = isKnown && this.isWrong(output, target);
    const rank = example.outputs.length > 1 ? `${example.outputs.indexOf(largest) + 1}: ` : "";
    write(item.parts.output, isKnown ? rank + brief(output) : "·");
    const gradient = isBackward ? graph.gradientAt(largest, stop.at) : 0;
    write(item.parts.grad, isBackward ? `∂ ${brief(gradient)}` : "");
    const loss = example.loss >= 0 && isKnown ? graph.data[example.loss] : 0;
    const share = Number.isFinite(loss) ? Math.min(1, Math.max(0, loss / (this.full || 1))) : 1;
    item.parts.loss.style.width = `${Math.round(100 * share)}%`;
    const { classList } = item.group;
    classList.toggle("unknown", !isKnown);
    classList.toggle("wrong", isWrong);
    classList.toggle("now", item === stop.item);
    classList.toggle("broken", isKnown && (!Number.isFinite(output) || !Number.isFinite(gradient)));
    attribute(item.group, "aria-label", `${[item.title, ...item.told(stop, digits)].join(", ")}; opens`);
    attribute(item.group, "title", [item.title, ...item.told(stop, 17)].join("\n"));
  }

  /** What is known of an example at a step, in words. */
  told(item, stop, digits) {
    const { graph } = this;
    const [example, target] = [this.examples[item.k], this.targets[item.k]];
    const list = (numberOf) => example.outputs.map((node) => number(numberOf(node), digits)).join(", ");
    const told = target === null ? [] : [`target ${number(target, digits)}`];
    if (!this.view.isKnown(item, stop)) return [...told, "not computed yet"];
    told.push(`output ${list((node) => graph.data[node])}`);
    if (example.loss >= 0) told.push(`loss ${number(graph.data[example.loss], digits)}`);
    if (this.isWrong(graph.data[example.outputs[0]], target)) told.push("wrong");
    if (stop.phase === BACKWARD) told.push(`gradient of the output ${list((node) => graph.gradientAt(node, stop.at))}`);
    return told;
  }

  isWrong(output, target) {
    return this.classes.length > 0 && !((output - this.middle) * (target === this.classes[0] ? 1 : -1) > 0);
  }

  /** The mean loss and how many are right, once all are computed. */
  writeTotal(stop) {
    const { examples, graph } = this;
    const known = this.view.items.filter((item) => this.view.isKnown(item, stop)).length;
    const told = [`${examples.length.toLocaleString("en")} examples`];
    if (known < examples.length) told.push(`${known.toLocaleString("en")} computed`);
    else if (examples.every((example) => example.loss >= 0)) {
      const sum = examples.reduce((total, example) => total + graph.data[example.loss], 0);
      told.push(`mean loss ${number(sum / examples.length, this.digits)}`);
    }
    if (known === examples.length && this.classes.length) {
      told.push(`${examples.filter((example, k) => !this.isWrong(graph.data[example.outputs[0]], this.targets[k])).length} right`);
    }
    write(this.total, told.join(" · "));
  }

  // --------------------------------------------------- what the player asks of a picture

  writeSymbol(item) {
    if (item === this.view.items[0]) this.writeSymbols();
  }

  showBreak(item) {
    item.group.classList.toggle("stop", this.player.isBreak(item));
  }

  light() {}

  get nodes() {
    return this.view.items;
  }

  focusFrom(item, right, down) {
    const cells = this.view.items.map((other) => other.group);
    const top = cells[0].offsetTop;
    const next = cells.findIndex((cell) => cell.offsetTop > top);
    const across = next < 0 ? cells.length : next;
    cells[item.k + right + down * across]?.focus();
  }
}

for (const name of ["itemOf", "reach", "reachStep"]) Grid.prototype[name] = ROVING[name];

/** The class of an example, by shape and by colour. */
function classMark(isFirst) {
  const svg = drawn("svg", { viewBox: "0 0 11 11", "aria-hidden": "true", class: isFirst ? "class pos" : "class neg" });
  svg.append(isFirst ? drawn("circle", { cx: 5.5, cy: 5.5, r: 4.6 }) : drawn("path", { d: "M5.5 .8L10.4 10H.6Z" }));
  return svg;
}

function percentile(numbers, share) {
  const sorted = Float64Array.from(numbers).sort();
  return sorted.length ? sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] : 0;
}
