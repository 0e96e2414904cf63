const TICK_MARK = "M13 1a12 12 0 1 0 0 24a12 12 0 1 0 0-24zM11 19l-5-5 2-2 3 3 7-8 2 2z";
const CROSS_MARK = "M13 1L25 13L13 25L1 13zM8 9l4 4-4 4 1 1 4-4 4 4 1-1-4-4 4-4-1-1-4 4-4-4z";

/** Gradients are hidden; the learner types one after the other. */
class Quiz {
  constructor(player) {
    this.player = player;
    this.graph = player.graph;
    this.records = new Map(); // what was answered, by moment and node
    this.make(player.controls);
    player.quiz = this;
    player.toggle = player.toggleBreak = () => {};
    this.show();
  }

  make(controls) {
    this.count = element("span");
    this.score = element("b", { class: "score" });
    this.progress = element("span", { class: "progress grow", "aria-hidden": "true" });
    const bar = element("div", { class: "bar quiz" }, element("b", { class: "word" }, "quiz"), this.count, this.progress, this.score);
    this.verdict = element("div", { class: "verdict", role: "status" });
    this.input = element("input", {
      type: "text", autocomplete: "off", autocapitalize: "off", spellcheck: "false",
      onkeydown: (event) => this.key(event),
    });
    this.question = element("span");
    this.ask = element("div", { class: "ask" });
    controls.main.insertBefore(bar, this.player.stage.element);
    controls.caption.before(this.verdict, this.ask);
    const others = [controls.play.closest(".bar"), controls.caption, controls.speed.closest("label"),
      controls.condition.closest("label"), controls.breaker, controls.follower];
    for (const part of others) part.hidden = true;
    controls.main.addEventListener("keydown", (event) => this.letters(event), true);
  }

  // ---------------------------------------------------------------------------- questions

  /** The answers at this moment, by node. */
  get record() {
    const { moment } = this.player;
    if (!this.records.has(moment)) this.records.set(moment, new Map());
    return this.records.get(moment);
  }

  get current() {
    return this.questions[this.at];
  }

  /** The stop that the picture shows. */
  get stop() {
    const { view } = this.player;
    const { current } = this;
    if (current) return { phase: BACKWARD, at: current.user, item: current.through };
    return { phase: BACKWARD, at: view.boxes.first[view.box], item: null };
  }

  /** The values of the view whose gradient is made in it alone, in the order of the backward pass. */
  find() {
    const { graph } = this;
    const { view } = this.player;
    this.questions = [];
    this.skipped = [];
    for (const item of view.items) {
      const { node } = item;
      if (node === undefined || node === graph.root || graph.isConstant.has(node)) continue;
      const ways = contributions(graph, node);
      if (!ways.length || ways.some(({ user }) => view.boxes.homes[user] !== view.box)) continue;
      const user = ways.at(-1).user;
      const question = { node, user, item, through: view.items.find((other) => other.node === user && !other.outside) };
      (Number.isFinite(graph.grads[node]) ? this.questions : this.skipped).push(question);
    }
    this.questions.sort((a, b) => b.user - a.user || a.item.k - b.item.k);
    this.asked = new Map(this.questions.map((question) => [question.node, question]));
    this.values = valuesByName(graph);
  }

  /** Begin with what is open now: another box, or another moment. */
  show() {
    this.find();
    this.at = this.questions.findIndex(({ node }) => !this.record.get(node)?.done);
    if (this.at < 0) this.at = this.questions.length;
    this.pose();
  }

  /** Go to the question of an item, if there is one. */
  choose(item) {
    const at = this.questions.findIndex(({ node }) => node === item.node);
    if (at < 0 || this.record.get(item.node)?.done) return;
    this.at = at;
    this.pose();
    this.input.focus();
  }

  next() {
    const isOpen = ({ node }) => !this.record.get(node)?.done;
    const later = this.questions.findIndex((question, k) => k > this.at && isOpen(question));
    this.at = later >= 0 ? later : this.questions.findIndex(isOpen);
    if (this.at < 0) this.at = this.questions.length;
    this.pose();
    (this.current ? this.input : this.player.controls.main).focus({ preventScroll: true });
  }

  // ------------------------------------------------------------------------------- showing

  /** What is written as the gradient of a node: hidden until it was answered. */
  gradient(node, text) {
    if (node === this.graph.root || !this.asked.has(node) || this.record.get(node)?.done) return text;
    return this.current?.node === node ? "?" : "·";
  }

  pose() {
    this.hints = 0;
    this.say("");
    this.draw();
    if (!this.current) return this.finish();
    this.question.innerHTML = `What is <math><mrow displaystyle="true">${partial(this.rootName, this.nameOf(this.current))}</mrow></math> ?`;
    this.input.value = "";
    this.input.setAttribute("aria-label", `Your answer: ${this.derivative(this.current)}`);
    this.input.removeAttribute("aria-invalid");
    this.ask.replaceChildren(this.question, this.input,
      this.action("Check", "Enter", () => this.check(), "main"), this.action("Hint", "H", () => this.hint()),
      this.action("Show", "S", () => this.reveal()),
      element("span", { class: "note" }, "1 % is near enough; arithmetic will do, too: 1 - 0.66**2"));
    return undefined;
  }

  draw() {
    const { picture, stage, controls } = this.player;
    controls.main.classList.add("backward");
    controls.main.classList.remove("forward");
    picture.show(this.stop);
    for (const item of this.player.view.items) item.group.classList.toggle("asked", item === this.current?.item);
    if (this.current && this.player.following) stage.reveal(this.current.item, false);
    const tried = [...this.record.values()].filter(({ isTried }) => isTried);
    const right = tried.filter(({ isRight }) => isRight).length;
    const total = this.questions.length;
    write(this.count, this.current ? `question ${this.at + 1} of ${total}` : `${total} question${total === 1 ? "" : "s"}`);
    write(this.score, tried.length ? `${right} of ${tried.length} right` : "");
    const done = this.questions.filter(({ node }) => this.record.get(node)?.done).length;
    this.progress.style.setProperty("--done", `${total ? (100 * done) / total : 0}%`);
  }

  action(label, key, onclick, look = "") {
    return element("button", { type: "button", class: `text ${look}`.trim(), onclick }, label, element("kbd", {}, key));
  }

  get rootName() {
    return this.graph.name(this.graph.root);
  }

  nameOf({ node }) {
    return this.graph.name(node);
  }

  derivative(question) {
    return `${d(this.rootName)}/${d(this.nameOf(question))}`;
  }

  /** Say something below the picture: a sentence, more sentences, formulas. */
  say(first, look = "", more = [], rows = []) {
    this.verdict.className = `verdict ${look}`.trim();
    this.verdict.replaceChildren();
    if (!first) return;
    const told = [element("p", {}, element("b", {}, first)), ...more.map((line) => element("p", {}, line)), ...rows];
    const marks = { right: TICK_MARK, wrong: CROSS_MARK };
    if (marks[look]) {
      const mark = drawn("svg", { viewBox: "0 0 26 26", "aria-hidden": "true" });
      mark.append(drawn("path", { d: marks[look], "fill-rule": "evenodd" }));
      this.verdict.append(mark);
    }
    this.verdict.append(element("div", {}, ...told));
  }

  finish() {
    const { view } = this.player;
    const skipped = this.skipped.map((question) => `${this.derivative(question)} is ${number(this.graph.grads[question.node], 4)}: it was skipped.`);
    const hasBoxes = view.items.some(({ box }) => box !== undefined);
    const open = hasBoxes ? ["Open a box: there are questions inside."] : [];
    const first = this.questions.length ? "All gradients are found." : "There is nothing to ask here.";
    this.say(first, this.questions.length ? "right" : "hint", [...skipped, ...open]);
    const again = this.action("Again", "Enter", () => this.again(), "main");
    this.ask.replaceChildren(...(this.questions.length ? [again] : []));
  }

  again() {
    this.record.clear();
    this.show();
    this.input.focus();
  }

  // ------------------------------------------------------------------------------ answering

  key(event) {
    if (event.key === "Enter") this.check();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** H and S, where they are not typed into the field; there, capitals as long as it is empty. */
  letters(event) {
    const isTyping = event.composedPath()[0] === this.input;
    if (event.ctrlKey || event.metaKey || event.altKey || !this.current || this.isAnswered) return this.keep(event, isTyping);
    const isFree = isTyping ? !this.input.value && ![...this.values.keys()].some((name) => name.startsWith(event.key)) : true;
    const key = isTyping ? event.key : event.key.toUpperCase();
    const found = isFree && { H: () => this.hint(), S: () => this.reveal() }[key];
    if (!found) return this.keep(event, isTyping);
    event.preventDefault();
    event.stopPropagation();
    return found();
  }

  /** What is typed is not for the player. */
  keep(event, isTyping) {
    if (isTyping && event.key !== "Enter") event.stopPropagation();
  }

  get isAnswered() {
    return Boolean(this.record.get(this.current?.node)?.done);
  }

  /** Note how a question went; the first try counts. */
  note(isRight, isDone) {
    const { node } = this.current;
    const before = this.record.get(node);
    this.record.set(node, { isTried: true, isRight: before ? before.isRight : isRight, done: isDone });
  }

  check() {
    const { graph, current } = this;
    if (!current || this.isAnswered) return;
    const text = this.input.value.trim();
    let answer;
    try {
      answer = new Arithmetic(text, (name) => this.values.get(name)).value();
    } catch (error) {
      this.say(text ? `I cannot read “${text}”: ${error.message}.` : "Type a number, then press Enter.", "hint");
      return;
    }
    const isRight = isNear(answer, graph.grads[current.node]);
    this.note(isRight, isRight);
    if (isRight) this.solved(`${text} is right.`, "right");
    else this.wrong(text, answer);
  }

  wrong(text, answer) {
    this.draw();
    const { node } = this.current;
    this.say(`${text} is not it.`, "wrong", [mistake(this.graph, node, answer)].filter(Boolean), this.advice(1));
    this.input.setAttribute("aria-invalid", "true");
    this.input.focus();
    this.input.select();
  }

  /** How the gradient of the question comes about, as a line; at level 3 with numbers. */
  advice(level, result = "") {
    const { graph, current } = this;
    const { digits } = this.player;
    const ways = contributions(graph, current.node).map((way) => this.way(way, level));
    const [root, name] = [this.rootName, this.nameOf(current)];
    const uses = ways.length > 1 ? `${name} is used ${ways.length} times, so it is a sum: ` : "";
    const end = result && ` = ${number(result.value + 0, digits)}`;
    const text = `${uses}${d(root)}/${d(name)} = ${ways.map((way) => way.text).join(" + ")}${end}`;
    const pieces = ways.map((way, k) => `<mo>${k ? "+" : "="}</mo>${way.math}`);
    if (end) pieces.push(`<mo>=</mo>${numberMath(end.slice(3)).math}`);
    const row = element("p", { class: "row rule", "aria-hidden": "true" }, uses, typesetCell([partial(root, name) + pieces[0], ...pieces.slice(1)]));
    return [row, element("p", { class: "quiet" }, text)];
  }

  /** What comes back through one use: the incoming gradient times the local derivative. */
  way({ edge, user }, level) {
    const { graph, current } = this;
    const { digits } = this.player;
    const [root, result, name] = [this.rootName, graph.name(user), this.nameOf(current)];
    const operands = edgesOf(graph, user);
    const by = level > 1 && graph.rules[graph.operations[user]].by[operands.indexOf(edge)];
    const symbols = [user, ...operands.map((e) => graph.operands[e])];
    const texts = symbols.map((k) => (level < 3 ? graph.name(k) : number(graph.shown(k), digits)));
    const parts = fillings(graph, user, digits)[level < 3 ? "names" : "numbers"];
    const incoming = numberMath(number(graph.grads[user] + 0, digits));
    const factor = by ? filledText(by[0], texts) : `${d(result)}/${d(name)}`;
    const rule = by ? filled(by[1], parts) : partial(result, name);
    const isLoose = by && (by[2] || rule.startsWith("<mrow><mo>−"));
    return {
      text: `${level < 3 ? `${d(root)}/${d(result)}` : number(graph.grads[user] + 0, digits)} * ${/[ -]/.test(factor) ? `(${factor})` : factor}`,
      math: `${level < 3 ? partial(root, result) : incoming.math}<mo>·</mo>${isLoose ? inParentheses(rule) : rule}`,
    };
  }

  hint() {
    if (!this.current || this.isAnswered) return;
    this.hints = Math.min(this.hints + 1, 3);
    this.say(`Hint ${this.hints} of 3`, "hint", [], this.advice(this.hints));
  }

  reveal() {
    if (!this.current || this.isAnswered) return;
    this.note(false, true);
    this.solved(`${this.derivative(this.current)} is ${number(this.graph.grads[this.current.node] + 0, this.player.digits)}.`, "hint");
  }

  /** The gradient appears, with the way to it. */
  solved(first, look) {
    const { graph, current } = this;
    this.draw();
    this.say(first, look, [], [...this.advice(3, { value: graph.grads[current.node] }), ...this.rows()]);
    const question = this.questions.find(({ node }) => !this.record.get(node)?.done);
    const next = this.action("Next", "Enter", () => this.next(), "main");
    const after = question ? `next: ${this.derivative(question)}` : "that was the last";
    this.ask.replaceChildren(next, element("span", { class: "note" }, after));
    next.focus();
  }

  /** The rules of the operations that use the value, typeset. */
  rows() {
    const { graph, current } = this;
    const users = new Set(contributions(graph, current.node).map(({ user }) => user));
    const rules = [...users].filter((user) => graph.rules[graph.operations[user]].rule);
    return rules.map((user) => element("div", { class: "row rule", "aria-hidden": "true" },
      typesetCell(textbook(graph.rules[graph.operations[user]], fillings(graph, user, 4).names)[0])));
  }
}
