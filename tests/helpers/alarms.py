"""Right and wrong rules, far out and at the edges of the domain, for `check_gradients`."""

import math
import random

from autograd import Value
from autograd.graph import topological_order
from autograd.operation import TABLE, Operation
from autograd.testing import check_gradients
from tests.helpers.mutations import mutated

FARTHEST = 1e8
DIFFERENTIABLE = [
    row for row in TABLE.values() if any(rule is not None for rule in row.derivatives)
]


def far_number(rng, low, high):
    """A number of any size up to FARTHEST, in the interval."""
    low, high = max(low, -FARTHEST), min(high, FARTHEST)
    while True:
        x = rng.choice((-1.0, 1.0)) * 10.0 ** rng.uniform(-2.0, 8.0)
        if not low <= x <= high:
            x = rng.uniform(low, high)
        if rng.random() < 0.2:
            x = min(max(float(round(x)), low), high)
        return x


def free_inputs(row, inputs):
    """The row as a function of the inputs it is differentiated by; and these."""
    free = [k for k, rule in enumerate(row.derivatives) if rule is not None]

    def f(*values):
        given = list(inputs)
        for k, value in zip(free, values, strict=True):
            given[k] = value
        return row(*given)

    f.__name__ = row.name
    return f, [inputs[k] for k in free]


def slopes(row, inputs):
    """The result and the local derivatives, as floats."""
    out = row.forward(*inputs)
    rules = row.derivatives
    return [out, *[rule(out, *inputs) if callable(rule) else rule or 0.0 for rule in rules]]


def far_inputs(row, rng):
    """Inputs of a row, far out, where the result and the derivatives are finite numbers."""
    while True:
        if row.name == "where":
            return rng.random() < 0.5, far_number(rng, -9e9, 9e9), far_number(rng, -9e9, 9e9)
        inputs = tuple(far_number(rng, *interval) for interval in row.domain)
        if row.name == "polygamma":
            inputs = float(rng.randint(0, 3)), inputs[1]
        if row.name in ("pow", "power_slope"):
            y = rng.choice((rng.uniform(-3.0, 3.0), float(rng.randint(-4, 6))))
            inputs = abs(inputs[0]), y
        if all(map(math.isfinite, slopes(row, inputs))):
            return inputs


def right_rows(count, seed=0):
    """(function, point) for every row in turn, at points far out."""
    rng = random.Random(seed)
    for k in range(count):
        row = DIFFERENTIABLE[k % len(DIFFERENTIABLE)]
        yield free_inputs(row, far_inputs(row, rng))


def right_compositions(count, seed=0):
    """(function, point): random compositions of two to five rows, at points far out."""
    rng = random.Random(seed)
    rows = [row for row in DIFFERENTIABLE if row.name not in ("where", "polygamma", "lgamma")]
    while count:
        plan = [
            (row := rng.choice(rows), [rng.random() for _ in row.inputs])
            for _ in range(rng.randint(2, 5))
        ]
        point = [far_number(rng, -FARTHEST, FARTHEST) for _ in range(rng.randint(1, 2))]
        f = composed(plan)
        if is_finite_all_through(f, point):
            yield f, point
            count -= 1


def is_finite_all_through(f, point):
    """Whether all results on the way are finite, and so are their derivatives."""
    root = f(*map(Value, point))
    return not isinstance(root, Value) or all(
        math.isfinite(number)
        for node in topological_order(root)
        for number in (node.data, *node.local_derivatives)
    )


def composed(plan):
    """A function that applies rows to what there is so far, the last results more often."""

    def f(*values):
        nodes = list(values)
        for row, shares in plan:
            nodes.append(row(*[nodes[-1 - int(len(nodes) * share**2)] for share in shares]))
        return nodes[-1]

    f.__name__ = " ".join(row.name for row, _ in plan)
    return f


EDGES = {
    "asin": (-1.0, 1.0),
    "acos": (-1.0, 1.0),
    "atanh": (-1.0, 1.0),
    "acosh": (1.0,),
    "log1p": (-1.0,),
}


def at_edges():
    """(function, point) of every row of one input at tiny numbers and next to its edges."""
    tiny = [5e-324, 1e-320, 1e-310, 2.3e-308, 1e-300, 1e-200, 1e-100, 1e-30, 1e-16, 1e-8]
    for row in DIFFERENTIABLE:
        if len(row.inputs) > 1 or row.jumps:
            continue
        ((low, high),) = row.domain
        places = [0.0, *EDGES.get(row.name, ())]
        for place in places:
            for distance in tiny:
                for x in (place - distance, place + distance):
                    if (
                        low <= x <= high
                        and x not in places
                        and all(map(math.isfinite, slopes(row, (x,))))
                    ):
                        yield row, [x]


FAULTS = {
    "off by 1e-5": lambda right: (1.0 + 1e-5) * right,
    "off by 1e-4": lambda right: (1.0 - 1e-4) * right,
    "twice": lambda right: 2.0 * right,
    "sign": lambda right: -right,
    "zero": lambda right: 0.0 * right,
}


def faulty(count, seed=0):
    """(name of the operation, function, point), with one rule wrong, far out."""
    rng = random.Random(seed)
    rows = [row for row in DIFFERENTIABLE if row.name not in ("where", "lgamma")]
    while count:
        row = rng.choice(rows)
        inputs = far_inputs(row, rng)
        position = rng.choice([k for k, rule in enumerate(row.derivatives) if rule is not None])
        if not telling(row, inputs, position):
            continue
        fault = list(FAULTS)[count % len(FAULTS)]
        wrong = with_fault(row, position, FAULTS[fault])
        yield fault, *free_inputs(wrong, inputs)
        count -= 1


def telling(row: Operation, inputs, position):
    """Whether the result shows the derivative: not hidden by rounding, nor on a vertical edge."""
    out, *locals_ = slopes(row, inputs)
    change = abs(locals_[position] * inputs[position])
    if abs(out) < 1e-300:  # denormal
        return False
    return 1e-3 * abs(out) < change < 1e9 * abs(out) and abs(inputs[position]) > 1e-3


def with_fault(row, position, fault):
    right = row.derivatives[position]

    def rule(out, *inputs):
        return fault(right(out, *inputs) if callable(right) else right)

    return mutated(row, position, rule)


def verdicts(f, point):
    """The verdicts of the checks that fail."""
    return {str(entry.verdict) for entry in check_gradients(f, *point).failures}


def outcome(f, report):
    """What became of a planted fault: "named", "unnamed" or "missed"."""
    if report.ok:
        return "missed"
    blamed = {entry.culprit.operation for entry in report.failures if entry.culprit}
    return "named" if f.__name__ in blamed else "unnamed"
