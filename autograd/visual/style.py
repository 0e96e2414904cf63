"""Colours and fonts of every picture, so that all formats look alike.

Pictures are shown on white and on black pages and printed in grey. So the background is
transparent, every text stands on a light fill of its own, lines have a middle grey that is visible
on both, and shape and outline tell what a box is, also without the colour:

    input      sharp corners                  constant   no outline
    parameter  double outline                 operation  circle, or a narrow box for a long symbol
    interior   round corners                  summary    folder
    result     round corners, thick outline   no gradient flows there: dashed outline
"""

import re
from collections.abc import Mapping

from autograd.visual.picture import Kind

Theme = Mapping[str, str]

LIGHT: Theme = {
    "page": "#ffffff",
    "panel": "#f1f5f9",
    "rim": "#cbd5e1",
    "ink": "#0f172a",
    "muted": "#475569",
    "line": "#7c828d",
    "pos": "#1d5fd1",
    "neg": "#c2570c",
    "zero": "#eceff3",
    "fore": "#0f766e",
    "fore-wash": "#d8f3ee",
    "grad": "#6d1a7a",
    "grad-wash": "#f7e6fa",
    "input": "#dbeafe",
    "input-line": "#3b82f6",
    "param": "#fef3c7",
    "param-line": "#b45309",
    "const": "#e2e5ea",
    "result": "#dcfce7",
    "result-line": "#15803d",
    "box": "#f8fafc",
    "scope": "#eef2f7",
    "op": "#e9e5f8",
    "op-line": "#7c6fc0",
    "bad": "#b91c1c",
    "bad-wash": "#fee2e2",
}
"""Colours by what they stand for, on light pages.

`pos` and `neg` mean the sign of a number and nothing else; `fore` is the forward pass, `grad`
gradients and the backward pass. Text is 4.5:1 or more on its own ground, lines are 3:1; `grad` is
darker (on dark pages lighter) than the signs, so that colour-blind readers tell them apart.
"""
DARK: Theme = {
    "page": "#0b1220",
    "panel": "#162033",
    "rim": "#334155",
    "ink": "#f1f5f9",
    "muted": "#a8b4c6",
    "line": "#7f8ba0",
    "pos": "#6ea8ff",
    "neg": "#ff9d4d",
    "zero": "#222d40",
    "fore": "#5eead4",
    "fore-wash": "#0f3b38",
    "grad": "#f9d7ff",
    "grad-wash": "#43174d",
    "input": "#14305c",
    "input-line": "#60a5fa",
    "param": "#43320c",
    "param-line": "#fbbf24",
    "const": "#2c3648",
    "result": "#0f3d22",
    "result-line": "#4ade80",
    "box": "#1a2437",
    "scope": "#1e293b",
    "op": "#2f2a52",
    "op-line": "#a79bea",
    "bad": "#fca5a5",
    "bad-wash": "#4c1717",
}

INK = LIGHT["ink"]
"""Data, names."""
MUTED = LIGHT["muted"]
"""The words beside the data; at least 5:1 against every fill."""
LINE = LIGHT["line"]
"""Edges: 3.9:1 against white, 4.8:1 against #111111."""
PILL = LIGHT["scope"]
"""The background of text that stands on the page itself."""

FILL: dict[Kind, str] = {
    "input": LIGHT["input"],
    "parameter": LIGHT["param"],
    "interior": LIGHT["box"],
    "result": LIGHT["result"],
    "constant": LIGHT["const"],
    "operation": LIGHT["op"],
    "summary": LIGHT["panel"],
}
OUTLINE: dict[Kind, str] = {
    "input": LIGHT["input-line"],
    "parameter": LIGHT["param-line"],
    "interior": LINE,
    "result": LIGHT["result-line"],
    "constant": "none",
    "operation": LIGHT["op-line"],
    "summary": LINE,
}
FADED = "#d9dde3"
"""The fill of boxes that no gradient reaches."""

SANS = "Helvetica, Arial, 'Liberation Sans', Arimo, sans-serif"
MONO = "Menlo, Consolas, 'DejaVu Sans Mono', 'Liberation Mono', 'Courier New', monospace"
# Names of fonts whose metrics layout programs have built in; these stand for the families above.
LAYOUT_SANS = "Arial"
LAYOUT_MONO = "Courier New"


def declarations(theme: Theme) -> str:
    """The colours as CSS variables, for a page that chooses between the themes.

    >>> declarations({"ink": "#000000", "op-line": "#7c6fc0"})
    '--ink:#000000;--op-line:#7c6fc0;'
    """
    return "".join(f"--{name}:{colour};" for name, colour in theme.items())


def literal(text: str, theme: Theme = LIGHT) -> str:
    """A picture or style with colours instead of CSS variables, which only browsers know.

    >>> literal("fill: var(--pos)")
    'fill: #1d5fd1'
    """
    return re.sub(r"var\(--([\w-]+)\)", lambda match: theme[match[1]], text)
