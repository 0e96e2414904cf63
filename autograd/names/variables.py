"""Names for Values without a label: the variables that hold them, their paths in a model."""

import itertools
from collections import deque
from collections.abc import Collection, Iterable, Iterator, Mapping
from types import FrameType
from typing import Any

from autograd.checks import described
from autograd.errors import InputTypeError
from autograd.value import Value
from autograd.writing.text import display

LONGEST = 48  # characters of a name in a report or an explanation
# Looking through a list of a million numbers for Values would take longer than drawing them.
MOST_ELEMENTS = 50_000
DEEPEST = 4
_AT_A_TIME = 1_000  # elements of a container before the next container's turn

Variables = Mapping[str, Any]


def caller_variables(names: Variables | None, frame: FrameType | None) -> Variables:
    """The variables to look names up in: `names` if given, or those that `frame` can see.

    Raises:
        InputTypeError: If names is no mapping from text to objects.
    """
    if names is None:
        if frame is None:
            return {}
        visible = {**frame.f_locals, **frame.f_globals, **frame.f_locals}  # local ones first
        return telling(visible)
    if not (isinstance(names, Mapping) and all(isinstance(name, str) for name in names)):
        raise InputTypeError(
            f"names takes a dict from names to Values, but was given {described(names)}; write "
            f"names={{'x': x, 'w': weights}} or names=locals()"
        )
    return names


def telling(variables: Variables) -> Variables:
    """The variables whose names a programmer chose.

    Left out are a notebook's results, `_`, `_12` and `Out`, and a comprehension's iterator, `.0`.

    >>> telling({"y": 1, "_": 2, "_12": 2, "Out": {12: 2}})
    {'y': 1}
    """
    return {
        name: thing
        for name, thing in variables.items()
        if name.isidentifier() and not name.startswith("_") and name != "Out"
    }


def names_and_parameters(
    graph: Collection[Value], variables: Variables, model: Any = None
) -> tuple[dict[Value, str], set[Value]]:
    """Names for the Values of a graph, and which of these are parameters of a model.

    A path in a model is preferred to a variable, a variable to an element of a list. With several
    models, a path begins with the variable that holds the model.

    Args:
        graph: The Values in question.
        variables: Objects by name: Values, models, lists, tuples and dicts of them. A model is
            whatever has a method `named_parameters`, giving pairs of a path and a Value.
        model: A model to name the parameters of, whether or not it is a variable.

    >>> w, x = Value(1.0), Value(2.0)
    >>> names, parameters = names_and_parameters({w, x}, {"xs": [x], "w": w})
    >>> names[x], names[w], parameters
    ('xs[0]', 'w', set())
    """
    wanted = set(graph)
    direct: dict[Value, str] = {}
    nested: dict[Value, str] = {}
    models: list[tuple[str, dict[Value, str]]] = []
    if model is not None:
        models.append(("", _paths(model, wanted)))
    for name, thing, depth in _things(variables):
        if not isinstance(thing, Value):
            models.append((name, _paths_or_none(thing, wanted)))
        elif thing in wanted:
            (nested if depth else direct).setdefault(thing, name)
    paths = _joined(models)
    return {**nested, **direct, **paths}, set(paths)


def names_of(graph: Collection[Value], variables: Variables) -> dict[Value, str]:
    """Names for the Values of a graph, ready to be shown; labels are preferred.

    >>> w, x = Value(1.0), Value(2.0, label="input")
    >>> names = names_of([w, x], {"ws": [w, x]})
    >>> names[w], names[x]
    ('ws[0]', 'input')
    """
    names, _ = names_and_parameters(graph, variables)
    names |= {node: str(node.label) for node in graph if node.label}
    return {node: display(name, LONGEST) for node, name in names.items()}


def is_model(thing: object) -> bool:
    """Whether its class has a method `named_parameters`; an instance may fake any attribute."""
    return callable(getattr(type(thing), "named_parameters", None))


def _things(variables: Variables) -> Iterator[tuple[str, Any, int]]:
    """The Values and models in variables, each with a name and its depth in containers."""
    left = MOST_ELEMENTS
    queue = deque([iter([(name, thing, 0) for name, thing in variables.items()])])
    while queue:
        things = queue.popleft()
        some = list(itertools.islice(things, _AT_A_TIME))
        if len(some) == _AT_A_TIME:
            queue.append(things)  # a long list must not use up all of MOST_ELEMENTS
        for name, thing, depth in some:
            left -= 1
            if issubclass(type(thing), Value) or is_model(thing):
                yield name, thing, depth
            elif depth < DEEPEST:
                queue.append(iter(_elements(name, thing, depth + 1)))
            if not left:
                return


def _elements(name: str, thing: Any, depth: int) -> Iterator[tuple[str, Any, int]]:
    """The elements of a list, tuple, dict or array of objects, with their names."""
    kind = type(thing)  # not isinstance: proxies run code to tell their class
    try:
        if hasattr(kind, "__array_ufunc__") and str(getattr(thing, "dtype", "")) == "object":
            thing, kind = thing.tolist(), list
        if issubclass(kind, list | tuple):
            for index, element in enumerate(thing):
                yield f"{name}[{index}]", element, depth
        elif issubclass(kind, dict):
            for key in thing:
                if isinstance(key, str | int):
                    yield f"{name}[{key!r}]", thing[key], depth
    except Exception:  # an object that cannot be looked at must not stop a drawing
        return


def _paths(model: Any, wanted: Collection[Value]) -> dict[Value, str]:
    """The parameters of a model that are in the graph, with their paths."""
    if not is_model(model):
        raise InputTypeError(
            f"model takes an object with a method named_parameters(), such as a nn.Module, but was "
            f"given {described(model)}; to name other Values use names="
        )
    pairs: Any = model.named_parameters()
    if isinstance(pairs, Mapping):
        pairs = pairs.items()
    return {x: str(path) for path, x in pairs if isinstance(x, Value) and x in wanted}


def _paths_or_none(model: Any, wanted: Collection[Value]) -> dict[Value, str]:
    """As `_paths`, for an object that may only look like a model."""
    try:
        return _paths(model, wanted)
    except Exception:  # somebody else's named_parameters() must not stop a drawing
        return {}


def _joined(models: Iterable[tuple[str, dict[Value, str]]]) -> dict[Value, str]:
    """The paths of several models in one dict; a model that is part of another is left out."""
    joined: dict[Value, str] = {}
    several = []
    for name, paths in sorted(models, key=lambda pair: (pair[0] != "", -len(pair[1]))):
        if not joined.keys() >= paths.keys():
            several.append(name)
            joined |= {x: f"{name}\0{path}" for x, path in paths.items() if x not in joined}
    return {x: _path(full, only=len(several) == 1) for x, full in joined.items()}


def _path(full: str, *, only: bool) -> str:
    name, _, path = full.partition("\0")
    return path if only or not name else f"{name}.{path}"
