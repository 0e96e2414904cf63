"""What metrics in files of version 1 mean in today's words."""

from collections.abc import Mapping
from typing import Any


def upgraded(config: Mapping[str, Any], of_classes: bool) -> Mapping[str, Any]:
    """The name and the arguments of a metric, as a file of today has them.

    In version 1 the threshold of a metric followed from the loss, "auc" was the exact area, and
    precision, recall and F1 of classes were means over the classes.

    Args:
        config: Its "name" and "arguments".
        of_classes: Whether the loss beside it takes classes.

    >>> upgraded({"name": "accuracy", "arguments": {"threshold": 0.0}}, of_classes=False)
    {'name': 'sign_accuracy', 'arguments': {}}
    """
    name, arguments = config.get("name"), config.get("arguments", {})
    if name in ("precision", "recall", "f1"):
        settings = {"average": "macro"} if of_classes else {"threshold": 0.5, **arguments}
        return {"name": name, "arguments": settings}
    if name in ("accuracy", "binary_accuracy") and arguments.get("threshold") == 0.0:
        return config if of_classes else {"name": "sign_accuracy", "arguments": {}}
    return {"name": "roc_auc", "arguments": {}} if name == "auc" else config
