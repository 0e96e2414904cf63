const TICK = 700;

/** A graph that is stepped through: what is open, which step it is at, what that looks like. */
class Player {
  constructor(shadow, facts) {
    this.shadow = shadow;
    this.digits = facts.digits;
    this.breaks = new Set();
    this.following = true;
    this.reason = "";
    this.prepare(facts);
    this.stage = new Stage(() => shadow.activeElement !== null);
    this.full = new FullScreen(shadow.host, (isOn) => this.filled(isOn));
    this.controls = new Controls(this, facts);
    this.sheet = new Sheet(this);
    shadow.append(this.controls.main, this.sheet.dialog);
    new ResizeObserver(() => requestAnimationFrame(() => this.reserve())).observe(this.controls.main);
    this.begin();
  }

  /** Read what is played. */
  prepare({ graphs: [first], losses }) {
    this.losses = losses?.map(numeric);
    this.graph = new Graph(first);
    this.boxes = new Boxes(first);
    this.moments = first.moments;
    this.moment = 0;
  }

  /** Show the first view. */
  begin() {
    this.open(0);
    if (this.moments.length > 1) {
      this.at = this.view.stops.length - 1;
      this.showMoment(this.moment);
    }
  }

  get stop() {
    return this.quiz ? this.quiz.stop : this.view.stops[this.at];
  }

  // ----------------------------------------------------------------------------- the view

  /** Show what is in a box. */
  open(box) {
    const before = this.view && !this.quiz && this.stop;
    this.pause();
    this.controls.legend.hidden = true;
    this.view = new View(this.graph, this.boxes, box);
    this.picture = this.view.isGrid ? new Grid(this, this.view) : new Picture(this, this.view);
    this.controls.showPath(this);
    this.controls.slider.max = this.view.stops.length - 1;
    this.reserve();
    this.go(before ? this.view.nearest(before) : 0);
  }

  /** Enter: open what the step is about, if it is a box. */
  enterItem(item) {
    if (item.box !== undefined) this.choose(item);
  }

  up() {
    const parent = this.boxes.parents[this.view.box];
    if (parent < 0) return;
    this.open(parent);
    this.focus();
  }

  /** Escape: from the full screen to the page, else from a box to the one around it. */
  leave() {
    if (this.full.isOn) this.full.leave();
    else this.up();
  }

  /** Keys are for steps from now on. */
  focus() {
    this.controls.main.focus({ preventScroll: true });
  }

  filled(isOn) {
    this.stage.isFull = isOn;
    attribute(this.controls.filler, "aria-pressed", String(isOn));
    this.stage.resized();
  }

  /** Reserve room for the longest caption, so that the page does not jump. */
  reserve() {
    const length = (stop) => describe(this.view, stop, this.digits).reduce((sum, line) => sum + 40 + line.length, 0);
    const longest = this.view.stops.slice(0, 2000).reduce(
      (most, stop) => (length(stop) > most.length ? { stop, length: length(stop) } : most), { length: 0 });
    if (longest.stop) this.controls.reserve(captionOf(this.view, longest.stop, this.digits));
    this.stage.resized();
  }

  /** Open a box, or go to the step of a value. */
  choose(item) {
    if (item.box !== undefined) {
      this.open(item.box);
      return this.focus();
    }
    if (this.quiz) return this.quiz.choose(item);
    const { phase } = this.stop;
    const at = this.view.stops.findLastIndex((stop) => stop.item === item && stop.phase === phase);
    this.pause();
    if (at >= 0) this.go(at);
    return undefined;
  }

  // ---------------------------------------------------------------------------- the steps

  go(at) {
    const { view } = this;
    if (this.quiz) return this.quiz.show();
    this.at = Math.max(0, Math.min(view.stops.length - 1, at));
    const { stop } = this;
    const isBackward = stop.phase === BACKWARD;
    this.controls.main.classList.toggle("backward", isBackward);
    this.controls.main.classList.toggle("forward", !isBackward);
    this.picture.show(stop);
    this.reason = "";
    this.tell(stop);
    const item = stop.item ?? view.stops[this.at + 1].item; // where it will begin
    const isQuick = !stop.item || (Boolean(this.timer) && this.pace < 300);
    if (this.following && item?.group?.isConnected) this.stage.reveal(item, isQuick);
    return undefined;
  }

  tell(stop) {
    this.say(stop, captionOf(this.view, stop, this.digits));
  }

  /** Fill the caption, and tell where the step is. */
  say(stop, lines) {
    const { view, at, controls } = this;
    attribute(controls.caption, "aria-live", this.timer ? "off" : "polite");
    controls.caption.replaceChildren(...lines, ...(this.reason ? [element("p", { class: "note" }, this.reason)] : []));
    const turn = view.stops.findIndex((other) => other.phase === BACKWARD);
    const [name, k, of] = stop.phase === BACKWARD
      ? ["backward", at - turn, view.stops.length - 1 - turn] : ["forward", at, turn - 1];
    controls.where.replaceChildren(element("b", {}, name), ` ${k} of ${of}`);
    if (controls.slider.value !== String(at)) controls.slider.value = at;
    attribute(controls.slider, "aria-valuetext", `${name} ${k} of ${of}: ${lines.find((line) => line.tagName === "P").textContent}`);
    attribute(controls.breaker, "aria-pressed", String(this.isBreak(stop.item)));
    controls.breaker.disabled = !stop.item;
  }

  step(by) {
    this.jump(this.at + by);
  }

  jump(to) {
    this.pause();
    this.go(to);
  }

  // ------------------------------------------------------------------------------ playing

  /** Milliseconds from one step to the next. */
  get pace() {
    return TICK / Number(this.controls.speed.value);
  }

  toggle() {
    if (this.timer) return this.pause();
    if (this.at === this.view.stops.length - 1) this.go(0);
    return this.play(this.controls.play, () => {
      if (this.at >= this.view.stops.length - 1) return false;
      this.go(this.at + 1);
      const reason = this.whyStop(this.stop);
      if (reason) this.reason = `Stopped: ${reason}.`;
      return !reason;
    });
  }

  playMoments() {
    if (this.timer) return this.pause();
    const last = this.moments.length - 1;
    if (this.moment === last) this.showMoment(0);
    return this.play(this.controls.playAll, () => {
      if (this.moment < last) this.showMoment(this.moment + 1);
      return this.moment < last;
    });
  }

  /** Do something again and again, at the chosen speed, as long as it returns true. */
  play(pressed, act) {
    this.pressed = pressed;
    relabel(pressed, "Pause", "pause");
    const again = () => {
      if (!this.controls.main.isConnected || !act()) return this.pause();
      this.timer = setTimeout(again, this.pace);
      return undefined;
    };
    this.timer = setTimeout(again, 0);
  }

  pause() {
    clearTimeout(this.timer);
    this.timer = null;
    const { pressed } = this;
    if (!pressed) return;
    this.pressed = null;
    relabel(pressed, pressed === this.controls.play ? "Play" : "Play all moments", "play");
    if (!this.quiz) this.tell(this.stop);
  }

  /** Why playing stops at a step, in words; "" if it goes on. */
  whyStop({ item, phase }) {
    if (!item) return "";
    for (const key of this.breaks) {
      if (key === this.breakKey(item)) return "breakpoint";
      if (item.box !== undefined && this.boxes.contains(item.box, key)) return "there is a breakpoint inside";
    }
    const wanted = this.controls.condition.value;
    if (!wanted) return "";
    const nodes = item.box === undefined ? [item.node] : this.boxes.nodesIn(item.box);
    for (const node of nodes) {
      const found = this.matches(node, wanted, phase);
      if (found) return `${this.graph.name(node)} ${found}`;
    }
    return "";
  }

  matches(node, wanted, phase) {
    const { graph } = this;
    if (wanted === "zero") return phase === BACKWARD && graph.grads[node] === 0 && "has gradient 0";
    if (wanted === "broken") {
      const [what, value] = phase === BACKWARD ? ["gradient", graph.grads[node]] : ["data", graph.data[node]];
      return !Number.isFinite(value) && `has ${what} ${number(value, this.digits)}`;
    }
    const code = graph.operations[node];
    return code >= 0 && "op:" + graph.functions[code] === wanted && `is ${graph.functions[code]}`;
  }

  /** The key of an item among breakpoints: a node, or `~b` for a box, as in members. */
  breakKey(item) {
    return item.box === undefined ? item.node : ~item.box;
  }

  isBreak(item) {
    return Boolean(item) && !item.outside && this.breaks.has(this.breakKey(item));
  }

  toggleBreak() {
    const { item } = this.stop;
    if (!item) return;
    const key = this.breakKey(item);
    if (!this.breaks.delete(key)) this.breaks.add(key);
    this.picture.showBreak(item);
    this.tell(this.stop);
  }

  showMoment(moment) {
    const { controls } = this;
    this.moment = moment;
    this.graph.show(moment);
    for (const item of this.view.items) this.picture.writeSymbol(item);
    this.go(this.at);
    controls.showMoment(moment, this.moments[moment] || `moment ${moment}`);
  }

  toggleFollow() {
    this.following = !this.following;
    attribute(this.controls.follower, "aria-pressed", String(this.following));
    this.go(this.at);
  }
}
