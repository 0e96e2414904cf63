"""log-gamma and polygamma to the last digit, near their roots and poles too.

Double arithmetic loses most digits where these functions cross zero (Python's own `math.lgamma`
is off by 70,000 ulp just above 1). They are rarely on a hot path, so they are computed with fifty
decimal digits and rounded once: Stirling's series after shifting the argument up by the
recurrence, and the reflection formula for negative arguments
(DLMF 5.5, 5.11 and 5.15, https://dlmf.nist.gov/5).
"""

import decimal
import math
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

_CONTEXT = decimal.Context(
    prec=60,
    Emax=decimal.MAX_EMAX,
    Emin=decimal.MIN_EMIN,
    traps=[decimal.DivisionByZero, decimal.InvalidOperation],
)
_PI = Decimal("3.14159265358979323846264338327950288419716939937510582097494459230781640628620899")
_SHIFT = 40  # from here on the series below has more than 50 digits
_TERMS = 30


@lru_cache(maxsize=1)
def _bernoulli() -> tuple[Fraction, ...]:
    """B(2), B(4), ... B(2 * _TERMS), by the defining recurrence."""
    numbers = [Fraction(1)]
    for m in range(1, 2 * _TERMS + 1):
        total = sum((math.comb(m + 1, k) * numbers[k] for k in range(m)), Fraction(0))
        numbers.append(-total / (m + 1))
    return tuple(numbers[2::2])


@lru_cache(maxsize=64)
def _coefficients(order: int) -> tuple[Decimal, ...]:
    """Coefficients of x**-(2k - 1) for log-gamma (order -1), of x**-(2k + order) for polygamma."""
    if order < 0:
        terms = [b / (2 * k * (2 * k - 1)) for k, b in enumerate(_bernoulli(), 1)]
    else:
        terms = [
            b * Fraction(math.factorial(2 * k + order - 1), math.factorial(2 * k))
            for k, b in enumerate(_bernoulli(), 1)
        ]
    return tuple(Decimal(t.numerator) / Decimal(t.denominator) for t in terms)


def _series(x: Decimal, order: int, first_power: int) -> Decimal:
    """The asymptotic tail sum of c[k] / x**(first_power + 2 k)."""
    square = 1 / (x * x)
    total = Decimal(0)
    for coefficient in reversed(_coefficients(order)):
        total = total * square + coefficient
    return total / x**first_power


def _sine_and_cosine(turns: Decimal) -> tuple[Decimal, Decimal]:
    """sin and cos of pi * turns, for |turns| <= 1/2, by their power series."""
    angle = _PI * turns
    square = angle * angle
    sine = cosine = Decimal(0)
    for k in range(25, -1, -1):
        cosine = 1 - square * cosine / ((2 * k + 1) * (2 * k + 2))
        sine = 1 - square * sine / ((2 * k + 2) * (2 * k + 3))
    return angle * sine, cosine


def lgamma(x: float) -> float:
    """log|gamma(x)|; inf at the poles 0, -1, -2, ... and at both infinities."""
    if math.isnan(x):
        return x
    if math.isinf(x) or (x <= 0.0 and x == math.floor(x)):
        return math.inf
    if x in (1.0, 2.0):
        return 0.0
    if x > 2.6e305:
        return math.inf  # more than the largest double
    with decimal.localcontext(_CONTEXT):
        return float(_log_gamma(Decimal(x)))


def _log_gamma(x: Decimal) -> Decimal:
    """`lgamma` in decimals: reflection, recurrence, Stirling's series."""
    if x < 0:  # gamma(x) gamma(1 - x) = pi / sin(pi x)
        sine, _ = _sine_and_cosine(x - x.to_integral_value())
        return (_PI / abs(sine)).ln() - _log_gamma(1 - x)
    product = Decimal(1)
    while x < _SHIFT:  # gamma(x) = gamma(x + 1) / x
        product *= x
        x += 1
    half = Decimal("0.5")
    return (x - half) * x.ln() - x + half * (2 * _PI).ln() + _series(x, -1, 1) - product.ln()


def polygamma(order: float, x: float) -> float:
    """The derivative of digamma of an order from 0, which is digamma itself, to 1000."""
    if not (0.0 <= order <= 1000.0 and order == math.floor(order)):
        return math.nan
    n = int(order)
    if math.isnan(x) or x == -math.inf:
        return math.nan
    if x == math.inf:
        return math.inf if n == 0 else math.copysign(0.0, (-1.0) ** (n + 1))
    if x <= 0.0 and x == math.floor(x):
        # At a pole an odd order goes to inf on both sides, an even one to inf on one and -inf on
        # the other; only the sign of a zero tells the side.
        if n % 2:
            return math.inf
        return math.copysign(math.inf, -x) if x == 0.0 else math.nan
    with decimal.localcontext(_CONTEXT):
        return float(_polygamma(n, Decimal(x)))


def _polygamma(n: int, x: Decimal) -> Decimal:
    """`polygamma` in decimals: reflection, recurrence, asymptotic series."""
    sign = -1 if n % 2 == 0 else 1
    if x < 0:  # psi(x) = psi(1 - x) - pi cot(pi x), differentiated n times
        return -sign * _polygamma(n, 1 - x) - _cotangent_derivative(n, x)
    shifted = Decimal(0)
    while x < _SHIFT:  # psi_n(x) = psi_n(x + 1) + sign * n! / x**(n + 1)
        shifted += 1 / x ** (n + 1)
        x += 1
    total = sign * math.factorial(n) * shifted
    if n == 0:
        return total + x.ln() - 1 / (2 * x) - _series(x, 0, 2)
    leading = math.factorial(n - 1) / x**n + Decimal(math.factorial(n)) / (2 * x ** (n + 1))
    return total + sign * (leading + _series(x, n, n + 2))


def _cotangent_derivative(n: int, x: Decimal) -> Decimal:
    """The n-th derivative of pi cot(pi x): a polynomial in c = cot(pi x), as c' = -pi(1 + c*c)."""
    sine, cosine = _sine_and_cosine(x - x.to_integral_value())
    c = cosine / sine
    polynomial = [0, 1]
    for _ in range(n):
        slope = [k * a for k, a in enumerate(polynomial)][1:]
        polynomial = [0] * (len(slope) + 2)
        for k, a in enumerate(slope):
            polynomial[k] -= a
            polynomial[k + 2] -= a
    value = Decimal(0)
    for a in reversed(polynomial):
        value = value * c + a
    return value * _PI ** (n + 1)
