"""Checkpoints by their public name; the code stands beside the training that they keep."""

from nn.training.checkpoints.saving import *  # noqa: F403
