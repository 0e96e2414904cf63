const SMALLEST = 0.8; // of the wide picture's width: there its text can still be read

/** A network through which numbers move: layer by layer, and, where a neuron is opened, one by one. */
class NetworkPlayer extends Player {
  prepare(facts) {
    this.network = facts.network;
    this.losses = facts.losses?.map(numeric);
    for (const example of this.network.examples) {
      example.target = example.target.map(numeric);
      for (const [key, numbers] of Object.entries(example.apart)) example.apart[key] = numbers.map(numeric);
    }
    this.graphs = facts.graphs.map((one) => ({ graph: new Graph(one), boxes: new Boxes(one), link: one.link }));
    this.moments = this.network.examples.map((example) => example.title);
    this.isFilm = this.network.kind === "moments";
    this.colouring = "weight";
    this.take(0);
  }

  /** Take the numbers of an example, or of a moment of a training. */
  take(number) {
    this.moment = number;
    this.example = this.network.examples[number];
    Object.assign(this, this.graphs[this.example.graph]);
    this.graph.show(this.example.moment);
  }

  /** Colour edges by their weights, or by how much these have changed. */
  colourBy(what) {
    this.colouring = what;
    this.picture.weightsOf = null;
    if (this.view.box === NETWORK) this.controls.showPath(this);
    this.go(this.at);
  }

  begin() {
    this.examples = new Examples(this);
    this.controls.addExamples(this.examples.element);
    this.isWide = this.isRoomy();
    this.open(NETWORK);
    if (this.isFilm) this.at = this.view.stops.length - 1;
    if (this.moments.length > 1) this.showMoment(0);
  }

  /** Whether there is room for the wide picture; the grid of examples may take some of it. */
  isRoomy() {
    const width = this.stage.element.clientWidth || this.controls.main.clientWidth || 1000;
    return width >= SMALLEST * this.network.roomy;
  }

  /** Lay the picture out for the room that there is. */
  lay() {
    this.isWide = this.isRoomy();
    this.picture = new NetworkPicture(this, this.view);
    for (const item of this.picture.network.items) this.picture.showBreak(item);
  }

  /** Lay it out anew where the room has become wide or narrow; the step stays. */
  layAnew() {
    const hadFocus = this.stage.element.contains(this.shadow.activeElement);
    this.lay();
    this.go(this.at);
    if (hadFocus) this.focus();
  }

  /** What each layer is called. */
  get titles() {
    return this.link.layers.map((layer, k) =>
      this.network.columns.find((column) => column.layer === k)?.title ?? layer.path);
  }

  /** The column of the trace that a column of the picture shows: 0 for the inputs, then the layers. */
  columnOf(number) {
    const { columns } = this.network;
    if (!number) return 0;
    return number === columns.length ? this.link.layers.length + 1 : columns[number].layer + 1;
  }

  // ----------------------------------------------------------------------------- the levels

  /** Show the network, or what is in a box of its graph. */
  open(box) {
    if (box !== NETWORK) {
      this.stage.lowest = LOWEST;
      return super.open(box);
    }
    return this.enter(new NetworkView(this.graph, this.link, this.example));
  }

  openNeuron(item) {
    return this.enter(new NeuronView(new NetworkView(this.graph, this.link, this.example), item));
  }

  enter(view) {
    const before = this.view?.box === NETWORK ? this.stop : null;
    this.pause();
    this.view = view;
    this.lay();
    this.controls.showPath(this);
    this.controls.slider.max = view.stops.length - 1;
    this.reserve();
    return this.go(before ? view.nearest(before) : 0);
  }

  get isInside() {
    return this.view instanceof NeuronView;
  }

  up() {
    if (this.view.box === NETWORK && !this.isInside) return;
    const isNested = this.view.box > 0;
    if (isNested) super.up();
    else this.open(NETWORK);
    this.controls.main.focus({ preventScroll: true });
  }

  /** A click on a cell, or Enter: open the neuron, or the box of what has no neurons. */
  choose(item, cell = Math.max(item.cell, 0)) {
    if (this.view.box !== NETWORK) return super.choose(item);
    const layer = this.link.layers[item.layer];
    if (item.kind === "neuron" && layer.weights[cell].length <= this.network.circles) return this.openNeuron(item);
    const node = item.kind === "loss" ? this.graph.root : layer.sums[cell] ?? layer.outputs[cell];
    return this.open(node >= 0 ? Math.max(0, this.boxes.homes[node]) : 0); // parameters are in no box
  }

  enterItem(item) {
    if (this.view.box !== NETWORK) super.enterItem(item);
    else if (!this.isInside) this.choose(item);
  }

  // ------------------------------------------------------------------------------ the steps

  tell(stop) {
    if (this.view.box !== NETWORK) return super.tell(stop);
    const { said, rows, note } = tellNetwork(this.view, stop, this.titles);
    const table = element("table", {}, ...rows.map(([say, rule, numbers, result]) => element("tr", {},
      element("td", { class: "say" }, say), element("td", {}, rule),
      element("td", { class: "num" }, numbers, element("b", { class: "result" }, result)))));
    return this.say(stop, [element("p", { class: "said" }, ...said), ...(rows.length ? [table] : []),
      ...(note ? [element("p", { class: "note" }, note)] : [])]);
  }

  reserve() {
    if (this.view.box !== NETWORK) return super.reserve();
    this.controls.caption.style.setProperty("--room", "190px");
    return this.picture && this.isRoomy() !== this.isWide ? this.layAnew() : undefined;
  }

  breakKey(item) {
    return this.view.box === NETWORK ? `stop ${item.pass}` : super.breakKey(item);
  }

  whyStop(stop) {
    if (this.view.box !== NETWORK) return super.whyStop(stop);
    const { item, phase } = stop;
    if (!item) return "";
    if (this.breaks.has(this.breakKey(item))) return "breakpoint";
    const wanted = this.controls.condition.value;
    const nodes = item.kind === "loss" ? [this.graph.root] : this.outputsOf(item);
    for (const node of wanted ? nodes : []) {
      const found = node >= 0 && this.matches(node, wanted, phase);
      if (found) return `${this.graph.name(node)} ${found}`;
    }
    return "";
  }

  outputsOf({ layer, cell }) {
    const { outputs } = this.link.layers[layer];
    return cell < 0 ? outputs : [outputs[cell]];
  }

  // --------------------------------------------------------------------------- the examples

  showMoment(moment) {
    const { phase, pass } = this.view.box === NETWORK ? this.stop : {};
    const item = this.isInside ? this.view.item : null;
    const isOfNetwork = this.view.box === NETWORK;
    const at = { ...this }.at;
    this.take(moment);
    if (isOfNetwork) {
      const view = new NetworkView(this.graph, this.link, this.example);
      this.view = item ? new NeuronView(view, view.items[item.pass]) : view;
      this.picture.use(this.view);
      this.at = item ? at : this.view.nearest({ phase, pass });
      this.go(this.at);
    } else {
      super.open(Math.min(this.view.box, this.boxes.parents.length - 1));
    }
    this.examples.mark(moment);
    this.controls.showMoment(moment, this.moments[moment]);
  }
}
