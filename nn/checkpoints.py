"""Checkpoints by their public name; the code is in `nn.training.checkpoints`."""

from nn.training.checkpoints.saving import *  # noqa: F403
