"""Losses of one's own: in both orders of arguments, and whatever they return."""

import functools
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import autograd
import nn
from autograd import InputTypeError, TracingError, Value
from nn import Dense, Sequential, losses
from nn.losses import OwnLoss
from nn.optimizers import SGD

RNG = np.random.default_rng(0)
X = RNG.normal(size=(12, 3))
Y = X @ [1.0, -2.0, 3.0]


def squared(y_true: Any, y_pred: Any) -> Any:
    return np.mean(np.square(y_pred - y_true))


def rooted(y_true: Any, y_pred: Any) -> Any:
    return np.sqrt(np.mean((y_pred - y_true) ** 2))


def absolute(y_true: Any, y_pred: Any) -> Any:
    return np.abs(y_true - y_pred)  # one for each output


def by_rows(y_true: Any, y_pred: Any) -> Any:
    return sum((a - b) ** 2 for a, b in zip(y_true, y_pred, strict=True)) / len(y_true)


def of_each_sample(y_true: Any, y_pred: Any) -> Any:
    return [np.mean((a - b) ** 2) for a, b in zip(y_true, y_pred, strict=True)]


def logarithmic(y_true: Any, y_pred: Any) -> Any:
    return np.mean((np.log1p(np.abs(y_true)) - np.log1p(np.abs(y_pred))) ** 2, axis=-1)


def quantile(y_true: Any, y_pred: Any) -> Any:
    error = y_true - y_pred
    return np.mean(autograd.maximum(0.9 * error, -0.1 * error))


def ours(predictions: Any, targets: Any) -> Any:
    return [losses.mean_squared_error(p, t) for p, t in zip(predictions, targets, strict=True)]


def history(loss: Any, engine: str, outputs: int = 1) -> Any:
    model = Sequential([Dense(outputs)], rng=0)
    model.compile(SGD(0.02), loss)
    y = Y if outputs == 1 else np.column_stack([Y, -Y])
    return model.fit(X, y, epochs=3, batch_size=5, verbose=0, engine=engine).history["loss"]


@pytest.mark.parametrize("outputs", [1, 2])
@pytest.mark.parametrize(
    "loss",
    [squared, rooted, absolute, by_rows, of_each_sample, logarithmic, quantile],
    ids=lambda loss: loss.__name__,
)
def test_a_loss_in_the_order_of_keras_learns_alike_in_both_engines(loss: Any, outputs: int) -> None:
    compiled = history(loss, "compiled", outputs)
    assert compiled == pytest.approx(history(loss, "eager", outputs), rel=1e-9)
    assert compiled[-1] < compiled[0]


@pytest.mark.parametrize(
    ("loss", "known"),
    [
        (squared, "mse"),
        (absolute, "mae"),
        (by_rows, "mse"),
        (of_each_sample, "mse"),
        (ours, "mse"),
        (lambda y_true, guess: np.mean((y_true - guess) ** 2), "mse"),
        (lambda truth, y_pred: np.mean((truth - y_pred) ** 2), "mse"),
        (lambda y_pred, y_true: (y_pred[0] - y_true[0]) ** 2, "mse"),
        (lambda y_true, y_pred: 1.0 * losses.MeanSquaredError()(y_true, y_pred), "mse"),
        (rooted, "mae"),  # the root of one squared error
    ],
)
def test_it_is_the_known_loss(loss: Any, known: str) -> None:
    assert history(loss, "compiled") == pytest.approx(history(known, "compiled"), rel=1e-12)


class TestArguments:
    def seen(self, predictions: Any, targets: Any) -> Any:
        found: list[Any] = []

        def loss(y_true: Any, y_pred: Any) -> Any:
            found.extend([y_true, y_pred])
            return y_pred.ravel()[0]

        losses.get(loss)(predictions, targets)
        return found

    @pytest.mark.parametrize(
        ("prediction", "target", "shapes"),
        [
            (0.5, 1.0, [(1, 1), (1, 1)]),
            ([0.5], 1.0, [(1, 1), (1, 1)]),
            ([0.5, 0.5], [1.0, 0.0], [(1, 2), (1, 2)]),
            ([0.5, 0.5], 1.0, [(1, 1), (1, 2)]),  # the number of a class
            ([[0.5, 0.5], [0.5, 0.5]], [[1.0, 0.0]] * 2, [(1, 2, 2), (1, 2, 2)]),
            ([[0.5], [0.5]], [1.0, 0.0], [(1, 2, 1), (1, 2, 1)]),
        ],
    )
    def test_are_arrays_with_a_row_for_each_sample(
        self, prediction: Any, target: Any, shapes: Any
    ) -> None:
        found = self.seen([prediction], [target])
        assert [array.shape for array in found] == shapes
        assert all(isinstance(it, Value) for array in found for it in array.ravel())

    def test_the_predictions_are_those_given(self) -> None:
        a, b = Value(1.0), Value(2.0)
        _, y_pred = self.seen([[a, b]], [[0.0, 0.0]])
        assert y_pred[0, 0] is a
        assert y_pred[0, 1] is b

    def test_an_object_may_be_called(self) -> None:
        class Weighted:
            def __call__(self, y_true: Any, y_pred: Any) -> Any:
                return 2.0 * squared(y_true, y_pred)

        assert losses.get(Weighted())([[1.0]], [[4.0]]).data == 18.0

    def test_other_arguments_may_be_set(self) -> None:
        def power(y_true: Any, y_pred: Any, n: int) -> Any:
            return np.mean((y_true - y_pred) ** n)

        assert losses.get(functools.partial(power, n=3))([[1.0]], [[3.0]]).data == 8.0


class TestResults:
    @pytest.mark.parametrize(
        ("result", "error"),
        [
            (None, "the loss f returned None; end it with return"),
            ("a", "what the loss f returns must be a number or a Value, but was given 'a' (str)"),
            (
                [1.0, None],
                "what the loss f returns must be a number or a Value, but was given None",
            ),
        ],
    )
    def test_what_is_no_number(self, result: Any, error: str) -> None:
        def f(y_true: Any, y_pred: Any) -> Any:
            return result

        for engine in ("compiled", "eager"):
            with pytest.raises(InputTypeError, match=re.escape(error)):
                history(f, engine)

    def test_arrays_that_are_compared(self) -> None:
        """What a message advises works."""

        def compared(y_true: Any, y_pred: Any) -> Any:
            return np.where(y_true > y_pred, 2.0, 1.0) * np.abs(y_true - y_pred)

        def by_elements(y_true: Any, y_pred: Any) -> Any:
            pairs = zip(y_true.ravel(), y_pred.ravel(), strict=True)
            return [autograd.where(t > p, 2.0, 1.0) * abs(t - p) for t, p in pairs]

        with pytest.raises(TracingError) as caught:
            history(compared, "compiled")
        assert "for t, p in zip(y_true.ravel(), y_pred.ravel())" in caught.value.__notes__[0]
        assert history(by_elements, "compiled", 2) == pytest.approx(history(compared, "eager", 2))

    def test_several_numbers_are_averaged(self) -> None:
        for result in ([1.0, 2.0, 6.0], np.array([[1.0], [2.0], [6.0]]), 3, np.float64(3.0)):
            assert losses.get(lambda p, t, found=result: found)([1.0], [1.0]).data == 3.0


def test_it_is_wrapped_once_and_keeps_its_name() -> None:
    once = losses.get(squared)
    assert isinstance(once, OwnLoss)
    assert losses.get(once) is once
    assert once.__name__ == "squared"
    assert repr(once) == repr(squared)
    partial = functools.partial(losses.huber, delta=2.0)
    assert losses.get(partial) is partial  # one of ours


@pytest.mark.parametrize("loss", [squared, ours])
def test_it_is_saved_by_name(loss: Any, tmp_path: Path) -> None:
    model = Sequential([Dense(1)], rng=0)
    model.compile(SGD(0.1), loss)
    model.fit(X, Y, verbose=0)
    model.save(tmp_path / "model.safetensors")
    again = nn.load(tmp_path / "model.safetensors", classes={loss.__name__: loss})
    assert again.evaluate(X, Y) == model.evaluate(X, Y)
