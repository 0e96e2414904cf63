/** Parts of a page: elements, icons, and writing that touches only what changes. */

const SVG = "http://www.w3.org/2000/svg";

const ICONS = {
  first: "M2 2h2v12H2zM14 2v12L5 8z",
  back: "M12 2v12L3 8z",
  play: "M3 1.5v13L14 8z",
  pause: "M3 2h4v12H3zM9 2h4v12H9z",
  next: "M4 2v12l9-6z",
  last: "M12 2h2v12h-2zM2 2v12l9-6z",
  less: "M2 7h12v2H2z",
  more: "M7 2h2v5h5v2H9v5H7V9H2V7h5z",
  fit: "M1 1h5v2H3v3H1zM10 1h5v5h-2V3h-3zM1 10h2v3h3v2H1zM13 10h2v5h-5v-2h3zM5 6h6v4H5z",
  follow: "M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1zm0 2a5 5 0 1 1 0 10A5 5 0 0 1 8 3zm0 3a2 2 0 1 0 0 4 2 2 0 0 0 0-4z",
  full: "M9 1h6v6h-2V4.4L9.7 7.7 8.3 6.3 11.6 3H9zM1 9h2v2.6l3.3-3.3 1.4 1.4L4.4 13H7v2H1z",
  keys: "M1 3h14v10H1zm2 2v1.6h2V5zm3.3 0v1.6h2V5zm3.4 0v1.6h3.3V5zM3 9.4V11h10V9.4z",
  close: "M3.4 2L8 6.6 12.6 2 14 3.4 9.4 8l4.6 4.6-1.4 1.4L8 9.4 3.4 14 2 12.6 6.6 8 2 3.4z",
  stopper: "M5 1h6l4 4v6l-4 4H5l-4-4V5z",
};

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (value !== false) made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children);
  return made;
}

function drawn(name, attributes) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

function icon(name) {
  const svg = drawn("svg", { viewBox: "0 0 16 16", "aria-hidden": "true" });
  svg.append(drawn("path", { d: ICONS[name], "fill-rule": "evenodd" }));
  return svg;
}

function button(label, name, onclick, extra = {}) {
  return element("button", { type: "button", "aria-label": label, title: label, onclick, ...extra }, icon(name));
}

function relabel(made, label, name) {
  made.replaceChildren(icon(name));
  made.setAttribute("aria-label", label);
  made.title = label;
}

function choice(label, options, value) {
  const made = element("select", { "aria-label": label });
  for (const [key, text] of options) made.append(element("option", { value: key }, text));
  made.value = value;
  return made;
}

/** Texts and attributes are written only when they change: that is what makes steps quick. */
function write(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

function attribute(node, name, value) {
  if (node.getAttribute(name) !== value) node.setAttribute(name, value);
}
