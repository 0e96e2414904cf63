"""The player for everybody: texts that mean harm, eyes and hands that differ, wide and narrow."""

import pytest

from autograd import Value, capture, play, scope
from tests.helpers.browsing import axe
from tests.helpers.playing import (
    caption,
    click,
    example,
    in_sight,
    item,
    named,
    network,
    press,
    settle,
)

pytestmark = pytest.mark.slow  # in a browser

HOSTILE = [
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<b>bold</b>",
    "\"'&amp;`${alert(1)}",
    "\\N",
    "🦔👩‍👩‍👧",
    "\u202eabc\u2066",
    "a\nb\x00",
    "x" * 10_000,
    "]]>--><!--",
]


class TestHostileTexts:
    @pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
    def test_they_are_shown_as_text(self, show, text):
        x = Value(0.5, label=text)
        with scope(text):
            y = x.tanh()
        with scope(text):
            y = y.exp()
        root = named(y, text) * 2.0
        taken = [capture(root, text), capture(root, text)]
        page = show(play(taken, title=text, fold=True))
        shown = capture(Value(1.0), text).title
        assert page.locator(".title").text_content() == shown
        assert page.get_by_role("slider", name="Moment").get_attribute("aria-valuetext") == shown
        assert page.locator("section script, section img, section b:not(.where b)").count() == 0
        assert (
            shown[-3:] in page.locator("g.i.s").first.text_content().replace("…", "")
            or len(text) > 20
        )
        page.locator("g.i.s").first.click()
        click(page, "Last step (End)")
        assert page.locator("section script, section img").count() == 0
        assert page.evaluate("document.title") == shown

    def test_they_do_not_break_the_picture(self, show):
        x = Value(0.5, label=HOSTILE[0])
        page = show(play(x.exp(), names={}))
        label = page.locator("g.i.x").get_attribute("aria-label")
        assert label.startswith(HOSTILE[0])
        click(page, "Last step (End)")
        assert caption(page)[:1] == [
            f"dL/d({HOSTILE[0]}) += dL/dL * dL/d({HOSTILE[0]}) = 1.0 * 1.649 = 1.649"
        ]


class TestForEverybody:
    @pytest.mark.parametrize("scheme", ["light", "dark"])
    @pytest.mark.parametrize("width", [900, 390])
    def test_axe_has_nothing_to_object_to(self, show, scheme, width):
        player = play(network(), title="A network", fold=True)
        page = show(player, color_scheme=scheme, viewport={"width": width, "height": 800})
        assert axe(page) == []
        item(page, "MLP 1").click()
        press(page, "End")
        assert axe(page) == []

    @pytest.mark.parametrize("scheme", ["light", "dark"])
    def test_axe_for_moments_and_the_full_view(self, show, scheme):
        page = show(play([network(), network()]), color_scheme=scheme)
        click(page, "First step (Home)")
        click(page, "Step (→)")
        assert axe(page) == []

    @pytest.mark.parametrize("width", [1200, 900, 390, 320])
    def test_nothing_is_wider_than_the_window(self, show, width):
        player = play([network(), network()], title="A long title " * 10, fold=True)
        page = show(player, viewport={"width": width, "height": 800})
        item(page, "MLP 1").click()
        item(page, "Layer 1").click()
        assert page.evaluate("document.documentElement.scrollWidth") == width

    def test_dark_follows_the_system(self, show):
        page = show(play(example()), color_scheme="dark")
        assert page.locator("[data-theme=dark]").count() == 1
        page.emulate_media(color_scheme="light")
        page.locator("[data-theme=light]").wait_for()

    @pytest.mark.parametrize(
        ("before", "theme"),
        [
            ("document.body.dataset.jpThemeLight = 'false'", "dark"),
            ("document.body.className = 'vscode-dark'", "dark"),
            ("document.body.className = 'vscode-light'", "light"),
            (
                "document.body.className = 'vscode-high-contrast vscode-high-contrast-light'",
                "light",
            ),
        ],
    )
    def test_dark_follows_the_notebook(self, show, before, theme):
        page = show(play(example()), color_scheme="light" if theme == "dark" else "dark")
        page.evaluate(before)
        page.locator(f"[data-theme={theme}]").wait_for()

    def test_reduced_motion_moves_at_once(self, show):
        page = show(
            play(network()), reduced_motion="reduce", viewport={"width": 500, "height": 700}
        )
        click(page, "First step (Home)")
        before = in_sight(page)
        moved = page.evaluate(
            """() => {
                const root = document.querySelector("[data-glassgrad]").shadowRoot;
                const slider = root.querySelector("input.steps");
                slider.value = Math.floor(slider.max / 2);
                slider.dispatchEvent(new Event("input"));
                return root.querySelector(".stage > svg").getAttribute("viewBox");
            }"""
        )
        assert [float(x) for x in moved.split()] != before
        assert settle(page) == [float(x) for x in moved.split()]

    def test_forced_colors_are_used(self, show):
        page = show(play(example()), forced_colors="active")
        boxes = page.locator("g.i rect.b")
        fills = boxes.evaluate_all("(all) => all.map((box) => getComputedStyle(box).fill)")
        canvas = page.evaluate("() => getComputedStyle(document.body).backgroundColor")
        assert set(fills) == {canvas}

    def test_the_caption_is_silent_while_playing(self, show):
        page = show(play(example()))
        live = page.locator(".caption")
        assert live.get_attribute("aria-live") == "polite"
        click(page, "Play")
        page.locator(".caption[aria-live=off]").wait_for()
        click(page, "Pause")
        assert live.get_attribute("aria-live") == "polite"

    def test_everything_is_reached_by_tab(self, show):
        page = show(play([network(), network()], fold=True))
        focus = "() => document.activeElement.shadowRoot?.activeElement?.getAttribute('aria-label')"
        names = set()
        for _ in range(20):
            page.keyboard.press("Tab")
            names.add(page.evaluate(focus))
        assert names >= {"Player", "Moment", "Step", "Play", "Speed", "Stop at", "Fit (0)"}
