"""Programs written for Keras find its names: losses and metrics as objects, Input, activations."""

import functools
import re

import numpy as np
import pytest
from sklearn.datasets import load_digits

import nn
from autograd import InputTypeError, InputValueError
from nn import Dense, Dropout, Flatten, Input, Sequential, losses, metrics
from nn.activations import relu, softmax
from nn.optimizers import Adam

RNG = np.random.default_rng(0)
IMAGES = RNG.random((40, 4, 4))
LABELS = (IMAGES[:, 0].sum(axis=1) > 2.0).astype(int)


def test_the_quickstart_for_beginners():
    images, labels = load_digits(return_X_y=True)
    images, labels = images[:300].reshape(300, 8, 8) / 16.0, labels[:300]
    model = nn.Sequential(
        [
            nn.layers.Flatten(input_shape=(8, 8)),
            nn.layers.Dense(32, activation="relu"),
            nn.layers.Dropout(0.2),
            nn.layers.Dense(10),
        ],
        rng=0,
    )
    loss_fn = nn.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer="adam", loss=loss_fn, metrics=["accuracy"])
    model.fit(images, labels, epochs=40)
    loss, accuracy = model.evaluate(images, labels, verbose=2)
    assert accuracy > 0.95
    probabilities = model.predict_proba(images)
    assert accuracy == (probabilities.argmax(axis=1) == labels).mean()
    chosen = probabilities[np.arange(300), labels]
    assert loss == pytest.approx(-np.log(chosen).mean(), rel=1e-12)


class TestInput:
    def test_tells_the_first_layer_its_size(self):
        model = Sequential([Input(shape=(4, 4)), Flatten(), Dense(3, relu), Dense(2, softmax)])
        assert [type(layer) for layer in model.layers] == [Flatten, Dense, Dense]
        assert model.layers[1].get_weights()[0].shape == (16, 3)  # built, as in Keras
        assert "59 parameters" in str(nn.summarize(model))

    def test_is_saved_with_the_network(self, tmp_path):
        model = Sequential([Input((2,)), Dense(1)], rng=0)
        model.save(tmp_path / "model.safetensors")
        assert nn.load(tmp_path / "model.safetensors").layers[0].input_shape == (2,)

    def test_does_not_contradict_a_layer(self):
        model = Sequential([Input((2,)), Dense(1, input_dim=3)], rng=0)
        assert model.layers[0].input_shape == (3,)

    def test_comes_first(self):
        with pytest.raises(InputValueError, match="comes before all layers, but there are some"):
            Sequential([Dense(1), Input((2,))])

    @pytest.mark.parametrize(
        ("shape", "error", "text"),
        [
            ((2, 0), InputValueError, "size 1 of the shape of Input must be at least 1"),
            (("a",), InputTypeError, "size 0 of the shape of Input must be a whole number"),
            ((None, 2), InputTypeError, "but was given None"),
        ],
    )
    def test_takes_sizes(self, shape, error, text):
        with pytest.raises(error, match=text):
            Input(shape)


class TestLosses:
    @pytest.mark.parametrize(
        ("made", "name"),
        [
            (losses.MeanSquaredError(), "MSE"),
            (losses.MeanAbsoluteError(), "mean_absolute_error"),
            (losses.Hinge(), "hinge"),
            (losses.SquaredHinge(), "squared_hinge"),
            (losses.MeanAbsolutePercentageError(), "mape"),
            (losses.MeanSquaredLogarithmicError(), "msle"),
            (losses.LogCosh(), "logcosh"),
            (losses.Poisson(), "poisson"),
            (losses.CosineSimilarity(), "cosine_similarity"),
            (losses.KLDivergence(), "kl_divergence"),
            (losses.BinaryCrossentropy(), "binary_crossentropy"),
            (losses.BinaryCrossentropy(from_logits=True), "binary_crossentropy_with_logits"),
            (losses.CategoricalCrossentropy(), "categorical_crossentropy"),
            (losses.SparseCategoricalCrossentropy(), "sparse_categorical_crossentropy"),
            (
                losses.SparseCategoricalCrossentropy(from_logits=True),
                "sparse_categorical_crossentropy_with_logits",
            ),
            (losses.CategoricalHinge(), "categorical_hinge"),
            (losses.BinaryFocalCrossentropy(), "binary_focal_crossentropy"),
            (losses.CategoricalFocalCrossentropy(), "categorical_focal_crossentropy"),
            (
                losses.CategoricalFocalCrossentropy(from_logits=True),
                "categorical_focal_crossentropy_with_logits",
            ),
            (losses.binary_focal_crossentropy, "binary_focal_crossentropy"),
            (losses.categorical_focal_crossentropy, "CategoricalFocalCrossentropy"),
            (losses.binary_crossentropy, "binary_crossentropy"),
            (losses.categorical_crossentropy, "categorical_crossentropy"),
        ],
    )
    def test_an_object_is_the_function_of_that_name(self, made, name):
        assert losses.get(made) is losses.get(name)

    def test_settings(self):
        huber = losses.Huber(delta=0.5)
        assert huber([3.0], [0.0]).data == losses.huber([3.0], [0.0], delta=0.5).data
        smooth = losses.CategoricalCrossentropy(label_smoothing=0.1)
        wanted = functools.partial(losses.categorical_cross_entropy, label_smoothing=0.1)
        assert smooth([1], [[0.2, 0.8]]).data == wanted([[0.2, 0.8]], [1]).data

    @pytest.mark.parametrize(
        ("made", "y_true", "y_pred", "expected"),
        [
            (losses.MeanSquaredError(), [[0, 1], [0, 0]], [[1, 1], [1, 0]], 0.5),
            (losses.MeanAbsoluteError(), [[0, 1], [0, 0]], [[1, 1], [1, 0]], 0.5),
            (losses.Huber(), [[0, 1], [0, 0]], [[0.6, 0.4], [0.4, 0.6]], 0.155),
            (losses.Hinge(), [[0, 1], [0, 0]], [[0.6, 0.4], [0.4, 0.6]], 1.3),
            (losses.SquaredHinge(), [[0, 1], [0, 0]], [[0.6, 0.4], [0.4, 0.6]], 1.86),
            (losses.LogCosh(), [[0, 1], [0, 0]], [[1, 1], [0, 0]], 0.108),
            (losses.CosineSimilarity(), [[0, 1], [1, 1]], [[1, 0], [1, 1]], -0.5),
            (losses.Poisson(), [[0, 1], [0, 0]], [[1, 1], [0, 0]], 0.5),
            (losses.KLDivergence(), [[0.5, 0.5]], [[0.1, 0.9]], 0.511),
            (losses.BinaryCrossentropy(), [0, 1, 1], [0.2, 0.9, 0.6], 0.280),
            (losses.BinaryCrossentropy(True), [0, 1, 0, 0], [-18.6, 0.51, 2.94, -12.8], 0.865),
            (
                losses.CategoricalCrossentropy(),
                [[0, 1, 0], [0, 0, 1]],
                [[0.05, 0.95, 0], [0.1, 0.8, 0.1]],
                1.177,
            ),
            (
                losses.SparseCategoricalCrossentropy(),
                [1, 2],
                [[0.05, 0.95, 0], [0.1, 0.8, 0.1]],
                1.177,
            ),
        ],
        ids=lambda case: type(case).__name__,
    )
    def test_an_object_is_called_as_in_keras(self, made, y_true, y_pred, expected):
        """The numbers are those in the documentation of Keras."""
        assert made(y_true, y_pred).data == pytest.approx(expected, abs=6e-4)
        halved = made(y_true, y_pred, sample_weight=[0.5] * len(y_true))
        assert halved.data == pytest.approx(made(y_true, y_pred).data / 2)

    def test_flat_lists_are_one_sample_as_in_keras(self):
        y_true, y_pred = [1.0, 2.0, 3.0], [2.0, 2.0, 1.0]
        found = losses.CosineSimilarity()(y_true, y_pred).data
        assert found == pytest.approx(-0.8017837257372732, rel=1e-12)
        found = losses.MeanSquaredError()(y_true, y_pred, sample_weight=[1.0, 2.0, 3.0]).data
        assert found == pytest.approx(10.0 / 3.0, rel=1e-12)

    @pytest.mark.parametrize(
        "name", ["MeanSquaredError", "meanSquaredError", "MSE", "mean-squared-error"]
    )
    def test_names_in_other_letters(self, name):
        assert losses.get(name) is losses.mean_squared_error

    def test_a_class_is_not_yet_a_loss(self):
        with pytest.raises(InputTypeError, match=re.escape("class; write MeanSquaredError()")):
            losses.get(losses.MeanSquaredError)

    @pytest.mark.parametrize(
        "make", [lambda: losses.Huber(0.0), lambda: losses.BinaryCrossentropy(False, 2.0)]
    )
    def test_what_is_refused(self, make):
        with pytest.raises(InputValueError, match="must be a finite number"):
            make()


class TestMetrics:
    @pytest.mark.parametrize(
        "made",
        [getattr(metrics, name)() for name in metrics.objects.__all__ if name != "MetricObject"],
        ids=repr,
    )
    def test_an_object_is_the_function_of_its_row(self, made):
        own = made.func.__name__
        predictions = np.array([[0.2, 0.8], [0.6, 0.4], [0.3, 0.7]])
        targets = np.array([0.0, 1.0, 1.0])
        if own == "categorical_accuracy":
            targets = np.eye(2)[[0, 1, 1]]
        elif "categorical" not in own and "top_k" not in own:
            predictions = predictions[:, :1]
        assert made(targets, predictions) == metrics.get(own)(targets, predictions)

    def test_settings(self):
        assert metrics.TopKCategoricalAccuracy(k=1)(np.array([1.0]), [[0.6, 0.4]]) == 0.0
        assert metrics.BinaryAccuracy(threshold=0.9)([1.0], [[0.8]]) == 0.0
        assert repr(metrics.Recall(name="found")) == "Recall(name='found')"

    def test_names_in_a_history_and_in_a_file(self, tmp_path):
        model = Sequential([Flatten(), Dense(1, "sigmoid")], rng=0)
        chosen = [metrics.BinaryAccuracy(name="right"), metrics.MeanSquaredError(), "MAE"]
        model.compile(Adam(0.01), losses.BinaryCrossentropy(), chosen)
        history = model.fit(IMAGES, LABELS).history
        assert list(history) == ["loss", "right", "mean_squared_error", "MAE"]
        model.save(tmp_path / "model.safetensors")
        again = nn.load(tmp_path / "model.safetensors")
        assert again.metrics_names == ["loss", "right", "mean_squared_error", "MAE"]
        assert again.evaluate(IMAGES, LABELS) == model.evaluate(IMAGES, LABELS)


class TestToCategorical:
    def test_makes_a_row_for_each_class(self):
        assert nn.utils.to_categorical([1, 0, 3]).tolist() == [
            [0, 1, 0, 0],
            [1, 0, 0, 0],
            [0, 0, 0, 1],
        ]
        assert nn.utils.to_categorical(np.array([[1], [0]]), num_classes=3).tolist() == [
            [0, 1, 0],
            [1, 0, 0],
        ]
        assert nn.utils.to_categorical([[0, 1], [1, 1]]).shape == (2, 2, 2)
        assert nn.utils.to_categorical([], 3).shape == (0, 3)

    def test_serves_as_targets(self):
        model = Sequential([Flatten(), Dense(2, softmax, kernel_initializer="zeros")])
        model.compile("sgd", "categorical_crossentropy", ["accuracy"])
        loss, _ = model.evaluate(IMAGES, nn.utils.to_categorical(LABELS))
        assert loss == pytest.approx(np.log(2.0))

    @pytest.mark.parametrize(
        ("y", "num_classes", "message"),
        [
            ([0, -1], None, "classes are whole numbers from 0, but one is -1"),
            ([0.5], 3, "classes are whole numbers from 0 to 2, but one is 0.5"),
            ([0, 3], 3, "from 0 to 2, but one is 3"),
            ([np.inf], None, "but one is inf"),
            ([np.nan], 2, "but one is nan"),
            ([], None, "y has no classes; give num_classes"),
            ([0], 0, "num_classes must be at least 1"),
            ([1e300], None, "1e+300 classes would make as many columns"),
            ([0, 1e15], None, "number the classes that occur: numpy.unique"),
        ],
    )
    def test_what_is_no_class(self, y, num_classes, message):
        with pytest.raises(InputValueError, match=re.escape(message)):
            nn.utils.to_categorical(y, num_classes)

    def test_names_of_classes_are_no_numbers(self):
        with pytest.raises(InputTypeError, match="y takes numbers in lists or arrays"):
            nn.utils.to_categorical(["cat", "dog"])


class TestInitializers:
    @pytest.mark.parametrize(
        ("layer", "shape"),
        [
            (Dense(3, bias_initializer="ones"), (2,)),
            (nn.Conv1D(3, 2, bias_initializer="ones"), (4, 2)),
            (nn.Conv2D(3, 2, bias_initializer="ones"), (4, 4, 1)),
            (nn.SimpleRNN(3, bias_initializer="ones"), (4, 2)),
            (nn.LSTM(3, bias_initializer="ones"), (4, 2)),
            (nn.GRU(3, bias_initializer="ones"), (4, 2)),
            (nn.Attention(3, bias_initializer="ones"), (4, 2)),
            (nn.MultiHeadAttention(2, 3, bias_initializer="ones"), (4, 2)),
        ],
        ids=lambda x: type(x).__name__ if isinstance(x, nn.Module) else "",
    )
    def test_biases_start_where_they_are_told_to(self, layer, shape):
        layer.build(shape)
        biases = [p.data for name, p in layer.named_parameters() if re.search(r"\bb\b|bias", name)]
        assert biases
        assert set(biases) == {1.0}

    def test_a_forget_gate_starts_open_all_the_same(self):
        layer = nn.LSTM(2, bias_initializer="zeros")
        layer.build((4, 1))
        assert [[b.data for b in gate.bias] for gate in layer.gates()] == [
            [0.0, 0.0],
            [1.0, 1.0],
            [0.0, 0.0],
            [0.0, 0.0],
        ]

    def test_biases_are_drawn_as_a_layer_of_that_many(self):
        seen = []
        layer = Dense(3, bias_initializer=lambda rng, *fans: seen.append(fans) or rng.random())
        layer.build((2,))
        assert seen == [(3, 3)] * 3
        assert len({neuron.b.data for neuron in layer.neurons}) == 3

    def test_a_wrong_name_is_refused_at_once(self):
        with pytest.raises(InputValueError, match=re.escape("'zeroes'; did you mean 'zeros'?")):
            Dense(3, bias_initializer="zeroes")

    def test_random_ones(self):
        model = Sequential(
            [
                Dense(200, kernel_initializer="random_normal", input_dim=20),
                Dense(20, kernel_initializer="random_uniform"),
            ],
            rng=0,
        )
        normal, uniform = (model.get_weights()[k] for k in (0, 2))
        assert normal.std() == pytest.approx(0.05, rel=0.05)
        assert uniform.std() == pytest.approx(0.1 / 12**0.5, rel=0.05)
        assert abs(uniform).max() <= 0.05


def test_activations_as_functions():
    for name in ("relu", "sigmoid", "tanh", "softmax", "elu", "selu", "gelu", "silu", "step"):
        assert nn.activations.get(name, layer_wide=True) is getattr(nn.activations, name)


def test_names_that_are_nearly_right():
    with pytest.raises(InputValueError, match=re.escape("'MSEE'; did you mean 'mse'?")):
        losses.get("MSEE")
    model = Sequential([Dropout(0.5), Dense(1)], rng=0)
    model.compile("SGD", "MSE", ["MAE"])
    assert model.loss is losses.mean_squared_error
