const RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹";
const LOWERED = "₀₁₂₃₄₅₆₇₈₉";
const SCRIPTS = new RegExp(`([${RAISED}]*)([${LOWERED}]+(?:,[${LOWERED}]+)*)|([${RAISED}]+)`, "gu");
const LOOSE = 0; // precedences, as in autograd.writing.formula
const PRODUCT = 5;
const ATOM = 9;
const UNSIGNED = 10;

/** The parts of a name such as w¹₂₃·x₃: each a base with the digits behind it, which are plain. */
function scripts(name) {
  const plain = (digits, among) => [...digits].map((c) => (c === "," ? c : among.indexOf(c))).join("");
  const found = [];
  let at = 0;
  for (const match of name.matchAll(SCRIPTS)) {
    const [raised, lowered] = [match[1] || match[3] || "", match[2] || ""];
    found.push({ base: name.slice(at, match.index), raised: plain(raised, RAISED), lowered: plain(lowered, LOWERED) });
    at = match.index + match[0].length;
  }
  if (at < name.length || !found.length) found.push({ base: name.slice(at), raised: "", lowered: "" });
  return found;
}

/** Write a name into an SVG text, its digits raised and lowered; and a word beside it. */
function writeName(text, name, word = "") {
  if (text.dataset.name === name) return;
  text.dataset.name = name;
  let below = 0; // how far the line is below the base line
  const spans = [];
  const span = (content, dy, attributes = {}) => {
    const made = drawn("tspan", { dy: dy - below, ...attributes });
    made.append(content);
    spans.push(made);
    below = dy;
  };
  for (const { base, raised, lowered } of scripts(name)) {
    if (base) span(base, 0);
    if (raised) span(raised, -5, { "font-size": ".8em" });
    if (lowered) span(lowered, 3, { "font-size": ".8em", dx: raised ? -6.1 * raised.length : 0 });
  }
  if (word) span(word, 0, { class: "a", dx: 6 });
  text.replaceChildren(...spans);
}

const SPOKEN = { w: ["to", "from"], b: ["to"], z: ["neuron"], h: ["neuron"] };

/** A name as it is read aloud: "w, layer 1, to 2, from 3". */
function spoken(name) {
  return scripts(name).map(({ base, raised, lowered }) => {
    const [times, letter] = base.startsWith("·") ? ["times ", base.slice(1)] : ["", base];
    const numbers = lowered.includes(",") ? lowered.split(",") : raised ? [...lowered] : [lowered].filter(Boolean);
    const words = raised && SPOKEN[letter];
    const said = [times + letter];
    if (raised) said.push(`layer ${raised}`);
    numbers.forEach((k, i) => said.push(words ? `${words[i] ?? "and"} ${k}` : k));
    return said.join(raised ? ", " : " ");
  }).join(" ");
}

function escaped(text) {
  return text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);
}

/** MathML: a name, a number, a partial derivative. Each with its precedence, for parentheses. */
function nameMath(name) {
  const factors = name.split("·").map((factor) => scripts(factor).map(({ base, raised, lowered }) => {
    const word = /^[\p{L}\p{N}_]*$/u.test(base) ? `<mi>${escaped(base)}</mi>` : `<mtext>${escaped(base)}</mtext>`;
    const [above, below] = [`<mn>${raised}</mn>`, `<mn>${lowered}</mn>`];
    if (raised && lowered) return `<msubsup>${word}${below}${above}</msubsup>`;
    return raised ? `<msup>${word}${above}</msup>` : lowered ? `<msub>${word}${below}</msub>` : word;
  }).join(""));
  const isPlain = /^[\p{L}\p{N}_#·,⁰-₉']+$/u.test(name);
  const hasLayer = new RegExp(`[${RAISED}]`, "u").test(name);
  const rank = !isPlain ? LOOSE : factors.length > 1 ? PRODUCT : hasLayer ? ATOM - 1 : ATOM;
  return { math: `<mrow>${factors.join("<mo>·</mo>")}</mrow>`, rank, isSigned: false };
}

function numberMath(text) {
  const isSigned = text.startsWith("-");
  const [digits, power] = text.replace("-", "").split("e");
  const exponent = power && `<mo>·</mo><msup><mn>10</mn><mn>${String(Number(power)).replace("-", "−")}</mn></msup>`;
  const math = `<mrow>${isSigned ? "<mo>−</mo>" : ""}<mn>${digits}</mn>${exponent ?? ""}</mrow>`;
  return { math, rank: isSigned || power ? PRODUCT : ATOM, isSigned };
}

function partial(above, below) {
  const side = (name) => {
    const { math, rank } = nameMath(name);
    return `<mrow><mo>∂</mo>${rank < ATOM - 1 ? inParentheses(math) : math}</mrow>`;
  };
  return `<mfrac>${side(above)}${side(below)}</mfrac>`;
}

function inParentheses(math) {
  return `<mrow><mo>(</mo>${math}<mo>)</mo></mrow>`;
}

/** A template with its places filled: the result at 0, the operands from 1 on. */
function filled(template, parts) {
  return template.replace(/«(\d+),(\d+)»/g, (_, k, code) => {
    const { math, rank, isSigned } = parts[k];
    const least = code % UNSIGNED;
    return rank < least || (isSigned && code >= UNSIGNED) ? inParentheses(math) : math;
  });
}

/** The same for a template that is text. */
function filledText(template, texts) {
  return template.replace(/#(\d)/g, (_, k) => (/^-|[ ·]/.test(texts[k]) ? `(${texts[k]})` : texts[k]));
}
