const FUNCTIONS = {
  tanh: Math.tanh, exp: Math.exp, log: Math.log, ln: Math.log, sqrt: Math.sqrt, abs: Math.abs,
  sin: Math.sin, cos: Math.cos, cosh: Math.cosh, sinh: Math.sinh,
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
};
const TOKENS = /\s*(?:(\d+\.?\d*(?:e[+-]?\d+)?|\.\d+(?:e[+-]?\d+)?)|([\p{L}_][\p{L}\p{N}_#'⁰-₉]*(?:,[₀-₉]+)*)|(\*\*|[-+*/^()]))/uy;

/** Reads arithmetic such as 1 - y**2: numbers, names, functions, + - * / ** ^ ( ), and nothing else. */
class Arithmetic {
  /** `valueOf` gives the number of a name, or undefined. */
  constructor(text, valueOf) {
    this.valueOf = valueOf;
    this.tokens = this.split(text.replace(/−/g, "-").replace(/[×·]/g, "*").replace(/÷/g, "/").replace(/(\d),(?=\d)/g, "$1."));
    this.at = 0;
  }

  split(text) {
    const tokens = [];
    TOKENS.lastIndex = 0;
    for (let end = text.trimEnd().length; TOKENS.lastIndex < end;) {
      const from = TOKENS.lastIndex;
      const match = TOKENS.exec(text);
      if (!match) throw new Error(`“${text.slice(from).trim()[0]}” is not arithmetic`);
      const [, digits, name, sign] = match;
      tokens.push(digits !== undefined ? { value: Number(digits) } : { name, sign });
    }
    if (!tokens.length) throw new Error("there is no number");
    return tokens;
  }

  value() {
    const found = this.sum();
    if (this.at < this.tokens.length) throw new Error("an operator is missing");
    return found;
  }

  take(...signs) {
    const sign = this.tokens[this.at]?.sign;
    if (!signs.includes(sign)) return "";
    this.at++;
    return sign;
  }

  sum() {
    let total = this.product();
    for (let sign; (sign = this.take("+", "-"));) total += sign === "+" ? this.product() : -this.product();
    return total;
  }

  product() {
    let total = this.signed();
    for (let sign; (sign = this.take("*", "/"));) {
      const factor = this.signed();
      total = sign === "*" ? total * factor : total / factor;
    }
    return total;
  }

  signed() {
    const sign = this.take("+", "-");
    if (sign) return sign === "-" ? -this.signed() : this.signed();
    const base = this.atom();
    return this.take("**", "^") ? base ** this.signed() : base;
  }

  atom() {
    if (this.take("(")) return this.enclosed();
    const token = this.tokens[this.at++];
    if (token?.value !== undefined) return token.value;
    if (!token?.name) throw new Error("something is missing");
    if (Object.hasOwn(FUNCTIONS, token.name) && this.take("(")) return FUNCTIONS[token.name](this.enclosed());
    const found = this.valueOf(token.name);
    if (found === undefined) throw new Error(`there is no “${token.name}” in the graph`);
    return found;
  }

  enclosed() {
    const inside = this.sum();
    if (!this.take(")")) throw new Error("a parenthesis is not closed");
    return inside;
  }
}

/** The numbers of a graph by name; w¹₂₃ may be typed as w123. */
function valuesByName(graph) {
  const found = new Map();
  const add = (name, node) => found.has(name) || found.set(name, graph.data[node]);
  const named = Object.entries(graph.names);
  for (const [node, name] of named) add(name, node);
  for (const [node, name] of named) {
    add(scripts(name).map(({ base, raised, lowered }) => base + raised + lowered.replace(",", "_")).join(""), node);
  }
  return found;
}

/** Whether a number is another one, to 1 %. */
function isNear(one, other) {
  return Math.abs(one - other) <= (other ? 0.01 * Math.abs(other) : 1e-9);
}

/** What comes back to a node through each of its uses, in the order of the backward pass. */
function contributions(graph, node) {
  const found = [];
  for (let i = graph.useStarts[node]; i < graph.useStarts[node + 1]; i++) {
    const edge = graph.uses[i];
    const user = graph.userOf[edge];
    found.push({ edge, user, amount: graph.locals[edge] * graph.grads[user] });
  }
  return found;
}

/** Which mistake an answer is, in words; "" if it is none that is known. */
function mistake(graph, node, answer) {
  const ways = contributions(graph, node);
  const name = graph.name(node);
  const is = (value) => isNear(answer, value);
  if (is(graph.data[node])) return `That is ${name} itself, the value that went forward.`;
  if (is(-graph.grads[node])) return "The size is right, the sign is not.";
  return ways.length > 1 ? mistakeOfSeveral(graph, name, ways, is) : mistakeOfOne(graph, name, ways[0], is);
}

function mistakeOfSeveral(graph, name, ways, is) {
  const through = (way) => `${name} is used ${ways.length} times, and that is what comes back through ${graph.name(way.user)} alone`;
  if (is(ways.at(-1).amount)) return `${through(ways.at(-1))}: it is added to what came before, += and not =.`;
  const way = ways.find(({ amount }) => is(amount));
  return way ? `${through(way)}: the other paths are missing.` : "";
}

function mistakeOfOne(graph, name, { edge, user }, is) {
  const root = d(graph.name(graph.root));
  const result = graph.name(user);
  const incoming = graph.grads[user];
  if (is(graph.locals[edge])) {
    return `That is the local derivative ${d(result)}/${d(name)} alone: the gradient that came in, ${root}/${d(result)}, is missing.`;
  }
  if (is(incoming)) return `That is ${root}/${d(result)}, the gradient that came in: the local derivative is missing.`;
  const other = edgesOf(graph, user).find((e) => e !== edge && is(otherDerivative(graph, e, edge) * incoming));
  if (other !== undefined) return `That is the derivative by the other operand, ${graph.name(graph.operands[other])}.`;
  return is(graph.data[user]) ? `That is ${result}, the value that went forward.` : "";
}

/** The derivative by an operand; a constant has none, but in a product it would be the other factor. */
function otherDerivative(graph, e, edge) {
  if (!graph.isConstant.has(graph.operands[e])) return graph.locals[e];
  const isProduct = graph.functions[graph.operations[graph.userOf[edge]]] === "mul";
  return isProduct ? graph.data[graph.operands[edge]] : NaN;
}
