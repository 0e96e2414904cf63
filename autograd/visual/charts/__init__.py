"""Small charts as SVG, for pages that are written by Python: curves, histograms, tracks.

Their colours are CSS variables of `autograd.visual.style`, as in all pictures. They know nothing of
what they show: whoever measures it hands over numbers and words.
"""

from autograd.visual.charts.curves import Curve, curves
from autograd.visual.charts.histograms import Histogram, histogram, histogram_of
from autograd.visual.charts.pages import alone, document, image
from autograd.visual.charts.tracks import track
from autograd.writing.html import escape
from autograd.writing.text import brief, count, display

__all__ = [
    "Curve",
    "Histogram",
    "alone",
    "brief",
    "count",
    "curves",
    "display",
    "document",
    "escape",
    "histogram",
    "histogram_of",
    "image",
    "track",
]
