/** The examples of a batch as a grid: class, output and loss of each; the one that is shown is marked. */
class Examples {
  constructor(player) {
    this.player = player;
    const { examples, kind } = player.network;
    this.element = element("div", { class: "examples", role: "listbox", tabindex: "0", "aria-label": "Examples" });
    this.element.hidden = kind !== "examples" || examples.length < 2;
    if (this.element.hidden) return;
    for (const example of examples) Object.assign(example, this.numbersOf(example));
    this.losses = examples.map((example) => example.loss);
    this.full = percentile(this.losses.filter(Number.isFinite), 0.95) || 1;
    this.areMany = examples.some((example) => example.side > 1);
    this.cells = examples.map((example, number) => this.cell(example, number));
    this.element.append(...this.cells);
    this.element.addEventListener("keydown", (event) => this.key(event));
  }

  /** The outputs and the loss of an example. */
  numbersOf(example) {
    const { graph, link } = this.player.graphs[example.graph];
    const start = example.moment * graph.size;
    const last = link.layers.length - 1;
    const output = link.layers[last].outputs.map((node, cell) => node >= 0 ? graph.allData[start + node] : example.apart[last][cell]);
    return { output, loss: graph.allData[start + graph.root] };
  }

  cell(example, number) {
    const { output, loss, target, side, wrong } = example;
    const share = Number.isFinite(loss) ? Math.min(1, Math.max(0, loss / this.full)) : 1;
    const told = `example ${number + 1}: target ${target.map(exact).join(", ")}, output ${output.map(exact).join(", ")}, loss ${exact(loss)}`;
    const made = element("div", {
      class: wrong ? "example wrong" : "example", role: "option", id: `example-${number}`, title: told,
      "aria-label": wrong ? `${told}, wrong` : told, "aria-selected": "false",
      onclick: () => this.choose(number),
    }, sideMark(side, this.areMany), element("span", {}, brief(output[this.areMany ? side : 0])), element("i", { style: `width:${Math.round(100 * share)}%` }));
    return made;
  }

  choose(number) {
    this.player.pause();
    this.player.showMoment(number);
  }

  key(event) {
    const across = Math.max(1, this.across());
    const by = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: across, ArrowUp: -across }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    const to = this.player.moment + by;
    if (to >= 0 && to < this.cells.length) this.choose(to);
  }

  /** How many cells stand in a row. */
  across() {
    const top = this.cells[0].offsetTop;
    const next = this.cells.findIndex((made) => made.offsetTop > top);
    return next < 0 ? this.cells.length : next;
  }

  mark(number) {
    if (this.element.hidden) return;
    this.cells.forEach((made, k) => attribute(made, "aria-selected", String(k === number)));
    attribute(this.element, "aria-activedescendant", `example-${number}`);
    const { offsetTop, offsetHeight } = this.cells[number];
    const { scrollTop, clientHeight } = this.element;
    if (offsetTop < scrollTop) this.element.scrollTop = offsetTop;
    else if (offsetTop + offsetHeight > scrollTop + clientHeight) this.element.scrollTop = offsetTop + offsetHeight - clientHeight;
  }
}

/** The class of an example: a circle or a triangle; its number if they are many. */
function sideMark(side, areMany) {
  if (side === null) return "";
  return areMany ? element("b", {}, String(side)) : classMark(side === 1);
}
