/** A network as it is stepped through: what each stop computes or passes on, and what is known then. */
class NetworkView {
  constructor(graph, link, example) {
    Object.assign(this, { graph, link, example });
    this.box = NETWORK;
    this.last = link.layers.length - 1;
    this.items = link.stops.map(([layer, cell, kind], pass) => ({ pass, layer, cell, kind }));
    this.stops = this.findStops();
  }

  /** Forward, one item after the other; backward, from the loss to the first layer. */
  findStops() {
    const forward = this.items.map((item) => ({ phase: FORWARD, pass: item.pass, item }));
    const backward = forward.map(({ pass, item }) => ({ phase: BACKWARD, pass, item })).reverse();
    return [
      { phase: FORWARD, pass: -1, item: null },
      ...forward,
      { phase: BACKWARD, pass: this.items.length, item: null },
      ...backward,
    ];
  }

  /** The place of a stop among those of another view of the same network. */
  nearest({ phase, pass }) {
    return Math.max(0, this.stops.findIndex((stop) => stop.phase === phase && stop.pass === pass));
  }

  /** Whether a number has been computed. */
  isKnown(node, { phase, pass, done }) {
    const owner = this.link.owners[node];
    return phase === BACKWARD || owner < pass || (owner === pass && (!done || done(node)));
  }

  /** Whether an edge of the graph has carried its part of a gradient back. */
  hasPassed(user, { pass, done }) {
    const owner = this.link.owners[user];
    return owner > pass || (owner === pass && (!done || done(user)));
  }

  /** The gradient that has come in so far, added up in the order of the backward pass. */
  gradient(node, stop) {
    const { graph } = this;
    let total = node === graph.root ? 1 : 0;
    for (let i = graph.useStarts[node]; i < graph.useStarts[node + 1]; i++) {
      const edge = graph.uses[i];
      if (this.hasPassed(graph.userOf[edge], stop)) total += graph.locals[edge] * graph.grads[graph.userOf[edge]];
    }
    return total;
  }

  /** Whether some of a gradient has come in, and whether all of it has. */
  arrival(node, stop) {
    if (node < 0 || stop.phase === FORWARD) return "none";
    const { graph } = this;
    let [some, all] = [node === graph.root, true];
    for (let i = graph.useStarts[node]; i < graph.useStarts[node + 1]; i++) {
      if (this.hasPassed(graph.userOf[graph.uses[i]], stop)) some = true;
      else all = false;
    }
    return !some ? "none" : all ? "all" : "some";
  }

  /** The number in a cell of a column, even if the root does not depend on it. */
  value(column, cell) {
    const node = this.column(column)[cell];
    return node >= 0 ? this.graph.data[node] : this.example.apart[column - 1]?.[cell];
  }

  /** The stop at which a cell of a layer gets its value; null for inputs. */
  itemOf(layer, cell) {
    const of = (kind) => this.items.find((item) => item.layer === layer && item.kind === kind && (item.cell === cell || item.cell < 0));
    return of("activation") ?? of("neuron") ?? of("layer") ?? null;
  }

  /** What a click on a cell leads to: the neuron, or the layer. */
  ownItemOf(layer, cell) {
    return this.items.find((item) => item.layer === layer && item.kind !== "activation" && (item.cell === cell || item.cell < 0)) ?? null;
  }

  /** Whether the result does not depend on a neuron. */
  isApart({ layer, cell }) {
    return this.link.layers[layer].sums[cell] < 0;
  }

  /** The values of a column: 0 for the inputs, then the layers. */
  column(number) {
    return number ? this.link.layers[number - 1].outputs : this.link.inputs;
  }

  /** The letter of a column in formulas, and the raised number of its layer. */
  letter(number) {
    if (!number) return ["x", ""];
    return number === this.link.layers.length ? ["ŷ", ""] : ["h", String(number)];
  }
}

/** A neuron whose scalars are stepped through: products, their sum, the activation. */
class NeuronView {
  constructor(network, item) {
    Object.assign(this, { network, item, graph: network.graph, link: network.link });
    this.box = NETWORK;
    const layer = network.link.layers[item.layer];
    this.layer = layer;
    this.weights = layer.weights[item.cell];
    this.bias = layer.biases[item.cell];
    this.sum = layer.sums[item.cell];
    this.output = layer.outputs[item.cell];
    this.inputs = network.column(item.layer);
    this.products = this.weights.map((weight, k) => this.productOf(weight, this.inputs[k]));
    this.hasActivation = !layer.wide && this.output !== this.sum;
    this.stops = this.findStops();
  }

  /** The node that multiplies a weight by an input; a frozen weight is no node. */
  productOf(weight, input) {
    const { graph, item, link } = this;
    const start = weight >= 0 ? weight : input;
    if (start < 0) return -1;
    for (let i = graph.useStarts[start]; i < graph.useStarts[start + 1]; i++) {
      const user = graph.userOf[graph.uses[i]];
      if (link.owners[user] === item.pass) return user;
    }
    return -1;
  }

  /** The parts in the order of the forward pass: products, then "sum", then "activation". */
  findStops() {
    const parts = [...this.products.keys(), "sum", ...(this.hasActivation ? ["activation"] : [])];
    const { pass } = this.item;
    const at = (phase, part, order) => ({
      phase, pass, item: this.item, part, done: (node) => order.indexOf(this.partOf(node)) <= order.indexOf(part),
    });
    const back = parts.slice().reverse();
    return [
      ...parts.map((part) => at(FORWARD, part, parts)),
      ...back.map((part) => at(BACKWARD, part, back)),
    ];
  }

  partOf(node) {
    const product = this.products.indexOf(node);
    if (product >= 0) return product;
    return node <= this.sum ? "sum" : "activation";
  }

  nearest({ phase }) {
    return phase === FORWARD ? 0 : this.stops.findIndex((stop) => stop.phase === BACKWARD);
  }

  get activation() {
    return this.layer.activation;
  }

  /** The factors of a product, by the derivatives that it has recorded: each is the other factor. */
  weightData(k) {
    const { graph } = this;
    return this.weights[k] >= 0 ? graph.data[this.weights[k]] : this.derivative(this.products[k], this.inputs[k]);
  }

  inputData(k) {
    const { graph } = this;
    return this.inputs[k] >= 0 ? graph.data[this.inputs[k]] : this.derivative(this.products[k], this.weights[k]);
  }

  productData(k) {
    return this.graph.data[this.products[k]];
  }

  derivative(node, operand) {
    const { graph } = this;
    for (let e = graph.starts[node]; e < graph.starts[node + 1]; e++) {
      if (graph.operands[e] === operand) return graph.locals[e];
    }
    return NaN;
  }

  /** The gradient at the sum. */
  throughSum() {
    return this.graph.grads[this.sum];
  }

  /** The slope of the activation at the sum: back from the output, by the recorded derivatives. */
  localOfActivation() {
    const { graph } = this;
    const slopes = new Map([[this.output, 1]]);
    for (let node = this.output; node > this.sum; node--) {
      const slope = slopes.get(node);
      if (slope === undefined) continue;
      for (let e = graph.starts[node]; e < graph.starts[node + 1]; e++) {
        const operand = graph.operands[e];
        slopes.set(operand, (slopes.get(operand) ?? 0) + slope * graph.locals[e]);
      }
    }
    return slopes.get(this.sum) ?? 0;
  }
}
