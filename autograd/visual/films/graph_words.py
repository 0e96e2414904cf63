"""What is said at each stop of a graph: the words of words.js, the formulas of caption.js."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from autograd.formulas.rules import rules_of
from autograd.visual.films.captions import Caption, Row
from autograd.visual.films.graphs import GraphRun, Stop
from autograd.writing.formula import Rank
from autograd.writing.mathml import UNSIGNED
from autograd.writing.scripts import Scripted, parts_of
from autograd.writing.text import count

_PLACE = re.compile(r"«(\d+),(\d+)»")
_NUMBER = re.compile(r"#\d")
_PLAIN = re.compile(r"[\w#·,⁰¹²³⁴-⁹₀-₉']+")
_EQUALS = "<mo>=</mo>"


class Part(NamedTuple):
    """A name or a number as MathML, with its precedence."""

    math: str
    rank: int
    is_signed: bool = False


def tell(run: GraphRun, stop: Stop) -> Caption:
    """What happens at a stop."""
    root = d(run.capture.name(run.passes.root))
    if stop.item is None:
        return Caption(("Operation by operation, values are computed; then gradients flow back.",))
    if stop.is_seed:
        name = run.capture.name(run.passes.root)
        return Caption((f"{root}/{root} = 1.0: the backward pass begins at {name}.",))
    if stop.item.box is not None:
        return Caption((_of_box(run, stop, stop.item.box),))
    assert stop.item.node is not None
    return _of_node(run, stop, stop.item.node)


def _of_node(run: GraphRun, stop: Stop, node: int) -> Caption:
    name = run.capture.name(node)
    if run.capture.operations[node] < 0:
        told = f"{name} = {run.shown(node)}"
        passed = f"{name} was given: there is nothing to pass its gradient on to."
        return Caption((told if stop.direction == "forward" else passed,))
    return Caption((), tuple((_forward if stop.direction == "forward" else _backward)(run, node)))


def _of_box(run: GraphRun, stop: Stop, box: int) -> str:
    size, found = run.tree.sizes[box], run.results[box]
    what = f"{run.box_name(box)}: {count(size, 'value')}"
    node = found[0] if len(found) == 1 else None
    if stop.direction == "forward":
        more = "" if node is None else f"; {run.capture.name(node)} = {run.shown(node)}"
        return f"{what} computed{more}."
    more = ""
    if node is not None:
        slope = f"{d(run.capture.name(run.passes.root))}/{d(run.capture.name(node))}"
        more = f" that came in by {slope} = {run.told(run.gradient(node, stop))}"
    return f"{what} {'has' if size == 1 else 'have'} passed on the gradient{more}."


def d(name: str) -> str:
    """d of a name, in parentheses if it is no plain word.

    >>> d("x"), d("w·x")
    ('dx', 'd(w·x)')
    """
    return f"d{name}" if re.fullmatch(r"[\w⁰¹²³⁴-⁹₀-₉]+", name) else f"d({name})"


# ------------------------------------------------------------------------------------ formulas


def _rules(run: GraphRun, node: int) -> dict[str, Any]:
    op, *constants = run.capture.rows[run.capture.operations[node]]
    return rules_of(op, constants)


def _parts(run: GraphRun, node: int) -> tuple[list[Part], list[Part]]:
    """What templates are filled with: the result and the operands, as names and as numbers."""
    operands = [run.passes.operand(edge) for edge in run.passes.edges(node)]
    numbers = [number_math(run.shown(k)) for k in (node, *operands)]
    names = [
        number_math(run.capture.name(k)) if _is_number(run, k) else name_math(run.capture.name(k))
        for k in (node, *operands)
    ]
    return names, numbers


def _is_number(run: GraphRun, node: int) -> bool:
    return node in run.constants and node not in run.capture.names


def _forward(run: GraphRun, node: int) -> list[Row]:
    """The operation, and each derivative: in names, in numbers, and the result."""
    rules, (names, numbers) = _rules(run, node), _parts(run, node)
    made = rules["made"]
    rows = [
        Row(
            "",
            ((names[0].math, _EQUALS + filled(made, names)), (_EQUALS + filled(made, numbers),)),
            _EQUALS + numbers[0].math,
        )
    ]
    for k, edge in enumerate(run.passes.edges(node)):
        operand = run.passes.operand(edge)
        if operand in run.constants:
            continue
        by = rules["by"][k] if k < len(rules["by"]) else None
        tells = by is not None and "«" in by[1]
        is_number = by is not None and _NUMBER.fullmatch(by[0]) is not None
        left = partial(run.capture.name(node), run.capture.name(operand))
        rule = _EQUALS + filled(by[1], names) if by is not None and tells else ""
        told = (
            _EQUALS + filled(by[1], numbers) if by is not None and tells and not is_number else ""
        )
        local = _EQUALS + number_math(run.told(run.passes.local(edge))).math
        rows.append(Row("", ((left, rule), (told,)), local))
    return rows + _textbook(rules, names)


def _backward(run: GraphRun, node: int) -> list[Row]:
    """The chain rule for each operand: in names, in numbers, and the product."""
    rules, (names, _) = _rules(run, node), _parts(run, node)
    root, name, gradient = run.passes.root, run.capture.name(node), run.passes.gradients[node]
    incoming = partial(run.capture.name(root), name)
    rows = []
    for k, edge in enumerate(run.passes.edges(node)):
        operand, local = run.passes.operand(edge), run.passes.local(edge)
        if operand in run.constants:
            continue
        by = rules["by"][k] if k < len(rules["by"]) else None
        left = partial(run.capture.name(root), run.capture.name(operand))
        chain = f"{left}<mo>+=</mo>{incoming}<mo>·</mo>{partial(name, run.capture.name(operand))}"
        rule = ""
        if by is not None:
            derivative = filled(by[1], names)
            shown = in_parentheses(derivative) if by[2] else derivative
            rule = f"{_EQUALS}{incoming}<mo>·</mo>{shown}"
        factors = [number_math(run.told(x)) for x in (gradient, local)]
        second = in_parentheses(factors[1].math) if factors[1].is_signed else factors[1].math
        product = number_math(run.told(local * gradient)).math
        told = f"{_EQUALS}{factors[0].math}<mo>·</mo>{second}"
        rows.append(Row("", ((chain, rule), (told,)), _EQUALS + product))
    return rows + _textbook(rules, names)


def _textbook(rules: dict[str, Any], names: Sequence[Part]) -> list[Row]:
    """tanh′(z) = 1 − tanh(z)², for a function of one operand."""
    return [Row("", ((filled(rules["rule"][1], names),),))] if "rule" in rules else []


def filled(template: str, parts: Sequence[Part]) -> str:
    """A template with its places filled: the result at 0, the operands from 1 on.

    >>> filled("«1,5»", [Part("", 9), Part("<mn>2</mn>", 3)])
    '<mrow><mo>(</mo><mn>2</mn><mo>)</mo></mrow>'
    """

    def fill(match: re.Match[str]) -> str:
        part, code = parts[int(match[1])], int(match[2])
        is_loose = part.rank < code % UNSIGNED or (part.is_signed and code >= UNSIGNED)
        return in_parentheses(part.math) if is_loose else part.math

    return _PLACE.sub(fill, template)


def name_math(name: str) -> Part:
    """A name such as w¹₂₃·x₃, its digits raised and lowered."""
    factors = ["".join(map(_scripted, parts_of(factor))) for factor in name.split("·")]
    is_plain = _PLAIN.fullmatch(name) is not None
    has_layer = any(part.raised for part in parts_of(name))
    rank: int = Rank.ATOM - 1 if has_layer else Rank.ATOM
    if len(factors) > 1:
        rank = Rank.PRODUCT
    return Part(f"<mrow>{'<mo>·</mo>'.join(factors)}</mrow>", rank if is_plain else Rank.CHOICE)


def _scripted(part: Scripted) -> str:
    tag = "mi" if re.fullmatch(r"\w*", part.base) else "mtext"
    word = f"<{tag}>{html.escape(part.base)}</{tag}>"
    above, below = f"<mn>{part.raised}</mn>", f"<mn>{part.lowered}</mn>"
    if part.raised and part.lowered:
        return f"<msubsup>{word}{below}{above}</msubsup>"
    if part.raised:
        return f"<msup>{word}{above}</msup>"
    return f"<msub>{word}{below}</msub>" if part.lowered else word


def number_math(text: str) -> Part:
    """A number as MathML; its power of ten as one.

    >>> number_math("-2.0").math
    '<mrow><mo>−</mo><mn>2.0</mn></mrow>'
    """
    is_signed = text.startswith("-")
    digits, _, power = text.removeprefix("-").partition("e")
    math = f"<mo>−</mo><mn>{digits}</mn>" if is_signed else f"<mn>{digits}</mn>"
    if power:
        exponent = str(int(power)).replace("-", "−")
        math += f"<mo>·</mo><msup><mn>10</mn><mn>{exponent}</mn></msup>"
    return Part(
        f"<mrow>{math}</mrow>", Rank.PRODUCT if is_signed or power else Rank.ATOM, is_signed
    )


def partial(above: str, below: str) -> str:
    """A partial derivative, by names."""
    return f"<mfrac>{_side(above)}{_side(below)}</mfrac>"


def _side(name: str) -> str:
    math, rank, _ = name_math(name)
    return f"<mrow><mo>∂</mo>{in_parentheses(math) if rank < Rank.ATOM - 1 else math}</mrow>"


def in_parentheses(math: str) -> str:
    """A formula in parentheses."""
    return f"<mrow><mo>(</mo>{math}<mo>)</mo></mrow>"
