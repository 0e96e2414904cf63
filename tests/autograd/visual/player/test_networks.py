"""`play(model, X, y)`: the graphs of samples, linked with the neurons of their network."""

import math

import numpy
import pytest

import nn
from autograd import InputTypeError, InputValueError, Value, capture, play
from autograd.visual.network import traces_of
from nn import MLP, Dense, Sequential, losses
from nn.callbacks import Snapshots
from nn.optimizers import Adam

X = numpy.random.default_rng(0).normal(size=(100, 2))
Y = numpy.sin(2 * X[:, 0]) * X[:, 1]


def network(loss="mse", activation="tanh"):
    model = MLP(2, [4, 4, 1], activation=activation, rng=1)
    model.compile("adam", loss)
    return model


def classifier():
    model = Sequential([Dense(5, "relu"), Dense(3, "softmax")], rng=0)
    model.compile("adam", "sparse_categorical_crossentropy")
    return model


def images():
    layers = [nn.Conv2D(2, 2, activation="relu"), nn.Flatten(), nn.Dropout(0.5), Dense(1)]
    model = Sequential(layers, rng=0)
    model.compile("adam", "mse")
    return model


def samples_for(model):
    if any(isinstance(layer, nn.Conv2D) for layer in model.layers):
        return numpy.arange(9.0).reshape(3, 3, 1) / 9, 1.0
    return [0.5, -1.0], 1


class TestTraces:
    @pytest.mark.parametrize("make", [network, classifier, images])
    def test_the_numbers_are_those_of_the_model(self, make):
        model = make()
        x, target = samples_for(model)
        (trace,) = traces_of(model, x, target)
        outputs = model(x)
        outputs = outputs if isinstance(outputs, list) else [outputs]
        assert [v.data for v in trace.layers[-1].outputs] == [v.data for v in outputs]
        found = model.loss([outputs if len(outputs) > 1 else outputs[0]], [target])
        assert trace.root.data == found.data

    def test_the_gradients_are_those_of_backward_and_no_grad_is_touched(self):
        model = network()
        (trace,) = traces_of(model, [0.5, -1.0], 1.0)
        play(model, [0.5, -1.0], 1.0).html()
        assert {p.grad for p in model.parameters()} == {0.0}
        trace.root.backward()
        found = [p.grad for p in model.parameters()]
        model.zero_grad()
        losses.mean_squared_error([model([0.5, -1.0])], [1.0]).backward()
        assert [p.grad for p in model.parameters()] == found

    def test_a_frozen_layer_is_linked_without_its_weights(self):
        model = network()
        model.layers[0].freeze()
        (moment,) = [capture(model, x=[0.5, -1.0], target=1.0)]
        layer = moment.links[0]["layers"][0]
        assert {node for row in layer["weights"] for node in row} == {-1}
        assert all(node >= 0 for node in layer["outputs"])

    def test_each_node_has_the_stop_at_which_it_is_computed(self):
        moment = capture(network(), x=[0.5, -1.0], target=1.0)
        link, graph = moment.links[0], moment.graphs[0]
        assert [tuple(stop) for stop in link["stops"]][-2:] == [(2, 0, "neuron"), (3, -1, "loss")]
        for number, (layer, cell, kind) in enumerate(link["stops"]):
            if kind == "neuron":
                nodes = [link["layers"][layer][name][cell] for name in ("sums", "outputs")]
                assert [link["owners"][node] for node in nodes] == [number, number]
        leaves = numpy.flatnonzero(numpy.diff(graph.starts) == 0)
        assert {link["owners"][node] for node in leaves} == {-1}

    def test_what_the_loss_does_not_depend_on_keeps_its_numbers(self):
        moment = capture(classifier(), x=[0.5, -1.0], target=2)
        outputs = moment.links[0]["layers"][1]["outputs"]
        assert [node >= 0 for node in outputs] == [False, False, True]
        assert len(moment.samples[0]["apart"]["1"]) == 3

    @pytest.mark.parametrize(
        ("model", "targets", "sides", "wrong"),
        [
            (network("hinge"), [1, -1], [1, 0], 1),
            (classifier(), [0, 2], [0, 2], None),
            (network("mse"), [0.5, 2.0], [None, None], None),
        ],
    )
    def test_classes_and_verdicts(self, model, targets, sides, wrong):
        moment = capture(model, x=[[0.5, -1.0], [0.5, -1.0]], target=targets)
        assert [sample["side"] for sample in moment.samples] == sides
        if wrong is not None:
            assert sum(sample["wrong"] for sample in moment.samples) == wrong


class TestPlay:
    def test_sizes_stay_within_bounds(self):
        assert len(play(network(), X, Y).html()) < 400_000
        model, snapshots = network(), Snapshots(sample=(X[0], Y[0]))
        model.fit(X, Y, epochs=100, callbacks=[snapshots])
        assert len(play(snapshots).html()) < 1_500_000

    def test_classes_have_graphs_of_their_own(self):
        player = play(classifier(), X[:6], [0, 1, 2, 0, 1, 2])
        assert [len(kind) for kind in player._kinds] == [2, 2, 2]
        assert repr(player).startswith("<Player of Sequential 2-5-3 with 6 examples")

    def test_without_a_target_the_largest_output_is_differentiated(self):
        model = classifier()
        (trace,) = traces_of(model, [0.5, -1.0])
        assert trace.root.data == max(v.data for v in model([0.5, -1.0]))

    def test_a_film_begins_before_training_and_tells_the_losses(self):
        model, snapshots = network(), Snapshots(sample=(X[0], Y[0]))
        model.fit(X, Y, epochs=3, callbacks=[snapshots])
        player = play(snapshots)
        assert [graph.title for graph in player.captures] == [f"epoch {k}" for k in range(4)]
        assert math.isnan(player._losses[0])
        assert player._losses[1:] == model.history.history["loss"]

    @pytest.mark.parametrize(
        ("arguments", "error", "message"),
        [
            ((), InputTypeError, r"played with a sample.* write play\(model, x\)"),
            (([1.0, 2.0, 3.0],), InputValueError, r"takes samples of shape \(2,\).*\(3,\)"),
            (([[1.0], [2.0]], [0, 1]), InputValueError, r"samples of shape \(2,\)"),
            (("ab",), InputTypeError, "x takes"),
            (([[1.0, 2.0]] * 3, [0, 1]), InputValueError, "X has 3 examples, but y has 2"),
            (([1.0, 2.0], [1.0, 2.0]), (InputTypeError, InputValueError), "squared_error"),
        ],
    )
    def test_bad_samples_are_refused(self, arguments, error, message):
        with pytest.raises(error, match=message):
            play(network(), *arguments)

    def test_targets_need_a_loss(self):
        with pytest.raises(InputValueError, match=r"targets need a loss: call model.compile"):
            play(MLP(2, [1], rng=0), [1.0, 2.0], 1.0)

    def test_a_sample_needs_a_network(self):
        with pytest.raises(InputTypeError, match=r"a sample for a network only"):
            play(Value(1.0), [1.0])

    def test_a_model_of_its_own_is_played_by_what_it_computes(self):
        class Own(nn.Module):
            def __call__(self, x):
                return Value(2.0) * x[0]

        with pytest.raises(InputTypeError, match=r"Own has no list `layers`.*play\(model\(x\)\)"):
            play(Own(), [1.0])

    def test_a_layer_alone_is_put_into_a_network(self):
        with pytest.raises(InputTypeError, match=r"play\(nn\.Sequential\(\[layer\]\), x\)"):
            play(nn.Layer(2, 3), [1.0, 2.0])

    def test_snapshots_take_a_sample_or_a_graph(self):
        with pytest.raises(InputValueError, match="give graph or sample, not both"):
            Snapshots(sample=([1.0], 1.0), graph=lambda model: model([1.0]))
        with pytest.raises(InputTypeError, match="sample of Snapshots takes the inputs"):
            Snapshots(sample=3)

    def test_moments_are_of_one_kind(self):
        w = Value(1.0)
        with pytest.raises(InputTypeError, match="moment 1 is one of a network"):
            play([capture(w * w), capture(network(), x=[1.0, 2.0])])

    def test_numbers_that_are_not_finite_are_sent(self):
        model = network(activation="linear")
        model.layers[0].neurons[0].w[0].data = math.inf
        assert "example" in play(model, [1.0, 2.0], 0.5).html()

    def test_adam_in_a_film(self):
        model = Sequential([Dense(2, "tanh"), Dense(1)], rng=0)
        model.compile(Adam(0.1), "mse")
        snapshots = Snapshots(sample=(X[0], Y[0]), every=2)
        model.fit(X, Y, epochs=1, batch_size=20, callbacks=[snapshots])
        assert [graph.title for graph in play(snapshots).captures] == ["step 0", "step 2", "step 4"]
