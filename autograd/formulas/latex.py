"""`to_latex`: what a graph computes and its derivatives, as formulas."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from autograd.checks import check_limit, described
from autograd.errors import InputTypeError
from autograd.formulas.derivations import definitions, derivatives, take_apart
from autograd.functional.structure import flatten
from autograd.graph import topological_order
from autograd.names.variables import caller_variables, names_of
from autograd.value import Value, check_result
from autograd.writing import tex


@dataclass(frozen=True)
class Formulas:
    """Formulas of a graph, line by line. A notebook shows them; `print` gives their LaTeX.

    Attributes:
        latex: All lines in LaTeX, without dollar signs around them.
        text: The same lines as plain text, formulas as Python writes them.
    """

    latex: str
    text: str

    def __str__(self) -> str:
        return self.latex

    def __repr__(self) -> str:
        first, *others = self.text.splitlines()
        return f"<Formulas: {first}{'; ...' if others else ''}>"

    def _repr_latex_(self) -> str:
        return f"$${self.latex}$$"

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        return {"text/latex": self._repr_latex_(), "text/plain": self.text}


def to_latex(
    root: Value,
    *,
    derivative: bool = True,
    wrt: Any = None,
    names: Mapping[str, Any] | None = None,
    limit: int = 24,
) -> Formulas:
    r"""Write what a Value was computed by, and its derivatives, as formulas in LaTeX.

    The first line is the result. A Value that is used several times, has a label or would make a
    line too long is a symbol there, with a line of its own below. Then come the derivatives by
    these symbols and by the leaves, from the rules of the table and the chain rule.

    Args:
        root: The result.
        derivative: Whether to write derivatives.
        wrt: The Values to differentiate by: one or several; by default all leaves.
        names: Names for Values without a label: a dict like `locals()`. By default the variables
            that the caller sees; Values without a name are called u1, u2, ..., and the result L.
        limit: Most lines of formulas, and of derivatives; the others are counted.

    Raises:
        InputTypeError: If root is no Value, wrt has something else in it, or names is no dict.
        InputValueError: If limit is no whole number from 1.

    >>> w, x, b = (Value(0.5, label=name) for name in "wxb")
    >>> formulas = to_latex((w * x + b).tanh(), wrt=w)
    >>> print(formulas.text)
    L = tanh(w * x + b)
    dL/dw = (1 - L ** 2) * x
    >>> print(formulas)
    \begin{aligned}
      L &= \tanh\left(w \cdot x + b\right)\\
      \frac{\partial L}{\partial w} &= \left(1 - {L}^{2}\right) \cdot x
    \end{aligned}
    """
    targets = _checked(root, wrt, limit)
    variables = caller_variables(names, sys._getframe(1))
    order = topological_order(root, untaken=True)
    given = names_of([*order, *targets], variables)
    pieces = take_apart(order, targets, given, derive=bool(derivative))
    lines = list(definitions(pieces, limit))
    if derivative:
        lines += derivatives(pieces, targets, limit)
    return Formulas(tex.aligned(x.latex for x in lines), "\n".join(x.text for x in lines))


def _checked(root: Any, wrt: Any, limit: Any) -> list[Value]:
    check_result(root, "to_latex(root) takes a Value")
    check_limit(limit, "lines")
    if wrt is None:
        return []
    try:
        targets, _ = flatten(wrt, "wrt")
    except InputTypeError:
        targets = [wrt]
    for wrong in [x for x in targets if not isinstance(x, Value)]:
        raise InputTypeError(
            f"wrt takes a Value, or a list or dict of Values, but has {described(wrong)} in it; "
            "give Values that the result was computed from"
        )
    return list(dict.fromkeys(targets))
