"""Pass 1, record: Values to integers."""

import itertools
import math

import pytest

import autograd
from autograd import Value
from autograd.compiler.record import ADD, DIV, MUL, record_graph
from autograd.compiler.tracing import Trace
from autograd.recording import contexts


def operations(recording):
    return [recording.operations[code] for code in recording.codes]


def inputs(recording):
    starts = recording.starts.tolist()
    return [recording.references[a:b].tolist() for a, b in itertools.pairwise(starts)]


def test_leaves_are_arguments_then_parameters_then_random_numbers():
    x, w, b = Value(1.0), Value(2.0), Value(3.0)
    recording, parameters, drawn = record_graph([w * x + b], [[x]])
    assert recording.sizes == (1, 2)
    assert {*parameters} == {w, b}
    assert drawn == []


def test_parameters_come_in_the_order_asked_for_and_stay_if_unused():
    a, b, unused = Value(1.0), Value(2.0), Value(3.0)
    recording, parameters, _ = record_graph([a - b], parameters=[unused, b, a])
    assert [id(p) for p in parameters] == [id(unused), id(b), id(a)]
    assert inputs(recording) == [[2, 1]]


def test_operands_come_before_their_results_and_shared_nodes_once():
    x = Value(0.5)
    shared = x.exp()
    recording, _, _ = record_graph([shared * shared + shared])
    assert operations(recording) == ["exp", "mul", "add"]
    assert inputs(recording) == [[0], [1, 1], [2, 1]]


def test_constants_are_references_below_zero():
    recording, _, _ = record_graph([2.0 - Value(1.0)])
    ((first, second),) = inputs(recording)
    assert first < 0 <= second
    assert recording.constants[~first] == 2.0


def test_what_depends_on_constants_only_is_computed_now():
    x, born = Value(3.0), Value(2.0)
    recording, _, _ = record_graph([x * (born * 5.0).exp()], constants={born})
    assert operations(recording) == ["mul"]
    assert math.exp(10.0) in recording.constants.tolist()


def test_folding_keeps_the_sign_of_zero_and_nan():
    born = Value(-0.0)
    zero = (born * 1.0).sin()
    recording, _, _ = record_graph([Value(1.0) / zero], constants={born})
    assert math.copysign(1.0, recording.constants[~inputs(recording)[0][1]]) == -1.0
    nothing = Value(math.nan)
    recording, _, _ = record_graph([Value(1.0) * (nothing + 1.0)], constants={nothing})
    assert math.isnan(recording.constants[~inputs(recording)[0][1]])


def test_additions_of_zero_are_kept():
    """x + 0.0 is not x where x is -0.0."""
    recording, _, _ = record_graph([Value(-0.0) + 0.0])
    assert operations(recording) == ["add"]


def test_squares_are_products_and_inverses_quotients():
    x = Value(3.0)
    for power, code in ((x**2, MUL), (x**-1, DIV)):
        recording, _, _ = record_graph([power])
        assert recording.codes.tolist() == [code]
    recording, _, _ = record_graph([x**3])
    assert operations(recording) == ["pow"]


def test_conditions_and_both_branches_are_inputs():
    c, a, b = Value(1.0), Value(2.0), Value(3.0)
    recording, _, _ = record_graph([autograd.where(c, a, b)], parameters=[c, a, b])
    assert inputs(recording) == [[0, 1, 2]]


def test_roots_may_be_leaves_constants_and_the_same_twice():
    x = Value(1.0)
    y = x + 1.0
    recording, _, _ = record_graph([y, x, 7.0, y])
    assert recording.roots[0] == recording.roots[3] == 1
    assert recording.roots[1] == 0
    assert recording.constants[~recording.roots[2]] == 7.0


def test_equal_structures_have_equal_keys_whatever_the_numbers():
    def graph(w, x, power=3.0):
        return record_graph([Value(w) * Value(x).tanh() ** power])[0]

    assert graph(1.0, 2.0).key() == graph(3.0, 4.0).key()
    assert graph(1.0, 2.0).key() != graph(1.0, 2.0, power=4.0).key()


@pytest.mark.parametrize(
    "f",
    [
        lambda x, y: autograd.where(x < y, x.exp() * y, y.sin() * x),
        lambda x, y: autograd.maximum(x * x, y * y) + autograd.minimum(y, x * y),
        lambda x, y: autograd.logsumexp([x, y * y, x * y]),
    ],
)
def test_the_branch_that_is_taken_does_not_change_the_structure(f):
    keys = set()
    for numbers in ([1.0, 2.0], [2.0, 1.0], [-3.0, 1.0]):
        x, y = map(Value, numbers)
        with contexts.traced_by(Trace()):
            root = f(x, y)
        keys.add(record_graph([root], parameters=[x, y])[0].key())
    assert len(keys) == 1


def test_codes_of_the_special_operations_are_fixed():
    recording, _, _ = record_graph([Value(1.0).exp()])
    assert recording.operations[: ADD + 1] == ("add",)
    assert recording.operations[5] == "exp"
