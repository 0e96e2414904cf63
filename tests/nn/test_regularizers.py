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
CONSTRAINTS = [constraints.max_norm(1.5), constraints.unit_norm(), constraints.non_negative()]


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
        ],
    )
    def test_wrong_strengths_and_names(self, make: Any, message: str) -> None:
        with pytest.raises(InputValueError, match=re.escape(message)):
            make()

    def test_get(self) -> None:
        assert regularizers.get("elastic_net") == regularizers.l1_l2(0.01, 0.01)
        assert regularizers.get("L2") == regularizers.L2(0.01) == regularizers.l2(l2=0.01)
        assert regularizers.get("L1L2") == regularizers.l1_l2()
        assert regularizers.L1L2(l2=0.1) == regularizers.l1_l2(0.0, 0.1)
        assert regularizers.get(None) is None
        assert regularizers.get(REGULARIZERS[0]) is REGULARIZERS[0]
        with pytest.raises(InputTypeError, match=r"a regularizer takes an object.*write l2\(\)"):
            regularizers.get(regularizers.L2)  # type: ignore[arg-type]
        with pytest.raises(InputTypeError, match=r"such as l2\(0.01\), .* given 0.01 \(float\)"):
            regularizers.get(0.01)  # type: ignore[arg-type]


class TestConstraints:
    ROWS = np.array([[3.0, -4.0], [0.3, 0.4], [0.0, 0.0], [-1.5, 0.0]])

    def test_max_norm(self) -> None:
        got = constraints.max_norm(1.5)(self.ROWS)
        assert got == pytest.approx(np.array([[0.9, -1.2], [0.3, 0.4], [0, 0], [-1.5, 0]]))

    def test_unit_norm(self) -> None:
        got = constraints.unit_norm()(self.ROWS)
        assert got == pytest.approx(np.array([[0.6, -0.8], [0.6, 0.8], [0, 0], [-1.0, 0]]))

    def test_non_negative(self) -> None:
        got = constraints.non_negative()(self.ROWS)
        assert got.tolist() == [[3.0, 0.0], [0.3, 0.4], [0.0, 0.0], [0.0, 0.0]]

    @pytest.mark.parametrize("size", [1e-200, 1e200])
    def test_lengths_neither_overflow_nor_vanish(self, size: float) -> None:
        got = constraints.unit_norm()(np.array([[3.0 * size, 4.0 * size]]))
        assert got == pytest.approx(np.array([[0.6, 0.8]]), rel=1e-15)

    @pytest.mark.parametrize("constraint", CONSTRAINTS, ids=repr)
    def test_what_was_brought_back_stays(self, constraint: Any) -> None:
        once = constraint(self.ROWS)
        assert constraint(once) == pytest.approx(once, rel=1e-15)

    @pytest.mark.parametrize("engine", ["compiled", "eager"])
    @pytest.mark.parametrize("constraint", CONSTRAINTS, ids=repr)
    def test_they_hold_after_every_step_of_fit(self, constraint: Any, engine: str) -> None:
        X = np.random.default_rng(0).normal(size=(12, 2))
        model = Sequential([Dense(3, kernel_constraint=constraint), Dense(1)], rng=0)
        model.compile(SGD(0.3), "mse")
        model.fit(X, 5.0 * X[:, 0], epochs=2, batch_size=4, verbose=0, engine=engine)
        weights = np.array([[w.data for w in unit] for unit in model.layers[0].kernels()])
        assert weights == pytest.approx(constraint(weights), rel=1e-14)

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
    assert regularizers.to_config("elastic_net") == {"name": "l1_l2", "l1": 0.01, "l2": 0.01}
    assert constraints.to_config("non_neg") == {"name": "non_negative"}
