/** Everything around the picture: buttons, sliders, choices and the caption. */
class Controls {
  constructor(player, facts) {
    this.make(player, facts);
    const heading = element("div", { class: "bar" }, this.title, this.crumbs, this.note);
    this.heading = heading;
    this.main = element("section",
      { class: "player forward", tabindex: "0", "aria-label": `Player ${facts.title}`.trim() },
      heading,
      ...this.momentsBar(player, player.moments),
      element("div", { class: "bar" }, this.steps(player),
        element("div", { class: "grow" }, this.slider), this.where),
      this.stage = player.stage.element,
      this.legend,
      this.caption,
      element("div", { class: "bar" },
        element("label", {}, "Speed", this.speed), element("label", {}, "Stop at", this.condition),
        this.breaker, this.zooming(player)));
    this.main.addEventListener("keydown", (event) => act(player, event));
  }

  make(player, facts) {
    this.slider = element("input", {
      type: "range", class: "steps", min: 0, step: 1, "aria-label": "Step",
      oninput: () => player.jump(Number(this.slider.value)),
    });
    this.where = element("span", { class: "where" });
    this.speed = choice("Speed", [["0.5", "½×"], ["1", "1×"], ["2", "2×"], ["5", "5×"], ["20", "20×"]], "1");
    const used = [...new Set(facts.graphs.flatMap((graph) => graph.functions.flat()))].sort().map((name) => ["op:" + name, name]);
    this.condition = choice("Stop at", [["", "nothing"], ["zero", "gradient 0"], ["broken", "not finite"], ...used], "");
    this.breaker = button("Breakpoint here (b)", "stopper", () => player.toggleBreak(), { "aria-pressed": "false" });
    this.title = element("span", { class: "title" }, facts.title);
    this.title.hidden = !facts.title;
    this.crumbs = element("nav", { "aria-label": "Opened boxes" });
    this.note = element("span", { class: "note" });
    this.legend = element("div", { class: "bar legend", hidden: true });
    this.caption = element("div", {
      class: "caption", "aria-live": "polite", tabindex: "0", role: "region",
      "aria-label": "What happens in this step",
    });
  }

  steps(player) {
    this.play = button("Play", "play", () => player.toggle(), { class: "main" });
    return element("div", { class: "group" },
      button("First step (Home)", "first", () => player.jump(0)),
      button("Step back (←)", "back", () => player.step(-1)),
      this.play,
      button("Step (→)", "next", () => player.step(1)),
      button("Last step (End)", "last", () => player.jump(Infinity)));
  }

  zooming(player) {
    const { stage } = player;
    this.follower = button("Follow the step", "follow", () => player.toggleFollow(), { "aria-pressed": "true" });
    this.filler = button("Full screen (f)", "full", () => player.full.toggle(), { "aria-pressed": "false" });
    return element("div", { class: "group" },
      button("Zoom out (−)", "less", () => stage.zoom(ZOOM)),
      button("Fit (0)", "fit", () => stage.fit(true)),
      button("Zoom in (+)", "more", () => stage.zoom(1 / ZOOM)),
      this.follower,
      this.filler,
      button("Keys (?)", "keys", () => player.sheet.open()));
  }

  momentsBar(player, moments) {
    if (moments.length < 2) return [];
    this.moments = element("input", {
      type: "range", class: "moments", min: 0, max: moments.length - 1, step: 1,
      value: moments.length - 1, "aria-label": "Moment",
      oninput: () => { player.pause(); player.showMoment(Number(this.moments.value)); },
    });
    this.moment = element("span", { class: "where" });
    this.playAll = button("Play all moments", "play", () => player.playMoments());
    this.curve = new LossCurve(player.losses);
    return [element("div", { class: "bar" }, this.playAll,
      element("div", { class: "grow" }, this.curve.element, this.moments), this.moment, ...this.colouring(player))];
  }

  /** Of a film of a network: what the colours of its edges mean. */
  colouring(player) {
    if (!player.isFilm) return [];
    const chosen = choice("Edges", [["weight", "weight"], ["change", "change since the start"]], "weight");
    chosen.addEventListener("change", () => player.colourBy(chosen.value));
    return [element("label", {}, "Edges", chosen)];
  }

  showMoment(number, name) {
    this.curve.mark(number);
    this.moments.value = number;
    write(this.moment, name);
    attribute(this.moments, "aria-valuetext", name);
  }

  /** The grid of examples, above the picture or beside it. */
  addExamples(grid) {
    if (grid.hidden) return;
    const around = element("div", { class: "beside" });
    this.main.querySelector(".stage").replaceWith(around);
    around.append(grid, this.stage);
  }

  /** The boxes around the open one, and how much there is in it. */
  showPath(player) {
    if (player.view.box === NETWORK) return this.showNetwork(player);
    const { graph, boxes, view } = player;
    const path = boxes.path(view.box);
    this.crumbs.replaceChildren();
    if (player.link) this.crumbs.append(element("button", { type: "button", onclick: () => player.open(NETWORK) }, "network"), element("span", { "aria-hidden": "true" }, "›"));
    path.forEach((box, i) => {
      const name = boxes.names[box];
      const isLast = i === path.length - 1;
      if (i) this.crumbs.append(element("span", { "aria-hidden": "true" }, "›"));
      this.crumbs.append(isLast
        ? element("span", { "aria-current": "page" }, name)
        : element("button", { type: "button", onclick: () => player.open(box) }, name));
    });
    this.crumbs.hidden = boxes.parents.length < 2;
    const isLarge = view.items.length > 300;
    const part = view.box ? `${boxes.nodes[view.box].toLocaleString("en")} of ` : "";
    const advice = view.items.some((item) => item.box !== undefined) ? `; click ${view.isGrid ? "an example" : "a box"} to open it` : "";
    write(this.note, !this.crumbs.hidden ? `${part}${values(graph.valueCount)}${advice}`
      : isLarge ? `${values(graph.valueCount)}: with fold=True they are shown box by box` : "");
    this.heading.hidden = this.crumbs.hidden && !isLarge && !graph.title;
  }

  /** The way from an opened neuron back to its network, and on to all scalars. */
  showNetwork(player) {
    const { view } = player;
    const link = (name, box) => element("button", { type: "button", onclick: () => player.open(box) }, name);
    const here = (name) => element("span", { "aria-current": "page" }, name);
    const arrow = element("span", { "aria-hidden": "true" }, "›");
    const inside = player.isInside
      ? [link("network", NETWORK), arrow, here(`neuron ${view.item.cell + 1} of ${player.titles[view.item.layer]}`)]
      : [here("network")];
    this.crumbs.replaceChildren(...inside);
    const isChange = player.colouring === "change";
    write(this.note, player.isInside ? "" : isChange ? "edges: blue has grown, orange and dashed has fallen" : "click a neuron to open it");
    this.crumbs.hidden = this.heading.hidden = false;
  }

  /** Reserve room for a caption. */
  reserve(content) {
    const probe = element("div", { class: "caption probe", "aria-hidden": "true" }, ...content);
    this.caption.after(probe);
    probe.style.width = `${this.caption.clientWidth}px`;
    this.caption.style.setProperty("--room", `${Math.min(Math.max(probe.offsetHeight, 56), 260)}px`);
    probe.remove();
  }
}

const ZOOM = 1.3;
