"""Pages and pictures that stand alone: with the colours, light and dark, that they use."""

from __future__ import annotations

import base64
import html
import re

from autograd.visual.style import DARK, LIGHT, SANS, Theme, declarations


def document(title: str, body: str, *, style: str = "", script: str = "") -> str:
    """A whole page in HTML, light or dark as the reader's system is.

    Args:
        title: Its title, as text.
        body: What is in `<body>`, as HTML.
        style: More CSS.
        script: A script, run after the body.
    """
    colours = f":root{{{declarations(LIGHT)}color-scheme:light dark}}"
    colours += f"@media(prefers-color-scheme:dark){{:root{{{declarations(DARK)}}}}}"
    base = f"body{{margin:0;background:var(--panel);color:var(--ink);font:14px/1.5 {SANS}}}"
    run = f"<script>{script}</script>" if script else ""
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{html.escape(title)}</title><style>{colours}{base}{style}</style></head>"
        f"<body>{body}{run}</body></html>\n"
    )


def alone(svg: str) -> str:
    """A picture with its colours inside, light or dark as the reader's system is.

    >>> alone('<svg><path fill="var(--ink)"/></svg>')
    '<svg><style>svg{--ink:#0f172a;}@media(prefers-color-scheme:dark){svg{--ink:#f1f5f9;}}</style>...'
    """
    names = set(re.findall(r"var\(--([\w-]+)\)", svg))
    light, dark = (declarations(_only(theme, names)) for theme in (LIGHT, DARK))
    style = f"<style>svg{{{light}}}@media(prefers-color-scheme:dark){{svg{{{dark}}}}}</style>"
    return re.sub(r"^<svg[^>]*>", lambda tag: tag[0] + style, svg, count=1)


def _only(theme: Theme, names: set[str]) -> Theme:
    return {name: colour for name, colour in theme.items() if name in names}


def image(svg: str) -> str:
    """A picture as an `<img>`, for viewers that drop an `<svg>`, as untrusted notebooks do."""
    label = re.search(r'aria-label="([^"]*)"', svg)
    data = base64.b64encode(alone(svg).encode()).decode()
    words = label[1] if label else ""
    return f'<img alt="{words}" src="data:image/svg+xml;base64,{data}" style="max-width:none">'
