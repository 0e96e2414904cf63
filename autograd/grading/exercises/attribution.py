"""Exercises on looking inside a network."""

from collections.abc import Callable

from autograd.grading.answers import Code, Number, Numbers
from autograd.grading.exercise import Exercise, Mistake

Slope = Callable[[float], float]
Integrated = Callable[[Slope, float, int], float]


def _integrated(slope: Slope, x: float, steps: int) -> float:
    return x * _without_x(slope, x, steps)


def _without_x(slope: Slope, x: float, steps: int) -> float:
    return sum(slope(x * (k + 0.5) / steps) for k in range(steps)) / steps


def _sum_alone(slope: Slope, x: float, steps: int) -> float:
    return steps * _integrated(slope, x, steps)


def _at_x(slope: Slope, x: float, steps: int) -> float:
    return x * slope(x)


def _half_way(slope: Slope, x: float, steps: int) -> float:
    return x * slope(x / 2)


def _from_zero_to_one(slope: Slope, x: float, steps: int) -> float:
    """The way leads to 1, wherever x is."""
    return x * sum(slope((k + 0.5) / steps) for k in range(steps)) / steps


def _cube(integrated: Integrated) -> float:
    return integrated(lambda x: 3.0 * x * x, 2.0, 1000)


def _relu(integrated: Integrated) -> float:
    return integrated(lambda x: 1.0 if x > 1.0 else 0.0, 4.0, 1000)


def _minus(integrated: Integrated) -> float:
    return integrated(lambda x: 2.0 * x + 1.0, -3.0, 1000)


ROWS = (
    Exercise(
        "input-times-gradient",
        asks="a list of two numbers, for x1 and for x2",
        right=[8.0, -3.0],
        kind=Numbers(("x1", "x2")),
        mistakes=(
            Mistake([2, -3], "Those are the gradients. How much of each input is there?"),
            Mistake([2, 3], "That is the saliency: the sizes of the gradients."),
            Mistake([8, 3], "It has a sign: x2 makes the output smaller."),
            Mistake([4, 1], "Those are the inputs. What does the output do with them?"),
            Mistake([9, -2], "The bias belongs to none of the inputs."),
        ),
        hints=("What is dy/dx1? It is the same everywhere.", "Times the input itself: x1 is 4."),
        because="Of a linear function they add up to the output, but for the bias.",
    ),
    Exercise(
        "straight-way",
        asks="the integrated gradient of x1, a number",
        right=6.0,
        mistakes=(
            Mistake(12.0, "That is input times gradient at the end of the way. Take the mean."),
            Mistake(4.0, "That is the gradient at the end of the way, and not times x1."),
            Mistake(2.0, "That is the mean of the gradients. Multiply by how far x1 went."),
            Mistake(8.0, "Multiply by how far x1 went, not x2."),
            Mistake(0.0, "At the start the gradient is 0. And further on the way?"),
        ),
        hints=(
            "At the share t of the way both inputs are there by t: (3t, 4t). What is dy/dx1 there?",
            "The gradient grows evenly from 0 to 4. What is its mean?",
        ),
        because="x2 gets 6, too, and both make 12: the whole change, each its half.",
    ),
    Exercise(
        "integrated-gradients",
        asks="a function integrated(slope, x, steps), which returns a number",
        right=_integrated,
        kind=Code(
            {
                "integrated(lambda x: 3 * x**2, 2.0, 1000)": _cube,
                "integrated(lambda x: float(x > 1), 4.0, 1000)": _relu,
                "integrated(lambda x: 2 * x + 1, -3.0, 1000)": _minus,
            },
            tolerance=0.01,
        ),
        mistakes=(
            Mistake(_at_x, "That is input times gradient: the slope at the end of the way only."),
            Mistake(_without_x, "That is the mean of the slopes. Multiply by the length: x."),
            Mistake(_sum_alone, "A mean is the sum divided by the number of steps."),
            Mistake(_half_way, "One place, half way, is not the mean of all."),
            Mistake(_from_zero_to_one, "The way goes from 0 to x, not to 1."),
        ),
        hints=(
            "Which places are on the way? `x * k / steps` for k from 0 on.",
            "Take the slope at each, the mean of them, and multiply by x.",
        ),
        because="It is f(x) - f(0), found from slopes alone: the promise of completeness.",
    ),
    Exercise(
        "six-sigmoids",
        asks="the largest factor that the gradient can keep, a number",
        right=0.25**6,
        kind=Number(tolerance=0.01),
        mistakes=(
            Mistake(1.5, "Factors of the chain rule multiply, they do not add."),
            Mistake(0.25, "That is one of the six."),
            Mistake(0.25**5, "One is missing: there are six."),
            Mistake(4.0**6, "Each makes it smaller, not larger."),
            Mistake(0.5**6, "That is sigmoid(0). How steep is it there?"),
            Mistake(1.0, "The slope of a sigmoid is never 1. What is the largest?"),
        ),
        hints=(
            "sigmoid' = sigmoid * (1 - sigmoid). Where is it largest, and how large?",
            "One such factor for each of the six, multiplied.",
        ),
        because="With relus each factor is 0 or 1: nothing is lost on ways that are on.",
    ),
)
