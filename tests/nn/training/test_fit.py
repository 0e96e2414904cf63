"""compile, fit, evaluate, predict: what they compute, in both engines, and how they refuse."""

import copy
import math
import pickle
import random
import warnings

import numpy as np
import pandas
import pytest

import autograd
import nn
from autograd import InputTypeError, InputValueError, Value
from nn import LSTM, Conv2D, Dense, Dropout, Model, Reshape, Sequential
from nn.optimizers import SGD
from tests.helpers.notebooks import run_cell

RNG = np.random.default_rng(0)
X = RNG.normal(size=(23, 3))
Y = X @ [1.0, -2.0, 0.5] + 0.3
LABELS = (Y > 0.0).astype(float)
ENGINES = pytest.mark.parametrize("engine", ["compiled", "eager"])


def network(*layers, rng=0):
    return Sequential([*layers] or [Dense(5, "tanh"), Dense(1)], rng=rng)


def fitted(engine="compiled", model=None, optimizer=None, loss="mse", y=Y, **options):
    model = model or network()
    model.compile(optimizer or SGD(0.05, momentum=0.5), loss, options.pop("metrics", ()))
    options = {"epochs": 3, "batch_size": 5} | options
    return model, model.fit(X, y, engine=engine, **options)


def numbers(model):
    return [p.data for p in model.parameters()]


class TestEngines:
    """Both give the same history and the same weights."""

    @pytest.mark.parametrize(
        "options",
        [
            {},
            {"validation_split": 0.3},
            {"validation_data": (X[:4], Y[:4])},
            {"validation_data": (X[:4], Y[:4], [1.0, 0.0, 2.0, 3.0])},
            {"sample_weight": np.linspace(0.0, 2.0, 23)},
            {"loss": "binary_cross_entropy_with_logits", "y": LABELS, "class_weight": {0: 1, 1: 3}},
            {"shuffle": False, "batch_size": 23},
            {"batch_size": 100},
            {"optimizer": SGD(0.1, clipnorm=0.5)},
            {"optimizer": SGD(0.1, clipvalue=0.1)},
            {"optimizer": SGD(lambda step: 0.1 / (1 + step))},
            {"metrics": ["mae", "r2"]},
        ],
        ids=lambda options: " ".join(options) or "plain",
    )
    def test_of_a_plain_network(self, options):
        results = [fitted(engine, **copy.deepcopy(options)) for engine in ("compiled", "eager")]
        (a, first), (b, second) = results
        assert first.history.keys() == second.history.keys()
        for name, values in first.history.items():
            assert values == pytest.approx(second.history[name], rel=1e-9, abs=1e-12), name
        assert numbers(a) == pytest.approx(numbers(b), rel=1e-9)

    @pytest.mark.parametrize(
        "layers",
        [
            lambda: [Dense(6, "relu", kernel_regularizer="l2"), Dense(1)],
            lambda: [
                Dense(
                    6,
                    "relu",
                    kernel_regularizer=nn.regularizers.l1_l2(0.01, 0.01),
                    bias_regularizer="l1",
                ),
                Dense(1),
            ],
            lambda: [Dense(6, "relu", kernel_constraint="max_norm"), Dense(1)],
            lambda: [Dense(6, "relu", kernel_constraint="unit_norm"), Dense(1)],
            lambda: [Dense(6, "relu", use_bias=False), Dropout(0.5), Dense(1)],
        ],
    )
    def test_with_regularizers_constraints_and_dropout(self, layers):
        (a, first), (b, second) = [
            fitted(engine, network(*layers())) for engine in ("compiled", "eager")
        ]
        assert first.history["loss"] == pytest.approx(second.history["loss"], rel=1e-9)
        assert numbers(a) == pytest.approx(numbers(b), rel=1e-9)

    def test_frozen_layers_stay(self):
        for engine in ("compiled", "eager"):
            model = network()
            model.build((3,))
            model.layers[0].freeze()
            before = numbers(model)
            fitted(engine, model)
            after = numbers(model)
            assert after[:20] == before[:20]
            assert after[20:] != before[20:]

    @pytest.mark.parametrize("optimizer", ["adam", "sgd", "rmsprop"])
    def test_a_callback_may_freeze_and_unfreeze(self, optimizer):
        def layers():
            return [
                Dense(4, "relu", kernel_regularizer="l2", kernel_constraint="max_norm"),
                Dense(3, "tanh"),
                Dense(1),
            ]

        def turn(model):
            def begin(epoch, logs):
                frozen = {1: [0], 2: [0, 1], 4: []}.get(epoch)
                for k, layer in enumerate(model.layers[:2]) if frozen is not None else ():
                    (layer.freeze if k in frozen else layer.unfreeze)()
                seen.append(numbers(model))

            return nn.callbacks.LambdaCallback(on_epoch_begin=begin)

        found = []
        for engine in ("compiled", "eager"):
            model, seen = network(*layers()), []
            _, history = fitted(
                engine, model, optimizer, epochs=6, shuffle=False, callbacks=turn(model)
            )
            assert seen[1][:16] == seen[2][:16] == seen[4][:16]
            assert seen[2][16:31] == seen[4][16:31] != seen[1][16:31]
            assert seen[4][:16] != seen[5][:16]
            found.append([*numbers(model), *history.history["loss"]])
        assert found[0] == pytest.approx(found[1], rel=1e-9)

    @ENGINES
    def test_parameters_are_told_apart_even_if_their_paths_are_alike(self, engine):
        class Gated(nn.Model):
            def __init__(self):
                self.parts = [Dense(1, input_dim=3, rng=k) for k in range(2)]
                self.gates = {part: Value(1.0) for part in self.parts}  # two keys `Dense(1)`
                for part in self.parts:
                    part.build()

            def __call__(self, x):
                return autograd.sum([gate * part(x) for part, gate in self.gates.items()])

        model, _ = fitted(engine, Gated(), epochs=1)
        assert len(model.trainable_parameters()) == 10
        assert 1.0 not in [gate.data for gate in model.gates.values()]

    @ENGINES
    def test_models_may_say_what_is_trained(self, engine):
        class Half(nn.Model):
            def __init__(self):
                self.kept = Dense(2, "tanh", input_dim=3, rng=0)
                self.trained = Dense(1, input_dim=2, rng=1)
                self.kept.build()
                self.trained.build()

            def trainable_parameters(self):
                return self.trained.parameters()

            def __call__(self, x):
                return self.trained(self.kept(x))

        before = [p.data for p in Half().kept.parameters()]
        model, _ = fitted(engine, Half(), epochs=1)
        assert [p.data for p in model.kept.parameters()] == before
        assert model.trained.biases()[0].data != 0.0

    def test_models_of_ones_own(self):
        class Line(nn.Model):
            def __init__(self):
                self.w, self.b = [Value(0.0), Value(0.0), Value(0.0)], Value(0.0)

            def __call__(self, x):
                return sum((w * a for w, a in zip(self.w, x, strict=True)), self.b)

        (a, _), (b, _) = [
            fitted(engine, Line(), epochs=30, shuffle=False) for engine in ("compiled", "eager")
        ]
        assert numbers(a) == pytest.approx(numbers(b), rel=1e-9)
        assert numbers(a) == pytest.approx([1.0, -2.0, 0.5, 0.3], abs=0.05)

    @ENGINES
    def test_models_that_name_their_parameters_themselves(self, engine):
        """As in micrograd: also some that no attribute leads to, and without some of those."""
        slope, offset = Value(0.0), Value(0.0)

        class Line(nn.Model):
            kept = Value(0.5)

            def parameters(self):
                return [slope, offset]

            def __call__(self, x):
                return slope * x[0] + offset + self.kept * x[1]

        fitted(engine, Line(), epochs=1, shuffle=False)
        assert slope.data != 0.0
        assert offset.data != 0.0
        assert Line.kept.data == 0.5

    @ENGINES
    def test_values_are_plain_again_afterwards(self, engine):
        model, _ = fitted(engine)
        assert {type(p) for p in model.parameters()} == {Value}
        vector = autograd.ParameterVector(model)
        vector.release()

    @ENGINES
    def test_training_goes_on_where_it_was(self, engine):
        whole, history = fitted(engine, epochs=6, shuffle=False)
        parts, _ = fitted(engine, epochs=3, shuffle=False)
        more = parts.fit(
            X, Y, epochs=6, initial_epoch=3, batch_size=5, shuffle=False, engine=engine
        )
        assert numbers(parts) == numbers(whole)
        assert more.epoch == [3, 4, 5]
        assert more.history["loss"] == history.history["loss"][3:]

    def test_the_same_seed_gives_the_same_training(self):
        assert numbers(fitted()[0]) == numbers(fitted()[0])
        assert numbers(fitted(model=network(rng=1))[0]) != numbers(fitted()[0])

    def test_copies_and_pickles_go_on_alike(self):
        model, _ = fitted()
        for twin in (copy.deepcopy(model), pickle.loads(pickle.dumps(model))):
            twin.rng.setstate(model.rng.getstate())
            state = model.rng.getstate()
            a = twin.fit(X, Y, batch_size=5).history
            b = copy.deepcopy(model).fit(X, Y, batch_size=5).history
            assert a == b
            assert model.rng.getstate() == state


class TestWhatIsReported:
    def test_the_loss_is_the_mean_over_the_batches_before_each_step(self):
        model = network()
        model.build((3,))
        predictions = model.predict(X)[:, 0]
        model.compile(SGD(0.0), "mse")
        history = model.fit(X, Y, batch_size=5)
        assert history.history["loss"][0] == pytest.approx(((predictions - Y) ** 2).mean())

    def test_weights_multiply_losses_and_are_not_divided_out(self):
        model = network()
        model.build((3,))
        model.compile(SGD(0.0), "mse")
        weights = np.linspace(0.0, 2.0, 23)
        errors = (model.predict(X)[:, 0] - Y) ** 2
        found = model.evaluate(X, Y, sample_weight=weights)
        assert found == pytest.approx((weights * errors).mean())

    def test_validation_takes_the_last_examples_before_shuffling(self):
        model, history = fitted(validation_split=0.25, optimizer=SGD(0.0))
        errors = (model.predict(X[17:])[:, 0] - Y[17:]) ** 2
        assert history.history["val_loss"][-1] == pytest.approx(errors.mean())

    def test_accuracy_is_over_all_examples(self):
        model, _ = fitted(loss="hinge", y=LABELS, metrics=["sign_accuracy"])
        loss, accuracy = model.evaluate(X, LABELS)
        assert accuracy == ((model.predict(X)[:, 0] > 0.0) == (LABELS > 0.5)).mean()
        assert model.evaluate(X, LABELS, return_dict=True) == {
            "loss": loss,
            "sign_accuracy": accuracy,
        }

    def test_evaluate_without_metrics_is_a_number(self):
        assert isinstance(fitted()[0].evaluate(X, Y), float)

    @ENGINES
    def test_predict_gives_a_row_for_each_example(self, engine):
        model, _ = fitted()
        found = model.predict(X, engine=engine)
        assert found.shape == (23, 1)
        assert found[:, 0] == pytest.approx([model(x).data for x in X], rel=1e-12)

    @pytest.mark.parametrize(
        ("layers", "inputs", "outputs"),
        [
            ([LSTM(2, return_sequences=True), Dense(3)], (4, 1), (4, 3)),
            ([LSTM(2, return_sequences=True), Dense(1)], (4, 1), (4, 1)),
            ([Conv2D(2, 3)], (4, 5, 1), (2, 3, 2)),
            ([Dense(6), Reshape((2, 3))], (3,), (2, 3)),
        ],
    )
    def test_predictions_have_the_shape_of_the_outputs(self, layers, inputs, outputs):
        model = network(*copy.deepcopy(layers))
        given = np.random.default_rng(1).normal(size=(5, *inputs))
        found = model.predict(given, batch_size=2)
        assert found.shape == (5, *outputs)
        eager = model.predict(given, engine="eager")
        np.testing.assert_allclose(found, eager, rtol=1e-12, strict=True)
        model.compile("sgd", "mse")
        model.fit(given, np.zeros((5, *outputs)))

    @ENGINES
    def test_outputs_of_different_lengths_make_a_row(self, engine):
        class Ragged(Model):
            def __call__(self, x):
                return [[x[0]], [x[1], x[2] + 1.0]]

        rows = Ragged().predict(X, engine=engine)
        assert rows.tolist() == np.add(X, [0.0, 0.0, 1.0]).tolist()

    def test_probabilities_from_logits_and_from_probabilities(self):
        model, _ = fitted(loss="binary_cross_entropy_with_logits", y=LABELS)
        found = model.predict_proba(X)
        assert found[:, 1] == pytest.approx(1.0 / (1.0 + np.exp(-model.predict(X)[:, 0])))
        assert found.sum(axis=1) == pytest.approx(1.0)
        model = network(Dense(4, "relu"), Dense(1, "sigmoid"))
        model.compile("sgd", "binary_crossentropy")
        model.fit(X, LABELS)
        assert model.predict_proba(X)[:, 1] == pytest.approx(model.predict(X)[:, 0])

    def test_no_probabilities(self):
        with pytest.raises(InputValueError, match="the outputs are no probabilities"):
            fitted()[0].predict_proba(100.0 * X)


class TestDivergence:
    @ENGINES
    def test_is_told_at_the_line_of_fit(self, engine):
        with pytest.warns(RuntimeWarning) as caught:
            _, history = fitted(engine, optimizer=SGD(1e90), epochs=4)
        (warning,) = caught
        first = [math.isfinite(loss) for loss in history.history["loss"]].index(False) + 1
        assert str(warning.message) == (
            f"the loss has not been finite since epoch {first} (it is nan): lower the learning "
            "rate, scale the inputs, or add nn.callbacks.StopOnNaN() to see the first operation "
            "that went wrong"
        )
        assert warning.filename == __file__

    def test_is_not_told_twice(self, capsys):
        fitted(optimizer=SGD(1e90), callbacks=[nn.callbacks.TerminateOnNaN()])
        assert "training ended in epoch 1" in capsys.readouterr().out


class TestInputs:
    def test_lists_arrays_and_frames(self):
        frame, series = pandas.DataFrame(X), pandas.Series(Y)
        histories = []
        for inputs, targets in ((X, Y), (X.tolist(), Y.tolist()), (frame, series), (X, Y[:, None])):
            model = network()
            model.compile(SGD(0.05), "mse")
            histories.append(model.fit(inputs, targets).history)
        assert histories[0] == histories[1] == histories[2] == histories[3]

    def test_a_list_of_numbers_is_one_number_an_example(self):
        model = network(Dense(1))
        model.compile(SGD(0.1), "mse")
        model.fit([0.0, 1.0, 2.0], [1.0, 3.0, 5.0], epochs=200)
        assert model.predict([3.0])[0, 0] == pytest.approx(7.0, abs=0.1)

    def test_partial_last_batches_count(self):
        model, history = fitted(batch_size=22, shuffle=False, optimizer=SGD(0.1))
        other, second = fitted("eager", batch_size=22, shuffle=False, optimizer=SGD(0.1))
        assert numbers(model) == pytest.approx(numbers(other), rel=1e-9)
        assert history.history["loss"] == pytest.approx(second.history["loss"])

    @pytest.mark.parametrize(
        ("arguments", "options", "error", "message"),
        [
            (([], []), {}, InputValueError, "X has no examples"),
            ((X, Y[:5]), {}, InputValueError, "X has 23 examples, but y has 5"),
            (("abc", Y), {}, InputTypeError, "X takes numbers in lists or arrays"),
            (([[1.0], [2.0, 3.0]], [1, 2]), {}, InputValueError, "X takes examples of the same"),
            ((X, ["a"] * 23), {}, InputTypeError, "y takes numbers"),
            ((X + 1j, Y), {}, InputTypeError, "X takes numbers"),
            (
                (X.astype(str), Y),
                {},
                InputTypeError,
                "X takes numbers .* among them is '.*' .str.$",
            ),
            ((X, ["7"] * 23), {}, InputTypeError, r"by numpy.asarray\(y, dtype=float\)"),
            ((X, [b"7"] * 23), {}, InputTypeError, "y takes numbers .* among them is b'7'"),
            ((X, bytearray(23)), {}, InputTypeError, "y takes numbers .* but was given bytearray"),
            ((X, np.ma.masked_less(Y, 0.0)), {}, InputTypeError, "y .* some of them are masked"),
            ((X, Y), {"epochs": -1}, InputValueError, "epochs takes a whole number"),
            ((X, Y), {"epochs": 2.5}, InputValueError, "epochs takes a whole number"),
            ((X, Y), {"batch_size": 0}, InputValueError, "batch_size must be at least 1"),
            ((X, Y), {"verbose": 3}, InputValueError, "verbose takes 0"),
            ((X, Y), {"engine": "jax"}, InputValueError, "there is no engine 'jax'"),
            ((X, Y), {"validation_split": 1.0}, InputValueError, "leaves 0 for training"),
            ((X, Y), {"validation_data": X}, InputValueError, "validation_data takes"),
            ((X, Y), {"sample_weight": [1.0]}, InputValueError, "sample_weight has 1"),
            ((X, Y), {"sample_weight": -np.ones(23)}, InputValueError, "not negative, but one is"),
            ((X, Y), {"class_weight": {0: 1.0}}, InputValueError, "needs the number of its class"),
            ((X, LABELS), {"class_weight": [1, 2]}, InputTypeError, "class_weight takes a dict"),
            ((X, Y), {"callbacks": [print]}, InputTypeError, "callbacks takes a list of Callbacks"),
        ],
    )
    @ENGINES
    def test_what_is_refused(self, arguments, options, error, message, engine):
        model = network()
        model.compile("sgd", "mse")
        with pytest.raises(error, match=message):
            model.fit(*arguments, **{"engine": engine, **options})
        model.fit(X, Y)  # and nothing is lost

    def test_before_compile(self):
        with pytest.raises(InputValueError, match="fit needs a loss and an optimizer: call"):
            network().fit(X, Y)
        with pytest.raises(InputValueError, match="evaluate needs a loss"):
            network().evaluate(X, Y)
        with pytest.raises(InputValueError, match="compile needs a loss"):
            network().compile("sgd")

    @pytest.mark.parametrize(
        ("options", "message"),
        [
            ({"optimizer": "adan", "loss": "mse"}, "there is no optimizer 'adan'; did you mean"),
            ({"optimizer": "sgd", "loss": "mes"}, "there is no loss 'mes'; did you mean 'mse'"),
            ({"loss": "mse", "metrics": ["acuracy"]}, "there is no metric 'acuracy'; did you mean"),
        ],
    )
    def test_names_that_are_not_known(self, options, message):
        with pytest.raises(InputValueError, match=message):
            network().compile(**options)

    def test_inputs_of_another_size_than_before(self):
        model, _ = fitted()
        with pytest.raises(InputValueError, match="Dense takes 3 inputs, but was given 2"):
            model.predict(X[:, :2])


class TestSequential:
    def test_layers_may_be_added_and_taken_away(self):
        model = Sequential(rng=0)
        model.add(Dense(3, input_dim=2)).add(Dense(1))
        model.pop()
        model.build()
        assert len(model([1.0, 2.0])) == 3

    def test_sizes_are_known_from_input_shape_or_the_first_sample(self):
        for first in (Dense(4, input_shape=(2,)), Dense(4, input_dim=2)):
            model = Sequential([first, Dense(1)])
            model.build()
            assert len(model.parameters()) == 17
        model = Sequential([Dense(4), Dense(1)])
        assert model.parameters() == []
        model([1.0, 2.0])
        assert len(model.parameters()) == 17

    def test_auto_initialization_knows_what_comes_before(self):
        def spread(activation):
            last = Dense(1, kernel_initializer="auto")
            model = Sequential([Dense(400, activation), Dropout(0.5), last], rng=0)
            model.build((1,))
            return np.std([w.data for w in model.layers[2].neurons[0].w])

        assert spread("relu") == pytest.approx(2**0.5 * spread("tanh"), rel=1e-9)

    def test_weights_are_arrays_as_in_keras(self):
        model = Sequential([Dense(2, input_dim=3), Dense(1)], rng=0)
        kernel, bias, last, _ = model.get_weights()
        assert (kernel.shape, bias.shape, last.shape) == ((3, 2), (2,), (2, 1))
        twin = Sequential([Dense(2, input_dim=3), Dense(1)], rng=1)
        twin.set_weights(model.get_weights())
        assert twin([1.0, 2.0, 3.0]).data == model([1.0, 2.0, 3.0]).data
        neuron = model.layers[0].neurons[1]
        assert [w.data for w in neuron.w] == kernel[:, 1].tolist()
        with pytest.raises(InputValueError, match=r"kernel has the shape \(3, 2\), but was given"):
            model.set_weights([kernel.T, bias, last, [0.0]])
        with pytest.raises(InputValueError, match="has 4 arrays of weights"):
            model.set_weights([kernel])

    def test_one_example_without_its_row(self):
        with pytest.raises(InputValueError, match=r"write predict\(\[\[.*\]\]\)"):
            fitted()[0].predict([1.0, 2.0, 3.0])

    def test_another_size_than_was_said(self):
        model = Sequential([Dense(1, input_shape=(4,))])
        model.compile("sgd", "mse")
        with pytest.raises(InputValueError, match=r"was given input_shape=\(4,\), but a sample"):
            model.fit(X, Y)

    @pytest.mark.parametrize(
        ("make", "error", "message"),
        [
            (lambda: Sequential([lambda x: x]), InputTypeError, "a Sequential consists of layers"),
            (lambda: Sequential([Dense]), InputTypeError, "a Sequential consists of layers"),
            (lambda: Sequential()([1.0]), InputValueError, "a Sequential needs a layer"),
            (lambda: Sequential([Dense(1)]).build(), InputValueError, "has no parameters yet"),
            (lambda: Sequential([Dense(1)]).summary(), InputValueError, "has no parameters yet"),
            (lambda: Dense(0), InputValueError, "units of Dense must be at least 1"),
            (lambda: Dense(1, kernel_regularizer="l3"), InputValueError, "there is no regularizer"),
            (
                lambda: autograd.compile(Sequential([Dense(1)]))([1.0]),
                InputValueError,
                "those made while a function is recorded",
            ),
        ],
    )
    def test_what_is_refused(self, make, error, message):
        with pytest.raises(error, match=message):
            make()

    def test_a_layer_twice(self):
        layer = Dense(1)
        with pytest.raises(InputValueError, match="is in this network already"):
            Sequential([layer, layer])

    def test_dropout_is_for_training_only(self):
        model = Sequential([Dropout(0.5), Dense(1)], rng=0)
        model.build((20,))
        x = [1.0] * 20
        assert model(x).data == model(x).data
        with nn.training_mode():
            assert model(x).data != model(x).data


class TestSummary:
    def network(self):
        model = Sequential([Dense(3, "relu", input_dim=2), Dropout(0.5, name="noise"), Dense(1)])
        model.layers[0].freeze()
        return model

    def test_a_row_for_each_layer(self):
        table = nn.summarize(self.network())
        text = str(table).split("\n")
        assert text[2].split() == ["layer", "output", "shape", "parameters", "scalar", "nodes"]
        assert text[4].split() == ["Dense", "(3,)", "9", "15"]
        assert text[5].split() == ["noise", "(3,)", "0", "0"]
        assert text[-1] == "13 parameters, 21 scalar nodes for one sample; 9 parameters are frozen"
        assert (table.parameters, table.trainable) == (13, 4)
        assert "<table" in table._repr_html_()

    def test_is_printed_or_given_to_a_function_line_by_line(self, capsys):
        model, lines = self.network(), []
        assert model.summary() is None
        assert capsys.readouterr().out == f"{nn.summarize(model)}\n"
        model.summary(print_fn=lines.append)
        assert "\n".join(lines) == str(nn.summarize(model))
        assert capsys.readouterr().out == ""
        with pytest.raises(InputTypeError, match="print_fn takes a function that is given each"):
            model.summary(print_fn="a.txt")

    @pytest.mark.slow
    def test_is_displayed_in_a_notebook(self):
        (output,) = run_cell("import nn\nnn.MLP(2, [1]).summary()\nNone")
        assert "<table" in output.data["text/html"]
        assert "3 parameters" in output.data["text/plain"]

    def test_a_network_with_its_layers_in_attributes(self):
        class Branches(Model):
            def __init__(self):
                super().__init__(rng=0)
                self.left = [Dense(3, name="left"), Dense(1)]
                self.right = Sequential([Dense(2)])
                self.scale = autograd.Value(1.0)

            def __call__(self, x):
                return self.left[1](self.left[0](x)) + self.scale * self.right(x)[0]

        model = Branches()
        with pytest.raises(InputValueError, match="call the network with a sample, or fit it"):
            model.summary()
        model([1.0, 2.0])
        rows = [row[:3] for row in nn.summarize(model).rows]
        assert rows == [
            ("left", (3,), 9),
            ("Dense", (1,), 4),
            ("Dense", (2,), 6),
            ("parameters of its own", (), 1),
        ]

    def test_a_network_without_layers(self):
        class Constant(Model):
            def __init__(self):
                self.level = autograd.Value(0.0)

        with pytest.raises(InputValueError, match="Constant has no layers to make a table of"):
            Constant().summary()


def test_no_warning_and_no_global_randomness():
    random.seed(0)
    np.random.seed(0)
    state = random.getstate(), np.random.get_state()[1].tolist()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        fitted(validation_split=0.2, metrics=["mae"])
    assert (random.getstate(), np.random.get_state()[1].tolist()) == state


class TestTargets:
    """Targets that a loss cannot take are refused before training, in either engine."""

    @pytest.mark.parametrize(
        ("loss", "outputs", "y", "message"),
        [
            ("binary_crossentropy", 1, np.arange(23.0), "takes labels 0 and 1"),
            ("hinge", 1, np.arange(23.0), "takes the labels -1 and 1, or 0 and 1"),
            ("sparse_categorical_crossentropy", 3, np.full(23, 3.0), "the number of a class, 0 to"),
            ("categorical_crossentropy", 3, np.ones((23, 3)), "add up to 1"),
            ("mse", 1, np.ones((23, 2)), "mean_squared_error"),
            ("mse", 1, np.full(23, np.nan), "finite"),
        ],
    )
    @ENGINES
    def test_what_is_refused(self, loss, outputs, y, message, engine):
        model = network(Dense(4, "relu"), Dense(outputs, "sigmoid" if outputs == 1 else "softmax"))
        model.compile("sgd", loss)
        with pytest.raises(InputValueError, match=message):
            model.fit(X, y, engine=engine)
        good = np.eye(3)[[0] * 23] if loss == "categorical_crossentropy" else np.zeros(23)
        with pytest.raises(InputValueError, match=message):
            model.fit(X, good, validation_data=(X, y), engine=engine)
        with pytest.raises(InputValueError, match=message):
            model.evaluate(X, y, engine=engine)

    @ENGINES
    def test_outputs_that_are_no_probabilities(self, engine):
        model = network(Dense(1))
        model.compile("sgd", "binary_crossentropy")
        model.build((3,))
        before = numbers(model)
        with pytest.raises(InputValueError, match="takes probabilities, 0 to 1"):
            model.fit(100.0 * X, LABELS, engine=engine)
        assert numbers(model) == before

    def test_no_targets(self):
        model = network()
        model.compile("sgd", "mse")
        with pytest.raises(InputValueError, match="y is None"):
            model.fit(X, None)

    def test_several_labels_at_once(self):
        model = network(Dense(2))
        model.compile(SGD(0.5), "binary_cross_entropy_with_logits", ["sign_accuracy"])
        y = (X[:, :2] > 0.0).astype(float)
        history = model.fit(X, y, epochs=40)
        assert history.history["sign_accuracy"][-1] == ((model.predict(X) > 0) == y).mean()
        expected = 1.0 / (1.0 + np.exp(-model.predict(X)))
        assert model.predict_proba(X) == pytest.approx(expected)
