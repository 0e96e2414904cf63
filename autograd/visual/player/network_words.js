const EQUALS = "<mo>=</mo>";
const TIMES = "<mo>·</mo>";
const ADDS = "<mo>+=</mo>";

/** A letter with its layer raised and its indices lowered, as one name: w²₃₁. */
function indexed(letter, up, low) {
  const digits = (text, among) => String(text).replace(/\d/g, (digit) => among[digit]);
  return letter + digits(up, RAISED) + digits(low, LOWERED);
}

/** MathML of a name. */
function symbol(name) {
  return nameMath(name).math;
}

/** The derivative of the loss by something. */
function slope(by) {
  return partial("L", by);
}

/** A formula in a row of the caption. */
function formula(...parts) {
  return typesetCell([parts.join("")]);
}

/** The names of what is in a network, as formulas. */
class NetworkNames {
  constructor(view) {
    this.view = view;
  }

  /** A value of a column: 0 for the inputs, then the layers. */
  value(column, cell) {
    const [letter, up] = this.view.letter(column);
    const many = this.view.column(column).length > 1 || letter !== "ŷ";
    return indexed(letter, up, many ? String(cell + 1) : "");
  }

  sum({ layer, cell }) {
    return indexed("z", String(layer + 1), String(cell + 1));
  }

  bias({ layer, cell }) {
    return indexed("b", String(layer + 1), String(cell + 1));
  }

  weight({ layer, cell }, from) {
    const between = cell > 8 || from > 8 ? "," : "";
    return indexed("w", String(layer + 1), `${cell + 1}${between}${from + 1}`);
  }
}

function counted(count, what) {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}

/** What happens at a stop of a network: a sentence, rows of rule and numbers, a note. */
function tellNetwork(view, stop, titles) {
  const network = view.network ?? view;
  const words = new NetworkWords(network, titles);
  if (!stop.item) return stop.phase === FORWARD ? words.begin() : words.turn();
  if (stop.part !== undefined) return new NeuronWords(view, titles).tell(stop);
  const { kind } = stop.item;
  const isForward = stop.phase === FORWARD;
  if (kind === "neuron" && network.isApart(stop.item)) return words.apart(stop.item, isForward);
  if (kind === "neuron") return isForward ? words.neuronForward(stop) : words.neuronBackward(stop);
  if (kind === "loss") return isForward ? words.lossForward() : words.lossBackward(stop);
  if (kind === "activation") return words.activation(stop);
  return words.layer(stop);
}

class NetworkWords {
  constructor(view, titles) {
    Object.assign(this, { view, titles, graph: view.graph, names: new NetworkNames(view) });
  }

  data(node) {
    return exact(this.graph.data[node]);
  }

  begin() {
    return { said: ["Press play, or the key →: layer by layer, neurons compute their values; then gradients flow back."],
      rows: [], note: "Click a neuron, or press Enter, to open it." };
  }

  turn() {
    const root = this.view.link.loss ? "the loss" : "the output";
    return { said: [`The backward pass begins at ${root}, whose gradient is 1.`], rows: [], note: "" };
  }

  who({ layer, cell }) {
    return element("b", {}, `Neuron ${cell + 1} of ${this.titles[layer]}`);
  }

  /** A neuron on which the result does not depend. */
  apart(item, isForward) {
    const value = exact(this.view.value(item.layer + 1, item.cell));
    const said = isForward ? ` computes ${value}, on which the result does not depend.` : " gets no gradient: the result does not depend on it.";
    return { said: [this.who(item), said], rows: [], note: "" };
  }

  neuronForward({ item }) {
    const { view, names } = this;
    const neuron = new NeuronView(view, item);
    const products = neuron.weights.map((_, k) => exact(neuron.productData(k)));
    const terms = neuron.bias >= 0 ? [this.data(neuron.bias), ...products] : products;
    const shown = terms.length > 6 ? [...terms.slice(0, 5), "…"] : terms;
    const [letter, up] = view.letter(item.layer);
    const each = `<munder><mo>∑</mo><mi>i</mi></munder><msubsup><mi>w</mi><mrow><mn>${item.cell + 1}</mn><mi>i</mi></mrow><mn>${item.layer + 1}</mn></msubsup>`;
    const input = up ? `<msubsup><mi>${letter}</mi><mi>i</mi><mn>${up}</mn></msubsup>` : `<msub><mi>${letter}</mi><mi>i</mi></msub>`;
    const bias = neuron.bias >= 0 ? symbol(names.bias(item)) + "<mo>+</mo>" : "";
    const sum = formula(symbol(names.sum(item)), EQUALS, bias, each, TIMES, input);
    const rows = [["weighted sum", sum, `= ${shown.join(" + ").replaceAll("+ −", "− ")} = `, this.data(neuron.sum)]];
    if (neuron.hasActivation) rows.push(this.activated(neuron));
    const also = neuron.bias >= 0 ? " and its bias" : "";
    return { said: [this.who(item), ` adds up ${counted(products.length, "product")}${also}.`], rows, note: "" };
  }

  activated({ item, sum, output, activation }) {
    const { names } = this;
    const call = `<mi>${escaped(activation)}</mi><mo>(</mo>${symbol(names.sum(item))}<mo>)</mo>`;
    const rule = formula(symbol(names.value(item.layer + 1, item.cell)), EQUALS, call);
    return [`through ${activation}`, rule, `= ${activation}(${this.data(sum)}) = `, this.data(output)];
  }

  neuronBackward(stop) {
    const { item } = stop;
    const neuron = new NeuronView(this.view, item);
    const rows = [];
    if (neuron.hasActivation) rows.push(this.throughActivation(neuron));
    rows.push(this.toWeight(neuron, 0), this.toInput(neuron, 0));
    const waits = this.view.column(item.layer).some((node) => this.view.arrival(node, stop) === "some");
    const given = [counted(neuron.weights.length, "weight"), ...(neuron.bias >= 0 ? ["its bias"] : []),
      counted(neuron.weights.length, "input")];
    return {
      said: [this.who(item), ` hands its gradient to ${given.slice(0, -1).join(", ")} and ${given.at(-1)}.`],
      rows,
      note: waits ? "“+…” after a gradient: more is still to come in from other neurons" : "",
    };
  }

  throughActivation(neuron) {
    const { names, graph } = this;
    const { item, sum, output, activation } = neuron;
    const local = neuron.localOfActivation();
    const gradients = [graph.grads[output], graph.grads[sum]];
    const derivative = `<msup><mi>${escaped(activation)}</mi><mo>′</mo></msup><mo>(</mo>${symbol(names.sum(item))}<mo>)</mo>`;
    const rule = formula(slope(names.sum(item)), EQUALS, slope(names.value(item.layer + 1, item.cell)), TIMES, derivative);
    return [`back through ${activation}`, rule, `= ${exact(gradients[0])} × ${exact(local)} = `, exact(gradients[1])];
  }

  toWeight(neuron, k) {
    const { names, graph } = this;
    const { item } = neuron;
    const weight = names.weight(item, k);
    const through = neuron.throughSum();
    const input = neuron.inputData(k);
    const rule = formula(slope(weight), ADDS, slope(names.sum(item)), TIMES, symbol(names.value(item.layer, k)));
    return [`to ${k ? `weight ${k + 1}` : "the first weight"}`, rule, `= ${exact(through)} × ${exact(input)} = `, exact(through * input)];
  }

  toInput(neuron, k) {
    const { names } = this;
    const { item } = neuron;
    const through = neuron.throughSum();
    const weight = neuron.weightData(k);
    const rule = formula(slope(names.value(item.layer, k)), ADDS, slope(names.sum(item)), TIMES, symbol(names.weight(item, k)));
    return [`to ${k ? `input ${k + 1}` : "the first input"}`, rule, `= ${exact(through)} × ${exact(weight)} = `, exact(through * weight)];
  }

  lossForward() {
    const { link } = this.view;
    const outputs = this.outputs().map(exact);
    const said = `The loss, ${link.loss}: output ${outputs.join(", ")}, target ${this.target()}.`;
    return { said: [said], rows: [["", formula(symbol("L")), "= ", this.data(this.graph.root)]], note: "" };
  }

  outputs() {
    const { view } = this;
    return view.column(view.link.layers.length).slice(0, 6).map((_, cell) => view.value(view.link.layers.length, cell));
  }

  target() {
    const { target } = this.view.example;
    return target.map(exact).slice(0, 6).join(", ") || "none";
  }

  lossBackward() {
    const { view, graph, names } = this;
    const last = view.link.layers.length;
    const rows = view.column(last).map((node, cell) => [node, cell]).filter(([node]) => node >= 0).slice(0, 3)
      .map(([node, cell]) => ["", formula(slope(names.value(last, cell))), "= ", exact(graph.grads[node])]);
    return { said: ["The loss hands its gradient to the output: how fast it grows with it."], rows, note: "" };
  }

  activation({ item, phase }) {
    const { titles, view } = this;
    const { activation } = view.link.layers[item.layer];
    const count = view.column(item.layer + 1).length;
    const said = phase === FORWARD
      ? `${activation} turns the ${count} sums of ${titles[item.layer]} into its outputs, each by all of the sums.`
      : `${activation} hands back to each of the ${count} sums of ${titles[item.layer]} what comes in from all outputs.`;
    return { said: [said], rows: [], note: "" };
  }

  layer({ item, phase }) {
    const { titles, view } = this;
    const count = view.column(item.layer + 1).length;
    const name = element("b", {}, titles[item.layer][0].toUpperCase() + titles[item.layer].slice(1));
    const said = phase === FORWARD ? ` computes its ${counted(count, "output")}.` : ` hands on ${counted(count, "gradient")}.`;
    return { said: [name, said], rows: [], note: "" };
  }
}

/** What happens inside a neuron, scalar by scalar. */
class NeuronWords extends NetworkWords {
  constructor(neuron, titles) {
    super(neuron.network, titles);
    this.neuron = neuron;
  }

  tell({ phase, part, item }) {
    const isForward = phase === FORWARD;
    if (part === "sum") return isForward ? this.sumForward() : this.sumBackward();
    if (part === "activation") {
      const row = isForward ? this.activated(this.neuron) : this.throughActivation(this.neuron);
      return { said: [isForward ? "The activation makes the output of the sum." : "Back through the activation: the gradient times its slope at the sum."], rows: [row], note: "" };
    }
    return isForward ? this.productForward(item, part) : {
      said: ["A product hands its gradient to both factors: to each times the other."],
      rows: [this.toWeight(this.neuron, part), this.toInput(this.neuron, part)], note: "",
    };
  }

  productForward(item, k) {
    const { names, neuron } = this;
    const rule = formula(symbol(names.weight(item, k)), TIMES, symbol(names.value(item.layer, k)));
    const numbers = `= ${exact(neuron.weightData(k))} × ${exact(neuron.inputData(k))} = `;
    return { said: ["A weight times its input."], rows: [[`product ${k + 1}`, rule, numbers, exact(neuron.productData(k))]], note: "" };
  }

  sumForward() {
    const { rows } = this.neuronForward({ item: this.neuron.item });
    return { said: ["All products and the bias, added up: the pre-activation."], rows: rows.slice(0, 1), note: "" };
  }

  sumBackward() {
    const { names, neuron } = this;
    const rows = neuron.bias < 0 ? [] : [["to the bias", formula(slope(names.bias(neuron.item)), ADDS, slope(names.sum(neuron.item))), "= ", exact(neuron.throughSum())]];
    return { said: ["A sum hands its gradient to each of its terms, as it is."], rows, note: "" };
  }
}
