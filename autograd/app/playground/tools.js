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
