const FORWARD = 0;
const BACKWARD = 1;
/** Stands for the network, in the place of the number of a box. */
const NETWORK = -1;

/** What is seen of one box: its items, and the steps at which something happens among them. */
class View {
  constructor(graph, boxes, box) {
    this.graph = graph;
    this.boxes = boxes;
    this.box = box;
    this.picture = graph.pictures[graph.templates[box]];
    this.isGrid = this.picture.svg === "";
    this.edges = [];
    const flat = this.picture.edges;
    for (let i = 0; i < flat.length; i += 4) {
      this.edges.push({ tail: flat[i], head: flat[i + 1], slot: flat[i + 2], count: flat[i + 3] });
    }
    this.items = this.findItems();
    this.stops = this.findStops();
    this.broken = new Map();
    this.outputs = new Map();
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
    if (this.edges.some((edge) => edge.tail === items.length)) items.push({ outside: true, first: -1, last: -1 });
    items.forEach((item, k) => (item.k = k));
    return items;
  }

  /** The stops: forward, when an item's last node is computed; backward, when its first passes on. */
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

  /** The index of the last stop at or before a position in the whole pass. */
  nearest({ phase, at }) {
    const when = (stop) => (stop.phase === FORWARD ? stop.at : 2 * this.graph.size - stop.at);
    const now = when({ phase, at });
    return Math.max(0, this.stops.findLastIndex((stop) => when(stop) <= now));
  }

  /** Whether the data of an item has been computed. */
  isKnown(item, { phase, at }) {
    return phase === BACKWARD || item.last <= at || (item.node !== undefined && this.graph.isLeaf(item.node));
  }

  /** The ancestors and descendants of an item. */
  relatives(item) {
    this.links ??= this.findLinks();
    const found = new Set([item.k]);
    for (const links of this.links) {
      const seen = new Set([item.k]);
      for (const k of seen) for (const next of links[k]) seen.add(next); // which grows meanwhile
      for (const k of seen) found.add(k);
    }
    return found;
  }

  findLinks() {
    const up = this.items.map(() => []);
    const down = this.items.map(() => []);
    for (const { tail, head } of this.edges) {
      up[tail].push(head);
      down[head].push(tail);
    }
    return [up, down];
  }

  /** The only result of a box; -1 if there are more. */
  outputOf(item) {
    const found = this.outputsOf(item.box);
    return found.length === 1 ? found[0] : -1;
  }

  /** The results of a box: its nodes that are used outside of it, or are the result of all. */
  outputsOf(box) {
    if (!this.outputs.has(box)) this.outputs.set(box, this.findOutputs(box));
    return this.outputs.get(box);
  }

  findOutputs(box) {
    const { graph } = this;
    const isInside = this.boxes.marked(box);
    const found = [];
    for (const node of this.boxes.nodesIn(box)) {
      let isOutput = node === graph.root;
      for (let i = graph.useStarts[node]; i < graph.useStarts[node + 1] && !isOutput; i++) {
        isOutput = !isInside(graph.userOf[graph.uses[i]]);
      }
      if (isOutput) found.push(node);
    }
    return found.sort((a, b) => a - b);
  }

  /** Whether a number in a box is not finite at a moment, data or gradient. */
  isBroken(item, moment) {
    const key = `${item.box} ${moment}`;
    if (!this.broken.has(key)) {
      const { data, grads } = this.graph;
      let found = false;
      for (const node of this.boxes.nodesIn(item.box)) {
        if (Number.isFinite(data[node]) && Number.isFinite(grads[node])) continue;
        found = true;
        break;
      }
      this.broken.set(key, found);
    }
    return this.broken.get(key);
  }
}
