"""The exact value of every operation and of its derivatives, with mpmath, from textbook formulas.

Written without looking at how the table computes them: these are the other half of the test.
"""

import mpmath as mp
from mpmath import mpf

DIGITS = 50

HALF = mpf("0.5")
SELU_SCALE = mpf(1.0507009873554805)  # the constants of the paper, rounded to doubles
SELU_SCALE_ALPHA = mpf(1.7580993408473766)


def _zero(*inputs):
    return mpf(0)


def _sign(x):
    return mpf((x > 0) - (x < 0))


def _power_by_exponent(x, y):
    return x**y * mp.log(x) if x else mpf(0)


def _wide(function):
    """With enough digits for 1 + x to keep a tiny x."""

    def evaluate(*inputs):
        with mp.workdps(700):
            return function(*inputs)

    return evaluate


def _phi(x):
    return mp.exp(-x * x / 2) / mp.sqrt(2 * mp.pi)


def _cdf(x):
    return mp.erfc(-x / mp.sqrt(2)) / 2 if x > -60 else mpf(0)  # there below 1e-780


def _sigmoid(x):
    return 1 / (1 + mp.exp(-x)) if x > -1e5 else mp.exp(x)


def _softplus(x):
    return mp.log1p(mp.exp(x)) if x < 1e5 else x


def _log_gamma(x):
    return mp.re(mp.loggamma(x))


def _round(x):
    below = mp.floor(x)
    rest = x - below
    up = rest > HALF or (rest == HALF and int(below) % 2 == 1)
    return below + 1 if up else below


def _inverse_root(x):
    """1 / sqrt(1 - x**2)."""
    return 1 / mp.sqrt((1 - x) * (1 + x))


REFERENCES = {
    # name: (the operation, its derivative by each input; None: not differentiable)
    "add": (lambda a, b: a + b, lambda a, b: mpf(1), lambda a, b: mpf(1)),
    "sub": (lambda a, b: a - b, lambda a, b: mpf(1), lambda a, b: mpf(-1)),
    "mul": (lambda a, b: a * b, lambda a, b: b, lambda a, b: a),
    "div": (lambda a, b: a / b, lambda a, b: 1 / b, lambda a, b: -a / b**2),
    "neg": (lambda x: -x, lambda x: mpf(-1)),
    "pow": (lambda x, y: x**y, lambda x, y: y * x ** (y - 1), _power_by_exponent),
    "power_slope": (
        lambda x, y: y * x ** (y - 1),
        lambda x, y: y * (y - 1) * x ** (y - 2),
        lambda x, y: x ** (y - 1) * (1 + y * mp.log(x)),
    ),
    "abs": (abs, _sign),
    "exp": (mp.exp, mp.exp),
    "expm1": (mp.expm1, mp.exp),
    "log": (mp.log, lambda x: 1 / x),
    "log1p": (mp.log1p, lambda x: 1 / (1 + x)),
    "log2": (lambda x: mp.log(x) / mp.log(2), lambda x: 1 / (x * mp.log(2))),
    "log10": (lambda x: mp.log(x) / mp.log(10), lambda x: 1 / (x * mp.log(10))),
    "sqrt": (mp.sqrt, lambda x: 1 / (2 * mp.sqrt(x))),
    "cbrt": (
        lambda x: _sign(x) * mp.cbrt(abs(x)),
        lambda x: 1 / (3 * mp.cbrt(abs(x)) ** 2),
    ),
    "sin": (mp.sin, mp.cos),
    "cos": (mp.cos, lambda x: -mp.sin(x)),
    "tan": (mp.tan, lambda x: mp.sec(x) ** 2),
    "asin": (mp.asin, _inverse_root),
    "acos": (mp.acos, lambda x: -_inverse_root(x)),
    "atan": (mp.atan, lambda x: 1 / (1 + x * x)),
    "atan2": (
        mp.atan2,
        lambda y, x: x / (x * x + y * y),
        lambda y, x: -y / (x * x + y * y),
    ),
    "hypot": (
        mp.hypot,
        lambda x, y: x / mp.hypot(x, y) if x or y else mpf(0),
        lambda x, y: y / mp.hypot(x, y) if x or y else mpf(0),
    ),
    "binade": (
        lambda x: mpf(2) ** max(-1000, min(1000, mp.frexp(x)[1] - 1)) if x else mpf(1),
        None,
    ),
    "sinh": (mp.sinh, mp.cosh),
    "cosh": (mp.cosh, mp.sinh),
    "tanh": (mp.tanh, lambda x: 1 / mp.cosh(x) ** 2 if abs(x) < 1e5 else mpf(0)),
    "asinh": (mp.asinh, lambda x: 1 / mp.sqrt(1 + x * x)),
    "acosh": (mp.acosh, lambda x: 1 / mp.sqrt((x - 1) * (x + 1))),
    "atanh": (mp.atanh, lambda x: 1 / ((1 - x) * (1 + x))),
    "gaussian": (lambda x: mp.exp(-x * x), lambda x: -2 * x * mp.exp(-x * x)),
    "normal_pdf": (_phi, lambda x: -x * _phi(x)),
    "normal_cdf": (_cdf, _phi),
    "erf": (mp.erf, lambda x: 2 / mp.sqrt(mp.pi) * mp.exp(-x * x)),
    "erfc": (mp.erfc, lambda x: -2 / mp.sqrt(mp.pi) * mp.exp(-x * x)),
    "lgamma": (_log_gamma, mp.digamma),
    "polygamma": (
        lambda n, x: mp.polygamma(int(n), x),
        None,
        lambda n, x: mp.polygamma(int(n) + 1, x),
    ),
    "sigmoid": (_sigmoid, lambda x: _sigmoid(x) * _sigmoid(-x)),
    "softplus": (_softplus, _sigmoid),
    "relu": (lambda x: max(x, mpf(0)), lambda x: mpf(x > 0)),
    "leaky_relu": (
        lambda x, slope: x if x > 0 else slope * x,
        lambda x, slope: mpf(1) if x > 0 else slope,
        lambda x, slope: mpf(0) if x > 0 else x,
    ),
    "elu": (
        lambda x, alpha: x if x > 0 else alpha * mp.expm1(x),
        lambda x, alpha: mpf(1) if x > 0 else alpha * mp.exp(x),
        lambda x, alpha: mpf(0) if x > 0 else mp.expm1(x),
    ),
    "selu": (
        lambda x: SELU_SCALE * x if x > 0 else SELU_SCALE_ALPHA * mp.expm1(x),
        lambda x: SELU_SCALE if x > 0 else SELU_SCALE_ALPHA * mp.exp(x),
    ),
    "gelu": (lambda x: x * _cdf(x), lambda x: _cdf(x) + x * _phi(x)),
    "silu": (
        lambda x: x * _sigmoid(x),
        lambda x: _sigmoid(x) * (1 + x * _sigmoid(-x)),
    ),
    "softsign": (lambda x: x / (1 + abs(x)), lambda x: 1 / (1 + abs(x)) ** 2),
    "step": (lambda x: mpf(x >= 0), _zero),
    "sign": (_sign, _zero),
    "floor": (mp.floor, _zero),
    "ceil": (mp.ceil, _zero),
    "round": (_wide(_round), _zero),
    "maximum": (
        max,
        lambda a, b: HALF if a == b else mpf(a > b),
        lambda a, b: HALF if a == b else mpf(b > a),
    ),
    "minimum": (
        min,
        lambda a, b: HALF if a == b else mpf(a < b),
        lambda a, b: HALF if a == b else mpf(b < a),
    ),
    "clip": (
        lambda x, low, high: min(max(x, low), high),
        lambda x, low, high: mpf(low <= x <= high and low < high),
        lambda x, low, high: mpf(x < low <= high),
        lambda x, low, high: mpf(x > high or low > high),
    ),
    "where": (
        lambda condition, a, b: a if condition else b,
        None,
        lambda condition, a, b: mpf(bool(condition)),
        lambda condition, a, b: mpf(not condition),
    ),
}
