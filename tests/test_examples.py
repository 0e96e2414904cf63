"""The programs of `examples/`, written as beginners' tutorials are, do what they promise.

The network worked by hand is computed here once more, in exact fractions: everything before the
sigmoid, and every gradient as a multiple of that of the output's weighted sum.
"""

import re
import runpy
import sys
from decimal import Decimal, localcontext
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

EXAMPLES = Path(__file__).parent / "examples"


@pytest.fixture
def run(monkeypatch, tmp_path, capsys):
    """A function that runs a program and returns its variables and what it printed."""
    monkeypatch.setenv("MPLBACKEND", "Agg")

    def run_program(name, *arguments):
        monkeypatch.setattr(sys, "argv", [name, *arguments])
        monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
        found = runpy.run_path(str(EXAMPLES / f"{name}.py"), run_name="__main__")
        return found, capsys.readouterr().out

    yield run_program
    if "matplotlib" in sys.modules:
        from matplotlib import pyplot

        pyplot.close("all")


def test_xor_has_all_four_right(run):
    found, printed = run("xor")
    assert found["model"].predict(found["X"]).shape == (4, 1)
    assert (found["predictions"][:, 0] > 0.9).tolist() == [False, True, True, False]
    assert (found["predictions"][:, 0] < 0.1).tolist() == [True, False, False, True]
    assert len(found["model"].parameters()) == 2 * 3 + 3 + 3 + 1
    assert found["history"].history["accuracy"][-1] == 1.0
    assert "accuracy 1.00" in printed.splitlines()[-1]


def test_a_regression_on_random_rows_learns_that_there_is_little_to_learn(run):
    found, printed = run("regression_rows")
    losses = found["history"].history["loss"]
    assert len(losses) == 10
    assert losses[-1] < losses[0]
    assert losses[-1] == pytest.approx(found["y"].var(), rel=0.15)
    assert found["model"].predict(found["X"]).shape == (1000, 1)
    assert f"{10 * 64 + 64 + 64 + 1} parameters" in printed
    assert "epoch 10/10 - loss: " in printed


def test_a_line_has_the_slope_and_the_intercept_of_its_points(run, tmp_path):
    found, printed = run("line")
    slope, intercept = map(float, re.search(r"y = (\S+) x \+ (\S+)", printed).groups())
    assert slope == pytest.approx(2.0, abs=0.05)
    assert intercept == pytest.approx(3.0, abs=0.05)
    best = np.polyfit(found["X"][:, 0], found["y"][:, 0], 1)
    assert [slope, intercept] == pytest.approx(best, abs=0.01)
    assert len(found["history"].history["loss"]) == 1000
    assert found["path"].is_relative_to(tmp_path)
    assert found["path"].exists()


def test_a_sigmoid_unit_finds_the_boundary(run, tmp_path):
    found, printed = run("boundary")
    accuracies = found["history"].history["accuracy"]
    assert printed.count("accuracy: ") == len(accuracies) == 100
    assert accuracies[-1] > max(found["y"].mean(), 0.95)  # better than to say 1 always
    probabilities = found["model"].predict([[0.0, 0.0], [0.15, 0.15], [0.35, 0.35], [1.0, 1.0]])
    assert (probabilities[:, 0] > 0.5).tolist() == [False, False, True, True]
    assert found["w0"] == pytest.approx(found["w1"], rel=0.1)  # the direction of x0 + x1
    assert -found["b"] / found["w0"] == pytest.approx(0.5, abs=0.1)
    assert found["path"].is_relative_to(tmp_path)
    assert found["path"].exists()


@pytest.mark.parametrize("name", ["line", "boundary"])
def test_pictures_go_where_they_are_told_to(run, tmp_path, name):
    path = tmp_path / f"{name}.png"
    _, printed = run(name, str(path))
    assert path.read_bytes().startswith(b"\x89PNG")
    assert str(path) in printed


def test_every_number_worked_by_hand_is_right(run):
    _, printed = run("by_hand")
    numbers = dict(re.findall(r"^(\S.*?) += .* = ([+-]\d+\.\d{10})$", printed, flags=re.MULTILINE))
    expected = worked_by_hand()
    assert set(numbers) == set(expected)
    for name, number in numbers.items():
        assert abs(Decimal(number) - expected[name]) <= Decimal("0.5000001e-10"), name


# ------------------------------------------------------------------------ in exact arithmetic

ROWS = [[Fraction(3 * i + j, 10) for j in (1, 2, 3)] for i in range(3)]
BIASES = [Fraction(k, 10) for k in (1, 2, 3)]
LAYERS = [(ROWS, BIASES), (ROWS, BIASES), (ROWS[:1], BIASES[:1])]
INPUT, TARGET, RATE = [1, 0, 1], 1, Fraction(1, 2)


def worked_by_hand():
    """All numbers of one step by name, to 40 digits."""
    with localcontext(prec=40):
        sums, outputs = forward(LAYERS)
        output = sigmoid(decimal(sums[2][0]))
        error = 2 * (output - TARGET)
        delta = error * output * (1 - output)  # d loss / d z3, of which all others are multiples
        parts = backward(sums)
        gradients = {name: delta * decimal(part) for name, part in parts.items()}
        found = {"loss": (output - TARGET) ** 2, "a3[1]": output, "d a3[1]": error}
        for layer, z in enumerate(sums, start=1):
            for place, number in enumerate(z, start=1):
                found[f"z{layer}[{place}]"] = decimal(number)
                if layer < 3:
                    found[f"a{layer}[{place}]"] = decimal(outputs[layer][place - 1])
        found |= {f"d {name}": number for name, number in gradients.items()}
        moved = {
            name: decimal(number) - decimal(RATE) * gradients[name]
            for name, number in parameters().items()
        }
        found |= {f"new {name}": number for name, number in moved.items()}
        sums, _ = forward(stepped(moved))
        return found | {"new loss": (sigmoid(sums[2][0]) - TARGET) ** 2}


def forward(layers):
    """The weighted sums of each layer, and what goes into each layer."""
    sums, outputs = [], [INPUT]
    for weights, biases in layers:
        inputs = outputs[-1]
        z = [
            sum((w * x for w, x in zip(row, inputs, strict=True)), bias)
            for row, bias in zip(weights, biases, strict=True)
        ]
        sums.append(z)
        outputs.append([max(number, 0) for number in z])
    return sums, outputs


def backward(sums):
    """The gradients as multiples of that of z3[1], by the chain rule written out."""
    _, outputs = forward(LAYERS)
    alive = [[int(number > 0) for number in z] for z in sums]
    output = ROWS[0]  # the weights of the output
    a2 = output
    z2 = [a2[j] * alive[1][j] for j in range(3)]
    a1 = [sum(ROWS[j][k] * z2[j] for j in range(3)) for k in range(3)]
    z1 = [a1[k] * alive[0][k] for k in range(3)]
    found = {}
    for layer, dz in ((1, z1), (2, z2), (3, [Fraction(1)])):
        for place, number in enumerate(dz, start=1):
            found[f"z{layer}[{place}]"] = found[f"b{layer}[{place}]"] = number
            for k, x in enumerate(outputs[layer - 1], start=1):
                found[f"w{layer}[{place},{k}]"] = number * x
    for layer, da in ((1, a1), (2, a2)):
        found |= {f"a{layer}[{place}]": number for place, number in enumerate(da, start=1)}
    return found


def parameters():
    """All weights and biases by name."""
    found = {}
    for layer, (weights, biases) in enumerate(LAYERS, start=1):
        for place, (row, bias) in enumerate(zip(weights, biases, strict=True), start=1):
            found[f"b{layer}[{place}]"] = bias
            found |= {f"w{layer}[{place},{k}]": w for k, w in enumerate(row, start=1)}
    return found


def stepped(moved):
    """The layers with other numbers."""
    return [
        (
            [[moved[f"w{layer}[{i},{k}]"] for k in (1, 2, 3)] for i in range(1, len(biases) + 1)],
            [moved[f"b{layer}[{i}]"] for i in range(1, len(biases) + 1)],
        )
        for layer, (_, biases) in enumerate(LAYERS, start=1)
    ]


def decimal(number):
    return Decimal(number.numerator) / Decimal(number.denominator)


def sigmoid(z):
    return 1 / (1 + (-z).exp())
