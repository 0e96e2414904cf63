// Small things that all parts of the page use.

export const $ = (id) => document.getElementById(id);

/** An element with attributes and children; children that are text stay text. */
export function element(name, attributes = {}, ...children) {
  const svg = ["svg", "g", "path", "line", "text", "polyline"].includes(name);
  const made = svg
    ? document.createElementNS("http://www.w3.org/2000/svg", name)
    : document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/** Sets the text of a node only if it differs, which spares the browser work at each frame. */
export function say(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

export function bytes(text) {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}

/** A number of a few digits, as people write it. */
export function short(number, digits = 3) {
  if (number === null) return "not finite";
  const size = Math.abs(number);
  if (size !== 0 && (size < 1e-3 || size >= 1e5)) return number.toExponential(1).replace("-", "−");
  return String(Number(number.toPrecision(digits))).replace("-", "−");
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

/** Requests something of the server; throws a RequestError if it refuses. */
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
  const answer = await response.json();
  if (!response.ok) throw new RequestError(answer.error, response.status);
  return answer;
}

export const nextFrame = () => new Promise((done) => requestAnimationFrame(done));

/** The colours of the page's style sheet, as canvases need them. */
export function palette() {
  const style = getComputedStyle(document.documentElement);
  const rgb = (name) => {
    const hex = style.getPropertyValue(name).trim().slice(1);
    return [0, 2, 4].map((k) => parseInt(hex.slice(k, k + 2), 16));
  };
  return { low: rgb("--low"), middle: rgb("--middle"), high: rgb("--high"), ink: style.color };
}

/** A canvas' picture of a map of bytes, 0 to 254, from the colour of low to that of high. */
export function paint(map, size, colours, strength = 1) {
  const picture = new ImageData(size, size);
  for (let k = 0; k < map.length; k++) {
    const level = ((map[k] - 127) / 127) * strength;
    const end = level < 0 ? colours.low : colours.high;
    for (let c = 0; c < 3; c++) {
      picture.data[4 * k + c] = colours.middle[c] + (end[c] - colours.middle[c]) * Math.abs(level);
    }
    picture.data[4 * k + 3] = 255;
  }
  return picture;
}
