"""Small charts: where numbers stand, what is said of them, and what no number can break."""

import math
import re
import xml.etree.ElementTree as ET

import numpy
import pytest

from autograd.visual.charts import (
    Curve,
    alone,
    curves,
    document,
    histogram,
    histogram_of,
    image,
    track,
)
from autograd.visual.charts.axes import Axis, fitting
from autograd.visual.style import DARK, LIGHT
from tests.helpers.hostile import LABELS

SVG = "{http://www.w3.org/2000/svg}"
EDGES = [
    0.0,
    -0.0,
    5e-324,
    1e-300,
    1.0,
    -1.0,
    1e300,
    -1.7e308,
    1.7e308,
    math.nan,
    math.inf,
    -math.inf,
]


def coordinates(svg):
    """All numbers in paths, circles and texts of a chart."""
    root = ET.fromstring(svg)
    found = []
    for element in root.iter():
        for name in ("d", "x", "y", "cx", "cy", "width", "height"):
            found += map(float, re.findall(r"-?[\d.]+(?:e-?\d+)?", element.get(name, "")))
    assert "nan" not in svg.replace("nan at", "").replace("nan</", "").replace(" nan", "")
    return found


class TestAxes:
    @pytest.mark.parametrize(
        ("numbers", "is_log"),
        [([1.0, 2.0], False), ([0.01, 1.0], True), ([0.0, 1.0], False), ([-1.0, 100.0], False)],
    )
    def test_numbers_that_span_powers_of_ten_are_logarithmic(self, numbers, is_log):
        assert fitting(numbers, 0.0, 100.0).is_log is is_log

    @pytest.mark.parametrize(
        "numbers", [[0.0], [1.0], [-3.0, -3.0], [1e-300, 1e300], [-1.7e308, 1.7e308], [5e-324, 1.0]]
    )
    def test_any_numbers_are_inside(self, numbers):
        axis = fitting(numbers, 100.0, 0.0)
        assert all(0.0 <= axis.at(number) <= 100.0 for number in numbers)
        assert all(math.isfinite(tick) for tick in axis.ticks(4))

    @pytest.mark.parametrize("high", [0.3, 1.0, 7.0, 42.0, 999.0, 12345.0])
    def test_ticks_are_few_and_round(self, high):
        ticks = Axis(0.0, high, 0.0, 1.0).ticks(4)
        assert 2 <= len(ticks) <= 5
        assert all(len(f"{tick:.6g}".strip("0.")) <= 3 for tick in ticks)


class TestCurves:
    def test_it_says_what_it_shows(self):
        shown = [Curve("training", [1, 2], [0.5, 0.25]), Curve("validation", [1, 2], [0.5, 0.75])]
        label = ET.fromstring(curves("loss", shown, span=(0, 2))).get("aria-label")
        assert label == "loss: training 0.25 at epoch 2, validation 0.75 at epoch 2"

    def test_a_number_that_is_not_finite_is_a_gap_and_is_told(self):
        svg = curves(
            "loss", [Curve("training", [1, 2, 3, 4], [1.0, math.nan, 2.0, 1.0])], span=(0, 4)
        )
        assert "not finite" in svg
        (line,) = [d for d in re.findall(r'd="([^"]*)" fill="none"', svg) if d.count("M") > 1]
        assert line.count("M") == 2

    def test_many_points_are_thinned_out_and_the_last_is_kept(self):
        numbers = list(range(100_001))
        svg = curves("loss", [Curve("training", numbers, numbers)], span=(0, 100_000))
        assert len(svg) < 12_000
        (path,) = re.findall(r'd="(M[^"]*L[^"]*)" fill="none"', svg)
        assert path.split("L")[-1].startswith("330 ")

    @pytest.mark.parametrize("first", EDGES)
    @pytest.mark.parametrize("second", EDGES)
    def test_any_numbers_stay_inside(self, first, second):
        svg = curves("loss", [Curve("training", [1, 2], [first, second])], span=(0, 2))
        assert all(-1.0 <= number <= 345.0 for number in coordinates(svg))

    def test_nothing_yet(self):
        svg = curves("loss", [Curve("training", [], [])], span=(0, 0))
        assert ET.fromstring(svg).get("aria-label") == "loss: nothing yet"

    @pytest.mark.parametrize("label", LABELS)
    def test_names_are_text(self, label):
        ET.fromstring(curves(label, [Curve(label, [1], [1.0])], along=label, span=(0, 1)))


class TestHistograms:
    def test_counts(self):
        found = histogram_of(numpy.linspace(-1.0, 2.0, 3001))
        assert sum(found.counts) == 3001
        assert max(found.counts) - min(found.counts) <= 2
        assert (found.low, found.high, found.broken) == (-1.0, 2.0, 0)
        assert found.mean == pytest.approx(0.5)

    @pytest.mark.parametrize("number", EDGES)
    def test_any_numbers_stay_inside(self, number):
        found = histogram_of(numpy.array([0.25, number, -1e308, 1.0]))
        svg = histogram(found, "fore", "outputs")
        assert all(-100.0 <= each <= 237.0 for each in coordinates(svg))
        assert ("not finite" in svg) is not math.isfinite(number)

    def test_nothing_finite(self):
        svg = histogram(histogram_of(numpy.array([math.nan, math.inf])), "grad", "gradients")
        assert "2 not finite" in svg

    def test_nothing_at_all(self):
        assert histogram_of(numpy.array([])) is None
        assert "not measured" in histogram(None, "fore", "outputs")


class TestTracks:
    @pytest.mark.parametrize("number", EDGES)
    def test_any_number_is_on_the_axis_or_left_out(self, number):
        svg = track([0.001, abs(number)], 1e-3, "steps")
        assert all(0.0 <= each <= 237.0 for each in coordinates(svg))
        assert ("<circle" in svg) is math.isfinite(number)


class TestPages:
    def test_a_picture_alone_has_the_colours_it_uses_in_both_themes(self):
        svg = alone(histogram(None, "fore", "outputs"))
        used = set(re.findall(r"var\(--([\w-]+)\)", svg))
        assert used == {"page", "muted"}
        for name in used:
            assert (
                svg.count(f"--{name}:{LIGHT[name]};") == svg.count(f"--{name}:{DARK[name]};") == 1
            )
        assert svg.count("--") == 3 * len(used)

    def test_an_image_says_what_it_shows(self):
        assert 'alt="a &lt;b&gt;: not measured"' in image(histogram(None, "fore", "a <b>"))

    def test_a_title_is_text(self):
        assert "<title>&lt;/title&gt;&lt;script&gt;</title>" in document("</title><script>", "")
