/** The loss at each moment of a film, above the slider; a dot marks the moment that is shown. */
class LossCurve {
  constructor(losses) {
    this.losses = losses ?? [];
    this.element = drawn("svg", { class: "losses", viewBox: "0 0 100 24", preserveAspectRatio: "none" });
    const known = this.losses.filter(Number.isFinite);
    if (known.length < 2) {
      this.element.setAttribute("hidden", "");
      return;
    }
    this.low = Math.min(...known);
    this.high = Math.max(...known);
    const title = drawn("title", {});
    title.textContent = `Loss: ${number(known[0], 3)} at first, ${number(known.at(-1), 3)} at last`;
    this.dot = drawn("path", { class: "dot" });
    this.element.append(title, drawn("path", { class: "loss-line", d: this.path() }), this.dot);
    this.element.setAttribute("role", "img");
    this.element.setAttribute("aria-label", title.textContent);
  }

  place(moment) {
    const across = this.losses.length > 1 ? (100 * moment) / (this.losses.length - 1) : 0;
    const share = (this.losses[moment] - this.low) / (this.high - this.low || 1);
    return [across.toFixed(2), (22 - 20 * share).toFixed(2)];
  }

  /** A line through the known losses. */
  path() {
    const points = this.losses.map((loss, k) => [loss, k]).filter(([loss]) => Number.isFinite(loss));
    return `M${points.map(([, k]) => this.place(k).join(" ")).join("L")}`;
  }

  mark(moment) {
    if (!this.dot) return;
    const isKnown = Number.isFinite(this.losses[moment]);
    attribute(this.dot, "d", isKnown ? `M${this.place(moment).join(" ")}h0` : "");
  }
}
