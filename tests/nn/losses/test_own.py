"""Losses of one's own: the order of their arguments, and whatever they return."""

import functools
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import autograd
import nn
from autograd import InputTypeError, InputValueError, Value
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


def pinball(y: Any, f: Any) -> Any:
    """Koenker and Bassett's loss of the 0.9 quantile."""
    pairs = zip(y.ravel(), f.ravel(), strict=True)
    return [autograd.maximum(0.9 * (a - b), -0.1 * (a - b)) for a, b in pairs]


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
        (losses.predictions_first(ours), "mse"),
        (lambda y_true, guess: np.mean((y_true - guess) ** 2), "mse"),
        (lambda truth, y_pred: np.mean((truth - y_pred) ** 2), "mse"),
        (lambda t, p: (p - t) ** 2, "mse"),
        (lambda t, p: sum((a - b) ** 2 for a, b in zip(t[0], p[0], strict=True)), "mse"),
        (losses.predictions_first(lambda p, t: (p[0] - t[0]) ** 2), "mse"),
        (lambda y_true, y_pred: 1.0 * losses.MeanSquaredError()(y_true, y_pred), "mse"),
        (rooted, "mae"),  # the root of one squared error
    ],
)
def test_it_is_the_known_loss(loss: Any, known: str) -> None:
    assert history(loss, "compiled") == pytest.approx(history(known, "compiled"), rel=1e-12)


def test_the_quantile_is_the_one_that_is_asked_for() -> None:
    """Most targets lie below the 0.9 quantile; with the arguments reversed, above."""
    noise = np.random.default_rng(1).normal(size=(300, 1))
    model = Sequential([Dense(1)], rng=0)
    model.compile(SGD(0.2), pinball)
    model.fit(np.zeros((300, 1)), noise, epochs=60, verbose=0)
    assert 0.85 < (noise < model.predict(np.zeros((1, 1)))).mean() < 0.95


def named(*arguments: str) -> Any:
    """A function of arguments with these names."""
    return eval(f"lambda {', '.join(arguments)}: 0.0")


class TestOrder:
    """It is that of Keras, (y_true, y_pred), whatever the names; reversed names are an error."""

    @pytest.mark.parametrize(
        "names",
        [
            *["y_true y_pred", "y f", "true pred", "labels logits", "y y_hat", "actual predicted"],
            *["t p", "target output", "a b", "x y", "p q", "true_probs pred_probs"],
            "y yhat",
            *["truth guess", "targets predictions", "yTrue yPred", "_ y_pred", "y_true _"],
            *["labels probabilities", "expected score", "target_logits output_logits"],
        ],
    )  # fmt: skip
    def test_what_is_taken(self, names: str) -> None:
        assert not losses.get(named(*names.split())).predictions_first  # type: ignore[attr-defined]

    @pytest.mark.parametrize(
        "names",
        [
            *["y_pred y_true", "predictions targets", "logits labels", "pred true", "y_hat y"],
            *["output target", "p t", "p y", "f y", "input target", "predicted actual", "yPred y"],
            *["probs y", "scores labels", "x y_true", "outputs x", "y_pred true_labels"],
            *["yp yt", "y_p y_t", "out y", "y_out y", "proba y", "recon_x x", "y t", "x t", "ŷ y"],
        ],
    )  # fmt: skip
    def test_what_is_refused(self, names: str) -> None:
        arguments = names.split()
        message = f"are called ({', '.join(arguments)}). If the predictions come first, write "
        with pytest.raises(InputValueError, match=re.escape(message)):
            Sequential([Dense(1)]).compile("sgd", named(*arguments))
        turned = losses.predictions_first(named(*arguments))
        assert losses.get(turned) is turned

    @pytest.mark.parametrize("arguments", [["y"], ["y", "f", "weight"], [], ["*", "y", "f"]])
    def test_a_loss_has_two_arguments(self, arguments: list[str]) -> None:
        with pytest.raises(
            InputTypeError,
            match=re.escape("is called as a function (y_true, y_pred), but cannot be"),
        ):
            losses.get(named(*arguments))

    def test_what_tells_nothing_is_in_the_order_of_keras(self) -> None:
        for function in (max, lambda *both: both[1][0, 0] - both[0][0, 0]):
            assert not losses.get(function).predictions_first  # type: ignore[attr-defined]

    def test_methods_objects_and_partials(self) -> None:
        class Loss:
            def turned(self, predictions: Any, targets: Any) -> Any:
                return 0.0

            def straight(self, target: Any, output: Any) -> Any:
                return output - target

            def __call__(self, y: Any, f: Any) -> Any:
                return f - y

        def weighted(weight: float, y: Any, f: Any) -> Any:
            return weight * (f - y)

        for function in (Loss().straight, Loss(), functools.partial(weighted, 1.0)):
            assert losses.get(function)([[3.0]], [[1.0]]).data == 2.0  # type: ignore[arg-type]
        with pytest.raises(InputValueError, match=r"its arguments are called \(predict"):
            losses.get(Loss().turned)

    def test_a_subclass_of_ours_that_computes_by_itself(self) -> None:
        class Doubled(losses.MeanSquaredError):
            def __call__(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> Any:
                return 2.0 * (y_true - y_pred) ** 2

        assert losses.get(Doubled())([[3.0]], [[1.0]]).data == 8.0  # type: ignore[arg-type]

    def test_ours_are_known(self) -> None:
        for loss in (losses.poisson, functools.partial(losses.poisson), losses.Poisson()):
            assert losses.get(loss)([[1.0]], [[3.0]]).data == losses.poisson(1.0, 3.0).data

    def test_predictions_first_takes_a_function(self) -> None:
        with pytest.raises(InputTypeError, match=r"takes a function .* but was given 'mse'"):
            losses.predictions_first("mse")  # type: ignore[arg-type]


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

    @pytest.mark.parametrize(
        "loss",
        [
            lambda t, p: np.where(t > p, 0.9 * (t - p), 0.1 * (p - t)),
            lambda t, p: np.maximum(0.9 * (t - p), -0.1 * (t - p)),
            lambda t, p: -np.minimum(0.1 * (t - p), -0.9 * (t - p)),
            lambda t, p: np.mean(np.where(p <= t, 0.9, 0.1) * np.absolute(t - p), axis=-1),
            lambda t, p: [autograd.where(a > b, 0.9 * (a - b), 0.1 * (b - a))
                          for a, b in zip(t.ravel(), p.ravel(), strict=True)],
        ],
    )  # fmt: skip
    @pytest.mark.parametrize("outputs", [1, 2])
    def test_numpy_chooses_number_by_number(self, loss: Any, outputs: int) -> None:
        """Though numpy would compare, which a recorded function must not."""
        expected = history(pinball, "eager", outputs)
        for engine in ("compiled", "eager"):
            assert history(loss, engine, outputs) == pytest.approx(expected, rel=1e-12)

    def test_several_numbers_are_averaged(self) -> None:
        for result in ([1.0, 2.0, 6.0], np.array([[1.0], [2.0], [6.0]]), 3, np.float64(3.0)):
            assert losses.get(lambda t, p, found=result: found)([1.0], [1.0]).data == 3.0


def test_it_is_wrapped_once_and_keeps_its_name() -> None:
    once = losses.get(squared)
    assert isinstance(once, OwnLoss)
    assert losses.get(once) is once
    assert once.__name__ == "squared"
    assert repr(once) == repr(squared)
    partial = functools.partial(losses.huber, delta=2.0)
    assert losses.get(partial) is partial  # one of ours


@pytest.mark.parametrize("loss", [squared, losses.predictions_first(ours)])
def test_it_is_saved_by_name(loss: Any, tmp_path: Path) -> None:
    model = Sequential([Dense(1)], rng=0)
    model.compile(SGD(0.1), loss)
    model.fit(X, Y, verbose=0)
    model.save(tmp_path / "model.safetensors")
    again = nn.load(
        tmp_path / "model.safetensors", classes={loss.__name__: getattr(loss, "function", loss)}
    )
    assert again.evaluate(X, Y) == model.evaluate(X, Y)
