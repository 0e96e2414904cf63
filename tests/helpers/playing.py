"""What the tests of the player in a browser have in common: graphs, and ways to look and to click.

`tests/conftest.py` makes the fixture `show` known; a test takes it as an argument.
"""

import json
import re

import pytest

from autograd import Value
from nn import MLP, losses
from tests.helpers.browsing import requests_of

TEXTS = """() => {
    const { shadowRoot } = document.querySelector("[data-glassgrad]");
    const texts = {};
    for (const group of shadowRoot.querySelectorAll("g[data-k]")) {
        const part = (name) => group.querySelector("text." + name)?.textContent;
        texts[group.dataset.name] = [part("d"), part("g")];
    }
    return texts;
}"""
"""For each item its data and its gradient, as they are shown."""

ALL_STEPS = (
    """() => {
    const { shadowRoot } = document.querySelector("[data-glassgrad]");
    const slider = shadowRoot.querySelector("input.steps");
    const found = [];
    for (let at = 0; at <= Number(slider.max); at++) {
        slider.value = at;
        slider.dispatchEvent(new Event("input"));
        found.push({
            where: shadowRoot.querySelector(".bar > .where").textContent,
            caption: [...shadowRoot.querySelectorAll(".caption p")].map((p) => p.textContent),
            texts: ("""
    + TEXTS
    + """)(),
        });
    }
    return found;
}"""
)


@pytest.fixture(scope="module")
def offline(browser):
    """A browser without a network, for pages that need nothing special."""
    context = browser.new_context(offline=True, viewport={"width": 900, "height": 700})
    yield context
    context.close()


@pytest.fixture
def show(browser, offline, tmp_path):
    """Opens what is to be played; at the end, nothing may have gone wrong or asked for anything."""
    opened, troubles, asked = [], [], []

    def open_page(*players, **options):
        page = browser.new_page(offline=True, **options) if options else offline.new_page()
        opened.append(page)
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("console", lambda message: troubles.append(message.text))
        page.on("dialog", lambda dialog: troubles.append(dialog.message))
        asked.append(requests_of(page))
        path = tmp_path / f"page {len(opened)}.html"
        if len(players) == 1:
            players[0].save(path)
        else:
            parts = "".join(player._repr_mimebundle_()["text/html"] for player in players)
            path.write_text(f"<!doctype html><meta charset=utf-8>{parts}", encoding="utf-8")
        page.goto(path.as_uri())
        page.locator("[data-ready]").nth(len(players) - 1).wait_for()
        return page

    yield open_page
    for page in opened:
        page.close()
    assert {url.split(":")[0] for urls in asked for url in urls} <= {"file", "data"}
    assert troubles == []


def named(value, label):
    value.label = label
    return value


def example():
    """The graph of the lectures: e = a * b, d = e + c, L = d * f."""
    a, b, c = Value(2.0, label="a"), Value(-3.0, label="b"), Value(10.0, label="c")
    d = named(named(a * b, "e") + c, "d")
    return named(d * Value(-2.0, label="f"), "L")


def network():
    """Three samples and their loss."""
    model = MLP(2, [4, 1], activation="tanh", rng=0)
    inputs = [[0.1 * k, -0.2 * k] for k in range(3)]
    return losses.mean_squared_error([model(x) for x in inputs], [0.0, 0.5, 1.0])


def caption(page):
    return page.locator(".caption p").all_text_contents()


def where(page):
    """The step, such as "forward 1 of 3"."""
    return page.locator(".bar > .where").last.text_content()


def click(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def press(page, *keys):
    """Keys for the player; returns the step after each."""
    page.locator("section.player").focus()
    seen = []
    for key in keys:
        page.keyboard.press(key)
        seen.append(where(page))
    return seen


def item(page, name):
    """The item of that name in the picture."""
    return page.locator(f"g.i[data-name={json.dumps(name, ensure_ascii=False)}]").first


def looks(page, look):
    """The names of the items with a class."""
    return page.locator(f"g.i.{look}").evaluate_all("all => all.map((group) => group.dataset.name)")


def in_sight(page):
    """The part of the picture that is seen: x, y, width, height."""
    return [float(x) for x in page.locator(".stage > svg").get_attribute("viewBox").split()]


def settle(page):
    """Wait until the picture has stopped moving; returns what is in sight."""
    page.wait_for_timeout(100)
    before, after = None, in_sight(page)
    while before != after:
        page.wait_for_timeout(100)
        before, after = after, in_sight(page)
    return after


def moved(page, before):
    """Wait until something else is in sight; returns it."""
    for _ in range(100):
        if in_sight(page) != before:
            break
        page.wait_for_timeout(50)
    return settle(page)


def play_to(page, step):
    """Play quickly until that step is reached and playing has stopped."""
    page.get_by_label("Speed").select_option("20×")
    click(page, "Play")
    page.locator(".bar > .where").last.filter(has_text=re.compile(f"^{step}$")).wait_for()
    page.get_by_role("button", name="Play", exact=True).wait_for()
