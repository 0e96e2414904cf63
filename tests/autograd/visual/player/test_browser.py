"""The player in a real browser: a file, opened without a network, used by mouse and keys."""

import pytest

from autograd import Value, capture, play
from autograd.writing.text import number
from tests.helpers.playing import (
    TEXTS,
    caption,
    click,
    example,
    in_sight,
    item,
    looks,
    moved,
    named,
    network,
    play_to,
    press,
    settle,
    where,
)

pytestmark = pytest.mark.slow  # in a browser


class TestControls:
    def test_steps(self, show):
        page = show(play(example()))
        seen = [where(page)]
        for name in [
            "Step (→)",
            "Step (→)",
            "Step back (←)",
            "Last step (End)",
            "First step (Home)",
        ]:
            click(page, name)
            seen.append(where(page))
        assert seen == [
            "forward 0 of 3",
            "forward 1 of 3",
            "forward 2 of 3",
            "forward 1 of 3",
            "backward 3 of 3",
            "forward 0 of 3",
        ]

    def test_the_slider(self, show):
        page = show(play(example()))
        slider = page.get_by_role("slider", name="Step")
        slider.fill("5")
        assert where(page) == "backward 1 of 3"
        assert slider.get_attribute("aria-valuetext").startswith("backward 1 of 3: dL/dd += ")
        slider.focus()
        page.keyboard.press("ArrowLeft")
        assert where(page) == "backward 0 of 3"
        page.keyboard.press("End")
        assert where(page) == "backward 3 of 3"

    def test_play_and_pause(self, show):
        page = show(play(example()))
        play_to(page, "backward 3 of 3")
        page.get_by_label("Speed").select_option("½×")
        click(page, "Play")  # from the beginning
        click(page, "Pause")
        assert where(page) in {"forward 0 of 3", "forward 1 of 3"}
        stopped = where(page)
        settle(page)
        assert where(page) == stopped

    def test_stepping_pauses(self, show):
        page = show(play(example()))
        click(page, "Play")
        click(page, "Step (→)")
        assert page.get_by_role("button", name="Play", exact=True).is_visible()

    @pytest.mark.parametrize("way", ["button", "key"])
    def test_breakpoints(self, show, way):
        page = show(play(example()))
        page.get_by_label("Speed").select_option("20×")
        breaker = page.get_by_role("button", name="Breakpoint here (b)")
        assert breaker.is_disabled()
        item(page, "d").click()
        if way == "button":
            breaker.click()
        else:
            page.keyboard.press("b")
        assert breaker.get_attribute("aria-pressed") == "true"
        assert page.locator("circle.stopper").count() == 1
        click(page, "First step (Home)")
        assert breaker.get_attribute("aria-pressed") == "false"
        click(page, "Play")
        page.get_by_text("Stopped: breakpoint.").wait_for()
        assert where(page) == "forward 2 of 3"
        play_to(page, "backward 2 of 3")
        breaker.click()
        assert page.locator("circle.stopper").count() == 0

    @pytest.mark.parametrize(
        ("condition", "told"),
        [
            ("gradient 0", ["r has gradient 0", "q has gradient 0"]),
            ("not finite", ["q has data -inf", "r has data nan", "product has data nan"]),
            ("log", ["q is log", "q is log"]),
        ],
    )
    def test_stop_at(self, show, condition, told):
        z = Value(0.0, label="z")
        p = named(z * 2.0, "p")
        q = named(p.log(), "q")
        r = named(q * z, "r")
        page = show(play(named(r * 0.0 + 1.0, "L"), names={}))
        page.get_by_label("Speed").select_option("20×")
        page.get_by_label("Stop at").select_option(condition)
        found = []
        while "backward" not in (at := where(page)) or at.split()[1] != at.split()[3]:
            click(page, "Play")
            page.get_by_role("button", name="Play", exact=True).wait_for()
            found.append(caption(page)[-1].removeprefix("Stopped: ").removesuffix("."))
        assert found[: len(told)] == told

    def test_a_click_goes_to_the_step_of_a_value(self, show):
        page = show(play(example()))
        item(page, "d").click()
        assert where(page) == "forward 2 of 3"
        click(page, "Last step (End)")
        item(page, "d").click()
        assert where(page) == "backward 2 of 3"
        item(page, "a").click()  # given: it has no step
        assert where(page) == "backward 2 of 3"

    def test_the_step_is_marked(self, show):
        page = show(play(example()))
        click(page, "Step (→)")
        assert (looks(page, "now"), sorted(looks(page, "near"))) == (["e"], ["a", "b"])
        assert page.locator("path.e.now").count() == 2
        assert sorted(looks(page, "unknown")) == ["L", "d"]

    def test_hovering_lights_ancestors_and_descendants(self, show):
        page = show(play(example()))
        item(page, "d").hover()
        assert sorted(looks(page, "on")) == ["L", "a", "b", "c", "d", "e"]
        item(page, "b").hover()
        assert sorted(looks(page, "on")) == ["L", "b", "d", "e"]
        assert page.locator("path.e.on").count() == 3
        page.get_by_role("slider", name="Step").hover()
        assert page.locator(".lit").count() == 0

    def test_the_pointer_gets_all_digits(self, show):
        x = Value(1 / 3, label="x")
        page = show(play(x.exp(), names={"y": x}))
        click(page, "Last step (End)")
        item(page, "x").hover()
        assert page.locator("g.i title").text_content() == (
            "x\ny\ndata 0.33333333333333331\ngradient 1.3956124250860895"
        )

    def test_zoom(self, show):
        page = show(play(network()))
        first = in_sight(page)
        click(page, "Zoom in (+)")
        closer = in_sight(page)
        assert closer[2] < first[2]
        click(page, "Zoom out (−)")
        assert in_sight(page) == pytest.approx(first)
        click(page, "Fit (0)")
        x, y, width, height = in_sight(page)
        whole = page.evaluate(
            "() => { const b = document.querySelector('[data-glassgrad]').shadowRoot"
            ".querySelector('.stage > svg').getBBox(); return [b.x, b.y, b.width, b.height]; }"
        )
        assert x <= whole[0]
        assert y <= whole[1]
        assert x + width >= whole[0] + whole[2]
        assert y + height >= whole[1] + whole[3]

    def test_dragging_pans_and_is_no_click(self, show):
        page = show(play(network()))
        stage = page.locator(".stage").bounding_box()
        middle = (stage["x"] + stage["width"] / 2, stage["y"] + stage["height"] / 2)
        before, at = in_sight(page), where(page)
        page.mouse.move(*middle)
        page.mouse.down()
        page.mouse.move(middle[0] - 100, middle[1] - 50, steps=3)
        page.mouse.up()
        after = in_sight(page)
        scale = before[2] / stage["width"]
        assert after[0] - before[0] == pytest.approx(100 * scale, rel=0.05)
        assert after[1] - before[1] == pytest.approx(50 * scale, rel=0.05)
        assert where(page) == at

    def test_the_wheel_is_the_pages_until_the_player_has_the_focus(self, show):
        page = show(play(network()), viewport={"width": 900, "height": 300})
        page.locator(".stage").hover()
        before = in_sight(page)
        page.mouse.wheel(0, 50)
        page.wait_for_function("() => scrollY > 0")
        assert in_sight(page) == before
        page.keyboard.down("Control")
        page.mouse.wheel(0, -100)
        page.keyboard.up("Control")
        closer = moved(page, before)
        assert closer[2] < before[2]
        page.locator("section.player").focus()
        scrolled = page.evaluate("scrollY")
        page.mouse.wheel(0, 100)
        assert moved(page, closer)[2] > closer[2]
        assert page.evaluate("scrollY") == scrolled

    def test_the_step_is_followed(self, show):
        page = show(play(network()), viewport={"width": 500, "height": 700})
        before = in_sight(page)
        press(page, *["ArrowRight"] * 25)
        after = settle(page)
        assert after[0] > before[0]
        now = page.locator("g.i.now").bounding_box()
        stage = page.locator(".stage").bounding_box()
        assert stage["x"] <= now["x"] <= stage["x"] + stage["width"] - now["width"] + 1
        click(page, "Follow the step")
        press(page, "Home")
        assert settle(page) == after

    def test_the_window_may_change_its_size(self, show):
        page = show(play(example()), viewport={"width": 1200, "height": 600})
        wide = in_sight(page)
        page.set_viewport_size({"width": 390, "height": 600})
        assert moved(page, wide)[2] < wide[2]

    def test_a_notice_above_300_values(self, show):
        x = Value(1.0)
        for k in range(310):
            x = x + float(k)
        page = show(play(x))
        told = page.locator(".note").text_content()
        assert told == "311 values: with fold=True they are shown box by box"


class TestKeys:
    def test_steps(self, show):
        page = show(play(example()))
        seen = press(page, "ArrowRight", "ArrowRight", "ArrowLeft", "End", "Home")
        steps = ["forward 1", "forward 2", "forward 1", "backward 3", "forward 0"]
        assert seen == [f"{step} of 3" for step in steps]

    def test_space_plays_and_pauses(self, show):
        page = show(play(example()))
        press(page, " ")
        assert page.get_by_role("button", name="Pause").is_visible()
        page.keyboard.press(" ")
        assert page.get_by_role("button", name="Play").is_visible()

    def test_a_button_keeps_its_keys(self, show):
        page = show(play(example()))
        page.get_by_role("button", name="Step (→)").focus()
        page.keyboard.press("Enter")
        page.keyboard.press(" ")
        assert where(page) == "forward 2 of 3"

    def test_zoom_and_pan(self, show):
        page = show(play(network()))
        widths = []
        for key in ["+", "-", "0"]:
            press(page, key)
            widths.append(in_sight(page)[2])
        assert widths[0] < widths[1] < widths[2]
        before = in_sight(page)
        seen = press(page, "Shift+ArrowRight", "Shift+ArrowDown")
        after = in_sight(page)
        assert after[0] > before[0]
        assert after[1] > before[1]
        assert all(step.startswith("forward 0 of") for step in seen)

    def test_a_list_keeps_its_keys(self, show):
        page = show(play(example()))
        page.get_by_label("Stop at").focus()
        page.keyboard.press("ArrowRight")
        page.keyboard.press("b")
        assert where(page) == "forward 0 of 3"

    def test_the_pages_shortcuts_are_left_alone(self, show):
        page = show(play(example()))
        assert press(page, "Control+ArrowRight", "x")[-1] == "forward 0 of 3"

    def test_in_a_page_of_its_own_no_click_is_needed_first(self, show):
        page = show(play(example()))
        page.keyboard.press("ArrowRight")
        page.keyboard.press("ArrowRight")
        assert where(page) == "forward 2 of 3"


class TestMoments:
    @staticmethod
    def moments():
        w, x = Value(1.0, label="w"), Value(2.0, label="x")
        taken = []
        for k in range(4):
            loss = named((w * x - 6.0) ** 2 * (1.0 + k), "loss")
            taken.append(capture(loss, f"epoch {k}"))
            w.data += 0.25
        return taken

    def test_numbers_change_in_place(self, show):
        page = show(play(self.moments()))
        slider = page.get_by_role("slider", name="Moment")
        assert slider.input_value() == "0"
        found = []
        for k in range(4):
            slider.fill(str(k))
            texts = page.evaluate(TEXTS)
            found.append((texts["w"], texts["loss"][0]))
        expected = []
        for k in range(4):
            w = 1.0 + 0.25 * k
            slope = 2 * (w * 2.0 - 6.0) * 2.0 * (1.0 + k)
            loss = (w * 2.0 - 6.0) ** 2 * (1.0 + k)
            expected.append(([number(w), number(slope)], number(loss)))
        assert found == expected
        assert slider.get_attribute("aria-valuetext") == "epoch 3"

    def test_constants_change_with_them(self, show):
        page = show(play(self.moments()))
        slider = page.get_by_role("slider", name="Moment")
        found = []
        for k in range(4):
            slider.fill(str(k))
            found.append(page.locator("g.k text.d").last.text_content())
        assert found == ["1.0", "2.0", "3.0", "4.0"]

    def test_they_are_played(self, show):
        page = show(play(self.moments()))
        page.get_by_label("Speed").select_option("20×")
        click(page, "Play all moments")
        page.get_by_role("button", name="Play all moments").wait_for()
        assert page.get_by_text("epoch 3").is_visible()

    def test_they_may_have_no_title(self, show):
        x = Value(1.0)
        page = show(play([x.exp(), x.exp()]))
        assert page.get_by_text("moment 0").is_visible()


class TestSeveral:
    def test_players_of_one_page_do_not_meddle(self, show):
        page = show(play(example()), play(network(), fold=True), play(example()))
        sections = page.locator("section.player")
        assert sections.count() == 3
        sections.nth(1).get_by_role("button", name="Step (→)").click()
        found = [sections.nth(k).locator(".bar > .where").text_content() for k in range(3)]
        assert found[0] == found[2] == "forward 0 of 3"
        assert found[1].startswith("forward 1 of ")

    def test_the_same_player_twice(self, show):
        player = play(example())
        page = show(player, player)
        page.locator("section.player").nth(1).get_by_role("button", name="Step (→)").click()
        found = page.locator(".bar > .where").all_text_contents()
        assert found == ["forward 0 of 3", "forward 1 of 3"]
