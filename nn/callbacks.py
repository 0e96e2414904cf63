"""Callbacks by their public name; the code stands beside the loop that calls them."""

import sys

from nn.training.callbacks import *  # noqa: F403

# Pickles of version 0.1 look for the classes in modules of this name.
for _name in (
    *("base", "csv_logger", "monitoring", "not_finite"),
    *("rates", "saving", "snapshots", "stopping"),
):
    sys.modules[f"{__name__}.{_name}"] = sys.modules[f"nn.training.callbacks.{_name}"]
