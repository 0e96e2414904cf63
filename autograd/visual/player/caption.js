/** The caption of a stop: sentences, and formulas in rows "rule | numbers | result". */
function captionOf(view, stop, digits) {
  const lines = describe(view, stop, digits);
  const rows = formulas(view, stop, digits);
  if (!rows.length) return lines.map((line) => element("p", {}, line));
  const typeset = rows.map((row) => element("div", { class: row.length > 1 ? "row" : "row rule", "aria-hidden": "true" },
    ...row.map((cell) => typesetCell(cell))));
  return [...typeset, ...lines.map((line) => element("p", { class: "quiet" }, line))];
}

/** A cell of pieces of MathML, between which a line may break. */
function typesetCell(pieces) {
  const cell = element("span");
  cell.innerHTML = pieces.filter(Boolean).map((piece) => `<math><mrow displaystyle="true">${piece}</mrow></math>`).join(" ");
  return cell;
}

function formulas(view, { item, phase, at }, digits) {
  const { graph } = view;
  if (!item || item.box !== undefined || !graph.counts[item.node]) return [];
  if (phase === BACKWARD && at > item.last) return [];
  return (phase === FORWARD ? forwardRows : backwardRows)(graph, item.node, digits);
}

/** What the templates of a node's operation are filled with: its result and operands. */
function fillings(graph, node, digits) {
  const operands = edgesOf(graph, node).map((e) => graph.operands[e]);
  const all = [node, ...operands];
  return {
    names: all.map((k) => (graph.isNumber(k) ? numberMath(graph.name(k)) : nameMath(graph.name(k)))),
    numbers: all.map((k) => numberMath(number(graph.shown(k), digits))),
  };
}

function forwardRows(graph, node, digits) {
  const { names, numbers } = fillings(graph, node, digits);
  const rules = graph.rules[graph.operations[node]];
  const equals = "<mo>=</mo>";
  const rows = [[[names[0].math, equals + filled(rules.made, names)],
    [equals + filled(rules.made, numbers)], [equals + numbers[0].math]]];
  edgesOf(graph, node).forEach((e, k) => {
    if (graph.isConstant.has(graph.operands[e])) return;
    const local = equals + numberMath(number(graph.locals[e] + 0, digits)).math;
    const left = partial(graph.name(node), graph.name(graph.operands[e]));
    const by = rules.by[k];
    const tells = by?.[1].includes("«");
    const isNumber = /^#\d$/.test(by?.[0] ?? "");
    rows.push([[left, tells && equals + filled(by[1], names)],
      [tells && !isNumber && equals + filled(by[1], numbers)], [local]]);
  });
  if (rules.rule) rows.push(textbook(rules, names));
  return rows;
}

/** The chain rule for each operand: in names, in numbers, and the product. */
function backwardRows(graph, node, digits) {
  const { names } = fillings(graph, node, digits);
  const rules = graph.rules[graph.operations[node]];
  const root = graph.name(graph.root);
  const name = graph.name(node);
  const show = (x) => numberMath(number(x + 0, digits));
  const rows = [];
  edgesOf(graph, node).forEach((e, k) => {
    if (graph.isConstant.has(graph.operands[e])) return;
    const operand = graph.name(graph.operands[e]);
    const incoming = partial(root, name);
    const by = rules.by[k];
    const rule = by && filled(by[1], names);
    const local = show(graph.locals[e]);
    rows.push([
      [`${partial(root, operand)}<mo>+=</mo>${incoming}<mo>·</mo>${partial(name, operand)}`,
        rule && `<mo>=</mo>${incoming}<mo>·</mo>${by[2] ? inParentheses(rule) : rule}`],
      [`<mo>=</mo>${show(graph.grads[node]).math}<mo>·</mo>${local.isSigned ? inParentheses(local.math) : local.math}`],
      [`<mo>=</mo>${show(graph.locals[e] * graph.grads[node]).math}`],
    ]);
  });
  if (rules.rule) rows.push(textbook(rules, names));
  return rows;
}

/** tanh′(z) = 1 − tanh(z)². */
function textbook(rules, names) {
  return [[filled(rules.rule[1], names)]];
}
