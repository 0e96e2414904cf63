"""Importing: networks of other libraries as networks of `nn`."""

from nn.importing.scikit import from_sklearn

__all__ = ["from_sklearn"]
