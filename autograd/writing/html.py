"""HTML for notebooks: tables and blocks of text, on light and on dark pages.

Colours are inherited from the page, or half transparent. Each element carries its own style, since
untrusted notebooks, and pages such as GitHub's, drop style sheets. All text is escaped.
"""

import html
from collections.abc import Collection, Sequence
from typing import Any

from autograd.writing.text import literal

_TOP = 'th scope="col"'
_RULE = "1px solid rgba(128,128,128,%s)"
_HEAD = f"padding:.25em .8em;font-weight:600;vertical-align:bottom;border-bottom:{_RULE % '.6'}"
_CELL = f"padding:.25em .8em;vertical-align:top;border-bottom:{_RULE % '.25'}"
_TABLE = "margin:.4em 0;border-collapse:collapse;color:inherit;font-variant-numeric:tabular-nums"
_CAPTION = "caption-side:top;text-align:left;padding:.25em .8em;color:inherit;font-weight:600"
_MONO = "Menlo,Consolas,'DejaVu Sans Mono',monospace"
_CODE = f"font-family:{_MONO};color:inherit;background:none;padding:0;white-space:pre-wrap"
_CHIP = f"display:inline-block;padding:.1em .6em;border:{_RULE % '.6'}"
_BLOCK = f"{_CODE};white-space:pre;overflow-x:auto;margin:.4em 0;line-height:1.4"


class Markup(str):
    """Text that is HTML already and must not be escaped."""

    __slots__ = ()


def escape(text: str) -> str:
    r"""Text escaped for HTML, with invisible characters made visible.

    Lines stay lines; any other control character becomes Python's escape of it. `Markup` stays as
    it is.

    >>> escape('<b title="x">\x00\n')
    '&lt;b title=&quot;x&quot;&gt;\\x00\n'
    """
    if isinstance(text, Markup):
        return text
    return "\n".join(html.escape(literal(line)) for line in text.split("\n"))


class Shown:
    """An object that a notebook shows as HTML, as LaTeX if it has that, and always as text.

    >>> class Greeting(Shown):
    ...     latex = "h"
    ...     def __str__(self):
    ...         return "hello"
    ...     def _repr_html_(self):
    ...         return "<b>hello</b>"
    >>> sorted(Greeting()._repr_mimebundle_())
    ['text/html', 'text/latex', 'text/plain']
    """

    def _repr_html_(self) -> str:
        """The object in HTML; text of the user is escaped."""
        raise NotImplementedError

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        faces = {"text/html": self._repr_html_(), "text/plain": str(self)}
        if hasattr(self, "latex"):
            faces["text/latex"] = f"$${self.latex}$$"
        return faces


def face(*parts: str) -> str:
    """Parts of HTML, one below the other, as a notebook shows an object."""
    return f'<div style="color:inherit">{"".join(parts)}</div>'


def sentence(text: str, *, strong: bool = False) -> str:
    """A paragraph; nothing for an empty text.

    >>> sentence("a < b")
    '<p style="margin:.4em 0">a &lt; b</p>'
    """
    inside = f"<strong>{escape(text)}</strong>" if strong else escape(text)
    return f'<p style="margin:.4em 0">{inside}</p>' if text else ""


def code(text: str) -> str:
    """Text in a monospaced font, within a line; it wraps."""
    return f'<code style="{_CODE}">{escape(text)}</code>'


def listing(text: str) -> str:
    """Lines in a monospaced font; long ones can be scrolled."""
    return f'<pre style="{_BLOCK}">{escape(text)}</pre>'


def box(name: str, symbol: str, rows: Collection[tuple[str, str]], title: str) -> str:
    """A small box for a Value, as in drawings.

    Args:
        name: The headline; may be empty.
        symbol: The operation that made the Value, in front of the box.
        rows: (word, number) pairs.
        title: The tooltip.
    """
    words = [f"<strong>{escape(name)}</strong>"] if name else []
    words += [f'<span style="opacity:.75">{escape(what)}</span> {escape(x)}' for what, x in rows]
    made = f'<span style="{_CHIP};border-radius:1em">{escape(symbol)}</span> ' if symbol else ""
    inside = "&ensp;".join(words)
    return (
        f'<span style="font-variant-numeric:tabular-nums" title="{escape(title)}">{made}'
        f'<span style="{_CHIP};border-radius:.3em">{inside}</span></span>'
    )


def html_table(
    rows: Sequence[Sequence[str]],
    *,
    head: Sequence[str] = (),
    caption: str = "",
    right: Collection[int] = (),
    even: Collection[int] = (),
    named: bool = False,
) -> str:
    """A table for a notebook, all text escaped.

    Args:
        rows: The cells, row by row; HTML among them is `Markup`.
        head: The heads of the columns.
        caption: The caption above the table.
        right: The columns that are aligned right, as numbers are; the others are aligned left.
        even: The columns in a monospaced font, as code is.
        named: Whether the first cell of a row is the name of that row.

    >>> print(html_table([["x & y", "1.0"]], head=["sum", "is"], right={1}))
    <table style="..."><thead><tr><th scope="col" style="text-align:left;...">sum</th>...
    """

    def line(cells: Sequence[str], tags: Sequence[str], look: str) -> str:
        inside = ""
        for column, (cell, tag) in enumerate(zip(cells, tags, strict=True)):
            side = "right" if column in right else "left"
            text = code(cell) if column in even and look is _CELL else escape(cell)
            inside += f'<{tag} style="text-align:{side};{look}">{text}</{tag.partition(" ")[0]}>'
        return f"<tr>{inside}</tr>"

    columns = max(map(len, [head, *rows]), default=0)
    tags = ['th scope="row"' if named else "td", *["td"] * (columns - 1)]
    above = f'<caption style="{_CAPTION}">{escape(caption)}</caption>' if caption else ""
    if head:
        above += f"<thead>{line(head, [_TOP] * columns, _HEAD)}</thead>"
    body = "".join(line(row, tags, _CELL) for row in rows)
    return f'<table style="{_TABLE}">{above}<tbody>{body}</tbody></table>'
