const MAP = { width: 150, height: 96, least: 26, part: 0.28, stage: 170 };

/**
 * All of a large picture, small, in a corner of the stage: it tells what is in sight, and goes
 * elsewhere. It takes at most a part of the stage's width, and a low stage has none.
 */
class Minimap {
  constructor(stage) {
    this.stage = stage;
    this.items = drawn("path", { class: "items" });
    this.now = drawn("rect", { class: "now" });
    this.frame = drawn("rect", { class: "frame" });
    this.svg = drawn("svg", { preserveAspectRatio: "none" });
    this.svg.append(this.items, this.now, this.frame);
    this.element = element("div", { class: "minimap", "aria-hidden": "true", hidden: true }, this.svg);
    this.element.addEventListener("pointerdown", (event) => this.press(event));
    this.element.addEventListener("pointermove", (event) => event.buttons && this.go(event));
    this.element.addEventListener("click", (event) => event.stopPropagation());
  }

  /** Draw the items of another picture: those of its groups that have a place. */
  show(svg, { width, height }, room) {
    const scale = Math.min(Math.min(MAP.width, MAP.part * (room || 800)) / width, MAP.height / height);
    this.element.style.width = `${Math.max(MAP.least, width * scale)}px`;
    this.element.style.height = `${Math.max(MAP.least, height * scale)}px`;
    this.svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    const boxes = [...svg.querySelectorAll("g.i")].map((group) => placeOf(group));
    this.items.setAttribute("d", boxes.map(({ x, y, w, h }) => `M${x} ${y}h${w}v${h}h${-w}z`).join(""));
    this.now.setAttribute("width", 0);
    this.whole = { width, height };
  }

  /** Tell what is in sight; there is nothing to tell if all of it is. */
  look({ x, y, w, h }) {
    const { width, height } = this.whole;
    const isLow = this.stage.element.clientHeight < MAP.stage;
    this.element.hidden = isLow || (x <= 1 && y <= 1 && x + w >= width - 1 && y + h >= height - 1);
    place(this.frame, { x, y, w, h });
  }

  /** Mark the item of the step. */
  mark(group) {
    place(this.now, group ? placeOf(group) : { x: 0, y: 0, w: 0, h: 0 });
  }

  press(event) {
    event.stopPropagation();
    event.preventDefault();
    this.element.setPointerCapture(event.pointerId);
    this.go(event);
  }

  go(event) {
    const frame = this.element.getBoundingClientRect();
    const { box } = this.stage;
    this.stage.moveTo({
      x: ((event.clientX - frame.left) / frame.width) * this.whole.width - box.w / 2,
      y: ((event.clientY - frame.top) / frame.height) * this.whole.height - box.h / 2,
    });
  }
}

/** Where an item stands in the picture: its left upper corner and its size. */
function placeOf(group) {
  const [x, y] = group.getAttribute("transform").match(/-?[\d.]+/g).map(Number);
  const frames = [...group.querySelectorAll("rect")];
  const left = Math.min(...frames.map((frame) => Number(frame.getAttribute("x"))));
  const right = Math.max(...frames.map((frame) => Number(frame.getAttribute("x")) + Number(frame.getAttribute("width"))));
  const high = Math.max(...frames.map((frame) => Number(frame.getAttribute("height"))));
  return { x: x + left, y, w: right - left, h: high };
}

function place(rect, { x, y, w, h }) {
  for (const [name, value] of Object.entries({ x, y, width: w, height: h })) rect.setAttribute(name, value);
}
