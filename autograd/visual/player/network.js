const NETWORK = -1;

/** A network as it is stepped through: what each stop computes or passes on, and what is known then. */
class NetworkView {
  constructor(graph, link) {
    this.graph = graph;
    this.link = link;
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

  /** The gradient at a node of the neuron, or at one of its inputs, so far. */
  gradient(node, stop) {
    return this.network.gradient(node, stop);
  }
}
