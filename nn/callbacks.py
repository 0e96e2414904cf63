"""Callbacks by their public name; the code stands beside the loop that calls them."""

from nn.training.callbacks import *  # noqa: F403
