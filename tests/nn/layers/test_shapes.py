"""What holds for all layers: shapes, copies, and errors that say what a layer takes."""

import copy
import inspect
import math
import pickle
import re
from typing import Any

import numpy as np
import pytest

import nn
from autograd import InputTypeError, InputValueError, Value
from nn import layers
from nn.arguments import flattened
from nn.layers.base import Common, shape_of, zeros
from nn.layers.missing import refuse

SHAPES = [
    (layers.Dense(4, "tanh"), (3,), (4,)),
    (layers.Layer(3, 4), (3,), (4,)),
    (layers.Dropout(0.5), (2, 3), (2, 3)),
    (layers.GaussianNoise(0.5), (4,), (4,)),
    (layers.Flatten(), (2, 3, 4), (24,)),
    (layers.Reshape((3, -1)), (2, 6), (3, 4)),
    (layers.Activation("tanh"), (2, 3), (2, 3)),
    (layers.Softmax(), (2, 3), (2, 3)),
    (layers.ReLU(), (2, 3), (2, 3)),
    (layers.ReLU(6.0, threshold=0.5), (2, 3), (2, 3)),
    (layers.PReLU("ones"), (2, 3), (2, 3)),
    (layers.PReLU(shared_axes=[1]), (2, 3), (2, 3)),
    (layers.LeakyReLU(0.2), (2, 3), (2, 3)),
    (layers.ELU(2.0), (3,), (3,)),
    (layers.RepeatVector(4), (3,), (4, 3)),
    (layers.UpSampling2D(), (2, 3, 2), (4, 6, 2)),
    (layers.UpSampling2D((1, 3)), (2, 3, 2), (2, 9, 2)),
    (layers.Normalize().adapt([[1.0, 2.0], [2.0, 5.0]]), (2,), (2,)),
    (layers.LayerNorm(), (5, 4), (5, 4)),
    (layers.LayerNorm(4, 0.1, bias=False), (5, 4), (5, 4)),
    (layers.LayerNormalization(center=False), (5, 4), (5, 4)),
    (layers.RMSNorm(), (4,), (4,)),
    (layers.RMSNorm([4], 0.1, False), (4,), (4,)),
    (layers.RMSNormalization(epsilon=0.1), (4,), (4,)),
    (layers.Embedding(10, 3), (5,), (5, 3)),
    (layers.SimpleRNN(3), (5, 2), (3,)),
    (layers.SimpleRNN(1, return_sequences=True), (5, 2), (5, 1)),
    (layers.LSTM(3), (5, 2), (3,)),
    (layers.GRU(3, return_sequences=True), (5, 2), (5, 3)),
    (layers.GRU(3, "relu", "hard_sigmoid", reset_after=False), (5, 2), (3,)),
    (layers.LSTM(3, recurrent_activation="hard_sigmoid", go_backwards=True), (5, 2), (3,)),
    (layers.Conv1D(4, 3, dilation_rate=2, groups=2), (8, 2), (4, 4)),
    (layers.Conv2D(4, 2, 1, "same", None, (1, 2), 2, "relu"), (8, 6, 2), (8, 6, 4)),
    (layers.Conv1D(4, 3), (8, 2), (6, 4)),
    (layers.Conv1D(4, 3, 2, "same"), (7, 2), (4, 4)),
    (layers.Conv1D(4, 3, 2, "causal"), (8, 2), (4, 4)),
    (layers.Conv2D(4, 3), (8, 6, 2), (6, 4, 4)),
    (layers.Conv2D(1, (2, 3), (2, 1), "same"), (5, 6, 2), (3, 6, 1)),
    (layers.MaxPooling1D(), (7, 2), (3, 2)),
    (layers.MaxPooling1D(2, padding="same"), (7, 2), (4, 2)),
    (layers.AveragePooling1D(3, 1), (7, 2), (5, 2)),
    (layers.MaxPooling2D(), (8, 7, 2), (4, 3, 2)),
    (layers.AveragePooling2D((1, 2)), (8, 6, 2), (8, 3, 2)),
    (layers.GlobalMaxPooling1D(), (8, 2), (2,)),
    (layers.GlobalAveragePooling1D(), (8, 2), (2,)),
    (layers.GlobalMaxPooling2D(), (8, 6, 2), (2,)),
    (layers.GlobalAveragePooling2D(), (8, 6, 2), (2,)),
    (layers.Attention(3), (5, 2), (5, 3)),
    (layers.Attention(3, 4), (5, 2), (5, 4)),
    (layers.MultiHeadAttention(2, 3, 5), (4, 6), (4, 6)),
    (layers.PositionalEncoding(), (5, 2), (5, 2)),
]


def test_every_layer_is_tried() -> None:
    tried = {type(layer) for layer, _, _ in SHAPES}
    assert tried == set(layers.LAYERS.values()) - {layers.Input}  # which is no layer


def fresh(layer: layers.BaseLayer) -> Any:
    """A layer with the same arguments, made from what `config` says."""
    return type(layer)(**{**layer.config(), "rng": 0})


@pytest.mark.parametrize(("layer", "given", "made"), SHAPES, ids=lambda x: repr(x)[:40])
class TestAllLayers:
    def test_shape(self, layer: Any, given: Any, made: Any) -> None:
        assert shape_of(copy.deepcopy(layer)(zeros(given))) == made

    def test_config_makes_it_again(self, layer: Any, given: Any, made: Any) -> None:
        again = fresh(layer)
        assert repr(again) == repr(layer)
        assert eval(repr(layer), vars(layers)).config() == layer.config()

    def test_takes_arrays_values_and_numbers(self, layer: Any, given: Any, made: Any) -> None:
        layer = copy.deepcopy(layer)
        x = np.ones(given)
        outputs = [
            layer(sample) for sample in (x, x.tolist(), [Value(1.0)] * len(x))[: 2 + (x.ndim == 1)]
        ]
        numbers = [
            [n.data if isinstance(n, Value) else n for n in flattened(output)] for output in outputs
        ]
        assert all(found == numbers[0] for found in numbers)

    @pytest.mark.parametrize("duplicate", [copy.deepcopy, lambda x: pickle.loads(pickle.dumps(x))])
    def test_copies(self, layer: Any, given: Any, made: Any, duplicate: Any) -> None:
        layer = copy.deepcopy(layer)
        layer.build(given)
        other = duplicate(layer)
        assert [p.data for p in other.parameters()] == [p.data for p in layer.parameters()]
        assert not {*other.parameters()} & {*layer.parameters()}
        assert repr(other(zeros(given))) == repr(layer(zeros(given)))

    def test_all_parameters_are_drawn_from_the_generator(
        self, layer: Any, given: Any, made: Any
    ) -> None:
        one, two = fresh(layer), fresh(layer)
        for built in (one, two):
            built.build(given)
        for a, b in zip(one.parameters(), two.parameters(), strict=True):
            assert a.data == b.data or math.isnan(a.data)

    def test_in_a_network(self, layer: Any, given: Any, made: Any) -> None:
        model = nn.Sequential([copy.deepcopy(layer), layers.Flatten(), layers.Dense(1)], rng=0)
        model.build(given)
        assert nn.summarize(model).rows[0].shape == made
        assert model.predict(np.zeros((3, *given))).shape == (3, 1)


@pytest.mark.parametrize(
    ("layer", "shape", "error", "message"),
    [
        (
            layers.Conv2D(2, 3),
            (8, 8),
            InputTypeError,
            (
                "Conv2D takes samples of shape (height, width, channels), but was given one of "
                "shape (8, 8); add an axis of channels: X[..., None]"
            ),
        ),
        (
            layers.LSTM(2),
            (5,),
            InputTypeError,
            (
                "LSTM takes samples of shape (steps, features), but was given one of shape (5,); "
                "add an axis of features: X[..., None]"
            ),
        ),
        (
            layers.Attention(2),
            (9, 5, 2),
            InputTypeError,
            "shape (9, 5, 2); for several samples write [model(x) for x in X]",
        ),
        (
            layers.Embedding(4, 2),
            (9, 5),
            InputTypeError,
            "Embedding takes samples of shape (steps,), but was given one of shape (9, 5)",
        ),
        (
            layers.Conv2D(2, 3),
            (2, 8, 1),
            InputValueError,
            (
                "Conv2D(2, 3) looks at windows of 3 x 3, which do not fit into a sample of shape "
                "(2, 8, 1); take smaller ones, or padding='same'"
            ),
        ),
        (layers.MaxPooling1D(4), (3, 1), InputValueError, "windows of 4, which do not fit"),
        (
            layers.Dense(4),
            (8, 6, 2),
            InputTypeError,
            "was given a sample of shape (8, 6, 2); put Flatten() before it",
        ),
        (
            layers.Reshape((2, 3)),
            (4,),
            InputValueError,
            (
                "Reshape((2, 3)) cannot hold the 4 numbers of a sample; the product of the sizes "
                "must be 4"
            ),
        ),
    ],
)
def test_a_wrong_shape(layer: Any, shape: Any, error: Any, message: str) -> None:
    for use in (lambda: fresh(layer)(zeros(shape)), lambda: fresh(layer).build(shape)):
        with pytest.raises(error, match=re.escape(message)):
            use()
    model = nn.Sequential([fresh(layer), layers.Flatten(), layers.Dense(1)])
    with pytest.raises(error, match=re.escape(message)):
        model.predict(np.zeros((2, *shape)))


@pytest.mark.parametrize(
    "layer",
    [layers.Conv1D(2, 1), layers.GRU(2), layers.MultiHeadAttention(1, 2), layers.LayerNorm()],
)
def test_later_samples_may_be_longer_but_have_as_many_features(layer: Any) -> None:
    layer = fresh(layer)
    layer(zeros((3, 2)))
    layer(zeros((5, 2)))
    with pytest.raises(InputValueError, match=r"samples with 2 \w+ in the last axis.*\(3, 4\)"):
        layer(zeros((3, 4)))


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: layers.Conv2D(0, 3), "filters of Conv2D must be at least 1"),
        (lambda: layers.Conv2D(1, (3, 3, 3)), "kernel_size of Conv2D takes one or two numbers"),
        (lambda: layers.Conv1D(1, 2.5), "kernel_size of Conv1D must be a whole number"),
        (lambda: layers.Conv1D(1, 2, padding="cusal"), "did you mean 'causal'"),
        (lambda: layers.Conv2D(1, 2, padding="causal"), "The choices are: valid, same"),
        (lambda: layers.MaxPooling2D(2, 0), "strides of MaxPooling2D must be at least 1"),
        (lambda: layers.Dropout(1.5), "rate of Dropout must be a finite number between 0"),
        (lambda: layers.GaussianNoise(-1.0), "stddev of GaussianNoise must be"),
        (lambda: layers.LeakyReLU(-1.0), "negative_slope of LeakyReLU must be"),
        (lambda: layers.ELU("a"), "alpha of ELU must be a number"),
        (lambda: layers.RepeatVector(0), "n of RepeatVector must be at least 1"),
        (lambda: layers.UpSampling2D((1, 2, 3)), "size of UpSampling2D takes one or two"),
        (lambda: layers.Reshape((-1, -1)), "of which one may be -1"),
        (lambda: layers.LSTM(0), "units of LSTM must be at least 1"),
        (lambda: layers.LSTM(2, recurrent_initializer="ortho"), "no initializer 'ortho'"),
        (lambda: layers.Embedding(0, 2), "input_dim of Embedding must be at least 1"),
        (lambda: layers.Attention(0), "key_dim of Attention must be at least 1"),
        (lambda: layers.MultiHeadAttention(0, 2), "num_heads of MultiHeadAttention must be"),
        (lambda: layers.Activation("rleu"), "did you mean 'relu'"),
        (lambda: layers.LayerNorm(eps=-1.0), "eps of LayerNorm must be"),
    ],
)
def test_wrong_arguments(make: Any, message: str) -> None:
    with pytest.raises((InputValueError, InputTypeError), match=message):
        make()


def test_a_recurrent_layer_after_another_one_needs_its_whole_sequence() -> None:
    model = nn.Sequential([layers.LSTM(3), layers.Dropout(0.2), layers.GRU(2)])
    with pytest.raises(
        InputTypeError,
        match=re.escape("shape (3,); write return_sequences=True in LSTM(3) before it"),
    ):
        model.build((5, 1))


def test_sequences_of_different_lengths() -> None:
    model = nn.Sequential([layers.Embedding(10, 2), layers.Flatten(), layers.Dense(1)])
    with pytest.raises(InputValueError, match="pad lists of different lengths to one"):
        model.predict([[1, 2], [3]])


def test_an_embedding_may_be_told_how_long_sequences_are() -> None:
    layer = layers.Embedding(10, 2, input_length=4)
    assert repr(layer) == "Embedding(10, 2, input_shape=(4,))"
    model = nn.Sequential([layer, layers.Flatten(), layers.Dense(1)], rng=0)
    assert model.count_params() == 20 + 9
    with pytest.raises(InputValueError, match="input_length of Embedding must be at least 1"):
        layers.Embedding(10, 2, input_length=0)


def test_layers_are_not_called_to_make_a_network() -> None:
    with pytest.raises(InputTypeError, match=r"was given Input\(\(64,\)\).*write Sequential\("):
        layers.Dense(8)(layers.Input((64,)))


def test_layers_of_keras_by_their_other_names() -> None:
    assert layers.MaxPool2D is layers.MaxPooling2D
    assert layers.AvgPool1D is layers.AveragePooling1D
    assert layers.GlobalAvgPool2D is layers.GlobalAveragePooling2D


def test_sizes_may_be_arrays() -> None:
    assert repr(layers.Conv2D(3, np.array([2, 3]))) == "Conv2D(3, (2, 3))"
    assert repr(layers.MaxPooling2D(2, np.array([1, 2]))) == "MaxPooling2D(strides=(1, 2))"
    assert repr(nn.MLP(2, np.array([3, 1])).layers[0]) == "Layer(2, 3, activation='relu')"
    assert layers.Dense(np.array(3)).units == 3
    with pytest.raises(InputTypeError, match=r"units of Dense must be a whole number.*array\(\[3"):
        layers.Dense(np.array([3]))  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", [layers.BaseLayer, layers.Flatten, layers.GlobalMaxPooling1D])
def test_signatures_name_the_arguments_of_every_layer(kind: Any) -> None:
    assert list(inspect.signature(kind).parameters) == list(Common.__annotations__)


class Forgetful(layers.BaseLayer):
    """A layer that keeps none of its arguments."""

    def __init__(self, input_length: int = 1, activation: str = "relu", **common: Any) -> None:
        super().__init__(**common)

    def call(self, x: Any, /, **named: Any) -> Any:
        """The sample, and what it was given by name."""
        return x, named


def test_a_layer_that_forgets_its_arguments_says_so() -> None:
    assert repr(Forgetful(3)) == "Forgetful(input_length=?, activation=?)"
    with pytest.raises(InputValueError, match=r"write self.input_length = input_length in its"):
        Forgetful().config()


def test_an_argument_of_call_may_be_called_self() -> None:
    assert Forgetful().call([1.0], self=2) == ([1.0], {"self": 2})


class TestMissingLayers:
    def test_the_error_says_what_to_do_instead(self) -> None:
        for use in (
            lambda: nn.BatchNormalization,
            lambda: layers.BatchNormalization,
            lambda: exec("from nn.layers import BatchNormalization"),
            lambda: exec("from nn import BatchNormalization"),
        ):
            with pytest.raises(ImportError, match="no statistics of a batch; use LayerNorm"):
                use()

    def test_names_that_nobody_knows_are_attributes_that_are_missing(self) -> None:
        assert not hasattr(layers, "Batch")
        assert not hasattr(nn, "Batch")

    def test_what_is_there_is_not_missing(self) -> None:
        for name in (*nn.__all__, *layers.__all__):
            refuse(name)


class TestWeightsAsInKeras:
    def test_of_a_convolution_they_have_a_place_for_each_pixel_of_the_window(self) -> None:
        model = nn.Sequential(
            [layers.Conv2D(4, (2, 3), input_shape=(5, 5, 2)), layers.Flatten(), layers.Dense(1)],
            rng=0,
        )
        kernel, bias, *_ = model.get_weights()
        assert (kernel.shape, bias.shape) == ((2, 3, 2, 4), (4,))
        window = kernel[:, :, :, 3]
        assert window.ravel().tolist() == [w.data for w in model.layers[0].neurons[3].w]  # type: ignore[attr-defined]
        assert model.layers[0].get_weights()[0].tolist() == kernel.tolist()

    @pytest.mark.parametrize(
        ("layer", "shape", "kernel"),
        [
            (layers.Conv1D(4, 3), (8, 2), (3, 2, 4)),
            (layers.Conv2D(2, 3), (5, 5, 1), (3, 3, 1, 2)),
            (layers.Dense(3), (2,), (2, 3)),
        ],
    )
    def test_they_are_set_in_the_shapes_they_have(
        self, layer: Any, shape: Any, kernel: Any
    ) -> None:
        one, two = fresh(layer), fresh(layer)
        one.build(shape)
        two.build(shape)
        weights = [np.arange(array.size).reshape(array.shape) for array in one.get_weights()]
        assert weights[0].shape == kernel
        two.set_weights(weights)
        assert [array.tolist() for array in two.get_weights()] == [a.tolist() for a in weights]
        with pytest.raises(InputValueError, match=re.escape(f"kernel has the shape {kernel}, but")):
            two.set_weights([np.zeros(7), weights[1]])

    def test_they_are_counted(self) -> None:
        layer = layers.Conv2D(2, 3)
        assert layer.count_params() == 0
        layer.build((5, 5, 1))
        assert layer.count_params() == 2 * 9 + 2


@pytest.mark.parametrize(
    ("layer", "x"),
    [
        (layers.LSTM(1), [[0.5]]),
        (layers.GlobalMaxPooling1D(), [[0.5]]),
        (layers.Flatten(), [[0.5]]),
        (layers.Activation("tanh"), [0.5]),
        (layers.Dropout(0.5), [0.5]),
    ],
)
def test_a_single_output_is_no_list(layer: Any, x: Any) -> None:
    assert not isinstance(fresh(layer)(x), list)
