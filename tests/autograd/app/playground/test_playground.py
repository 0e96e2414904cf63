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
from autograd.app.playground.csv_files import from_csv
from autograd.app.playground.graphs import graph
from autograd.app.playground.points import REACH
from autograd.app.playground.session import CURVE, Session
from autograd.app.playground.settings import ACTIVATIONS, OPTIMIZERS, Settings

CLASSES = [name for name, data in datasets.DATASETS.items() if data.target is None]
NUMBERS = [name for name, data in datasets.DATASETS.items() if data.target is not None]
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
    def test_a_seed_gives_the_same_points_again(self, name):
        points = datasets.make(name, noise=0.1, seed=5)
        assert points == datasets.make(name, noise=0.1, seed=5)
        assert points != datasets.make(name, noise=0.1, seed=6)

    @pytest.mark.parametrize("name", CLASSES)
    def test_half_of_the_points_are_of_each_class(self, name):
        assert Counter(datasets.make(name, noise=0.1, seed=5).labels) == {0: 150, 1: 150}

    @pytest.mark.parametrize("name", NUMBERS)
    def test_numbers_to_predict_are_from_minus_1_to_1(self, name):
        points = datasets.make(name, seed=5)
        assert points.classes is None
        assert all(-1.0 <= label <= 1.0 for label in points.labels)
        assert min(points.labels) < -0.8
        assert max(points.labels) > 0.8

    def test_the_plane_rises_along_the_diagonal(self):
        points = datasets.make("plane", seed=1)
        assert points.labels == [(x + y) / 10 for x, y in points.positions]

    def test_hills_are_cones_up_and_down(self):
        height = datasets.DATASETS["hills"].target
        assert [height(x, y) for x, y in ((4, 2.5), (4, -2.5), (4, 3.5), (0, 0))] == [1, -1, 0.5, 0]

    def test_noise_changes_numbers_but_moves_no_point(self):
        exact, noisy = (datasets.make("plane", noise=noise, seed=1) for noise in (0.0, 0.25))
        assert noisy.positions[0] == exact.positions[0]
        assert noisy.labels[0] != exact.labels[0]

    @pytest.mark.parametrize("name", datasets.DATASETS)
    def test_the_points_are_on_the_plane(self, name):
        for x, y in datasets.make(name, seed=1).positions:
            assert abs(x) < REACH
            assert abs(y) < REACH

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

    def test_more_than_two_numbers_are_to_be_predicted(self):
        points = from_csv("x,y,price\n1,2,10\n3,4,20\n5,6,40\n")
        assert points.classes is None
        assert points.labels == pytest.approx([-1.0, -1 / 3, 1.0])
        assert (points.target, points.target_range) == ("price", (10.0, 40.0))

    def test_two_numbers_are_classes(self):
        assert from_csv("1,2,10\n3,4,20\n5,6,20\n").classes == ("10", "20")

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
            ({"edits": "w"}, "edits must be a list of at most 1000 weights set by hand"),
            ({"edits": [[-1, "b", 0]]}, "the steps of each of edits must be from 0"),
            ({"edits": [[0, "b", 1e7]]}, "the number of each of edits must be from -1000000.0"),
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
            ({"edits": [[0, 1, 2]]}, r"each of edits must be \[steps, path, number\], such as"),
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
        assert (one.steps, one.frame().epoch) == (15, 3.75)

    @pytest.mark.parametrize("optimizer", OPTIMIZERS)
    def test_however_it_is_divided_the_same_steps_give_the_same_bits(self, session, optimizer):
        one, other = (session(data="moons", optimizer=optimizer, batch=20) for _ in range(2))
        one.advance(steps=19)
        for _ in range(19):
            other.advance(steps=1)
        assert (one.parameters == other.parameters).all()
        assert_same_weights(one.model, other.model)

    @pytest.mark.parametrize("activation", ACTIVATIONS)
    def test_every_activation_learns(self, session, activation):
        one = session(data="gaussians", activation=activation)
        one.advance(epochs=20)
        assert one.frame().score["test"] > 0.95

    def test_a_network_without_hidden_layers_learns_what_a_line_parts(self, session):
        one = session(data="gaussians", layers=[])
        one.advance(epochs=20)
        frame = one.frame()
        assert frame.score["test"] > 0.95
        assert len(frame.parameters) == 3
        assert len(frame.maps) == 1

    def test_regularization_makes_weights_smaller(self, session):
        sizes = []
        for kind in ("none", "l1", "l2"):
            one = session(regularization=kind, strength=0.03)
            one.advance(epochs=40)
            weights = [w for layer in one.model.layers for n in layer.neurons for w in n.w]
            sizes.append(sum(abs(w.data) for w in weights))
        assert sizes[0] > 2 * max(sizes[1:])

    @pytest.mark.parametrize("data", ["circle", "hills"])
    def test_the_frame_is_what_the_network_computes(self, session, data):
        one = session(data=data, layers=[3, 2])
        one.advance(epochs=1)
        frame = one.frame()
        assert frame.parameters.tolist() == [p.data for p in one.model.parameters()]
        assert len(frame.maps) == 6
        output = np.array([one.model(x).data for x in maps.grid(("x1", "x2"))])
        shown = output if data == "hills" else np.tanh(output / 2.0)
        assert frame.maps[-1] == pytest.approx(shown, rel=1e-12, abs=1e-15)
        X, y, train, test = one.data.X, one.data.y, one.data.train, one.data.test
        for name, part in (("train", train), ("test", test)):
            loss, score = one.copy().evaluate(X[part], y[part], batch_size=300)
            assert frame.loss[name] == pytest.approx(loss, rel=1e-12)
            assert frame.score[name] == pytest.approx(score, rel=1e-9)

    def test_a_frame_as_bytes(self, session):
        one = session(layers=[2])
        one.advance(epochs=2)
        frame = one.frame()
        head, parameters, curve, levels = unpack(frame.to_bytes())
        assert (head["steps"], head["epoch"], head["finite"]) == (30, 2.0, True)
        assert parameters == pytest.approx(frame.parameters, rel=1e-6)
        assert curve == pytest.approx(frame.curve, rel=1e-6)
        assert head["scales"][-1] == 1.0
        for row, scale, numbers in zip(levels, head["scales"], frame.maps, strict=True):
            assert (row.astype(float) - 127.0) / 127.0 * scale == pytest.approx(
                numbers, abs=scale / 250
            )

    def test_a_frame_is_small(self, session):
        one = session(data="spiral", layers=[8] * 6, features=list(features.FEATURES))
        one.advance(epochs=2)
        assert len(one.frame().to_bytes()) < 120_000

    def test_curves_are_thinned_out_from_their_first_to_their_last_moment(
        self, session, monkeypatch
    ):
        monkeypatch.setattr("autograd.app.playground.session.PATIENCE", 600.0)  # busy machines
        one = session(batch=150)
        one.advance(epochs=3 * CURVE, seconds=600.0)
        moments = [step for step, _, _ in one.frame().curve]
        assert len(moments) <= CURVE
        assert (moments[0], moments[-1]) == (0, 3 * CURVE)
        assert moments == sorted(set(moments))

    def test_numbers_that_are_lost_end_training_and_are_told(self, session):
        one = session(data="spiral", activation="linear", optimizer="sgd", rate=10.0,
                      features=list(features.FEATURES), layers=[8, 8, 8], regularization="l2",
                      strength=10.0)  # fmt: skip
        one.advance(epochs=1000)
        frame = one.frame()
        assert not frame.finite
        assert frame.steps < 2000
        head, parameters, _, levels = unpack(frame.to_bytes())
        assert head["loss"] == {"train": None, "test": None}
        assert not np.isfinite(parameters).all()
        assert levels.shape == (25, maps.SIDE**2)

    def test_training_ends_when_its_time_is_over_be_it_in_an_epoch(self, session):
        one = session(batch=1)
        one.advance(epochs=100, seconds=0.0)
        assert one.steps == 1
        assert one.frame().curve[-1][0] == 1

    @pytest.mark.parametrize("data", NUMBERS)
    def test_numbers_are_predicted(self, session, data):
        one = session(data=data, layers=[8, 8])
        one.advance(epochs=100, seconds=60.0)
        assert one.frame().score["train"] > {"plane": 0.95, "hills": 0.6}[data]

    @pytest.mark.parametrize(
        ("kind", "amounts", "message"),
        [
            (InputTypeError, {"steps": 1.0}, "steps must be a whole number, but was 1.0"),
            (InputTypeError, {"epochs": "2"}, "epochs must be a whole number, but was '2'"),
            (InputTypeError, {"seconds": "1"}, "seconds must be a number, but was '1'"),
            (InputValueError, {"seconds": math.nan}, "seconds must be 0 or more, but was nan"),
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
        assert one.frame().score["train"] >= (0.95 if data != "hills" else 0.5)


WEIGHT, BIAS = "layers[0].neurons[2].w[1]", "layers[1].neurons[0].b"


class TestByHand:
    def test_a_weight_is_set_and_shown_at_once(self, session):
        one = session()
        one.advance(steps=3)
        loss = one.frame().loss["train"]
        one.edit(WEIGHT, 2.5)
        assert one.model.layers[0].neurons[2].w[1].data == 2.5
        assert one.settings.edits == ((3, WEIGHT, 2.5),)
        frame = one.frame()
        assert frame.loss["train"] != loss
        assert frame.curve[-1].tolist() == [3, frame.loss["train"], frame.loss["test"]]

    def test_training_goes_on_from_it(self, session):
        one, other = session(), session()
        one.edit(BIAS, 0.5)
        other.model.layers[1].neurons[0].b.data = 0.5
        one.advance(steps=20)
        other.advance(steps=20)
        assert (one.parameters == other.parameters).all()

    def test_the_settings_bring_it_back_to_the_bit(self, session):
        one = session()
        one.edit(BIAS, -1.25)
        one.advance(steps=7)
        one.edit(WEIGHT, 0.1)
        one.edit(WEIGHT, 0.2)
        one.advance(steps=20)
        assert one.settings.edits == ((0, BIAS, -1.25), (7, WEIGHT, 0.2))
        other = session(**json.loads(json.dumps(one.settings.to_json())))
        other.advance(steps=27)
        assert (one.parameters == other.parameters).all()

    @pytest.mark.parametrize("path", ["", "layers[9].neurons[0].b", "__class__", 3, None])
    def test_an_unknown_weight_is_an_error(self, session, path):
        message = r"no weight .*; the weights are layers\[0\].* to layers\[2\].neurons\[0\].b"
        with pytest.raises(InputValueError, match=message):
            session().edit(path, 0.0)
        if isinstance(path, str):
            with pytest.raises(InputValueError, match=message):
                session(edits=[[0, path, 1.0]])

    def test_what_is_no_number_is_an_error(self, session):
        with pytest.raises(InputTypeError, match="the number of each of edits must be a number"):
            session().edit(BIAS, "1")
        with pytest.raises(InputValueError, match="but was nan"):
            session().edit(BIAS, math.nan)


class TestGraphs:
    def test_a_neuron_is_its_activation_of_values_named_as_in_the_model(self, session):
        one = session(features=["x1", "x1^2"], layers=[3, 2])
        one.advance(epochs=3)
        found = graph(one, "2.1", 7)
        x = one.data.X[7].tolist()
        hidden = [neuron(x) for neuron in one.model.layers[0].neurons]
        assert found.root.data == one.model.layers[1].neurons[0](hidden).data
        assert found.root.label == "neuron 2.1"
        assert found.title == "Neuron 1 of layer 2 for point 8"
        drawn = found.svg()
        for name in ("x1", "neuron 1.3", "layers[1].neurons[0].b"):
            assert f"{name}<" in drawn

    def test_the_output_is_the_logit_and_the_loss_that_of_the_point(self, session):
        one = session()
        one.advance(epochs=2)
        logit = one.model(one.data.X[4].tolist()).data
        assert graph(one, "output", 4).root.data == logit
        y = one.data.points.labels[4]
        loss = graph(one, "loss", 4).root
        assert loss.data == pytest.approx(math.log1p(math.exp(-logit if y else logit)), rel=1e-12)

    def test_the_loss_of_a_number_is_its_squared_error(self, session):
        one = session(data="hills")
        output, target = one.model(one.data.X[4].tolist()).data, one.data.y[4]
        assert graph(one, "loss", 4).root.data == pytest.approx((output - target) ** 2, rel=1e-12)

    def test_it_has_gradients_and_training_does_not_see_them(self, session):
        one = session()
        before = one.frame().to_bytes()
        found = graph(one, "output", 0)
        assert [p.grad for p in found.model.parameters()][-1] == 1.0
        assert all(p.grad == 0.0 for p in one.model.parameters())
        assert one.frame().to_bytes() == before

    def test_the_player_is_a_page_with_the_title(self, session):
        page = graph(session(layers=[2]), "1.2", 3).player()
        assert page.startswith("<!doctype html>")
        assert "<title>Neuron 2 of layer 1 for point 4</title>" in page

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


def unpack(frame):
    """The JSON and the arrays in the bytes of a frame."""
    length = int.from_bytes(frame[:4], "little")
    head = json.loads(frame[4 : 4 + length])
    count = head["parameters"] + 3 * head["curve"]
    numbers = np.frombuffer(frame, "<f4", count, 4 + length)
    levels = np.frombuffer(frame, np.uint8, -1, 4 + length + 4 * count)
    parameters, curve = np.split(numbers, [head["parameters"]])
    return head, parameters, curve.reshape(-1, 3), levels.reshape(len(head["scales"]), -1)


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
    "numbers": ({"data": "hills", "noise": 10}, {"epochs": 2}),
    "set by hand": (
        {"edits": [[0, WEIGHT, 1.5], [3, BIAS, -0.25], [20, BIAS, 1.0], [99, BIAS, 3.0]]},
        {"steps": 20},
    ),
    "set by hand, whole epochs": ({"edits": [[0, WEIGHT, 1.5]]}, {"epochs": 2}),
    "set by hand, untrained": ({"edits": [[0, WEIGHT, 1.5]]}, {}),
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
        score, printed = one.frame().score, capsys.readouterr().out
        shown = "R² {:.4f}\n" if name == "numbers" else "accuracy {:.1%}\n"
        assert f"{shown.format(score['train'])}test" in printed
        assert printed.endswith(shown.format(score["test"]))

    @pytest.mark.slow
    @pytest.mark.parametrize("data", ["moons", "hills"])
    def test_the_notebook_is_one_and_runs(self, session, data, monkeypatch, capsys):
        import nbformat  # takes a second
        from matplotlib import pyplot as plt

        one = session(data=data)
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
