"""Networks by Keras's names: `from nn.models import Sequential, load_model`."""

from nn.sequential import Sequential
from nn.training.checkpoints.saving import load as load_model
from nn.training.model import Model

__all__ = ["Model", "Sequential", "load_model"]
