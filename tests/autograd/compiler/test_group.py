"""Pass 3, group: results that are computed alike, side by side."""

import random

import numpy as np

import autograd
from autograd import Value
from autograd.compiler.group import CONSTANT, group
from autograd.compiler.normalise import normalise
from autograd.compiler.record import record_graph


def grouped(roots, parameters=(), arguments=()):
    recording, values, _ = record_graph(roots, arguments, parameters)
    return group(normalise(recording), ordered=len(parameters)), values


def leaves(count):
    return [Value(0.1 * (k + 1)) for k in range(count)]


def test_alike_results_stand_in_one_block():
    xs = leaves(5)
    grouping, _ = grouped([x.sin() for x in xs] + [x.cos() for x in xs], xs)
    assert str(grouping) == "v0: 5 x sin(parameters)\nv1: 5 x cos(parameters)"
    assert grouping.roots == [(2, k) for k in range(5)] + [(3, k) for k in range(5)]


def test_levels_keep_apart_what_comes_later():
    (x,) = leaves(1)
    grouping, _ = grouped([x.sin().sin().sin()])
    assert [members.size for members in grouping.groups] == [1, 1, 1]


def test_blocks_of_the_inputs_keep_apart_what_differs():
    xs, ys = leaves(3), leaves(3)
    roots = [x.sin() for x in xs] + [y.sin() for y in ys]
    grouping, _ = grouped(roots, arguments=[xs, ys])
    assert str(grouping) == "v0: 3 x sin(x0)\nv1: 3 x sin(x1)"


def test_equal_results_are_one():
    a, b = xs = leaves(2)
    grouping, _ = grouped([(a * b).sin() + (b * a).sin(), a * b], xs)
    assert [members.size for members in grouping.groups] == [1, 1, 1]
    sums = [a * b + a.exp(), a.exp() + a * b]
    grouping, _ = grouped(sums, xs)
    assert grouping.roots[0] == grouping.roots[1]


def test_equal_constants_are_equal_but_zeros_of_other_sign_are_not():
    (a,) = xs = leaves(1)
    grouping, _ = grouped([a * 2.0, a * 2.0, a * 3.0], xs)
    assert grouping.groups[0].size == 2
    grouping, _ = grouped([a * 0.0, a * -0.0], xs)
    assert grouping.groups[0].size == 2


def test_products_are_sorted_so_that_parameters_come_first():
    ws, xs = leaves(3), leaves(3)
    grouping, _ = grouped(
        [ws[0] * xs[0] + xs[1] * ws[1] + ws[2] * xs[2]], parameters=ws, arguments=[xs]
    )
    (members,) = grouping.groups
    (term,) = members.terms
    assert [operand.block for operand in term.factors] == [0, 1]
    assert term.factors[0].slots.tolist() == [[0, 1, 2]]


def test_scrambled_loops_are_put_in_order():
    """The order in which a program was written does not matter."""
    ws, xs = leaves(4), leaves(5)
    roots = [w * x for w in ws for x in xs]
    random.Random(0).shuffle(roots)
    grouping, _ = grouped(roots, parameters=ws, arguments=[xs])
    (members,) = grouping.groups
    first, second = (term.factors[0].slots[:, 0] for term in members.terms)
    assert first.tolist() == sorted(first.tolist())
    assert (5 * first + second).tolist() == list(range(20))


def test_short_sums_keep_the_order_in_which_they_were_written():
    a, b, c = xs = leaves(3)
    grouping, _ = grouped([c + a - b], xs)
    (members,) = grouping.groups
    assert [term.sign for term in members.terms] == [1, 1, -1]
    assert [term.factors[0].slots[0, 0] for term in members.terms] == [2, 0, 1]


def test_parameters_that_are_used_alike_stand_together():
    """Without a model to tell the order, rows of weights are found side by side."""
    hidden = [leaves(3) for _ in range(4)]
    output = leaves(4)
    xs = leaves(3)
    activations = [autograd.dot(w, xs).tanh() for w in hidden]
    grouping, values = grouped([autograd.dot(output, activations)], arguments=[xs])
    places = {value: k for k, value in enumerate(np.array(values)[grouping.parameters])}
    assert sorted(places[w] for row in hidden for w in row) == list(range(12))
    for row in hidden:
        found = [places[w] for w in row]
        assert found == list(range(found[0], found[0] + 3))


def test_constants_are_known_by_their_bits():
    (x,) = xs = leaves(1)
    grouping, _ = grouped([x * 2.5], xs)
    operand = grouping.groups[0].terms[0].factors[0]
    assert operand.block == CONSTANT
    assert operand.slots.view(float).tolist() == [[2.5]]
