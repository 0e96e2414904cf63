"""The order of arguments of functions of one's own: targets first, predictions second, as in Keras.

Losses and metrics are called in that order, whatever the names of their arguments; but names that
say the other order are an error, lest numbers be computed in reverse without a word.
"""

import inspect
import re
from collections.abc import Callable, Mapping
from typing import Any

from autograd import InputTypeError, InputValueError

_PREDICTION = {"pred", "preds", "predict", "predicted", "prediction", "predictions", "hat", "ŷ"}
_PREDICTION |= {"ypred", "yhat", "yp", "ypredict", "forecast", "estimate", "estimated", "estimates"}
_PREDICTION |= {"hypothesis", "simulated", "reconstruction", "reconstructed", "recon", "rec"}
_TARGET = {"true", "truth", "ytrue", "yt", "target", "targets", "tgt", "label", "labels", "actual"}
_TARGET |= {"actuals", "expected", "observed", "measured", "gt", "wanted", "desired", "original"}
_OUTPUT = {
    "logit",
    "logits",
    "out",
    "output",
    "outputs",
    "score",
    "scores",
    "prob",
    "probs",
    "proba",
}
_OUTPUT |= {"probas", "probability", "probabilities", "decoded", "model"}
_LETTERS = {"p": "prediction", "f": "prediction", "z": "prediction", "t": "target", "y": "target"}
_POSITIONAL = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)


def check_order(
    what: str,
    function: Callable[..., Any],
    instead: str,
    settings: Mapping[str, Any] = {},
) -> None:
    """Raise an error if a function does not take two arguments, or says: predictions first.

    Args:
        what: What it is, for errors, such as "the loss f".
        function: The function; one that is written in C, and tells nothing, passes.
        instead: What to do if the predictions come first, for errors.
        settings: Keyword arguments with which it is called, too.

    >>> check_order("the loss f", lambda target, output: 0.0, "Turn them round")
    >>> check_order("the loss f", lambda output, target: 0.0, "Turn them round")
    Traceback (most recent call last):
    ...
    autograd.errors.InputValueError: the loss f is called with the targets first, as in Keras: ...
    """
    try:
        signature = inspect.signature(function)
    except (TypeError, ValueError):
        return
    try:
        signature.bind(None, None, **settings)
    except TypeError as error:
        raise InputTypeError(
            f"{what} is called as a function (y_true, y_pred), but cannot be: {error}"
        ) from None
    named = [each.name for each in signature.parameters.values() if each.kind in _POSITIONAL][:2]
    if len(named) == 2 and _are_reversed(*named):
        raise InputValueError(
            f"{what} is called with the targets first, as in Keras: (y_true, y_pred); but its "
            f"arguments are called ({', '.join(named)}). {instead}; else rename them"
        )


def _are_reversed(first: str, second: str) -> bool:
    """Whether the names of two arguments say that the predictions come first."""
    one, other = _meaning(first), _meaning(second)
    if (one == "prediction" and other != "prediction") or (other == "target" and one != "target"):
        return True
    letters = [_LETTERS.get(name.lower(), _meaning(name)) for name in (first, second)]
    # t stands for targets only; y for targets, or for the outputs of a network.
    return letters == ["prediction", "target"] or (second.lower() == "t" and one != "target")


def _meaning(name: str) -> str:
    """What the name of an argument says that it is: "prediction", "target", or nothing.

    >>> _meaning("y_pred"), _meaning("true_labels"), _meaning("logits"), _meaning("a")
    ('prediction', 'target', 'prediction', '')
    """
    words = {word.lower() for word in re.findall(r"[^\W\d_A-Z]+|[A-Z][^\W\d_A-Z]*", name)}
    if words & _PREDICTION or name.lower() == "y_p":
        return "prediction"
    if words & _TARGET or name.lower() == "y_t":
        return "target"
    return "prediction" if words & _OUTPUT else ""
