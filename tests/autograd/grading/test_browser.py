"""The answers to exercises in a browser: hints unfold one after another, and all can read them."""

import pytest

from autograd.grading import check, hint
from tests.helpers.browsing import axe

pytestmark = pytest.mark.slow
PAGE = """<!doctype html><html lang="en"><head><title>Answers</title>
<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">
</head><body><main><h1>Answers</h1>{}</main></body></html>"""


def shown(browser, *answers, **settings):
    page = browser.new_page(**settings)
    page.set_content(PAGE.format("".join(answer._repr_html_() for answer in answers)))
    return page


def test_each_hint_is_inside_the_one_before(browser):
    page = shown(browser, check("chain-rule", -3))
    heads = page.locator("summary")
    assert [head.is_visible() for head in heads.all()] == [True, False, False]
    heads.nth(0).click()
    assert page.get_by_text("How many arrows does it have?").is_visible()
    assert [head.is_visible() for head in heads.all()] == [True, True, False]
    heads.nth(1).press("Enter")
    assert heads.nth(2).is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_nobody_is_left_out(browser, scheme, width):
    answers = (check("chain-rule"), check("chain-rule", -3), check("chain-rule", 6))
    code = check("derivative-by-differences", lambda f, x: 1 / 0)
    page = shown(
        browser,
        *answers,
        code,
        hint("neuron"),
        color_scheme=scheme,
        viewport={"width": width, "height": 800},
    )
    page.locator("summary").first.click()
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
