"""Callbacks: what `fit` tells of each turn, and what can be done then."""

from nn.callbacks.base import Callback, LambdaCallback

__all__ = ["Callback", "LambdaCallback"]
