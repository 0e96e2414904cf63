"""Pictures as dot, SVG, PDF and Mermaid text."""

import re
import xml.etree.ElementTree as ET
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from autograd import InputTypeError, InputValueError, Value, draw, mermaid, where
from autograd.visual import style
from autograd.writing.text import display
from nn import Neuron
from tests.helpers.hostile import DRAWN

SVG = "{http://www.w3.org/2000/svg}"


def words(svg):
    """Every text in an SVG, as a reader sees it."""
    return [
        "".join(text.itertext()).replace("\xa0", " ").strip()
        for text in ET.fromstring(svg).iter(f"{SVG}text")
    ]


def neuron():
    x = Value(2.0)
    out = (x * -3.0 + x).tanh()
    out.backward()
    return out


def unescaped(text):
    """What Mermaid shows: its numbers decoded, what nobody sees removed."""
    return re.sub(r"#(\d+);", lambda match: chr(int(match[1])), text).replace("\u200b", "")


class TestDot:
    def test_equal_graphs_give_equal_text(self):
        one, other = neuron(), neuron()
        assert draw(one, names={}).source == draw(other, names={}).source

    def test_it_contains_what_the_picture_shows(self):
        x = Value(2.0)
        y = x * 3.0
        source = draw(y).source
        assert re.search(r'o1 \[label="\*".*shape=circle', source)
        assert re.search(r"n0 -> o1 \[label=<.*>3\.0<", source)
        assert re.search(r"c1_1 \[label=3\.0 ", source)
        assert re.search(r"n1 \[label=<.*<b>y</b>.*>data<.*6\.0", source)
        assert "grad" not in source

    @pytest.mark.parametrize("direction", ["LR", "TB"])
    def test_the_direction(self, direction):
        assert f"rankdir={direction}" in draw(Value(1.0), direction=direction).source

    def test_another_direction(self):
        with pytest.raises(
            InputValueError, match=r"direction is 'lr'; the directions are 'LR'.*'TB'"
        ):
            draw(Value(1.0), direction="lr")

    def test_digits(self):
        assert "3.14159<" in draw(Value(3.14159265), digits=6, names={}).source

    @pytest.mark.parametrize("digits", [0, 18, 2.5])
    def test_other_digits(self, digits):
        with pytest.raises(InputValueError, match=f"digits is {digits}; .* 1 to 17"):
            draw(Value(1.0), digits=digits)

    def test_what_a_box_is_shows_without_colour(self):
        model = Neuron(1, rng=0)
        x = Value(1.0)
        out = model([x]) + 2.0
        looks = {}
        for line in draw(out).source.splitlines():
            if match := re.search(r"class=(\w+)", line):
                looks[match[1]] = set(re.findall(r"(?:shape|style|peripheries|penwidth)=\S+", line))
        assert len(looks) == 6
        assert len({frozenset(look) for look in looks.values()}) == 6

    def test_what_no_gradient_reaches_is_dashed(self):
        x = Value(-1.0)
        source = draw(where(x > 0.0, x.log(), x)).source
        assert re.search(r"n1 .*dashed", source)
        assert re.search(r"n1 -> o2 .*style=dotted", source)

    @pytest.mark.parametrize("kind", style.FILL)
    def test_text_has_contrast_on_every_fill(self, kind):
        for text in (style.INK, style.MUTED):
            for fill in (style.FILL[kind], style.FADED, style.PILL):
                assert contrast(text, fill) >= 4.5

    def test_lines_are_visible_on_white_and_on_black(self):
        for colour in (style.LINE, *(set(style.OUTLINE.values()) - {"none"})):
            assert contrast(colour, "#ffffff") >= 3.0
            assert contrast(colour, "#111111") >= 3.0


def contrast(one, other):
    """The contrast of two colours, as the Web Content Accessibility Guidelines define it."""

    def luminance(colour):
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted([luminance(one), luminance(other)])
    return (high + 0.05) / (low + 0.05)


class TestSvg:
    def test_it_shows_labels_numbers_and_symbols(self):
        out = neuron()
        found = words(draw(out).svg())
        assert {"out", "data", "2.0", "grad", "*", "+", "tanh", "-3.0", "1.0"} <= set(found)

    def test_it_is_one_element_with_a_transparent_background(self):
        svg = draw(neuron()).svg()
        assert svg.startswith("<svg ")
        assert svg.endswith("</svg>")
        assert 'fill="white"' not in svg

    def test_boxes_and_operations_can_be_found_by_their_ids(self):
        root = ET.fromstring(draw(neuron()).svg())
        ids = {group.get("id"): group.get("class") for group in root.iter(f"{SVG}g")}
        assert ids["n0"] == "node input"
        assert ids["o1"] == "node operation"
        assert ids["n3"] == "node result"

    def test_resting_on_a_box_shows_all_digits_and_the_whole_label(self):
        label = "a rather long label that does not fit into any box"
        x = Value(1 / 3, label=label)
        y = x * 3.0
        y.backward()
        titles = [title.text for title in ET.fromstring(draw(y).svg()).iter(f"{SVG}title")]
        assert f"input {label}\ndata 0.3333333333333333\ngrad 3.0" in titles
        assert "local derivative 3.0" in titles

    def test_readers_are_told_what_it_is(self):
        root = ET.fromstring(draw(neuron()).svg())
        assert root.get("role") == "img"
        assert root.get("aria-label") == "Graph of 4 values and 3 operations"

    def test_fonts_are_families_that_viewers_have(self):
        families = set(re.findall(r'font-family="([^"]*)"', draw(neuron()).svg()))
        assert families == {style.SANS, style.MONO}
        assert all(re.search(r"(sans-serif|monospace)$", family) for family in families)

    def test_every_hostile_label_is_shown_as_text(self):
        drawing = draw([Value(1.0, label=label) for label in DRAWN], names={})
        found = words(drawing.svg())
        for shown in DRAWN.values():
            assert re.sub(" +", " ", shown) in found or not shown
        assert "<script" not in drawing.svg()

    @pytest.mark.slow
    @settings(max_examples=40, deadline=None, derandomize=True)
    @given(st.lists(st.text(max_size=40), min_size=5, max_size=5))
    def test_any_text_is_shown_as_text(self, labels):
        drawing = draw([Value(1.0, label=label) for label in labels], names={})
        found = [re.sub(r"\s+", " ", word) for word in words(drawing.svg())]
        for label in labels:
            assert re.sub(r"\s+", " ", display(label)) in [*found, ""]


class TestPdf:
    def pages(self, drawing, tmp_path):
        return PdfReader(drawing.save(tmp_path / "x.pdf")).pages

    def test_one_page_of_the_size_of_the_picture(self, tmp_path):
        drawing = draw(neuron())
        [page] = self.pages(drawing, tmp_path)
        _, _, width, height = map(float, ET.fromstring(drawing.svg()).get("viewBox").split())
        assert page.mediabox.width / page.mediabox.height == pytest.approx(width / height, 1e-3)

    def test_hostile_labels_are_text_letter_by_letter(self, tmp_path):
        labels = [label for label in DRAWN if label.isascii()]
        drawing = draw([Value(1.0, label=label) for label in labels], names={})
        [page] = self.pages(drawing, tmp_path)
        shown = "".join(words(drawing.svg()))
        assert Counter("".join(page.extract_text().split())) == Counter("".join(shown.split()))

    def test_letters_of_other_scripts_are_drawn(self, tmp_path):
        drawing = draw([Value(1.0, label=label) for label in DRAWN], names={})
        [page] = self.pages(drawing, tmp_path)
        assert set("שלוםעולם") <= set(page.extract_text())


class TestMermaid:
    def test_the_whole_text(self):
        x = Value(-2.0)
        y = x.relu() * 3.0
        y.backward()
        assert mermaid(y) == MERMAID

    def test_the_direction(self):
        assert mermaid(Value(1.0), direction="TB").startswith("flowchart TB\n")

    def test_a_branch_not_taken_is_dotted(self):
        x = Value(-1.0)
        text = mermaid(where(x > 0.0, x.log(), x))
        assert '  n1 -.->|"a"| o2\n' in text
        assert "  class o1,n1 faded\n" in text

    def test_parameters_have_a_double_border(self):
        model = Neuron(1, rng=0)
        assert re.search(r'n\d\[\["w₁<br/>data \S+"\]\]', mermaid(model([1.0])))

    def test_the_summary_fits_into_what_github_shows(self):
        x = y = Value(1.0)
        for _ in range(1000):
            y = y * 1.5 + x
        text = mermaid(y)
        assert "Summary" in text
        assert "max#95;nodes" in text or "max_nodes=2001" in text
        assert len(text) < 50_000

    def test_no_picture_in_full_has_more_than_500_edges(self):
        y = Value(1.0)
        for _ in range(119):
            y = y.clip(-1.0, 1.0)
        edges = [line for line in mermaid(y).splitlines() if re.search(r" (-->|---)", line)]
        assert 119 * 4 == len(edges) <= 500

    @pytest.mark.parametrize(("label", "shown"), DRAWN.items(), ids=range(len(DRAWN)))
    def test_every_hostile_label_is_shown_as_text(self, label, shown):
        lines = mermaid(Value(1.0, label=label), names={}).splitlines()
        match = re.fullmatch(r'  n0\["([^"<>`&|{}\\*$%]*)(<br/>)?data 1\.0"\]', lines[1])
        assert match, lines[1]
        assert unescaped(match[1]) == shown
        assert len(lines) == 4

    def test_what_mermaid_reads_as_a_line_break_or_a_formula_is_split(self):
        text = mermaid(Value(1.0, label=r"\n $$"), names={})
        assert "#92;#8203;n #36;#8203;#36;" in text


MERMAID = """\
flowchart LR
  n0["x<br/>data -2.0<br/>grad 0.0"]
  o1(("ReLU"))
  n1("data 0.0<br/>grad 3.0")
  c2_1(["3.0"])
  o2(("#42;"))
  n2("y<br/>data 0.0<br/>grad 1.0")
  n0 -->|"0.0"| o1
  o1 --- n1
  n1 -->|"3.0"| o2
  c2_1 --> o2
  o2 --- n2
  classDef input fill:#dbeafe,stroke:#3b82f6,color:#0f172a
  class n0 input
  classDef interior fill:#f8fafc,stroke:#7c828d,color:#0f172a
  class n1 interior
  classDef result fill:#dcfce7,stroke:#15803d,color:#0f172a,stroke-width:3px
  class n2 result
  classDef constant fill:#e2e5ea,stroke:none,color:#0f172a,stroke-width:0px
  class c2_1 constant
  classDef operation fill:#e9e5f8,stroke:#7c6fc0,color:#0f172a
  class o1,o2 operation
"""


class TestRoots:
    @pytest.mark.parametrize("root", [3.0, "y", None, len])
    def test_something_else_than_a_value(self, root):
        with pytest.raises(InputTypeError, match="a Value or a list of Values, but was given"):
            draw(root)
        with pytest.raises(InputTypeError, match="a Value or a list of Values, but was given"):
            mermaid(root)

    def test_a_model_has_no_graph_of_its_own(self):
        with pytest.raises(
            InputTypeError, match=r"draw what the model computes, .* draw\(model\(x\)\)"
        ):
            mermaid(Neuron(1, rng=0))

    def test_a_list_with_something_else_in_it(self):
        with pytest.raises(InputTypeError, match=r"given 2\.0 \(float\); .* a flat list of Values"):
            draw([Value(1.0), 2.0])

    def test_an_empty_list(self):
        with pytest.raises(InputValueError, match=r"there is no Value in \[\]"):
            draw([])

    @pytest.mark.parametrize("most", [0, -1, 2.5, "all"])
    def test_max_nodes(self, most):
        with pytest.raises(
            InputValueError, match=r"max_nodes is .*; give a whole number from 1, or None"
        ):
            draw(Value(1.0), max_nodes=most)
