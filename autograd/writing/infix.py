"""Formulas as Python text, with parentheses where operator precedence asks for them."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from autograd.writing.formula import (
    OPERATORS,
    RELATIONS,
    Applied,
    Formula,
    Number,
    Other,
    Rank,
    Symbol,
    read,
    replaced,
)


class Style(NamedTuple):
    """How formulas are written.

    Attributes:
        number: Writes a number.
        power: The operator of a power.
        negated: The least precedence that needs no parentheses behind a minus.
        exponent: The least precedence that needs no parentheses as an exponent.
        grouped: Whether a + (b + c) keeps its parentheses, which matter to rounding only.
    """

    number: Callable[[float], str] = repr
    power: str = " ** "
    negated: Rank = Rank.SIGN
    exponent: Rank = Rank.POWER
    grouped: bool = True


PLAIN = Style()
RULE = Style(power="**")
"""As the rules of the table are written."""

Text = tuple[str, Rank]


def write(formula: Formula, style: Style = PLAIN) -> str:
    """A formula as Python text.

    >>> write(read("(a+b)*c - (d-e)**2"))
    '(a + b) * c - (d - e) ** 2'
    """
    return _write(formula, style)[0]


def rewritten(formula: str, words: Mapping[str, str]) -> str:
    """A formula of the tables with other words in the place of some of its symbols.

    >>> rewritten("1 - out**2", {"out": "y[0]"})
    '1 - y[0]**2'
    """
    return write(replaced(read(formula), {x: Symbol(word) for x, word in words.items()}), RULE)


def _write(formula: Formula, style: Style) -> Text:
    """The text of a formula, and its precedence."""
    if isinstance(formula, Symbol):
        return formula.text, formula.rank
    if isinstance(formula, Number):
        text = style.number(formula.value)
        return text, Rank.SIGN if text.startswith("-") else Rank.ATOM
    if isinstance(formula, Other):
        return formula.text, Rank.CHOICE
    parts = [_write(x, style) for x in formula.inputs]
    if formula.name == "neg":
        return _negated(parts[0], style)
    if formula.name in OPERATORS:
        return _infix(formula.name, parts, style)
    texts = [text for text, _ in parts]
    match formula.name:
        case "if":
            return _choice(parts)
        case "and":
            return " and ".join(_enclosed(x, Rank.AND) for x in parts), Rank.AND
        case "or":
            return " or ".join(_enclosed(x, Rank.OR) for x in parts), Rank.OR
        case "for":
            return "{} for {} in {}".format(*texts), Rank.CHOICE
    if formula.name.split()[0] in RELATIONS:
        first, *others = [_enclosed(x, Rank.SUM) for x in parts]
        pairs = zip(formula.name.split(), others, strict=True)
        return " ".join([first, *[f"{relation} {x}" for relation, x in pairs]]), Rank.RELATION
    return _call(formula, texts), Rank.FUNCTION


def _enclosed(part: Text, least: Rank) -> str:
    """The part of a formula, in parentheses if its precedence is below `least`."""
    text, rank = part
    return text if rank >= least else f"({text})"


def _negated(part: Text, style: Style) -> Text:
    text, rank = f"-{_enclosed(part, style.negated)}", part[1]
    # Where -(a * b) may be written -a * b, it is a product that begins with a sign.
    return text, Rank.PRODUCT if rank == style.negated == Rank.PRODUCT else Rank.SIGN


def _infix(name: str, parts: Sequence[Text], style: Style) -> Text:
    symbol, rank = OPERATORS[name]
    left, right = parts
    if name == "pow":  # Python reads a ** b ** c as a ** (b ** c)
        base, exponent = _enclosed(left, Rank.FUNCTION), _enclosed(right, style.exponent)
        return f"{base}{style.power}{exponent}", rank
    # Of equal operators the left one goes first: only the right part may need parentheses.
    closer = Rank(rank + 1) if style.grouped or name in ("sub", "div") else rank
    return f"{_enclosed(left, rank)} {symbol} {_enclosed(right, closer)}", rank


def _choice(parts: Sequence[Text]) -> Text:
    """A conditional expression; the value otherwise, which is last, may be one again."""
    chain = [_enclosed(part, Rank.OR) for part in parts[:-1]]
    pairs = zip(chain[::2], chain[1::2], strict=True)
    cases = [f"{value} if {condition}" for value, condition in pairs]
    return " else ".join([*cases, parts[-1][0]]), Rank.CHOICE


def _call(formula: Applied, texts: Sequence[str]) -> str:
    plain = len(texts) - len(formula.keywords)
    pairs = zip(formula.keywords, texts[plain:], strict=True)
    given = [f"{keyword}={text}" for keyword, text in pairs]
    return f"{formula.name}({', '.join([*texts[:plain], *given])})"
