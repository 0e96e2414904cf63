"""Graphs of the playground's neurons, and the files that are taken away."""

import math
import re

import pytest

import autograd
import nn
from autograd import InputValueError
from autograd.app.playground import exporting
from autograd.app.playground.graphs import graph
from tests.helpers.playgrounds import BIAS, CSV, WEIGHT, assert_same_weights


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

    @pytest.mark.parametrize("data", ["moons", "hills"])
    def test_the_output_and_the_loss_are_played_as_a_network(self, session, data, monkeypatch):
        given = []

        def watched(model, x, label, **options):
            given.append((model, x, label, options["loss"]))
            return play(model, x, label, **options)

        play = autograd.play
        monkeypatch.setattr("autograd.play", watched, raising=False)
        one = session(data=data)
        for name in ("output", "loss"):
            assert f"<title>{name.title()} for point 4</title>" in graph(one, name, 3).player()
        assert "binary cross entropy" in graph(session(), "loss", 0).svg()
        x, label = one.data.X[3].tolist(), one.data.y[3]
        assert [found[1:] for found in given] == [(x, None, None), (x, label, one.task.loss)]
        assert_same_weights(given[0][0], one.model)

    def test_a_large_graph_is_shown_box_by_box(self, session, monkeypatch):
        folds, play = [], autograd.play

        def watched(root, *, fold, **options):
            folds.append(fold)
            return play(root, fold=fold, **options)

        monkeypatch.setattr("autograd.play", watched, raising=False)
        one = session(layers=[8, 8, 8], features=["x1", "x1*x2"])
        scopes = [graph(one, name, 0).player() and folds[-1] for name in ("1.1", "3.1")]
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
