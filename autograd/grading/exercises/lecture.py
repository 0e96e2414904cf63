"""Exercises on the path through micrograd's lecture."""

from collections.abc import Callable

from autograd.grading.answers import Code, Numbers
from autograd.grading.exercise import Exercise, Mistake
from autograd.ops import exp
from autograd.value import Value


def _grads(tanh: Callable[[Value], Value], at: float) -> list[float]:
    """A tanh's value and gradient, behind a product so that its own gradient is not 1."""
    x = Value(at)
    out = tanh(x) * 3.0
    out.backward()
    return [out.data, x.grad]


def _call(at: float) -> Callable[[Callable[[Value], Value]], list[float]]:
    return lambda tanh: _grads(tanh, at)


def _tanh(x: Value) -> Value:
    e = exp(2.0 * x)
    return (e - 1.0) / (e + 1.0)


ROWS = (
    Exercise(
        "flat-place",
        asks="the x at which the slope of 3x² - 4x + 5 is 0, a number",
        right=2.0 / 3.0,
        mistakes=(
            Mistake(4.0 / 3.0, "Twice as far: the derivative of 3x² has a factor more."),
            Mistake(-2.0 / 3.0, "The other side: mind the sign of -4x."),
            Mistake(1.5, "Upside down: what is divided by what?"),
            Mistake(0.0, "At 0 the slope is that of -4x alone."),
            Mistake(14.0, "That is the slope at 3."),
        ),
        hints=(
            "The slope is a straight line in x: the derivative of a parabola.",
            "The derivative of 3x² is 6x, that of -4x is -4.",
            "Solve 6x - 4 = 0, or try places until `(f(x + h) - f(x)) / h` is about 0.",
        ),
        because="At the bottom of a valley all slopes are 0: that is what training looks for.",
    ),
    Exercise(
        "backprop-by-hand",
        asks="the gradients of x1, w1, x2 and w2, a list of four numbers",
        right=[-1.5, 1.0, 0.5, 0.0],
        kind=Numbers(("x1.grad", "w1.grad", "x2.grad", "w2.grad")),
        mistakes=(
            Mistake([-3, 2, 1, 0], "Those are the local derivatives. tanh comes before them."),
            Mistake([1.0, -1.5, 0.0, 0.5], "Each pair is swapped: x gets w, and w gets x."),
            Mistake([2, -3, 0, 1], "Those are the values, not the gradients."),
            Mistake([-3 * 0.7071, 2 * 0.7071, 0.7071, 0], "tanh' is 1 - out², and out is 0.7071."),
            Mistake([0.5, 0.5, 0.5, 0.5], "That is what reaches the products. One step is left."),
        ),
        hints=(
            "The gradient of o is 1. What is the slope of tanh there? It is 1 - o².",
            "A sum hands its gradient on as it is, so both products get the same.",
            "A product hands on its gradient times the *other* factor.",
        ),
        because="w2 gets nothing, since its input is 0: changing it changes nothing.",
    ),
    Exercise(
        "tanh-by-exp",
        asks="a function tanh(x), which takes and returns a Value, made of exp, -, + and /",
        right=_tanh,
        kind=Code({f"tanh(Value({x})) * 3 [data, x.grad]": _call(x) for x in (0.5, -1.0, 0.88)}),
        mistakes=(
            Mistake(
                lambda x: (exp(x) - 1.0) / (exp(x) + 1.0),
                "The argument of exp: it is twice x. (You have tanh(x / 2).)",
            ),
            Mistake(
                lambda x: (exp(2.0 * x) + 1.0) / (exp(2.0 * x) - 1.0), "It is upside down: coth."
            ),
            Mistake(lambda x: 1.0 / (1.0 + exp(-x)), "That is the sigmoid."),
            Mistake(
                lambda x: Value(_tanh(x).data),
                "The value is right, and the graph is cut: a Value made of `.data` knows nothing "
                "of x, so x gets no gradient.",
            ),
        ),
        hints=(
            "tanh(x) = (e^2x - 1) / (e^2x + 1).",
            "Keep e = `autograd.exp(2 * x)` in a variable: it is used twice.",
        ),
        because="However finely an expression is cut, the chain rule gives the same derivative.",
    ),
)
