"""The demo: what it trains, what it writes, and the page that shows it."""

import html
import itertools
import math
import re

import pytest

from autograd.app import demo
from autograd.app.command_line import main
from autograd.app.demo import page, pictures
from autograd.app.demo.training import MOMENTS, Training, total_loss, train_step
from nn import MLP
from tests.helpers.browsing import axe, requests_of

FILES = [
    "network.svg", "neuron.svg", "sample_loss.svg", "decision_boundary.png", "loss.png",
    "index.html",
]  # fmt: skip
# Of axe, to the frame of the player, which hears nobody.
EXPECTED = "Failed to execute 'postMessage'"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The folder of a short demo."""
    pytest.importorskip("sklearn")
    out = tmp_path_factory.mktemp("demo")
    demo.run(out, steps=12)
    return out


def small(steps=0, moments=True):
    """A tiny network, trained by steps on two points."""
    training = Training(MLP(2, [2, 1], rng=0), [[1.0, 2.0], [0.5, -1.0]], [1, -1])
    if moments:
        training.run(steps, range(steps))
    return training


class TestFiles:
    @pytest.mark.slow
    def test_it_writes_pictures_and_a_page_and_says_what_to_open(self, tmp_path, capsys):
        assert main(["demo", "--out", str(tmp_path), "--steps", "2", "--seed", "3"]) == 0
        printed = capsys.readouterr().out
        assert sorted(path.name for path in tmp_path.iterdir()) == sorted(FILES)
        for name in FILES:
            assert f"wrote {tmp_path / name}" in printed
        assert re.search(r"accuracy on the 100 training points: \d+%", printed)
        assert printed.endswith(f"open {tmp_path / 'index.html'}\n")

    def test_drawn_gradients_are_those_of_the_drawing_alone(self, tmp_path):
        training = small(moments=False)
        for parameter in training.model.parameters():
            parameter.grad = 100.0  # left over from training
        for path in pictures.write_drawings(training, tmp_path)[1:]:
            gradients = re.findall(r"grad (-?[\d.e+-]+)", path.read_text(encoding="utf-8"))
            assert gradients
            assert all(abs(float(g)) < 50.0 for g in gradients)

    def test_the_drawn_sample_is_the_worst_one(self, tmp_path):
        training = Training(MLP(2, [1], rng=0), [[5.0, 0.0], [-3.0, 0.0]], [1, 1])
        (w0, w1, b) = training.model.parameters()
        w0.data, w1.data, b.data = 1.0, 0.0, 0.0
        *_, path = pictures.write_drawings(training, tmp_path)
        assert "data 4.0" in path.read_text(encoding="utf-8")  # 1 - 1 * -3


class TestTraining:
    @pytest.mark.parametrize("steps", [1, 7, MOMENTS, 3 * MOMENTS + 1])
    def test_moments_are_spread_from_before_the_first_step_to_the_last(self, steps):
        training = small(steps)
        kept = [moment.step for moment in training.moments]
        assert (kept[0], kept[-1]) == (0, steps)
        assert len(kept) == min(steps, MOMENTS) + 1
        gaps = {after - before for before, after in itertools.pairwise(kept)}
        assert max(gaps) - min(gaps) <= 1

    def test_a_moment_has_the_numbers_of_the_network(self):
        hard = small(moments=False).worst()
        training = small(5)
        model, last = training.model, training.moments[-1]
        x, target = training.X[hard], training.y[hard]
        diagram = last.graph.diagram
        assert diagram.loss == max(0.0, 1.0 - target * model(x).data)
        assert last.loss == total_loss(model, training.X, training.y).data
        assert last.surface[0][0] == model([-1.7, -1.2]).data
        assert [moment.loss for moment in training.moments[:-1]] == training.history

    def test_interrupted_it_keeps_what_was_learnt(self, monkeypatch, capsys):
        calls = []

        def step(*arguments):
            calls.append(arguments)
            if len(calls) == 2:
                raise KeyboardInterrupt
            return train_step(*arguments)

        monkeypatch.setattr("autograd.app.demo.training.train_step", step)
        training = small(5)
        assert "interrupted after 1 of 5 steps" in capsys.readouterr().out
        assert [moment.step for moment in training.moments] == [0, 1]
        training.model.layers[0].neurons[0].b.data = 3.0  # the Values have their numbers again


class TestPage:
    @pytest.mark.slow
    def test_it_asks_for_nothing(self, folder):
        text = (folder / page.NAME).read_text(encoding="utf-8")
        names = {"http://www.w3.org/2000/svg", "http://www.w3.org/1998/Math/MathML"}
        assert set(re.findall(r"https?://[^\s\"'<>)&]+", text)) <= names

    @pytest.mark.slow
    def test_the_film_of_a_hundred_steps_is_small_and_the_page_not_much_larger(self, tmp_path):
        demo.run(tmp_path, steps=100)
        text = (tmp_path / page.NAME).read_text(encoding="utf-8")
        film = re.search(r'srcdoc="([^"]*)"', text)[1]
        assert len(html.unescape(film)) < 1_000_000
        assert len(text) < 2_000_000

    @pytest.mark.parametrize(
        "losses", [[0.5], [3.0, 0.02, 0.0], [1.0, 1.0], [1.0, math.inf, math.nan]]
    )
    def test_any_losses_have_a_place_on_the_curve(self, losses):
        training = small(len(losses))
        training.history[:] = losses
        places = [page._place(step, loss, training) for step, loss in enumerate(losses)]
        assert "nan" not in page._curve(training)
        assert all(0 <= x <= page.WIDTH and 0 <= y <= page.HEIGHT for x, y in places)


@pytest.fixture
def visit(browser, folder):
    """Opens the page; at the end, nothing may have gone wrong or been asked of others."""
    troubles, asked, pages = [], [], []

    def open_page(**options):
        opened = browser.new_page(**options)
        pages.append(opened)
        opened.on("pageerror", lambda error: troubles.append(str(error)))
        opened.on("console", lambda m: None if EXPECTED in m.text else troubles.append(m.text))
        asked.append(requests_of(opened))
        opened.goto((folder / page.NAME).as_uri())
        return opened

    yield open_page
    for opened in pages:
        opened.close()
    assert troubles == []
    assert not [url for urls in asked for url in urls if url.startswith("http")]


def picture(opened):
    return opened.evaluate("document.getElementById('map').toDataURL()")


@pytest.mark.slow
class TestInABrowser:
    def test_the_slider_moves_the_map_and_the_place_on_the_curve(self, visit):
        opened = visit()
        assert opened.text_content("#told").startswith("step 12: loss 0.")
        before = picture(opened), opened.get_attribute("#marker", "cx")
        opened.focus("#moment")
        opened.keyboard.press("Home")
        assert opened.text_content("#told").startswith("step 0: loss ")
        assert opened.get_attribute("#moment", "aria-valuetext").startswith("step 0: loss ")
        assert picture(opened) != before[0]
        opened.keyboard.press("End")
        assert (picture(opened), opened.get_attribute("#marker", "cx")) == before

    def test_play_runs_from_the_start_to_the_end(self, visit):
        opened = visit()
        opened.get_by_role("button", name="Play").first.click()
        opened.get_by_role("button", name="Pause").click()
        paused = opened.text_content("#told")
        assert paused != "step 12"
        opened.wait_for_timeout(300)
        assert opened.text_content("#told") == paused
        opened.locator("#play").click()
        opened.wait_for_function("() => document.getElementById('play').textContent === 'Play'")
        assert opened.text_content("#told").startswith("step 12")

    def test_the_film_is_of_the_network_with_the_loss_beside_its_slider(self, visit):
        opened = visit()
        player = opened.frame_locator("iframe")
        player.locator("[data-ready]").wait_for()
        assert player.locator("h1").text_content() == "The network and one point"
        player.get_by_text("step 0", exact=True).first.wait_for()
        film = player.locator("input[type=range]").first
        film.focus()
        film.press("End")
        player.get_by_text("step 12").first.wait_for()

    @pytest.mark.parametrize("width", [1280, 800, 390])
    @pytest.mark.parametrize("scheme", ["light", "dark"])
    def test_it_suits_every_window_and_everybody(self, visit, width, scheme):
        opened = visit(viewport={"width": width, "height": 800}, color_scheme=scheme)
        assert opened.evaluate("document.documentElement.scrollWidth") == width
        opened.frame_locator("iframe").locator("[data-ready]").wait_for()
        assert axe(opened) == []
