"""A chain of a million operations: no recursion anywhere, and nothing left behind."""

import copy
import gc
import pickle
import subprocess
import sys
import tracemalloc

import pytest

import autograd
from autograd import Value
from tests.benchmarks.memory import bytes_per_node

pytestmark = pytest.mark.slow

MILLION = 1_000_000


def chain(length):
    x = Value(1.0)
    y = x
    for _ in range(length):
        y = y * 1.000001
    return x, y


@pytest.fixture(scope="module")
def million():
    return chain(MILLION)


@pytest.fixture(scope="module", autouse=True)
def collector_off():
    """The collector would visit all that other tests have left, again and again."""
    enabled = gc.isenabled()
    gc.disable()
    yield
    if enabled:
        gc.enable()


def test_walked_and_differentiated(million):
    x, y = million
    assert len(autograd.topological_order(y)) == MILLION + 1
    x.grad = 0.0
    y.backward()
    assert x.grad == pytest.approx(2.718280469, rel=1e-9)


def test_copied(million):
    _, y = million
    other = copy.deepcopy(y)
    assert other.data == y.data
    order = autograd.topological_order(other)
    assert len(order) == MILLION + 1
    assert not {id(node) for node in order} & {id(y), id(y.operands[0])}


def test_pickled_and_loaded():
    _, y = chain(MILLION // 5)  # pickling takes longest, in proportion to the length
    other = pickle.loads(pickle.dumps(y))
    assert other.data == y.data
    assert len(autograd.topological_order(other)) == MILLION // 5 + 1


def test_drawn_as_a_summary(million):
    _, y = million
    drawing = autograd.draw(y)
    assert len(drawing.source) < 100_000
    assert "999" in drawing.source


def test_freed_without_the_garbage_collector_and_without_recursion():
    program = (
        "import gc; gc.disable()\n"
        "from autograd import Value\n"
        "y = Value(1.0)\n"
        f"for _ in range({MILLION}): y = y * 1.0\n"
        "del y\n"
        "print(gc.collect())\n"
    )
    result = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert (result.returncode, result.stderr) == (0, "")
    assert int(result.stdout) < 1000  # nothing but what Python's start left behind


def test_dropping_graphs_keeps_memory_flat_with_the_collector_off():
    def build():
        x, y = chain(200)
        ((y + x).tanh() * y).backward()

    enabled = gc.isenabled()
    gc.collect()
    gc.disable()
    tracemalloc.start()
    try:
        for _ in range(3):
            build()
        before = tracemalloc.get_traced_memory()[0]
        for _ in range(50):
            build()
        assert tracemalloc.get_traced_memory()[0] - before < 20_000  # less than one graph
    finally:
        tracemalloc.stop()
        if enabled:
            gc.enable()


def test_at_most_250_bytes_a_node_in_a_long_product():
    assert bytes_per_node(Value, 50_000) <= 250
