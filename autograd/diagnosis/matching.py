"""Finds formulas, such as `log(sum(exp(x) for x in xs))`, in a graph.

A formula is written as Python text, so that people, the matching and the tests read the same. Its
names stand for anything; the same name for the same thing. `sum` and `prod` stand for chains of
additions and multiplications of any length.
"""

import functools
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from autograd import sequences
from autograd.operation import TABLE
from autograd.value import Value
from autograd.writing.formula import Applied, Formula, Number, Symbol, read

Bound = dict[str, Any]


class Match(NamedTuple):
    """What the names of a formula stand for, and the Values of the graph that it describes."""

    bound: Bound
    nodes: tuple[Value, ...]


MOST_TERMS = 20_000
"""Longer chains are not looked at: where x = x + x is repeated, they have no end."""

_CHAINS = {"sum": ("add", 0.0), "prod": ("mul", 1.0)}  # the operation, and its neutral element
_MINUS_ONE = Number(-1.0)


@functools.cache
def read_pattern(formula: str) -> Formula:
    """A formula from its text; operations on numbers are carried out, as 1 / 3.

    >>> read_pattern("x**(1 / 4)")
    Applied(name='pow', inputs=(Symbol(text='x', ...), Number(value=0.25)), ...)
    """
    return _folded(read(formula))


def _folded(formula: Formula) -> Formula:
    if isinstance(formula, Number):
        return Number(float(formula.value))
    if not isinstance(formula, Applied):
        return formula
    terms = tuple(map(_folded, formula.inputs))
    numbers = [term.value for term in terms if isinstance(term, Number)]
    if len(numbers) == len(terms):
        return Number(TABLE[formula.name](*numbers))
    return Applied(formula.name, terms)


def heads(formula: str) -> set[str]:
    """The names of the operations whose result a formula can describe."""
    return {form.name for form in _forms(read_pattern(formula))}


def _forms(term: Formula) -> list[Applied]:
    """The ways in which people write a term: x * x for x**2, b**-1 for 1 / b."""
    match term:
        case Applied(name="add" | "mul" as name, inputs=(a, b)):
            return [term, Applied(name, (b, a))]
        case Applied(name="neg", inputs=(x,)):
            return [term, *_products(x, _MINUS_ONE)]
        case Applied(name="pow", inputs=(x, Number(value=2.0))):
            return [term, Applied("mul", (x, x))]
        case Applied(name="pow", inputs=(x, Number(value=0.5))):
            return [term, Applied("sqrt", (x,))]
        case Applied(name="sqrt", inputs=(x,)):
            return [term, Applied("pow", (x, Number(0.5)))]
        case Applied(name="div", inputs=(a, b)):
            inverse = Applied("pow", (b, _MINUS_ONE))
            alone = [inverse] if a == Number(1.0) else []
            return [term, *_products(a, inverse), *alone]
    return [term] if isinstance(term, Applied) else []


def _products(a: Formula, b: Formula) -> list[Applied]:
    return [Applied("mul", (a, b)), Applied("mul", (b, a))]


NOTHING = Match({}, ())


def matches(term: Formula, subject: Any, found: Match = NOTHING) -> Iterator[Match]:
    """Every way in which a formula describes a Value or a number of a graph.

    >>> from autograd import log
    >>> x = Value(2.0)
    >>> [match.bound["y"] is x for match in matches(read_pattern("log(1 + y)"), log(x + 1.0))]
    [True]
    """
    match term:
        case Symbol(text=name):
            yield from _bind(name, subject, found)
        case Number(value=value):
            if not isinstance(subject, Value) and subject == value:
                yield found
        case Applied(
            name="sum" | "prod" as name,
            inputs=(Applied("for", (element, Symbol(variable), Symbol(many))),),
        ):
            yield from _chain(name, element, variable, many, subject, found)
        case Applied() if isinstance(subject, Value) and subject.op is not None:
            found = Match(found.bound, (*found.nodes, subject))
            for form in _forms(term):
                if form.name == subject.op.name:
                    yield from _all_match(form.inputs, subject.inputs, found)


def _all_match(terms: Sequence[Formula], subjects: Sequence[Any], found: Match) -> Iterator[Match]:
    if not terms:
        yield found
        return
    for first in matches(terms[0], subjects[0], found):
        yield from _all_match(terms[1:], subjects[1:], first)


def _bind(name: str, subject: Any, found: Match) -> Iterator[Match]:
    if name not in found.bound:
        yield Match({**found.bound, name: subject}, found.nodes)
    elif _same(found.bound[name], subject):
        yield found


def _same(a: Any, b: Any) -> bool:
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(map(_same, a, b))
    return a is b or (not isinstance(a, Value) and not isinstance(b, Value) and bool(a == b))


def _chain(
    name: str, element: Formula, variable: str, many: str, subject: Any, found: Match
) -> Iterator[Match]:
    """Match `element for variable in many` with all that a chain of an operation combines."""
    terms, nodes = _links(*_CHAINS[name], subject)
    if len(terms) < 2:
        return
    elements, inner = [], list(nodes)
    for term in terms:
        # Each element has a variable of its own, and the first way to match it is good enough.
        match = next(matches(element, term, Match(found.bound, ())), None)
        if match is None:
            return
        elements.append(match.bound[variable])
        inner += match.nodes
    yield from _bind(many, elements, Match(found.bound, (*found.nodes, *inner)))


def _links(op: str, neutral: float, subject: Any) -> tuple[list[Any], list[Value]]:
    """The terms that a chain of one operation combines, from left to right, and its nodes."""
    terms: list[Any] = []
    nodes: list[Value] = []
    stack = [subject]
    while stack:
        x = stack.pop()
        if isinstance(x, Value) and x.op is not None and x.op.name == op:
            nodes.append(x)
            if len(nodes) > MOST_TERMS:
                return [], []
            stack += reversed(x.inputs)
        elif isinstance(x, Value) or x != neutral:
            terms.append(x)
    return terms, nodes


def evaluate(formula: str, bound: Bound) -> Any:
    """The value of a formula of the table, with numbers, Values or lists of them for its names.

    >>> evaluate("logsumexp(xs)", {"xs": [1000.0, 1000.0]})
    1000.6931471805599
    """
    return eval(formula, {**vars(sequences), **TABLE, **bound, "__builtins__": {}})
