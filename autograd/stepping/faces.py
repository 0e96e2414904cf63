"""How a step is shown: as text, in LaTeX, as a row of a table in HTML."""

from collections.abc import Iterable, Iterator, Sequence

from autograd.names.symbols import d
from autograd.operation import Operation
from autograd.stepping.facts import Contribution, Facts
from autograd.value import Value
from autograd.writing import infix, tex
from autograd.writing.formula import Applied, Formula, Number, Rank, named
from autograd.writing.html import escape, face, sentence
from autograd.writing.text import is_number, number

# A minus before a minus would be hard to read; behind `**` Python needs no parentheses.
_STYLE = infix.Style(number, negated=Rank.POWER, exponent=Rank.SIGN)


# ------------------------------------------------------------------------------------- text


def as_text(step: Facts) -> str:
    """A step in a few lines: the operation, then its derivative or contribution by operand."""
    head, lines = headline(step), _lines(step)
    if step.direction == "backward":
        return f"{head}:  " + f"\n{' ' * (len(head) + 3)}".join(lines)
    return f"{head}\n{' ' * len('forward ')}{',  '.join(lines)}" if lines else head


def _lines(step: Facts) -> list[str]:
    """For each operand the local derivative, or what is passed on to it."""
    if step.direction == "forward":
        return list(_local_rules(step))
    return [_with_change(step, part) for part in step.contributions]


def headline(step: Facts) -> str:
    """The operation, and the direction.

    >>> from autograd import steps
    >>> x = Value(0.5, label="x")
    >>> for step in steps(x.tanh()):
    ...     step
    <Step 1: forward L = tanh(x) = tanh(0.5) = 0.4621>
    <Step 2: backward L>
    <Step 3: backward L = tanh(x)>
    """
    name = step._symbols[step.node]
    if step.op is None:
        return f"backward {name}"
    written = infix.write(_applied(step.op, _named_inputs(step)), _STYLE)
    if step.direction == "backward":
        return f"backward {name} = {written}"
    numbers = infix.write(_applied(step.op, map(Number, step.inputs)), _STYLE)
    sides = dict.fromkeys([name, written, numbers, number(step.data)])
    return f"forward {' = '.join(sides)}"


def _applied(op: Operation, inputs: Iterable[Formula]) -> Applied:
    return Applied(op.name, tuple(inputs), op.latex)


def _named_inputs(step: Facts) -> list[Formula]:
    """The inputs by their symbols; constants without one by their numbers."""
    found: list[Formula] = []
    for k, (x, data) in enumerate(zip(step.node.inputs, step.inputs, strict=True)):
        name = step._symbols[x] if x in step._symbols else step._symbols.constant(step.node, k)
        found.append(named(name) if name else Number(data))
    return found


def _contribution(step: Facts, part: Contribution) -> str:
    """The chain rule for one operand, in names and in numbers."""
    result, node, operand = (d(step._symbols[x]) for x in (step._root, step.node, part.operand))
    if step.op is None:
        return f"{result}/{result} = {number(part.amount)}"
    numbers = f"{number(part.gradient)} * {number(part.local_derivative)}"
    names = f"{result}/{node} * {node}/{operand}"
    return f"{result}/{operand} += {names} = {numbers} = {number(part.amount)}"


def _with_change(step: Facts, part: Contribution) -> str:
    change = f"{number(part.before)} -> {number(part.after)}"
    role = _role(step, part.operand, part.input)
    return f"{_contribution(step, part)}  ({'; '.join(filter(None, (change, role)))})"


def _role(step: Facts, operand: Value, name: str) -> str:
    """Which of the inputs is meant, where a Value is an operand twice."""
    twice = sum(x is operand for x in step.operands) > 1
    return f"as {name}" if twice else ""


def _local_rules(step: Facts) -> Iterator[str]:
    """For each operand the local derivative: the rule, and the number."""
    node = d(step._symbols[step.node])
    positions = step.node.operand_positions
    for operand, local, k in zip(step.operands, step.local_derivatives, positions, strict=True):
        assert step.op is not None
        role = _role(step, operand, step.op.inputs[k])
        left = " ".join(filter(None, (f"{node}/{d(step._symbols[operand])}", role)))
        yield " = ".join(filter(None, [left, _rule(step, step.op, k), number(local)]))


def _rule(step: Facts, op: Operation, position: int) -> str:
    """The derivative by an input for people; nothing where it is a number, or not known."""
    if not op.has_formula(position):
        return ""
    names = [infix.write(x, _STYLE) for x in _named_inputs(step)]
    symbols = zip([*op.inputs, "out"], [*names, step._symbols[step.node]], strict=True)
    rule = infix.rewritten(op.rules[position], {x: _enclosed(name) for x, name in symbols})
    return "" if is_number(rule) else rule


def _enclosed(name: str) -> str:
    return f"({name})" if name.startswith("-") or " " in name else name


# ------------------------------------------------------------------------------------ LaTeX


def as_latex(step: Facts) -> str:
    """A step as a formula in LaTeX, without dollar signs around it."""
    if step.direction == "backward":
        lines = [_latex_contribution(step, part) for part in step.contributions]
    else:
        lines = _latex_forward(step)
    return tex.aligned(lines)


def _latex_forward(step: Facts) -> list[str]:
    assert step.op is not None
    name = tex.name(step._symbols[step.node])
    inputs = (_named_inputs(step), map(Number, step.inputs))
    written = [tex.write(_applied(step.op, x), whole=False) for x in inputs]
    sides = dict.fromkeys([*written, tex.number(step.data).latex])
    lines = [f"{name} &= {' = '.join(sides)}"]
    positions = step.node.operand_positions
    for operand, local, k in zip(step.operands, step.local_derivatives, positions, strict=True):
        left = tex.derivative(name, tex.name(step._symbols[operand]))
        role = _latex_role(step, operand, step.op.inputs[k])
        lines.append(f"{left} &= {tex.number(local).latex}{role}")
    return lines


def _latex_role(step: Facts, operand: Value, name: str) -> str:
    role = _role(step, operand, name)
    return rf"\quad {tex.words(f'({role})')}" if role else ""


def _latex_contribution(step: Facts, part: Contribution) -> str:
    values = (step._root, step.node, part.operand)
    result, node, operand = (tex.name(step._symbols[x]) for x in values)
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


def as_html(steps: Sequence[Facts], caption: str = "", after: str = "") -> str:
    """Steps as a table for a notebook.

    Args:
        steps: One row for each.
        caption: A sentence above the table.
        after: A sentence below it.
    """
    rows = "".join(map(_html_row, steps))
    table = f'<table style="color:inherit">{rows}</table>' if rows else ""
    return face(sentence(caption), table, sentence(after))


def _html_row(step: Facts) -> str:
    border = f"border-left:4px solid {_COLOURS[step.direction]}"
    if step.direction == "backward":
        border += ";border-left-style:double"
    head = headline(step).removeprefix(step.direction)
    cells = [
        f'<td style="{_LEFT};{border}">{step.position}</td>',
        f'<td style="{_LEFT}">{_ARROWS[step.direction]}&nbsp;{step.direction}</td>',
        f'<td style="{_LEFT}"><code>{escape(head.strip())}</code></td>',
        f'<td style="{_LEFT}"><code>{escape(chr(10).join(_lines(step)))}</code></td>',
    ]
    return f"<tr>{''.join(cells)}</tr>"
