"""Colours and fonts of every picture, so that all formats look alike.

Pictures are shown on white and on black pages and printed in grey. So the background is
transparent, every text stands on a light fill of its own, lines have a middle grey that is visible
on both, and shape and outline tell what a box is, also without the colour:

    input      sharp corners                  constant   no outline
    parameter  double outline                 operation  circle, or a narrow box for a long symbol
    interior   round corners                  summary    folder
    result     round corners, thick outline   no gradient flows there: dashed outline
"""

from autograd.visual.picture import Kind

INK = "#0f172a"
"""Data, names."""
MUTED = "#475569"
"""The words beside the data; at least 5:1 against every fill."""
LINE = "#7c828d"
"""Edges: 3.9:1 against white, 4.8:1 against #111111."""
PILL = "#eef2f7"
"""The background of text that stands on the page itself."""

FILL: dict[Kind, str] = {
    "input": "#dbeafe",
    "parameter": "#fef3c7",
    "interior": "#f8fafc",
    "result": "#dcfce7",
    "constant": "#e2e5ea",
    "operation": "#e9e5f8",
    "summary": "#f1f5f9",
}
OUTLINE: dict[Kind, str] = {
    "input": "#3b82f6",
    "parameter": "#c2730a",
    "interior": "#7c828d",
    "result": "#15893f",
    "constant": "none",
    "operation": "#8b7fc7",
    "summary": "#7c828d",
}
FADED = "#d9dde3"
"""The fill of boxes that no gradient reaches."""

SANS = "Helvetica, Arial, 'Liberation Sans', Arimo, sans-serif"
MONO = "Menlo, Consolas, 'DejaVu Sans Mono', 'Liberation Mono', 'Courier New', monospace"
# Names of fonts whose metrics layout programs have built in; these stand for the families above.
LAYOUT_SANS = "Arial"
LAYOUT_MONO = "Courier New"
