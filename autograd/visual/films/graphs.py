"""A graph at each stop of its passes: what view.js and picture.js show of its outermost box."""

from __future__ import annotations

import functools
import math
from collections.abc import Iterator
from dataclasses import dataclass, field

from autograd.visual.films.passes import Passes
from autograd.visual.network import Pass
from autograd.visual.player.capture import Capture
from autograd.visual.player.payload import titles
from autograd.visual.player.placing import Placed
from autograd.visual.player.still import BOX_NAME, PRE_ACTIVATION, lines
from autograd.visual.player.strips import foot, results, scale_of, spread, strip
from autograd.visual.player.tree import Tree
from autograd.visual.player.views import Template
from autograd.visual.player.writing import Texts, write_svg
from autograd.writing.text import count, number, shorten

UNKNOWN = "·"
"""Stands for a number that is not known yet."""
NOT_FINITE = ("nan", "inf", "-inf")


@dataclass(frozen=True)
class Item:
    """A part of the view: a node, a box, or all that comes from outside.

    Attributes:
        place: Its number in the template.
        node: Its node, if it is one.
        box: Its box, if it is one.
        first: The first node in it.
        last: The last node in it.
        is_outside: Whether it is only used in the view.
    """

    place: int
    node: int | None = None
    box: int | None = None
    first: int = -1
    last: int = -1
    is_outside: bool = False


@dataclass(frozen=True)
class Stop:
    """A step of a pass.

    Attributes:
        direction: The pass.
        at: The node that is computed, or has passed on its gradient; all before have, too.
        item: The item that this is about; None at the beginning.
        is_seed: Whether the backward pass begins here.
    """

    direction: Pass
    at: int
    item: Item | None = None
    is_seed: bool = False


@dataclass
class GraphRun:
    """A graph on its way forward and back, of which the outermost box is seen.

    Attributes:
        capture: The graph.
        tree: Its boxes.
        template: The wiring of the view.
        placed: Its layout.
        digits: Significant digits of numbers.
    """

    capture: Capture
    tree: Tree
    template: Template
    placed: Placed
    digits: int
    passes: Passes = field(init=False)

    def __post_init__(self) -> None:
        self.passes = Passes(self.capture)
        self.constants = set(self.capture.constants)
        self.signed = set(self.capture.signed)
        self._parameters, self._sums = set(self.capture.parameters), set(self.capture.sums)
        self._titles = titles(self.capture)

    # ------------------------------------------------------------------------ items and stops

    @functools.cached_property
    def items(self) -> list[Item]:
        """The items of the view, as the template numbers them."""
        found: list[Item] = []
        for member in self.tree.members[0].tolist():
            if member < 0:
                inside = list(self._nodes_in(~member))
                found.append(Item(len(found), None, ~member, min(inside), max(inside)))
            else:
                found.append(Item(len(found), member, None, member, member))
        for user, slot in self.template.externals:
            node = int(self.capture.operands[self.capture.starts[found[user].node] + slot])
            found.append(Item(len(found), node, None, node, node, is_outside=True))
        if self.template.outside:
            found.append(Item(len(found), is_outside=True))
        return found

    def _nodes_in(self, box: int) -> Iterator[int]:
        boxes = [box]
        for around in boxes:  # which grows meanwhile
            members = self.tree.members[around].tolist()
            yield from (member for member in members if member >= 0)
            boxes += [~member for member in members if member < 0]

    @functools.cached_property
    def stops(self) -> list[Stop]:
        """Forward, when an item's last node is computed; backward, when its first passes on."""
        inside = [item for item in self.items if not item.is_outside]
        forward = sorted(inside, key=lambda item: item.last)
        backward = sorted(inside, key=lambda item: -item.first)
        return [
            Stop("forward", min(item.first for item in inside) - 1),
            *[Stop("forward", item.last, item) for item in forward],
            Stop("backward", self.passes.root + 1, forward[-1], is_seed=True),
            *[Stop("backward", item.first, item) for item in backward],
        ]

    # --------------------------------------------------------------------------------- numbers

    def is_known(self, node: int, stop: Stop) -> bool:
        """Whether a number has been computed, or was given."""
        return stop.direction == "backward" or node <= stop.at or self.passes.is_leaf(node)

    def gradient(self, node: int, stop: Stop) -> float:
        """The gradient that has come in so far."""
        return self.passes.gradient(node, lambda user: user >= stop.at)

    def shown(self, node: int) -> str:
        """The data of a node; a zero has a sign only where another result depends on it."""
        data = self.passes.data[node]
        return number(data if node in self.signed else data + 0.0, self.digits)

    def told(self, value: float) -> str:
        """A gradient or a derivative; a zero has no sign."""
        return number(value + 0.0, self.digits)

    def box_name(self, box: int) -> str:
        """The name of a box."""
        return str(self.tree.names[box])

    @functools.cached_property
    def results(self) -> dict[int, list[int]]:
        """For each box of the view its results: what is used outside of it."""
        boxes = [item.box for item in self.items if item.box is not None]
        return {box: results(self.capture, self.tree, box) for box in boxes}

    @functools.cached_property
    def _scales(self) -> tuple[float, float]:
        """The scales of the data and of the gradients in all strips."""
        several = [node for found in self.results.values() if len(found) > 1 for node in found]
        return (
            scale_of(self.passes.data[node] for node in several),
            scale_of(self.passes.gradients[node] for node in several),
        )

    # --------------------------------------------------------------------------- the picture

    def picture(self, stop: Stop, flow: float | None = None) -> str:
        """What is shown at a stop, as an `<svg>` element.

        Args:
            stop: The stop.
            flow: How far dots have moved on the edges of the step; None for no dots.
        """
        fill = functools.cache(lambda place: self._fill(self.items[place], stop))
        active = stop.item.place if stop.item and not stop.is_seed else -1
        moved = None if flow is None else flow if stop.direction == "forward" else -flow
        return write_svg(self.template, self.placed, fill, active=active, flow=moved)

    def _fill(self, item: Item, stop: Stop) -> Texts:
        """The texts of an item at a stop, and its looks."""
        if item.box is not None:
            texts = self._fill_box(item.box, item, stop)
            is_known = stop.direction == "backward" or item.last <= stop.at
        elif item.node is not None:
            texts = self._fill_node(item.node, item, stop)
            is_known = self.is_known(item.node, stop)
        else:
            return {"n": "from outside"}
        looks = [texts.get("class", ""), *self._looks(item, stop), *["unknown"] * (not is_known)]
        return {**texts, "class": " ".join(filter(None, looks))}

    def _looks(self, item: Item, stop: Stop) -> Iterator[str]:
        """Whether it takes part in the step."""
        if item == stop.item:
            yield "now"
        elif stop.item is not None and not stop.is_seed:
            heads = [edge.head for edge in self.template.edges if edge.tail == item.place]
            if stop.item.place in heads:
                yield "near"

    def _fill_node(self, node: int, item: Item, stop: Stop) -> Texts:
        capture, is_constant = self.capture, node in self.constants
        name = self._titles.get(node, capture.name(node))
        texts: Texts = {
            "n": "" if is_constant and node not in capture.names else name,
            "class": self._look_of(node, item),
            **self._numbers(node, stop),
        }
        if capture.operations[node] >= 0 and node != self.passes.root:
            texts["n look"] = " v"  # an intermediate value
        if node in self._sums:
            texts["a"] = PRE_ACTIVATION
        if capture.operations[node] >= 0:
            texts["o"], texts["q"] = lines(capture.symbols[capture.operations[node]])
        for slot, edge in enumerate(self.passes.edges(node)):
            is_told = node <= stop.at or stop.direction == "backward"
            if is_told and self.passes.operand(edge) not in self.constants:
                texts[f"e{slot}"] = self.told(self.passes.local(edge))
        return texts

    def _look_of(self, node: int, item: Item) -> str:
        if node in self._parameters:
            return "p"
        if node in self.constants:
            return "k"
        if node == self.passes.root:
            return "r"
        return "out" if item.is_outside and not self.passes.is_leaf(node) else ""

    def _numbers(self, node: int, stop: Stop) -> Texts:
        """The data of a node, and the gradient that has come in; what is not finite stands out."""
        texts = {"d": self.shown(node) if self.is_known(node, stop) else UNKNOWN}
        if node not in self.constants:
            is_backward = stop.direction == "backward"
            texts["g"] = self.told(self.gradient(node, stop)) if is_backward else UNKNOWN
        bad = {f"{name} look": " bad" for name, text in texts.items() if text in NOT_FINITE}
        return texts | bad

    def _fill_box(self, box: int, item: Item, stop: Stop) -> Texts:
        found = self.results[box]
        texts: Texts = {
            "n": shorten(self.box_name(box), BOX_NAME),
            "w": count(self.tree.sizes[box], "value"),
        }
        state = self._state(box, item, stop)
        if len(found) == 1:
            return {**texts, "u": state, **self._numbers(found[0], stop)}
        shown = spread(found)
        data = [self.passes.data[node] if self.is_known(node, stop) else None for node in shown]
        is_backward = stop.direction == "backward"
        gradients = [self.gradient(node, stop) if is_backward else None for node in shown]
        by_data, by_gradients = self._scales
        strips = strip("data", data, by_data) + strip("grad", gradients, by_gradients)
        word = f'<text class="u end" x="192" y="30">{state}</text>'
        return {**texts, "strips": strips + foot(len(shown), len(found)) + word}

    def _state(self, box: int, item: Item, stop: Stop) -> str:
        """How far a box is, in words."""
        if stop.direction == "forward":
            state = "computed" if item.last <= stop.at else "waiting"
        else:
            state = "passed on" if item.first >= stop.at else "waiting"
        is_broken = stop.direction == "backward" or item.last <= stop.at
        return "not finite inside" if is_broken and self._is_broken(box) else state

    def _is_broken(self, box: int) -> bool:
        numbers = (self.passes.data, self.passes.gradients)
        return any(not math.isfinite(x[node]) for node in self._nodes_in(box) for x in numbers)
