"""The table of formulas that break and of those to write instead, one row each.

A row is a promise, held by the tests: at ordinary numbers both sides are equal; at the numbers of
`breaks` the left side or its gradient becomes nan or infinite, and the right side does not. Before
a rewrite is recommended, it is tried on the user's own numbers as well.
"""

from typing import Any, NamedTuple


class RewriteRule(NamedTuple):
    """A row of the table.

    Attributes:
        patterns: Formulas that mean the same.
        instead: The formula to write in their place.
        why: The gain, as a sentence.
        breaks: Numbers at which the first pattern breaks.
    """

    patterns: tuple[str, ...]
    instead: str
    why: str
    breaks: dict[str, Any]


def _rule(formulas: str, why: str, **breaks: Any) -> RewriteRule:
    """A row from its formulas, as people are shown them: "pattern or pattern -> instead"."""
    patterns, _, instead = formulas.partition(" -> ")
    return RewriteRule(tuple(patterns.split(" or ")), instead, why, breaks)


# Reasons that more than one row gives.
_TANH = "exp overflows, and inf / inf is nan; tanh knows its limits."
_NORM = (
    "The slope of sqrt is infinite at 0, and squares overflow from 1e154 on; norm has gradient 0 "
    "at the origin and forms no squares."
)
_ROUNDED = "tanh rounds to 1 for x above 19."
_LIMIT = "0 / 0 is nan; the limit at 0 is 1, with slope 0."
_QUOTIENT = (
    "There is no quotient by 0; put what it shall be there in the place of the 0 after the "
    "condition."
)

IDENTITIES = (
    _rule(
        "log(sigmoid(x)) or log(1 / (1 + exp(-x))) or log(exp(x) / (1 + exp(x))) -> -softplus(-x)",
        "The sigmoid underflows to 0 for x below -745; softplus never forms it.",
        x=-1000.0,
    ),
    _rule(
        "log(1 - sigmoid(x)) or log1p(-sigmoid(x)) or log(1 - 1 / (1 + exp(-x))) -> -softplus(x)",
        "The sigmoid rounds to 1 for x above 37, and 1 - sigmoid to 0; softplus never forms it.",
        x=1000.0,
    ),
    _rule(
        "log(1 - tanh(x)**2) -> 2 * (log(2) - x - softplus(-2 * x))",
        "tanh rounds to 1 for x above 19, and 1 - tanh(x)**2 to 0.",
        x=30.0,
    ),
    _rule(
        "log((1 - tanh(x)) * (1 + tanh(x))) -> 2 * (log(2) - x - softplus(-2 * x))",
        "tanh rounds to 1 for x above 19, and 1 - tanh(x) to 0.",
        x=30.0,
    ),
    _rule(
        "log(cosh(x)) -> abs(x) + softplus(-2 * abs(x)) - log(2)",
        "cosh overflows for |x| above 710; its logarithm is near |x|.",
        x=1000.0,
    ),
    _rule(
        "log(exp(y) / sum(exp(x) for x in xs)) -> y - logsumexp(xs)",
        "This is the logarithm of a softmax; logsumexp takes it without forming exp(x).",
        y=-2000.0,
        xs=[-2000.0, 0.0],
    ),
    _rule(
        "log(sum(exp(x) for x in xs) / n) -> logsumexp(xs) - log(n)",
        "exp overflows above 709.78; logsumexp subtracts the largest x before.",
        xs=[1000.0, 1001.0],
        n=2.0,
    ),
    _rule(
        "log(1 + exp(x)) or log1p(exp(x)) -> softplus(x)",
        "exp overflows above 709.78; softplus does not form it there.",
        x=1000.0,
    ),
    _rule(
        "log(sum(exp(x) for x in xs)) -> logsumexp(xs)",
        "exp overflows above 709.78 and vanishes below -745; logsumexp subtracts the largest x "
        "before.",
        xs=[1000.0, 1001.0],
    ),
    _rule(
        "log(exp(x)) -> x",
        "exp overflows above 709.78 and vanishes below -745; its logarithm is x itself.",
        x=1000.0,
    ),
    _rule(
        "log(prod(x for x in xs)) -> sum(log(x) for x in xs)",
        "A product of many numbers overflows or vanishes; the sum of the logarithms does not.",
        xs=[1e-200, 1e-200],
    ),
    _rule(
        "log(a / b) -> log(a) - log(b)",
        "The quotient overflows or vanishes; the difference of the logarithms does not.",
        a=1e-200,
        b=1e200,
    ),
    _rule(
        "log(x**n) -> n * log(x)",
        "The power overflows or vanishes; a multiple of the logarithm does not.",
        x=1e-200,
        n=2.0,
    ),
    _rule(
        "(exp(2 * x) - 1) / (exp(2 * x) + 1) or (exp(x) - exp(-x)) / (exp(x) + exp(-x)) -> tanh(x)",
        _TANH,
        x=1000.0,
    ),
    _rule("(exp(u) - 1) / (exp(u) + 1) -> tanh(u / 2)", _TANH, u=1000.0),
    _rule(
        "sinh(x) / cosh(x) -> tanh(x)",
        "sinh and cosh overflow, and inf / inf is nan; tanh knows its limits.",
        x=1000.0,
    ),
    _rule(
        "exp(x) / (1 + exp(x)) or 1 / (1 + exp(-x)) -> sigmoid(x)",
        "exp overflows: then inf / inf is nan, or 0 * inf in the backward pass. sigmoid does not "
        "form it.",
        x=1000.0,
    ),
    _rule(
        "1 / (1 + exp(u)) -> sigmoid(-u)",
        "exp overflows, and the backward pass multiplies 0 by inf. sigmoid does not form it.",
        u=1000.0,
    ),
    _rule(
        "exp(y) / sum(exp(x) for x in xs) -> exp(y - logsumexp(xs))",
        "exp overflows, and inf / inf is nan. softmax(xs) gives these for all y in xs at once.",
        y=1000.0,
        xs=[1000.0, 1001.0],
    ),
    _rule(
        "exp(a) / exp(b) -> exp(a - b)",
        "exp overflows above 709.78 and vanishes below -745, the quotient not so soon.",
        a=1000.0,
        b=1000.0,
    ),
    _rule(
        "exp(a) * exp(b) -> exp(a + b)",
        "exp overflows above 709.78 and vanishes below -745, the product not so soon.",
        a=1000.0,
        b=-1000.0,
    ),
    _rule(
        "atanh(tanh(x)) -> x",
        "tanh rounds to 1 for x above 19, where atanh is infinite.",
        x=30.0,
    ),
    _rule("sqrt(sum(x**2 for x in xs)) -> norm(xs)", _NORM, xs=[0.0, 0.0]),
    _rule("sqrt(sum(x**2 for x in xs) / n) -> norm(xs) / sqrt(n)", _NORM, xs=[0.0, 0.0], n=2.0),
    _rule(
        "sqrt(x**2) -> abs(x)",
        "The slope of sqrt is infinite at 0; abs has the slope 0 there.",
        x=0.0,
    ),
    _rule(
        "x**(1 / 3) -> cbrt(x)",
        "A fractional power of a negative number is nan; its cube root is not.",
        x=-8.0,
    ),
)
"""Equal wherever both are finite; the special rows stand before the general ones."""

CANCELLATIONS = (
    _rule(
        "sum(x**2 for x in xs) / n - (sum(x for x in xs) / n)**2 -> var(xs)",
        "The difference of two large numbers lost its digits; var subtracts the mean before.",
        xs=[1000000000.0, 1000000003.5, 1000000002.0],
        n=3.0,
    ),
    _rule(
        "1 - sigmoid(x) or 1 - 1 / (1 + exp(-x)) -> sigmoid(-x)",
        "The sigmoid rounds to 1 for x above 37.",
        x=40.0,
    ),
    _rule("1 - tanh(x)**2 or (1 - tanh(x)) * (1 + tanh(x)) -> 1 / cosh(x)**2", _ROUNDED, x=30.0),
    _rule("1 - tanh(x) -> 2 * sigmoid(-2 * x)", _ROUNDED, x=30.0),
    _rule("1 - erf(x) -> erfc(x)", "erf rounds to 1 for x above 5.9.", x=7.0),
    _rule("exp(x) - 1 -> expm1(x)", "exp(x) rounds to 1 for |x| below 1e-16.", x=1e-20),
    _rule("1 - exp(x) -> -expm1(x)", "exp(x) rounds to 1 for |x| below 1e-16.", x=1e-20),
    _rule("log(1 + x) -> log1p(x)", "1 + x rounds to 1 for |x| below 1e-16.", x=1e-20),
    _rule("log(1 - x) -> log1p(-x)", "1 - x rounds to 1 for |x| below 1e-16.", x=1e-20),
    _rule("1 - cos(x) -> 2 * sin(x / 2)**2", "cos(x) rounds to 1 for |x| below 1e-8.", x=1e-10),
    _rule("cosh(x) - 1 -> 2 * sinh(x / 2)**2", "cosh(x) rounds to 1 for |x| below 1e-8.", x=1e-10),
    _rule(
        "sqrt(1 + x) - 1 -> x / (sqrt(1 + x) + 1)",
        "sqrt(1 + x) rounds to 1 for |x| below 1e-16.",
        x=1e-20,
    ),
)
"""Formulas that are 0 or negative where they should not be, since all their digits cancelled."""

GUARDS = (
    _rule("x / x -> 1", "0 / 0 is nan.", x=0.0),
    _rule("sin(x) / x -> where(x == 0, 1, sin(x) / x)", _LIMIT, x=0.0),
    _rule("tanh(x) / x -> where(x == 0, 1, tanh(x) / x)", _LIMIT, x=0.0),
    _rule(
        "(exp(x) - 1) / x or expm1(x) / x -> where(x == 0, 1 + x / 2, expm1(x) / x)",
        "0 / 0 is nan; near 0 it is 1 + x / 2.",
        x=0.0,
    ),
    _rule(
        "log(1 + x) / x or log1p(x) / x -> where(x == 0, 1 - x / 2, log1p(x) / x)",
        "0 / 0 is nan; near 0 it is 1 - x / 2.",
        x=0.0,
    ),
    _rule(
        "x * log(x) -> where(x == 0, 0, x * log(x))",
        "0 * -inf is nan; the limit at 0 is 0, though with an infinite slope, which is left out.",
        x=0.0,
    ),
    _rule(
        "a * x -> where(a == 0, 0, a * x)",
        "0 * inf is nan: a product cannot mask out what is infinite. The branch that where does "
        "not take has no influence, on the gradient neither.",
        a=0.0,
        x=float("inf"),
    ),
    _rule("a / b -> where(b == 0, 0, a / b)", _QUOTIENT, a=1.0, b=0.0),
    _rule("b**(-1) -> where(b == 0, 0, 1 / b)", _QUOTIENT, b=0.0),
    _rule(
        "sqrt(x) -> where(x > 0, sqrt(x), 0)",
        "sqrt is nan below 0, and its slope infinite at 0. A number that should not be negative "
        "can become so by rounding.",
        x=0.0,
    ),
    _rule(
        "cbrt(x) -> where(x == 0, 0, cbrt(x))",
        "The slope of a cube root is infinite at 0.",
        x=0.0,
    ),
    _rule(
        "asin(x) -> where(abs(x) < 1, asin(x), sign(x) * 1.5707963267948966)",
        "asin is nan beyond -1 and 1, where rounding can lead, and its slope infinite there.",
        x=1.0000000000000002,
    ),
    _rule(
        "acos(x) -> where(abs(x) < 1, acos(x), (1 - sign(x)) * 1.5707963267948966)",
        "acos is nan beyond -1 and 1, where rounding can lead, and its slope infinite there. The "
        "angle between two vectors is atan2 of their cross and dot products, without this "
        "trouble.",
        x=1.0000000000000002,
    ),
    _rule(
        "acosh(x) -> where(x > 1, acosh(x), 0)",
        "acosh is nan below 1, where rounding can lead, and its slope infinite at 1.",
        x=1.0,
    ),
    _rule(
        "x**y -> sign(x) * abs(x)**y",
        "A negative number has no real power with a fractional exponent. This keeps its sign, "
        "should that be what you mean.",
        x=-2.0,
        y=0.5,
    ),
    _rule(
        "x**y -> where(x > 0, x**y, 0)",
        "A negative power of 0 is infinite, and so is the slope at 0 of a power below 1.",
        x=0.0,
        y=0.5,
    ),
)
"""They treat the point where a formula breaks as a case of its own. For positive numbers they are
equal elsewhere."""
