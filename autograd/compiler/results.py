"""The results of compiled functions: numbers of a program in the structure of the function's own.

The counterpart of `arguments`. An array whose numbers stand side by side in one block, such as the
outputs of a layer, is read as one slice.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy

from autograd.functional.structure import Rebuild, is_array

Roots = Sequence[tuple[int, int]]
Reader = Callable[[Sequence[Any], int | None], Any]
"""Takes the arrays of a runner, and how many examples there are; None if it is not batched."""


class Results:
    """What a function returns.

    Args:
        rebuild: Puts the results in place, from first to last.
        roots: For each of them its block in the program, and its place there.

    Attributes:
        read: Returns the results as copies: floats and arrays; in the batched form an array of
            shape (examples,) for a number, (examples, ...) for an array.
        is_pair: Whether it is a pair of a number and anything else.
    """

    def __init__(self, rebuild: Rebuild, roots: Roots) -> None:
        places = rebuild(iter(range(len(roots))))
        self.read = _reader(places, roots)
        self.is_pair = isinstance(places, tuple) and len(places) == 2 and isinstance(places[0], int)
        self.read_second = _reader(places[1], roots) if self.is_pair else self.read


def _reader(places: Any, roots: Roots) -> Reader:
    """The reader of a structure, which has, in the place of each number, the index of its root."""
    if isinstance(places, dict):
        named = {key: _reader(part, roots) for key, part in places.items()}
        return lambda arrays, batch: {key: part(arrays, batch) for key, part in named.items()}
    if isinstance(places, list | tuple):
        parts = [_reader(part, roots) for part in places]
        kind = getattr(type(places), "_make", type(places))  # named tuples take several arguments
        return lambda arrays, batch: kind([part(arrays, batch) for part in parts])
    if is_array(places):
        return _array_reader(places, roots)
    block, slot = roots[places]

    def number(arrays: Sequence[Any], batch: int | None) -> Any:
        found = arrays[block][..., slot]
        return float(found) if batch is None else numpy.array(_lanes(found, batch, ()))

    return number


def _array_reader(places: Any, roots: Roots) -> Reader:
    """The reader of an array: one slice of a block if it can be, else element by element."""
    shape = places.shape
    found = [roots[place] for place in places.ravel().tolist()]
    blocks, slots = {block for block, _ in found}, [slot for _, slot in found]
    first = slots[0] if slots else 0
    is_stretch = len(blocks) == 1 and slots == list(range(first, first + len(slots)))

    def stretch(arrays: Sequence[Any], batch: int | None) -> Any:
        array = arrays[found[0][0]][..., first : first + len(slots)]
        if batch is None:
            return array.reshape(shape).copy()
        return _lanes(array, batch, (len(slots),)).reshape(batch, *shape).copy()

    def scattered(arrays: Sequence[Any], batch: int | None) -> Any:
        lanes = () if batch is None else (batch,)
        array = numpy.empty((*lanes, len(found)))
        for k, (block, slot) in enumerate(found):
            array[..., k] = arrays[block][..., slot]
        return array.reshape(*lanes, *shape)

    return stretch if is_stretch else scattered


def _lanes(array: Any, batch: int, shape: tuple[int, ...]) -> Any:
    """With examples as the first axis, also if the number is the same for all."""
    return array if array.ndim > len(shape) else numpy.broadcast_to(array, (batch, *shape))
