/** A column of many values: cells, or an image with a pixel a value; gradients take their place. */
class NetworkStrip {
  constructor(picture, group) {
    Object.assign(this, { picture, group, player: picture.player });
    const number = Number(group.dataset.column);
    this.column = this.player.columnOf(number);
    this.shape = this.player.network.columns[number].shape;
    this.cells = [...group.querySelectorAll(".cell")];
    this.areas = this.cells.length ? [] : [...group.querySelectorAll('rect[fill="var(--zero)"]')];
    this.frame = group.getBBox();
    this.title = drawn("title", {});
    group.prepend(this.title);
    this.made = drawn("g", { "pointer-events": "none" });
    group.append(this.made);
    picture.opens(group, picture.network.ownItemOf(this.column - 1, 0));
    this.cells.forEach((cell, k) => cell.addEventListener("click", (event) => this.openCell(event, k)));
  }

  openCell(event, k) {
    const { network } = this.picture;
    const item = network.ownItemOf(this.column - 1, k);
    if (!item || this.player.stage.dragged) return;
    event.stopPropagation();
    this.player.choose(network.items[item.pass], k);
  }

  /** The numbers to be shown at a stop: values once they are known, then gradients once they come in. */
  show(stop) {
    const { network } = this.picture;
    const nodes = network.column(this.column);
    const isKnown = nodes.some((node, cell) => this.picture.isKnown(node, this.column, cell, stop));
    const arrived = stop.phase === BACKWARD && nodes.some((node) => network.arrival(node, stop) !== "none");
    const numbers = arrived ? nodes.map((node) => (node < 0 ? 0 : network.gradient(node, stop)))
      : nodes.map((_, cell) => network.value(this.column, cell));
    const scale = arrived ? scaleOf(numbers) || 1 : this.picture.scales.of(this.column);
    this.made.replaceChildren();
    if (this.cells.length) this.fillCells(isKnown ? numbers : null, scale);
    else this.fillImages(isKnown ? numbers : null, scale);
    if (arrived) this.tellGradients(scale);
    const what = arrived ? "gradients" : "values";
    const told = isKnown ? `${numbers.length} ${what}, the largest ${exact(largestOf(numbers))}` : "not computed yet";
    attribute(this.group, "aria-label", `${this.name}: ${told}`);
    write(this.title, `${this.name}\n${told}`);
  }

  get name() {
    return this.column ? this.player.titles[this.column - 1] : "inputs";
  }

  fillCells(numbers, scale) {
    this.cells.forEach((cell, k) => {
      const number = numbers?.[k] ?? 0;
      const share = Number.isFinite(number) ? Math.min(1, Math.abs(number) / scale) : 1;
      attribute(cell, "fill", `var(--${tokenOf(number)})`);
      attribute(cell, "fill-opacity", share > 0.02 ? share.toFixed(2) : "0");
      if (number < 0 && share > 0.08) this.made.append(...minusBar(cell, share));
    });
  }

  /** Images in the places of pictures and feature maps. */
  fillImages(numbers, scale) {
    this.group.querySelectorAll("image").forEach((old) => old.remove());
    if (!numbers) return;
    const [rows, across, maps = 1] = this.shape.length > 1 ? this.shape : folded(this.shape[0], this.frame);
    this.areas.forEach((area, k) => {
      const map = this.areas.length - 1 - k; // the last one is in front
      const values = [];
      for (let cell = 0; cell < rows * across; cell++) values.push(numbers[cell * maps + map] ?? 0);
      const image = drawn("image", { preserveAspectRatio: "none", style: "image-rendering:pixelated", href: imageOf(values, rows, across, scale) });
      for (const name of ["x", "y", "width", "height"]) image.setAttribute(name, area.getAttribute(name));
      area.after(image);
    });
  }

  /** A frame in the colour of gradients, and their scale: below a strip, or above the end of one that lies. */
  tellGradients(scale) {
    const { x, y, width, height } = this.frame;
    const text = `∂ ±${brief(scale)}`;
    const wide = 8 + 6.3 * text.length;
    const isLying = width > 3 * height;
    const [left, top] = isLying ? [x + width - wide, y - 20] : [x + width / 2 - wide / 2, y + height + 5];
    const shown = drawn("text", { x: left + wide / 2, y: top + 12, "text-anchor": "middle", class: "of-gradients" });
    shown.textContent = text;
    this.made.append(
      drawn("rect", { x: x - 2, y: y - 2, width: width + 4, height: height + 4, fill: "none", stroke: "var(--grad)", "stroke-width": 3 }),
      drawn("rect", { x: left, y: top, width: wide, height: 16, rx: 8, fill: "var(--grad-wash)", stroke: "var(--grad)", "stroke-width": 1.2 }),
      shown);
  }
}

function largestOf(numbers) {
  return numbers.reduce((most, number) => (Number.isFinite(number) ? Math.max(most, Math.abs(number)) : most), 0);
}

/** The bar of a negative cell, with a ground of its own where the cell is dark. */
function minusBar(cell, share) {
  const number = (name) => Number(cell.getAttribute(name));
  const [x, y] = [number("x") + number("width") / 2, number("y") + number("height") / 2];
  const bar = drawn("path", { d: `M${x - 2.5} ${y}h5`, stroke: "var(--ink)", "stroke-width": 1.6 });
  const ground = drawn("path", { d: `M${x - 3.5} ${y}h7`, stroke: "var(--zero)", "stroke-width": 3.6 });
  return share > 0.6 ? [ground, bar] : [bar];
}

/** The rows and columns of a list that is shown as a picture. */
function folded(size, { width, height }) {
  const across = Math.max(1, Math.round(Math.sqrt((size * width) / (height || 1))));
  return [Math.ceil(size / across), across];
}

const PIXELS = { pos: [60, 125, 235], neg: [222, 118, 35], bad: [185, 28, 28] };

/** Numbers as an image, a pixel a number: colour for the sign, opacity for the size. */
function imageOf(numbers, rows, across, scale) {
  const canvas = element("canvas", { width: across, height: rows });
  const context = canvas.getContext("2d");
  const image = context.createImageData(across, rows);
  numbers.forEach((number, k) => {
    const share = Number.isFinite(number) ? Math.min(1, Math.abs(number) / scale) : 1;
    image.data.set([...PIXELS[tokenOf(number)], Math.round(255 * share)], 4 * k);
  });
  context.putImageData(image, 0, 0);
  return canvas.toDataURL();
}
