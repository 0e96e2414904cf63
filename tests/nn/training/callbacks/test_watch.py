"""Watch: what is measured, what is said about it, and that training goes on whatever happens."""

import contextlib
import copy
import io
import math
import pickle
import re
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
import warnings
from pathlib import Path
from typing import Any

import numpy
import pytest

import nn
from autograd import InputTypeError, InputValueError, relu
from nn import Dense, Sequential, callbacks, optimizers
from nn.callbacks import Watch
from nn.training.callbacks.watching import outlets, server, showing
from nn.training.callbacks.watching.advice import advice
from nn.training.callbacks.watching.budget import Budget
from nn.training.callbacks.watching.numbers import LayerNumbers, Meter
from nn.training.callbacks.watching.page import Report, output, page
from nn.training.callbacks.watching.thinned import Thinned
from tests.helpers.hostile import LABELS
from tests.helpers.notebooks import run_cell

RNG = numpy.random.default_rng(0)
X = RNG.normal(size=(60, 2))
Y = (X[:, 0] * X[:, 1] > 0.0) * 1.0


def network(*activations: Any, rate: float = 0.1) -> Sequential:
    layers = [Dense(4, activation) for activation in activations]
    model = Sequential([*layers, Dense(1)], rng=0)
    model.build((2,))
    model.compile(optimizers.SGD(rate), "mse", ["mae"])
    return model


def train(watch: Any, model: Any = None, **options: Any) -> Any:
    model = network("tanh") if model is None else model
    options = {"epochs": 3, "verbose": 0, **options}
    model.fit(X, Y, callbacks=[watch], **options)
    return model


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "training.html"


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every step is measured and shown, however long that takes."""
    monkeypatch.setattr(showing, "OFTEN", 0.0)
    monkeypatch.setattr(outlets.File, "interval", 0.0)
    monkeypatch.setattr(Budget, "allows", lambda self, cost: True)
    monkeypatch.setattr(Budget, "free_at", lambda self, cost=0.0: 0.0)


class Reports(outlets.Outlet):
    """Keeps all reports."""

    interval = 0.0

    def __init__(self) -> None:
        self.all: list[Report] = []

    def begin(self, report: Report) -> None:
        self.all.append(report)

    def show(self, report: Report) -> None:
        self.all.append(report)


@pytest.fixture
def reports(monkeypatch: pytest.MonkeyPatch) -> Reports:
    found = Reports()
    monkeypatch.setattr(showing, "outlet_for", lambda *where, **options: found)
    return found


class TestWhatIsMeasured:
    @pytest.mark.parametrize("engine", ["compiled", "eager"])
    def test_a_step_of_gradient_descent_is_the_rate_times_the_gradient(
        self, engine: str, reports: Reports, patient: None
    ) -> None:
        before: list[Any] = []

        def keep(batch: int, logs: Any) -> None:
            before[:] = [[p.data for p in layer.parameters()] for layer in model.layers]

        model = network("tanh", rate=0.1)
        keeping = callbacks.LambdaCallback(on_train_batch_begin=keep)
        model.fit(X, Y, epochs=1, verbose=0, engine=engine, callbacks=[keeping, Watch()])
        for layer, weights, seen in zip(model.layers, before, reports.all[-1].layers, strict=True):
            gradients = [p.grad for p in layer.parameters()]
            assert seen.mean_gradient == pytest.approx(numpy.abs(gradients).mean(), rel=1e-12)
            expected = 0.1 * numpy.linalg.norm(gradients) / numpy.linalg.norm(weights)
            assert seen.ratio == pytest.approx(expected, rel=1e-12)
            assert seen.parameters == len(gradients)

    @pytest.mark.parametrize("kind", ["arrays", "program"])
    def test_outputs_are_those_of_the_layers(
        self, kind: str, reports: Reports, patient: None
    ) -> None:
        model = network("tanh", "sigmoid")
        if kind == "program":
            model.add(nn.layers.Dropout(0.5))
        train(Watch(inputs=X[:8]), model)
        expected = [[numpy.ravel(each) for each in model.layer_outputs(x)] for x in X[:8].tolist()]
        for number, seen in enumerate(reports.all[-1].layers):
            numbers = numpy.array([[v.data for v in each[number]] for each in expected])
            assert seen.outputs is not None
            assert seen.outputs.mean == pytest.approx(numbers.mean(), rel=1e-12)
            assert seen.outputs.low == pytest.approx(numbers.min(), rel=1e-12)
            assert seen.units == numbers.shape[1]

    def test_dead_and_saturated(self) -> None:
        model = network("relu", "tanh")
        first, second, _ = model.layers
        for neuron in first.neurons[:3]:
            neuron.b.data = -100.0
        for neuron in second.neurons:
            neuron.b.data = 100.0 if neuron is second.neurons[0] else 0.0
        layers = Meter(model, None, X).measure()
        assert (layers[0].dead, layers[0].units, layers[0].saturated) == (3, 4, None)
        assert (layers[1].dead, layers[1].saturated) == (None, 0.25)
        assert (layers[2].dead, layers[2].saturated) == (None, None)
        assert [layer.name for layer in layers] == ["layer 1", "layer 2", "output"]

    def test_a_filter_is_dead_if_it_is_so_at_all_places(self) -> None:
        model = Sequential([nn.Conv2D(3, 2, activation="relu", input_shape=(4, 4, 1))], rng=0)
        model.layers[0].neurons[1].b.data = -100.0  # type: ignore[attr-defined]
        images = RNG.normal(size=(5, 4, 4, 1))
        (layer,) = Meter(model, None, images).measure()
        assert (layer.dead, layer.units) == (1, 3)

    def test_frozen_layers_have_outputs_but_no_gradients(
        self, reports: Reports, patient: None
    ) -> None:
        model = network("tanh")
        model.layers[0].freeze()
        train(Watch(), model)
        frozen, trained = reports.all[-1].layers
        assert (frozen.parameters, frozen.gradients, frozen.ratio) == (0, None, None)
        assert frozen.outputs is not None
        assert trained.ratio is not None

    def test_layers_frozen_on_the_way(self, reports: Reports, patient: None) -> None:
        model = network("tanh")
        freeze = callbacks.LambdaCallback(
            on_epoch_begin=lambda epoch, logs: epoch == 2 and model.layers[0].freeze()
        )
        model.fit(X, Y, epochs=4, verbose=0, callbacks=[freeze, Watch()])
        assert [layer.parameters for layer in reports.all[-1].layers] == [0, 5]
        assert [layer.parameters for layer in reports.all[1].layers] == [12, 5]

    def test_an_optimizer_that_minimizes_by_itself(self, reports: Reports, patient: None) -> None:
        pytest.importorskip("scipy")
        model = network("tanh")
        model.compile(optimizers.LBFGS(), "mse")
        train(Watch(), model, epochs=5)
        assert all(len(ratios) >= 4 for ratios in reports.all[-1].ratios)
        assert all(ratio > 0.0 for ratios in reports.all[-1].ratios for ratio in ratios[1:])
        assert not any("learning rate" in fact for fact in reports.all[-1].facts)


class TestItDoesNotChangeTraining:
    @pytest.mark.parametrize("engine", ["compiled", "eager"])
    @pytest.mark.parametrize("optimizer", ["adam", "lbfgs"])
    def test_the_same_bits(self, engine: str, optimizer: str, path: Path, patient: None) -> None:
        if optimizer == "lbfgs":
            pytest.importorskip("scipy")
        weights = []
        for watched in ([], [Watch(path)]):
            model = Sequential([Dense(4, "tanh"), nn.layers.Dropout(0.2), Dense(1)], rng=0)
            model.compile(optimizer, "mse")
            model.fit(
                *(X, Y),
                epochs=3,
                verbose=0,
                engine=engine,
                callbacks=watched,
                validation_split=0.2,
            )
            weights.append([p.data.hex() for p in model.parameters()])
        assert weights[0] == weights[1]

    def test_budget(self) -> None:
        now = [0.0]
        budget = Budget(0.05, clock=lambda: now[0])

        def work() -> None:
            now[0] += 1.0

        assert not budget.allows(0.01)
        budget.run(work)
        now[0] = budget.free_at() - 0.01
        assert not budget.allows(0.0)
        now[0] = budget.free_at() + 0.01
        assert budget.allows(0.0)
        assert budget.spent == 1.0
        assert now[0] == pytest.approx(21.01)  # 1 s of work is 5 % of 20 s of training

    def test_a_slow_outlet_is_asked_seldom(
        self, reports: Reports, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        slow = 0.05
        monkeypatch.setattr(Reports, "show", lambda self, report: time.sleep(slow))
        start = time.perf_counter()
        watch = Watch()
        train(watch, epochs=100)
        taken = time.perf_counter() - start
        spent = watch._showing._budget.spent  # the last report comes on top of it
        assert spent <= max(0.05 * (taken - spent), 3 * slow)


class TestItNeverStopsTraining:
    @pytest.mark.parametrize("failing", ["begin", "show"])
    def test_an_outlet_that_fails_is_told_once(
        self, failing: str, reports: Reports, patient: None, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(self: Any, report: Report) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(Reports, failing, fail)
        with pytest.warns(
            RuntimeWarning, match=r"No space left on device.*training goes on"
        ) as told:
            model = train(Watch(), epochs=4)
        assert len(told) == 1
        assert len(model.history.epoch) == 4

    def test_also_where_warnings_are_errors(
        self, reports: Reports, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(Reports, "begin", lambda self, report: 1 / 0)
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            assert len(train(Watch()).history.epoch) == 3

    def test_a_folder_that_vanishes(self, tmp_path: Path) -> None:
        folder = tmp_path / "away"
        folder.mkdir()
        watch = Watch(folder / "training.html")
        folder.rmdir()
        with pytest.warns(RuntimeWarning, match="there is no such folder"):
            train(watch)

    def test_ctrl_c_in_the_midst_of_showing(
        self, reports: Reports, patient: None, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def interrupt(self: Any, report: Report) -> None:
            self.all.append(report)
            if len(self.all) == 3:
                raise KeyboardInterrupt

        monkeypatch.setattr(Reports, "show", interrupt)
        model = train(Watch(), epochs=100)
        assert model.history.interrupted
        assert reports.all[-1].state == "was interrupted"

    def test_an_activation_of_ones_own_that_cannot_be_compiled(
        self, reports: Reports, patient: None
    ) -> None:
        model = network(lambda z: relu(z) if z.data > 0.0 else 0.1 * z)
        train(Watch(), model, engine="eager", epochs=1)
        assert "cannot be measured" in reports.all[-1].notes[-1]
        assert reports.all[-1].layers[0].gradients is not None

    def test_a_network_without_layers_has_curves(self, reports: Reports, patient: None) -> None:
        class Own(nn.models.Model):
            def __init__(self) -> None:
                super().__init__(rng=0)
                self.neuron = nn.Neuron(2)

            def call(self, x: Any) -> Any:
                return self.neuron(x)

        model = Own()
        model.compile("sgd", "mse")
        train(Watch(), model)
        last = reports.all[-1]
        assert (last.layers, last.network, len(last.charts)) == ([], [], 1)
        assert "no picture of the network" in last.notes[0]

    def test_a_network_that_computes_something_else(self, reports: Reports, patient: None) -> None:
        class Skipping(nn.models.Model):
            def __init__(self) -> None:
                super().__init__(rng=0)
                self.layers = [Dense(2, "tanh"), Dense(1)]

            def call(self, x: Any) -> Any:
                inner = self.layers[0](x)
                return self.layers[1]([a + b for a, b in zip(inner, x, strict=True)])

        model = Skipping()
        model.compile("sgd", "mse")
        train(Watch(), model)
        assert "something else than its layers" in reports.all[-1].notes[-1]
        assert reports.all[-1].layers[0].outputs is None
        assert reports.all[-1].layers[0].ratio is not None


class TestCallback:
    def test_fit_called_twice(self, reports: Reports) -> None:
        watch = Watch()
        model = train(watch)
        train(watch, model)
        assert [report.state for report in reports.all] == ["is running", "has ended"] * 2

    @pytest.mark.parametrize("copied", [copy.deepcopy, lambda it: pickle.loads(pickle.dumps(it))])
    def test_copies(self, copied: Any, path: Path) -> None:
        watch = Watch(path, inputs=X[:3])
        model = train(watch)
        path.unlink()
        train(copied(watch), model)
        assert "has ended" in path.read_text(encoding="utf-8")

    def test_in_threads(self, tmp_path: Path) -> None:
        paths = [tmp_path / f"{k}.html" for k in range(3)]
        threads = [threading.Thread(target=train, args=(Watch(path),)) for path in paths]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert all("has ended" in path.read_text(encoding="utf-8") for path in paths)

    def test_among_others_in_any_order(self, path: Path) -> None:
        others = [callbacks.EarlyStopping("loss", patience=1), callbacks.StopOnNaN()]
        for order in ([Watch(path), *others], [*others, Watch(path)]):
            network("relu").fit(X, Y, epochs=5, verbose=0, callbacks=order)
            assert "has ended" in path.read_text(encoding="utf-8")

    def test_it_begins_where_a_training_is_resumed(self, reports: Reports, patient: None) -> None:
        train(Watch(), epochs=5, initial_epoch=3)
        assert reports.all[-1].facts[0] == "epoch 5 of 5"

    @pytest.mark.parametrize("where", [3, None, ["page"]])
    def test_where_of_a_wrong_type(self, where: Any) -> None:
        with pytest.raises(InputTypeError, match="where of Watch takes 'auto', 'notebook', 'page'"):
            Watch(where)

    def test_wrong_arguments(self, tmp_path: Path) -> None:
        with pytest.raises(InputValueError, match=r"ends in \.html, but was given 'browser'"):
            Watch("browser")
        with pytest.raises(InputValueError, match="does not exist"):
            Watch(tmp_path / "nowhere" / "a.html")
        with pytest.raises(InputTypeError, match="open of Watch is True or False"):
            Watch(open=1)  # type: ignore[arg-type]
        with pytest.raises(InputTypeError, match="inputs of Watch takes numbers"):
            Watch(inputs="x")


def layer(**given: Any) -> LayerNumbers:
    return LayerNumbers(**{"name": "layer 1", "kind": "Dense relu", "units": 8, **given})


class TestAdvice:
    def test_nothing_is_said_while_all_is_well(self) -> None:
        fine = layer(dead=1, saturated=0.1, ratio=1e-3, mean_gradient=0.1)
        assert advice([fine, fine], [1.0, 0.5], [1.1, 0.9]) == []

    @pytest.mark.parametrize("loss", [math.nan, math.inf])
    def test_a_loss_that_is_not_finite_comes_alone(self, loss: float) -> None:
        (line,) = advice([layer(dead=8)], [1.0, loss], rate=0.5)
        assert line.startswith(f"The loss is {loss}: lower the learning rate (it is 0.5)")

    def test_dead_neurons_of_several_layers_are_one_sentence(self) -> None:
        dead = [layer(dead=5, activation="relu"), layer(name="b", dead=8, activation="relu")]
        (line,) = advice([*dead, layer(name="c", dead=4)], [1.0], samples=20)
        assert line.startswith(
            "5 of 8 neurons of layer 1 and 8 of 8 neurons of b are dead: relu gives 0 for each of "
            "the 20 examples"
        )

    def test_saturated_outputs(self) -> None:
        flat = layer(saturated=0.71, activation="tanh")
        (line,) = advice([flat, layer()], [1.0])
        assert "71% of the outputs of layer 1 are saturated: tanh is flat there" in line
        assert advice([layer(), layer(saturated=1.0, activation="sigmoid")], [1.0]) == []

    @pytest.mark.parametrize(("ratio", "word"), [(0.2, "large"), (1e-6, "tiny")])
    def test_steps_far_from_usual(self, ratio: float, word: str) -> None:
        (line,) = advice([layer(ratio=ratio)], [1.0], rate=0.1)
        assert line.startswith(f"The steps are {word}, ")
        assert "about 1e−3 is usual" in line
        assert "learning rate (it is 0.1)" in line

    def test_gradients_that_vanish(self) -> None:
        faded = [layer(mean_gradient=1e-6), layer(name="output", mean_gradient=0.1)]
        (line,) = advice(faded, [1.0])
        assert "mean size is 1e−6 in layer 1 and 0.10 in the output" in line

    def test_overfitting_is_told_after_five_epochs(self) -> None:
        falling = [1.0 / k for k in range(1, 9)]
        rising = [1.0, 0.5, 0.51, 0.55, 0.6, 0.7, 0.8, 0.9]
        assert advice([], falling[:6], rising[:6]) == []
        (line,) = advice([], falling, rising)
        assert line.startswith("The validation loss was lowest in epoch 2 and rises since")


class TestThinned:
    def test_many_steps_are_means_of_neighbours(self) -> None:
        thinned = Thinned()
        for k in range(100_000):
            thinned.add(k, float(k % 2))
        assert 256 <= len(thinned.xs) <= 512
        assert set(thinned.ys) == {0.5}
        assert thinned.xs == sorted(thinned.xs)
        assert thinned.xs[-1] > 99_000


class TestPages:
    @pytest.mark.parametrize("label", LABELS)
    def test_hostile_names_are_text(self, label: str, path: Path, patient: None) -> None:
        model = Sequential([Dense(3, "relu", name=label), Dense(1, name=label)], rng=0, name=label)
        model.build((2,))

        def metric(targets: Any, predictions: Any) -> float:
            return 0.5

        metric.__name__ = f"of {label}"
        model.compile("sgd", "mse", [metric])
        train(Watch(path), model)
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"<script[^>]*>alert|<img[^>]*onerror|[\x00\u202e]", text)

    def test_a_file_loads_itself_anew_until_the_end(self, path: Path, patient: None) -> None:
        seen = []
        look = callbacks.LambdaCallback(
            on_epoch_end=lambda epoch, logs: seen.append(path.read_text(encoding="utf-8"))
        )
        network("tanh").fit(X, Y, epochs=2, verbose=0, callbacks=[Watch(path), look])
        assert all("location.reload()" in text for text in seen)
        assert "<script" not in path.read_text(encoding="utf-8")

    def test_output_of_a_notebook_needs_no_style_sheet(self, reports: Reports) -> None:
        train(Watch())
        text = output(reports.all[-1])
        assert "<svg" not in text
        assert "<style" not in text
        assert text.count("data:image/svg+xml;base64,") == text.count("<img") > 5
        assert "var(--" not in re.sub(r"var\(--[\w-]+,[^)]*\)?", "", text)

    def test_the_page_says_what_is_seen(self, reports: Reports) -> None:
        train(Watch(), network("relu"), validation_split=0.2)
        text = page(reports.all[-1])
        assert "<h1" in text
        assert re.search(r"\d of 4 dead", text)
        assert re.search(r'aria-label="loss: batches .* validation', text)
        assert re.search(r'aria-label="mae: training .* validation', text)


class TestServer:
    def ask(self, url: str) -> tuple[int, str, str | None]:
        with urllib.request.urlopen(url, timeout=10) as answer:
            return answer.status, answer.read().decode(), answer.headers["X-Version"]

    def test_the_address_is_printed_once(self) -> None:
        watch, printed = Watch("page"), io.StringIO()
        with contextlib.redirect_stdout(printed):
            model = train(watch)
            train(watch, model)
        (url,) = re.findall(r"^This training can be watched at (http://127\.0\.0\.1:\d+/\d+)$",
                            printed.getvalue(), re.MULTILINE)  # fmt: skip
        status, text, _ = self.ask(url)
        assert (status, "has ended" in text) == (200, True)

    def test_a_request_waits_for_the_next_report(self) -> None:
        url, channel = server.add(Report("a"))
        answers = []
        asking = threading.Thread(target=lambda: answers.append(self.ask(f"{url}/now?after=1")))
        asking.start()
        time.sleep(0.2)
        assert not answers
        channel.put(Report("b"))
        asking.join(timeout=10)
        ((status, text, version),) = answers
        assert (status, version, "Training of b" in text) == (200, "2", True)
        assert self.ask(f"{url}/now?after=")[2] == "2"
        assert channel.next(2, wait=0.01) == (2, None)

    @pytest.mark.parametrize("path", ["99999", "x", "1/else", "-1", "1" * 30])
    def test_what_is_not_there(self, path: str) -> None:
        url, _ = server.add(Report("a"))
        root = url.rpartition("/")[0]
        with pytest.raises(urllib.error.HTTPError, match="404"):
            self.ask(f"{root}/{path}")

    def test_other_names_of_this_machine_are_refused(self) -> None:
        url, _ = server.add(Report("a"))
        request = urllib.request.Request(url, headers={"Host": "example.org"})
        with pytest.raises(urllib.error.HTTPError, match="403"):
            urllib.request.urlopen(request, timeout=10)

    def test_the_root_is_the_latest_training(self) -> None:
        url, _ = server.add(Report("the latest"))
        assert "the latest" in self.ask(url.rpartition("/")[0] + "/")[1]

    def test_old_trainings_make_room(self) -> None:
        urls = [server.add(Report(str(k)))[0] for k in range(server.MOST + 1)]
        with pytest.raises(urllib.error.HTTPError, match="404"):
            self.ask(urls[0])
        assert self.ask(urls[1])[0] == 200


PROGRAM = """
import nn
model = nn.Sequential([nn.Dense(1)], rng=0)
model.compile("sgd", "mse")
wait = nn.callbacks.LambdaCallback(on_epoch_begin=lambda epoch, logs: input())
model.fit([0.0, 1.0], [1.0, 3.0], verbose=0, callbacks=[nn.callbacks.Watch("page"), wait])
"""


def test_a_browser_gets_the_last_report_before_the_program_ends() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as program:
        assert program.stdin is not None
        assert program.stdout is not None
        url = program.stdout.readline().split()[-1]
        ask = TestServer().ask
        _, text, version = ask(f"{url}/now?after=")
        assert "is running" in text
        answers = []
        asking = threading.Thread(
            target=lambda: answers.append(ask(f"{url}/now?after={version}")[1])
        )
        asking.start()
        time.sleep(0.2)
        program.stdin.write("\n")
        program.stdin.flush()
        asking.join(timeout=30)
        assert program.wait(timeout=30) == 0
    assert "has ended" in answers[-1]


CELL = """
import nn
model = nn.Sequential([nn.Dense(3, "relu"), nn.Dense(1)], rng=0)
model.compile("sgd", "mse")
model.fit([0.0, 1.0], [1.0, 3.0], epochs=5, verbose=0, callbacks=[nn.callbacks.Watch()]);
"""


@pytest.mark.slow
def test_the_output_of_a_notebook_changes_in_place() -> None:
    pytest.importorskip("nbclient")
    shown = [each for each in run_cell(CELL) if each.output_type == "display_data"]
    (data,) = [each["data"] for each in shown]
    assert "Training of Sequential has ended" in data["text/html"]
    assert data["text/plain"].startswith("Training of Sequential has ended\nepoch 5 of 5")
