"""Players and drawings in JupyterLab and Notebook, which really run, and in pages of nbconvert."""

import base64
import importlib.util
import json
import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.request

import pytest

from autograd import draw, play
from tests.helpers.playing import caption, click, example, item, press, where

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        importlib.util.find_spec("jupyterlab") is None,
        reason="there is no JupyterLab: install glassgrad[dev]",
    ),
]

CODE = """\
import autograd
a, b = autograd.Value(2.0, label="a"), autograd.Value(-3.0, label="b")
autograd.play(a * b)
"""
SETTINGS = {
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
    "apputils-extension/themes": {"theme": "JupyterLab Light"},
}


def notebook(*bundles):
    """A notebook whose cells have been run."""
    import nbformat  # takes a second

    made = nbformat.v4.new_notebook(
        metadata={"kernelspec": {"name": "python3", "display_name": ""}}
    )
    for bundle in bundles:
        made.cells.append(nbformat.v4.new_code_cell(CODE))
        if bundle:
            output = nbformat.v4.new_output("execute_result", bundle, execution_count=1)
            made.cells[-1].outputs.append(output)
    return made


class Jupyter:
    """JupyterLab or Notebook on the loopback, with a folder and settings of its own."""

    def __init__(self, folder, module):
        self.folder = folder / "notebooks"
        self.folder.mkdir()
        for name, content in SETTINGS.items():
            path = folder / f"settings/@jupyterlab/{name}.jupyterlab-settings"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(content), encoding="utf-8")
        places = ["CONFIG_DIR", "DATA_DIR", "RUNTIME_DIR"]
        self.environment = {
            **os.environ,
            **{f"JUPYTER_{name}": str(folder / name) for name in places},
            "JUPYTERLAB_SETTINGS_DIR": str(folder / "settings"),
            "JUPYTERLAB_WORKSPACES_DIR": str(folder / "workspaces"),
            "IPYTHONDIR": str(folder / "ipython"),
        }
        self.token = secrets.token_hex(16)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.log = (folder / "log").open("w+", encoding="utf-8")
        self.process = subprocess.Popen(
            [
                *(sys.executable, "-m", module, "--no-browser", "--allow-root"),
                *("--ServerApp.ip=127.0.0.1", f"--ServerApp.port={self.port}"),
                *("--ServerApp.port_retries=0", f"--ServerApp.root_dir={self.folder}"),
                *(f"--IdentityProvider.token={self.token}", "--expose-app-in-browser"),
            ],
            env=self.environment,
            stdout=self.log,
            stderr=subprocess.STDOUT,
        )

    def url(self, path):
        return f"http://127.0.0.1:{self.port}/{path}?token={self.token}"

    def wait(self, seconds=40):
        """Until it answers."""
        end = time.monotonic() + seconds
        while True:
            try:
                return urllib.request.urlopen(self.url("api/status"), timeout=5).close()
            except OSError:
                if time.monotonic() > end or self.process.poll() is not None:
                    self.log.seek(0)
                    pytest.fail(f"Jupyter has not started: {self.log.read()[-2000:]}")
                time.sleep(0.1)

    def keep(self, name, content, *, trusted):
        import nbformat

        path = self.folder / name
        nbformat.write(content, path)
        if trusted:
            command = [sys.executable, "-m", "nbformat.sign", str(path)]
            subprocess.run(command, env=self.environment, check=True, timeout=30)

    def close(self):
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.log.close()


def running(folder, module):
    """A server with notebooks that show a player and a drawing: one is trusted, one is not."""
    server = Jupyter(folder, module)
    try:
        bundles = [play(example())._repr_mimebundle_(), draw(example())._repr_mimebundle_()]
        server.keep("trusted.ipynb", notebook(*bundles, None), trusted=True)
        server.keep("untrusted.ipynb", notebook(*bundles), trusted=False)
        server.wait()
        yield server
    finally:
        server.close()


@pytest.fixture(scope="module")
def lab(browser, tmp_path_factory):
    yield from running(tmp_path_factory.mktemp("lab"), "jupyterlab")


@pytest.fixture(scope="module")
def classic(browser, tmp_path_factory):
    """Notebook, which has pages and a look of its own."""
    pytest.importorskip("notebook", minversion="7")
    yield from running(tmp_path_factory.mktemp("notebook"), "notebook")


@pytest.fixture(scope="module")
def window(browser):
    """A page that may ask this machine alone."""
    context = browser.new_context(viewport={"width": 1200, "height": 900})
    page = context.new_page()
    page.set_default_timeout(30_000)
    page.route("**/*", lambda route: route.continue_() if on_this_machine(route) else route.abort())
    yield page
    context.close()


def on_this_machine(route):
    return route.request.url.startswith(("http://127.0.0.1:", "data:", "blob:"))


@pytest.fixture(scope="module")
def trusted(lab, window):
    window.goto(lab.url("lab/tree/trusted.ipynb"))
    window.locator("[data-ready]").wait_for()
    return window


def cells(page):
    return page.locator(".jp-CodeCell").count()


class TestTrusted:
    def test_the_player_works(self, trusted):
        click(trusted, "Last step (End)")
        assert where(trusted) == "backward 3 of 3"
        click(trusted, "Step back (←)")
        assert caption(trusted)[0] == "dL/de += dL/dd * dd/de = -2.0 * 1.0 = -2.0"
        item(trusted, "d").click()
        assert where(trusted) == "backward 2 of 3"

    def test_keys_are_the_players(self, trusted):
        before = cells(trusted)
        trusted.locator("section.player").click(position={"x": 5, "y": 5})
        seen = press(trusted, "Home", "ArrowRight", "b", "a", "x", "d", "d", "m", "End", "ArrowUp")
        assert (seen[1], seen[-1]) == ("forward 1 of 3", "backward 3 of 3")
        assert trusted.locator("circle.stopper").count() == 1
        assert cells(trusted) == before
        assert trusted.locator(".jp-MarkdownCell").count() == 0

    def test_themes(self, trusted):
        host = trusted.locator("[data-glassgrad]")
        assert host.get_attribute("data-theme") == "light"
        change = "(theme) => window.jupyterapp.commands.execute('apputils:change-theme', { theme })"
        trusted.evaluate(change, "JupyterLab Dark")
        trusted.locator("[data-glassgrad][data-theme=dark]").wait_for()
        trusted.evaluate(change, "JupyterLab Light")
        trusted.locator("[data-glassgrad][data-theme=light]").wait_for()

    def test_it_is_no_wider_than_the_output(self, trusted):
        host = trusted.locator("[data-glassgrad]")
        room = "(host) => host.parentElement.scrollWidth - host.parentElement.clientWidth"
        assert host.evaluate(room) == 0

    def test_a_cell_that_is_run(self, trusted):
        # A cell that is run while its kernel still starts may be lost.
        trusted.evaluate("() => window.jupyterapp.shell.currentWidget.sessionContext.ready")
        trusted.locator(".jp-CodeCell").nth(2).locator(".cm-content").click()
        trusted.keyboard.press("Shift+Enter")
        player = trusted.locator(".jp-CodeCell").nth(2)
        player.locator("[data-ready]").wait_for(timeout=120_000)  # it imports autograd first
        player.get_by_role("button", name="Last step (End)").click()
        told = player.locator(".caption p").all_text_contents()
        assert told == [
            "dL/da += dL/dL * dL/da = 1.0 * -3.0 = -3.0",
            "dL/db += dL/dL * dL/db = 1.0 * 2.0 = 2.0",
        ]

    def test_a_drawing_is_an_svg_element_with_titles(self, trusted):
        drawing = trusted.locator(".jp-CodeCell").nth(1)
        title = drawing.locator("svg title").filter(has_text="input a")
        assert title.text_content() == "input a\ndata 2.0"
        assert drawing.locator("img").count() == 0
        assert drawing.locator("svg").first.bounding_box()["width"] > 300


def pictures(page):
    """The widths of the images on a page, and what is told in their place."""
    images = page.locator(".jp-OutputArea-output img")
    images.nth(1).wait_for()
    assert page.locator("[data-ready], .jp-OutputArea-output svg").count() == 0
    widths = images.evaluate_all(
        "(all) => Promise.all(all.map((img) => img.decode().then(() => img.naturalWidth)))"
    )
    told = images.evaluate_all("(all) => all.map((img) => img.alt.split(' ')[0])")
    return dict(zip(told, widths, strict=True))


class TestUntrusted:
    def test_pictures_stand_alone(self, lab, window):
        window.goto(lab.url("lab/workspaces/other/tree/untrusted.ipynb"))
        found = pictures(window)
        assert found["<Player"] > 500
        assert found["<Drawing:"] > 300


class TestNotebook:
    def test_the_player_works_and_the_drawing_has_titles(self, classic, window):
        window.goto(classic.url("notebooks/trusted.ipynb"))
        window.locator("[data-ready]").wait_for()
        click(window, "Last step (End)")
        assert where(window) == "backward 3 of 3"
        press(window, "Home", "ArrowRight")
        assert where(window) == "forward 1 of 3"
        drawing = window.locator(".jp-CodeCell").nth(1)
        assert drawing.locator("svg title").filter(has_text="input a").count() == 1

    def test_full_screen(self, classic, window):
        window.goto(classic.url("notebooks/trusted.ipynb"))
        window.locator("[data-ready]").wait_for()
        press(window, "f")
        window.locator("[data-full]").wait_for()
        box = window.locator("section.player").bounding_box()
        assert (box["x"], box["y"], box["width"]) == (0, 0, 1200)
        press(window, "f")
        window.locator("[data-full]").wait_for(state="detached")

    def test_pictures_stand_alone_where_it_does_not_trust(self, classic, window):
        window.goto(classic.url("notebooks/untrusted.ipynb"))
        found = pictures(window)
        assert found["<Player"] > 500
        assert found["<Drawing:"] > 300


class TestConverted:
    @staticmethod
    def converted(browser, folder, **options):
        """The page that nbconvert makes of a player and a drawing."""
        nbconvert = pytest.importorskip("nbconvert")
        bundles = [play(example())._repr_mimebundle_(), draw(example())._repr_mimebundle_()]
        html, _ = nbconvert.HTMLExporter().from_notebook_node(notebook(*bundles))
        path = folder / "page.html"
        path.write_text(html, encoding="utf-8")
        page = browser.new_page(offline=True, **options)
        page.goto(path.as_uri(), wait_until="commit")
        page.locator(".jp-OutputArea-output").nth(1).wait_for()
        return page

    def test_the_player_works_in_the_page_of_nbconvert(self, browser, tmp_path):
        page = self.converted(browser, tmp_path)
        page.locator("[data-ready]").wait_for()
        click(page, "Last step (End)")
        assert where(page) == "backward 3 of 3"
        assert page.locator(".jp-OutputArea-output svg title").first.text_content()
        page.close()

    def test_without_scripts_it_shows_pictures(self, browser, tmp_path):
        page = self.converted(browser, tmp_path, java_script_enabled=False)
        images = page.locator(".jp-OutputArea-output img")
        assert [image.bounding_box()["width"] > 300 for image in images.all()] == [True, True]
        page.close()

    def test_the_picture_is_what_the_alternative_says(self):
        html = play(example())._repr_mimebundle_()["text/html"]
        packed = html.split("base64,")[1].split('"')[0]
        assert base64.b64decode(packed).decode().startswith("<svg xmlns=")
