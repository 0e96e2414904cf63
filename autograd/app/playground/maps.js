// Maps: a byte for each square of a plane, as colours, and the line where they are 0.

export function bytes(text) {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}

/**
 * The colours of the page's style sheet, as canvases need them: `full` and `soft` have a pixel for
 * each level of a map, 0 to 254 for below to above 0. Discrete ones tell the sign alone.
 */
export function palette(discrete = false) {
  const style = getComputedStyle(document.documentElement);
  const rgb = (name) => {
    const hex = style.getPropertyValue(name).trim().slice(1);
    return [0, 2, 4].map((k) => parseInt(hex.slice(k, k + 2), 16));
  };
  const [low, zero, high] = ["--neg", "--zero", "--pos"].map(rgb);
  const pixels = (strength) => {
    const table = new Uint8ClampedArray(4 * 255);
    for (let level = 0; level < 255; level++) {
      const share = discrete ? (level < 127 ? -1 : 1) : (level - 127) / 127;
      const end = share < 0 ? low : high;
      for (let c = 0; c < 3; c++) table[4 * level + c] = zero[c] + (end[c] - zero[c]) * Math.abs(share) * strength;
      table[4 * level + 3] = 255;
    }
    return new Uint32Array(table.buffer);
  };
  const css = (name) => style.getPropertyValue(name).trim();
  return { low: css("--neg"), high: css("--pos"), zero: css("--zero"), ink: css("--ink"), full: pixels(1), soft: pixels(0.75) };
}

/** Fills a canvas with a map, a pixel for each level. */
export function paint(canvas, levels, table) {
  const picture = new ImageData(canvas.width, canvas.height);
  const pixels = new Uint32Array(picture.data.buffer);
  for (let k = 0; k < pixels.length; k++) pixels[k] = table[levels[k]];
  canvas.getContext("2d").putImageData(picture, 0, 0);
}

/** The line where a map is 0, by marching squares; a square has `scale` pixels. */
export function contour(map, columns, rows, scale) {
  const level = (row, column) => map[row * columns + column] - 127 || 0.01;
  const line = new Path2D();
  const along = (a, b) => a / (a - b);
  for (let row = 0; row + 1 < rows; row++) {
    for (let column = 0; column + 1 < columns; column++) {
      const [a, b, c, d] = [level(row, column), level(row, column + 1), level(row + 1, column + 1), level(row + 1, column)];
      const ends = [];
      if (a < 0 !== b < 0) ends.push([column + along(a, b), row]);
      if (b < 0 !== c < 0) ends.push([column + 1, row + along(b, c)]);
      if (d < 0 !== c < 0) ends.push([column + along(d, c), row + 1]);
      if (a < 0 !== d < 0) ends.push([column, row + along(a, d)]);
      for (let k = 0; k + 1 < ends.length; k += 2) {
        line.moveTo((ends[k][0] + 0.5) * scale, (ends[k][1] + 0.5) * scale);
        line.lineTo((ends[k + 1][0] + 0.5) * scale, (ends[k + 1][1] + 0.5) * scale);
      }
    }
  }
  return line;
}
