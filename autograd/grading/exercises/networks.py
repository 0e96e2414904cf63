"""Exercises on neurons, layers and networks."""

import math
from collections.abc import Callable, Sequence

from autograd.grading.answers import Code, Number, Numbers
from autograd.grading.exercise import Exercise, Mistake

Neuron = Callable[[Sequence[float], Sequence[float], float], float]


def _neuron(w: Sequence[float], x: Sequence[float], b: float) -> float:
    return math.tanh(sum(wi * xi for wi, xi in zip(w, x, strict=True)) + b)


def _without_bias(w: Sequence[float], x: Sequence[float], b: float) -> float:
    return _neuron(w, x, 0.0)


def _linear(w: Sequence[float], x: Sequence[float], b: float) -> float:
    return sum(wi * xi for wi, xi in zip(w, x, strict=True)) + b


def _bias_each_time(w: Sequence[float], x: Sequence[float], b: float) -> float:
    return _neuron(w, x, b * len(w))


def _squashed_early(w: Sequence[float], x: Sequence[float], b: float) -> float:
    return math.tanh(sum(wi * xi for wi, xi in zip(w, x, strict=True))) + b


def _outputs(*table: float) -> Callable[[float, float], float]:
    """A function of two bits, by its table for (0, 0), (0, 1), (1, 0), (1, 1)."""
    return lambda a, b: table[int(2 * a + b)]


ROWS = (
    Exercise(
        "neuron",
        asks="a function neuron(w, x, b), which returns the output of a tanh neuron",
        right=_neuron,
        kind=Code(
            {
                "neuron([1.0, -2.0], [0.5, 0.25], 0.3)": lambda f: f([1.0, -2.0], [0.5, 0.25], 0.3),
                "neuron([0.5], [2.0], -1.5)": lambda f: f([0.5], [2.0], -1.5),
                "neuron([0.1, 0.2, 0.3], [1.0, 2.0, 3.0], 0.1)": lambda f: f(
                    [0.1, 0.2, 0.3], [1.0, 2.0, 3.0], 0.1
                ),
            }
        ),
        mistakes=(
            Mistake(_without_bias, "The bias b is missing."),
            Mistake(_linear, "That is the weighted sum. The activation, tanh, is missing."),
            Mistake(_bias_each_time, "The bias is added for each input; add it once."),
            Mistake(_squashed_early, "The bias comes before the activation, not after it."),
        ),
        hints=(
            "First the weighted sum: multiply each input by its weight, and add the products.",
            "`zip(w, x)` gives the pairs.",
            "Add b once, and only then apply `autograd.tanh` (or `math.tanh`).",
        ),
        because="Called with Values, it builds the graph of a neuron.",
    ),
    Exercise(
        "parameters",
        asks="the number of parameters, a whole number",
        right=41,
        mistakes=(
            Mistake(32, "Those are the weights. Each neuron has a bias, too."),
            Mistake(9, "Those are the neurons, or their biases. Count the weights as well."),
            Mistake(44, "Inputs have no bias: they are numbers from outside."),
            Mistake(12, "Those are the weights of the first layer. Two more layers follow."),
            Mistake(16, "Those are the parameters of the first layer. Two more layers follow."),
        ),
        hints=(
            "Go layer by layer. How many inputs does each neuron of a layer have?",
            "A neuron of n inputs has n weights and one bias.",
            "The second layer sees the four outputs of the first one.",
        ),
        kind=Number(tolerance=0.0),
        because="A layer of m neurons with n inputs has m * (n + 1) parameters.",
    ),
    Exercise(
        "two-linear-layers",
        asks="the weights and the bias of the one neuron that does the same: [w1, w2, b]",
        right=[-1.0, 0.0, 3.0],
        kind=Numbers(("w1", "w2", "b")),
        mistakes=(
            Mistake([-1, 0, 1], "The bias of the hidden layer is lost: it goes through v, too."),
            Mistake([-1, 0, 2], "The bias of the output is lost."),
            Mistake([0, 2, 3], "You went along the rows of W where its columns are needed."),
            Mistake([4, 6, 3], "The two hidden neurons do not count alike: each has its v."),
        ),
        hints=(
            "Write h1 and h2 with x1 and x2, and put both into the formula of y.",
            "Collect what stands before x1. Both hidden neurons see it, each with its own v.",
            "The bias is what is left when x1 and x2 are 0.",
        ),
        because="Without a bend in between, a hundred linear layers are one linear layer.",
    ),
    Exercise(
        "xor-by-hand",
        asks="a function xor(a, b) of two relus: 1 where one of both is 1 and the other 0, else 0",
        right=_outputs(0.0, 1.0, 1.0, 0.0),
        kind=Code(
            {
                "xor(0.0, 0.0)": lambda xor: xor(0.0, 0.0),
                "xor(0.0, 1.0)": lambda xor: xor(0.0, 1.0),
                "xor(1.0, 0.0)": lambda xor: xor(1.0, 0.0),
                "xor(1.0, 1.0)": lambda xor: xor(1.0, 1.0),
            }
        ),
        mistakes=(
            Mistake(_outputs(0.0, 1.0, 1.0, 1.0), "That is OR: look at the last of the four."),
            Mistake(_outputs(0.0, 0.0, 0.0, 1.0), "That is AND."),
            Mistake(
                _outputs(0.0, 1.0, 1.0, 2.0),
                "That is a + b, which one neuron can do. A second one has to bend it down again.",
            ),
            Mistake(
                _outputs(1.0, 0.0, 0.0, 1.0), "That is the opposite: all four have to be turned."
            ),
        ),
        hints=(
            "Begin with relu(a + b). Where is it right already, and where is it too large?",
            "A second relu has to be above 0 only where both are on: what bias does it need?",
            "Take away so much of the second relu that the last line becomes 0.",
        ),
        because="Two bends are enough for what no straight line can do.",
    ),
)
