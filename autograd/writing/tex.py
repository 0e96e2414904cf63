"""Names, numbers and formulas in LaTeX, for MathJax, KaTeX and documents."""

import functools
import math
import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from autograd.writing import text
from autograd.writing.formula import RELATIONS, Applied, Formula, Number, Other, Rank, Symbol
from autograd.writing.scripts import parts_of

GREEK = {
    *("alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa"),
    *("lambda", "mu", "nu", "xi", "pi", "rho", "sigma", "tau", "upsilon", "phi", "chi", "psi"),
    "omega",
}

# The empty groups matter where the source is part of an HTML page: there "<" before a letter would
# begin an element, and "&" before a letter a character reference.
_ESCAPES = {
    "\\": r"\backslash ",
    "^": r"\wedge ",
    "~": r"\sim ",
    " ": r"\ ",
    "'": r"{'}",
    "<": "<{}",
    ">": ">{}",
    "&": r"\&{}",
} | {c: "\\" + c for c in "{}%$#_"}


class Part(NamedTuple):
    """Part of a formula, and its precedence."""

    latex: str
    rank: Rank = Rank.ATOM

    def enclosed(self, least: Rank, *, unsigned: bool = False) -> str:
        """The part, in parentheses where it needs them.

        Args:
            least: The lowest precedence that needs none.
            unsigned: Whether it must not begin with a sign.
        """
        if self.rank < least or (unsigned and self.latex.startswith("-")):
            return rf"\left({self.latex}\right)"
        return self.latex


def words(content: str) -> str:
    r"""Any text, upright, within a formula; LaTeX's and HTML's special characters are escaped.

    >>> print(words("50 % of <b>"))
    \mathrm{50\ \%\ of\ <{}b>{}}
    """
    runs = _RUN.findall(unicodedata.normalize("NFC", content))
    return rf"\mathrm{{{''.join(map(_run, runs))}}}"


# Letters outside of ASCII stay together with their neighbours: scripts and accents need that.
_RUN = re.compile(r"[A-Za-z0-9]*(?:[^\x00-\x7f]+[A-Za-z0-9]*)+|[\x00-\x7f]")


def _run(characters: str) -> str:
    if characters.isascii():
        return _ESCAPES.get(characters, characters)
    if unicodedata.combining(characters[0]):
        characters = "\u25cc" + characters  # an accent on nothing is no valid formula
    return rf"\text{{{characters}}}"


def name(symbol: str) -> str:
    r"""A name as a symbol: its number becomes an index, `theta` the Greek letter.

    >>> [name(x) for x in ("w", "x12", "theta", "loss")]
    ['w', 'x_{12}', '\\theta', '\\mathrm{loss}']
    >>> print(name("x_hat"), name("w[3]"), name("model.w[3]"))
    x_{\mathrm{hat}} w_{3} \mathrm{model.w[3]}
    >>> print(name("w¹₂₃·x₃"), name("sum₂"))
    w^{1}_{23} \cdot x_{3} \mathrm{sum}_{2}
    """
    if scripts := _scripts(symbol):
        return scripts
    found = re.fullmatch(r"([A-Za-z]+?)(?:_?(\d+)|\[(\d+)\]|_([A-Za-z]+))?", symbol)
    if not found or not symbol.isascii():
        return words(symbol)
    stem, digits, element, index = found.groups()
    if len(stem) > 1 and stem not in GREEK and (element or index):
        return words(symbol)
    base = stem if len(stem) == 1 else rf"\{stem}" if stem in GREEK else words(stem)
    if index and len(index) > 1:
        index = words(index)
    below = digits or element or index
    return f"{base}_{{{below}}}" if below else base


def _scripts(symbol: str) -> str:
    """A name with raised or lowered digits, or a product of such; "" for other names."""
    factors = symbol.split("·")
    parts = [parts_of(factor) for factor in factors]
    if not all(len(found) == 1 and re.fullmatch(r"[A-Za-z]+", found[0].base) for found in parts):
        return ""
    if len(factors) == 1 and not any(parts[0][0][1:]):
        return ""
    written = []
    for ((base, raised, lowered),) in parts:
        above = f"^{{{raised}}}" if raised else ""
        written.append(name(base) + above + (f"_{{{lowered}}}" if lowered else ""))
    return r" \cdot ".join(written)


def number(x: float, *, whole: bool = False) -> Part:
    r"""A number in LaTeX.

    Args:
        x: Any double or truth value.
        whole: Whether whole numbers are written without a point, as constants in formulas are.

    >>> number(-2.0).latex, number(2.0, whole=True).latex, number(1.5e-30).latex
    ('-2.0', '2', '1.5 \\cdot 10^{-30}')
    """
    if isinstance(x, bool) or math.isnan(x):
        return Part(words(str(x).lower()))
    if math.isinf(x):
        return Part(r"\infty") if x > 0.0 else Part(r"-\infty", Rank.PRODUCT)
    digits, _, exponent = text.number(x).partition("e")
    if exponent:
        return Part(rf"{digits} \cdot 10^{{{int(exponent)}}}", Rank.PRODUCT)
    if whole and x == int(x):
        digits = digits.removesuffix(".0")
    return Part(digits, Rank.PRODUCT if digits.startswith("-") else Rank.ATOM)


def derivative(above: str, below: str) -> str:
    r"""A partial derivative, from two symbols in LaTeX.

    >>> print(derivative("y", "x"))
    \frac{\partial y}{\partial x}
    """
    return rf"\frac{{\partial {above}}}{{\partial {below}}}"


def aligned(lines: Iterable[str]) -> str:
    r"""Lines of a formula, one below the other, aligned at their `&`.

    >>> print(aligned(["x &= 1", "y &= 2"]))
    \begin{aligned}
      x &= 1\\
      y &= 2
    \end{aligned}
    """
    body = "\\\\\n  ".join(lines)
    return f"\\begin{{aligned}}\n  {body}\n\\end{{aligned}}"


# ------------------------------------------------------------------------------------ formulas


def write(formula: Formula, *, whole: bool = True) -> str:
    r"""A formula in LaTeX, without dollar signs around it.

    Args:
        formula: The formula.
        whole: Whether whole numbers are written without a point.

    >>> x = Symbol("x1")
    >>> print(write(Applied("mul", (Number(-2.0), x), r"#1 \cdot #2")))
    -2 \cdot x_{1}
    """
    return _part(formula, whole).latex


def _part(formula: Formula, whole: bool) -> Part:
    if isinstance(formula, Number):
        return number(formula.value, whole=whole)
    if isinstance(formula, Symbol):
        return Part(formula.latex or name(formula.text), formula.rank)
    if isinstance(formula, Other):
        return Part(words(formula.text))
    return apply(_template(formula), [_part(x, whole) for x in formula.inputs])


def _template(formula: Applied) -> str:
    """The LaTeX of an operation, with `#1`, `#2` for its inputs."""
    places = [f"#{k}" for k in range(1, len(formula.inputs) + 1)]
    relations = formula.name.split()
    if "#" in formula.latex:
        return formula.latex
    if formula.name == "if":
        pairs = zip(places[:-1:2], places[1::2], strict=True)
        rows = "".join([rf"{value} & \text{{if }} {condition} \\ " for value, condition in pairs])
        return rf"\begin{{cases}} {rows}{places[-1]} & \text{{otherwise}} \end{{cases}}"
    if formula.name in ("and", "or"):
        return (r" \land " if formula.name == "and" else r" \lor ").join(places)
    if relations[0] in RELATIONS:
        others = zip(relations, places[1:], strict=True)
        return " ".join([places[0], *[f"{_RELATIONS.get(r, r)} {place}" for r, place in others]])
    return rf"{words(formula.name)}\left({', '.join(places)}\right)"  # predicates have a name only


_RELATIONS = {"<=": r"\le", ">=": r"\ge", "==": "=", "!=": r"\ne"}


class _Slot(NamedTuple):
    """A place in a template: its input, and the least precedence without parentheses."""

    position: int
    least: Rank
    unsigned: bool


def apply(template: str, parts: Sequence[Part]) -> Part:
    r"""A template with its inputs put in, in parentheses where precedence asks for them.

    The tokens around an input tell the least precedence that it may have there without parentheses.

    >>> total = apply("#1 + #2", [Part("a"), Part("b")])
    >>> print(apply(r"#1 \cdot #2", [total, Part("c")]).latex)
    \left(a + b\right) \cdot c
    >>> print(apply(r"\frac{#1}{#2}", [total, Part("c")]).latex)
    \frac{a + b}{c}
    """
    pieces, rank = analysed(template)
    texts = [
        x if isinstance(x, str) else parts[x.position].enclosed(x.least, unsigned=x.unsigned)
        for x in pieces
    ]
    return Part("".join(texts), rank)


_TOKEN = re.compile(
    r"\\(?:left|right)\s*(?:\\[a-z]+|\\?.)|\\(?:begin|end)\{\w+\}|\\text\{[^{}]*\}"
    r"|\\[A-Za-z]+|\\.|#\d|\s+|."
)
_SEPARATORS = {*",;&<>=", "\\\\", r"\le", r"\ge", r"\ne", r"\land", r"\lor"}
_RIGHT = {"+": Rank.SUM, "-": Rank.SUM, r"\cdot": Rank.PRODUCT}
_LEFT = {**_RIGHT, "-": Rank.PRODUCT}
"""The least precedence of what stands before, and of what stands behind, an operator."""


def _opens(token: str) -> bool:
    return token in {"", "{", "("} or token.startswith(("\\left", "\\begin"))


def _closes(token: str) -> bool:
    return token in {"", "}", ")"} or token.startswith(("\\right", "\\end"))


@functools.cache
def analysed(template: str) -> tuple[list[str | _Slot], Rank]:
    """The pieces of a template, with a slot for each input, and its precedence."""
    tokens = _TOKEN.findall(template)
    solid = ["", *[token for token in tokens if not token.isspace()], "", ""]
    pieces: list[str | _Slot] = []
    place = 0
    for token in tokens:
        place += not token.isspace()
        if re.fullmatch(r"#\d", token):
            pieces.append(_slot(int(token[1]) - 1, solid[place - 1], *solid[place + 1 :][:2]))
        else:
            pieces.append(token)
    return pieces, _rank(solid[1:-2])


def _slot(position: int, before: str, after: str, then: str) -> _Slot:
    """The slot of an input, from the tokens around it."""
    starts = _opens(before) or before in _SEPARATORS or before.startswith("\\text")
    ends = _closes(after) or after in _SEPARATORS
    if starts and ends:  # alone in a group: only the base of a power has to be one thing
        least = Rank.ATOM if after == "}" and then == "^" else Rank.CHOICE
        return _Slot(position, least, unsigned=False)
    left = Rank.CHOICE if starts else _LEFT.get(before, Rank.ATOM)
    right = Rank.CHOICE if ends else _RIGHT.get(after, Rank.ATOM)
    return _Slot(position, max(left, right), unsigned=not starts)


def _rank(tokens: Sequence[str]) -> Rank:
    """The precedence of a template: that of its loosest operator outside of all groups."""
    depth = 0
    outside = []
    for token in tokens:
        depth -= token != "" and _closes(token)
        if depth == 0:
            outside.append(token)
        depth += token != "" and _opens(token)
    if any(token.startswith("\\begin") for token in outside):
        return Rank.CHOICE
    if any(token in "+-" for token in outside[1:]):
        return Rank.SUM
    if r"\cdot" in outside or outside[0] == "-":
        return Rank.PRODUCT
    closed = outside[0] in {r"\left|", r"\left\lfloor", r"\left\lceil"}
    return Rank.ATOM if closed else Rank.FUNCTION
