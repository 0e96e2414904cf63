"""Points at which to test an operation: the whole range of doubles, its edges and its middle."""

import math
import random
import sys

TINY = 5e-324
SMALLEST_NORMAL = sys.float_info.min
LARGEST = sys.float_info.max


def edges(low, high):
    """The doubles at which arithmetic changes its character, as far as they are in the interval."""
    sizes = [TINY, 3 * TINY, SMALLEST_NORMAL - TINY, SMALLEST_NORMAL, 1e-160, 1e-17, 2.0**-53]
    sizes += [0.5, 1.0, math.nextafter(1.0, 0.0), math.nextafter(1.0, 2.0), 2.0, 18.0, 36.0, 710.0]
    sizes += [2.0**52, 2.0**53 + 2.0, 1e154, 1.4e154, LARGEST / 4, LARGEST]
    candidates = [low, high, *sizes, *(-size for size in sizes)]
    return [x for x in candidates if low <= x <= high]


def log_uniform(rng, low, high):
    """A number of any magnitude down to the denormals, of either sign, in the interval."""
    while True:
        x = math.ldexp(rng.uniform(1.0, 2.0), rng.randint(-1074, 1023)) * rng.choice((1.0, -1.0))
        if low <= x <= high:
            return x


def middle(rng, low, high):
    """A number of everyday size in the interval."""
    width = rng.choice((1.0, 4.0, 40.0, 750.0))
    return rng.uniform(max(low, -width), min(high, width)) if low < width else low


def number(rng, low, high):
    """A number in the interval: of any magnitude, of everyday size, or an edge."""
    kind = rng.random()
    if kind < 0.05:
        return rng.choice(edges(low, high))
    return log_uniform(rng, low, high) if kind < 0.5 else middle(rng, low, high)


def power_inputs(rng):
    """x and y for which x**y is neither 0 nor infinite nor, mostly, 1."""
    x = number(rng, TINY, LARGEST)
    if rng.random() < 0.3:
        x = math.exp(rng.uniform(-3.0, 3.0))
    size = abs(math.log(x))
    if size == 0.0:
        return x, number(rng, -LARGEST, LARGEST)
    exponent = 745.0 * rng.random() ** rng.choice((1, 3, 20)) / size
    y = rng.choice((1.0, -1.0)) * exponent
    return x, float(round(y)) if rng.random() < 0.3 else y


def pair(rng, operation):
    """Two numbers, more often than by chance of about the same magnitude."""
    (low, high), (low2, high2) = operation.domain
    a = number(rng, low, high)
    if rng.random() < 0.5:
        b = a * math.exp(rng.uniform(-5.0, 5.0)) * rng.choice((1.0, -1.0))
        if low2 <= b <= high2 and math.isfinite(b):
            return a, b
    return a, number(rng, low2, high2)


def points(operation, count, seed=0):
    """`count` input tuples in the operation's domain, the same in every process."""
    rng = random.Random(f"{operation.name} {seed}")
    for _ in range(count):
        if operation.name in ("pow", "power_slope"):
            yield power_inputs(rng)
        elif operation.name == "polygamma":
            yield float(rng.randint(0, 3)), number(rng, *operation.domain[1])
        elif operation.name == "where":
            yield rng.random() < 0.5, number(rng, -9.0, 9.0), number(rng, -9.0, 9.0)
        elif len(operation.domain) == 2:
            yield pair(rng, operation)
        else:
            yield tuple(number(rng, low, high) for low, high in operation.domain)
