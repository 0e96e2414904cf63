"""Pass 5, contract: loops to array operations. Pass 6, reverse: their gradients."""

import numpy as np
import pytest

import autograd
from autograd import Value, compile
from autograd.compiler.instructions import Contract, Fill, Gather, Map, Scatter


def matrix(rows, columns):
    return [[Value(0.1 * (i + j + 1)) for j in range(columns)] for i in range(rows)]


def program_of(f, *args):
    compiled = compile(f)
    program = compiled.trace(*args)
    return program, [type(x) for x in program.instructions]


class TestForward:
    def test_a_dense_layer_is_one_contraction(self):
        def layer(w, x):
            return [autograd.dot(row, x) for row in w]

        program, kinds = program_of(layer, np.ones((4, 3)), np.ones(3))
        assert kinds == [Contract]
        (product,) = program.instructions
        assert product.extents == (4, 3)
        assert product.kept == 1

    @pytest.mark.parametrize(("rows", "inner", "columns"), [(2, 3, 4), (7, 5, 6), (1, 9, 2)])
    def test_a_matrix_product_is_one_contraction(self, rows, inner, columns):
        def product(a, b):
            return [
                [sum(a[i][k] * b[k][j] for k in range(inner)) for j in range(columns)]
                for i in range(rows)
            ]

        rng = np.random.default_rng(0)
        a, b = rng.normal(size=(rows, inner)), rng.normal(size=(inner, columns))
        program, kinds = program_of(product, a, b)
        assert kinds == [Contract]
        assert np.array(compile(product)(a, b)) == pytest.approx(a @ b, rel=1e-14)
        assert program.instructions[0].initial == 0.0  # Python's sum begins with 0

    def test_sums_of_different_kinds_are_added_in_place(self):
        program, _ = program_of(lambda x, y: autograd.sum(x) + y[0] * y[1], np.ones(5), np.ones(2))
        assert sum(isinstance(x, Contract) and x.accumulate for x in program.instructions) == 1

    def test_operations_are_maps(self):
        _, kinds = program_of(lambda x: [v.tanh() for v in x], np.ones(9))
        assert kinds == [Map]

    def test_the_zeros_that_sums_begin_with_are_no_terms(self):
        program, kinds = program_of(lambda rows: sum(map(sum, rows)), np.ones((3, 9)))
        assert kinds == [Contract] * 3
        assert "0.0" not in str(program)

    def test_what_has_no_loops_is_gathered(self):
        places = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, 7, 9, 3, 2, 3, 8, 4, 6, 2, 6, 4, 3, 3, 8]
        _, kinds = program_of(
            lambda x: sum((x[i] * x[j]).exp() for i, j in zip(places, places[::-1], strict=True)),
            np.ones(10),
        )
        assert Gather in kinds

    def test_a_single_constant_is_a_number_of_the_instruction(self):
        program, _ = program_of(lambda x: [v * 2.5 for v in x], np.ones(4))
        assert program.instructions[0].inputs == (2.5, program.instructions[0].inputs[1])
        assert not program.constants


class TestBackward:
    def test_a_dense_layer_reverses_to_an_outer_product_and_a_product(self):
        def loss(w, x):
            return sum(autograd.dot(row, x) ** 2 for row in w)

        program = compile(loss).trace(np.ones((4, 3)), np.ones(3))
        half = program.backward(1, 2)
        outer, back = half.instructions[-2:]
        assert {outer.kept, back.kept} == {2, 1}
        assert outer.extents == (4, 3) or back.extents == (3, 4)

    def test_only_what_leads_to_the_wanted_leaves_is_differentiated(self):
        def loss(w, x):
            return sum((x[i].exp().sin().cos() * w[i]) for i in range(5))

        program = compile(loss).trace(np.ones(5), np.ones(5))
        assert len(program.backward(1).instructions) < len(program.backward(1, 2).instructions)
        assert program.backward(1).gradients.keys() == {1}

    def test_windows_that_overlap_are_added_step_by_step(self):
        def loss(x, w):
            return sum(sum(x[i + k] * w[k] for k in range(3)) ** 2 for i in range(8))

        half = compile(loss).trace(np.ones(10), np.ones(3)).backward(1)
        assert not any(isinstance(x, Scatter) for x in half.instructions)
        target = half.gradients[1]
        steps = [x for x in half.instructions if isinstance(x, Contract) and x.out.block == target]
        assert len(steps) == 3

    def test_tables_are_reversed_by_tables(self):
        places = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, 7, 9, 3, 2, 3, 8, 4, 6, 2, 6, 4, 3, 3, 8]
        half = (
            compile(
                lambda x: sum(x[i].exp() * x[j] for i, j in zip(places, places[::-1], strict=True))
            )
            .trace(np.ones(10))
            .backward(1)
        )
        assert any(isinstance(x, Scatter) for x in half.instructions)

    def test_nothing_is_filled_with_zeros_that_is_written_anyway(self):
        def loss(w, x):
            return sum(autograd.dot(row, x).tanh() for row in w) + sum(
                v * v for row in w for v in row
            )

        half = compile(loss).trace(np.ones((4, 3)), np.ones(3)).backward(1)
        assert not any(isinstance(x, Fill) for x in half.instructions)

    def test_slots_that_no_gradient_reaches_are_zero(self):
        result = compile(lambda x: x[0] * x[2]).value_and_grad([2.0, 3.0, 5.0, 7.0])
        assert result.arguments == ([5.0, 0.0, 2.0, 0.0],)

    def test_a_square_is_differentiated_once(self):
        half = compile(lambda x: sum(v * v for v in x)).trace(np.ones(6)).backward(1)
        assert [type(x) for x in half.instructions] == [Contract]
        assert half.instructions[0].scale == 2.0

    def test_an_exponential_is_its_own_derivative(self):
        half = compile(lambda x: sum(v.exp() for v in x)).trace(np.ones(6)).backward(1)
        assert not any(isinstance(x, Map) for x in half.instructions)
