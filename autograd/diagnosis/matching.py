"""Finds formulas, such as `log(sum(exp(x) for x in xs))`, in a graph.

A formula is written as Python text, so that people, the matching and the tests read the same. Its
names stand for anything; the same name for the same thing. `sum` and `prod` stand for chains of
additions and multiplications of any length.
"""

import ast
import functools
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from autograd import sequences
from autograd.operation import TABLE
from autograd.value import Value


class Apply(NamedTuple):
    """An operation applied to terms."""

    op: str
    terms: tuple[Any, ...]


class Chain(NamedTuple):
    """The sum or product of `element`, for each `variable` in the list that `many` stands for."""

    op: str
    element: Any
    variable: str
    many: str


Term = str | float | Apply | Chain
"""A formula: a name, a number, or an operation."""

Bound = dict[str, Any]


class Match(NamedTuple):
    """What the names of a formula stand for, and the Values of the graph that it describes."""

    bound: Bound
    nodes: tuple[Value, ...]


MOST_TERMS = 20_000
"""Longer chains are not looked at: where x = x + x is repeated, they have no end."""

_OPERATORS = {"Add": "add", "Sub": "sub", "Mult": "mul", "Div": "div", "Pow": "pow", "USub": "neg"}
_CHAINS = {"sum": "add", "prod": "mul"}
_NEUTRAL = {"add": 0.0, "mul": 1.0}


@functools.cache
def parse(formula: str) -> Term:
    """A formula from its text.

    >>> parse("log(x + 1)")
    Apply(op='log', terms=(Apply(op='add', terms=('x', 1.0)),))
    """
    return _term(ast.parse(formula, mode="eval").body)


def _term(node: ast.expr) -> Term:
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Constant):
        return float(node.value)  # type: ignore[arg-type]
    if isinstance(node, ast.BinOp):
        return _apply(_OPERATORS[type(node.op).__name__], [node.left, node.right])
    if isinstance(node, ast.UnaryOp):
        return _apply(_OPERATORS[type(node.op).__name__], [node.operand])
    assert isinstance(node, ast.Call)
    name = ast.unparse(node.func)
    if name not in _CHAINS:
        return _apply(name, node.args)
    (many,) = node.args
    assert isinstance(many, ast.GeneratorExp)
    loop = many.generators[0]
    return Chain(_CHAINS[name], _term(many.elt), ast.unparse(loop.target), ast.unparse(loop.iter))


def _apply(op: str, arguments: Sequence[ast.expr]) -> Term:
    terms = tuple(map(_term, arguments))
    if all(isinstance(term, float) for term in terms):
        folded: float = TABLE[op](*terms)
        return folded
    return Apply(op, terms)


def heads(formula: str) -> set[str]:
    """The names of the operations whose result a formula can describe."""
    return {form.op for form in _forms(parse(formula))}


def _forms(term: Term) -> list[Apply]:
    """The ways in which people write a term: x * x for x**2, b**-1 for 1 / b."""
    if not isinstance(term, Apply):
        return []
    op, terms = term
    forms = [term]
    if op in _NEUTRAL:
        forms.append(Apply(op, terms[::-1]))
    elif op == "neg":
        forms += [Apply("mul", (terms[0], -1.0)), Apply("mul", (-1.0, terms[0]))]
    elif op == "pow" and terms[1] == 2.0:
        forms.append(Apply("mul", (terms[0], terms[0])))
    elif op == "pow" and terms[1] == 0.5:
        forms.append(Apply("sqrt", terms[:1]))
    elif op == "sqrt":
        forms.append(Apply("pow", (terms[0], 0.5)))
    elif op == "div":
        inverse = Apply("pow", (terms[1], -1.0))
        forms += [Apply("mul", (terms[0], inverse)), Apply("mul", (inverse, terms[0]))]
        if terms[0] == 1.0:
            forms.append(inverse)
    return forms


NOTHING = Match({}, ())


def matches(term: Term, subject: Any, found: Match = NOTHING) -> Iterator[Match]:
    """Every way in which a formula describes a Value or a number of a graph.

    >>> from autograd import log
    >>> x = Value(2.0)
    >>> [match.bound["y"] is x for match in matches(parse("log(1 + y)"), log(x + 1.0))]
    [True]
    """
    if isinstance(term, str):
        yield from _bind(term, subject, found)
    elif isinstance(term, float):
        if not isinstance(subject, Value) and subject == term:
            yield found
    elif isinstance(term, Chain):
        yield from _chain(term, subject, found)
    elif isinstance(subject, Value) and subject.op is not None:
        found = Match(found.bound, (*found.nodes, subject))
        for form in _forms(term):
            if form.op == subject.op.name:
                yield from _all_match(form.terms, subject.inputs, found)


def _all_match(terms: Sequence[Term], subjects: Sequence[Any], found: Match) -> Iterator[Match]:
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


def _chain(chain: Chain, subject: Any, found: Match) -> Iterator[Match]:
    terms, nodes = _links(chain.op, subject)
    if len(terms) < 2:
        return
    elements, inner = [], list(nodes)
    for term in terms:
        match = next(matches(chain.element, term, Match(found.bound, ())), None)
        if match is None:
            return
        elements.append(match.bound[chain.variable])
        inner += match.nodes
    yield from _bind(chain.many, elements, Match(found.bound, (*found.nodes, *inner)))


def _links(op: str, subject: Any) -> tuple[list[Any], list[Value]]:
    """What a chain of one operation combines, from left to right, and the nodes of the chain."""
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
        elif isinstance(x, Value) or x != _NEUTRAL[op]:
            terms.append(x)
    return terms, nodes


_FUNCTIONS: dict[str, Callable[..., Any]] = {
    name: getattr(sequences, name) for name in sequences.__all__
}


def evaluate(formula: str, bound: Bound) -> Any:
    """The value of a formula of ours, with numbers, Values or lists of them for its names.

    >>> evaluate("logsumexp(xs)", {"xs": [1000.0, 1000.0]})
    1000.6931471805599
    """
    names = {**_FUNCTIONS, **TABLE, **bound, "__builtins__": {}}
    return eval(formula, names)
