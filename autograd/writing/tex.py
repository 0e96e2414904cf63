"""How names, numbers and operations are written in LaTeX, for MathJax, KaTeX and documents."""

import functools
import math
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from autograd.operation import Operation
from autograd.writing import text

CASES, SUM, PRODUCT, FUNCTION, ATOM = range(5)
"""How strongly a formula is bound together: what is bound less than its place asks is enclosed."""

GREEK = {
    *("alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa"),
    *("lambda", "mu", "nu", "xi", "pi", "rho", "sigma", "tau", "upsilon", "phi", "chi", "psi"),
    "omega",
}

# The empty groups keep the formula's source from being read as HTML, where it is shown as a page:
# "<" before a letter would begin an element, "&" before a letter a character reference.
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
    """A formula that is part of another one, and how strongly it is bound together."""

    latex: str
    rank: int = ATOM

    def enclosed(self, least: int, *, unsigned: bool = False) -> str:
        """The formula, in parentheses where its place asks for them.

        Args:
            least: How strongly it must be bound together.
            unsigned: Whether it must not begin with a sign.
        """
        if self.rank < least or (unsigned and self.latex.startswith("-")):
            return rf"\left({self.latex}\right)"
        return self.latex


def words(content: str) -> str:
    r"""Any text, upright, within a formula; what means something in LaTeX or in HTML is escaped.

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
    r"""A symbol as it is written in formulas: numbers are indices, Greek letters are letters.

    >>> [name(x) for x in ("w", "x12", "theta", "loss")]
    ['w', 'x_{12}', '\\theta', '\\mathrm{loss}']
    >>> print(name("x_hat"), name("w[3]"), name("model.w[3]"))
    x_{\mathrm{hat}} w_{3} \mathrm{model.w[3]}
    """
    found = re.fullmatch(r"([A-Za-z]+?)(?:_?(\d+)|\[(\d+)\]|_([A-Za-z]+))?", symbol)
    if not found or not symbol.isascii():
        return words(symbol)
    stem, *indices = found.groups()
    if len(stem) > 1 and stem not in GREEK and any(indices[1:]):
        return words(symbol)
    base = stem if len(stem) == 1 else rf"\{stem}" if stem in GREEK else words(stem)
    number_, element, index = indices
    if index:
        number_ = index if len(index) == 1 else words(index)
    return f"{base}_{{{number_ or element}}}" if number_ or element else base


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
        return Part(r"\infty") if x > 0.0 else Part(r"-\infty", PRODUCT)
    digits, _, exponent = text.number(x).partition("e")
    if exponent:
        return Part(rf"{digits} \cdot 10^{{{int(exponent)}}}", PRODUCT)
    if whole and x == int(x):
        digits = digits.removesuffix(".0")
    return Part(digits, PRODUCT if digits.startswith("-") else ATOM)


def derivative(above: str, below: str) -> str:
    r"""A partial derivative, from two symbols in LaTeX.

    >>> print(derivative("y", "x"))
    \frac{\partial y}{\partial x}
    """
    return rf"\frac{{\partial {above}}}{{\partial {below}}}"


# --------------------------------------------------------------------------------- operations


@dataclass(frozen=True)
class _Slot:
    """A place in a template: which input stands there, and how strongly it must be bound."""

    index: int
    least: int
    unsigned: bool


@dataclass(frozen=True)
class _Template:
    pieces: tuple[str | _Slot, ...]
    rank: int


def template(op: Operation) -> str:
    r"""The LaTeX of an operation, with `#1`, `#2` for its inputs.

    >>> from autograd import ops
    >>> template(ops.sqrt)
    '\\sqrt{#1}'
    """
    if "#" in op.latex:
        return op.latex
    inputs = ", ".join(f"#{k}" for k in range(1, len(op.inputs) + 1))  # predicates have names only
    return rf"{words(op.name)}\left({inputs}\right)"


def apply(template: str, parts: Sequence[Part]) -> Part:
    r"""An operation's LaTeX with its inputs put in, in parentheses where that is needed.

    Where they are needed is read from the template: not where an input stands alone in a group.

    >>> total = apply("#1 + #2", [Part("a"), Part("b")])
    >>> print(apply(r"#1 \cdot #2", [total, Part("c")]).latex)
    \left(a + b\right) \cdot c
    >>> print(apply(r"\frac{#1}{#2}", [total, Part("c")]).latex)
    \frac{a + b}{c}
    """
    known = _analysed(template)
    pieces = [
        piece
        if isinstance(piece, str)
        else parts[piece.index].enclosed(piece.least, unsigned=piece.unsigned)
        for piece in known.pieces
    ]
    return Part("".join(pieces), known.rank)


_TOKEN = re.compile(
    r"\\(?:left|right)\s*(?:\\[a-z]+|\\?.)|\\(?:begin|end)\{\w+\}|\\text\{[^{}]*\}"
    r"|\\[A-Za-z]+|\\.|#\d|\s+|."
)
_SEPARATORS = {",", ";", "&", "\\\\", "<", ">", "=", r"\le", r"\ge", r"\land", r"\lor"}
_NEEDS = {"+": SUM, "-": SUM, r"\cdot": PRODUCT}


def _opens(token: str) -> bool:
    return token in {"", "{", "("} or token.startswith(("\\left", "\\begin"))


def _closes(token: str) -> bool:
    return token in {"", "}", ")"} or token.startswith(("\\right", "\\end"))


@functools.cache
def _analysed(template: str) -> _Template:
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
    return _Template(tuple(pieces), _rank(solid[1:-2]))


def _slot(index: int, before: str, after: str, then: str) -> _Slot:
    """What is needed at a place, from the tokens around it."""
    starts = _opens(before) or before in _SEPARATORS or before.startswith("\\text")
    ends = _closes(after) or after in _SEPARATORS
    if starts and ends:
        return _Slot(index, ATOM if after == "}" and then == "^" else CASES, unsigned=False)
    left = CASES if starts else PRODUCT if before == "-" else _NEEDS.get(before, ATOM)
    right = CASES if ends else _NEEDS.get(after, ATOM)
    return _Slot(index, max(left, right), unsigned=not starts)


def _rank(tokens: Sequence[str]) -> int:
    """How strongly the result of a template is bound together."""
    depth = 0
    outside = []
    for token in tokens:
        depth -= token != "" and _closes(token)
        if depth == 0:
            outside.append(token)
        depth += token != "" and _opens(token)
    if any(token.startswith("\\begin") for token in outside):
        return CASES
    if any(token in "+-" for token in outside[1:]):
        return SUM
    if r"\cdot" in outside or outside[0] == "-":
        return PRODUCT
    return ATOM if outside[0] in {r"\left|", r"\left\lfloor", r"\left\lceil"} else FUNCTION
