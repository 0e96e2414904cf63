"""Compiled and eager results agree: on random graphs, and on every operation at all points."""

import itertools
import math
import operator
import random

import numpy as np
import pytest

import autograd
from autograd import Value
from autograd.operation import TABLE
from tests.helpers.closeness import assert_close
from tests.helpers.sampling import points

CHUNK = 50

UNARY = [
    autograd.sin,
    autograd.tanh,
    autograd.relu,
    autograd.sigmoid,
    autograd.softplus,
    autograd.abs,
    autograd.atan,
    lambda a: autograd.exp(0.1 * a),
    lambda a: a * a,
    lambda a: a**3,
    lambda a: -a,
    lambda a: 1.0 / (1.0 + a * a),
    lambda a: 2.0 - a,
]
BINARY = [operator.add, operator.sub, operator.mul, autograd.maximum, autograd.hypot]


def scattered(seed):
    """A function of two lists without any order in it: each result reads any earlier ones."""
    rng = random.Random(f"scattered {seed}")
    n = rng.randint(1, 6)
    steps = []
    for _ in range(rng.randint(1, 60)):
        steps.append((rng.choice(UNARY), rng.choice(BINARY), rng.random(), rng.random()))

    def f(x, w):
        nodes = [*x, *w]
        for unary, binary, first, second in steps:
            a = nodes[int(first * len(nodes))]
            b = nodes[int(second * len(nodes))]
            nodes.append(unary(a) if first < 0.4 else binary(unary(a), 0.5 * b))
        return sum(nodes[-5:])

    return f, n, rng


def layered(seed):
    """A function of two lists that repeats itself: what programs have loops for."""
    rng = random.Random(f"layered {seed}")
    n = rng.randint(2, 12)
    kinds = ["each", "window", "sum", "matrix", "scan", "shuffle", "ragged", "again"]
    steps = [
        (
            rng.choice(kinds),
            rng.choice(UNARY),
            rng.randint(1, 3),
            rng.random(),
            rng.sample(range(n), n),
        )
        for _ in range(rng.randint(1, 6))
    ]
    weights = [[rng.uniform(-1.0, 1.0) for _ in range(n)] for _ in range(n)]

    def f(x, w):
        h = list(x)
        for kind, op, step, c, order in steps:
            if kind == "each":
                h = [op(a) + c * b for a, b in zip(h, w, strict=True)]
            elif kind == "window":
                h = [op(h[i] - h[(i + step) % n]) * w[i] for i in range(n)]
            elif kind == "sum":
                total = sum(a * b for a, b in zip(h, w, strict=True)) * c
                h = [op(a - total) for a in h]
            elif kind == "matrix":
                h = [op(sum(weights[i][j] * h[j] for j in range(n)) - w[i]) for i in range(n)]
            elif kind == "scan":
                total = 0.0
                h = [total := 0.5 * total + op(a) for a in h]
            elif kind == "shuffle":
                h = [op(h[p]) + h[(p + step) % n] / (2.0 + w[p] * w[p]) for p in order]
            elif kind == "again":
                h = [w[i] - op(a) + w[i] for i, a in enumerate(h)]
            else:
                h = [op(autograd.sum(h[: i + 1])) * w[i] for i in range(n)]
        return sum(a * a for a in h) / n

    return f, n, rng


def eager(f, x, w):
    """The value, and the gradients by both lists."""
    xs, ws = [Value(a) for a in x], [Value(a) for a in w]
    root = f(xs, ws)
    if isinstance(root, Value):
        root.backward()
        root = root.data
    return root, [a.grad for a in xs], [a.grad for a in ws]


def check(make, seed):
    f, n, rng = make(seed)
    what = f"{make.__name__}({seed})"
    x = [rng.uniform(-1.5, 1.5) for _ in range(n)]
    w = [rng.uniform(-1.5, 1.5) for _ in range(n)]
    value, by_x, by_w = eager(f, x, w)

    found = autograd.compile(f).value_and_grad(x, w)
    assert_close(found.value, value, what)
    assert_close([*found.arguments[0], *found.arguments[1]], [*by_x, *by_w], what)

    leaves = [Value(a) for a in (*x, *w)]
    root = f(leaves[:n], leaves[n:])
    graph = autograd.compile(root)
    for leaf in leaves:
        leaf.data += 0.25
    value, by_x, by_w = eager(f, [a + 0.25 for a in x], [a + 0.25 for a in w])
    assert_close(graph.forward(), value, what)
    graph.backward()
    assert_close([leaf.grad for leaf in leaves], [*by_x, *by_w], what)

    if seed % 4 == 0:
        lanes = [x, [0.5 * a for a in x], [a - 1.0 for a in x]]
        batch = autograd.compile(f).batched((0, None))
        each = [eager(f, lane, w) for lane in lanes]
        assert_close(batch(lanes, w), [value for value, _, _ in each], what)
        found = batch.value_and_grad(np.array(lanes), w, weights=[1.0, 1.0, 1.0])
        assert_close(found.arguments[0], [by_x for _, by_x, _ in each], what)
        assert_close(found.arguments[1], np.sum([by_w for _, _, by_w in each], axis=0), what)


@pytest.mark.slow
@pytest.mark.parametrize("start", range(0, 500, CHUNK))
@pytest.mark.parametrize("make", [scattered, layered])
def test_random_graphs(make, start):
    """1,000 of them: compiled functions, compiled graphs with other numbers, batches."""
    for seed in range(start, start + CHUNK):
        check(make, seed)


# ------------------------------------------------------------------------- the whole table

SPECIAL = [0.0, -0.0, 1.0, -1.0, 0.5, 2.0, -2.5, 5e-324, -1e-310, 1e308, -1e308]
SPECIAL += [math.inf, -math.inf, math.nan]
ROWS = pytest.mark.parametrize("row", TABLE.values(), ids=TABLE)


def special_points(row):
    choices = [
        [True, False] if row.name == "where" and k == 0 else SPECIAL for k in range(len(row.inputs))
    ]
    if row.name == "polygamma":
        choices[0] = [0.0, 1.0, 2.0]
    every = list(itertools.product(*choices))
    return every if len(every) <= 400 else random.Random(0).sample(every, 400)


def of_row(row, point):
    """The result and the gradients, eagerly; None where the operation refuses the point."""
    values = [x if isinstance(x, bool) else Value(x) for x in point]
    try:
        result = row(*values)
    except autograd.AutogradError:
        return None
    result.backward()
    return result.data, [0.0 if isinstance(v, bool) else v.grad for v in values]


def same(a, b, ulps=4):
    """The same number to a few units in the last place: nan like nan, zero of the same sign."""
    if math.isnan(a) or math.isnan(b):
        return math.isnan(a) and math.isnan(b)
    if a == b:
        return a != 0.0 or math.copysign(1.0, a) == math.copysign(1.0, b)
    return (
        math.isfinite(a) and math.isfinite(b) and abs(a - b) <= ulps * math.ulp(max(abs(a), abs(b)))
    )


def wrong_points(row, candidates):
    """Where compiled numbers, one point at a time and all in one batch, are not the eager ones."""
    fixed = 1 if row.name in ("where", "polygamma") else 0  # what is no number to differentiate by
    known = {}
    for point in candidates:
        if (found := of_row(row, point)) is not None:
            known.setdefault(point[:fixed], []).append((point[fixed:], found))
    wrong = []
    for head, group in known.items():
        function = autograd.compile(lambda *rest, head=head: row(*head, *rest))
        columns = [np.array(column) for column in zip(*[point for point, _ in group], strict=True)]
        batch = function.batched().value_and_grad(*columns, weights=np.ones(len(group)))
        values = function.batched()(*columns)
        for k, (point, (value, gradients)) in enumerate(group):
            single = function.value_and_grad(*point)
            expected = (value, *gradients[fixed:])
            for how, numbers in (
                ("alone", (single.value, *single.arguments)),
                ("in a batch", (values[k], *[column[k] for column in batch.arguments])),
            ):
                gathered = [numbers[0], *[0.0 + g for g in numbers[1:]]]  # as `.grad` does
                if not all(map(same, gathered, expected)):
                    wrong.append((how, head, point, numbers, expected))
    return wrong


@ROWS
def test_every_operation_at_ordinary_points(row):
    assert wrong_points(row, list(points(row, 150))) == []


@ROWS
def test_every_operation_at_the_special_values_of_ieee_754(row):
    assert wrong_points(row, special_points(row)) == []


@pytest.mark.parametrize("exponent", [2, -1, 3, -2, 0.5, -0.5, 0, 1, 2.5, math.inf, math.nan])
def test_constant_exponents(exponent):
    """Some of which are written as cheaper operations."""
    candidates = [*SPECIAL, *np.linspace(-3.0, 3.0, 25).tolist()]
    overflowing = {1e308, -1e308} if exponent == 2 else {}  # 2x does, and x*x has no use for it
    points = [x for x in candidates if x not in overflowing]
    batch = autograd.compile(lambda x: x**exponent).batched()
    found = batch.value_and_grad(points, weights=np.ones(len(points)))
    for x, value, gradient in zip(points, batch(points), found.arguments[0], strict=True):
        expected = Value(x)
        result = expected**exponent
        result.backward()
        assert same(value, result.data), x
        assert same(0.0 + gradient, expected.grad), x


@pytest.mark.parametrize(
    "f",
    [
        lambda zero: lambda x: x + zero,
        lambda zero: lambda x: autograd.minimum(autograd.relu(x), zero),
        lambda zero: lambda x: 1.0 / (x * zero),
        lambda zero: lambda x: 1.0 / autograd.atan(zero / (1.0 + x * x)),
        lambda zero: lambda x: x / zero,
    ],
    ids=["x + 0", "min(relu(x), 0)", "1 / (x * 0)", "1 / atan(0 / (1 + x * x))", "x / 0"],
)
def test_the_two_zeros_are_two_constants_one_after_the_other(f):
    for zero in (0.0, -0.0, 0.0):
        compiled = autograd.compile(f(zero))
        for x in (-0.0, -1.0, 2.0):
            value = Value(x)
            result = f(zero)(value)
            result.backward()
            found = compiled.value_and_grad(x)
            assert same(found.value, result.data), (zero, x)
            assert same(0.0 + found.arguments[0], value.grad), (zero, x)


@pytest.mark.parametrize("zero", [0.0, -0.0])
@pytest.mark.parametrize(
    "f",
    [
        lambda rows: sum(map(sum, rows)),
        lambda rows: sum((sum(row[1:], row[0]) for row in rows), -0.0),
        lambda rows: sum(rows[0][1:], rows[0][0]),
        lambda rows: [sum(column[1:], column[0]) for column in zip(*rows, strict=True)],
        lambda rows: autograd.sum(a for row in rows for a in row),
    ],
    ids=["sum of sums", "from -0", "a row", "columns", "autograd.sum"],
)
def test_sums_of_zeros_have_the_sign_of_the_eager_sum(f, zero):
    rows = [[zero] * 9] * 12
    expected = np.ravel(f([[Value(a) for a in row] for row in rows]))
    compiled = autograd.compile(f)
    for found in (np.ravel(compiled(rows)), np.ravel(compiled.batched()([rows]))):
        assert all(same(a, b.data) for a, b in zip(found, expected, strict=True))


def test_lanes_of_eight_are_negated_right():
    """numpy 2.4.6 reads wrong numbers where it negates doubles that are 64 bytes apart."""
    batch = autograd.compile(lambda x: [a - x[0] for a in x[1:]] + [-x[7]]).batched()
    X = np.arange(40.0).reshape(5, 8)
    for column, expected in zip(batch(X), [*(X[:, 1:] - X[:, :1]).T, -X[:, 7]], strict=True):
        assert column.tolist() == expected.tolist()
