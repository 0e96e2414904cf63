"""Short names for paths, w¹₂₃ for `layers[0].neurons[1].w[2]`; and names cut for pictures."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from autograd.names.indices import indices
from autograd.writing.scripts import scripted
from autograd.writing.text import shorten

_NEURON = re.compile(r"(?:neurons\[(\d+)\]\.)?(?:w\[(\d+)\]|b)")
_LAYER = re.compile(r"layers\[(\d+)\]\.(.+)")
_ELEMENT = re.compile(r"([A-Za-z_]\w*)((?:\[\d+\])+)")
_MODEL = re.compile(r"(\w+)\.((?:layers|neurons)\[.+)")


def place_of(path: str) -> tuple[str, str, int | None] | None:
    """Of a weight or bias of a neuron: its layer and its neuron, as text, and the input it
    multiplies; all from 1.

    >>> place_of("layers[0].neurons[1].w[2]"), place_of("b"), place_of("layers[0].gain[1]")
    (('1', '2', 3), ('', '', None), None)
    """
    if index := indices(path):
        return str(index.layer), str(index.to), index.origin
    if match := _NEURON.fullmatch(path):
        to, origin = (digits and int(digits) + 1 for digits in match.groups())
        return "", str(to or ""), int(origin) if origin else None
    if match := _MODEL.fullmatch(path):
        return place_of(match[2])
    return None


def candidates(path: str) -> Iterator[str]:
    """Names for a path, the shortest first; indices count from 1, the layer's is raised.

    >>> list(candidates("layers[1].gate.kernel[0][2]"))
    ['kernel²₁₃', 'gate.kernel²₁₃', 'layers[1].gate.kernel[0][2]']
    >>> list(candidates("actor.layers[0].neurons[1].b"))
    ['b¹₂', 'actor.b¹₂', 'actor.layers[0].neurons[1].b']
    """
    if match := _MODEL.fullmatch(path):
        model, inside = match.groups()
        shorter = list(candidates(inside))[:-1]
        yield from [*shorter, *[f"{model}.{name}" for name in shorter]]
    elif place := place_of(path):
        layer, to, origin = place
        numbers = [int(x) for x in (to, origin) if x]
        yield scripted("b" if origin is None else "w", layer, _joined(numbers) if numbers else "")
    else:
        yield from _by_ends(path)
    yield path


def _by_ends(path: str) -> Iterator[str]:
    """The last words of a path, one more at a time, with its indices."""
    layer = _LAYER.fullmatch(path)
    *words, last = (layer[2] if layer else path).split(".")
    match = _ELEMENT.fullmatch(last)
    if not match or not (layer or not words) or len(match[1]) > 20:
        return
    numbers = [int(digits) + 1 for digits in re.findall(r"\d+", match[2])]
    raised = str(int(layer[1]) + 1) if layer else ""
    for start in range(len(words), -1, -1):
        yield scripted(".".join([*words[start:], match[1]]), raised, _joined(numbers))


def _joined(numbers: Sequence[int]) -> str:
    """Indices side by side, with commas where one has two digits."""
    return ("," if max(numbers) > 9 else "").join(map(str, numbers))


def short_names(paths: Sequence[str]) -> list[str]:
    """For each path its shortest name that no other of them has.

    >>> short_names(["layers[0].neurons[1].w[2]", "x[0]", "layers[0].a.k[0]", "layers[0].b.k[0]"])
    ['w¹₂₃', 'x₁', 'a.k¹₁', 'b.k¹₁']
    """
    names: dict[str, list[str]] = {path: list(candidates(path)) for path in paths}
    while True:
        counts = Counter([choices[0] for choices in names.values()])
        several = [x for x in names.values() if counts[x[0]] > 1 and len(x) > 1]
        if not several:
            return [names[path][0] for path in paths]
        for choices in several:
            del choices[0]


def cut(names: Iterable[str], limit: int) -> list[str]:
    """The names, long ones shortened to `limit` characters so that no two become equal.

    >>> cut(["the_first_long_name", "the_first_other_name", "x"], 9)
    ['the_…name', '…her_name', 'x']
    """
    names = list(names)
    used = {name for name in names if len(name) <= limit}
    made: dict[str, str] = {}
    for name in dict.fromkeys(names):
        if len(name) > limit:
            made[name] = next(text for text in _shortened(name, limit) if text not in used)
            used.add(made[name])
    return [made.get(name, name) for name in names]


def _shortened(name: str, limit: int) -> Iterator[str]:
    yield shorten(name, limit)
    yield "…" + name[1 - limit :]
    number = 2
    while True:
        end = f"…#{number}"
        yield name[: limit // 2] + end
        number += 1
