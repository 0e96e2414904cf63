"""Kernels on doubles: IEEE 754 results at every edge, and the last digits right.

Python's `math` raises where IEEE 754 has an answer (`log(0)` is `-inf`), and textbook formulas lose
digits in the tails. Each function here is total on doubles and says how it keeps its accuracy.
"""

import math
from collections.abc import Callable
from typing import Any

INF = math.inf
NAN = math.nan


def total(
    function: Callable[[float], float],
    overflow: Callable[[float], float] = lambda x: INF,
    invalid: Callable[[float], float] = lambda x: NAN,
) -> Callable[[float], float]:
    """`function` with IEEE 754 results in place of exceptions."""

    def forward(x: float) -> float:
        try:
            return function(x)
        except OverflowError:
            return overflow(x)
        except ValueError:
            return invalid(x)

    return forward


def signed_infinity(x: float) -> float:
    """Infinity with the sign of `x`."""
    return math.copysign(INF, x)


def log_edge(x: float) -> float:
    """The logarithm where `math` raises: -inf at 0, nan below."""
    return -INF if x == 0.0 else NAN


def divide(a: float, b: float) -> float:
    """a / b, with x/0 = +-inf and 0/0 = nan."""
    try:
        return a / b
    except ZeroDivisionError:
        if a == 0.0 or a != a:
            return NAN
        return math.copysign(INF, a) * math.copysign(1.0, b)


def power(x: float, y: float) -> float:
    """x**y as C's `pow`: 0**0 = 1, x**0 = 1 even for nan, a negative base only with integers."""
    try:
        return math.pow(x, y)
    except OverflowError:
        return math.copysign(INF, x) if is_odd(y) else INF
    except ValueError:
        if x == 0.0:  # a negative exponent
            return math.copysign(INF, x) if is_odd(y) else INF
        return NAN


def is_odd(y: float) -> bool:
    """Whether y is an odd integer."""
    return math.fmod(y, 2.0) in (1.0, -1.0) if math.isfinite(y) else False


def power_slope(x: float, y: float) -> float:
    """y * x**(y - 1), the derivative of a power with respect to its base.

    Computed so, it may lose hundreds of ulp: `y - 1` is rounded where y is small or negative, and
    `x**(y - 1)` may overflow or underflow where the product does not. There the result is
    `y * half * half / x` with `half = |x|**(y/2)`: y/2 is exact, and `half` stays far from both
    ends of the range.
    """
    if y == 0.0:
        return 0.0  # x**0 is 1 everywhere, 0**0 included
    if y == 2.0:
        return 2.0 * x  # squares are by far the most frequent powers
    rest = power(x, y - 1.0)
    exact = (y - 1.0) + 1.0 == y and 1e-290 < abs(rest) < 1e290
    half = power(abs(x), 0.5 * y)
    if exact or x == 0.0 or not 0.0 < half < INF or not math.isfinite(y):
        return y * rest
    if x < 0.0 and y != math.floor(y):
        return NAN
    size = abs(x)
    sign = -1.0 if x < 0.0 and not is_odd(y) else 1.0
    if size < 1e-290:  # half / size might overflow
        root = half / math.sqrt(size)
        return sign * (root * y * root)
    if size > 1.0:  # of the orders of the factors, the one without overflow or underflow
        return sign * (half * y * (half / size))
    return sign * (half / size * y * half)


def power_slopes(x: Any, y: Any) -> Any:
    """`power_slope` of numpy arrays, in the same steps."""
    import numpy as np

    rest = np.power(x, y - 1.0)
    size = np.abs(x)
    half = np.power(size, 0.5 * y)
    exact = ((y - 1.0) + 1.0 == y) & (np.abs(rest) > 1e-290) & (np.abs(rest) < 1e290)
    direct = exact | (x == 0.0) | ~((half > 0.0) & (half < INF)) | ~np.isfinite(y)
    sign = np.where((x < 0.0) & (np.abs(np.fmod(y, 2.0)) != 1.0), -1.0, 1.0)
    root = half / np.sqrt(size)
    split = np.where(size > 1.0, half * y * (half / size), half / size * y * half)
    split = sign * np.where(size < 1e-290, root * y * root, split)
    split = np.where((x < 0.0) & (y != np.floor(y)), NAN, split)
    slope = np.where(direct, y * rest, split)
    return np.where(y == 2.0, 2.0 * x, np.where(y == 0.0, 0.0, slope))


def cbrt(x: float) -> float:
    """The real cube root, to within one ulp.

    The C library's is up to 3 ulp off. Its leading 17 bits, `head`, have an exact cube, so
    `x - head**3` is exact and gives the other digits.
    """
    if x == 0.0 or not math.isfinite(x):
        return x
    if abs(x) < 1e-280:
        return cbrt(x * 2.0**300) * 2.0**-100  # out of the range of denormals
    root = math.cbrt(x)
    shifted = root * 68719476737.0  # 2**36 + 1: Veltkamp's splitting
    head = shifted - (shifted - root)
    tail = root - head
    return head + (x - head * head * head) / (3.0 * head * (head + tail) + tail * tail)


def round_with(function: Callable[[float], float]) -> Callable[[float], float]:
    """`math.floor`, `math.ceil` or `round` on every double, keeping the sign of zero."""

    def forward(x: float) -> float:
        if not abs(x) < 4503599627370496.0:  # 2**52: integers from here on; also inf and nan
            return x
        return math.copysign(float(function(x)), x)

    return forward


def sign(x: float) -> float:
    """1, 0 or -1; nan for nan."""
    if x > 0.0:
        return 1.0
    if x < 0.0:
        return -1.0
    return x + 0.0  # turns -0.0 into 0.0, as numpy does, and keeps nan


def maximum(a: float, b: float) -> float:
    """The larger of the two; nan if either is nan."""
    return a if a > b or a != a else b


def minimum(a: float, b: float) -> float:
    """The smaller of the two; nan if either is nan."""
    return a if a < b or a != a else b


def sigmoid(x: float) -> float:
    """1 / (1 + exp(-x)), with the exponential always of a negative number."""
    if x >= 0.0:
        return 1.0 / (1.0 + math.exp(-x))
    small = math.exp(x)
    return small / (1.0 + small)


def softplus(x: float) -> float:
    """log(1 + exp(x)), without overflow and without losing a small exp(x)."""
    if x > 0.0:
        return x + math.log1p(math.exp(-x))
    return math.log1p(math.exp(x))


def binade(x: float) -> float:
    """The largest power of two not above |x|, kept within 2**-1000 and 2**1000."""
    if x == 0.0 or not math.isfinite(x):
        return 1.0
    return math.ldexp(1.0, max(-1000, min(1000, math.frexp(x)[1] - 1)))


def binades(x: Any) -> Any:
    """`binade` of a numpy array."""
    import numpy as np

    exponents = np.clip(np.frexp(x)[1] - 1, -1000, 1000)
    return np.where((x == 0.0) | ~np.isfinite(x), 1.0, np.ldexp(1.0, exponents))


# (1 - cdf(y)) * y * exp(y*y/2) of the normal distribution for y >= 1, as a polynomial in
# (y - 3)/(y + 3): a Chebyshev interpolant on [1, 40] of degree 20, computed with mpmath at 60
# digits; the truncation error is below 1e-17.
MILLS = (
    0.3645418450666865,
    0.10987585410794243,
    -0.13965713097145113,
    0.09137734741570372,
    -0.028862946082454287,
    -0.0017451228860535766,
    0.0040001067259490776,
    -9.118293656262633e-06,
    -0.0006512015419945907,
    -5.1089269189063155e-05,
    0.00011659874056496967,
    3.277722651013697e-05,
    -1.6935865227998758e-05,
    -1.209340751078652e-05,
    -6.126333630533096e-08,
    2.991262223514038e-06,
    1.3838084566925282e-06,
    -5.134201995851239e-07,
    -6.30790988278667e-07,
    1.9076100345914867e-07,
    2.9087715240865327e-08,
)
