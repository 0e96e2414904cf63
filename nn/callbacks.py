"""Callbacks: what `fit` calls at each turn, by their public name.

The code is in `nn.training.callbacks`.
"""

import sys

from nn.training.callbacks import *  # noqa: F403

# Pickles of version 0.1 look for the classes in modules of this name.
for _name, _module in list(sys.modules.items()):
    if _name.startswith("nn.training.callbacks."):
        sys.modules[_name.replace("nn.training", "nn")] = _module
