/** A number in few characters: the same text as autograd.writing.text.number gives. */
function number(value, digits) {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  const sign = value < 0 || Object.is(value, -0) ? "-" : "";
  const size = Math.abs(value);
  if (size < 1e7 && Number.isInteger(size)) return sign + size.toFixed(1);
  if (size < 1e7 && size >= 10 ** digits) return sign + halfToEven(size);
  const [mantissa, power] = rounded(size, digits);
  const isPlain = power >= -4 && power < digits;
  const whole = isPlain ? plain(mantissa, power) : mantissa.replace(/^(\d)(?=\d)/, "$1.");
  const end = isPlain ? "" : `e${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`;
  const short = whole.includes(".") ? whole.replace(/\.?0+$/, "") : whole;
  return sign + (Number(short + end) === size ? short : whole) + end;
}

/**
 * The significant digits of a number and its power of ten. A number in the middle between two others
 * is rounded up by JavaScript, to the even digit by Python.
 */
function rounded(size, digits) {
  const split = (text) => [text.replace(/\.|e.*/g, ""), Number(text.split("e")[1])];
  if (size.toExponential(digits).includes("5e")) {
    const [exact, power] = split(size.toExponential(100)); // a number in the middle has no more digits
    const isMiddle = /^50*$/.test(exact.slice(digits));
    if (isMiddle && Number(exact[digits - 1]) % 2 === 0) return [exact.slice(0, digits), power];
  }
  return split(size.toExponential(digits - 1));
}

/** Digits as a number without an exponent. */
function plain(digits, power) {
  if (power < 0) return `0.${"0".repeat(-power - 1)}${digits}`;
  const before = digits.slice(0, power + 1);
  const after = digits.slice(power + 1);
  return after ? `${before}.${after}` : before;
}

function halfToEven(size) {
  const floor = Math.floor(size);
  const up = size - floor > 0.5 || (size - floor === 0.5 && floor % 2 === 1);
  return String(floor + (up ? 1 : 0));
}

/** A number in a picture: a few digits; 0 is never -0. As autograd.writing.text.brief. */
function brief(value) {
  if (!Number.isFinite(value)) return number(value, 4).replace("-", "−");
  const size = Math.abs(value);
  if (size === 0) return "0";
  const sign = value < 0 ? "−" : "";
  if (size >= 0.005 && size < 9999.5) return sign + fixed(size, size < 9.995 ? 2 : size < 999.95 ? 1 : 0);
  const [digit, power] = rounded(size, 1);
  return `${sign}${digit}e${power}`.replace("-", "−");
}

/** A number with so many decimals; one in the middle between two others goes to the even digit. */
function fixed(size, decimals) {
  const text = size.toFixed(decimals);
  const [, after = ""] = size.toFixed(40).split(".");
  const isUp = /^50*$/.test(after.slice(decimals)) && Number(text.at(-1)) % 2 === 1;
  return isUp ? (Number(text) - 10 ** -decimals).toFixed(decimals) : text;
}

/** A number in a caption: four significant digits. As films.network_words.exact. */
function exact(value) {
  if (!Number.isFinite(value) || value === 0) return brief(value);
  const [digits, power] = rounded(Math.abs(value), 4);
  return String(Math.sign(value) * Number(`${digits}e${power - 3}`)).replaceAll("-", "−");
}

function shorten(text, limit) {
  const characters = [...text];
  if (characters.length <= limit) return text;
  const head = Math.floor(limit / 2);
  return [...characters.slice(0, head), "…", ...characters.slice(characters.length + head + 1 - limit)].join("");
}

/** A symbol on one line, or on two: the operation and its constants. */
function lines(symbol, limit) {
  const space = symbol.indexOf(" ");
  if (symbol.length <= limit || space < 0) return [shorten(symbol, limit), ""];
  return [shorten(symbol.slice(0, space), limit), shorten(symbol.slice(space + 1), limit)];
}

function values(count) {
  return `${count.toLocaleString("en")} value${count === 1 ? "" : "s"}`;
}

/** d of a name, in parentheses if it is no plain word. */
function d(name) {
  return /^[\p{L}\p{N}_]+$/u.test(name) ? `d${name}` : `d(${name})`;
}

/** What happens at a stop, in words: lines of text. */
function describe(view, stop, digits) {
  const { graph, boxes } = view;
  const { item, phase } = stop;
  const root = graph.name(graph.root);
  if (!item) {
    if (phase === BACKWARD) return [`The gradients of ${boxes.names[view.box]} have arrived.`];
    return [
      "Press play, or the key →: operation by operation, values are computed, then gradients flow back.",
      "Click a value to go to its step.",
    ];
  }
  if (phase === BACKWARD && stop.at > item.last) {
    return [`${d(root)}/${d(root)} = 1.0: the backward pass begins at ${root}.`];
  }
  if (item.box !== undefined) return [ofBox(view, item, stop, digits)];
  if (graph.counts[item.node]) {
    return (phase === FORWARD ? forwardLines : backwardLines)(graph, item.node, digits);
  }
  return [phase === FORWARD ? `${root} = ${number(graph.shown(item.node), digits)}`
    : `${root} was given: there is nothing to pass its gradient on to.`];
}

function ofBox(view, item, { phase, at }, digits) {
  const { graph, boxes } = view;
  const what = `${boxes.names[item.box]}: ${values(boxes.nodes[item.box])}`;
  const output = view.outputOf(item);
  const name = output < 0 ? "" : graph.name(output);
  if (item.told) return `${what} ${phase === FORWARD ? "computed" : "passed on"}: ${item.told({ phase, at }, digits).join(", ")}.`;
  if (phase === FORWARD) return `${what} computed${name && `; ${name} = ${number(graph.shown(output), digits)}`}.`;
  const root = d(graph.name(graph.root));
  const gradient = name && ` that came in by ${root}/${d(name)} = ${number(graph.gradientAt(output, at) + 0, digits)}`;
  return `${what} ${boxes.nodes[item.box] === 1 ? "has" : "have"} passed on the gradient${gradient}.`;
}

function edgesOf(graph, node) {
  const edges = [];
  for (let e = graph.starts[node]; e < graph.starts[node + 1]; e++) edges.push(e);
  return edges;
}

/** The operation in names, in numbers, its result; then the derivative by each operand. */
function forwardLines(graph, node, digits) {
  const show = (x) => number(x + 0, digits);
  const edges = edgesOf(graph, node);
  const name = graph.name(node);
  const names = edges.map((e) => graph.name(graph.operands[e]));
  const numbers = edges.map((e) => number(graph.shown(graph.operands[e]), digits));
  const result = number(graph.shown(node), digits);
  const derivatives = edges.flatMap((e, i) => {
    if (graph.isConstant.has(graph.operands[e])) return [];
    const rule = graph.rules[graph.operations[node]].by[i]?.[0] ?? "";
    const told = rule.includes("#") ? ` = ${filledText(rule, [name, ...names])}` : "";
    return [`${d(name)}/${d(names[i])}${told} = ${show(graph.locals[e])}`];
  });
  return [
    `${name} = ${graph.expression(node, names)} = ${graph.expression(node, numbers)} = ${result}`,
    ...derivatives,
    ...textbookLines(graph, node, names),
  ];
}

/** The chain rule for each operand. */
function backwardLines(graph, node, digits) {
  const show = (x) => number(x + 0, digits);
  const root = d(graph.name(graph.root));
  const name = d(graph.name(node));
  const edges = edgesOf(graph, node);
  const products = edges.filter((e) => !graph.isConstant.has(graph.operands[e])).map((e) => {
    const operand = d(graph.name(graph.operands[e]));
    const product = graph.locals[e] * graph.grads[node];
    return (
      `${root}/${operand} += ${root}/${name} * ${name}/${operand} = ` +
      `${show(graph.grads[node])} * ${show(graph.locals[e])} = ${show(product)}`
    );
  });
  return [...products, ...textbookLines(graph, node, edges.map((e) => graph.name(graph.operands[e])))];
}

/** tanh'(z) = 1 - tanh(z)**2, for a function of one operand. */
function textbookLines(graph, node, names) {
  const { rule } = graph.rules[graph.operations[node]];
  return rule ? [filledText(rule[0], [graph.name(node), ...names])] : [];
}

/** The tooltip of an item: its whole name, its operation, all digits. */
function tooltip(view, item, stop, quiz) {
  const { graph, boxes } = view;
  if (item.box !== undefined) return `${boxes.names[item.box]}\n${values(boxes.nodes[item.box])}\nclick to open it`;
  if (item.node === undefined) return "values from outside of this box";
  const { node } = item;
  const name = graph.name(node);
  const inputs = edgesOf(graph, node).map((e) => graph.name(graph.operands[e]));
  const told = [inputs.length ? `${name} = ${graph.expression(node, inputs)}` : name];
  if (graph.paths[node]) told.push(graph.paths[node]);
  if (graph.isParameter.has(node)) told.push("a parameter of the model");
  if (graph.isConstant.has(node)) told.push("a number: no gradient flows there");
  if (view.isKnown(item, stop)) told.push(`data ${number(graph.data[node], 17)}`);
  if (stop.phase === BACKWARD && !graph.isConstant.has(node)) {
    const gradient = number(graph.gradientAt(node, stop.at), 17);
    told.push(`gradient ${quiz?.gradient(node, gradient) ?? gradient}`);
  }
  if (!item.outside && !quiz) told.push("click to go to its step");
  return told.join("\n");
}
