"""`draw(model)`, `draw(model, x)`, `draw(model, x, target)`: arguments, files, hostile networks."""

import math
import struct
import xml.etree.ElementTree as ET
import zlib

import numpy as np
import pytest

import nn
from autograd import InputTypeError, InputValueError, Value, draw, no_grad
from autograd.visual.network import NetworkDrawing, Place, diagram_of, write_svg
from autograd.visual.network.pixels import png
from tests.autograd.visual.network.pictures import PICTURES, mlp
from tests.helpers.boxes import collisions


@pytest.fixture
def model():
    return mlp(2, 4, 1)


class TestArguments:
    def test_what_it_says_of_itself(self, model):
        assert repr(draw(model)) == '<Drawing: MLP 2-4-1; in a file: .save("net.svg")>'
        assert isinstance(draw(model), NetworkDrawing)

    @pytest.mark.parametrize(
        "x", [[0.5, -1], (0.5, -1.0), np.array([0.5, -1.0]), [Value(0.5), np.float32(-1.0)]]
    )
    def test_kinds_of_samples(self, model, x):
        drawing = draw(model, x)
        assert drawing.svg() == draw(model, [0.5, -1.0]).svg()

    def test_the_loss_of_compile_or_one_that_is_given(self, model):
        with pytest.raises(InputValueError, match=r"a target needs a loss: .* loss='mse'"):
            draw(model, [0.5, -1.0], 1.0)
        model.compile(loss="mse")
        squared = draw(model, [0.5, -1.0], 1.0)
        assert squared.diagram.loss == (model([0.5, -1.0]) - 1.0).data ** 2
        absolute = draw(model, [0.5, -1.0], 1.0, loss="mae")
        assert absolute.diagram.loss == abs(model([0.5, -1.0]).data - 1.0)
        own = draw(model, [0.5, -1.0], 1.0, loss=lambda y_true, y_pred: 3.0 * y_pred[0, 0])
        assert own.diagram.gradient(Place(2, 0)) == 3.0

    def test_no_gradient_is_touched_and_recording_is_not_needed(self, model):
        with no_grad():
            drawing = draw(model, [0.5, -1.0], 1.0, loss="mse")
        assert {parameter.grad for parameter in model.parameters()} == {0.0}
        assert drawing.diagram.columns[0].gradients.any()

    def test_it_is_a_snapshot(self, model):
        drawing, before = draw(model, [0.5, -1.0]), draw(model, [0.5, -1.0]).svg()
        model.parameters()[0].data = 100.0
        assert drawing.svg() == before

    def test_a_layer_and_a_neuron_are_networks_too(self):
        assert repr(draw(nn.Neuron(2, rng=0), [1.0, 2.0])).startswith("<Drawing: Neuron 2-1;")
        assert repr(draw(nn.Layer(2, 3, rng=0))).startswith("<Drawing: Layer 2-3;")

    def test_a_width_lays_out_anew_and_a_theme_colours(self, model):
        narrow = draw(model, [0.5, -1.0], width=390).svg()
        assert float(ET.fromstring(narrow).get("width")) <= 390
        assert "#0b1220" in draw(model, theme="dark").svg()
        assert "var(" not in narrow

    @pytest.mark.parametrize(
        ("named", "message"),
        [
            ({"width": 100}, r"width is 100; give the width of a page in px, from 320"),
            ({"width": math.nan}, r"width is nan"),
            ({"theme": "blue"}, r"theme is 'blue'; the themes are 'light' and 'dark'"),
            ({"x": [1.0, 2.0], "loss": "mse"}, r"a loss was given without a target; write draw"),
            ({"target": 1.0}, r"a target was given without a sample; write draw\(model, x, target"),
            ({"x": [1.0, 2.0, 3.0]}, r"\(2,\), but a sample has the shape \(3,\)"),
            ({"x": []}, r"has the shape \(0,\)|a sample needs a number"),
            ({"x": [[1.0], [2.0, 3.0]]}, r"lists have equal lengths"),
            ({"x": [1.0, 2.0], "target": [1.0, 2.0], "loss": "mse"}, r"the network has 1, but y"),
            ({"x": [1.0, 2.0], "target": 1.0, "loss": "nonsense"}, r"there is no loss 'nonsense'"),
        ],
    )
    def test_values_that_cannot_be(self, model, named, message):
        with pytest.raises(InputValueError, match=message):
            draw(model, **named)

    @pytest.mark.parametrize(
        ("named", "message"),
        [
            ({"x": 1.0}, r"write \[x\] for a single number"),
            ({"x": ["a", "b"]}, r"an input of a network must be a number"),
            ({"x": [1.0, 2.0], "target": "a", "loss": "mse"}, r"a target must be a number"),
        ],
    )
    def test_types_that_cannot_be(self, model, named, message):
        with pytest.raises(InputTypeError, match=message):
            draw(model, **named)

    def test_a_value_takes_no_sample(self):
        with pytest.raises(InputValueError, match=r"x is for networks, as in draw\(model, x\)"):
            draw(Value(1.0), [2.0])

    def test_something_that_is_no_network(self):
        with pytest.raises(InputTypeError, match=r"a model of nn, but was given 'x' \(str\)"):
            diagram_of("x")


class TestFiles:
    @pytest.mark.parametrize(
        ("suffix", "begin"), [(".svg", b"<svg"), (".png", b"\x89PNG"), (".pdf", b"%PDF")]
    )
    def test_each_format(self, model, tmp_path, suffix, begin):
        if suffix != ".svg":
            pytest.importorskip("typst")
        path = draw(model, [0.5, -1.0]).save(tmp_path / f"net{suffix}")
        assert path.read_bytes().startswith(begin)

    def test_another_suffix(self, model, tmp_path):
        with pytest.raises(InputValueError, match=r"\.svg, \.png"):
            draw(model).save(tmp_path / "net.gif")

    def test_a_png_of_numbers_has_a_pixel_each(self):
        data = png(np.array([[1.0, -1.0, 0.0], [math.nan, 0.5, math.inf]]), 1.0)
        assert struct.unpack(">II", data[16:24]) == (3, 2)
        start = data.index(b"IDAT") + 4
        rows = zlib.decompressobj().decompress(data[start:])
        pixels = np.frombuffer(rows, np.uint8).reshape(2, 13)[:, 1:].reshape(2, 3, 4)
        assert pixels[..., 3].tolist() == [[255, 255, 0], [255, 136, 255]]
        above, below, no_number = pixels[0, 0, :3], pixels[0, 1, :3], pixels[1, 0, :3]
        assert above[2] > 200 > below[2]
        assert (pixels[1, 2, :3] == no_number).all()


class TestHostileNetworks:
    @pytest.mark.parametrize(
        "name", ["</svg><script>alert(1)</script>", "\"'&amp;", "a\nb\x00", "\u202eabc", "x" * 9999]
    )
    def test_names_of_layers_are_text(self, name):
        layers = [nn.Dense(2, "relu", name=name), nn.Conv1D(2, 1, name=name), nn.Dense(1)]
        for model in (
            nn.Sequential([layers[0]], name=name),
            nn.Sequential([nn.Reshape((2, 1)), layers[1]]),
        ):
            for width in (980, 390):
                svg = draw(model, [1.0, 2.0], width=width).svg()
                root = ET.fromstring(svg)
                assert root.find(".//{*}script") is None
                assert len(svg) < 60_000

    @pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf])
    def test_numbers_that_are_none_are_said_in_words(self, model, number):
        model.layers[0].neurons[1].w[0].data = number
        model.layers[0].neurons[2].b.data = number
        diagram = diagram_of(model, [0.5, number], 1.0, "mse")
        for width in (980, 390):
            svg = write_svg(diagram, width=width)
            assert "var(--bad)" in svg
            assert ">nan<" in svg
            assert "NaN" not in svg
            assert collisions(svg) == []
        large = nn.Sequential([nn.Dense(300, input_shape=(20,)), nn.Dense(20)], rng=1)
        large.layers[0].neurons[0].w[0].data = number
        ET.fromstring(draw(large, [number] * 20).svg())

    @pytest.mark.parametrize("number", [0.0, 1e-300, 1e300, -1.7976931348623157e308])
    def test_weights_far_out(self, model, number):
        for parameter in model.parameters():
            parameter.data = number
        svg = draw(model, [0.5, -1.0], 1.0, loss="mse").svg()
        assert collisions(svg) == []
        assert "−0<" not in svg

    def test_frozen_layers_and_layers_without_a_bias(self):
        model = nn.Sequential([nn.Dense(2, use_bias=False, input_shape=(2,)), nn.Dense(1)], rng=1)
        model.layers[0].freeze()
        drawing = draw(model, [1.0, 2.0], 1.0, loss="mse")
        first, last = drawing.diagram.columns[1:]
        assert (first.bias, first.kernel_gradients, first.bias_gradients) == (None, None, None)
        assert last.kernel_gradients.shape == (1, 2)
        assert "4 parameters, frozen" in drawing.svg()
        assert drawing.svg().count('class="bias"') == 1

    def test_activations_of_ones_own(self):
        model = nn.Sequential([nn.Dense(2, lambda z: z * z, input_shape=(1,))], rng=1)
        drawing = draw(model, [2.0], [0.0, 0.0], loss="mse")
        column = drawing.diagram.columns[1]
        assert column.slopes.tolist() == (2.0 * column.sums).tolist()
        assert "2 &lt;lambda&gt;" in drawing.svg()


def test_the_same_network_gives_the_same_picture():
    for name in ("2-4-4-1", "moons", "nested"):
        assert write_svg(PICTURES[name]()) == write_svg(PICTURES[name]())
