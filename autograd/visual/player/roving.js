/** What pictures have in common: Tab gets to one node; from there arrow keys go to others. */
const ROVING = {
  /** The node of an element. */
  itemOf(target) {
    return this.nodes.find((item) => item.group === target);
  },

  listen(item, group) {
    group.setAttribute("tabindex", "-1");
    group.addEventListener("focus", () => group.matches(":focus-visible") && this.focused(item));
    group.addEventListener("blur", () => this.light?.(null));
  },

  focused(item) {
    this.reach(item);
    this.light?.(item);
    if (item.group.hasAttribute("transform")) this.player.stage.reveal(item, true);
  },

  reach(item) {
    if (this.reached) attribute(this.reached.group, "tabindex", "-1");
    this.reached = item;
    attribute(item.group, "tabindex", "0");
  },

  /** Tab gets to the node of the step, unless another has the focus. */
  reachStep(item) {
    if (!this.itemOf(this.player.shadow.activeElement)) this.reach(item);
  },

  focusFrom(item, right, down) {
    neighbour(this.nodes, item, right, down)?.group.focus({ preventScroll: true });
  },
};

/** The nearest item in a direction, as one sees them; what lies aside counts more than what is far. */
function neighbour(items, from, right, down) {
  const middle = (item) => {
    const { left, top, width, height } = item.group.getBoundingClientRect();
    return [left + width / 2, top + height / 2];
  };
  const [x, y] = middle(from);
  let [best, least] = [null, Infinity];
  for (const item of items) {
    const [dx, dy] = [middle(item)[0] - x, middle(item)[1] - y];
    const [ahead, aside] = right ? [dx * right, Math.abs(dy)] : [dy * down, Math.abs(dx)];
    const cost = ahead + 2 * aside;
    if (item === from || ahead < 1 || cost >= least) continue;
    [best, least] = [item, cost];
  }
  return best;
}
