"""LaTeX of the table as MathML, which browsers typeset without a library.

Only what the rows of the table and `tex.write` use is known: fractions, roots, powers and indices,
enclosed parts, cases, names and signs. Places for inputs, `#1`, become `«1,5»`: the input, and the
least precedence that needs no parentheses there (more by `UNSIGNED` where it must not begin with a
sign). The player puts names and numbers into these places.
"""

import html
import re
from collections.abc import Iterator

from autograd.writing import tex
from autograd.writing.formula import Rank

UNSIGNED = 10
_TOKEN = re.compile(r"\\(?:begin|end)\{\w+\}|\\[A-Za-z]+\s?|\\.|«\d+,\d+»|\d+(?:\.\d+)?|\s+|.")
_SIGNS = {
    "-": "−",
    "cdot": "·",
    "le": "≤",
    "ge": "≥",
    "ne": "≠",
    "land": "and",
    "lor": "or",
    "lfloor": "⌊",
    "rfloor": "⌋",
    "lceil": "⌈",
    "rceil": "⌉",
    "'": "′",
}
_LETTERS = {
    "Gamma": "Γ",
    "Phi": "Φ",
    "varphi": "φ",
    "pi": "π",
    "psi": "ψ",
    "sigma": "σ",
    "infty": "∞",
    "partial": "∂",
}
_TEXTS = {"operatorname": "mi", "mathrm": "mi", "text": "mtext"}


def template(latex: str) -> str:
    r"""The MathML of an operation in LaTeX, for the inside of `<math>`.

    >>> template(r"\frac{1}{#2}")
    '<mfrac><mn>1</mn>«2,0»</mfrac>'
    >>> template(r"1 - {#0}^{2}")
    '<mrow><mn>1</mn><mo>−</mo><msup>«0,9»<mn>2</mn></msup></mrow>'
    """
    pieces, _ = tex.analysed(latex)
    marked = "".join([x if isinstance(x, str) else _place(*x) for x in pieces])
    return _row(_Reader(marked).parts(""))


def _place(position: int, least: Rank, unsigned: bool) -> str:
    return f"«{position + 1},{least + UNSIGNED * unsigned}»"


def _row(parts: list[str]) -> str:
    """Parts side by side, as one."""
    return parts[0] if len(parts) == 1 else f"<mrow>{''.join(parts)}</mrow>"


class _Reader:
    """Reads LaTeX token by token; every group costs one call."""

    def __init__(self, latex: str) -> None:
        tokens = [token.strip() for token in _TOKEN.findall(latex)]
        self._tokens: Iterator[str] = iter([token for token in tokens if token])

    def parts(self, end: str) -> list[str]:
        """The parts up to a token."""
        found: list[str] = []
        for token in self._tokens:
            if token == end:
                break
            if token in "^_":
                found[-1:] = [self._scripts(found[-1:], token)]
            else:
                found.append(self._part(token))
        return found

    def _part(self, token: str) -> str:
        if token == "{":
            return _row(self.parts("}"))
        if token.startswith("«"):
            return token
        if token[0].isdigit():
            return f"<mn>{token}</mn>"
        if token.startswith("\\"):
            return self._command(token[1:])
        if token.isalpha():
            return f"<mi>{html.escape(token)}</mi>"
        return f"<mo>{html.escape(_SIGNS.get(token, token))}</mo>"

    def _command(self, name: str) -> str:
        if name == "frac":
            return f"<mfrac>{self._argument()}{self._argument()}</mfrac>"
        if name == "sqrt":
            return self._root()
        if name in _TEXTS:
            return self._text(_TEXTS[name])
        if name == "begin{cases}":
            return self._cases()
        if name in ("left", "right"):
            return f"<mo>{self._sign(next(self._tokens))}</mo>"
        if name in _SIGNS:
            return f"<mo>{_SIGNS[name]}</mo>"
        return f"<mi>{html.escape(_LETTERS.get(name, name))}</mi>"

    def _sign(self, token: str) -> str:
        token = token.removeprefix("\\")
        return html.escape(_SIGNS.get(token, token))

    def _argument(self) -> str:
        return self._part(next(self._tokens))

    def _scripts(self, base: list[str], token: str) -> str:
        tag = "msup" if token == "^" else "msub"
        return f"<{tag}>{''.join(base) or '<mi></mi>'}{self._argument()}</{tag}>"

    def _root(self) -> str:
        first = next(self._tokens)
        if first != "[":
            return f"<msqrt>{self._part(first)}</msqrt>"
        index = _row(self.parts("]"))
        return f"<mroot>{self._argument()}{index}</mroot>"

    def _text(self, tag: str) -> str:
        next(self._tokens)  # the brace
        inside = []
        for token in self._tokens:
            if token == "}":
                break
            inside.append(token.removeprefix("\\"))
        text = html.escape("".join(inside))
        return f"<{tag}>{text}\u00a0</{tag}>" if tag == "mtext" else f"<{tag}>{text}</{tag}>"

    def _cases(self) -> str:
        cells: list[list[list[str]]] = [[[]]]
        for token in self._tokens:
            if token == "\\end{cases}":
                break
            if token == "&":
                cells[-1].append([])
            elif token == "\\\\":
                cells.append([[]])
            elif token in "^_":
                cells[-1][-1][-1:] = [self._scripts(cells[-1][-1][-1:], token)]
            else:
                cells[-1][-1].append(self._part(token))
        rows = "".join([f"<mtr>{''.join(map(_cell, row))}</mtr>" for row in cells])
        return f'<mrow><mo>{{</mo><mtable columnalign="left">{rows}</mtable></mrow>'


def _cell(parts: list[str]) -> str:
    return f"<mtd>{''.join(parts)}</mtd>"
