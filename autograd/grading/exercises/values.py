"""Exercises on values and gradients."""

from collections.abc import Callable

from autograd.grading.answers import Code
from autograd.grading.exercise import Exercise, Mistake


def _derivative(f: Callable[[float], float], x: float, h: float = 1e-6) -> float:
    return (f(x + h) - f(x - h)) / (2.0 * h)


def _not_divided(f: Callable[[float], float], x: float, h: float = 1e-6) -> float:
    return f(x + h) - f(x - h)


def _divided_by_h(f: Callable[[float], float], x: float, h: float = 1e-6) -> float:
    return (f(x + h) - f(x - h)) / h


def _large_step(f: Callable[[float], float], x: float, h: float = 0.1) -> float:
    return (f(x + h) - f(x - h)) / (2.0 * h)


def _one_sided(f: Callable[[float], float], x: float, h: float = 0.001) -> float:
    return (f(x + h) - f(x)) / h


def _value(f: Callable[[float], float], x: float) -> float:
    return f(x)


ROWS = (
    Exercise(
        "derivative-by-differences",
        asks="a function derivative(f, x), which returns the slope of f at x",
        right=_derivative,
        kind=Code(
            {
                "derivative(lambda x: x * x, 3.0)": lambda derivative: derivative(_square, 3.0),
                "derivative(lambda x: x * x, -1.0)": lambda derivative: derivative(_square, -1.0),
                "derivative(lambda x: x**3, 2.0)": lambda derivative: derivative(_cube, 2.0),
            },
            tolerance=1e-4,
        ),
        mistakes=(
            Mistake(_not_divided, "You have the change of f. Divide it by the change of x."),
            Mistake(_divided_by_h, "From x - h to x + h it is more than h: twice too large."),
            Mistake(_value, "That is the value of f, not its slope."),
            Mistake(_large_step, "The idea is right, and the step too large: take a smaller h."),
            Mistake(
                _one_sided,
                "The idea is right, but one step to one side is not exact enough: step to both "
                "sides, or take a smaller h.",
            ),
        ),
        hints=(
            "Choose a small h, such as 1e-6, and look at f next to x.",
            "The slope is the change of f divided by the change of x.",
            "Step to both sides of x: the change of x is then twice the step.",
        ),
        because="This is what `check_gradients` does, with steps that it chooses itself.",
    ),
    Exercise(
        "chain-rule",
        asks="dL/da, a number",
        right=6.0,
        mistakes=(
            Mistake(-3.0, "That is the local derivative of a * b only. Go on to L, and multiply."),
            Mistake(-2.0, "That is dL/d, the step next to L. Go on to a, and multiply."),
            Mistake(-4.0, "That is dL/db: for the product a * b you took the wrong factor."),
            Mistake(-8.0, "That is the value of L, not a derivative of it."),
            Mistake(-5.0, "Along one path the local derivatives are multiplied, not added."),
        ),
        hints=(
            "Only one path leads from L down to a. How many arrows does it have?",
            (
                "The arrows are L to d, d to the product, the product to a. Write down the local "
                "derivative of each."
            ),
            "L = d * f, so its arrow to d carries the value of f. Now multiply all of them.",
        ),
        because="Along a path, local derivatives are multiplied.",
    ),
    Exercise(
        "used-twice",
        asks="dy/dx at x = 3, a number",
        right=10.0,
        mistakes=(
            Mistake(7.0, "That is what comes back through the first x. Add the other path."),
            Mistake(3.0, "That is what comes back through x + 4 only. Add the other path."),
            Mistake(21.0, "That is the value of y. Asked for is its derivative by x."),
            Mistake(1.0, "A product has two local derivatives, and neither of them is 1 here."),
        ),
        hints=(
            "Two arrows leave x. Follow each of them to y.",
            "The first x is multiplied by x + 4: that is the local derivative of its arrow.",
            (
                "The other path goes through the sum, whose local derivative is 1, and meets the "
                "factor x. What is done with the contributions of two paths?"
            ),
        ),
        because="Where paths meet, their contributions are added: `grad +=`, never `grad =`.",
    ),
    Exercise(
        "three-passes",
        asks="x.grad after the third pass, a number",
        right=30.0,
        mistakes=(
            Mistake(10.0, "That is one pass. Nobody has set x.grad back to 0 between the passes."),
            Mistake(20.0, "That is two passes: the first one counts, too."),
            Mistake(1000.0, "The passes add to x.grad; they do not multiply it."),
            Mistake(0.0, "Nothing sets x.grad to 0 by itself: only you, or zero_grad()."),
        ),
        hints=(
            "What is x.grad after the first pass? It was the last exercise.",
            "backward() adds to the gradients of leaves. x is a leaf.",
        ),
        because="Without `zero_grad()` a loop steps along the sum of all gradients so far.",
    ),
)


def _square(x: float) -> float:
    return x * x


def _cube(x: float) -> float:
    return x**3
