"""Exercises on convolution, recurrence and attention."""

import math
from collections.abc import Callable, Sequence

from autograd.grading.answers import Code, Number
from autograd.grading.exercise import Exercise, Mistake

Row = Sequence[float]


def _convolve(signal: Row, kernel: Row) -> list[float]:
    places = range(len(signal) - len(kernel) + 1)
    return [sum(w * signal[i + k] for k, w in enumerate(kernel)) for i in places]


def _flipped(signal: Row, kernel: Row) -> list[float]:
    return _convolve(signal, kernel[::-1])


def _one_short(signal: Row, kernel: Row) -> list[float]:
    return _convolve(signal, kernel)[:-1]


def _padded(signal: Row, kernel: Row) -> list[float]:
    left = (len(kernel) - 1) // 2
    right = len(kernel) - 1 - left
    return _convolve([0.0] * left + list(signal) + [0.0] * right, kernel)


def _in_jumps(signal: Row, kernel: Row) -> list[float]:
    """The windows do not overlap."""
    return _convolve(signal, kernel)[:: len(kernel)]


def _fits(query: Row, keys: Sequence[Row]) -> list[float]:
    return [sum(q * k for q, k in zip(query, key, strict=True)) for key in keys]


def _attend(query: Row, keys: Sequence[Row], values: Row) -> float:
    sizes = [math.exp(fit) for fit in _fits(query, keys)]
    return _without_softmax_of(sizes, values) / sum(sizes)


def _without_softmax_of(weights: Row, values: Row) -> float:
    return sum(w * v for w, v in zip(weights, values, strict=True))


def _raw(query: Row, keys: Sequence[Row], values: Row) -> float:
    return _without_softmax_of(_fits(query, keys), values)


def _not_divided(query: Row, keys: Sequence[Row], values: Row) -> float:
    return _without_softmax_of([math.exp(fit) for fit in _fits(query, keys)], values)


def _best_alone(query: Row, keys: Sequence[Row], values: Row) -> float:
    fits = _fits(query, keys)
    return values[fits.index(max(fits))]


def _mean(query: Row, keys: Sequence[Row], values: Row) -> float:
    return sum(values) / len(values)


def _shares(query: Row, keys: Sequence[Row], values: Row) -> float:
    """Divides by the sum, without the exponential function."""
    fits = _fits(query, keys)
    return _without_softmax_of(fits, values) / (sum(fits) or 1.0)


def _moved(*arguments: Row) -> Callable[[Callable[[Row, Row], Row]], Row]:
    return lambda convolve: convolve(*arguments)


def _asked(query: Row, values: Row) -> Callable[[Callable[..., float]], float]:
    keys = [[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]]
    return lambda attend: attend(query, keys, values)


ROWS = (
    Exercise(
        "convolve",
        asks="a function convolve(signal, kernel), which returns a list",
        right=_convolve,
        kind=Code(
            {
                "convolve([1, 2, 4, 8], [-1, 1])": _moved([1, 2, 4, 8], [-1, 1]),
                "convolve([0, 0, 1, 0, 0], [1, 2, 3])": _moved([0, 0, 1, 0, 0], [1, 2, 3]),
                "convolve([5, 6, 7], [2])": _moved([5, 6, 7], [2]),
            }
        ),
        mistakes=(
            Mistake(
                _flipped,
                "You turned the kernel round, as mathematicians do. Layers do not.",
            ),
            Mistake(_one_short, "One window is missing at the end: how many fit in?"),
            Mistake(_padded, "Windows that reach beyond the ends do not count here."),
            Mistake(_in_jumps, "The window moves by one, so that neighbours overlap."),
        ),
        hints=(
            "At place i the window is `signal[i : i + len(kernel)]`.",
            "The last window ends with the signal: there are len(signal) - len(kernel) + 1.",
        ),
        because="In the plane it is the same with two more loops: that is Conv2D.",
    ),
    Exercise(
        "kernel-parameters",
        asks="the number of parameters, a whole number",
        right=224,
        mistakes=(
            Mistake(80, "That is for one channel. Each window here is 3 by 3 by 3."),
            Mistake(216, "Each neuron has a bias, too."),
            Mistake(217, "Each of the eight neurons has a bias of its own."),
            Mistake(72, "A window sees all three channels; and there are biases."),
            Mistake(28, "That is one neuron of eight."),
            Mistake(201600, "The weights are the same at all places."),
            Mistake(229376, "The weights are the same at all places."),
        ),
        hints=(
            "How many numbers does one window see? So many weights has a neuron, and a bias.",
            "There are eight neurons. How large the image is does not matter.",
        ),
        because="A Dense layer with as many outputs would have more than twenty million.",
        kind=Number(tolerance=0.0),
    ),
    Exercise(
        "fifteen-steps",
        asks="the derivative of h16 by x1, a number",
        right=0.5**15,
        kind=Number(tolerance=0.01),
        mistakes=(
            Mistake(0.5**16, "One too many: x1 goes into h1 as it is."),
            Mistake(0.5**14, "One is missing: from h1 to h16 there are 15 steps."),
            Mistake(7.5, "The factors multiply, they do not add."),
            Mistake(0.5, "That is the factor of a single step."),
            Mistake(1.0, "That is dh1/dx1. It is passed on fifteen times."),
            Mistake(2.0**15, "Each step halves it."),
        ),
        hints=(
            "What is dh1/dx1? What is dh2/dh1?",
            "The chain rule: one factor for each of the steps from h1 to h16.",
        ),
        because="0.9 instead of 0.5 would keep a fifth, 1.1 would make it four times as large.",
    ),
    Exercise(
        "attend",
        asks="a function attend(query, keys, values), which returns a number",
        right=_attend,
        kind=Code(
            {
                "attend([0, 0], keys, [1, 2, 6])": _asked([0, 0], [1, 2, 6]),
                "attend([2, -1], keys, [1, 2, 6])": _asked([2, -1], [1, 2, 6]),
                "attend([1, 3], keys, [-1, 0, 1])": _asked([1, 3], [-1, 0, 1]),
            }
        ),
        mistakes=(
            Mistake(_raw, "The weights have to be positive and add up to 1: softmax is missing."),
            Mistake(_shares, "You divided by the sum, but the exponential function is missing."),
            Mistake(_not_divided, "The weights do not add up to 1: divide by their sum."),
            Mistake(_best_alone, "That takes the best alone. The others have a share, too."),
            Mistake(_mean, "Every value has the same weight. Where do query and keys go in?"),
        ),
        hints=(
            "How well does each key fit? Multiply it with the query, element by element, and sum.",
            "exp of each fit, divided by the sum of all exps: those are the weights.",
            "The answer is the sum of weight times value.",
        ),
        because="Many queries at once, and the fits scaled: that is `nn.Attention`.",
    ),
)
