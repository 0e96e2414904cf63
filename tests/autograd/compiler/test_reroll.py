"""Pass 4, re-roll: arrays of slots to loops."""

import itertools

import numpy as np
import pytest

from autograd.compiler.group import CONSTANT, Group, Operand, Term
from autograd.compiler.reroll import Access, axes, roll


def group_of(*terms):
    """A group from arrays of slots: each term is an array, or a pair of arrays."""
    made = []
    for term in terms:
        factors = term if isinstance(term, tuple) else (term,)
        operands = []
        for slots in factors:
            block = CONSTANT if np.asarray(slots).dtype == float else 0
            array = np.atleast_2d(np.asarray(slots).T).T
            operands.append(Operand(block, array.view(np.int64) if block else array))
        made.append(Term(1, tuple(operands)))
    return Group(1, len(made[0].factors[0].slots), "", tuple(made))


def slots_of(access, extents):
    """The slots that an access reads, one loop after the other."""
    found = []
    for index in itertools.product(*map(range, extents)):
        place = access.offset + sum(s * i for s, i in zip(access.strides, index, strict=True))
        found.append(place if access.table is None else access.table[place])
    return found


def check(group):
    """Whatever loops are found, they read what the group reads."""
    for part in roll(group):
        count = int(np.prod(part.extents, dtype=int))
        rows = slice(part.start, part.start + count)
        read = [
            sorted(slots_of(access, part.extents + term.extents))
            for term in part.terms
            for access in term.factors
        ]
        expected = [
            sorted((o.slots[rows].view(float) if o.block == CONSTANT else o.slots[rows]).flat)
            for term in group.terms
            for o in term.factors
        ]
        assert sorted(itertools.chain(*read)) == sorted(itertools.chain(*expected))
    return roll(group)


class TestAxes:
    def test_one_loop(self):
        assert axes(np.array([[5, 6, 7, 8]])) == (4,)
        assert axes(np.array([[8, 6, 4]])) == (3,)
        assert axes(np.array([[3, 3, 3]])) == (3,)
        assert axes(np.array([[7]])) == ()

    def test_nested_loops_of_all_columns_together(self):
        i, j, k = np.indices((2, 3, 4)).reshape(3, -1)
        assert axes(np.array([100 * i + 10 * j + k])) == (2, 3, 4)
        assert axes(np.array([i, j])) == (2, 3, 4)
        assert axes(np.array([12 * i + 4 * j + k])) == (24,)
        assert axes(np.array([12 * i + 4 * j + k, j])) == (2, 3, 4)

    def test_sliding_windows(self):
        i, k = np.indices((5, 3)).reshape(2, -1)
        assert axes(np.array([i + k])) == (5, 3)

    @pytest.mark.parametrize("slots", [[0, 1, 5, 2], [0, 1, 2, 0, 1], [0, 1, 0, 2, 0, 3]])
    def test_no_loops(self, slots):
        assert axes(np.array([slots])) is None

    def test_nothing_moves(self):
        assert axes(np.zeros((0, 6), dtype=int)) == (6,)


class TestRoll:
    def test_a_dense_layer(self):
        """sum_k w[j, k] * x[s, k] for 4 neurons, 5 samples, 3 inputs."""
        j, s = np.indices((4, 5)).reshape(2, -1)
        k = np.arange(3)
        w, x = 3 * j[:, None] + k, 3 * s[:, None] + k
        ((part,),) = [roll(group_of((w, x)))]
        assert part.extents == (4, 5)
        (term,) = part.terms
        assert term.extents == (3,)
        assert term.factors == (Access(0, 0, (3, 0, 1)), Access(0, 0, (0, 3, 1)))

    def test_constants_are_kept_without_repetitions(self):
        j, s = np.indices((4, 5)).reshape(2, -1)
        values = np.linspace(0.0, 1.0, 5)[s]
        (part,) = roll(group_of(2 * j, values))
        access = part.terms[1].factors[0]
        assert access.strides == (0, 1)
        assert access.table.tolist() == np.linspace(0.0, 1.0, 5).tolist()
        (part,) = roll(group_of(j, np.full(20, 7.0)))
        assert part.terms[1].factors[0].table.tolist() == [7.0]

    def test_minus_zero_is_another_constant_than_zero(self):
        (part,) = roll(group_of(np.arange(2), np.array([0.0, -0.0])))
        assert np.signbit(part.terms[1].factors[0].table).tolist() == [False, True]

    def test_a_window(self):
        i, k = np.arange(6)[:, None], np.arange(3)
        (part,) = check(group_of((0 * i + k, i + k)))
        assert part.terms[0].factors[1] == Access(0, 0, (1, 1))

    def test_two_families_are_cut_apart(self):
        first, second = np.arange(12), 100 + 5 * np.arange(8)
        parts = check(group_of(np.concatenate([first, second])))
        assert [(part.start, part.extents) for part in parts] == [(0, (12,)), (12, (8,))]

    def test_what_has_no_loops_is_read_through_a_table(self):
        slots = np.array([3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8])
        (part,) = check(group_of(slots))
        assert part.terms[0].factors[0].table.tolist() == slots.tolist()

    def test_a_table_holds_nothing_twice_that_a_loop_repeats(self):
        i, j = np.indices((3, 6)).reshape(2, -1)
        irregular = np.array([0, 7, 1, 9, 2, 4])[j]
        (part,) = check(group_of(10 * i, irregular))
        if part.extents == (3, 6):
            assert len(part.terms[1].factors[0].table) == 6

    def test_terms_that_follow_different_loops_are_separated(self):
        n = np.arange(6)
        (part,) = check(group_of(np.stack([n, 2 * n, 20 - n], axis=1)))
        assert [term.factors[0].strides for term in part.terms] == [(1,), (2,), (-1,)]

    def test_a_sum_over_two_pieces_is_two_terms(self):
        slots = np.concatenate([np.arange(10), 50 + np.arange(7)])[None, :]
        (part,) = check(group_of(slots))
        assert [term.extents for term in part.terms] == [(10,), (7,)]

    @pytest.mark.parametrize("seed", range(20))
    def test_any_slots_at_all(self, seed):
        rng = np.random.default_rng(seed)
        n, m = rng.integers(1, 30), rng.integers(1, 12)
        check(group_of((rng.integers(0, 5, (n, m)), rng.integers(0, 5, (n, m)))))
