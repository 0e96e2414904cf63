"""Pictures of networks in a browser: all text is within them, and no text covers another."""

import pytest

from autograd.visual.network import NARROW, WIDE, write_svg
from autograd.visual.style import DARK, LIGHT, literal
from tests.autograd.visual.network.pictures import PICTURES
from tests.helpers.boxes import collisions
from tests.helpers.browsing import axe

pytestmark = pytest.mark.slow  # in a browser

# The text of the picture with its box, and the box of the picture; for a row of tspans the whole.
TEXTS = """() => {
  const frame = document.querySelector("svg").getBoundingClientRect();
  const box = (x) => [x.left - frame.left, x.top - frame.top, x.right - frame.left,
                      x.bottom - frame.top];
  const texts = [...document.querySelectorAll("text")].filter(
    (x) => x.textContent && getComputedStyle(x).visibility !== "hidden");
  return {size: [frame.width, frame.height],
          texts: texts.map((x) => [x.textContent, box(x.getBoundingClientRect())])};
}"""


@pytest.fixture(scope="module")
def texts_in(browser):
    """The texts of an SVG with their boxes, and the size of the picture."""
    page = browser.new_page(viewport={"width": 1280, "height": 800})

    def look(svg):
        page.set_content(f'<!doctype html><html lang="en"><title>x</title><main>{svg}</main>')
        return page.evaluate(TEXTS)

    yield look
    page.close()


def overlap(a, b):
    """How much of two boxes of text is shared, in px of the smaller direction."""
    across = min(a[2], b[2]) - max(a[0], b[0])
    down = min(a[3], b[3]) - max(a[1], b[1])
    return min(across, down - 4)  # a line is taller than its letters


@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("name", PICTURES)
def test_all_text_is_within_the_picture_and_none_covers_another(texts_in, name, width):
    svg = literal(write_svg(PICTURES[name](), width=width))
    found = texts_in(svg)
    right, bottom = found["size"]
    for words, box in found["texts"]:
        assert box[0] >= -1, words
        assert box[1] >= -1, words
        assert box[2] <= right + 1, words
        assert box[3] <= bottom + 1, words
    texts = found["texts"]
    covered = [
        (a[0], b[0]) for k, a in enumerate(texts) for b in texts[k + 1 :] if overlap(a[1], b[1]) > 1
    ]
    assert covered == []
    assert collisions(svg) == []


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("name", ["2-4-4-1", "digits", "attention"])
def test_they_are_accessible(browser, name, theme):
    page = browser.new_page()
    svg = literal(write_svg(PICTURES[name]()), theme)
    page.set_content(
        f'<!doctype html><html lang="en"><title>x</title><main><h1>x</h1>{svg}</main></html>'
    )
    assert axe(page) == []
    page.close()
