"""CSVLogger: the history as a table in a file."""

import csv
import os

from autograd import InputValueError
from autograd.checks import abbreviate
from autograd.files.paths import as_path
from nn.training.callbacks.base import Callback, Logs


class CSVLogger(Callback):
    """Writes a line for each epoch to a file, as soon as the epoch is over.

    The columns are "epoch", counted from 0, and the names of losses and metrics in alphabetical
    order. Numbers are written with all their digits.

    Args:
        filename: The file.
        separator: The character between two columns.
        append: Whether to add lines to the file, in its columns, instead of replacing it. A missing
            number is written as NA.

    Raises:
        InputValueError: If the separator is not one character.
    """

    def __init__(
        self, filename: str | os.PathLike[str], separator: str = ",", append: bool = False
    ) -> None:
        if not isinstance(separator, str) or len(separator) != 1:
            raise InputValueError(
                f"separator of CSVLogger is one character, but was given {abbreviate(separator)}"
            )
        self.filename = as_path(filename, "CSVLogger")
        self.separator, self.append = separator, append

    def on_train_begin(self, logs: Logs) -> None:
        """Begin the file, or read its columns."""
        self._columns: list[str] | None = None
        if self.append and self.filename.exists():
            with open(self.filename, newline="", encoding="utf-8") as file:
                self._columns = next(csv.reader(file, delimiter=self.separator), None)
        else:
            self.filename.write_text("", encoding="utf-8")

    def on_epoch_end(self, epoch: int, logs: Logs) -> None:
        """Write a line."""
        with open(self.filename, "a", newline="", encoding="utf-8") as file:
            columns = self._columns or ["epoch", *sorted(logs)]
            writer = csv.DictWriter(
                file, columns, restval="NA", extrasaction="ignore", delimiter=self.separator
            )
            if self._columns is None:
                writer.writeheader()
                self._columns = columns
            writer.writerow({"epoch": epoch, **logs})
