"""Finds the operation of a graph to blame for a wrong derivative, a kink, a jump or a nan."""

import math
from collections.abc import Sequence

from autograd.differences.estimates import EPSILON
from autograd.differences.hints import along, hint
from autograd.functional.sweeps import data_of
from autograd.graph import topological_order
from autograd.operation import Operation
from autograd.testing.report import Culprit
from autograd.testing.verdicts import Judgement, Verdict, judge
from autograd.value import Value

ELSEWHERE = "f takes another branch here"
FINEST = 2.0**40  # from here on even the shortest differences are longer than the steps of floor

Known = dict[tuple[Value, int], Judgement]


def find_culprit(root: Value, sources: Sequence[Value], known: Known) -> tuple[Culprit | None, str]:
    """The first operation between the sources and the root whose local derivative is wrong.

    Every recorded local derivative is compared with finite differences of the operation's own
    `forward` on floats, at the recorded inputs.

    Args:
        root: The result.
        sources: The leaves whose derivatives are wrong.
        known: The judgements of local derivatives so far; new ones are added.

    Returns:
        The culprit; and the first operation at a kink or a jump, such as "relu at 0", where the
        chain rule need not hold although every operation is right.
    """
    influenced, broken = set(sources), ""
    for node in topological_order(root):
        if not any(operand in influenced for operand in node.operands):
            continue
        influenced.add(node)
        op, inputs = node.op, [data_of(x) for x in node.inputs]
        assert op is not None
        for position, (operand, local) in zip(node.operand_positions, node.edges(), strict=True):
            if operand in influenced:
                found = known.get((node, position)) or judge_local(op, inputs, position, local)
                known[node, position] = found
                if found.verdict == Verdict.WRONG:
                    return _culprit(op, inputs, position, local, found), broken
                if found.verdict in (Verdict.KINK, Verdict.JUMP):
                    broken = broken or _place(op, inputs)
    return None, broken


def staircase(root: Value) -> str:
    """An operation whose steps look like a slope from afar, such as "floor at 1e6", or ""."""
    for node in topological_order(root):
        if node.op and node.op.jumps and any(abs(data_of(x)) >= 1.0 for x in node.inputs):
            return _place(node.op, [data_of(x) for x in node.inputs])
    return ""


def _place(op: Operation, inputs: Sequence[float]) -> str:
    values = ", ".join(f"{x:.6g}" for x in inputs)
    return f"{op.name} at {values if len(inputs) == 1 else f'({values})'}"


def judge_local(op: Operation, inputs: Sequence[float], position: int, local: float) -> Judgement:
    """Compare a local derivative with finite differences of the operation's forward."""
    x = inputs[position]
    if not math.isfinite(x):
        return Judgement(Verdict.OUTSIDE, False)
    if op.jumps and abs(x) >= FINEST:
        return Judgement(Verdict.JUMP, True)
    f = along(op, position, inputs)
    noise = op.accuracy.ulp * EPSILON * abs(f(0.0))
    return judge(f, local, x=x, scale=abs(x) or 1.0, noise=noise)


def _culprit(
    op: Operation, inputs: Sequence[float], position: int, local: float, found: Judgement
) -> Culprit:
    right, error, _ = found.numerical
    return Culprit(
        op.name,
        dict(zip(op.inputs, inputs, strict=True)),
        op.inputs[position],
        local,
        right,
        error,
        hint(op, position, inputs),
    )


def break_between(centre: Value | None, left: Value | None, right: Value | None) -> str:
    """The operation with a kink or a jump between three runs of f, such as "relu at 0".

    The runs are those at the point, on its left and on its right.
    """
    if centre is None or left is None or right is None:
        return ELSEWHERE
    runs = [[n for n in topological_order(root) if n.op] for root in (centre, left, right)]
    if len({tuple(node.op for node in run) for run in runs}) > 1:
        return ELSEWHERE
    for nodes in zip(*runs, strict=True):
        op = nodes[0].op
        assert op is not None
        data = [[data_of(x) for x in node.inputs] for node in nodes]
        for zero in (*op.kinks, *op.jumps):  # it is 0 at the point, or changes its sign
            here, a, b = (zero(*inputs) for inputs in data)
            if abs(here) < 1e-3 * max(abs(a), abs(b)) or (a < 0.0) != (b < 0.0):
                return _place(op, data[0])
    return ""


def first_bad(root: Value) -> str:
    """The operation that made the first nan or inf of finite inputs, as text: "log(-1) is nan"."""
    for node in topological_order(root):
        data = [data_of(x) for x in node.inputs] if node.op else []
        if node.op and not math.isfinite(node.data) and all(map(math.isfinite, data)):
            return f"{node.op.name}({', '.join(f'{x:.6g}' for x in data)}) is {node.data}"
    return f"f is {root.data}"


def first_infinite(root: Value) -> str:
    """The operation that made the first local derivative that is nan or inf: " from sqrt(0)"."""
    for node in topological_order(root):
        if node.op and not all(map(math.isfinite, node.local_derivatives)):
            inputs = ", ".join(f"{data_of(x):.6g}" for x in node.inputs)
            return f" from {node.op.name}({inputs})"
    return ""
