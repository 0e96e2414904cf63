"""Regularizers and constraints: what they compute, how they train, and how they are saved."""

import json
import math
import pickle
import re
from typing import Any

import numpy as np
import pytest
from sklearn.linear_model import ElasticNet, Lasso, Ridge

from autograd import InputTypeError, InputValueError, Value
from autograd.testing import assert_gradients
from nn import Dense, Sequential, constraints, regularizers
from nn.optimizers import SGD

WEIGHTS = [0.5, -2.0, 3.0]
REGULARIZERS = [regularizers.l1(0.3), regularizers.l2(0.2), regularizers.l1_l2(0.3, 0.2)]
CONSTRAINTS = [
    constraints.max_norm(1.5),
    constraints.unit_norm(axis=None),
    constraints.min_max_norm(0.5, 1.0, axis=(0,)),
    constraints.non_negative(),
]


class TestRegularizers:
    @pytest.mark.parametrize(
        ("regularizer", "expected"),
        [
            (REGULARIZERS[0], 0.3 * 5.5),
            (REGULARIZERS[1], 0.2 * 13.25),
            (REGULARIZERS[2], 0.3 * 5.5 + 0.2 * 13.25),
        ],
        ids=repr,
    )
    def test_penalties(self, regularizer: Any, expected: float) -> None:
        assert regularizer([Value(w) for w in WEIGHTS]).data == pytest.approx(expected, rel=1e-15)
        assert_gradients(regularizer, WEIGHTS)

    def test_l1_leaves_zeros_alone(self) -> None:
        zero = Value(0.0)
        regularizers.l1(0.3)([zero]).backward()
        assert zero.grad == 0.0

    def test_l2_is_weight_decay_by_twice_as_much(self) -> None:
        model = Sequential([Dense(1, kernel_regularizer=regularizers.l2(0.05))], rng=0)
        model.build((2,))
        before = [w.data for w in model.layers[0].kernels()[0]]
        model.compile(SGD(0.1), lambda y_true, y_pred: 0.0 * y_pred)
        model.fit([[1.0, 2.0]], [0.0], verbose=0)
        after = [w.data for w in model.layers[0].kernels()[0]]
        assert after == pytest.approx([w * (1.0 - 0.1 * 2 * 0.05) for w in before], rel=1e-15)

    @pytest.mark.parametrize(
        ("regularizer", "reference"),
        [
            (REGULARIZERS[0], Lasso(alpha=0.3 / 2)),
            (REGULARIZERS[1], Ridge(alpha=0.2 * 60)),
            (REGULARIZERS[2], ElasticNet(alpha=0.3 / 2 + 0.2, l1_ratio=0.15 / 0.35)),
        ],
        ids=repr,
    )
    def test_a_neuron_learns_what_scikit_learn_does(self, regularizer: Any, reference: Any) -> None:
        rng = np.random.default_rng(0)
        X = rng.normal(size=(60, 3))
        y = 2.0 * X[:, 0] + 0.5 * X[:, 1] + 0.2 * rng.normal(size=60) + 1.0
        model = Sequential([Dense(1, kernel_regularizer=regularizer)], rng=0)
        model.compile(SGD(0.02), "mse")
        model.fit(X, y, epochs=400, batch_size=60, verbose=0)
        weights = [w.data for w in model.layers[0].kernels()[0]]
        step = 0.02 * 2 * 0.3  # l1 goes to and fro about 0: it pulls by 0.3, the data by less
        assert weights == pytest.approx(reference.fit(X, y).coef_.tolist(), abs=step)

    @pytest.mark.parametrize(
        ("make", "message"),
        [
            (lambda: regularizers.l1(-0.1), "l1 must be a finite number of at least 0.0"),
            (lambda: regularizers.l2(math.nan), "l2 must be a finite number"),
            (lambda: regularizers.l1_l2(l2=math.inf), "l2 must be a finite number"),
            (lambda: regularizers.get("l3"), "there is no regularizer 'l3'; "),
            (
                lambda: regularizers.get("L1L2"),
                "'L1L2' does not say how strong it is; write l1_l2(l1=0.01, l2=0.01)",
            ),
        ],
    )
    def test_wrong_strengths_and_names(self, make: Any, message: str) -> None:
        with pytest.raises(InputValueError, match=re.escape(message)):
            make()

    def test_get(self) -> None:
        assert regularizers.get("L2") == regularizers.L2(0.01) == regularizers.l2(l2=0.01)
        assert regularizers.L1L2(l2=0.1) == regularizers.l1_l2(0.0, 0.1)
        assert regularizers.get(None) is None
        assert regularizers.get(REGULARIZERS[0]) is REGULARIZERS[0]
        with pytest.raises(InputTypeError, match=r"a regularizer takes an object.*write l2\(\)"):
            regularizers.get(regularizers.L2)  # type: ignore[arg-type]
        with pytest.raises(InputTypeError, match=r"such as l2\(0.01\), .* given 0.01 \(float\)"):
            regularizers.get(0.01)  # type: ignore[arg-type]


class TestConstraints:
    KERNEL = np.array([[3.0, -4.0], [0.3, 0.4], [0.0, 0.0], [-1.5, 0.0]]).T

    def test_max_norm(self) -> None:
        got = constraints.max_norm(1.5, epsilon=0.0)(self.KERNEL).T
        assert got == pytest.approx(np.array([[0.9, -1.2], [0.3, 0.4], [0, 0], [-1.5, 0]]))

    def test_unit_norm(self) -> None:
        got = constraints.unit_norm(epsilon=0.0)(self.KERNEL).T
        assert got == pytest.approx(np.array([[0.6, -0.8], [0.6, 0.8], [0, 0], [-1.0, 0]]))

    def test_min_max_norm(self) -> None:
        got = constraints.min_max_norm(1.0, 2.0, rate=0.5, epsilon=0.0)(self.KERNEL).T
        lengths = [(5.0 + 2.0) / 2.0, (0.5 + 1.0) / 2.0, 0.0, 1.5]
        assert np.hypot(*got.T) == pytest.approx(lengths)

    def test_non_negative(self) -> None:
        got = constraints.non_negative()(self.KERNEL).T
        assert got.tolist() == [[3.0, 0.0], [0.3, 0.4], [0.0, 0.0], [0.0, 0.0]]

    @pytest.mark.parametrize(("axis", "vectors"), [(0, 12), (1, 8), ([0, 1], 4), (None, 4)])
    def test_vectors_lie_along_the_axes(self, axis: Any, vectors: int) -> None:
        kernel = np.random.default_rng(0).normal(size=(2, 3, 4))
        got = constraints.unit_norm(axis)(kernel)
        assert (got**2).sum() == pytest.approx(vectors, rel=1e-6)

    def test_as_in_keras_a_vector_becomes_a_little_shorter(self) -> None:
        for constraint, length in ((constraints.max_norm(1.5), 1.0), (constraints.unit_norm(), 1)):
            got = constraint(np.array([[0.6], [0.8]]))
            assert np.hypot(*got.T[0]) == pytest.approx(length / (1.0 + 1e-7), rel=1e-14)

    @pytest.mark.parametrize("constraint", CONSTRAINTS, ids=repr)
    def test_what_was_brought_back_stays(self, constraint: Any) -> None:
        once = constraint(self.KERNEL)
        assert constraint(once) == pytest.approx(once, rel=1e-6)

    @pytest.mark.parametrize("engine", ["compiled", "eager"])
    @pytest.mark.parametrize("constraint", CONSTRAINTS, ids=repr)
    def test_they_hold_after_every_step_of_fit(self, constraint: Any, engine: str) -> None:
        X = np.random.default_rng(0).normal(size=(12, 2))
        model = Sequential([Dense(3, kernel_constraint=constraint), Dense(1)], rng=0)
        model.compile(SGD(0.3), "mse")
        model.fit(X, 5.0 * X[:, 0], epochs=2, batch_size=4, verbose=0, engine=engine)
        weights = np.array([[w.data for w in unit] for unit in model.layers[0].kernels()]).T
        assert weights == pytest.approx(constraint(weights), rel=1e-6)

    def test_get(self) -> None:
        assert constraints.get("non_neg") == constraints.non_negative()
        assert constraints.get("MaxNorm") == constraints.get("maxnorm") == constraints.MaxNorm(2.0)
        assert constraints.NonNeg() == constraints.get("NonNeg")
        assert constraints.UnitNorm is constraints.unit_norm
        assert constraints.get(None) is None
        with pytest.raises(InputValueError, match="no constraint 'maxnor'; did you mean 'max_n"):
            constraints.get("maxnor")
        with pytest.raises(InputTypeError, match=r"a constraint takes an object.*max_norm\(\)"):
            constraints.get(constraints.MaxNorm)
        with pytest.raises(InputTypeError, match=r"such as max_norm\(2.0\), .* given 2 \(int\)"):
            constraints.get(2)  # type: ignore[arg-type]
        with pytest.raises(InputValueError, match="max_value of max_norm must be a finite number"):
            constraints.max_norm(-1.0)
        for axis in ("rows", 0.5, True, [0, None]):
            with pytest.raises(InputTypeError, match="axis of unit_norm must be a whole number"):
                constraints.unit_norm(axis)  # type: ignore[arg-type]

    def test_one_of_version_1_keeps_to_the_length(self) -> None:
        again = constraints.from_config(constraints.upgraded({"name": "unit_norm"}))
        filters = np.random.default_rng(0).normal(size=(2, 2, 3, 4))
        assert (again(filters) ** 2).sum(axis=(0, 1, 2)) == pytest.approx([1.0] * 4, rel=1e-14)
        pickled = object.__new__(constraints.max_norm)
        pickled.__setstate__({"max_value": 1.5})  # as it is loaded from a pickle of version 1
        assert pickled == constraints.max_norm(1.5, axis=None, epsilon=0.0)
        assert constraints.upgraded({"name": "non_negative"}) == {"name": "non_negative"}


@pytest.mark.parametrize(
    ("module", "chosen"),
    [(regularizers, item) for item in [None, *REGULARIZERS]]
    + [(constraints, item) for item in [None, *CONSTRAINTS]],
    ids=str,
)
class TestConfigs:
    def test_there_and_back(self, module: Any, chosen: Any) -> None:
        config = module.to_config(chosen)
        assert module.from_config(json.loads(json.dumps(config))) == chosen
        assert pickle.loads(pickle.dumps(chosen)) == chosen

    def test_what_has_no_config(self, module: Any, chosen: Any) -> None:
        with pytest.raises(InputValueError, match="so it cannot be saved; those that can are: "):
            module.to_config(lambda weights: 0.0)
        for wrong in ({"name": "l5"}, {"name": "l2", "size": 1}, {}, 3):
            with pytest.raises(InputValueError, match=r"there is no|describes no"):
                module.from_config(wrong)


def test_configs_of_names() -> None:
    assert regularizers.to_config("l2") == {"name": "l2", "l2": 0.01}
    assert constraints.to_config("non_neg") == {"name": "non_negative"}
