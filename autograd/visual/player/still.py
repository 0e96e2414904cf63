"""The player's first view as a picture that stands alone, for where no script may run."""

from __future__ import annotations

from typing import Any

from autograd.visual.player.capture import Capture
from autograd.visual.player.payload import final_gradients, titles
from autograd.visual.player.placing import Placed
from autograd.visual.player.strips import foot, results, scale_of, spread, strip
from autograd.visual.player.tree import Tree
from autograd.visual.player.views import Template
from autograd.visual.player.writing import Texts, write_svg
from autograd.writing.text import count, number, shorten

WITH_GRADIENTS = 50_000
"""In larger graphs the picture shows numbers without gradients, which would take seconds."""
BOX_NAME = 20
PRE_ACTIVATION = "pre-activation"
"""The word beside the name z of a neuron's sum."""
LONG_SYMBOL = 11


def still(
    capture: Capture,
    tree: Tree,
    template: Template,
    placed: Placed,
    *,
    digits: int,
    style: str,
    gradients: bool = True,
) -> str:
    """The picture of the whole graph, after the backward pass, as an `<svg>` element.

    Without gradients it shows no derivatives either.
    """
    gradients = gradients and len(capture) <= WITH_GRADIENTS
    totals = final_gradients(capture) if gradients else None
    members = tree.members[0].tolist()
    parameters, constants = set(capture.parameters), set(capture.constants)
    sums = set(capture.sums)
    cuts = titles(capture)

    boxes = _boxes(capture, tree, totals, digits)

    def fill(k: int) -> Texts:
        if k < len(members) and members[k] < 0:
            return boxes[~members[k]]
        if k < len(members):
            node = members[k]
        elif k - len(members) < len(template.externals):
            user, slot = template.externals[k - len(members)]
            node = int(capture.operands[capture.starts[members[user]] + slot])
        else:
            return {"n": "from outside"}
        name = cuts.get(node, capture.name(node))
        data = capture.data[node] + (0.0 if node not in capture.signed else -0.0)
        texts = {
            "n": "" if node in constants and node not in capture.names else name,
            "d": number(data, digits),
            "class": "p" if node in parameters else "k" if node in constants else "",
        }
        if capture.operations[node] >= 0 and node != len(capture.data) - 1:
            texts["n look"] = " v"  # an intermediate value
        if node in sums:
            texts["a"] = PRE_ACTIVATION
        if node in constants:
            return texts
        if node == len(capture.data) - 1:
            texts["class"] += " r"
        if totals is not None:
            texts["g"] = number(totals[node] + 0.0, digits)
        start, end = capture.starts[node], capture.starts[node + 1]
        if capture.operations[node] >= 0:
            texts["o"], texts["q"] = lines(capture.symbols[capture.operations[node]])
        for slot, local in enumerate(capture.locals[start:end].tolist()):
            if gradients and int(capture.operands[start + slot]) not in constants:
                texts[f"e{slot}"] = number(local + 0.0, digits)
        return texts

    return write_svg(template, placed, fill, style)


def _boxes(capture: Capture, tree: Tree, gradients: Any, digits: int) -> dict[int, Texts]:
    """The texts of the boxes, and the strips of those of several results, on common scales."""
    boxes = [~item for item in tree.members[0].tolist() if item < 0]
    nodes = {box: results(capture, tree, box) for box in boxes}
    numbers = {"data": capture.data} | ({} if gradients is None else {"grad": gradients})
    several = [node for found in nodes.values() if len(found) > 1 for node in found]
    scales = {name: scale_of(all_[several].tolist()) for name, all_ in numbers.items()}
    texts: dict[int, Texts] = {}
    for box, found in nodes.items():
        texts[box] = {"n": shorten(tree.names[box], BOX_NAME), "w": count(tree.sizes[box], "value")}
        if len(found) == 1:
            for key, name in (("d", "data"), ("g", "grad")):
                if name in numbers:
                    texts[box][key] = number(numbers[name][found[0]] + 0.0, digits)
            continue
        shown = spread(found)
        strips = [strip(name, all_[shown].tolist(), scales[name]) for name, all_ in numbers.items()]
        texts[box]["strips"] = "".join(strips) + foot(len(shown), len(found))
    return texts


def lines(symbol: str) -> tuple[str, str]:
    """A symbol on one line, or on two: the operation and its constants.

    >>> lines("leaky_relu 0.01"), lines("* 0.3333")
    (('leaky_relu', '0.01'), ('* 0.3333', ''))
    """
    if len(symbol) <= LONG_SYMBOL:
        return symbol, ""
    first, _, second = symbol.partition(" ")
    return shorten(first, LONG_SYMBOL), shorten(second, LONG_SYMBOL)
