"""The table: every primitive operation, one row each.

A row holds all that is known about an operation, and everything else is generated from it: the
functions and methods users call, the eager backward pass, derivatives of derivatives, drawings,
explanations, the tests against 50-digit arithmetic. Adding an operation means adding a row here,
its reference to `tests/helpers/references.py`, and its method for type checkers to `value.py`.

`derivatives` are written in our own operations, so the same rule runs on floats, Values and numpy
arrays. They are chosen to be accurate to the last digits over the whole range of doubles; `rules`
has the textbook form, for people. At a kink, a comment says what the derivative is there and why.
0 belongs to the left branch of every activation: its derivative at 0 is the limit from below
(relu'(0) = 0, as in PyTorch, JAX and TensorFlow).
"""

import math
import operator
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from autograd.numerics import kernels
from autograd.numerics.kernels import log_edge, signed_infinity, total
from autograd.operation import (
    EVERYWHERE,
    TABLE,
    Accuracy,
    Operation,
    define,
    each,
    for_arrays_only,
)

_MAX = EVERYWHERE[1]
_POSITIVE = (5e-324, _MAX)
_LOG2_E = 1.4426950408889634
_LOG10_E = 0.4342944819032518
_SQRT_HALF = 0.7071067811865476
_INVERSE_SQRT_2PI = 0.3989422804014327
_TWO_OVER_SQRT_PI = 1.1283791670955126

# ------------------------------------------------------------------------------- arithmetic

add: Operation = define(
    "add",
    symbol="+",
    inputs=("a", "b"),
    forward=operator.add,
    array="add",
    derivatives=(1.0, 1.0),
    rules=("1", "1"),
    latex="#1 + #2",
    doc="""The sum a + b.

    >>> add(2.0, 3.0)
    5.0
    """,
)

sub: Operation = define(
    "sub",
    symbol="-",
    inputs=("a", "b"),
    forward=operator.sub,
    array="subtract",
    derivatives=(1.0, -1.0),
    rules=("1", "-1"),
    latex="#1 - #2",
    doc="""The difference a - b.

    >>> sub(2.0, 3.0)
    -1.0
    """,
)

mul: Operation = define(
    "mul",
    symbol="*",
    inputs=("a", "b"),
    forward=operator.mul,
    array="multiply",
    derivatives=(lambda out, a, b: b, lambda out, a, b: a),
    rules=("b", "a"),
    latex=r"#1 \cdot #2",
    doc="""The product a * b.

    >>> mul(2.0, 3.0)
    6.0
    """,
)


def over_square(a: Any, b: Any) -> Any:
    """a / b**2, also where b * b overflows or underflows."""
    size = abs(b)
    # Two divisions need no square, but a / b may be denormal and lose digits: only where they must.
    middling = (size > 1e-150) & (size < 1e150)
    return where(middling, div(a, b * b), div(div(a, b), b))


div: Operation = define(
    "div",
    symbol="/",
    inputs=("a", "b"),
    forward=kernels.divide,
    array="divide",
    derivatives=(lambda out, a, b: div(1.0, b), lambda out, a, b: -over_square(a, b)),
    rules=("1 / b", "-a / b**2"),
    latex=r"\frac{#1}{#2}",
    doc="""The quotient a / b, with x / 0 infinite and 0 / 0 nan, as in IEEE 754.

    >>> div(1.0, 4.0), div(1.0, 0.0)
    (0.25, inf)
    """,
)

neg: Operation = define(
    "neg",
    symbol="-",
    forward=operator.neg,
    array="negative",
    derivatives=(-1.0,),
    rules=("-1",),
    latex="-#1",
    doc="""The negative -x.

    >>> neg(2.0)
    -2.0
    """,
)


def _power_by_exponent(out: Any, x: Any, y: Any) -> Any:
    """x**y * log(x), also where x**y alone overflows or underflows."""
    half = pow(x, 0.5 * y)  # x**y = half * half
    # 0**y is 0 for all y > 0. At y = 0 it jumps: 0 as in PyTorch, since -inf would end a training.
    return where((x == 0.0) & (y >= 0.0), 0.0, half * log(x) * half)


pow: Operation = define(
    "pow",
    symbol="**",
    inputs=("x", "y"),
    forward=kernels.power,
    array="power",
    derivatives=(lambda out, x, y: power_slope(x, y), _power_by_exponent),
    rules=("y * x**(y - 1)", "x**y * log(x)"),
    latex="{#1}^{#2}",
    domain=(_POSITIVE, EVERYWHERE),
    derivative_accuracy=Accuracy(
        ulp=6.0, why="five roundings, where y * x**(y - 1) cannot be computed directly"
    ),
    doc="""The power x**y as in C: 0**0 is 1, and a negative x has real powers for integer y only.

    The derivative of x**0 is 0 everywhere, 0**0 included.

    >>> pow(2.0, 10.0), pow(-8.0, 1 / 3)
    (1024.0, nan)
    """,
)


def _curvature_of_power(out: Any, x: Any, y: Any) -> Any:
    """y (y - 1) x**(y - 2), computed from out = y * x**(y - 1) unless that has lost precision."""
    # The order of the two steps avoids an overflow or underflow in between.
    by_division = where(abs(y) > 2.0, (y - 1.0) * div(out, x), div((y - 1.0) * out, x))
    # Here out may be denormal or infinite: begin again from x.
    extreme = (abs(out) < 1e-290) | (abs(out) == math.inf)
    curvature = where(extreme, y * power_slope(x, y - 1.0), by_division)
    # x**0 and x**1 have none, also where 1 / x**2 overflows.
    return where(((y == 0.0) | (y == 1.0)) & (abs(x) < 1e-150), 0.0, curvature)


power_slope: Operation = define(
    "power_slope",
    symbol="y·x^(y-1)",
    inputs=("x", "y"),
    forward=kernels.power_slope,
    array=for_arrays_only(kernels.power_slopes),
    derivatives=(
        _curvature_of_power,
        # At 0 it is 0 for all y > 1, where log(x) is infinite.
        lambda out, x, y: where((x == 0.0) & (y > 1.0), 0.0, pow(x, y - 1.0) * (1.0 + y * log(x))),
    ),
    rules=("y * (y - 1) * x**(y - 2)", "x**(y - 1) * (1 + y * log(x))"),
    latex="#2 \\cdot {#1}^{#2 - 1}",
    domain=(_POSITIVE, EVERYWHERE),
    derivative_accuracy=Accuracy(
        ulp=8.0,
        absolute=lambda x, y: (
            (1.0 + abs(log(x)))
            * (1.0 + abs(y))
            * (5e-324 + 1e-15 * (1.0 + abs(y * log(x))) * pow(x, y - 1.0))
        ),
        why="log(x) amplifies the rounding of y - 1, y that of a denormal; 1 + y log(x) may cancel",
    ),
    doc="""y * x**(y - 1), the derivative of x**y by x: a row of its own, since no combination of
    other operations keeps the last digits over the whole range.

    >>> power_slope(3.0, 2.0)
    6.0
    """,
)

abs: Operation = define(
    "abs",
    forward=operator.abs,
    array="absolute",
    derivatives=(lambda out, x: sign(x),),  # at 0 the middle of the slopes, [-1, 1]
    rules=("sign(x)",),
    latex=r"\left|#1\right|",
    kinks=(lambda x: x,),
    half_square=(lambda out, x: x,),
    doc="""The absolute value; its derivative at 0 is 0.

    >>> abs(-2.0)
    2.0
    """,
)

# ------------------------------------------------------------- exponentials, logarithms, roots

exp: Operation = define(
    "exp",
    forward=total(math.exp),
    array="exp",
    derivatives=(lambda out, x: out,),
    rules=("out",),
    latex="e^{#1}",
    domain=((-745.2, 709.78),),
    doc="""The exponential e**x.

    >>> exp(0.0), exp(1000.0)
    (1.0, inf)
    """,
)

expm1: Operation = define(
    "expm1",
    forward=total(math.expm1),
    array="expm1",
    derivatives=(lambda out, x: exp(x),),
    rules=("exp(x)",),
    latex="e^{#1} - 1",
    domain=((-_MAX, 709.78),),
    doc="""e**x - 1, exact to the last digits near 0.

    >>> expm1(1e-20)
    1e-20
    """,
)

log: Operation = define(
    "log",
    forward=total(math.log, invalid=log_edge),
    array="log",
    derivatives=(lambda out, x: div(1.0, x),),
    rules=("1 / x",),
    latex=r"\ln\left(#1\right)",
    domain=(_POSITIVE,),
    doc="""The natural logarithm: -inf at 0, nan below.

    >>> log(1.0), log(0.0)
    (0.0, -inf)
    """,
)

log1p: Operation = define(
    "log1p",
    forward=total(math.log1p, invalid=lambda x: log_edge(x + 1.0)),
    array="log1p",
    derivatives=(lambda out, x: div(1.0, 1.0 + x),),
    rules=("1 / (1 + x)",),
    latex=r"\ln\left(1 + #1\right)",
    domain=((-1.0 + 2.0**-53, _MAX),),
    doc="""log(1 + x), exact to the last digits near 0.

    >>> log1p(1e-20)
    1e-20
    """,
)

log2: Operation = define(
    "log2",
    forward=total(math.log2, invalid=log_edge),
    array="log2",
    derivatives=(lambda out, x: div(_LOG2_E, x),),
    rules=("1 / (x * log(2))",),
    latex=r"\log_2\left(#1\right)",
    domain=(_POSITIVE,),
    doc="""The logarithm to base 2.

    >>> log2(8.0)
    3.0
    """,
)

log10: Operation = define(
    "log10",
    forward=total(math.log10, invalid=log_edge),
    array="log10",
    derivatives=(lambda out, x: div(_LOG10_E, x),),
    rules=("1 / (x * log(10))",),
    latex=r"\log_{10}\left(#1\right)",
    domain=(_POSITIVE,),
    doc="""The logarithm to base 10.

    >>> log10(1000.0)
    3.0
    """,
)

sqrt: Operation = define(
    "sqrt",
    forward=total(math.sqrt),
    array="sqrt",
    derivatives=(lambda out, x: div(0.5, out),),
    rules=("1 / (2 * out)",),
    latex=r"\sqrt{#1}",
    domain=(_POSITIVE,),
    doc="""The square root: nan below 0, with an infinite derivative at 0.

    >>> sqrt(9.0)
    3.0
    """,
)

cbrt: Operation = define(
    "cbrt",
    forward=kernels.cbrt,
    array="cbrt",
    derivatives=(lambda out, x: div(1.0, 3.0 * (out * out)),),
    rules=("1 / (3 * out**2)",),
    latex=r"\sqrt[3]{#1}",
    doc="""The real cube root, of negative numbers too.

    >>> cbrt(-8.0)
    -2.0
    """,
)

# ------------------------------------------------------------------------------ trigonometry

sin: Operation = define(
    "sin",
    forward=total(math.sin),
    array="sin",
    derivatives=(lambda out, x: cos(x),),
    rules=("cos(x)",),
    latex=r"\sin\left(#1\right)",
    doc="""The sine of x radians.

    >>> sin(0.0)
    0.0
    """,
)

cos: Operation = define(
    "cos",
    forward=total(math.cos),
    array="cos",
    derivatives=(lambda out, x: -sin(x),),
    rules=("-sin(x)",),
    latex=r"\cos\left(#1\right)",
    doc="""The cosine of x radians.

    >>> cos(0.0)
    1.0
    """,
)


def inverse_square(x: Any) -> Any:
    """1 / x**2, without overflow of the square."""
    inverse = div(1.0, x)
    return inverse * inverse


tan: Operation = define(
    "tan",
    forward=total(math.tan),
    array="tan",
    derivatives=(lambda out, x: inverse_square(cos(x)),),
    rules=("1 + out**2",),
    latex=r"\tan\left(#1\right)",
    doc="""The tangent of x radians.

    >>> tan(0.0)
    0.0
    """,
)

asin: Operation = define(
    "asin",
    forward=total(math.asin),
    array="arcsin",
    derivatives=(lambda out, x: div(1.0, sqrt((1.0 - x) * (1.0 + x))),),
    rules=("1 / sqrt(1 - x**2)",),
    latex=r"\arcsin\left(#1\right)",
    domain=((-1.0, 1.0),),
    doc="""The angle in [-pi/2, pi/2] whose sine is x; nan outside [-1, 1].

    >>> asin(0.0)
    0.0
    """,
)

acos: Operation = define(
    "acos",
    forward=total(math.acos),
    array="arccos",
    derivatives=(lambda out, x: div(-1.0, sqrt((1.0 - x) * (1.0 + x))),),
    rules=("-1 / sqrt(1 - x**2)",),
    latex=r"\arccos\left(#1\right)",
    domain=((-1.0, 1.0),),
    doc="""The angle in [0, pi] whose cosine is x; nan outside [-1, 1].

    >>> acos(1.0)
    0.0
    """,
)

atan: Operation = define(
    "atan",
    forward=math.atan,
    array="arctan",
    derivatives=(lambda out, x: inverse_square(hypot(1.0, x)),),
    rules=("1 / (1 + x**2)",),
    latex=r"\arctan\left(#1\right)",
    doc="""The angle in (-pi/2, pi/2) whose tangent is x.

    >>> atan(0.0)
    0.0
    """,
)


def _over_squared_norm(a: Any, x: Any, y: Any) -> Any:
    """a / (x**2 + y**2), also where a square overflows or underflows."""
    larger = maximum(abs(x), abs(y))
    scale = div(1.0, binade(larger))  # a power of two: it brings `larger` near 1 without rounding
    x, y = x * scale, y * scale
    # An infinite point keeps its angle: 0, where inf / inf would be nan.
    return where(larger == math.inf, 0.0, div(a * scale * scale, x * x + y * y))


atan2: Operation = define(
    "atan2",
    inputs=("y", "x"),
    forward=math.atan2,
    array="arctan2",
    derivatives=(
        lambda out, y, x: _over_squared_norm(x, x, y),
        lambda out, y, x: -_over_squared_norm(y, x, y),
    ),
    rules=("x / (x**2 + y**2)", "-y / (x**2 + y**2)"),
    latex=r"\operatorname{atan2}\left(#1, #2\right)",
    doc="""The angle in [-pi, pi] of the point (x, y); the ordinate y comes first.

    >>> atan2(0.0, 1.0)
    0.0
    """,
)


def _over_norm(x: Any, y: Any) -> Any:
    """x / hypot(x, y), also where the length overflows or is denormal."""
    # A power of two brings the larger of x and y near 1 without rounding.
    scale = div(1.0, binade(maximum(abs(x), abs(y))))
    # At the origin every slope in [-1, 1] is a subderivative; 0 is the middle.
    return where((x == 0.0) & (y == 0.0), 0.0, div(x * scale, hypot(x * scale, y * scale)))


hypot: Operation = define(
    "hypot",
    inputs=("x", "y"),
    forward=math.hypot,
    array="hypot",
    derivatives=(lambda out, x, y: _over_norm(x, y), lambda out, x, y: _over_norm(y, x)),
    rules=("x / out", "y / out"),
    latex=r"\sqrt{{#1}^2 + {#2}^2}",
    kinks=(lambda x, y: maximum(abs(x), abs(y)),),
    half_square=(lambda out, x, y: x, lambda out, x, y: y),
    doc="""sqrt(x**2 + y**2) without overflow; its derivatives at the origin are 0.

    >>> hypot(3.0, 4.0)
    5.0
    """,
)

binade: Operation = define(
    "binade",
    forward=kernels.binade,
    array=for_arrays_only(kernels.binades),
    derivatives=(None,),
    rules=("0",),
    latex=r"2^{\left\lfloor\log_2 \left|#1\right|\right\rfloor}",
    doc="""The largest power of two not above |x|: a scale by which to multiply without rounding.

    It is kept between 2**-1000 and 2**1000, and is 1 for 0, inf and nan. It is not differentiated:
    a scale that is divided out again does not change the result.

    >>> binade(-10.0)
    8.0
    """,
)

# --------------------------------------------------------------------------------- hyperbolic

sinh: Operation = define(
    "sinh",
    forward=total(math.sinh, overflow=signed_infinity),
    array="sinh",
    derivatives=(lambda out, x: cosh(x),),
    rules=("cosh(x)",),
    latex=r"\sinh\left(#1\right)",
    domain=((-710.4, 710.4),),
    doc="""The hyperbolic sine.

    >>> sinh(0.0)
    0.0
    """,
)

cosh: Operation = define(
    "cosh",
    forward=total(math.cosh),
    array="cosh",
    derivatives=(lambda out, x: sinh(x),),
    rules=("sinh(x)",),
    latex=r"\cosh\left(#1\right)",
    domain=((-710.4, 710.4),),
    doc="""The hyperbolic cosine.

    >>> cosh(0.0)
    1.0
    """,
)


def _sech_squared(x: Any) -> Any:
    """1 / cosh(x)**2 = 4 t / (1 + t)**2 with t = exp(-2 |x|)."""
    size = where(x < 0.0, -x, x)  # abs(x) without a kink: the result has none either
    t = exp(-2.0 * size)
    root = 2.0 * exp(-size)  # its square is the result where t is denormal
    return where(size > 340.0, root * root, div(4.0 * t, (1.0 + t) * (1.0 + t)))


tanh: Operation = define(
    "tanh",
    forward=math.tanh,
    array="tanh",
    derivatives=(lambda out, x: _sech_squared(x),),
    rules=("1 - out**2",),
    latex=r"\tanh\left(#1\right)",
    doc="""The hyperbolic tangent.

    >>> tanh(0.0), tanh(1000.0)
    (0.0, 1.0)
    """,
)

asinh: Operation = define(
    "asinh",
    forward=math.asinh,
    array="arcsinh",
    derivatives=(lambda out, x: div(1.0, hypot(1.0, x)),),
    rules=("1 / sqrt(1 + x**2)",),
    latex=r"\operatorname{arsinh}\left(#1\right)",
    doc="""The inverse hyperbolic sine.

    >>> asinh(0.0)
    0.0
    """,
)

acosh: Operation = define(
    "acosh",
    forward=total(math.acosh),
    array="arccosh",
    derivatives=(lambda out, x: div(1.0, sqrt(x - 1.0) * sqrt(x + 1.0)),),
    rules=("1 / sqrt(x**2 - 1)",),
    latex=r"\operatorname{arcosh}\left(#1\right)",
    domain=((1.0, _MAX),),
    doc="""The inverse hyperbolic cosine; nan below 1.

    >>> acosh(1.0)
    0.0
    """,
)

atanh: Operation = define(
    "atanh",
    forward=total(math.atanh, invalid=lambda x: signed_infinity(x) if x in (1, -1) else math.nan),
    array="arctanh",
    derivatives=(lambda out, x: div(1.0, (1.0 - x) * (1.0 + x)),),
    rules=("1 / (1 - x**2)",),
    latex=r"\operatorname{artanh}\left(#1\right)",
    domain=((-1.0 + 2.0**-53, 1.0 - 2.0**-53),),
    doc="""The inverse hyperbolic tangent: infinite at -1 and 1, nan beyond.

    >>> atanh(0.0)
    0.0
    """,
)

# ------------------------------------------------------------------------- special functions


def _exp_of_square(x: Any, factor: float) -> Any:
    """exp(-factor * x**2), for factor 1 or 1/2.

    Rounding x * x would cost up to 700 ulp. The leading part of x has an exact square, and the rest
    is so small that its rounding does not matter: x**2 = head**2 + (x - head)(x + head).
    """
    x = minimum(abs(x), 40.0)  # beyond 40 the result is 0, and inf - inf would be nan
    head = floor(x * 1048576.0) * (1 / 1048576.0)  # a multiple of 2**-20: at most 26 bits
    return exp(-factor * (head * head)) * exp(-factor * ((x - head) * (x + head)))


gaussian: Operation = define(
    "gaussian",
    forward=lambda x: _exp_of_square(x, 1.0),
    derivatives=(lambda out, x: -2.0 * x * out,),
    rules=("-2 * x * out",),
    latex="e^{-{#1}^2}",
    domain=((-27.2, 27.2),),
    derivative_accuracy=Accuracy(
        absolute=lambda x: 3e-322,
        why="the factor 2 x, up to 55, amplifies the rounding of a denormal",
    ),
    doc="""exp(-x**2), the bell curve, to the last digits in the tails.

    >>> gaussian(0.0)
    1.0
    """,
)

normal_pdf: Operation = define(
    "normal_pdf",
    forward=lambda x: _INVERSE_SQRT_2PI * _exp_of_square(x, 0.5),
    derivatives=(lambda out, x: -x * out,),
    rules=("-x * out",),
    latex=r"\varphi\left(#1\right)",
    domain=((-38.5, 38.5),),
    derivative_accuracy=Accuracy(
        absolute=lambda x: 2e-322,
        why="the factor x, up to 38, amplifies the rounding of a denormal",
    ),
    doc="""The density of the standard normal distribution, exp(-x**2 / 2) / sqrt(2 pi).

    >>> normal_pdf(0.0)
    0.3989422804014327
    """,
)


def _normal_tail(x: Any) -> Any:
    """|x| * (1 - normal_cdf(|x|)) for |x| >= 1: a polynomial times exp(-x**2 / 2)."""
    size = minimum(maximum(abs(x), 1.0), 40.0)  # the polynomial holds on [1, 40]
    position = div(size - 3.0, size + 3.0)
    value = 0.0 * position
    for coefficient in reversed(kernels.MILLS):
        value = value * position + coefficient
    return value * _exp_of_square(x, 0.5)


def _normal_cdf(x: Any) -> Any:
    """By `_normal_tail` in the left tail, where erfc would amplify the rounding of x / sqrt(2)."""
    tail = div(_normal_tail(x), maximum(abs(x), 1.0))
    return where(x <= -1.0, tail, 0.5 * erfc(-_SQRT_HALF * x))


normal_cdf: Operation = define(
    "normal_cdf",
    forward=_normal_cdf,
    derivatives=(lambda out, x: normal_pdf(x),),
    rules=("normal_pdf(x)",),
    latex=r"\Phi\left(#1\right)",
    domain=((-38.4, _MAX),),
    doc="""The distribution function of the standard normal distribution, exact in the left tail.

    >>> normal_cdf(0.0)
    0.5
    """,
)

erf: Operation = define(
    "erf",
    forward=math.erf,
    array=each(math.erf),
    derivatives=(lambda out, x: _TWO_OVER_SQRT_PI * gaussian(x),),
    rules=("2 / sqrt(pi) * gaussian(x)",),
    latex=r"\operatorname{erf}\left(#1\right)",
    doc="""The error function, 2 / sqrt(pi) times the integral of exp(-t**2) from 0 to x.

    >>> erf(0.0)
    0.0
    """,
)

erfc: Operation = define(
    "erfc",
    forward=math.erfc,
    array=each(math.erfc),
    derivatives=(lambda out, x: -_TWO_OVER_SQRT_PI * gaussian(x),),
    rules=("-2 / sqrt(pi) * gaussian(x)",),
    latex=r"\operatorname{erfc}\left(#1\right)",
    domain=((-_MAX, 26.5),),
    doc="""1 - erf(x), exact in the right tail.

    >>> erfc(0.0)
    1.0
    """,
)


def _special(name: str) -> Callable[..., float]:
    """A function of `autograd.numerics.special`, which is imported when first called."""

    def forward(*inputs: float) -> float:
        from autograd.numerics import special

        result: float = getattr(special, name)(*inputs)
        return result

    return forward


lgamma: Operation = define(
    "lgamma",
    forward=_special("lgamma"),
    array=each(_special("lgamma")),
    derivatives=(lambda out, x: polygamma(0.0, x),),
    rules=("polygamma(0, x)",),
    latex=r"\ln\left|\Gamma\left(#1\right)\right|",
    domain=((-1e15, 2.5e305),),
    doc="""The logarithm of |gamma(x)|; infinite at 0, -1, -2, ...

    >>> lgamma(5.0) == log(24.0)
    True
    """,
)

polygamma: Operation = define(
    "polygamma",
    inputs=("n", "x"),
    forward=_special("polygamma"),
    array=each(_special("polygamma")),
    derivatives=(None, lambda out, n, x: polygamma(n + 1.0, x)),
    rules=("0", "polygamma(n + 1, x)"),
    latex=r"\psi^{(#1)}\left(#2\right)",
    domain=((0.0, 3.0), (-40.0, _MAX)),
    doc="""The derivative of order n (0 to 1000) of digamma, which is the derivative of lgamma.

    >>> polygamma(0.0, 1.0)  # minus Euler's constant
    -0.5772156649015329
    """,
)

# --------------------------------------------------------------------------------- activations

sigmoid: Operation = define(
    "sigmoid",
    forward=kernels.sigmoid,
    array=lambda x: div(where(x >= 0.0, 1.0, exp(-abs(x))), 1.0 + exp(-abs(x))),
    derivatives=(lambda out, x: out * sigmoid(-x),),  # 1 - sigmoid(x), without cancellation
    rules=("out * (1 - out)",),
    latex=r"\sigma\left(#1\right)",
    doc="""The logistic function 1 / (1 + exp(-x)).

    >>> sigmoid(0.0), sigmoid(-1000.0)
    (0.5, 0.0)
    """,
)

softplus: Operation = define(
    "softplus",
    forward=kernels.softplus,
    array=lambda x: maximum(x, 0.0) + log1p(exp(-abs(x))),
    derivatives=(lambda out, x: sigmoid(x),),
    rules=("sigmoid(x)",),
    latex=r"\operatorname{softplus}\left(#1\right)",
    doc="""log(1 + exp(x)), a smooth relu.

    >>> softplus(1000.0), softplus(-1000.0)
    (1000.0, 0.0)
    """,
)

relu: Operation = define(
    "relu",
    symbol="ReLU",
    forward=lambda x: x if x > 0.0 or x != x else 0.0,
    array=lambda x: maximum(x, 0.0),
    derivatives=(lambda out, x: where(x > 0.0, 1.0, 0.0),),
    rules=("1 if x > 0 else 0",),
    latex=r"\operatorname{ReLU}\left(#1\right)",
    kinks=(lambda x: x,),
    doc="""max(x, 0); its derivative at 0 is 0.

    >>> relu(2.0), relu(-2.0)
    (2.0, 0.0)
    """,
)

leaky_relu: Operation = define(
    "leaky_relu",
    inputs=("x", "slope"),
    defaults=(0.01,),
    forward=lambda x, slope: where(x > 0.0, x, slope * x),
    derivatives=(
        lambda out, x, slope: where(x > 0.0, 1.0, slope),
        lambda out, x, slope: where(x > 0.0, 0.0, x),
    ),
    rules=("1 if x > 0 else slope", "0 if x > 0 else x"),
    latex=r"\operatorname{LeakyReLU}\left(#1; #2\right)",
    kinks=(lambda x, slope: x,),
    doc="""x where positive, else slope * x; with a Value for the slope it is PReLU.

    The slope is 0.01, as in PyTorch and JAX. The activation "leaky_relu" of `nn` is Keras's, 0.2.

    >>> leaky_relu(-2.0), leaky_relu(-2.0, slope=0.5)
    (-0.02, -1.0)
    """,
)

elu: Operation = define(
    "elu",
    inputs=("x", "alpha"),
    defaults=(1.0,),
    forward=lambda x, alpha: where(x > 0.0, x, alpha * expm1(x)),
    derivatives=(
        lambda out, x, alpha: where(x > 0.0, 1.0, alpha * exp(x)),
        lambda out, x, alpha: where(x > 0.0, 0.0, expm1(x)),
    ),
    rules=("1 if x > 0 else alpha * exp(x)", "0 if x > 0 else expm1(x)"),
    latex=r"\operatorname{ELU}\left(#1; #2\right)",
    kinks=(lambda x, alpha: x,),
    derivative_accuracy=Accuracy(
        absolute=lambda x, alpha: abs(alpha) * 5e-324 if x < -708.0 else 0.0,
        why="exp(x) below 1e-308 has lost digits before alpha multiplies it",
    ),
    doc="""x where positive, else alpha * (exp(x) - 1).

    >>> elu(2.0), elu(-1000.0)
    (2.0, -1.0)
    """,
)

# The scale of the paper below, and its product with alpha.
_SELU_SCALE = 1.0507009873554805
_SELU_SCALE_ALPHA = 1.7580993408473766

selu: Operation = define(
    "selu",
    forward=lambda x: where(x > 0.0, _SELU_SCALE * x, _SELU_SCALE_ALPHA * expm1(x)),
    derivatives=(lambda out, x: where(x > 0.0, _SELU_SCALE, _SELU_SCALE_ALPHA * exp(x)),),
    rules=("1.0507009873554805 if x > 0 else 1.7580993408473766 * exp(x)",),
    latex=r"\operatorname{SELU}\left(#1\right)",
    kinks=(lambda x: x,),
    domain=((-_MAX, 1.7e308),),
    doc="""The self-normalising elu of Klambauer et al. (2017), https://arxiv.org/abs/1706.02515.

    >>> selu(1.0)
    1.0507009873554805
    """,
)

gelu: Operation = define(
    "gelu",
    forward=lambda x: where(x <= -1.0, -_normal_tail(x), x * _normal_cdf(x)),
    derivatives=(lambda out, x: normal_cdf(x) + x * normal_pdf(x),),
    rules=("normal_cdf(x) + x * normal_pdf(x)",),
    latex=r"\operatorname{GELU}\left(#1\right)",
    derivative_accuracy=Accuracy(
        ulp=6.0,
        absolute=lambda x: 4e-16 if -1.0 < x < -0.5 else 2e-322,
        why="two terms cancel at the minimum, x = -0.7518; x times a denormal density below -37",
    ),
    doc="""x times the normal distribution function, Hendrycks and Gimpel (2016),
    https://arxiv.org/abs/1606.08415, in its exact form.

    >>> gelu(0.0), gelu(100.0)
    (0.0, 100.0)
    """,
)


def _times_sigmoid(factor: Any, x: Any) -> Any:
    """factor * sigmoid(x), where sigmoid(x) alone may have lost the digits of a denormal."""
    half = exp(0.5 * x)
    return where(x < -700.0, factor * half * half, factor * sigmoid(x))


# x is kept finite: -inf * sigmoid(-inf) would be nan.
silu: Operation = define(
    "silu",
    forward=lambda x: _times_sigmoid(maximum(x, -_MAX), x),
    derivatives=(lambda out, x: _times_sigmoid(1.0 + maximum(x, -_MAX) * sigmoid(-x), x),),
    rules=("sigmoid(x) + out * (1 - sigmoid(x))",),
    latex=r"\operatorname{SiLU}\left(#1\right)",
    derivative_accuracy=Accuracy(
        ulp=6.0,
        absolute=lambda x: 4e-16 if -2.0 < x < -1.0 else 0.0,
        why="its two terms cancel at the minimum of silu, x = -1.2785, and lose a bit around it",
    ),
    doc="""x * sigmoid(x), also called swish.

    >>> silu(0.0), silu(100.0)
    (0.0, 100.0)
    """,
)

softsign: Operation = define(
    "softsign",
    forward=lambda x: x / (1.0 + abs(x)) if x - x == 0.0 else sign(x),
    array=lambda x: where(abs(x) < math.inf, div(x, 1.0 + abs(x)), sign(x)),
    derivatives=(lambda out, x: inverse_square(1.0 + abs(x)),),
    rules=("1 / (1 + abs(x))**2",),
    latex=r"\frac{#1}{1 + \left|#1\right|}",
    doc="""x / (1 + |x|).

    >>> softsign(1.0)
    0.5
    """,
)

step: Operation = define(
    "step",
    forward=lambda x: where(x >= 0.0, 1.0, where(x < 0.0, 0.0, x)),
    derivatives=(0.0,),
    rules=("0",),
    latex=r"\operatorname{step}\left(#1\right)",
    jumps=(lambda x: x,),
    doc="""1 where x >= 0, else 0: the perceptron's threshold. Its derivative is 0.

    >>> step(0.0), step(-0.5)
    (1.0, 0.0)
    """,
)

# ------------------------------------------------------------------- rounding and selection

sign: Operation = define(
    "sign",
    forward=kernels.sign,
    array="sign",
    derivatives=(0.0,),
    rules=("0",),
    latex=r"\operatorname{sign}\left(#1\right)",
    jumps=(lambda x: x,),
    doc="""-1, 0 or 1; its derivative is 0.

    >>> sign(-3.0)
    -1.0
    """,
)


floor: Operation = define(
    "floor",
    forward=kernels.round_with(math.floor),
    array="floor",
    derivatives=(0.0,),
    rules=("0",),
    latex=r"\left\lfloor #1 \right\rfloor",
    jumps=(lambda x: x - round(x),),
    doc="""The largest integer not above x; its derivative is 0.

    >>> floor(-1.5)
    -2.0
    """,
)

ceil: Operation = define(
    "ceil",
    forward=kernels.round_with(math.ceil),
    array="ceil",
    derivatives=(0.0,),
    rules=("0",),
    latex=r"\left\lceil #1 \right\rceil",
    jumps=(lambda x: x - round(x),),
    doc="""The smallest integer not below x; its derivative is 0.

    >>> ceil(-1.5)
    -1.0
    """,
)

round: Operation = define(
    "round",
    forward=kernels.round_with(round),
    array="rint",
    derivatives=(0.0,),
    rules=("0",),
    latex=r"\operatorname{round}\left(#1\right)",
    jumps=(lambda x: x - floor(x) - 0.5,),
    doc="""The nearest integer, ties to even; its derivative is 0.

    >>> round(2.5)
    2.0
    """,
)


def _half_square_of_larger(out: Any, a: Any, b: Any) -> Any:
    """The derivative by a of maximum(a, b)**2 / 2: at a tie the middle of a and 0, to first order.

    With m = (a + b) / 2 and d = a - b, it is the mean of d/da (m + d/2)**2 / 2 and of
    d/da (m - d/2)**2 / 2: half of out, and a quarter of d, which is 0 but has a derivative.
    """
    return where(a > b, a, where(a == b, 0.5 * out + 0.25 * (a - b), 0.0))


def _half_square_of_smaller(out: Any, a: Any, b: Any) -> Any:
    """The derivative by a of minimum(a, b)**2 / 2."""
    return where(a < b, a, where(a == b, 0.5 * out + 0.25 * (a - b), 0.0))


# At a tie both inputs are the maximum. Each gets half, so that a symmetric function keeps a
# symmetric gradient and max(x, x) has derivative 1 (JAX and PyTorch do the same).
maximum: Operation = define(
    "maximum",
    symbol="max",
    inputs=("a", "b"),
    forward=kernels.maximum,
    array="maximum",
    derivatives=(
        lambda out, a, b: where(a > b, 1.0, where(a == b, 0.5, 0.0)),
        lambda out, a, b: where(b > a, 1.0, where(a == b, 0.5, 0.0)),
    ),
    rules=(
        "1 if a > b else 0.5 if a == b else 0",
        "1 if b > a else 0.5 if a == b else 0",
    ),
    latex=r"\max\left(#1, #2\right)",
    kinks=(lambda a, b: a - b,),
    half_square=(
        _half_square_of_larger,
        lambda out, a, b: _half_square_of_larger(out, b, a),
    ),
    doc="""The larger of two numbers, nan if either is; at a tie each has derivative 1/2.

    >>> maximum(2.0, 3.0)
    3.0
    """,
)

minimum: Operation = define(
    "minimum",
    symbol="min",
    inputs=("a", "b"),
    forward=kernels.minimum,
    array="minimum",
    derivatives=(
        lambda out, a, b: where(a < b, 1.0, where(a == b, 0.5, 0.0)),
        lambda out, a, b: where(b < a, 1.0, where(a == b, 0.5, 0.0)),
    ),
    rules=(
        "1 if a < b else 0.5 if a == b else 0",
        "1 if b < a else 0.5 if a == b else 0",
    ),
    latex=r"\min\left(#1, #2\right)",
    kinks=(lambda a, b: a - b,),
    half_square=(
        _half_square_of_smaller,
        lambda out, a, b: _half_square_of_smaller(out, b, a),
    ),
    doc="""The smaller of two numbers, nan if either is; at a tie each has derivative 1/2.

    >>> minimum(2.0, 3.0)
    2.0
    """,
)

# On the bounds themselves x still counts as inside: a parameter that sits on a bound can leave it.
clip: Operation = define(
    "clip",
    inputs=("x", "low", "high"),
    forward=lambda x, low, high: minimum(maximum(x, low), high),
    derivatives=(
        lambda out, x, low, high: where((low <= x) & (x <= high) & (low < high), 1.0, 0.0),
        lambda out, x, low, high: where((x < low) & (low <= high), 1.0, 0.0),
        lambda out, x, low, high: where((x > high) | (low > high), 1.0, 0.0),
    ),
    rules=(
        "1 if low <= x <= high and low < high else 0",
        "1 if x < low <= high else 0",
        "1 if x > high or low > high else 0",
    ),
    latex=r"\operatorname{clip}\left(#1, #2, #3\right)",
    kinks=(lambda x, low, high: x - low, lambda x, low, high: x - high),
    doc="""x kept between low and high; on the bounds the derivative by x is 1.

    >>> clip(5.0, -1.0, 1.0)
    1.0
    """,
)

# The branch not taken is no operand of the result, so nothing infinite or undefined in it can
# reach the gradient: where(x < 1, x, sqrt(x)) at 0 has derivative 1.
where: Operation = define(
    "where",
    inputs=("condition", "a", "b"),
    forward=lambda condition, a, b: a if condition else b,
    array="where",
    derivatives=(
        None,
        lambda out, condition, a, b: where(condition, 1.0, 0.0),
        lambda out, condition, a, b: where(condition, 0.0, 1.0),
    ),
    rules=("0", "1 if condition else 0", "0 if condition else 1"),
    latex=r"\begin{cases} #2 & \text{if } #1 \\ #3 & \text{otherwise} \end{cases}",
    depends_on=lambda condition, a, b: (False, bool(condition), not condition),
    doc="""a if the condition holds, else b; no gradient flows into the branch not taken.

    >>> where(2.0 > 1.0, 10.0, 20.0)
    10.0
    """,
)

if not TYPE_CHECKING:  # to a type checker, all names without an underscore are public
    __all__ = [*TABLE]  # noqa: PLE0604

# `doctest` finds the examples of the rows here.
__test__ = {name: row.__doc__ for name, row in TABLE.items()}
