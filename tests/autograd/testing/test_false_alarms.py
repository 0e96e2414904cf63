"""Ten thousand correct checks: every row of the table, at random points and at its kinks."""

import math
import random
from itertools import islice

import pytest

from autograd.operation import TABLE
from autograd.testing import check_gradients
from tests.helpers.sampling import points

ROWS = [row for row in TABLE.values() if any(rule is not None for rule in row.derivatives)]
SLOW = {"lgamma", "polygamma"}  # in decimal arithmetic
CHECKS = {row.name: 40 if row.name in SLOW else 220 for row in ROWS}


def with_free_inputs(row, inputs):
    """The row as a function of the inputs that it is differentiated by, and these."""
    free = [k for k, rule in enumerate(row.derivatives) if rule is not None]

    def f(*values):
        given = list(inputs)
        for k, value in zip(free, values, strict=True):
            given[k] = value
        return row(*given)

    return f, [inputs[k] for k in free]


def makes_sense(row, inputs):
    """Moderate inputs, and a result and derivatives that are finite."""
    moderate = (isinstance(x, bool) or x == 0.0 or 1e-6 <= abs(x) <= 1e6 for x in inputs)
    out = row.forward(*inputs)
    slopes = [rule(out, *inputs) if callable(rule) else rule or 0.0 for rule in row.derivatives]
    return all(moderate) and all(map(math.isfinite, [out, *slopes]))


def test_there_are_ten_thousand():
    assert sum(CHECKS.values()) >= 10_000


@pytest.mark.slow
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_a_right_rule_is_never_called_wrong(row):
    count = CHECKS[row.name]
    usable = (inputs for inputs in points(row, 30 * count) if makes_sense(row, inputs))
    checked = 0
    for inputs in islice(usable, count):
        f, at = with_free_inputs(row, inputs)
        report = check_gradients(f, *at)
        assert report.ok, f"{inputs}: {report}"
        checked += 1
    assert checked == count


def random_function(rng):
    """A random graph of the table's operations, as a function, and a point for it."""
    rows = [row for row in ROWS if row.name not in SLOW | {"where", "atan2", "power_slope"}]
    count, plan = rng.randint(1, 4), []
    for size in range(count, count + rng.randint(2, 8)):
        row = rng.choice(rows)
        recent = [size - 1 - min(int(rng.expovariate(0.7)), size - 1) for _ in row.inputs]
        plan.append((row, recent))

    def f(*values):
        nodes = list(values)
        for row, operands in plan:
            nodes.append(row(*[nodes[k] for k in operands]))
        return nodes[-1]

    return f, [rng.gauss(0.0, 3.0) for _ in range(count)]


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_no_operation_of_a_random_graph_is_called_wrong(seed):
    rng = random.Random(seed)
    checked = 0
    while checked < 60:
        f, at = random_function(rng)
        if math.isfinite(f(*at)):
            report = check_gradients(f, *at)
            assert not any(entry.verdict == "wrong rule" for entry in report.entries), report
            checked += 1


# The inputs at which a row has a kink or a jump, one for each of its functions at least.
BREAKS = {
    "abs": [(0.0,)],
    "hypot": [(0.0, 0.0)],
    "relu": [(0.0,)],
    "leaky_relu": [(0.0, 0.01), (0.0, -2.0)],
    "elu": [(0.0, 0.5)],
    "selu": [(0.0,)],
    "maximum": [(1.5, 1.5), (0.0, 0.0)],
    "minimum": [(1.5, 1.5), (-3.0, -3.0)],
    "clip": [(-1.0, -1.0, 1.0), (1.0, -1.0, 1.0)],
    "step": [(0.0,)],
    "sign": [(0.0,)],
    "floor": [(0.0,), (3.0,), (-2.0,), (1e6,)],
    "ceil": [(0.0,), (3.0,), (-2.0,), (1e6,)],
    "round": [(0.5,), (-1.5,), (2.5,)],
}


def test_every_row_with_a_kink_or_a_jump_is_here():
    assert set(BREAKS) == {row.name for row in ROWS if row.kinks or row.jumps}


@pytest.mark.parametrize(("name", "inputs"), [(n, i) for n, at in BREAKS.items() for i in at])
def test_a_kink_or_jump_passes_and_is_named(name, inputs):
    f, at = with_free_inputs(TABLE[name], inputs)
    report = check_gradients(f, *at)
    verdict = "kink here" if TABLE[name].kinks else "discontinuity"
    assert report.ok
    assert any(
        entry.verdict == verdict and entry.detail.startswith(f"{name} at ")
        for entry in report.entries
    )


@pytest.mark.parametrize("side", [-1.0, 1.0])
@pytest.mark.parametrize("name", BREAKS)
def test_next_to_a_kink_or_jump_there_is_no_false_alarm(name, side):
    for distance in (5e-324, 1e-300, 1e-16, 1e-13, 1e-10, 1e-7, 1e-4):
        first, *rest = BREAKS[name][0]
        moved = first + side * max(distance, math.ulp(first) if first else 0.0)
        f, at = with_free_inputs(TABLE[name], (moved, *rest))
        report = check_gradients(f, *at)
        assert report.ok, report
