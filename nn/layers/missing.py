"""Missing: layers of Keras that `nn` lacks, and what to do instead."""

_BRANCHES = (
    "layers follow one another in a Sequential; put together lists in the `call` of a subclass of "
    "nn.Model: "
)
_NOT_HERE = {
    "BatchNormalization": (
        "examples are computed one by one, so there are no statistics of a batch; use LayerNorm "
        "between layers, or Normalize().adapt(X) for the inputs"
    ),
    "Normalization": "it is called Normalize",
    "Rescaling": "divide the inputs before, as in X / 255.0",
    "Concatenate": _BRANCHES + "a + b puts two lists one after the other",
    "concatenate": _BRANCHES + "a + b puts two lists one after the other",
    "Add": _BRANCHES + "[p + q for p, q in zip(a, b)] adds them",
    "add": _BRANCHES + "[p + q for p, q in zip(a, b)] adds them",
    "Multiply": _BRANCHES + "[p * q for p, q in zip(a, b)] multiplies them",
    "Average": _BRANCHES + "[(p + q) / 2 for p, q in zip(a, b)] is their mean",
    "Lambda": "derive a layer from nn.layers.BaseLayer that defines call(self, x)",
    "Bidirectional": (
        "in the `call` of a subclass of nn.Model, call one recurrent layer with x and another with "
        "x[::-1], and put their outputs one after the other: a + b"
    ),
    "TimeDistributed": "a Dense layer takes each step of a sequence by itself already",
    "Masking": "pad sequences to one length; what is padded is read like all else",
    "TextVectorization": "make numbers of the words before, such as by a dict of them",
    "SpatialDropout1D": "Dropout is the nearest to it",
    "SpatialDropout2D": "Dropout is the nearest to it",
}


def refuse(name: str) -> None:
    """Raise an error that says what to do instead, if a layer of that name is missing.

    It is no AttributeError: `from nn.layers import ...` would replace that by a message of its own.
    So `hasattr`, too, raises it for these names.

    Raises:
        ImportError: If it is missing.

    >>> refuse("Normalization")
    Traceback (most recent call last):
    ...
    ImportError: nn has no layer Normalization: it is called Normalize
    """
    if name in _NOT_HERE:
        raise ImportError(f"nn has no layer {name}: {_NOT_HERE[name]}")
