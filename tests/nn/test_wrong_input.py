"""Wrong input to networks is refused in words: what was given, what is wrong, what to do."""

import math
import re

import numpy as np
import pandas
import pytest

import nn
from autograd import InputTypeError, InputValueError
from nn import Dense, Dropout, Embedding, Flatten, Model, Sequential, optimizers

X = np.random.default_rng(0).normal(size=(12, 3))
Y = X.sum(axis=1)
CLASSES = (Y > 0.0).astype(int)
ENGINES = pytest.mark.parametrize("engine", ["compiled", "eager"])


def network(*layers, loss="mse", metrics=(), optimizer="sgd"):
    model = Sequential(layers or [Dense(4, "relu"), Dense(1)], rng=0)
    model.compile(optimizer, loss, metrics)
    return model


def says(error, text):
    return pytest.raises(error, match=re.escape(text))


class TestArguments:
    @pytest.mark.parametrize(
        ("make", "text"),
        [
            (
                lambda: Dense(3, activaton="relu"),
                "no argument 'activaton'; did you mean 'activation'? Its arguments are: units, act",
            ),
            (lambda: Dropout(0.5, sede=1), "Dropout takes no argument 'sede'; Its arguments are"),
            (
                lambda: optimizers.SGD(lr=0.1),
                "SGD takes no argument 'lr'; write learning_rate. Its",
            ),
            (
                lambda: optimizers.Adam(decay=1e-3),
                "Adam takes no argument 'decay'; write a schedule for learning_rate, such as",
            ),
            (
                lambda: network(optimizer=optimizers.Adam),
                "optimizer takes an object, but was given a class; write Adam()",
            ),
            (
                lambda: optimizers.Adam(learningrate=0.1),
                "Adam takes no argument 'learningrate'; did you mean 'learning_rate'?",
            ),
            (
                lambda: optimizers.AdamW(clipnrom=0.1),
                "AdamW takes no argument 'clipnrom'; did you mean 'clipnorm'?",
            ),
            (lambda: Sequential(Dense(3)), "given Dense(3) (Dense); write Sequential([Dense(1)])"),
            (
                lambda: network(metrics=3),
                "metrics takes a list such as ['accuracy'], but was given 3 (int)",
            ),
            (
                lambda: nn.callbacks.EarlyStopping(monitor=3),
                "is the name of a loss or metric, such as 'val_loss', but was given 3 (int)",
            ),
            (
                lambda: nn.callbacks.EarlyStopping(min_delta="a"),
                "min_delta of EarlyStopping must be a number, but was given 'a'",
            ),
            (
                lambda: nn.callbacks.LambdaCallback(on_epoch_end=3),
                "on_epoch_end of LambdaCallback takes a function, but was given 3 (int)",
            ),
            (
                lambda: nn.MLP(1, [1]).set_weights([[["a"]], [0.0]]),
                "set_weights takes arrays of numbers, but was given [[['a']], [0.0]]",
            ),
            (lambda: network().fit(y=Y), "fit takes the inputs once, as X, or as x like Keras, "),
            (lambda: network().fit(X, Y, x=X), "but was given both"),
            (lambda: network().predict(), "predict takes the inputs once"),
            (lambda: nn.load(3), "load takes the path of a file, but was given 3 (int)"),
            (
                lambda: nn.augmentation.shifts(1, axes=0),
                "axes of shifts takes several, such as (0, 1), but was given 0 (int); write (0,)",
            ),
        ],
    )
    def test_what_is_refused(self, make, text):
        with says(InputTypeError, text):
            make()

    @pytest.mark.parametrize(
        ("argument", "given", "error", "text"),
        [
            ("callbacks", 3, InputTypeError, "callbacks takes a list of Callbacks, but was given"),
            (
                "callbacks",
                nn.callbacks.TerminateOnNaN,
                InputTypeError,
                "(type); make one of it by calling it",
            ),
            ("engine", 3, InputTypeError, "engine takes a name, one of compiled, eager, but was"),
            ("augment", 3, InputTypeError, "augment takes a function (X, rng) -> X, such as"),
            (
                "class_weight",
                "balanced",
                InputTypeError,
                "sklearn.utils.class_weight.compute_class",
            ),
            ("class_weight", {"a": 1.0}, InputTypeError, "numbers of classes and their factors"),
            ("class_weight", {0: "a", 1: 1}, InputTypeError, "but was given {0: 'a', 1: 1}"),
            ("class_weight", {0: 1.0, 1: math.inf}, InputValueError, "finite and not negative"),
            ("sample_weight", [math.inf] * 12, InputValueError, "but one is inf"),
            ("epochs", 1.5, InputValueError, "epochs takes a whole number of at least 0"),
        ],
    )
    def test_what_fit_refuses(self, argument, given, error, text):
        with says(error, text):
            network().fit(X, CLASSES, **{argument: given})

    @pytest.mark.parametrize(
        ("held_out", "text"),
        [
            ((X[:, :2], Y), "in validation_data, examples have the shape (2,), but those for"),
            ((X, Y[:5]), "in validation_data, X has 12 examples, but y has 5; give as many"),
            ((X, X), "in validation_data, mean_squared_error takes a target for each output"),
            ((X, None), "in validation_data, y is None"),
            ((X * math.nan, Y), "in validation_data, X[0] is [nan, nan, nan], and 12 of 12"),
        ],
    )
    def test_examples_for_validation(self, held_out, text):
        with says(InputValueError, text):
            network().fit(X, Y, validation_data=held_out)

    @pytest.mark.parametrize(
        "labels",
        [["yes", "no"] * 6, np.array(["yes", "no"] * 6), pandas.Series(["yes", "no"] * 6)],
    )
    def test_names_of_classes(self, labels):
        text = (
            "y takes numbers in lists or arrays, one row for each example, but among them is 'yes' "
            "(str); of names of classes make numbers by sklearn.preprocessing.LabelEncoder()"
            ".fit_transform(y), or, if there are two, by numpy.asarray(y) == 'yes'"
        )
        with says(InputTypeError, text):
            network().fit(X, labels)
        with says(InputTypeError, text):
            nn.utils.to_categorical(labels)

    def test_a_column_of_texts(self):
        frame = pandas.DataFrame({"age": [1, 2], "city": ["Rome", "Oslo"]})
        text = "but in its column 'city' is 'Rome'; encode it, for example by pandas.get_dummies(X)"
        with says(InputTypeError, text):
            network().fit(frame, [1, 2])

    def test_numbers_of_numpy_are_numbers(self):
        history = network().fit(X, Y, epochs=np.int64(3), initial_epoch=np.int64(1))
        assert history.epoch == [1, 2]

    def test_a_metric_that_returns_no_number(self):
        def nothing(targets, predictions):
            """Returns None."""

        with says(InputTypeError, "the metric nothing must return a number, but returned None"):
            network(metrics=[nothing]).fit(X, Y)


@ENGINES
class TestInputs:
    @pytest.mark.parametrize("missing", [math.nan, math.inf])
    def test_missing_values(self, engine, missing):
        model, holes = network(), X.copy()
        holes[5, 1] = holes[7, 0] = missing
        text = f"{missing}, {X[5, 2]}], and 2 of 12 examples are not finite; leave out"
        with says(InputValueError, text):
            model.fit(holes, Y, engine=engine)
        with says(InputValueError, text):
            model.evaluate(holes, Y, engine=engine)
        with says(InputValueError, text):
            model.fit(X, Y, validation_data=(holes, Y), engine=engine)
        assert np.isfinite([p.data for p in model.parameters()]).all()

    def test_a_network_may_know_what_to_do_with_missing_values(self, engine):
        class Filling(Model):
            def __init__(self):
                super().__init__(rng=0)
                self.layer = Dense(1, input_dim=1, rng=0)
                self.layer.build()

            def __call__(self, x):
                from autograd import where

                return self.layer([where(x[0] > -math.inf, x[0], 0.0)])

        model = Filling()
        model.compile("sgd", "mse")
        history = model.fit([math.nan, 1.0, 2.0], [1.0, 2.0, 3.0], engine=engine)
        assert math.isfinite(history.history["loss"][0])

    def test_no_examples(self, engine):
        model = network()
        model.build((3,))
        for nothing in ([], np.zeros((0, 3))):
            with says(InputValueError, "X has no examples; give at least one"):
                model.predict(nothing, engine=engine)

    @pytest.mark.parametrize("token", [5.0, -1.0, 0.5, math.nan])
    def test_tokens_that_the_table_has_no_row_for(self, engine, token):
        model, tokens = network(Embedding(5, 2), Flatten(), Dense(1)), np.zeros((4, 3))
        tokens[2, 1] = token
        text = f"has rows for the tokens 0 to 4, but was given {token} in example 2"
        with says(InputValueError, text):
            model.fit(tokens, np.zeros(4), engine=engine)
        model.fit(np.zeros((4, 3)), np.zeros(4), engine=engine)
        with says(InputValueError, text):
            model.predict(tokens, engine=engine)


class TestKerasWords:
    def test_x(self):
        one, other = network(), network()
        assert one.fit(x=X, y=Y).history == other.fit(X, Y).history
        assert one.evaluate(x=X, y=Y) == other.evaluate(X, Y)
        assert (one.predict(x=X) == other.predict(X)).all()

    def test_batches_without_a_size_are_of_32(self):
        many = np.repeat(X, 4, axis=0), np.repeat(Y, 4)
        one, other = network(), network()
        history = one.fit(*many, batch_size=None).history
        assert (
            history == other.fit(*many, batch_size=32).history != network().fit(*many, 31).history
        )
        assert one.evaluate(*many, batch_size=None) == one.evaluate(*many)
        assert (one.predict(X, batch_size=None) == one.predict(X)).all()

    def test_a_file_is_replaced_unless_told_not_to(self, tmp_path):
        path = tmp_path / "model.safetensors"
        model = network()
        model.fit(X, Y)
        model.save(path, overwrite=False)
        model.save(path)
        with says(InputValueError, "is there already; give another path, or overwrite=True"):
            model.save(path, overwrite=False)

    def test_trainable_freezes(self):
        model = network()
        model.build((3,))
        before = [p.data for p in model.layers[0].parameters()]
        model.layers[0].trainable = False
        assert (model.layers[0].trainable, model.layers[1].trainable) == (False, True)
        model.fit(X, Y)
        assert [p.data for p in model.layers[0].parameters()] == before
        model.layers[0].trainable = True
        assert not model.layers[0].frozen

    def test_names_of_the_numbers_of_evaluate(self):
        model = network(metrics=["mae", "r2"])
        numbers = dict(zip(model.metrics_names, model.evaluate(X, Y), strict=True))
        assert numbers == model.evaluate(X, Y, return_dict=True)
