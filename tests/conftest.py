"""What all tests share: fixtures of several files, a quick collection, and Ctrl-C."""

import gc
import signal

import pytest

from tests.helpers.browsing import browser
from tests.helpers.playing import offline, show

__all__ = ["browser", "offline", "show"]


def pytest_configure() -> None:
    """Ctrl-C interrupts, here and in processes started from here.

    A shell starts its background jobs so that they and their children ignore it.
    """
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.hookimpl(wrapper=True)
def pytest_collect_file():
    """Files of tests hold no doctests, so none is searched for them; helpers are not collected."""
    return [collector for collector in (yield) if type(collector) is pytest.Module]


def pytest_collection() -> None:
    """Collecting makes many objects that stay; the garbage collector would visit them in vain."""
    gc.disable()


def pytest_collection_finish() -> None:
    """The collector need not visit thousands of tests whenever one of them makes a large graph."""
    gc.collect()
    gc.freeze()
    gc.enable()
