"""Missing: losses of Keras that `nn` lacks, and what to do instead."""

_OF_A_BATCH = (
    "it is one number for all samples of a batch, and losses here are means over samples; for the "
    "same of each sample give compile a function (y_true, y_pred): "
)
_DICE = _OF_A_BATCH + "1 - 2 * sum(y_true * y_pred) / (sum(y_true) + sum(y_pred))"
_TVERSKY = _OF_A_BATCH + (
    "1 - hits / (hits + alpha * sum((1 - y_true) * y_pred) + beta * sum(y_true * (1 - y_pred))), "
    "where hits is sum(y_true * y_pred)"
)
_CIRCLE = (
    "it compares the samples of a batch in pairs, and losses here take one sample at a time; the "
    "nearest is sparse_categorical_crossentropy"
)
_CTC = (
    "it adds up all alignments of a text with a sequence; with a class for each step use "
    "sparse_categorical_crossentropy"
)

MISSING = {
    "Dice": _DICE,
    "dice": _DICE,
    "Tversky": _TVERSKY,
    "tversky": _TVERSKY,
    "Circle": _CIRCLE,
    "circle": _CIRCLE,
    "CTC": _CTC,
    "ctc": _CTC,
}
"""What to do instead, by the names of classes and functions."""
