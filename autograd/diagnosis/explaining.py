"""`explain`: a derivative as a sum over paths."""

import functools
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, overload

from autograd.checks import check_limit, is_iterable
from autograd.diagnosis import chain_rule
from autograd.diagnosis.paths import MOST_BITS, Path, best_ways, largest_paths, sum_and_number
from autograd.diagnosis.story import Story, tell
from autograd.diagnosis.wording import Names
from autograd.errors import InputTypeError
from autograd.functional.structure import flatten, is_array
from autograd.graph import topological_order
from autograd.names.variables import caller_variables, is_model, names_of
from autograd.value import Value, check_result
from autograd.writing.html import Shown


@dataclass(frozen=True, eq=False, repr=False)
class Explanation(Shown):
    """A derivative as a sum over paths. `print` it, or let a notebook show it.

    Attributes:
        root: The result y.
        wrt: The Value x by which it is differentiated.
        total: dy/dx, the sum over all paths, computed as `backward` does.
        paths: The paths with the largest products, the largest first. A path with a derivative that
            is nan or infinite comes before all others, since it decides the sum.
    """

    root: Value
    wrt: Value
    total: float
    paths: tuple[Path, ...]
    _story: Story

    @functools.cached_property
    def number_of_paths(self) -> int:
        """The exact number of paths, which is often astronomically large."""
        if self._story.paths is not None:
            return self._story.paths
        order = topological_order(self.root)
        many = sum_and_number(order, self.root, self.wrt, best_ways(order, self.wrt))[1]
        assert many is not None
        return many

    @property
    def remainder(self) -> float:
        """The sum over the paths that are not in `paths`; 0 if there are none."""
        return self._story.remainder

    @property
    def latex(self) -> str:
        """The sum as a formula in LaTeX, without dollar signs around it."""
        return chain_rule.as_latex(self._story)

    def __str__(self) -> str:
        return chain_rule.as_text(self._story)

    def __repr__(self) -> str:
        return f"<Explanation: {chain_rule.headline(self._story).rstrip(':')}>"

    def _repr_html_(self) -> str:
        """The sum as a table; text of the user is escaped."""
        return chain_rule.as_html(self._story)


@overload
def explain(
    root: Value, wrt: Value, *, limit: int = 10, names: Mapping[str, Any] | None = None
) -> Explanation: ...


@overload
def explain(
    root: Value, wrt: Any, *, limit: int = 10, names: Mapping[str, Any] | None = None
) -> Any: ...


def explain(
    root: Value, wrt: Any, *, limit: int = 10, names: Mapping[str, Any] | None = None
) -> Any:
    """Write a derivative as the chain rule does: a sum over paths of products of local derivatives.

    Every path from the result down to a Value contributes the product of the derivatives along it.
    The total is what `backward` gives, but no `grad` is touched. For each Value in `wrt` the time
    is linear in the size of the graph.

    Args:
        root: The result.
        wrt: The Value to differentiate by, or a list, tuple or dict of them.
        limit: Most paths that are shown, the largest ones; the sum of all others is one number.
        names: Names for Values without a label: a dict like `locals()`. By default the variables
            that the caller sees; Values without a name are called v1, v2, ...

    Returns:
        An `Explanation`; for a list, tuple or dict of Values the same with explanations in it.

    Raises:
        InputTypeError: If root is no Value, wrt has something else in it, or names is no dict.
        InputValueError: If limit is no whole number from 1.

    >>> from autograd import tanh
    >>> w, x = Value(2.0, label="w"), Value(0.25, label="x")
    >>> loss = tanh(w * x) + w
    >>> print(explain(loss, w))
    d loss / d w = 1.197, the sum over 2 paths from loss down to w, each a product of derivatives:
         1.0 = 1.0 (d loss/d w)
      0.1966 = 1.0 (d loss/d v2) * 0.7864 (d v2/d v1) * 0.25 (d v1/d w)
    where
      loss = v2 + w = 2.462      d loss/d v2 = 1.0,  d loss/d w = 1.0
      v2 = tanh(v1) = 0.4621     d v2/d v1 = 1 - v2**2 = 0.7864
      v1 = w * x = 0.5           d v1/d w = x = 0.25
      w = 2.0
    """
    check_result(root, "explain(root, wrt) takes a Value for root")
    check_limit(limit, "paths")
    variables = caller_variables(names, sys._getframe(1))
    targets, rebuild = _targets(wrt)
    order = topological_order(root)
    called = names_of([*order, *targets], variables)
    return rebuild(iter([_explained(root, x, order, called, limit) for x in targets]))


def _explained(
    root: Value, wrt: Value, order: Sequence[Value], names: Names, limit: int
) -> Explanation:
    best = best_ways(order, wrt)
    total, many = sum_and_number(order, root, wrt, best, MOST_BITS)
    paths = largest_paths(root, wrt, best, limit)
    story = tell(root, wrt, total, paths=paths, number_of_paths=many, order=order, names=names)
    return Explanation(root, wrt, total, tuple(paths), story)


def _targets(wrt: Any) -> tuple[list[Value], Any]:
    if is_iterable(wrt) and not isinstance(wrt, dict | list | tuple):
        wrt = wrt if is_array(wrt) else list(wrt)
    try:
        targets, rebuild = flatten(wrt, "wrt")
    except InputTypeError:
        targets, rebuild = [wrt], next
    for x in targets:
        hint = "give Values that take part in the graph, such as the parameters of a model"
        if is_model(x):
            hint = "give its parameters, as in explain(loss, dict(model.named_parameters()))"
        takes = "explain(root, wrt) takes a Value for wrt, or a list or dict of Values"
        check_result(x, takes, hint)
    return targets, rebuild
