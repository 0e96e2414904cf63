"""The playground in a browser: its server, and pages that are visited."""

import threading
from urllib.parse import urlsplit

import pytest

from autograd.app.playground import Server
from autograd.app.playground.session import Session
from autograd.app.playground.settings import Settings
from tests.helpers.browsing import requests_of
from tests.helpers.playgrounds import SETTLED

EXPECTED = (
    "the server responded with a status of 4",  # which the page tells of
    "Failed to execute 'postMessage'",  # of axe, to the frame of the player, which hears nobody
)


@pytest.fixture(scope="module")
def server():
    with Server() as running:
        thread = threading.Thread(target=running.serve_forever, args=(0.01,))
        thread.start()
        yield running
        running.shutdown()
        thread.join()


@pytest.fixture
def visit(browser, server):
    """Opens the playground; at the end, nothing may have gone wrong or been asked of others."""
    pages, troubles, asked = [], [], []

    def heard(message):
        if not any(expected in message for expected in EXPECTED):
            troubles.append(message)

    def open_page(fragment="", **options):
        page = browser.new_page(**options)
        page.set_default_timeout(15_000)
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("console", lambda message: heard(message.text))
        page.on("dialog", lambda dialog: troubles.append(dialog.message))
        asked.append(requests_of(page))
        page.goto(server.url + fragment)
        page.wait_for_function(SETTLED)
        pages.append(page)
        return page

    yield open_page
    for page in pages:
        page.close()
    here = {urlsplit(server.url).netloc, ""}  # what has no host, such as data:, asks nobody
    assert {urlsplit(url).netloc for urls in asked for url in urls} <= here
    assert troubles == []


@pytest.fixture
def session():
    opened = []

    def make(**settings):
        opened.append(Session(Settings.from_json(settings)))
        return opened[-1]

    yield make
    for one in opened:
        one.close()
