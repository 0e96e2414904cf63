"""Fixtures that several files of tests use."""

from tests.browsing import browser

__all__ = ["browser"]
