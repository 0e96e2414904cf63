"""`diagnose`: where a graph became nan or infinite."""

import math
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from autograd.checks import is_iterable
from autograd.diagnosis import search
from autograd.diagnosis.advice import advice, advice_backward
from autograd.diagnosis.remedies import find_rewrite
from autograd.diagnosis.report import Diagnosis, Graph, Kind, remedy
from autograd.diagnosis.search import is_broken
from autograd.diagnosis.wording import kind
from autograd.errors import InputValueError
from autograd.graph import topological_order
from autograd.names.variables import caller_variables, is_model, names_of
from autograd.value import Value, check_result
from autograd.writing.text import count


def diagnose(root: Value | Iterable[Value], *, names: Mapping[str, Any] | None = None) -> Diagnosis:
    """Find where a graph became nan or infinite, in the forward or in the backward pass.

    A result that is nan or infinite is followed back to the first Value, in topological order, that
    became so by itself. If all results are finite, a backward pass is tried, without touching any
    `grad`: a gradient may break there, for example by 0 * inf.

    Args:
        root: A result, or several, whose gradients are added up as by `backward` on each.
        names: Names for Values without a label: a dict like `locals()`. By default the variables
            that the caller sees.

    Returns:
        A `Diagnosis`, also of a healthy graph. It has the line of code of Values that were computed
        inside `autograd.debug()`.

    Raises:
        InputTypeError: If root is no Value, or names is no dict.
        InputValueError: If there is no Value in a list of roots.

    >>> from autograd import log, sigmoid
    >>> z = Value(-1000.0, label="z")
    >>> loss = 1.0 - log(sigmoid(z))
    >>> print(diagnose(loss))
    loss is inf: it began as -inf in log.
      operation   log(sigmoid(z)) = -inf
      operands    sigmoid(z) = 0.0
      made at     unknown: run the code inside `with autograd.debug():` to see the line
      path        log = -inf  ->  loss = inf
      instead     log(sigmoid(z))  ->  -softplus(-z), which is -1000.0 here
                  The sigmoid underflows to 0 for x below -745; softplus never forms it.
    """
    roots = _roots(root)
    variables = caller_variables(names, sys._getframe(1))
    order = topological_order(*roots)
    return examine(Graph(roots, order, names_of(order, variables)))


def _roots(root: Any) -> list[Value]:
    several = is_iterable(root)
    roots = list(root) if several else [root]
    if not roots:
        raise InputValueError("diagnose was given no Value: give the result of a computation")
    for x in roots:
        hint = "give the Value that a computation gave, such as the loss"
        if isinstance(x, int | float):
            hint += " itself, not its .data"
        elif is_model(x):
            hint = "give what the model computes, as in diagnose(model(x))"
        check_result(x, "diagnose takes a Value or a list of Values", hint)
    return roots


def examine(graph: Graph) -> Diagnosis:
    """As `diagnose`, for a graph that is sorted already."""
    causes, path = search.first_cause(graph.order, graph.roots)
    if causes:
        return _forward(graph, causes, path)
    seeds = {root: float(times) for root, times in Counter(graph.roots).items()}
    edge = search.backward_break(graph.order, seeds)
    return _healthy(graph) if edge is None else examine_edge(graph, edge)


def _healthy(graph: Graph) -> Diagnosis:
    what = f"all {len(graph.order):,} values" if len(graph.order) > 1 else "the value"
    notes = []
    infinite = [node for node in graph.order if is_broken(node.data)]
    if infinite:
        what = "all results"
        notes.append(f"{graph.describe(infinite[0])}, but nothing that follows from it breaks")
    for node in graph.order:
        taken = node.operand_positions
        for k, x in enumerate(node.inputs):
            if k not in taken and isinstance(x, Value) and is_broken(x.data):
                notes.append(f"{graph.describe(x)}, but in a branch that was not taken")
    rows = [("harmless", note) for note in notes[:2]]
    return Diagnosis("healthy", f"Healthy: {what} and all gradients are finite.", _rows=rows)


def _forward(graph: Graph, causes: list[Value], path: list[Value]) -> Diagnosis:
    node = path[0]
    # Infinities may cancel to a nan further up: that Value has a share in the trouble.
    nans = [] if math.isnan(node.data) else [x for x in path if math.isnan(x.data)][:1]
    what = _kind(node)
    rewrite = None
    if what == "forward" or nans:
        rewrite = find_rewrite(node, nans, path, graph.names)
    hint = "" if rewrite and what == "forward" else advice(node)
    rows = [*graph.facts(node), graph.way(path)]
    for became_nan in nans:
        origin = graph.origin(became_nan)
        where = f", made at {origin}" if origin else ""
        rows.append(("became nan", graph.describe(became_nan) + where))
    rows += remedy(rewrite, hint)
    if len(causes) > 1:
        rows.append(("also", f"{count(len(causes) - 1, 'other value')} broke independently"))
    return Diagnosis(
        what,
        _blame(graph, what, path),
        node,
        *graph.operation(node),
        path=tuple(path),
        origin=graph.origin(node),
        rewrite=rewrite,
        advice=hint,
        became_nan=nans[0] if nans else None,
        causes=tuple(causes),
        _rows=rows,
    )


def _kind(node: Value) -> Kind:
    if node.op is None:
        return "data"
    return "constant" if search.culpable(node) else "forward"


def _blame(graph: Graph, what: Kind, path: list[Value]) -> str:
    node, root = path[0], path[-1]
    start = f"{graph.root_name(root)} is {kind(root.data)}"
    if node.op is None:
        if node is root:
            return f"{start}: it is an input, which no operation made."
        return f"{start}, because {graph.name(node)} is {kind(node.data)} from the beginning."
    if what == "constant":
        return f"{start}, because of a number that is written into {node.op.name}."
    if node is root:
        return f"{start}: {node.op.name} made it of finite numbers."
    return f"{start}: it began as {kind(node.data)} in {node.op.name}."


def examine_edge(graph: Graph, edge: search.Edge) -> Diagnosis:
    """The diagnosis of a backward pass that breaks at an edge."""
    node = edge.node
    assert node.op is not None
    path = search.path_to_root(graph.order, graph.roots, node)
    infinite = [x for x in (node, edge.operand) if is_broken(x.data)]
    causes, _ = search.first_cause(graph.order, infinite)
    special = is_broken(edge.local_derivative)  # the point, not the size of the gradient
    rewrite = find_rewrite(node, causes[:1], path, graph.names, guards=special)
    hint = "" if rewrite else advice_backward(edge)
    rows = [*graph.facts(node), ("backward", graph.step(edge)), graph.way(path)]
    rows += [("began as", graph.describe(x)) for x in causes[:1] if x is not node]
    result = edge.before + edge.contribution
    return Diagnosis(
        "backward",
        f"{graph.root_name(path[-1])} is finite, but a gradient is not: it becomes {kind(result)} "
        f"in the backward step through {node.op.name}.",
        node,
        *graph.operation(node),
        path=tuple(path),
        origin=graph.origin(node),
        edge=edge,
        rewrite=rewrite,
        advice=hint,
        causes=tuple(causes),
        _rows=[*rows, *remedy(rewrite, hint)],
    )
