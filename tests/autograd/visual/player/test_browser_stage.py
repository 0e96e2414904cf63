"""The stage in a real browser: its size, full screen, the map, the list of keys, nodes by Tab."""

import html
import re

import pytest

from autograd import play
from autograd.visual.player.playing import _asset
from tests.helpers.browsing import axe
from tests.helpers.playing import (
    caption,
    click,
    example,
    in_sight,
    item,
    moved,
    network,
    press,
    settle,
    where,
)

pytestmark = pytest.mark.slow  # in a browser

FOCUS = "() => document.activeElement.shadowRoot?.activeElement?.getAttribute('aria-label')"


def height(page, selector=".stage"):
    return page.locator(selector).bounding_box()["height"]


def tab_to_nodes(page):
    """Press Tab until a node has the focus; returns how it is called."""
    inside = "() => document.activeElement.shadowRoot?.activeElement?.matches('g.i')"
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate(inside):
            return focus(page)
    raise AssertionError("no node is reached by Tab")


def focus(page):
    """The name of what has the focus."""
    return page.evaluate(FOCUS).split(",")[0]


class TestSize:
    @pytest.mark.parametrize("tall", [600, 1000])
    def test_a_large_graph_uses_the_window_and_no_more(self, show, tall):
        page = show(play(network()), viewport={"width": 1200, "height": tall})
        assert page.evaluate("document.documentElement.scrollHeight") <= tall
        assert height(page, "section.player") > tall - 60

    def test_a_small_graph_takes_what_it_needs(self, show):
        page = show(play(example()), viewport={"width": 1200, "height": 1000})
        assert height(page) < 260

    def test_it_follows_the_window(self, show):
        page = show(play(network()), viewport={"width": 1200, "height": 700})
        before = height(page)
        page.set_viewport_size({"width": 1200, "height": 1000})
        page.wait_for_function(
            "(before) => document.querySelector('[data-glassgrad]').shadowRoot"
            ".querySelector('.stage').clientHeight > before + 250",
            arg=before,
        )

    def test_the_first_step_is_in_sight(self, show):
        page = show(play(network()), viewport={"width": 390, "height": 700})
        settle(page)
        stage = page.locator(".stage").bounding_box()
        first = page.locator("g.i[tabindex='0']").bounding_box()
        assert stage["y"] <= first["y"] <= stage["y"] + stage["height"] - first["height"]
        assert stage["x"] <= first["x"] <= stage["x"] + stage["width"] - first["width"]


class TestFullScreen:
    @pytest.mark.parametrize("way", ["key", "button"])
    def test_it_fills_the_screen_and_comes_back(self, show, way):
        page = show(play(network()), viewport={"width": 1000, "height": 800})
        before = page.locator("section.player").bounding_box()
        button = page.get_by_role("button", name="Full screen (f)")
        press(page, "f") if way == "key" else button.click()
        page.locator("[data-full]").wait_for()
        assert page.evaluate("Boolean(document.fullscreenElement)")
        assert button.get_attribute("aria-pressed") == "true"
        filled = page.locator("section.player").bounding_box()
        assert (filled["x"], filled["y"]) == (0, 0)
        press(page, "f") if way == "key" else button.click()
        page.wait_for_function("() => !document.fullscreenElement")
        assert page.locator("section.player").bounding_box() == before
        assert button.get_attribute("aria-pressed") == "false"

    def test_the_browsers_own_way_out(self, show):
        page = show(play(example()))
        press(page, "f")
        page.locator("[data-full]").wait_for()
        page.evaluate("document.exitFullscreen()")
        page.locator("[data-full]").wait_for(state="detached")
        assert page.get_by_role("button", name="Full screen (f)").get_attribute("aria-pressed") == (
            "false"
        )

    def test_a_frame_that_forbids_it_is_filled(self, browser, tmp_path):
        path = tmp_path / "frame.html"
        inner = html.escape(play(network()).html())
        path.write_text(
            f'<!doctype html><p>before</p><iframe sandbox="allow-scripts" srcdoc="{inner}" '
            'style="width:700px;height:600px;border:0"></iframe>',
            encoding="utf-8",
        )
        page = browser.new_page(offline=True)
        page.goto(path.as_uri())
        frame = page.frame_locator("iframe")
        frame.locator("[data-ready]").wait_for()
        frame.locator("section.player").press("f")
        frame.locator("[data-full]").wait_for()
        box = frame.locator("section.player").bounding_box()
        assert (round(box["width"]), round(box["height"])) == (700, 600)
        assert not page.evaluate("Boolean(document.fullscreenElement)")
        frame.locator("section.player").press("Escape")
        frame.locator("[data-full]").wait_for(state="detached")
        page.close()


class TestMinimap:
    def test_it_is_there_for_what_is_out_of_sight(self, show):
        page = show(play(network()), viewport={"width": 1000, "height": 700})
        minimap = page.locator(".minimap")
        assert minimap.is_visible()
        click(page, "Fit (0)")
        assert minimap.is_hidden()
        click(page, "Zoom in (+)")
        assert minimap.is_visible()

    def test_there_is_none_for_a_small_graph(self, show):
        assert show(play(example())).locator(".minimap").is_hidden()

    def test_a_click_and_a_drag_go_elsewhere(self, show):
        page = show(play(network()), viewport={"width": 600, "height": 700})
        first = settle(page)
        box = page.locator(".minimap").bounding_box()
        at, middle = where(page), box["y"] + box["height"] / 2
        page.mouse.move(box["x"] + box["width"] - 3, middle)
        page.mouse.down()
        right = moved(page, first)
        assert right[0] > first[0] + first[2]
        page.mouse.move(box["x"] + box["width"] / 2, middle, steps=3)
        page.mouse.up()
        assert first[0] < moved(page, right)[0] < right[0]
        assert where(page) == at

    def test_it_marks_what_is_in_sight_and_the_step(self, show):
        page = show(play(network()), viewport={"width": 600, "height": 700})
        press(page, *["ArrowRight"] * 8)
        x, y, wide, high = settle(page)
        frame = page.locator(".minimap .frame")
        shown = [float(frame.get_attribute(name)) for name in ("x", "y", "width", "height")]
        assert shown == pytest.approx([x, y, wide, high], abs=0.01)
        now = page.locator(".minimap .now")
        assert x <= float(now.get_attribute("x")) <= x + wide


class TestSheet:
    def test_it_lists_every_key_that_does_something(self, show):
        page = show(play(example()))
        press(page, "?")
        listed = page.get_by_role("dialog", name="Keys").locator("dt").all_text_contents()
        rows = re.findall(r"shown: \[(.*?)\]", _asset("keys.js"))
        assert len(rows) > 20
        for row in rows:
            assert " + ".join(re.findall('"(.*?)"', row)) in listed

    @pytest.mark.parametrize("scheme", ["light", "dark"])
    @pytest.mark.parametrize("width", [900, 390])
    def test_axe_has_nothing_to_object_to(self, show, scheme, width):
        page = show(play(example()), color_scheme=scheme, viewport={"width": width, "height": 700})
        press(page, "?")
        assert axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") == width

    @pytest.mark.parametrize("leave", ["Escape", "Enter"])
    def test_the_focus_returns(self, show, leave):
        page = show(play(example()))
        page.get_by_role("button", name="Keys (?)").press("Enter")
        assert page.get_by_role("dialog").is_visible()
        page.keyboard.press("ArrowRight")  # is for the list
        page.keyboard.press(leave)  # Enter is for the button that closes it, which has the focus
        assert page.get_by_role("dialog").is_hidden()
        assert focus(page) == "Keys (?)"
        assert where(page) == "forward 0 of 3"


class TestNodesByKeyboard:
    def test_tab_enters_the_picture_and_arrows_go_from_node_to_node(self, show):
        page = show(play(example()))
        assert tab_to_nodes(page) == "e"  # of the first step
        seen = []
        for key in ["ArrowLeft", "ArrowDown", "ArrowRight", "ArrowRight", "ArrowRight"]:
            page.keyboard.press(f"{key}")
            seen.append(focus(page))
        assert seen[0] in {"a", "b"}
        assert seen[-1] == "L"
        assert where(page) == "forward 0 of 3"

    def test_enter_goes_to_the_step_and_stays(self, show):
        page = show(play(example()))
        tab_to_nodes(page)
        page.keyboard.press("ArrowRight")
        assert focus(page) == "d"
        page.keyboard.press("Enter")
        assert where(page) == "forward 2 of 3"
        assert caption(page)[0].startswith("d = e + c")
        page.keyboard.press("ArrowLeft")
        assert where(page) == "forward 2 of 3"
        assert focus(page) in {"e", "c"}

    def test_tab_leaves_the_picture_at_once(self, show):
        page = show(play(network()))
        name = tab_to_nodes(page)
        page.keyboard.press("Tab")
        assert focus(page) == "What happens in this step"
        page.keyboard.press("Shift+Tab")
        assert focus(page) == name

    def test_escape_gives_the_keys_back_to_the_steps(self, show):
        page = show(play(network(), fold=True))
        item(page, "MLP 1").click()
        tab_to_nodes(page)
        page.keyboard.press("Escape")
        page.keyboard.press("ArrowRight")
        assert where(page).startswith("forward 1 of")
        assert page.locator("nav [aria-current]").text_content() == "MLP 1"

    def test_enter_opens_a_box(self, show):
        page = show(play(network(), fold=True))
        tab_to_nodes(page)
        page.keyboard.press("Enter")
        assert page.locator("nav [aria-current]").text_content() == "MLP 1"
        page.keyboard.press("ArrowRight")
        assert where(page).startswith("forward 1 of")

    def test_after_a_click_the_arrows_are_steps(self, show):
        page = show(play(example()))
        item(page, "d").click()
        page.keyboard.press("ArrowRight")
        assert where(page) == "forward 3 of 3"

    def test_a_node_out_of_sight_comes_into_sight(self, show):
        page = show(play(network()), viewport={"width": 500, "height": 700})
        before = settle(page)
        tab_to_nodes(page)
        for _ in range(4):
            page.keyboard.press("ArrowRight")
        assert settle(page)[0] > before[0]
        assert in_sight(page)[2] == before[2]


class TestTouch:
    def test_buttons_are_as_large_as_a_finger(self, show):
        page = show(
            play([network(), network()], fold=True),
            viewport={"width": 390, "height": 800},
            has_touch=True,
            is_mobile=True,
        )
        for control in page.locator("section.player button, section.player select").all():
            box = control.bounding_box()
            assert min(box["width"], box["height"]) >= 44
        for slider in page.get_by_role("slider").all():
            assert slider.bounding_box()["height"] >= 44
        assert axe(page) == []
