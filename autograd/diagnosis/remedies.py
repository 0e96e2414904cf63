"""Finds the rewrite that fits a graph, and tries it on the graph's numbers."""

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from contextvars import Context
from dataclasses import dataclass
from itertools import islice
from typing import Any

from autograd.diagnosis.matching import Bound, Match, evaluate, heads, matches, read_pattern
from autograd.diagnosis.rewrites import CANCELLATIONS, GUARDS, IDENTITIES, RewriteRule
from autograd.diagnosis.search import backward_break, is_broken
from autograd.diagnosis.wording import Names
from autograd.graph import topological_order
from autograd.value import Value
from autograd.writing.formula import names_in, read
from autograd.writing.infix import rewritten
from autograd.writing.text import number

_NAME = re.compile(r"[^\W\d][\w.\[\]]*")

MOST_CANDIDATES = 16
"""Most operations of a kind that are tried on a path, so that a long path costs no more."""


@dataclass(frozen=True, eq=False)
class Rewrite:
    """A formula in the user's graph, and one that means the same and stays finite.

    Attributes:
        pattern: The formula in the graph, such as `log(sigmoid(z))`.
        instead: The formula to write, such as `-softplus(-z)`.
        why: The gain, as a sentence.
        node: The Value that `pattern` describes.
        value: The value of `instead` for the numbers in the graph.
    """

    pattern: str
    instead: str
    why: str
    node: Value
    value: float

    def __str__(self) -> str:
        return f"{self.pattern}  ->  {self.instead}"


def find_rewrite(
    culprit: Value,
    suspects: Iterable[Value],
    path: Sequence[Value],
    names: Names,
    *,
    guards: bool = True,
) -> Rewrite | None:
    """The first row of the table that fits, and that helps with the numbers at hand.

    Args:
        culprit: The Value at which numbers stop being finite.
        suspects: Other Values that have a share in it.
        path: The Values from the culprit to the root.
        names: Names of Values.
        guards: Whether to recommend to treat a point as a case of its own.
    """
    focus = list(dict.fromkeys([culprit, *suspects]))
    # A formula that contains the culprit has its result further up the path; digits that cancelled
    # are below; and a guard stands at the operation itself or at the one that uses it.
    searches = (
        (IDENTITIES, path),
        (CANCELLATIONS, _vanishing(culprit)),
        (GUARDS, [*focus, *path[1:2]] if guards else []),
    )
    for rules, where in searches:
        cancelled = rules is CANCELLATIONS
        candidates = _by_operation(where)
        for rule in rules:
            for pattern, match in _fits(rule, candidates):
                if cancelled or not set(focus).isdisjoint(match.nodes):
                    value = _trial(rule.instead, match, cancelled=cancelled)
                    if value is not None:
                        words = _words(match, names, constants=rules is not GUARDS)
                        now, instead = _written((pattern, rule.instead), words)
                        return Rewrite(now, instead, rule.why, match.nodes[0], value)
    return None


def _by_operation(nodes: Iterable[Value]) -> dict[str, list[Value]]:
    found: dict[str, list[Value]] = {}
    for node in nodes:
        if node.op is not None:
            found.setdefault(node.op.name, []).append(node)
    return found


def _fits(rule: RewriteRule, candidates: dict[str, list[Value]]) -> Iterator[tuple[str, Match]]:
    for pattern in rule.patterns:
        for op in sorted(heads(pattern)):
            for node in islice(candidates.get(op, ()), MOST_CANDIDATES):
                for match in matches(read_pattern(pattern), node):
                    yield pattern, match


def _vanishing(culprit: Value) -> Iterator[Value]:
    """The operands that are 0 or negative, and the Values of 0 from which these were computed."""
    seen = 0
    stack = [x for x in culprit.operands if x.data <= 0.0]
    while stack and seen < MOST_CANDIDATES:
        node = stack.pop()
        yield node
        seen += 1
        stack += [x for x in node.operands if x.data == 0.0]


def _trial(formula: str, match: Match, *, cancelled: bool) -> float | None:
    """The value of a formula for the numbers of a match; None if it would not help."""
    # In a context of its own: recorded even within no_grad, and not watched within debug.
    result: Value = Context().run(_tried, formula, match.bound)
    found: float = result.data
    if is_broken(found):
        return None
    before = match.nodes[0].data
    if cancelled:  # it helps if it keeps digits that were lost
        return None if found in (0.0, before) else found
    # Elsewhere it has to give the same number, and finite gradients.
    if not is_broken(before) and not math.isclose(found, before, rel_tol=1e-6, abs_tol=1e-9):
        return None
    if backward_break(topological_order(result), {result: 1.0}) is not None:
        return None
    return found


def _tried(formula: str, bound: Bound) -> Value:
    fresh = {name: _fresh(x) for name, x in bound.items()}
    result = evaluate(formula, fresh)
    return result if isinstance(result, Value) else Value(result)


def _fresh(x: Any) -> Any:
    if isinstance(x, list):
        return [_fresh(element) for element in x]
    return Value(x.data) if isinstance(x, Value) else x


def _words(match: Match, names: Names, *, constants: bool) -> dict[str, str]:
    """The words to write for the letters of a formula; none unless all Values have a proper name.

    Without `constants` the numbers of the match keep their letter: a condition such as `0 == 0`
    would tell nobody anything.
    """
    words: dict[str, str] = {}
    for letter, x in match.bound.items():
        if isinstance(x, Value):
            words[letter] = names.get(x, "")
            if not _NAME.fullmatch(words[letter]):
                return {}
        elif constants and not isinstance(x, list):
            words[letter] = _plain(x)
    return words


def _written(formulas: Sequence[str], words: dict[str, str]) -> list[str]:
    letters = {name for formula in formulas for name in names_in(read(formula))} - words.keys()
    if not letters.isdisjoint(words.values()):
        words = {}  # a name of the user would be taken for a letter of the formula
    return [rewritten(formula, words) for formula in formulas]


def _plain(x: float) -> str:
    text = str(int(x)) if abs(x) < 1e6 and x == int(x) else number(x)
    return f"({text})" if x < 0.0 else text
