"""How a step is shown: as text, in LaTeX, as a row of a table in HTML."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from autograd.names.symbols import Symbols, d
from autograd.operation import Operation
from autograd.value import Value
from autograd.writing import tex
from autograd.writing.html import escape, face, sentence
from autograd.writing.text import number

if TYPE_CHECKING:
    from autograd.stepping.events import Contribution, Step

_INFIX = {"add": "+", "sub": "-", "mul": "*", "div": "/", "pow": "**"}


# ------------------------------------------------------------------------------------- text


def as_text(step: Step, root: Value, symbols: Symbols) -> str:
    """A step in a few lines: the operation, and then what comes of it for each operand."""
    head = headline(step, root, symbols)
    if step.direction == "forward":
        rules = ",  ".join(_local_rules(step, symbols))
        return f"{head}\n{' ' * len('forward ')}{rules}" if rules else head
    lines = [_with_change(step, part, root, symbols) for part in step.contributions]
    return f"{head}:  " + f"\n{' ' * (len(head) + 3)}".join(lines)


def headline(step: Step, root: Value, symbols: Symbols) -> str:
    """Which operation it is, and in which direction.

    >>> from autograd import steps
    >>> x = Value(0.5, label="x")
    >>> for step in steps(x.tanh()):
    ...     step
    <Step 1: forward L = tanh(x) = tanh(0.5) = 0.4621>
    <Step 2: backward L>
    <Step 3: backward L = tanh(x)>
    """
    name = symbols[step.node]
    if step.op is None:
        return f"backward {name}"
    written = expression(step.op, _names(step, symbols))
    if step.direction == "backward":
        return f"backward {name} = {written}"
    numbers = expression(step.op, [number(x) for x in step.inputs])
    result = number(step.data)
    return f"forward {' = '.join(dict.fromkeys([name, written, numbers, result]))}"


def contribution(step: Step, part: Contribution, root: Value, symbols: Symbols) -> str:
    """The chain rule for one operand, in names and in numbers."""
    result, node, operand = (d(symbols[x]) for x in (root, step.node, part.operand))
    if step.op is None:
        return f"{result}/{result} = {number(part.amount)}"
    numbers = f"{number(part.gradient)} * {number(part.local_derivative)}"
    names = f"{result}/{node} * {node}/{operand}"
    return f"{result}/{operand} += {names} = {numbers} = {number(part.amount)}"


def _with_change(step: Step, part: Contribution, root: Value, symbols: Symbols) -> str:
    change = f"{number(part.before)} -> {number(part.after)}"
    text = contribution(step, part, root, symbols)
    role = _role(step, part.operand, part.input)
    return f"{text}  ({'; '.join(filter(None, (change, role)))})"


def _role(step: Step, operand: Value, name: str) -> str:
    """Which of the inputs is meant, where a Value is an operand twice."""
    twice = sum(x is operand for x in step.operands) > 1
    return f"as {name}" if twice else ""


def _names(step: Step, symbols: Symbols) -> list[str]:
    """The inputs by their symbols; constants by their numbers."""
    return [
        symbols[x] if x in symbols else number(data)
        for x, data in zip(step.node.inputs, step.inputs, strict=True)
    ]


def expression(op: Operation, inputs: Sequence[str]) -> str:
    """An operation on texts, as Python writes it.

    >>> from autograd import ops
    >>> expression(ops.sub, ["a", "-2.0"]), expression(ops.pow, ["-2.0", "b"])
    ('a - -2.0', '(-2.0) ** b')
    """
    if op.name == "neg":
        return f"-({inputs[0]})" if _needs_enclosing(inputs[0]) else f"-{inputs[0]}"
    if op.name not in _INFIX:
        return f"{op.name}({', '.join(inputs)})"
    left, right = (f"({x})" if " " in x else x for x in inputs)
    if op.name == "pow" and _needs_enclosing(inputs[0]):
        left = f"({inputs[0]})"
    return f"{left} {_INFIX[op.name]} {right}"


def _needs_enclosing(text: str) -> bool:
    return text.startswith("-") or " " in text


def _local_rules(step: Step, symbols: Symbols) -> Iterable[str]:
    """For each operand the local derivative: the rule, and the number."""
    node = d(symbols[step.node])
    names = _names(step, symbols)
    positions = step.node.operand_positions
    for operand, local, k in zip(step.operands, step.local_derivatives, positions, strict=True):
        assert step.op is not None
        rule = _rule(step.op, k, names, symbols[step.node])
        role = _role(step, operand, step.op.inputs[k])
        left = " ".join(filter(None, (f"{node}/{d(symbols[operand])}", role)))
        parts = [left, rule, number(local)]
        yield " = ".join(filter(None, parts))


def _rule(op: Operation, position: int, names: Sequence[str], out: str) -> str:
    """The derivative by an input for people; nothing where it is a number, or not known."""
    rule = op.rules[position]
    if re.fullmatch(r"-?[\d.]+", rule) or rule == f"d{op.name}/d{op.inputs[position]}":
        return ""
    words = {
        word: f"({name})" if _needs_enclosing(name) else name
        for word, name in zip([*op.inputs, "out"], [*names, out], strict=True)
    }
    written = re.sub(r"[^\W\d]\w*", lambda found: words.get(found[0], found[0]), rule)
    return "" if re.fullmatch(r"\(?-?[\d.e+]+\)?", written) else written


# ------------------------------------------------------------------------------------ LaTeX


def as_latex(step: Step, root: Value, symbols: Symbols) -> str:
    """A step as a formula in LaTeX, without dollar signs around it."""
    lines = _latex_forward(step, symbols)
    if step.direction == "backward":
        lines = [_latex_contribution(step, part, root, symbols) for part in step.contributions]
    body = "\\\\\n  ".join(lines)
    return f"\\begin{{aligned}}\n  {body}\n\\end{{aligned}}"


def _latex_forward(step: Step, symbols: Symbols) -> list[str]:
    if step.op is None:
        return []
    name = tex.name(symbols[step.node])
    template = tex.template(step.op)
    names = [
        tex.Part(tex.name(symbols[x])) if x in symbols else tex.number(data)
        for x, data in zip(step.node.inputs, step.inputs, strict=True)
    ]
    numbers = [tex.number(x) for x in step.inputs]
    written = [tex.apply(template, parts).latex for parts in (names, numbers)]
    sides = dict.fromkeys([*written, tex.number(step.data).latex])
    lines = [f"{name} &= {' = '.join(sides)}"]
    positions = step.node.operand_positions
    for operand, local, k in zip(step.operands, step.local_derivatives, positions, strict=True):
        left = tex.derivative(name, tex.name(symbols[operand]))
        role = _latex_role(step, operand, step.op.inputs[k])
        lines.append(f"{left} &= {tex.number(local).latex}{role}")
    return lines


def _latex_role(step: Step, operand: Value, name: str) -> str:
    role = _role(step, operand, name)
    return rf"\quad {tex.words(f'({role})')}" if role else ""


def _latex_contribution(step: Step, part: Contribution, root: Value, symbols: Symbols) -> str:
    result, node, operand = (tex.name(symbols[x]) for x in (root, step.node, part.operand))
    amount = tex.number(part.amount).latex
    if step.op is None:
        return f"{tex.derivative(result, result)} &= {amount}"
    chain = rf"{tex.derivative(result, node)} \cdot {tex.derivative(node, operand)}"
    factors = [tex.number(part.gradient), tex.number(part.local_derivative)]
    numbers = tex.apply(r"#1 \cdot #2", factors).latex
    left = tex.derivative(result, operand)
    role = _latex_role(step, part.operand, part.input)
    return rf"{left} &\mathrel{{+}}= {chain} = {numbers} = {amount}{role}"


# ------------------------------------------------------------------------------------- HTML

# Only inherited colours and half-transparent ones: so it can be read on light and on dark pages.
_LEFT = "text-align:left;vertical-align:top;white-space:pre-wrap"
_COLOURS = {"forward": "#3b82f6", "backward": "#c2730a"}
_ARROWS = {"forward": "→", "backward": "←"}


def as_html(
    steps: Sequence[Step], root: Value, symbols: Symbols, caption: str = "", after: str = ""
) -> str:
    """Steps as a table for a notebook.

    Args:
        steps: One row for each.
        root: The result.
        symbols: What Values are called.
        caption: A sentence above the table.
        after: One below it.
    """
    rows = "".join(_html_row(step, root, symbols) for step in steps)
    table = f'<table style="color:inherit">{rows}</table>' if rows else ""
    return face(sentence(caption), table, sentence(after))


def _html_row(step: Step, root: Value, symbols: Symbols) -> str:
    if step.direction == "forward":
        lines = list(_local_rules(step, symbols))
    else:
        lines = [_with_change(step, part, root, symbols) for part in step.contributions]
    border = f"border-left:4px solid {_COLOURS[step.direction]}"
    if step.direction == "backward":
        border += ";border-left-style:double"
    head = headline(step, root, symbols).removeprefix(step.direction)
    cells = [
        f'<td style="{_LEFT};{border}">{step.position}</td>',
        f'<td style="{_LEFT}">{_ARROWS[step.direction]}&nbsp;{step.direction}</td>',
        f'<td style="{_LEFT}"><code>{escape(head.strip())}</code></td>',
        f'<td style="{_LEFT}"><code>{escape(chr(10).join(lines))}</code></td>',
    ]
    return f"<tr>{''.join(cells)}</tr>"
