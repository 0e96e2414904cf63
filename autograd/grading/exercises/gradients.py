"""Exercises on checking gradients."""

from collections.abc import Callable

from autograd.grading.answers import Code, Number
from autograd.grading.exercise import Exercise, Mistake
from autograd.ops import sigmoid

Slope = Callable[[float], float]


def _swish_slope(x: float) -> float:
    return sigmoid(x) * (1.0 + x * sigmoid(-x))


def _at(x: float) -> Callable[[Slope], float]:
    return lambda slope: slope(x)


ROWS = (
    Exercise(
        "smaller-step",
        asks="the factor by which the error becomes smaller, a number",
        right=100,
        mistakes=(
            Mistake(10, "That is so for a step to one side. To both sides, more cancels."),
            Mistake(0.01, "The error becomes smaller: give how many times."),
            Mistake(1000, "Too much: that would be an error like h³."),
            Mistake(20, "It is a power of the factor of h, not a multiple of it."),
        ),
        hints=(
            "Read it off the picture: go one decade to the left on the right-hand side.",
            "The curve is a straight line of slope 2 there: the error is like h².",
        ),
        because="The first thing that is left of f(x + h) - f(x - h) after 2h f' is h³ f''' / 3.",
    ),
    Exercise(
        "swish-slope",
        asks="a function swish_slope(x), the derivative of x * sigmoid(x)",
        right=_swish_slope,
        kind=Code({f"swish_slope({x})": _at(x) for x in (0.0, 1.0, -2.0, 5.0)}),
        mistakes=(
            Mistake(sigmoid, "One term of the product rule: x is there twice."),
            Mistake(
                lambda x: x * sigmoid(x) * (1.0 - sigmoid(x)),
                "One term of the product rule: what about the derivative of the factor x?",
            ),
            Mistake(
                lambda x: sigmoid(x) * (1.0 - sigmoid(x)),
                "That is the derivative of the sigmoid alone. Use the product rule.",
            ),
            Mistake(
                lambda x: sigmoid(x) - x * sigmoid(x) * (1.0 - sigmoid(x)),
                "Both terms are there, but they are added, not subtracted.",
            ),
            Mistake(lambda x: x * sigmoid(x), "That is swish itself, not its slope."),
        ),
        hints=(
            "(u * v)' = u' * v + u * v'. Here u is x, and v is sigmoid(x).",
            "The derivative of the sigmoid is sigmoid(x) * (1 - sigmoid(x)).",
        ),
        because="`check_gradients(swish, x, against=swish_slope)` says so, too.",
    ),
    Exercise(
        "difference-at-the-kink",
        asks="what the central difference gives for relu at 0, a number",
        right=0.5,
        mistakes=(
            Mistake(0, "That is the slope on the left, and what relu's rule says. Work it out."),
            Mistake(1, "That is the slope on the right. The difference looks at both sides."),
            Mistake(2, "Divide by the change of x, which is 2h."),
            Mistake(float("nan"), "There is a number: put h and -h into relu."),
        ),
        hints=(
            "relu(h) is h, and relu(-h) is 0.",
            "Put both into (f(x + h) - f(x - h)) / 2h. Does h cancel?",
        ),
        because="It is the slope of neither side, so a checker has to look at each side by itself.",
        kind=Number(),
    ),
)
