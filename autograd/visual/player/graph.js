"use strict";

function bytesOf(base64) {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

/** What payload.py has packed: a header and arrays. */
async function unpack(packed) {
  const stream = new Blob([bytesOf(packed)]).stream().pipeThrough(new DecompressionStream("deflate"));
  const buffer = await new Response(stream).arrayBuffer();
  const length = new DataView(buffer).getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, length)));
  let at = 4 + length;
  for (const kind of [Float64Array, Int32Array]) {
    for (const graph of header.graphs) {
      for (const [name, size] of graph.arrays) {
        if ((name === "data" || name === "locals") !== (kind === Float64Array)) continue;
        graph[name] = new kind(buffer, at, size);
        at += size * kind.BYTES_PER_ELEMENT;
      }
    }
  }
  return header;
}

/** A number of the header, where JSON has no word for what is not finite. */
function numeric(given) {
  return typeof given === "string" ? { nan: NaN, inf: Infinity, "-inf": -Infinity }[given] : given;
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
    this.isSum = new Set(facts.sums);
    this.isConstant = new Set(facts.constants);
    this.valueCount = this.size - facts.constants.length;
    this.named = Object.keys(facts.names).map(Number); // in order, as keys that are numbers are
    for (let node = 0; node < this.size; node++) {
      for (let e = this.starts[node]; e < this.starts[node + 1]; e++) {
        this.operands[e] = node - this.operands[e];
      }
    }
    this.findUses();
    this.allData = facts.data;
    this.allLocals = facts.locals;
    this.allOperations = facts.operations;
    this.allSymbols = facts.symbols;
    this.allFunctions = facts.functions;
    this.allRules = facts.rules;
    this.allSigned = facts.signed;
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
    const changing = this.allOperations.length > this.size ? moment : 0;
    this.operations = this.allOperations.subarray(changing * this.size, (changing + 1) * this.size);
    this.symbols = this.allSymbols[moment];
    this.functions = this.allFunctions[moment];
    this.rules = this.allRules[moment] ?? this.allRules[0];
    this.signed = new Set(this.allSigned[moment]);
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

  /** The gradient of a node once all nodes from `limit` on have passed on their gradients. */
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

  /** Whether a node is a number without a name. */
  isNumber(node) {
    return this.isConstant.has(node) && this.names[node] === undefined;
  }

  name(node) {
    if (this.isNumber(node)) return number(this.shown(node), 4);
    return this.names[node] ?? this.letter + (node + 1 - this.namedBefore(node));
  }

  /** The name in the picture, which may be cut; numbers have none. */
  headline(node) {
    return this.isNumber(node) ? "" : this.titles[node] ?? this.name(node);
  }

  /** The data as it is shown: a zero has a sign only where another result depends on it. */
  shown(node) {
    return this.signed.has(node) ? this.data[node] : this.data[node] + 0;
  }

  /** How many of the nodes before this one have a name. */
  namedBefore(node) {
    let [low, high] = [0, this.named.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.named[middle] < node) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  symbol(node) {
    return this.operations[node] < 0 ? "" : this.symbols[this.operations[node]];
  }

  /** The operation of a node on these texts. */
  expression(node, inputs) {
    const symbol = this.symbol(node);
    const [first, ...constants] = symbol.split(" "); // "tanh", "clip -1.0, 1.0", "*", "* 2.0", "2.0 *"
    if (/^(-?\d.*|-?inf|nan)$/.test(first)) return `${symbol} ${inputs[0]}`;
    if (/^\w/.test(first)) return `${first}(${[inputs.join(", "), constants.join(" ")].filter(Boolean).join(", ")})`;
    if (constants.length) return `${inputs[0]} ${symbol}`;
    return inputs.length === 1 ? `${symbol}${inputs[0]}` : inputs.join(` ${symbol} `);
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
    this.homes = new Int32Array(facts.counts.length).fill(-1);
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
      if (inner < 0) this.homes[item] = box;
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

  /** Whether an item, a node or `~b` for a box, is somewhere in a box. */
  contains(box, item) {
    let around = item < 0 ? this.parents[~item] : this.homes[item];
    while (around >= 0 && around !== box) around = this.parents[around];
    return around === box;
  }

  /** Tells quickly which nodes are in a box, until it is asked about another. */
  marked(box) {
    this.marks ??= new Int32Array(this.homes.length);
    this.mark = (this.mark ?? 0) + 1;
    const { marks, mark } = this;
    for (const node of this.nodesIn(box)) marks[node] = mark;
    return (node) => marks[node] === mark;
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
