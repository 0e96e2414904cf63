"""Names with raised and lowered digits, such as w¹₂₃: as text, and the parts of that text.

The text is the name itself, in every place; pictures and formulas set its digits as they set a
raised or lowered text.
"""

import html
import re
from typing import NamedTuple

_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_LOWERED = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_PLAIN = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉", "01234567890123456789")
_SCRIPTS = re.compile(r"([⁰¹²³⁴-⁹]*)([₀-₉]+(?:,[₀-₉]+)*)|([⁰¹²³⁴-⁹]+)")


class Scripted(NamedTuple):
    """A name in its parts; the digits are plain."""

    base: str
    raised: str = ""
    lowered: str = ""


def scripted(base: str, raised: str = "", lowered: str = "") -> str:
    """A name with raised and lowered digits.

    >>> scripted("w", "1", "23"), scripted("w", "2", "12,3")
    ('w¹₂₃', 'w²₁₂,₃')
    """
    return base + raised.translate(_RAISED) + lowered.translate(_LOWERED)


def parts_of(name: str) -> list[Scripted]:
    """The parts of a text, each a base with the digits behind it.

    >>> parts_of("w¹₂₃·x₃")
    [Scripted(base='w', raised='1', lowered='23'), Scripted(base='·x', raised='', lowered='3')]
    >>> parts_of("loss")
    [Scripted(base='loss', raised='', lowered='')]
    """
    found, at = [], 0
    for match in _SCRIPTS.finditer(name):
        raised, lowered = match[1] or match[3] or "", match[2] or ""
        digits = [text.translate(_PLAIN) for text in (raised, lowered)]
        found.append(Scripted(name[at : match.start()], *digits))
        at = match.end()
    return [*found, Scripted(name[at:])] if at < len(name) or not found else found


def tspans(name: str) -> str:
    """A name for the inside of an SVG text, its digits raised and lowered by `<tspan>`.

    >>> tspans("x₁"), tspans("a < b")
    ('x<tspan dy="3" font-size=".8em">1</tspan>', 'a &lt; b')
    """
    written, below = "", 0  # how far the line is below the base line
    for base, raised, lowered in parts_of(name):
        if base:
            text = html.escape(base)
            written += f'<tspan dy="{-below}">{text}</tspan>' if below else text
            below = 0
        if raised:
            written += f'<tspan dy="{-5 - below}" font-size=".8em">{raised}</tspan>'
            below = -5
        if lowered:
            back = f' dx="{-6.1 * len(raised):g}"' if raised else ""
            written += f'<tspan dy="{3 - below}"{back} font-size=".8em">{lowered}</tspan>'
            below = 3
    return written
