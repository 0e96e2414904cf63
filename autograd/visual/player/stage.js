const GLIDE = 180;
const LOWEST = 260;
const AROUND = 42; // the margins of the page
const IN_FRAME = 0.62; // of the screen: a frame may grow with what is in it, so its own height tells nothing

/** Where the picture is seen: the part of it that is in sight, its size, panning and zooming. */
class Stage {
  /** `isFocused` tells whether the wheel is meant for the picture rather than for the page. */
  constructor(isFocused) {
    this.isFocused = isFocused;
    this.minimap = new Minimap(this);
    this.isFull = false;
    this.lowest = LOWEST;
    this.calm = matchMedia("(prefers-reduced-motion: reduce)");
    this.dragged = false;
    this.element = element("div", { class: "stage" });
    this.element.addEventListener("pointerdown", (event) => this.drag(event));
    this.element.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
    new ResizeObserver(() => requestAnimationFrame(() => this.resized())).observe(this.element);
    const listening = new AbortController();
    const resized = () => (this.element.isConnected ? this.resized() : listening.abort());
    addEventListener("resize", resized, listening);
  }

  /** Show another picture; returns it. */
  show(text) {
    const parsed = new DOMParser().parseFromString(text, "image/svg+xml");
    this.svg = document.importNode(parsed.documentElement, true);
    const { width, height } = this.svg.viewBox.baseVal;
    this.whole = { width, height };
    this.svg.removeAttribute("width");
    this.svg.removeAttribute("height");
    this.element.replaceChildren(this.svg, this.minimap.element);
    this.revealed = null;
    this.minimap.show(this.svg, this.whole, this.element.clientWidth);
    this.fit(false);
    return this.svg;
  }

  /** Show an element that is no picture: it is scrolled rather than moved and zoomed. */
  showPage(element) {
    this.svg = null;
    this.whole = null;
    this.revealed = null;
    this.element.replaceChildren(element);
    this.fit(false);
  }

  /** The height that the window leaves for the picture, beside all else of the player. */
  room() {
    if (this.isFull) return this.element.clientHeight;
    const other = (this.element.closest("section")?.offsetHeight ?? 0) - this.row().offsetHeight;
    const window = self === top ? innerHeight - AROUND : screen.availHeight * IN_FRAME;
    return Math.max(this.lowest, Math.floor(window - other));
  }

  /** The stage, or what it shares with a grid of examples beside it. */
  row() {
    const { parentElement: around, offsetTop } = this.element;
    const isShared = around?.classList.contains("beside") && around.firstChild.offsetTop === offsetTop;
    return isShared ? around : this.element;
  }

  /** Show the picture at a size that can be read, or all of it, unless that is below a scale. */
  fit(all, smallest = 0) {
    cancelAnimationFrame(this.gliding);
    this.fitted = all ? "all" : "readable";
    this.smallest = smallest;
    this.width = this.element.clientWidth || 800;
    this.most = this.room();
    this.element.classList.toggle("scrolls", !this.svg);
    if (!this.svg) return this.fitPage();
    const { width: w, height: h } = this.whole;
    const largest = this.isFull ? Math.min(2.5, this.most / h) : 1.25;
    const least = matchMedia("(pointer: coarse)").matches ? 0.96 : 0.9; // 44 px for a finger
    const readable = Math.max(least, Math.min(largest, (this.width - 4) / w));
    const height = this.isFull ? this.most : Math.round(Math.max(130, Math.min(this.most, h * readable)));
    this.element.style.height = this.isFull ? "" : `${height}px`;
    const whole = Math.min(Math.max(1.25, largest), this.width / w, height / h);
    const isWhole = all && whole >= smallest;
    const scale = isWhole ? whole : readable;
    this.box = { w: this.width / scale, h: height / scale };
    this.box.x = w * scale <= this.width ? (w - this.box.w) / 2 : 0;
    this.box.y = h * scale <= height || isWhole ? (h - this.box.h) / 2 : Math.max(0, (h - this.box.h) / 2);
    // Where there is nothing to drag, a finger scrolls the page.
    this.element.style.touchAction = h * scale > height ? "none" : w * scale > this.width ? "pan-y" : "auto";
    this.look();
  }

  fitPage() {
    const height = Math.min(this.most, this.element.firstChild.offsetHeight);
    this.element.style.height = this.isFull ? "" : `${height}px`;
    this.element.style.touchAction = "auto";
  }

  /** Adapt to a new size of the window, without changing the size of what is in sight. */
  resized() {
    const width = this.element.clientWidth;
    if (!width || !this.element.firstChild || (width === this.width && this.room() === this.most)) return;
    if (this.fitted) {
      this.fit(this.fitted === "all", this.smallest);
      return this.revealed && this.reveal(this.revealed, true);
    }
    this.box.w *= width / this.width;
    this.box.h = (this.box.w * this.element.clientHeight) / width;
    this.width = width;
    this.most = this.room();
    return this.look();
  }

  look() {
    const { x, y, w, h } = this.box;
    this.svg.setAttribute("viewBox", `${x} ${y} ${w} ${h}`);
    this.minimap.look(this.box);
  }

  /** Show the part of the picture that begins there, now. */
  moveTo(corner) {
    cancelAnimationFrame(this.gliding);
    Object.assign(this.box, corner);
    this.fitted = "";
    this.look();
  }

  zoom(factor, fx = 0.5, fy = 0.5) {
    if (!this.svg) return;
    cancelAnimationFrame(this.gliding);
    const { box } = this;
    const w = Math.max(60, Math.min(Math.max(box.w, 4 * this.whole.width), box.w * factor));
    const real = w / box.w;
    this.box = { x: box.x + box.w * fx * (1 - real), y: box.y + box.h * fy * (1 - real), w, h: box.h * real };
    this.fitted = "";
    this.element.style.touchAction = "none";
    this.look();
  }

  /** Move by parts of what is in sight. */
  pan(right, down) {
    if (!this.svg) return;
    const { x, y, w, h } = this.box;
    this.moveTo({ x: x + right * w, y: y + down * h });
  }

  wheel(event) {
    if (!this.svg || !(event.ctrlKey || event.metaKey || this.isFocused())) return;
    event.preventDefault();
    const frame = this.element.getBoundingClientRect();
    const lines = event.deltaMode === 1 ? 16 : 1; // Firefox counts lines
    this.zoom(
      Math.exp(event.deltaY * lines * 0.0015),
      (event.clientX - frame.left) / frame.width,
      (event.clientY - frame.top) / frame.height,
    );
  }

  drag(event) {
    if (event.button !== 0 || !this.svg) return;
    cancelAnimationFrame(this.gliding);
    const from = { x: event.clientX, y: event.clientY, boxX: this.box.x, boxY: this.box.y };
    const scale = this.box.w / this.element.clientWidth;
    this.dragged = false;
    const move = (to) => {
      const dx = to.clientX - from.x;
      const dy = to.clientY - from.y;
      if (!this.dragged && Math.hypot(dx, dy) < 4) return;
      this.dragged = true;
      this.fitted = "";
      this.element.classList.add("drag");
      this.box.x = from.boxX - dx * scale;
      this.box.y = from.boxY - dy * scale;
      this.look();
    };
    const listening = new AbortController();
    const end = () => {
      this.element.classList.remove("drag");
      listening.abort();
      setTimeout(() => { this.dragged = false; }); // after the click that ends a drag
    };
    addEventListener("pointermove", move, listening);
    addEventListener("pointerup", end, listening);
    addEventListener("pointercancel", end, listening);
  }

  /** Move the picture so that an item is in sight; at once if `quickly`. */
  reveal(item, quickly) {
    cancelAnimationFrame(this.gliding); // which was on its way to another item
    this.revealed = item;
    if (!this.svg) return this.scrollTo(item.group);
    const { x, y, w, h } = this.box;
    const { left, top, wide, high } = frameOf(item.group);
    const inX = left >= x && left + wide <= x + w;
    const inY = top >= y && top + high <= y + h;
    if (inX && inY) return undefined;
    const within = (middle, length, whole) =>
      length >= whole ? (whole - length) / 2 : Math.max(-8, Math.min(whole - length + 8, middle - length / 2));
    const to = {
      x: inX ? x : within(left + wide / 2, w, this.whole.width),
      y: inY ? y : within(top + high / 2, h, this.whole.height),
    };
    return this.glide(to, quickly || this.calm.matches);
  }

  /** Scroll so that a part of the page is in sight, and the window not at all. */
  scrollTo({ offsetTop, offsetHeight }) {
    const { scrollTop, clientHeight } = this.element;
    this.element.scrollTop = Math.min(offsetTop - 8, Math.max(scrollTop, offsetTop + offsetHeight + 8 - clientHeight));
  }

  glide(to, quickly) {
    cancelAnimationFrame(this.gliding);
    if (quickly) {
      Object.assign(this.box, to);
      return this.look();
    }
    const from = { x: this.box.x, y: this.box.y };
    const begun = performance.now();
    const frame = (now) => {
      const t = Math.min(1, Math.max(0, (now - begun) / GLIDE));
      this.box.x = from.x + (to.x - from.x) * t;
      this.box.y = from.y + (to.y - from.y) * t;
      this.look();
      if (t < 1) this.gliding = requestAnimationFrame(frame);
    };
    this.gliding = requestAnimationFrame(frame);
    return undefined;
  }
}

/** Where a part of the picture is. */
function frameOf(group) {
  const moved = group.transform.baseVal.consolidate()?.matrix ?? { e: 0, f: 0 };
  const { x, y, width, height } = group.getBBox();
  return { left: moved.e + x, top: moved.f + y, wide: width, high: height };
}
