"""Outlets: where the reports of a training are shown."""

from __future__ import annotations

import threading
import webbrowser
from pathlib import Path
from typing import Any

from autograd.files.writing import write
from nn.training.callbacks.watching import server
from nn.training.callbacks.watching.page import Report, output, page
from nn.training.callbacks.watching.scripts import BUTTON, RELOAD


class Outlet:
    """Shows reports.

    Attributes:
        interval: How many seconds there are between two of them, at least.
    """

    interval = 0.5

    def begin(self, report: Report) -> None:
        """Show the first report of a training."""
        raise NotImplementedError

    def show(self, report: Report) -> None:
        """Show the next one."""
        raise NotImplementedError


class Notebook(Outlet):
    """The output of the cell that runs, which changes in place."""

    def __init__(self) -> None:
        self._handle: Any = None

    def begin(self, report: Report) -> None:
        """As for `Outlet`."""
        from IPython.display import display

        self._handle = display(_bundle(report), raw=True, display_id=True)

    def show(self, report: Report) -> None:
        """As for `Outlet`."""
        self._handle.update(_bundle(report), raw=True)


def _bundle(report: Report) -> dict[str, str]:
    lines = [f"Training of {report.title} {report.state}", " · ".join(report.facts)]
    return {"text/html": output(report), "text/plain": "\n".join([*lines, *report.advice])}


class File(Outlet):
    """A file in HTML, which loads itself anew until the training has ended."""

    interval = 1.0

    def __init__(self, path: Path) -> None:
        self._path = path

    def begin(self, report: Report) -> None:
        """As for `Outlet`."""
        self.show(report)

    def show(self, report: Report) -> None:
        """As for `Outlet`."""
        runs = report.state == "is running"
        text = page(report, RELOAD if runs else "", BUTTON if runs else "")
        write(self._path, text.encode(), is_durable=False)


class Page(Outlet):
    """A local page; its address is printed once."""

    def __init__(self, *, is_opened: bool) -> None:
        self._is_opened = is_opened
        self._channel: server.Channel | None = None

    def begin(self, report: Report) -> None:
        """As for `Outlet`."""
        if self._channel is not None:
            self._channel.put(report)
            return
        url, self._channel = server.add(report)
        print(f"This training can be watched at {url}", flush=True)
        if self._is_opened:  # in a thread, since a browser in text waits for its reader
            threading.Thread(target=webbrowser.open, args=(url,), daemon=True).start()

    def show(self, report: Report) -> None:
        """As for `Outlet`."""
        assert self._channel is not None
        self._channel.put(report)
