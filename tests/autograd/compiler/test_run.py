"""Pass 7, run: instructions as calls of numpy, and rules of the table as lists of them."""

import itertools

import numpy as np
import pytest

from autograd import ops
from autograd.compiler.bind import Binder
from autograd.compiler.expand import expand
from autograd.compiler.instructions import Block, Contract, Fill, Gather, Map, Scatter, View
from autograd.compiler.memory import Memory
from autograd.compiler.run import ieee, run
from autograd.operation import TABLE


def executed(blocks, arrays, instructions, batch=1):
    memory = Memory(blocks, {}, batch)
    for array, numbers in zip(memory.arrays, arrays, strict=False):
        array[...] = numbers
    with ieee():
        run(Binder(memory).bind(instructions))
    return memory.arrays


def reference(instruction, arrays):
    """What a contraction means, loop by loop."""
    extents, kept = instruction.extents, instruction.kept
    out = arrays[instruction.out.block].copy()
    if not instruction.accumulate:
        for index in itertools.product(*map(range, extents[:kept])):
            out[place(instruction.out, index)] = 0.0
    for index in itertools.product(*map(range, extents)):
        product = instruction.scale
        for x in instruction.factors:
            product *= arrays[x.block][place(x, index)] if isinstance(x, View) else x
        out[place(instruction.out, index)] += product
    return out


def place(view, index):
    return view.offset + sum(s * i for s, i in zip(view.strides, index, strict=False))


def strides_for(rng, extents, size):
    """Strides of a factor: broadcast along some axes, overlapping along others."""
    while True:
        strides = tuple(int(rng.choice([0, 1, 2, 3, 5])) for _ in extents)
        if sum(s * (n - 1) for s, n in zip(strides, extents, strict=True)) < size - 3:
            return strides


@pytest.mark.parametrize("seed", range(150))
def test_contractions_of_any_views_are_what_they_mean(seed):
    rng = np.random.default_rng(seed)
    extents = tuple(int(n) for n in rng.integers(1, 5, rng.integers(0, 5)))
    kept = int(rng.integers(0, len(extents) + 1))
    factors = tuple(
        View(k, int(rng.integers(0, 3)), strides_for(rng, extents, 80))
        for k in range(rng.integers(1, 3))
    )
    steps = []
    step = 1
    for extent in reversed(extents[:kept]):
        steps.append(step)
        step *= extent + int(rng.integers(0, 2))
    order = rng.permutation(kept)
    if (order != np.arange(kept)).any():  # the axes of the result in another order
        extents = tuple(extents[k] for k in order) + extents[kept:]
        steps = [list(reversed(steps))[k] for k in order]
        axes = [*order, *range(kept, len(extents))]
        factors = tuple(View(x.block, x.offset, tuple(x.strides[k] for k in axes)) for x in factors)
    else:
        steps = list(reversed(steps))
    out = View(2, 1, (*map(int, steps), *[0] * (len(extents) - kept)))
    instruction = Contract(
        extents,
        kept,
        out,
        factors,
        float(rng.choice([1.0, -1.0, 0.5])),
        0.0,
        bool(rng.integers(0, 2)),
    )
    blocks = [Block(f"b{k}", 700, "values", False) for k in range(3)]
    arrays = [rng.normal(size=700) for _ in blocks]
    found = executed(blocks, arrays, [instruction])
    assert found[2] == pytest.approx(reference(instruction, arrays), rel=1e-12, abs=1e-12)


@pytest.mark.parametrize("first", [1.0, -1.0])
@pytest.mark.parametrize("second", [1.0, -1.0])
@pytest.mark.parametrize("summed", [False, True])
def test_a_sum_of_two_in_one_place(first, second, summed):
    blocks = [Block(f"b{k}", 12, "values", False) for k in range(3)]
    arrays = [np.linspace(k, k + 1.0, 12) for k in range(3)]
    inner = (3,) if summed else ()
    view = View(1, 0, (3, 1) if summed else (1,))
    instructions = [
        Contract((4,), 1, View(2, 0, (1,)), (View(0, 0, (2,)),), first, -0.0, False),
        Contract((4, *inner), 1, View(2, 0, (1, *[0] * len(inner))), (view,), second, -0.0, True),
    ]
    found = executed(blocks, arrays, instructions)[2][:4]
    added = arrays[1].reshape(4, 3).sum(axis=1) if summed else arrays[1][:4]
    assert found == pytest.approx(first * arrays[0][:8:2] + second * added, rel=1e-14)


class TestLanes:
    blocks = (Block("w", 3, "parameters", False), Block("x", 3, "argument", True))

    def test_examples_are_kept_where_the_result_has_lanes(self):
        out = Block("y", 1, "values", True)
        product = Contract(
            (3,), 0, View(2, 0, (0,)), (View(0, 0, (1,)), View(1, 0, (1,))), 1.0, -0.0, False
        )
        w, x = np.arange(3.0), np.arange(12.0).reshape(4, 3)
        found = executed([*self.blocks, out], [w, x], [product], batch=4)
        assert found[2].tolist() == (x @ w)[:, None].tolist()

    def test_examples_are_summed_where_it_has_none(self):
        out = Block("dw", 3, "gradient", False)
        product = Contract((3,), 1, View(2, 0, (1,)), (View(1, 0, (1,)),), 2.0, -0.0, False)
        x = np.arange(12.0).reshape(4, 3)
        found = executed([*self.blocks, out], [np.zeros(3), x], [product], batch=4)
        assert found[2].tolist() == (2.0 * x.sum(axis=0)).tolist()

    @pytest.mark.parametrize("signs", [(1.0, 1.0), (1.0, -1.0), (-1.0, 1.0), (-1.0, -1.0)])
    @pytest.mark.parametrize("sources", ["ww", "wx", "xw", "xx"])
    def test_two_are_added_in_one_place_that_has_none(self, sources, signs):
        out = Block("d", 3, "gradient", False)
        instructions = [
            Contract(
                (3,), 1, View(2, 0, (1,)), (View("wx".index(source), 0, (1,)),), sign, -0.0, later
            )
            for source, sign, later in zip(sources, signs, (False, True), strict=True)
        ]
        numbers = {"w": np.arange(3.0), "x": np.arange(12.0).reshape(4, 3)}
        found = executed([*self.blocks, out], list(numbers.values()), instructions, batch=4)
        totals = [numbers[source].reshape(-1, 3).sum(axis=0) for source in sources]
        assert found[2].tolist() == sum(map(np.multiply, signs, totals)).tolist()

    @pytest.mark.parametrize("lanes", [False, True])
    def test_tables(self, lanes):
        blocks = [
            Block("x", 4, "argument", lanes),
            Block("t", 5, "gathered", lanes),
            Block("d", 4, "gradient", lanes),
            Block("total", 4, "gradient", False),
        ]
        index = np.array([2, 0, 2, 3, 2])
        x = np.arange(12.0).reshape(3, 4) if lanes else np.arange(4.0)
        found = executed(
            blocks,
            [x],
            [
                Gather(1, 0, index),
                Fill(2, 0.0),
                Scatter(2, 1, index),
                Fill(3, 1.0),
                Scatter(3, 1, index),
            ],
            batch=3,
        )
        assert found[1].tolist() == x[..., index].tolist()
        once = np.bincount(index, minlength=4)
        assert found[2].tolist() == (x * once).tolist()
        total = (x * once).reshape(-1, 4).sum(axis=0)
        assert found[3].tolist() == (1.0 + total).tolist()


@pytest.mark.parametrize("op", TABLE.values(), ids=TABLE)
def test_every_operation_runs_as_it_does_on_arrays(op):
    rng = np.random.default_rng(0)
    arrays = [rng.uniform(0.1, 0.9, 7) for _ in op.inputs]
    if op.name == "polygamma":
        arrays[0] = np.arange(7.0) % 3
    blocks = [Block(f"b{k}", 7, "values", False) for k in range(len(arrays) + 1)]
    views = tuple(View(k, 0, (1,)) for k in range(len(arrays)))
    out = View(len(arrays), 0, (1,))
    found = executed(blocks, arrays, [Map(op.name, None, (7,), out, views)])[-1]
    assert found == pytest.approx(op.on_arrays(*arrays), rel=1e-15, nan_ok=True)


@pytest.mark.parametrize("op", TABLE.values(), ids=TABLE)
def test_every_rule_of_the_table_becomes_functions_of_arrays(op):
    """None is called number by number, but those that have no other form."""
    slow = {"erf", "erfc", "lgamma", "polygamma", "binade", "power_slope"}
    for derivative in (None, *range(len(op.inputs))):
        if derivative is not None and not callable(op.derivatives[derivative]):
            continue
        count = len(op.inputs) + (derivative is not None)
        for step in expand(op, derivative, (None,) * count):
            if callable(step.function):
                assert step.function in [TABLE[name].array for name in slow]


def test_rules_that_repeat_a_step_take_it_once():
    steps = [step.function for step in expand(ops.sigmoid, None, (None,))]
    assert steps.count("exp") == 1


def test_no_warning_is_given_at_the_edges():
    blocks = [Block("x", 3, "values", False), Block("y", 3, "values", False)]
    view = View(0, 0, (1,))
    found = executed(
        blocks, [[0.0, -1.0, np.inf]], [Map("log", None, (3,), View(1, 0, (1,)), (view,))]
    )
    assert found[1].tolist()[0] == -np.inf
    assert np.isnan(found[1][1])
