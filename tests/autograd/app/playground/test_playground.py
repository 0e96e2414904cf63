"""The playground without its page: data, settings, training, graphs, and what is taken away."""

import json
import math
import re
from collections import Counter

import numpy as np
import pytest

import autograd
import nn
from autograd import InputTypeError, InputValueError
from autograd.app.playground import datasets, exporting, features, maps
from autograd.app.playground.graphs import graph
from autograd.app.playground.session import CURVE, Session
from autograd.app.playground.settings import ACTIVATIONS, OPTIMIZERS, Settings

CSV = "height;width;kind\n" + "".join(
    f"{k % 7}.5;{k * k % 11};{'<b>cat</b>' if (k % 7) < 4 else 'dog'}\n" for k in range(40)
)


@pytest.fixture
def session():
    opened = []

    def make(**settings):
        opened.append(Session(Settings.from_json(settings)))
        return opened[-1]

    yield make
    for one in opened:
        one.close()


class TestDataSets:
    @pytest.mark.parametrize("name", datasets.DATASETS)
    def test_a_seed_gives_the_same_points_again_half_of_each_class(self, name):
        points = datasets.make(name, noise=0.1, seed=5)
        assert points == datasets.make(name, noise=0.1, seed=5)
        assert points != datasets.make(name, noise=0.1, seed=6)
        assert Counter(points.labels) == {0: 150, 1: 150}

    @pytest.mark.parametrize("name", datasets.DATASETS)
    def test_the_points_are_on_the_plane(self, name):
        for x, y in datasets.make(name, seed=1).positions:
            assert abs(x) < datasets.REACH
            assert abs(y) < datasets.REACH

    def test_noise_moves_points(self):
        exact, noisy = (datasets.make("moons", noise=noise, seed=1) for noise in (0.0, 0.25))
        shifts = np.subtract(noisy.positions, exact.positions)
        assert 0.4 < shifts.std() < 0.6

    def test_an_unknown_name_is_an_error_that_names_all(self):
        with pytest.raises(InputValueError, match="no data set 'cube'; the data sets are circle,"):
            datasets.make("cube")

    def test_a_split_has_every_point_once_and_both_classes_in_training(self):
        points = datasets.make("circle")
        train, test = points.split(0.1, seed=3)
        assert sorted(train + test) == list(range(300))
        assert len(train) == 30
        assert {points.labels[i] for i in train} == {0, 1}
        assert points.split(0.1, seed=3) == (train, test)

    @pytest.mark.parametrize("one", ["1.0", "01", "+1", "1e0", " 1"])
    def test_spellings_of_a_number_are_one_class(self, one):
        points = datasets.from_csv(f"1,2,0\n2,3,1\n3,4,{one}\n4,5,0.0\n")
        assert points.classes == ("0", "1")
        assert points.labels == [0, 1, 1, 0]
        with pytest.raises(InputValueError, match="all lines have the class '1'"):
            datasets.from_csv(f"1,2,1\n2,3,{one}\n")

    @pytest.mark.parametrize("scale", [5e-324, 1e-310, 1e-300, 1.0, 1e99])
    def test_columns_of_any_range_fill_the_plane(self, scale):
        points = datasets.from_csv(f"{-scale},0,a\n0,1,a\n{scale},2,b\n")
        assert [x for x, _ in points.positions] == [-5.0, 0.0, 5.0]
        assert all(math.isfinite(end) for end in points.ranges[0])

    def test_a_decimal_comma_deserves_a_hint(self):
        with pytest.raises(InputValueError, match=r"'1,5': write '1.5', with a point"):
            datasets.from_csv("1,5;2,5;a\n2;3;b\n")

    def test_a_split_of_few_points_leaves_some_on_both_sides(self):
        points = datasets.from_csv("1,2,a\n2,3,b\n3,1,b\n")
        for share in (0.1, 0.9):
            train, test = points.split(share, seed=0)
            assert (len(train), len(test)) == (2, 1)


class TestCSV:
    def test_columns_fill_the_plane_and_keep_their_names_and_ranges(self):
        points = datasets.from_csv("a,b,c\n0,100,no\n10,300,yes\n5,200,no\n")
        assert points.positions == [(-5.0, -5.0), (5.0, 5.0), (0.0, 0.0)]
        assert points.axes == ("a", "b")
        assert points.ranges == ((-1.0, 11.0), (80.0, 320.0))
        assert points.labels == [0, 1, 0]

    @pytest.mark.parametrize("separator", [",", ";", "\t"])
    def test_separators_quotes_empty_lines_and_a_byte_order_mark(self, separator):
        rows = [["1", "2", '"a, or b"'], [], ["3", "4", "c"], []]
        text = "\ufeff" + "\r\n".join(separator.join(row) for row in rows)
        assert datasets.from_csv(text).classes == ("a, or b", "c")

    def test_classes_that_are_numbers_are_in_their_order(self):
        assert datasets.from_csv("1,2,10\n3,4,9\n").classes == ("9", "10")

    def test_a_column_of_equal_numbers_is_in_the_middle(self):
        assert datasets.from_csv("1,7,a\n2,7,b\n").positions == [(-5.0, 0.0), (5.0, 0.0)]

    def test_text_of_users_is_kept_as_it_is(self):
        points = datasets.from_csv("1,2,</script>\n3,4,<script>\n")
        assert points.classes == ("</script>", "<script>")

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("", "the file is empty; give lines such as 1.5,-2,cat"),
            ("a,b,c\n", "after the names of the columns there must be lines of points"),
            ("1,2,a\n3,b,a\n", "line 2, column 2: there must be a finite number, but there is 'b'"),
            ("1,2,a\n\n,4,b\n", "line 3, column 1: .* but there is nothing"),
            ("1,2,a\nnan,4,b\n", "line 2, column 1: .* 'nan'"),
            ("1,2,a\n1e999,4,b\n", "line 2, column 1: .* '1e999'"),
            ("1,2,a\n1_0,4,b\n", "line 2, column 1: .* '1_0'"),
            ("1,2,a\n3,4,\n", "line 2, column 3: there must be a class"),
            ("1,2,a\n3,4\n", "line 2 has 2 columns, not 3"),
            ("1,2,3,a\n", "line 1 has 4 columns, not 3"),
            ("1\n", "line 1 has 1 column, not 3"),
            ("1,2,a\n3,4,b\n5,6,c\n", "line 3, column 3: 'c' is a third class beside 'a' and 'b'"),
            ("1,2,a\n3,4,a\n", "column 3: all lines have the class 'a'"),
            ('1,2,"a\n', "line 1: it is no CSV: "),
            ("1,2,a\0\n", "the file is not text: it has a zero byte"),
            ("1,2,a\n3,4,b\n" * 1001, "line 2001: .* at most 2,000 rows, but the file has 2,002"),
            ("1" * 100_001, "the file has 100,001 characters, .* at most 100,000"),
        ],
    )
    def test_an_error_says_where(self, text, message):
        with pytest.raises(InputValueError, match=message):
            datasets.from_csv(text)


class TestSettings:
    def test_what_is_not_given_is_the_default(self):
        assert Settings.from_json({}) == Settings()
        assert Settings.from_json(json.loads(json.dumps(Settings().to_json()))) == Settings()

    def test_features_come_in_their_own_order_and_once(self):
        given = {"features": ["sin(x1)", "x1", "x1"]}
        assert Settings.from_json(given).features == ("x1", "sin(x1)")

    @pytest.mark.parametrize(
        ("given", "message"),
        [
            ({"data": "cube"}, "data must be one of circle, .*csv, but was 'cube'"),
            ({"data": ["circle"]}, r"data must be one of circle, .* but was \['circle'\]"),
            ({"data": "csv"}, "data is 'csv', but csv is empty"),
            ({"noise": 51}, "noise must be from 0 to 50, but was 51"),
            ({"seed": -1}, "seed must be from 0 to 4294967295"),
            ({"seed": 10**400}, "seed must be from 0 to 4294967295"),
            ({"features": []}, "features must be a list of one feature at least"),
            ({"features": ["x3"]}, "features must be one of x1, x2"),
            ({"layers": [4] * 7}, "layers must be a list of at most 6 numbers of neurons"),
            ({"layers": [9]}, "each of layers must be from 1 to 8, but was 9"),
            ({"rate": math.nan}, "rate must be from 0 to 10, but was nan"),
            ({"rate": 10**400}, "rate must be from 0 to 10, but was 1000"),
            ({"csv": "x" * 100_001}, "csv has 100,001 characters; at most 100,000"),
            ({"colour": 1}, "there is no setting 'colour'; the settings are data, csv"),
        ],
    )
    def test_a_wrong_value_is_an_error(self, given, message):
        with pytest.raises(InputValueError, match=message):
            Settings.from_json(given)

    @pytest.mark.parametrize(
        ("given", "message"),
        [
            ([], r"settings must be a JSON object, but were \[\]"),
            ({"batch": True}, "batch must be a whole number, but was True"),
            ({"noise": 1.5}, "noise must be a whole number, but was 1.5"),
            ({"rate": "0.1"}, "rate must be a number, but was '0.1'"),
            ({"csv": 3}, "csv must be text, but was 3"),
        ],
    )
    def test_something_else_is_an_error(self, given, message):
        with pytest.raises(InputTypeError, match=message):
            Settings.from_json(given)


class TestSession:
    def test_steps_and_epochs_add_up(self, session):
        one = session(batch=40)  # 150 points: 4 steps an epoch
        one.advance(steps=1)
        one.advance(epochs=1)
        assert one.steps == 4
        one.advance(epochs=2)
        one.advance(steps=3)
        assert (one.steps, one.state()["epoch"]) == (15, 3.75)

    @pytest.mark.parametrize("optimizer", OPTIMIZERS)
    def test_however_it_is_divided_the_same_steps_give_the_same_bits(self, session, optimizer):
        one, other = (session(data="moons", optimizer=optimizer, batch=20) for _ in range(2))
        one.advance(steps=19)
        for _ in range(19):
            other.advance(steps=1)
        assert one.state()["weights"] == other.state()["weights"]
        assert_same_weights(one.model, other.model)

    @pytest.mark.parametrize("activation", ACTIVATIONS)
    def test_every_activation_learns(self, session, activation):
        one = session(data="gaussians", activation=activation)
        one.advance(epochs=20)
        assert one.state()["accuracy"]["test"] > 0.95

    def test_a_network_without_hidden_layers_learns_what_a_line_parts(self, session):
        one = session(data="gaussians", layers=[])
        one.advance(epochs=20)
        state = one.state()
        assert state["accuracy"]["test"] > 0.95
        assert [len(layer) for layer in state["weights"]] == [1]
        assert state["neurons"] == []

    def test_regularization_makes_weights_smaller(self, session):
        sizes = []
        for kind in ("none", "l1", "l2"):
            one = session(regularization=kind, strength=0.03)
            one.advance(epochs=40)
            sizes.append(sum(abs(w) for layer in one.state()["weights"] for n in layer for w in n))
        assert sizes[0] > 2 * max(sizes[1:])

    def test_the_state_is_what_the_network_computes(self, session):
        one = session(layers=[3, 2])
        one.advance(epochs=1)
        state = one.state()
        neuron = one.model.layers[1].neurons[0]
        assert state["weights"][1][0] == pytest.approx([w.data for w in neuron.w], rel=1e-5)
        assert state["biases"][1][0] == pytest.approx(neuron.b.data, rel=1e-5)
        assert len(state["neurons"]) == 5
        output = np.array([one.model(x).data for x in maps.grid(("x1", "x2"))])
        assert state["output"] == maps.encode(np.tanh(output / 2.0), scale=1.0)
        right = [
            (one.model(x).data > 0) == (y == 1) for x, y in zip(one.data.X, one.data.y, strict=True)
        ]
        assert state["accuracy"]["test"] == np.mean([right[i] for i in one.data.test])
        loss, accuracy = one.copy().evaluate(one.data.X[one.data.train], one.data.y[one.data.train])
        assert state["loss"]["train"] == pytest.approx(loss, rel=1e-5)
        assert state["accuracy"]["train"] == accuracy

    def test_the_state_is_small_and_is_json(self, session):
        one = session(data="spiral", layers=[8] * 6, features=list(features.FEATURES))
        one.advance(epochs=2)
        assert len(json.dumps(one.state(), allow_nan=False)) < 40_000

    def test_curves_are_thinned_out_from_their_first_to_their_last_moment(
        self, session, monkeypatch
    ):
        monkeypatch.setattr("autograd.app.playground.session.PATIENCE", 600.0)  # busy machines
        one = session(batch=150)
        one.advance(epochs=3 * CURVE)
        moments = [step for step, _, _ in one.state()["curve"]]
        assert len(moments) <= CURVE
        assert (moments[0], moments[-1]) == (0, 3 * CURVE)
        assert moments == sorted(set(moments))

    def test_numbers_that_are_lost_end_training_and_are_null(self, session):
        one = session(data="spiral", activation="linear", optimizer="sgd", rate=10.0,
                      features=list(features.FEATURES), layers=[8, 8, 8], regularization="l2",
                      strength=10.0)  # fmt: skip
        one.advance(epochs=1000)
        state = one.state()
        assert not state["finite"]
        assert state["steps"] < 2000
        assert None in [w for layer in state["weights"] for n in layer for w in n]
        json.dumps(state, allow_nan=False)

    @pytest.mark.parametrize(
        ("kind", "amounts", "message"),
        [
            (InputTypeError, {"steps": 1.0}, "steps must be a whole number, but was 1.0"),
            (InputTypeError, {"epochs": "2"}, "epochs must be a whole number, but was '2'"),
            (InputTypeError, {"epochs": True}, "epochs must be a whole number, but was True"),
            (InputValueError, {"steps": -1}, "steps must be 0 or more, but was -1"),
            (
                InputValueError,
                {"epochs": 10**9},
                "at most 100,000 steps at a time, but that is",
            ),
        ],
    )
    def test_a_wrong_amount_is_an_error(self, session, kind, amounts, message):
        with pytest.raises(kind, match=message):
            session().advance(**amounts)

    @pytest.mark.parametrize("data", [*datasets.DATASETS, "csv"])
    def test_every_data_set_can_be_learnt(self, session, data):
        good = {"layers": [8, 8], "features": ["x1", "x2", "sin(x1)", "sin(x2)"]}
        one = session(data=data, csv=CSV, **good)
        one.advance(epochs=60)
        assert one.state()["accuracy"]["train"] >= 0.95


class TestGraphs:
    def test_a_neuron_is_its_activation_of_values_named_as_in_the_model(self, session):
        one = session(features=["x1", "x1^2"], layers=[3, 2])
        one.advance(epochs=3)
        found = graph(one, "2.1", 7)
        x = one.data.X[7].tolist()
        hidden = [neuron(x) for neuron in one.model.layers[0].neurons]
        assert found.root.data == one.model.layers[1].neurons[0](hidden).data
        assert found.root.label == "neuron 2.1"
        assert found.title == "Neuron 1 of layer 2 for point 7"
        drawn = found.svg()
        for name in ("x1", "neuron 1.3"):
            assert f"{name}<" in drawn
        assert "b²₁\nparameter layers[1].neurons[0].b" in drawn

    def test_the_output_is_the_logit_and_the_loss_that_of_the_point(self, session):
        one = session()
        one.advance(epochs=2)
        logit = one.model(one.data.X[4].tolist()).data
        assert graph(one, "output", 4).root.data == logit
        y = one.data.points.labels[4]
        loss = graph(one, "loss", 4).root
        assert loss.data == pytest.approx(math.log1p(math.exp(-logit if y else logit)), rel=1e-12)

    def test_it_has_gradients_and_training_does_not_see_them(self, session):
        one = session()
        before = one.state()
        found = graph(one, "output", 0)
        assert [p.grad for p in found.model.parameters()][-1] == 1.0
        assert all(p.grad == 0.0 for p in one.model.parameters())
        assert one.state() == before

    def test_the_player_is_a_page_with_the_title(self, session):
        page = graph(session(layers=[2]), "1.2", 3).player()
        assert page.startswith("<!doctype html>")
        assert "<title>Neuron 2 of layer 1 for point 3</title>" in page

    def test_a_large_graph_is_shown_box_by_box(self, session, monkeypatch):
        folds, play = [], autograd.play

        def watched(root, *, fold, **options):
            folds.append(fold)
            return play(root, fold=fold, **options)

        monkeypatch.setattr("autograd.play", watched, raising=False)
        one = session(layers=[8, 8, 8], features=["x1", "x1*x2"])
        scopes = [graph(one, name, 0).player() and folds[-1] for name in ("1.1", "output")]
        assert scopes == [False, True]

    def test_layers_are_scopes_with_the_names_of_the_page(self, session):
        root = graph(session(features=["x1*x2"]), "output", 0).root
        nodes = [node for node in autograd.topological_order(root) if not node.is_leaf]
        outermost = [node.scope.path[0].name for node in nodes]
        assert list(dict.fromkeys(outermost)) == ["features", "layer 1", "layer 2", "output"]

    def test_names_of_columns_are_shown_as_text(self, session):
        hostile = CSV.replace("height", "</script><script>alert(1)</script>")
        one = session(data="csv", csv=hostile)
        for text in (graph(one, "1.1", 0).svg(), graph(one, "1.1", 0).player()):
            assert "<script>alert(1)" not in text

    @pytest.mark.parametrize(
        "neuron", ["3.2", "4.1", "1.5", "0.1", "1", "x", "", "1.1.1", "1.1\n", "¹.1"]
    )
    def test_an_unknown_neuron_is_an_error_that_says_how_many_there_are(self, session, neuron):
        message = f"no neuron {re.escape(repr(neuron))}; .* The layers have 4, 2, 1 neurons"
        with pytest.raises(InputValueError, match=message):
            graph(session(), neuron, 0)

    @pytest.mark.parametrize("point", [-1, 300])
    def test_an_unknown_point_is_an_error(self, session, point):
        with pytest.raises(InputValueError, match=f"no point {point}; .* the numbers 0 to 299"):
            graph(session(), "output", point)


def assert_same_weights(model, other):
    for ours, theirs in zip(model.get_weights(), other.get_weights(), strict=True):
        assert np.array_equal(ours, theirs)


VARIANTS = {
    "plain": ({}, {"epochs": 3}),
    "untrained": ({"layers": [3]}, {}),
    "within an epoch": ({"data": "xor", "noise": 15, "seed": 7}, {"epochs": 2, "steps": 4}),
    "momentum and l1": (
        {"data": "spiral", "optimizer": "momentum", "regularization": "l1", "layers": []},
        {"epochs": 2},
    ),
    "l2 and relu": (
        {"data": "moons", "regularization": "l2", "activation": "relu", "train": 70, "batch": 7},
        {"steps": 50},
    ),
    "csv": (
        {"data": "csv", "csv": CSV.replace("dog", '"d""o\\g\'"'), "features": ["x1", "sin(x2)"]},
        {"epochs": 1},
    ),
}


class TestExports:
    @pytest.mark.parametrize("name", VARIANTS)
    def test_the_program_gives_the_same_weights_bit_by_bit(self, session, name, capsys):
        settings, amounts = VARIANTS[name]
        one = session(**settings)
        one.advance(**amounts)
        names = {}
        exec(compile(exporting.script(one), "playground.py", "exec"), names)
        assert_same_weights(one.model, names["model"])
        accuracy = one.state()["accuracy"]
        printed = capsys.readouterr().out
        assert f"accuracy {accuracy['train']:.1%}\ntest" in printed
        assert printed.endswith(f"accuracy {accuracy['test']:.1%}\n")

    @pytest.mark.slow
    def test_the_notebook_is_one_and_runs(self, session, monkeypatch, capsys):
        import nbformat  # takes a second
        from matplotlib import pyplot as plt

        one = session(data="moons")
        one.advance(epochs=2)
        book = nbformat.reads(exporting.notebook(one), as_version=4)
        nbformat.validate(book)
        monkeypatch.setattr(plt, "show", plt.close)
        names = {}
        for cell in book.cells:
            if cell.cell_type == "code":
                exec(cell.source, names)
        assert_same_weights(one.model, names["model"])

    def test_the_model_goes_on_from_where_it_was(self, session, tmp_path):
        one, path = session(), tmp_path / "model.safetensors"
        one.advance(epochs=2)
        path.write_bytes(exporting.model_file(one))
        model = nn.load(path)
        assert_same_weights(one.model, model)
        assert model.history.epoch == [0, 1]
        X, y = one.data.X[one.data.train], one.data.y[one.data.train]
        model.fit(X, y, batch_size=10, epochs=3, initial_epoch=2, verbose=0)
        one.advance(epochs=1)
        assert_same_weights(one.model, model)
