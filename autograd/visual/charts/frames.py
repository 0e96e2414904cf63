"""The frame of a chart: an opaque ground, and what it shows in words."""

from __future__ import annotations

import html

from autograd.visual.network.kit import px
from autograd.visual.style import SANS
from autograd.writing.text import display

LONGEST = 300


def frame(width: float, height: float, body: str, words: str) -> str:
    """An `<svg>` element.

    Args:
        width: In px.
        height: In px.
        body: What is in it.
        words: What it shows, for those who do not see it.
    """
    size = f'width="{px(width)}" height="{px(height)}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" '
        f'aria-label="{html.escape(display(words, LONGEST))}" {size} '
        f'viewBox="0 0 {px(width)} {px(height)}" font-family="{html.escape(SANS)}">'
        f'<rect {size} rx="6" fill="var(--page)"/>{body}</svg>'
    )
