"""Training in the playground: steps, frames, weights set by hand."""

import json
import math

import numpy as np
import pytest

from autograd import InputTypeError, InputValueError
from autograd.app.playground import datasets, features, maps
from autograd.app.playground.session import CURVE
from autograd.app.playground.settings import ACTIVATIONS, OPTIMIZERS
from tests.helpers.playgrounds import BIAS, CSV, WEIGHT, assert_same_weights, unpack

NUMBERS = [name for name, data in datasets.DATASETS.items() if data.target is not None]


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
        one.advance(epochs=100, seconds=600.0)
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
