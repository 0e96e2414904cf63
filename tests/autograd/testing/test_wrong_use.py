"""Wrong use is answered with what was given and what to do instead."""

import math

import numpy as np
import pytest

from autograd import InputTypeError, InputValueError, Value
from autograd.testing import check_gradients


def square(x):
    return x * x


w = Value(1.0)

CASES = {
    "no function": (
        lambda: check_gradients(3.0),
        InputTypeError,
        "takes a function first, but was given 3.0; write check_gradients(lambda x: x**2, 3.0)",
    ),
    "no point": (
        lambda: check_gradients(lambda: 1.0),
        InputValueError,
        "give a point, as in check_gradients(f, 2.0), or parameters=model.named_parameters()",
    ),
    "text for a number": (
        lambda: check_gradients(square, "3"),
        InputTypeError,
        "was given '3' (str); convert text with float(...) first",
    ),
    "an infinite point": (
        lambda: check_gradients(square, math.inf),
        InputValueError,
        "needs a point with finite numbers, but x is inf",
    ),
    "no result": (
        lambda: check_gradients(lambda x: None, 1.0),
        InputTypeError,
        "needs a function that returns a number, or a structure of numbers, but it returned None",
    ),
    "an empty result": (
        lambda: check_gradients(lambda x: [], 1.0),
        InputValueError,
        "needs a function that returns numbers, but it returned []",
    ),
    "results that change in number": (
        lambda: check_gradients(lambda x: [x] * (1 + (x.data > 1.0)), 1.0),
        InputValueError,
        "returns as many numbers each time, but it returned 1 and then 2",
    ),
    "a third order": (
        lambda: check_gradients(square, 1.0, order=3),
        InputValueError,
        "order= is 1 for first derivatives or 2 for second ones as well, but was 3",
    ),
    "no directions": (
        lambda: check_gradients(square, 1.0, directions=0),
        InputValueError,
        'directions= is a number of random directions, "full" or "auto", but was 0',
    ),
    "a negative tolerance": (
        lambda: check_gradients(square, 1.0, rtol=-1e-6),
        InputValueError,
        "rtol= is a number from 0 up, but was -1e-06",
    ),
    "one parameter without a name": (
        lambda: check_gradients(lambda: w * w, parameters=w),
        InputTypeError,
        "parameters= takes a module, or a dict or list of Values by name, but was given Value(",
    ),
    "a number for a parameter": (
        lambda: check_gradients(lambda: w * w, parameters={"w": 1.0}),
        InputTypeError,
        "parameters= takes a module, or a dict or list of Values by name, but w is 1.0",
    ),
    "a result for a parameter": (
        lambda: check_gradients(lambda: w * w, parameters={"w": w * 2}),
        InputValueError,
        "takes leaves, whose data can be varied, but w is the result of an operation (mul)",
    ),
    "a parameter twice": (
        lambda: check_gradients(lambda: w * w, parameters=[("w", w), ("v", w)]),
        InputValueError,
        "parameters= has v twice; name each parameter once",
    ),
    "no gradient function": (
        lambda: check_gradients(square, 1.0, against=2.0),
        InputTypeError,
        "against= takes a function that returns the gradient, but was given 2.0",
    ),
    "a gradient of another shape": (
        lambda: check_gradients(lambda x, y: x * y, 1.0, 2.0, against=lambda x, y: y),
        InputValueError,
        "has to return the structure of the point, (1.0, 2.0), but it returned 2.0",
    ),
    "a gradient of several results": (
        lambda: check_gradients(lambda x: [x, x], 1.0, against=lambda x: 1.0),
        InputTypeError,
        "with against= f has to return one number, but it returned [1.0, 1.0]; check its results",
    ),
    "another gradient to second order": (
        lambda: check_gradients(square, 1.0, against=lambda x: 2 * x, order=2),
        InputValueError,
        "compares a gradient by the arguments of f: leave order=2 out",
    ),
    "another gradient by parameters": (
        lambda: check_gradients(lambda: w * w, parameters=[w], against=lambda: 2.0),
        InputValueError,
        "compares a gradient by the arguments of f: leave parameters= out",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_wrong_use(name):
    call, kind, text = CASES[name]
    with pytest.raises(kind) as caught:
        call()
    assert text in str(caught.value)
    assert w.data == 1.0


def test_an_unknown_option_is_pythons_own_error():
    with pytest.raises(TypeError, match="tolerance"):
        check_gradients(square, 1.0, tolerance=1e-3)


def test_numpys_numbers_are_numbers():
    assert check_gradients(square, np.float32(1.5), rtol=np.float64(1e-9), directions=np.int64(1))
