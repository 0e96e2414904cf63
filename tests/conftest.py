"""What all tests share: fixtures of several files, and a collection that is quick."""

import gc

import pytest

from tests.helpers.browsing import browser
from tests.helpers.playing import offline, show

__all__ = ["browser", "offline", "show"]


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
