// Small things that all parts of the page use.

import { decode } from "./frames.js";

export const $ = (id) => document.getElementById(id);

const SPACES = {};
for (const name of ["svg", "g", "path", "rect", "polyline"]) SPACES[name] = "http://www.w3.org/2000/svg";
for (const name of ["math", "msub", "msubsup", "mi", "mn", "mrow"]) SPACES[name] = "http://www.w3.org/1998/Math/MathML";

/** An element with attributes and children; children that are text stay text. */
export function element(name, attributes = {}, ...children) {
  const made = SPACES[name] ? document.createElementNS(SPACES[name], name) : document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/** Sets the text of a node only if it differs, which spares the browser work at each frame. */
export function say(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** Sets an attribute only if it differs. */
export function mark(node, name, value) {
  if (node.getAttribute(name) !== value) node.setAttribute(name, value);
}

export function bytes(text) {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}

/** A number of a few digits, as people write it. */
export function short(number, digits = 3) {
  if (number === null || !Number.isFinite(number)) return "not finite";
  const size = Math.abs(number);
  if (size !== 0 && (size < 1e-3 || size >= 1e5)) return number.toExponential(1).replaceAll("-", "−");
  return String(Number(number.toPrecision(digits)) + 0).replace("-", "−");
}

export function percent(share) {
  return `${(100 * share).toFixed(share === 1 ? 0 : 1)} %`;
}

export class RequestError extends Error {
  constructor(message, status) {
    super(message);
    this.status = status;
  }
}

/** Requests something of the server, JSON or a frame; throws a RequestError if it refuses. */
export async function ask(path, data) {
  const token = document.querySelector("meta[name=token]").content;
  const options = data && {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Token": token },
    body: JSON.stringify(data),
  };
  let response;
  try {
    response = await fetch(path, options);
  } catch {
    throw new RequestError("The server does not answer. Start it again and reload this page.", 0);
  }
  if (response.headers.get("Content-Type") === "application/octet-stream") {
    return decode(await response.arrayBuffer());
  }
  const answer = await response.json();
  if (!response.ok) throw new RequestError(answer.error, response.status);
  return answer;
}

export const nextFrame = () => new Promise((done) => requestAnimationFrame(done));

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
