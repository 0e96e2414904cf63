"""Checkpoints: networks in files, by their public name.

The code is in `nn.training.checkpoints`.
"""

from nn.training.checkpoints.saving import *  # noqa: F403
