"""Players and drawings in marimo, which really runs, and by the documented rules of other pages.

Colab shows outputs in a frame of another origin, without access to the page around it. VS Code sets
HTML as `innerHTML`, runs copies of its scripts, and allows nothing from the network. Quarto puts
HTML into its page, or SVG into a PDF. GitHub, and pages that forbid scripts, keep images.
"""

import html
import importlib.util
import os
import re
import socket
import subprocess
import sys
import time
import urllib.request

import pytest

from autograd import draw, play
from autograd.visual.player.playing import SCRIPTS, _asset
from tests.helpers.browsing import requests_of
from tests.helpers.playing import click, example, network, press, where

pytestmark = pytest.mark.slow  # in a browser

APP = """\
import marimo

app = marimo.App()


@app.cell
def _():
    import autograd

    a, b = autograd.Value(2.0, label="a"), autograd.Value(-3.0, label="b")
    product = a * b
    return autograd, product


@app.cell
def _(autograd, product):
    autograd.play(product)
    return


@app.cell
def _(autograd, product):
    autograd.draw(product)
    return


if __name__ == "__main__":
    app.run()
"""


def bundle(shown):
    return shown._repr_mimebundle_()["text/html"]


@pytest.fixture
def opened(browser, tmp_path):
    """Opens a page of HTML without a network; nothing may go wrong or be asked for."""
    pages, troubles, asked = [], [], []

    def open_page(content, **options):
        page = browser.new_page(offline=True, **options)
        pages.append(page)
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: troubles.append(str(error)))
        asked.append(requests_of(page))
        path = tmp_path / f"{len(pages)}.html"
        path.write_text(f"<!doctype html><meta charset=utf-8>{content}", encoding="utf-8")
        page.goto(path.as_uri())
        return page

    yield open_page
    for page in pages:
        page.close()
    assert troubles == []
    assert {url.split(":")[0] for urls in asked for url in urls} <= {"file", "data", "about"}


def framed(content, sandbox="allow-scripts"):
    return (
        f'<iframe sandbox="{sandbox}" style="width:900px;height:600px" '
        f'srcdoc="{html.escape(content)}"></iframe>'
    )


class TestFrameOfAnotherOrigin:  # as in Colab
    def test_the_player_works(self, opened):
        frame = opened(framed(bundle(play(example())))).frame_locator("iframe")
        frame.locator("[data-ready]").wait_for()
        frame.get_by_role("button", name="Last step (End)").click()
        assert frame.locator(".bar > .where").text_content() == "backward 3 of 3"
        frame.locator("section.player").press("?")
        assert frame.get_by_role("dialog", name="Keys").is_visible()

    def test_the_drawing_is_an_svg_element(self, opened):
        frame = opened(framed(bundle(draw(example())))).frame_locator("iframe")
        frame.locator("svg title").first.wait_for(state="attached")
        assert frame.locator("img").count() == 0

    def test_the_stage_does_not_depend_on_the_height_of_its_frame(self, opened):
        # A frame that grows with what is in it begins low.
        page = opened(framed(bundle(play(network()))))
        page.evaluate("document.querySelector('iframe').style.height = '150px'")
        frame = page.frame_locator("iframe")
        frame.locator("[data-ready]").wait_for()
        before = frame.locator(".stage").evaluate("(stage) => stage.clientHeight")
        assert before >= 260
        page.evaluate("document.querySelector('iframe').style.height = '900px'")
        page.wait_for_timeout(200)
        assert frame.locator(".stage").evaluate("(stage) => stage.clientHeight") == before

    def test_without_scripts_pictures_are_shown(self, opened):
        content = bundle(play(example())) + bundle(draw(example()))
        frame = opened(framed(content, sandbox="")).frame_locator("iframe")
        frame.locator("img").nth(1).wait_for()
        widths = [image.bounding_box()["width"] for image in frame.locator("img").all()]
        assert min(widths) > 300


class TestPolicies:
    RULES = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"

    def page(self, content, rules):
        meta = f'<meta http-equiv="Content-Security-Policy" content="{rules}">'
        return f"{meta}{content}"

    def test_scripts_of_the_page_and_nothing_else(self, opened):
        rules = f"{self.RULES}; script-src 'unsafe-inline'"
        page = opened(self.page(bundle(play(example())), rules))
        page.locator("[data-ready]").wait_for()
        click(page, "Last step (End)")
        assert where(page) == "backward 3 of 3"

    @pytest.mark.parametrize("shown", [play, draw])
    def test_no_scripts_at_all(self, opened, shown):
        page = opened(self.page(bundle(shown(example())), self.RULES))
        image = page.locator("img")
        assert image.evaluate("(img) => img.decode().then(() => img.naturalWidth)") > 300


class TestCopiedScripts:  # as in VS Code
    COPY = """(content) => {
        const place = document.createElement("div");
        document.body.append(place);
        place.innerHTML = content;
        for (const old of place.querySelectorAll("script")) {
            const script = document.createElement("script");
            script.text = old.innerText;
            place.appendChild(script).parentNode.removeChild(script);
        }
    }"""

    def test_player_and_drawing(self, opened):
        page = opened("<body class='vscode-dark'></body>")
        page.evaluate(self.COPY, bundle(play(example())))
        page.evaluate(self.COPY, bundle(draw(example())))
        page.locator("[data-ready][data-theme=dark]").wait_for()
        assert press(page, "End")[-1] == "backward 3 of 3"
        assert page.locator("div > svg title").first.text_content()
        assert page.locator("img").count() == 0


class TestFaces:
    def test_pages_get_html_and_documents_svg(self):
        for shown in (play(example()), draw(example())):
            faces = shown._repr_mimebundle_()
            assert set(faces) == {"text/html", "image/svg+xml", "text/plain"}
            assert faces["image/svg+xml"].startswith("<svg ")

    def test_nothing_is_kept_or_asked_for(self):
        forbidden = (
            r"(local|session)Storage|cookie|\bparent\.|\btop\.|fetch\(|XMLHttpRequest|eval\("
        )
        for name in SCRIPTS:
            assert not re.search(forbidden, _asset(name)), name


@pytest.fixture(scope="module")
def marimo(tmp_path_factory):
    """The address where marimo runs `APP`."""
    if importlib.util.find_spec("marimo") is None:
        pytest.skip("there is no marimo: install glassgrad[dev]")
    folder = tmp_path_factory.mktemp("marimo")
    (folder / "app.py").write_text(APP, encoding="utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = ["marimo", "run", "app.py", "--headless", "--no-token", "--port", str(port)]
    environment = {**os.environ, "HOME": str(folder), "MARIMO_SKIP_UPDATE_CHECK": "1"}
    with (folder / "log").open("w+", encoding="utf-8") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", *command],
            cwd=folder,
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            yield answering(f"http://127.0.0.1:{port}", process, log)
        finally:
            process.terminate()
            process.wait(20)


def answering(address, process, log, seconds=60):
    """The address, once somebody answers there."""
    end = time.monotonic() + seconds
    while True:
        try:
            urllib.request.urlopen(address, timeout=5).close()
        except OSError:
            if time.monotonic() > end or process.poll() is not None:
                log.seek(0)
                pytest.fail(f"marimo has not started: {log.read()[-2000:]}")
            time.sleep(0.2)
        else:
            return address


class TestMarimo:
    @pytest.fixture
    def page(self, browser, marimo):
        """The page of marimo, which may ask this machine alone."""
        own = (marimo, marimo.replace("http", "ws"), "data:", "blob:", "about:")
        page = browser.new_page(viewport={"width": 1200, "height": 900})
        page.set_default_timeout(60_000)
        page.route(
            "**/*",
            lambda route: route.continue_() if route.request.url.startswith(own) else route.abort(),
        )
        page.goto(marimo)
        yield page
        page.close()

    def test_the_player_is_live(self, page):
        frame = page.frame_locator("iframe").first
        frame.locator("[data-ready]").wait_for()
        frame.get_by_role("button", name="Last step (End)").click()
        assert frame.locator(".bar > .where").text_content() == "backward 1 of 1"
        height = page.locator("iframe").first.evaluate("(frame) => frame.clientHeight")
        assert frame.locator("html").evaluate("(html) => html.scrollHeight") <= height

    def test_the_drawing_is_a_picture(self, page):
        picture = page.get_by_role("img", name="Graph of 3 values and 1 operation")
        picture.wait_for()
        assert picture.bounding_box()["width"] > 200
        assert page.locator("iframe").count() == 1  # that of the player
