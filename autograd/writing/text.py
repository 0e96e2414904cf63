"""Numbers, names and tables as text for people: in pictures, reports and explanations."""

import math
import re
import unicodedata
from collections.abc import Sequence

NAME_LENGTH = 32
_JOINERS = "\u200c\u200d"  # invisible, but without them scripts and emoji fall apart


def number(value: float, digits: int = 4) -> str:
    """A number in few characters; a rounded number shows all significant digits, as in 1.000.

    Args:
        value: Any double, or a truth value.
        digits: Significant digits, at least 1. Digits before the point are kept up to 10 million.

    >>> [number(x) for x in (2.0, 0.5, -0.88137358, 1.2e-5, 65818.0, 1e300)]
    ['2.0', '0.5', '-0.8814', '1.2e-05', '65818.0', '1e+300']
    >>> number(0.99999), number(1.0), number(float("nan")), number(1.2e-9, 1)
    ('1.000', '1.0', 'nan', '1e-09')
    """
    if isinstance(value, bool):
        return str(value)
    if not math.isfinite(value):
        return str(float(value))
    if abs(value) < 1e7:
        if value == int(value):
            return f"{value:.1f}"
        if abs(value) >= 10.0**digits:
            return f"{value:.0f}"
    short = f"{value:.{digits}g}"
    if float(short) == value:
        return short
    return f"{value:#.{digits}g}".rstrip(".").replace(".e", "e")


def brief(value: float) -> str:
    """A number in a picture: at most six characters, but for exponents of three digits.

    Two decimals below 10, one below 1000, none below 10,000; a single digit and a power of ten for
    what is larger, or smaller than 0.005. Minus is the sign, not the hyphen; 0 has no sign.

    >>> [brief(x) for x in (0.5, -3.14159, 12.34, -0.0, -0.00031, 12345.0)]
    ['0.50', '−3.14', '12.3', '0', '−3e−4', '1e4']
    >>> brief(9.999), brief(9999.7), brief(float("-inf"))
    ('10.0', '1e4', '−inf')
    """
    size = abs(value)
    if size == 0.0:
        return "0"
    if size < 0.005 or size >= 9999.5:
        text = f"{value:.0e}".replace("e-0", "e-").replace("e+0", "e").replace("e+", "e")
    else:
        text = f"{value:.{2 if size < 9.995 else 1 if size < 999.95 else 0}f}"
    return text.replace("-", "−")


def is_number(text: str) -> bool:
    """Whether a text reads as a number, in parentheses or not.

    >>> is_number("(-2.0)"), is_number("x")
    (True, False)
    """
    return re.fullmatch(r"\(?-?[\d.e+]+\)?", text) is not None


def count(many: int, singular: str) -> str:
    """A number of things, in words.

    >>> count(1, "value"), count(1234567, "value")
    ('1 value', '1,234,567 values')
    """
    return f"{many:,} {singular}" + "s" * (many != 1)


def literal(text: str) -> str:
    r"""`text` on one line, with everything that cannot be seen written as Python's escapes.

    So a text can neither break the syntax of a file by control characters, nor be invisible in a
    picture, nor reverse its neighbours by marks of writing direction.

    >>> print(literal("two\nlines \x00 \u202e"))
    two\nlines \x00 \u202e
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(map(_visible, text))


def _visible(character: str) -> str:
    if character.isprintable() or character in _JOINERS:
        return character
    if unicodedata.category(character) == "Zs":
        return " "
    return character.encode("unicode_escape").decode("ascii")


def shorten(text: str, limit: int = NAME_LENGTH) -> str:
    """`text` in at most `limit` characters, with an ellipsis for its middle.

    >>> shorten("layers[0].neurons[12].w[3]", 17)
    'layers[0…12].w[3]'
    """
    if len(text) <= limit:
        return text
    head = limit // 2
    return text[:head] + "…" + text[head + 1 - limit :]


def display(text: str, limit: int = NAME_LENGTH) -> str:
    """A name for display: one line of literal characters, shortened, without outer spaces.

    >>> display("  loss ")
    'loss'
    """
    if len(text) > 4 * limit:  # shortened here too: escaping 10 million characters takes a second
        text = shorten(text, 4 * limit)
    return shorten(literal(text).strip(), limit)


def text_table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table as plain text, its columns aligned.

    >>> print(text_table(["x", "is"], [["first", "1"], ["y", "2"]]))
    x      is
    first  1
    y      2
    """
    lines = [header, *rows]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )
