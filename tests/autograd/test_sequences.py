"""Sums, means, norms over sequences."""

import math

import pytest

import autograd
from autograd import InputTypeError, InputValueError, Value

XS = [0.5, -1.5, 2.0, 0.25]


def softmax_part(xs):
    exponentials = [math.exp(x) for x in xs]
    return exponentials[0] / math.fsum(exponentials)


FUNCTIONS = [
    (autograd.sum, sum(XS)),
    (autograd.mean, sum(XS) / 4),
    (autograd.prod, math.prod(XS)),
    (autograd.var, sum((x - sum(XS) / 4) ** 2 for x in XS) / 4),
    (lambda xs: autograd.var(xs, ddof=1), sum((x - sum(XS) / 4) ** 2 for x in XS) / 3),
    (lambda xs: autograd.dot(xs, XS), sum(x * x for x in XS)),
    (autograd.norm, math.hypot(*XS)),
    (autograd.max, 2.0),
    (autograd.min, -1.5),
    (autograd.logsumexp, math.log(sum(math.exp(x) for x in XS))),
    (lambda xs: autograd.softmax(xs)[0], softmax_part(XS)),
]


@pytest.mark.parametrize(("function", "expected"), FUNCTIONS)
def test_values_numbers_and_gradients(function, expected):
    assert function(XS) == pytest.approx(expected, rel=1e-14)
    assert type(function(XS)) is float
    values = [Value(x) for x in XS]
    result = function(values)
    assert result.data == pytest.approx(expected, rel=1e-14)
    result.backward()
    for k, value in enumerate(values):
        step = 1e-5
        high, low = XS.copy(), XS.copy()
        high[k] += step
        low[k] -= step
        slope = (function(high) - function(low)) / (2 * step)
        assert value.grad == pytest.approx(slope, rel=1e-7, abs=1e-9)


def test_generators_tuples_and_mixtures_are_taken():
    assert autograd.sum(Value(x) for x in XS).data == sum(XS)
    assert autograd.mean((Value(1.0), 2, 3)).data == 2.0
    assert autograd.max(Value(1.0), 5).data == 5.0
    assert sum([Value(1.0), Value(2.0)]).data == 3.0


def test_overflow_is_avoided():
    assert autograd.logsumexp([Value(1000.0), 1000.0]).data == pytest.approx(1000.0 + math.log(2))
    assert [s.data for s in autograd.softmax([Value(1e4), Value(-1e4)])] == [1.0, 0.0]
    assert autograd.norm([Value(3e200), Value(4e200)]).data == pytest.approx(5e200)
    assert autograd.logsumexp([-math.inf, -math.inf]) == -math.inf


def test_the_norm_at_the_origin_has_gradient_zero():
    values = [Value(0.0), Value(0.0), Value(0.0)]
    autograd.norm(values).backward()
    assert [v.grad for v in values] == [0.0, 0.0, 0.0]


def test_products_have_gradients_at_zeros():
    values = [Value(0.0), Value(3.0), Value(4.0)]
    autograd.prod(values).backward()
    assert [v.grad for v in values] == [12.0, 0.0, 0.0]


def test_nothing():
    assert (autograd.sum([]), autograd.prod([]), autograd.dot([], [])) == (0.0, 1.0, 0.0)
    for function in (autograd.mean, autograd.max, autograd.norm, autograd.logsumexp, autograd.var):
        with pytest.raises(InputValueError, match="of no numbers is not defined"):
            function([])


def test_mistakes():
    with pytest.raises(InputTypeError, match=r"sum takes a sequence.*write sum\(\[\.\.\.\]\)"):
        autograd.sum(Value(1.0))
    with pytest.raises(InputTypeError, match=r"mean takes real numbers or Values.*'a'"):
        autograd.mean(["a"])
    with pytest.raises(InputTypeError, match="apply it to each element"):
        autograd.sum([[1.0, 2.0]])
    with pytest.raises(InputValueError, match="same length, but was given 1 and 2"):
        autograd.dot([1.0], [1.0, 2.0])
    with pytest.raises(InputValueError, match="var with ddof=1 needs more than 1 numbers"):
        autograd.var([1.0], ddof=1)
