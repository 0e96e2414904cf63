"""Outputs and gradients of layers equal PyTorch's: tests/data/make_layers.py recorded them."""

import json
from pathlib import Path
from typing import Any

import pytest

import autograd
from autograd import Value
from autograd.testing import assert_gradients
from nn import layers
from nn.arguments import flattened
from nn.layers.base import shape_of

RECORDED = json.loads(
    (Path(__file__).parents[2] / "data" / "layers.json").read_text(encoding="utf-8")
)
CASES = RECORDED["cases"]
IDS = [f"{k}-{case['layer']}" for k, case in enumerate(CASES)]


def layer_of(case: dict[str, Any]) -> layers.BaseLayer:
    """Our layer with PyTorch's parameters."""
    layer: layers.BaseLayer = getattr(layers, case["layer"])(*case["arguments"], **case["named"])
    layer.build(shape_of(case["x"]))
    for parameter, number in zip(layer.parameters(), case["parameters"], strict=True):
        parameter.data = number
    return layer


def values(x: Any) -> Any:
    return [values(part) for part in x] if isinstance(x, list) else Value(x)


def near(numbers: Any) -> Any:
    return pytest.approx(flattened(numbers), rel=1e-12, abs=1e-12)


def loss_of(layer: layers.BaseLayer, x: Any, case: dict[str, Any]) -> Any:
    return autograd.dot(flattened(layer(x)), flattened(case["weights"]))


@pytest.mark.parametrize("case", CASES, ids=IDS)
class TestAgainstPyTorch:
    def test_outputs(self, case: dict[str, Any]) -> None:
        output = layer_of(case)(values(case["x"]))
        assert shape_of(output) == shape_of(case["output"])
        assert [number.data for number in flattened(output)] == near(case["output"])

    def test_gradients(self, case: dict[str, Any]) -> None:
        layer, x = layer_of(case), values(case["x"])
        loss_of(layer, x, case).backward()
        assert [number.grad for number in flattened(x)] == near(case["x_gradient"])
        assert [p.grad for p in layer.parameters()] == near(case["gradients"])

    @pytest.mark.slow
    def test_gradients_by_differences(self, case: dict[str, Any]) -> None:
        layer = layer_of(case)
        assert_gradients(lambda x: loss_of(layer, x, case), case["x"])

    def test_compiled(self, case: dict[str, Any]) -> None:
        layer = layer_of(case)
        compiled = autograd.compile(lambda x: loss_of(layer, x.tolist(), case), parameters=layer)
        import numpy as np

        loss = compiled.batched().backward(np.array([case["x"]]))
        expected = sum(
            a * b
            for a, b in zip(flattened(case["output"]), flattened(case["weights"]), strict=True)
        )
        assert loss == pytest.approx(expected, rel=1e-12, abs=1e-12)
        assert [p.grad for p in layer.parameters()] == near(case["gradients"])

    def test_frozen(self, case: dict[str, Any]) -> None:
        layer, x = layer_of(case), values(case["x"])
        layer.freeze()
        loss_of(layer, x, case).backward()
        assert [number.grad for number in flattened(x)] == near(case["x_gradient"])
        assert all(p.grad == 0.0 for p in layer.parameters())


def test_no_layer_is_compared_with_its_initial_zeros_and_ones_only() -> None:
    for case in CASES:
        assert len({*case["parameters"]} - {0.0, 1.0}) >= len(case["parameters"]) / 2
