"""Callbacks do at each turn what their names say, as in Keras; errors name what is measured."""

import csv
import functools
import math
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import autograd
import nn
from autograd import InputTypeError, InputValueError
from nn import Dense, Sequential, metrics, optimizers, schedules
from nn.callbacks import (
    BackupAndRestore,
    Callback,
    CSVLogger,
    EarlyStopping,
    LambdaCallback,
    LearningRateScheduler,
    ModelCheckpoint,
    ReduceLROnPlateau,
    Snapshots,
    StopOnNaN,
    TerminateOnNaN,
)
from nn.training.callbacks.monitoring import Monitor
from nn.training.history import History

X, Y = [[0.0], [1.0], [2.0]], [1.0, 3.0, 5.0]


def line(rate: Any = 0.1) -> Sequential:
    model = Sequential([Dense(1)], rng=0)
    model.compile(optimizers.SGD(learning_rate=rate), "mse")
    return model


class Told(Callback):
    """Stands for training that measures the given numbers, epoch by epoch."""

    def __init__(self, **numbers: list[float]) -> None:
        self.numbers = numbers

    def on_epoch_end(self, epoch: int, logs: dict[str, float]) -> None:
        logs |= {name: numbers[epoch] for name, numbers in self.numbers.items()}


def train(*callbacks: Callback, epochs: int = 10, model: Any = None, **options: Any) -> Any:
    model = model or line()
    model.fit(X, Y, epochs=epochs, callbacks=list(callbacks), **options)
    return model


class TestTurns:
    def test_which_there_are_and_in_which_order(self) -> None:
        seen: list[str] = []

        class All(Callback):
            def __getattribute__(self, name: str) -> Any:
                if name.startswith("on_"):
                    seen.append(name.removeprefix("on_"))
                return super().__getattribute__(name)

        model = line()
        callback = All()
        seen.clear()
        data = X, Y
        model.fit(X, Y, batch_size=2, epochs=1, callbacks=[callback], validation_data=data)
        step = ["train_batch_begin", "batch_begin", "train_batch_end", "batch_end"]
        assert seen == [
            "train_begin",
            "epoch_begin",
            *step,
            *step,
            "test_begin",
            *["test_batch_begin", "test_batch_end"] * 2,
            "test_end",
            "epoch_end",
            "train_end",
        ]

    def test_batches_by_their_older_names(self) -> None:
        seen: list[Any] = []
        callback = LambdaCallback(
            on_batch_begin=lambda batch, logs: seen.append(batch),
            on_batch_end=lambda batch, logs: seen.append([*logs]),
        )
        train(callback, epochs=1, batch_size=2)
        assert seen == [0, ["loss"], 1, ["loss"]]

    @pytest.mark.parametrize(
        ("name", "meant"),
        [
            ("on_epoch_ended", "on_epoch_end"),
            ("on_epoch_start", "on_epoch_begin"),
            ("on_train_start", "on_train_begin"),
            ("on_Epoch_end", "on_epoch_end"),
        ],
    )
    def test_a_misspelled_one_is_refused(self, name: str, meant: str) -> None:
        wrong = type("Mine", (Callback,), {name: lambda self, epoch, logs: None})
        message = f"fit would not call {name} of Mine; did you mean {meant}? It calls: on_batch"
        with pytest.raises(InputTypeError, match=re.escape(message)):
            train(wrong())

    def test_other_methods_are_nobodys_business(self) -> None:
        mine = {"on_predict_begin": lambda self: None, "on_my_own": lambda self: None}
        train(type("Mine", (Callback,), mine)(), epochs=1)


class TestEarlyStopping:
    @pytest.mark.parametrize(
        ("numbers", "settings", "epochs", "best"),
        [
            ([5, 4, 3, 3.5, 3.2, 1], {"patience": 2}, 5, 2),
            ([5, 4, 3, 3.5, 3.2, 1], {"patience": 0}, 4, 2),
            ([5, 4, 3, 3.5, 2.5, 1], {"patience": 2}, 6, 5),
            ([5, 4.9, 4.8, 4.7, 4.6, 4.5], {"patience": 2, "min_delta": 0.5}, 3, 0),
            ([5, 6, 7, 8, 9, 7], {"patience": 2, "mode": "max"}, 6, 4),
            ([1, 2, 2, 1, 1, 1], {"patience": 2, "start_from_epoch": 2}, 6, 3),
            ([5, math.nan, 4, math.nan, math.nan, 1], {"patience": 2}, 5, 2),
            ([5, 4, 3, 2, 1, 0], {"patience": 2, "baseline": 4.5}, 6, 5),
            # never after an epoch that improves, nor after the first, as in Keras
            ([5, 4, 3, 2.5, 2.6, 0], {"patience": 3, "baseline": 1.5}, 5, 3),
            ([5, 4, 4, 2, 1, 0], {"patience": 1, "baseline": 1.5}, 3, 1),
        ],
    )
    def test_when_it_stops(self, numbers: Any, settings: Any, epochs: int, best: int) -> None:
        stopping = EarlyStopping("measured", **{"mode": "min", **settings})
        model = train(Told(measured=numbers), stopping, epochs=6)
        assert len(model.history.epoch) == epochs
        assert stopping.best_epoch == best
        assert stopping.best == numbers[best]
        assert stopping.stopped_epoch == (epochs - 1 if model.stop_training else None)

    @pytest.mark.parametrize("engine", ["compiled", "eager"])
    def test_the_best_weights_come_back(self, engine: str) -> None:
        seen: list[list[float]] = []
        model = line()
        look = LambdaCallback(
            on_epoch_end=lambda epoch, logs: seen.append([p.data for p in model.parameters()])
        )
        stopping = EarlyStopping("measured", 0, 2, mode="min", restore_best_weights=True)
        train(Told(measured=[3, 2, 1, 4, 4, 4]), look, stopping, model=model, engine=engine)
        assert len(seen) == 5
        assert [p.data for p in model.parameters()] == seen[2] != seen[4]

    def test_says_when_it_stops_and_what_comes_back(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        stopping = EarlyStopping(
            "measured", mode="min", patience=2, verbose=1, restore_best_weights=True
        )
        train(Told(measured=[3, 2, 4, 4, 4]), stopping)
        assert capsys.readouterr().out == (
            "stopped early after epoch 4\nrestored the weights of epoch 2, the best: measured 2\n"
        )

    def test_an_accuracy_should_rise(self) -> None:
        stopping = EarlyStopping("accuracy", patience=1)
        model = line()
        model.compile("sgd", "mse", "accuracy")
        train(Told(accuracy=[0.1, 0.2, 0.3, 0.3, 0.9]), stopping, model=model)
        assert len(model.history.epoch) == 4

    def test_can_be_used_again(self) -> None:
        stopping = EarlyStopping("measured", mode="min", patience=1)
        for _ in range(2):
            model = train(Told(measured=[2, 1, 1]), stopping)
            assert len(model.history.epoch) == 3

    def test_what_is_not_measured_is_answered_with_what_is(self) -> None:
        with pytest.raises(
            InputValueError,
            match=r"EarlyStopping monitors 'val_loss', but there are no validation data; give fit "
            "validation_data or validation_split",
        ):
            train(EarlyStopping())
        with pytest.raises(InputValueError, match=r"measures only loss, val_loss$"):
            train(EarlyStopping("val_los", mode="min"), validation_split=0.4)

    def test_a_misspelled_name_is_answered_before_training(self) -> None:
        model = line()
        model.compile("sgd", "mse", ["mae"])
        with pytest.raises(InputValueError, match=r"did you mean 'mae'. for a number that another"):
            train(EarlyStopping("val_MAE"), model=model, validation_split=0.4)
        assert model.history.epoch == []

    @pytest.mark.parametrize(
        ("settings", "message"),
        [
            ({"mode": "least"}, "there is no mode of EarlyStopping 'least'"),
            ({"patience": -1}, "patience of EarlyStopping must be at least 0, but was given -1"),
            ({"patience": 1.5}, "patience of EarlyStopping must be a whole number"),
            ({"baseline": "low"}, "baseline of EarlyStopping must be a number"),
        ],
    )
    def test_wrong_settings(self, settings: Any, message: str) -> None:
        with pytest.raises((InputValueError, InputTypeError), match=re.escape(message)):
            EarlyStopping(**settings)


def brier_score(targets: Any, predictions: Any) -> Any:
    return (targets - predictions) ** 2


def dice(targets: Any, predictions: Any) -> Any:
    return abs(targets - predictions) < 1.0


CHOSEN: list[Any] = [
    metrics.R2Score(name="explained"),
    metrics.MeanSquaredError(name="my_score"),
    functools.partial(metrics.r2, num_regressors=1),
    "mae",
]


class TestDirection:
    """Whether what a callback watches should rise is known by the metric, not by its name."""

    def model(self, *chosen: Any) -> Any:
        model = line()
        model.compile("sgd", "mse", chosen)
        return model

    @pytest.mark.parametrize("prefix", ["", "val_"])
    @pytest.mark.parametrize(
        ("name", "worst"),
        [
            ("explained", -math.inf),
            ("my_score", math.inf),
            ("r2", -math.inf),
            ("mae", math.inf),
            ("loss", math.inf),
        ],
    )
    def test_of_metrics_of_nn(self, name: str, worst: float, prefix: str) -> None:
        monitor = Monitor("EarlyStopping", prefix + name)
        monitor.begin(self.model(*CHOSEN), validates=True)
        assert monitor.worst == worst

    @pytest.mark.parametrize(
        "make",
        [
            EarlyStopping,
            ReduceLROnPlateau,
            lambda name: ModelCheckpoint("unused", name, save_best_only=True),
        ],
    )
    def test_of_ones_own_it_must_be_said(self, make: Any) -> None:
        for metric in (dice, brier_score, metrics.MetricObject(dice, name="own")):
            name = metric.__name__
            message = f"cannot tell whether {name} should rise or fall; give it mode='max'"
            with pytest.raises(InputValueError, match=message):
                train(make(name), model=self.model(metric))

    def test_ones_own_may_say_it(self) -> None:
        def overlap(targets: Any, predictions: Any) -> float:
            return 0.5

        overlap.more_is_better = True  # type: ignore[attr-defined]
        for metric in (overlap, functools.partial(overlap), metrics.MetricObject(overlap)):
            monitor = Monitor("EarlyStopping", "val_overlap")
            monitor.begin(self.model(metric), validates=True)
            assert monitor.worst == -math.inf

    def test_the_mode_decides(self) -> None:
        train(EarlyStopping("dice", mode="max"), model=self.model(dice))


class TestRates:
    def rates(self, *callbacks: Callback, model: Any = None) -> list[float]:
        found: list[float] = train(*callbacks, epochs=5, model=model).history.history[
            "learning_rate"
        ]
        return found

    def test_a_schedule_of_epochs(self) -> None:
        rates = self.rates(LearningRateScheduler(lambda epoch: 0.5**epoch))
        assert rates == [1.0, 0.5, 0.25, 0.125, 0.0625]

    def test_a_schedule_that_goes_on_from_the_rate_so_far(self) -> None:
        rates = self.rates(LearningRateScheduler(lambda epoch, rate: 0.5 * rate), model=line(1.0))
        assert rates == [0.5, 0.25, 0.125, 0.0625, 0.03125]

    def test_one_of_our_schedules(self) -> None:
        assert self.rates(LearningRateScheduler(schedules.step_decay(0.1, 0.5, 2))) == [
            0.1,
            0.1,
            0.05,
            0.05,
            0.025,
        ]

    def test_the_rate_is_that_of_the_steps(self) -> None:
        model = line()
        model.build((1,))
        before = [p.data for p in model.parameters()]
        train(LearningRateScheduler(lambda epoch: 0.0), model=model)
        assert [p.data for p in model.parameters()] == before

    @pytest.mark.parametrize(("rate", "error"), [("x", InputTypeError), (-1.0, InputValueError)])
    def test_wrong_rates(self, rate: Any, error: Any) -> None:
        with pytest.raises(error, match="the rate that schedule returns must be"):
            train(LearningRateScheduler(lambda epoch: rate))

    def test_a_number_is_no_schedule(self) -> None:
        with pytest.raises(InputTypeError, match="takes a function"):
            LearningRateScheduler(0.1)  # type: ignore[arg-type]

    @pytest.mark.parametrize(
        ("settings", "expected"),
        [
            ({"patience": 1}, [1.0, 1.0, 0.5, 0.25, 0.125]),
            ({"patience": 2}, [1.0, 1.0, 1.0, 0.5, 0.5]),
            ({"patience": 1, "min_lr": 0.25}, [1.0, 1.0, 0.5, 0.25, 0.25]),
            ({"patience": 1, "cooldown": 2}, [1.0, 1.0, 0.5, 0.5, 0.25]),
        ],
    )
    def test_reduce_on_plateau(self, settings: Any, expected: list[float]) -> None:
        reduce = ReduceLROnPlateau("measured", mode="min", factor=0.5, **settings)
        assert self.rates(Told(measured=[1] * 5), reduce, model=line(1.0)) == expected

    def test_reduce_on_plateau_and_a_schedule_exclude_each_other(self) -> None:
        with pytest.raises(
            InputValueError, match="follows a schedule; give the optimizer a number"
        ):
            train(ReduceLROnPlateau("loss"), model=line(schedules.constant(0.1)))
        with pytest.raises(InputValueError, match="factor of ReduceLROnPlateau must be below 1"):
            ReduceLROnPlateau(factor=1.0)


class TestCSVLogger:
    def test_a_line_for_each_epoch(self, tmp_path: Path) -> None:
        model = train(CSVLogger(tmp_path / "log.csv"), epochs=2, validation_split=0.4)
        rows = list(csv.DictReader((tmp_path / "log.csv").read_text(encoding="utf-8").splitlines()))
        assert [list(row) for row in rows] == [["epoch", "loss", "val_loss"]] * 2
        assert [row["epoch"] for row in rows] == ["0", "1"]
        assert [float(row["loss"]) for row in rows] == model.history.history["loss"]

    def test_append_keeps_the_columns(self, tmp_path: Path) -> None:
        path = tmp_path / "log.csv"
        for _ in range(2):  # the first time, there is nothing to append to
            train(CSVLogger(path, separator=";", append=True), epochs=1)
        train(Told(other=[1.0]), CSVLogger(path, separator=";", append=True), epochs=1)
        lines = path.read_text(encoding="utf-8").splitlines()
        assert lines[0] == "epoch;loss"
        assert [text.split(";")[0] for text in lines[1:]] == ["0", "0", "0"]
        train(CSVLogger(path), epochs=1)
        assert len(path.read_text(encoding="utf-8").splitlines()) == 2

    def test_names_with_separators_are_quoted(self, tmp_path: Path) -> None:
        train(Told(**{"a,b": [1.0]}), CSVLogger(tmp_path / "log.csv"), epochs=1)
        rows = list(csv.reader((tmp_path / "log.csv").read_text(encoding="utf-8").splitlines()))
        assert rows[0] == ["epoch", "a,b", "loss"]

    def test_a_separator_is_one_character(self) -> None:
        with pytest.raises(InputValueError, match="separator of CSVLogger is one character"):
            CSVLogger("log.csv", separator=", ")


class TestModelCheckpoint:
    def test_fields_are_filled_in(self, tmp_path: Path) -> None:
        path = tmp_path / "new" / "{epoch:02d}-{measured:.1f}.safetensors"
        model = train(Told(measured=[2.0, 1.0]), ModelCheckpoint(path), epochs=2)
        first, second = sorted(path.parent.iterdir())
        assert (first.name, second.name) == ("01-2.0.safetensors", "02-1.0.safetensors")
        assert nn.load(second).predict(X).tolist() == model.predict(X).tolist()
        assert nn.load(first).predict(X).tolist() != model.predict(X).tolist()

    def test_the_best_only(self, tmp_path: Path) -> None:
        path = tmp_path / "{epoch}.safetensors"
        told = Told(measured=[3, 4, 2, 2, 1])
        train(told, ModelCheckpoint(path, "measured", mode="min", save_best_only=True), epochs=5)
        assert sorted(p.stem for p in tmp_path.iterdir()) == ["1", "3", "5"]

    def test_says_what_it_saves_and_why(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        path = tmp_path / "best.safetensors"
        best = ModelCheckpoint(path, "measured", 1, save_best_only=True, mode="min")
        train(Told(measured=[3.0, 3.5, 0.25]), best, epochs=3)
        assert capsys.readouterr().out == (
            f"epoch 1: measured improved from inf to 3, saving {path}\n"
            "epoch 2: measured did not improve from 3\n"
            f"epoch 3: measured improved from 3 to 0.25, saving {path}\n"
        )
        train(ModelCheckpoint(path, verbose=1), epochs=1)
        assert capsys.readouterr().out == f"epoch 1: saving {path}\n"

    def test_a_threshold_to_begin_with(self, tmp_path: Path) -> None:
        path = tmp_path / "{epoch}.safetensors"
        checkpoint = ModelCheckpoint(
            path, "measured", mode="min", save_best_only=True, initial_value_threshold=2.5
        )
        train(Told(measured=[3, 4, 2]), checkpoint, epochs=3)
        assert [p.stem for p in tmp_path.iterdir()] == ["3"]

    def test_weights_only(self, tmp_path: Path) -> None:
        path = tmp_path / "weights.safetensors"
        model = train(ModelCheckpoint(path, save_weights_only=True))
        other = line()
        other.build((1,))
        other.load_weights(path)
        assert other.predict(X).tolist() == model.predict(X).tolist()

    def test_unknown_fields(self, tmp_path: Path) -> None:
        message = "filled in ('val_loss'); the fields are: epoch, loss"
        with pytest.raises(InputValueError, match=re.escape(message)):
            train(ModelCheckpoint(tmp_path / "{val_loss}"))
        with pytest.raises(InputValueError, match="ModelCheckpoint monitors 'val_loss'"):
            train(ModelCheckpoint(tmp_path / "x", save_best_only=True))
        with pytest.raises(InputTypeError, match=r"save_freq of ModelCheckpoint .* was given 10"):
            ModelCheckpoint("x", save_freq=10)  # type: ignore[arg-type]
        with pytest.raises(InputValueError, match="no save_freq of ModelCheckpoint 'batch'"):
            ModelCheckpoint("x", save_freq="batch")

    @pytest.mark.parametrize("make", [ModelCheckpoint, CSVLogger, BackupAndRestore])
    def test_a_file_has_a_path(self, make: Any) -> None:
        with pytest.raises(InputTypeError, match=f"{make.__name__}.* path"):
            make(None)


@pytest.mark.parametrize("engine", ["compiled", "eager"])
class TestStopOnNaN:
    def model(self, rate: float = 0.1) -> Sequential:
        model = Sequential([Dense(2, "tanh"), Dense(1, "exp")], rng=0)
        model.compile(optimizers.SGD(rate), "mse")
        model.build((1,))
        return model

    def test_raises_if_it_shall(self, engine: str) -> None:
        model = self.model()
        model.layers[0].neurons[1].w[0].data = 1e308
        model.layers[1].neurons[0].w[1].data = 1e308
        settings: Any = {"callbacks": TerminateOnNaN(raise_error=True), "engine": engine}
        with pytest.raises(RuntimeError, match="training ended in epoch 1, batch 1: the loss is"):
            model.fit([[1.0]], [1.0], **settings)
        assert model.layers[1].neurons[0].w[1].data == 1e308

    def test_names_the_operation_the_example_and_the_parameter(
        self, engine: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        model, stop = self.model(), StopOnNaN()
        model.layers[1].neurons[0].w[1].data = 1e308
        model.layers[0].neurons[1].w[0].data = 9.0
        before = [p.data for p in model.parameters()]
        inputs = [[-1.0], [-1.0], [-1.0], [-2.0], [10.0], [-2.0]]
        settings: Any = {"batch_size": 3, "shuffle": False, "epochs": 3, "engine": engine}
        model.fit(inputs, [1.0] * 6, callbacks=stop, **settings)
        assert stop.diagnosis is not None
        assert stop.diagnosis.operation == "exp"
        assert len(model.history.epoch) == 1
        assert stop.message.startswith(
            "training ended in epoch 1, batch 2: the loss is inf. In example 1 of the batch:\n"
        )
        assert "layers[1].neurons[0].w[1]" in stop.message
        assert capsys.readouterr().out.strip() == stop.message
        assert [p.data for p in model.parameters()] == before  # batch 1 has no gradient

    def test_a_gradient_that_breaks_is_noticed_before_the_loss(self, engine: str) -> None:
        model, stop = Sequential([Dense(1, "linear")], rng=0), StopOnNaN()

        def root(y_true: Any, y_pred: Any) -> Any:
            return ((y_pred * 0.0) ** 0.5 - y_true) ** 2

        model.compile("sgd", root)
        model.fit(X, Y, epochs=3, callbacks=stop, engine=engine)
        assert len(model.history.epoch) == 1
        assert math.isfinite(model.history.history["loss"][0])
        assert stop.diagnosis is not None
        assert stop.diagnosis.kind == "backward"
        assert "weights became nan or infinite" in stop.message
        assert np.isfinite([p.data for p in model.parameters()]).all()

    def test_a_step_that_is_too_long(self, engine: str) -> None:
        model, stop = line(1e308), StopOnNaN()
        model.fit(X, Y, epochs=3, callbacks=stop, engine=engine)
        assert stop.diagnosis is None
        assert "the learning rate is too high" in stop.message

    def test_healthy_training_is_left_alone(self, engine: str) -> None:
        numbers = [
            [p.data for p in train(*callbacks, model=self.model(), engine=engine).parameters()]
            for callbacks in ([], [StopOnNaN()])
        ]
        assert numbers[0] == numbers[1]

    def test_nan_among_the_inputs(self, engine: str) -> None:
        def spoilt(X: Any, rng: Any) -> Any:
            X[1] = math.nan
            return X

        stop = TerminateOnNaN()
        line().fit(X, Y, callbacks=stop, shuffle=False, engine=engine, augment=spoilt)
        assert "In example 1 of the batch" in stop.message


class TestSnapshots:
    @pytest.mark.parametrize("engine", ["compiled", "eager"])
    def test_weights_gradients_and_activations(self, engine: str) -> None:
        model = Sequential([Dense(3, "relu"), Dense(1)], rng=0)
        model.compile(optimizers.SGD(0.01), "mse")
        snapshots = Snapshots(inputs=[[1.0], [2.0]])
        train(snapshots, model=model, epochs=2, engine=engine)
        first, second, third = snapshots.taken
        assert (first.epoch, second.epoch, third.epoch) == (-1, 0, 1)
        assert first.gradients == {}
        assert first.weights["layers.0.kernel"].shape == (3, 1)
        for name, after in third.weights.items():  # one step, of plain gradient descent
            step = -0.01 * third.gradients[name]
            assert after == pytest.approx(second.weights[name] + step, rel=1e-14)
        assert third.activations["layers.0"].shape == (2, 3)
        assert third.activations["layers.1"] == pytest.approx(
            model.predict([[1.0], [2.0]]), rel=1e-14
        )
        assert third.logs == {"loss": model.history.history["loss"][1]}

    def test_every_so_many_steps(self) -> None:
        snapshots = Snapshots(every=2)
        train(snapshots, epochs=2, batch_size=1)
        assert [(s.epoch, s.step) for s in snapshots.taken] == [(-1, 0), (0, 2), (1, 4), (1, 6)]
        assert snapshots.taken[1].activations == {}

    @pytest.mark.parametrize("engine", ["compiled", "eager"])
    def test_the_graph_of_a_value_is_kept_as_it_was(self, engine: str) -> None:
        model = Sequential([Dense(1)], rng=0)
        model.compile(optimizers.SGD(0.01), "mse")
        snapshots = Snapshots(graph=lambda model: model([2.0]) ** 2)
        train(snapshots, model=model, epochs=2, engine=engine)
        weights = [snapshot.weights["layers.0.kernel"][0, 0] for snapshot in snapshots.taken]
        biases = [snapshot.weights["layers.0.bias"][0] for snapshot in snapshots.taken]
        graphs = [snapshot.graph for snapshot in snapshots.taken]
        assert all(graph is not None for graph in graphs)
        assert [graph.title for graph in graphs if graph] == ["epoch 0", "epoch 1", "epoch 2"]
        for graph, w, b in zip(graphs, weights, biases, strict=True):
            assert graph is not None
            assert graph.data[-1] == pytest.approx((w * 2.0 + b) ** 2, rel=1e-14)
            assert {"w¹₁₁", "b¹₁", "x₁", "z¹₁"} < set(graph.names.values())
            assert set(graph.paths.values()) == {
                "layers[0].neurons[0].w[0]",
                "layers[0].neurons[0].b",
            }
        assert repr(autograd.play(snapshots)).startswith("<Player of 5 values at 3 moments")

    def test_wrong_settings(self) -> None:
        with pytest.raises(InputTypeError, match="graph of Snapshots takes a function"):
            Snapshots(graph=3)  # type: ignore[arg-type]
        with pytest.raises(InputTypeError, match=r"returned 1\.5 \(float\), which"):
            train(Snapshots(graph=lambda model: 1.5), epochs=1)  # type: ignore[arg-type, return-value]
        with pytest.raises(InputValueError, match="every takes 'epoch' or a number of steps"):
            Snapshots(every="batch")
        with pytest.raises(InputTypeError, match="inputs of Snapshots takes numbers"):
            Snapshots(inputs="x")


class TestHistory:
    def test_as_text_and_as_a_table(self) -> None:
        history = History()
        for epoch, loss in enumerate([3.0, 1.0, 2.0]):
            history.append(epoch, {"loss": loss})
        assert repr(history) == "<History of 3 epochs: loss=2>"
        cells = re.findall(r"<t[hd][^>]*>([^<]*)</t[hd]>", history._repr_html_())
        assert cells == ["", "first", "lowest", "highest", "last", "loss", "3", "1", "3", "2"]

    def test_what_is_noted_late_leaves_a_gap(self) -> None:
        history = History()
        history.append(0, {})
        history.append(1, {})
        history.note("rate", 0.1)
        history.note("rate", 0.2)
        assert list(map(repr, history.history["rate"])) == ["nan", "0.2"]
