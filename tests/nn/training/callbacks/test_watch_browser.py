"""Watch in a browser: pages that keep themselves up to date, at all widths, light and dark."""

import contextlib
import functools
import io
import re
import threading
from pathlib import Path

import numpy
import pytest

from nn import Dense, Sequential, callbacks, optimizers
from nn.callbacks import Watch
from nn.training.callbacks.watching import outlets, showing
from nn.training.callbacks.watching.budget import Budget
from tests.helpers.browsing import axe, requests_of

pytestmark = pytest.mark.slow

RNG = numpy.random.default_rng(0)
X = RNG.normal(size=(60, 2))
Y = (X[:, 0] * X[:, 1] > 0.0) * 1.0
HOSTILE = "</script><script>alert(1)</script>"


@pytest.fixture(autouse=True)
def patient(monkeypatch):
    """Every step is measured and shown, however long that takes."""
    monkeypatch.setattr(showing, "OFTEN", 0.0)
    monkeypatch.setattr(outlets.Outlet, "interval", 0.0)
    monkeypatch.setattr(outlets.File, "interval", 0.0)
    monkeypatch.setattr(Budget, "allows", lambda self, cost: True)
    monkeypatch.setattr(Budget, "free_at", lambda self, cost=0.0: 0.0)


def network(rate=0.1):
    model = Sequential([Dense(4, "relu", name=HOSTILE), Dense(3, "tanh"), Dense(1)], rng=0)
    model.build((2,))
    model.compile(optimizers.SGD(rate), "mse", ["mae"])
    return model


def fit(model, watch, *others, **options):
    options = {"epochs": 2, "verbose": 0, "batch_size": None, "validation_split": 0.2, **options}
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        model.fit(X, Y, callbacks=[watch, *others], **options)
    return printed.getvalue()


class Turns:
    """Lets a training in a thread take an epoch at a time."""

    def __init__(self):
        self._next, self._done = threading.Semaphore(0), threading.Semaphore(0)
        self.callback = callbacks.LambdaCallback(
            on_epoch_begin=lambda epoch, logs: self._next.acquire(timeout=60),
            on_epoch_end=lambda epoch, logs: self._done.release(),
        )

    def take(self):
        self._next.release()
        assert self._done.acquire(timeout=60)


@pytest.fixture
def training():
    """The address of a training that waits for its turns, its turns, and its thread."""
    turns, watch, model = Turns(), Watch("page"), network()
    thread = threading.Thread(target=fit, args=(model, watch, turns.callback), kwargs={"epochs": 4})
    thread.start()
    turns.take()
    channel = watch._outlet._channel
    from nn.training.callbacks.watching import server

    number = next(key for key, each in server._pages.channels.items() if each is channel)
    yield f"{server._pages.url}{number}", turns, thread
    model.stop_training = True
    for _ in range(4):
        turns._next.release()
    thread.join(timeout=60)


def opened(browser, url, width=1280, **options):
    page = browser.new_page(viewport={"width": width, "height": 700}, **options)
    page.faults = []
    page.on("pageerror", lambda error: page.faults.append(str(error)))
    page.on("dialog", lambda dialog: page.faults.append("a dialog"))
    page.goto(url)
    return page


def says(page, text):
    page.wait_for_function(
        "text => document.querySelector('main').textContent.includes(text)", arg=text
    )


class TestLocalPage:
    def test_it_follows_the_training_to_its_end(self, browser, training):
        url, turns, thread = training
        page = opened(browser, url)
        for epoch in (2, 3, 4):
            turns.take()
            says(page, f"epoch {epoch} of 4")
        thread.join(timeout=60)
        says(page, "has ended")
        assert page.title() == "Training of Sequential has ended"
        assert page.faults == []

    def test_updates_can_be_paused(self, browser, training):
        url, turns, _ = training
        page = opened(browser, url)
        says(page, "epoch 1 of 4")
        page.get_by_role("button", name="Pause updates").click()
        turns.take()
        page.wait_for_timeout(300)
        assert "epoch 1 of 4" in page.locator("main").text_content()
        page.get_by_role("button", name="Go on").click()
        turns.take()
        says(page, "epoch 3 of 4")

    def test_it_asks_its_own_server_only(self, browser, training):
        url, turns, _ = training
        page = browser.new_page()
        asked = requests_of(page)
        page.goto(url)
        turns.take()
        says(page, "epoch 2 of 4")
        assert {re.sub(r"after=\d*$", "", each) for each in asked} == {url, f"{url}/now?"}


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """A training that goes well, and one with dead neurons, each as a file."""
    folder = tmp_path_factory.mktemp("trainings")
    fit(network(), Watch(folder / "well.html"))
    dead = network()
    for neuron in dead.layers[0].neurons:
        neuron.b.data = -100.0
    fit(dead, Watch(folder / "dead.html"))
    return folder


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 800, 390])
@pytest.mark.parametrize("name", ["well", "dead"])
class TestLooks:
    def test_nothing_is_cut_and_all_can_be_used(self, browser, files, name, width, scheme):
        page = opened(browser, (files / f"{name}.html").as_uri(), width, color_scheme=scheme)
        assert axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate(_CUT) == []
        assert page.locator("svg.network:visible").count() == 1
        assert page.faults == []
        page.close()


_CUT = """() => [...document.querySelectorAll('svg:not(.network)')].flatMap(svg => {
    const frame = svg.getBoundingClientRect();
    return [...svg.querySelectorAll('text')].filter(text => {
        const box = text.getBoundingClientRect();
        return box.width && (box.left < frame.left - 1 || box.right > frame.right + 1
            || box.top < frame.top - 1 || box.bottom > frame.bottom + 1);
    }).map(text => text.textContent);
})"""


def test_dead_neurons_are_told(browser, files):
    page = opened(browser, (files / "dead.html").as_uri())
    says(page, "4 of 4 dead")
    says(page, f"4 of 4 neurons of {HOSTILE} are dead")
    page.close()


def test_a_file_follows_the_training(browser, tmp_path: Path):
    path, pages = tmp_path / "training.html", []

    def look(epoch, logs):
        if not pages:
            pages.append(opened(browser, path.as_uri()))
        says(pages[0], f"epoch {epoch + 1} of 3")

    looking = callbacks.LambdaCallback(on_epoch_end=look)
    network().fit(X, Y, epochs=3, verbose=0, callbacks=[Watch(path), looking])
    says(pages[0], "has ended")
    pages[0].close()


def test_a_notebook_shows_pictures_as_images(browser, tmp_path, monkeypatch):
    from nn.training.callbacks.watching.page import output

    reports = []
    keep = functools.partial(lambda self, report: reports.append(report), None)
    monkeypatch.setattr(outlets.File, "show", lambda self, report: keep(report))
    fit(network(), Watch(tmp_path / "a.html"))
    page = browser.new_page()
    page.set_content(f"<main>{output(reports[-1])}</main>")
    widths = page.eval_on_selector_all("img", "all => all.map(one => one.naturalWidth)")
    assert len(widths) > 8
    assert min(widths) > 200
    page.close()
