"""Arguments: the checks that all of `nn` shares, with their errors and warnings."""

import dataclasses
import functools
import inspect
import operator
import os
import random
import sys
import textwrap
import warnings
from collections.abc import Iterable, Mapping, Set
from types import FunctionType
from typing import Any, TypeVar

from autograd import InputTypeError, InputValueError, Value
from autograd.checks import abbreviate, described, did_you_mean, is_iterable, is_whole, whole_number

T = TypeVar("T")
Scalar = Value | float
_USUAL = (Value, float)
_HERE = os.path.dirname(__file__) + os.sep


def choose(kind: str, name: str, choices: Mapping[str, T]) -> T:
    """The choice of that name, or an error that names the closest choice and lists all.

    >>> choose("color", "red", {"red": 1, "green": 2})
    1
    """
    if not isinstance(name, str):
        raise InputTypeError(
            f"{kind} takes a name, one of {', '.join(choices)}, but was given {described(name)}"
        )
    if name in choices:
        return choices[name]
    raise InputValueError(
        f"there is no {kind} {abbreviate(name)}; {did_you_mean(name, choices)}The choices "
        f"are: {textwrap.shorten(', '.join(choices), 600, placeholder=' ...')}"
    )


def choose_spelled(kind: str, name: str, choices: Mapping[str, T]) -> T:
    """`choose` in any spelling: "MeanSquaredError", "mean-squared error" and "MSE" are found.

    >>> choose_spelled("loss", "MeanSquaredError", {"mean_squared_error": 1, "mse": 2})
    1
    """
    known = spelled(name, choices) if isinstance(name, str) else name
    return choose(kind, known, choices)


def a_name(name: Any, receiver: str) -> str | None:
    """The name of a network or layer, for its summary: text, or None for none.

    >>> a_name(["x"], "Dense")
    Traceback (most recent call last):
    autograd.errors.InputTypeError: name of Dense takes text, but was given ['x'] (list)
    """
    if name is None or isinstance(name, str):
        return name
    raise InputTypeError(f"name of {receiver} takes text, but was given {described(name)}")


def spelled(name: str, choices: Iterable[str]) -> str:
    """The choice with the same letters and digits, in any case; `name` itself if there is none.

    >>> spelled("Mean Squared-Error", ["mean_squared_error"])
    'mean_squared_error'
    """
    letters = _letters(name)
    return next((known for known in choices if _letters(known) == letters), name)


def _letters(name: str) -> str:
    return "".join(filter(str.isalnum, name)).lower()


def refuse_class(what: str, given: Any) -> None:
    """Raise an error for a class where an object is needed.

    >>> refuse_class("loss", Value)
    Traceback (most recent call last):
    ...
    autograd.errors.InputTypeError: loss takes an object, but was given a class; write Value()
    """
    if isinstance(given, type):
        raise InputTypeError(
            f"{what} takes an object, but was given a class; write {given.__name__}()"
        )


def is_among(setting: Any, choices: Iterable[Any]) -> bool:
    """Whether a setting is one of the choices; never an error, whatever it is compared with.

    >>> is_among("same", ("valid", "same"))
    True
    """
    try:
        return any(setting is choice or bool(setting == choice) for choice in choices)
    except Exception:  # such as that of an array, which has no truth value
        return False


def give_own_init(cls: type) -> None:
    """Give a class an `__init__` of its own, a copy of the one it inherits.

    Python's errors about wrong arguments then name the class that the user wrote.
    """
    init: Any = cls.__init__  # type: ignore[misc]
    if "__init__" not in vars(cls):
        own = FunctionType(
            init.__code__, init.__globals__, "__init__", init.__defaults__, init.__closure__
        )
        functools.update_wrapper(own, init)
        own.__kwdefaults__ = init.__kwdefaults__
        own.__qualname__ = f"{cls.__qualname__}.__init__"
        setattr(cls, "__init__", own)  # noqa: B010 - see mypy #2427


def refuse(
    owner: Any,
    unknown: Iterable[str],
    known: Iterable[str],
    instead: Mapping[str, str] | None = None,
) -> None:
    """Raise an error for the first unknown argument, if any, that names the closest known one.

    Args:
        owner: The name of the function or class that was given the arguments.
        unknown: The names of arguments that it does not take.
        known: The names of arguments that it takes.
        instead: What to write instead, by the names of arguments in other libraries.

    >>> refuse("Dense", ["unist"], ["units", "activation"])
    Traceback (most recent call last):
    ...
    autograd.errors.InputTypeError: Dense takes no argument 'unist'; did you mean 'units'? ...
    """
    names = [*known]
    for name in unknown:
        other = instead and instead.get(name)
        hint = f"write {other}. " if other else did_you_mean(name, names)
        raise InputTypeError(
            f"{owner} takes no argument {name!r}; {hint}Its arguments are: {', '.join(names)}"
        )


def arguments(cls: type, common: Iterable[str]) -> dict[str, Any]:
    """The arguments that make an object of a class, with their defaults.

    Args:
        cls: The class. Where its `__init__` takes `**anything`, these are the common arguments.
        common: The names of arguments that a family of classes shares; their default is None.

    Returns:
        The defaults by name; `inspect.Parameter.empty` if there is none.

    >>> class Own:
    ...     def __init__(self, size=1, **common): ...
    >>> arguments(Own, ["name"])
    {'size': 1, 'name': None}
    """
    own = inspect.signature(cls).parameters.values()
    found = {each.name: each.default for each in own if each.kind is not each.VAR_KEYWORD}
    passed_on = common if len(found) < len(own) else ()
    return found | {name: None for name in passed_on if name not in found}


def spell_out(cls: type, common: Mapping[str, Any], kinds: Mapping[str, Any]) -> None:
    """Let signatures name the arguments that a class shares with its family, not `**common`.

    Editors, `help` and `inspect` show that of `__init__`, also for the class.

    Args:
        cls: The class.
        common: The defaults of the arguments that its family shares, by name.
        kinds: Their types.

    >>> class Own:
    ...     def __init__(self, size=1, **common): ...
    >>> spell_out(Own, {"name": None}, {"name": str})
    >>> inspect.signature(Own), inspect.signature(Own.__init__)
    (<Signature (size=1, *, name: str = None)>, <Signature (self, size=1, *, name: str = None)>)
    """
    init: Any = cls.__init__  # type: ignore[misc]
    signature = inspect.signature(init)
    first, *own = signature.parameters.values()
    named = [each for each in own if each.kind is not each.VAR_KEYWORD]
    if len(named) < len(own):
        known = {each.name for each in named}
        kind: Any = inspect.Parameter.KEYWORD_ONLY
        named += [
            inspect.Parameter(name, kind, default=default, annotation=kinds[name])
            for name, default in common.items()
            if name not in known
        ]
    if "__init__" in vars(cls):  # not of the class: inspect would take it for that of its objects
        init.__signature__ = signature.replace(parameters=[first, *named])


def warn(message: str, category: type[Warning] = RuntimeWarning) -> None:
    """Warn, and blame the line outside `nn` that led here."""
    frame, level = sys._getframe(), 1
    while frame.f_code.co_filename.startswith(_HERE) and frame.f_back is not None:
        frame, level = frame.f_back, level + 1
    warnings.warn(message, category, stacklevel=level)


def number_in(
    what: str, number: Any, low: float = 0.0, high: float = 1.7976931348623157e308
) -> float:
    """`number` as a float between `low` and `high`, both included.

    >>> number_in("momentum", 1, high=1.0)
    1.0
    """
    value = _as_float(number)
    if value is None:
        hint = "; use .data" if isinstance(number, Value) else ""
        raise InputTypeError(f"{what} must be a number, but was given {described(number)}{hint}")
    if not low <= value <= high:
        bounds = f"of at least {low}" if high > 1e308 else f"between {low} and {high}"
        raise InputValueError(f"{what} must be a finite number {bounds}, but was given {value}")
    return value


def flag(what: str, given: Any) -> bool:
    """`given`, which is True or False."""
    if not isinstance(given, bool):
        raise InputTypeError(f"{what} must be True or False, but was given {described(given)}")
    return given


class Checked:
    """Base class of dataclasses: checks that `steps` is a whole number, other fields at least 0.

    >>> @dataclasses.dataclass
    ... class Decay(Checked):
    ...     factor: float
    >>> Decay(-1.0)
    Traceback (most recent call last):
    ...
    autograd.errors.InputValueError: factor of Decay must be a finite number of at least 0.0, ...
    """

    def __post_init__(self) -> None:
        for field in dataclasses.fields(self):  # type: ignore[arg-type] # a subclass is
            check = whole_number if field.name == "steps" else number_in
            check(f"{field.name} of {type(self).__name__}", getattr(self, field.name))


def generator(rng: int | random.Random | None) -> random.Random:
    """A generator of random numbers: the one given, or one with that seed.

    Without a seed it takes one from Python's global generator, so that `random.seed` makes a
    program repeatable.

    >>> generator(7).random() == generator(7).random()
    True
    """
    if isinstance(rng, random.Random):
        return rng
    if rng is None:
        return random.Random(random.getrandbits(128))
    if not is_whole(rng):
        raise InputTypeError(
            "rng must be a whole number (the seed), a random.Random or None, but was given "
            f"{described(rng)}; write random.Random(seed)"
        )
    return random.Random(operator.index(rng))


def is_sequence(value: Any) -> bool:
    """Whether `value` is an ordered collection: a list, a tuple, a row of an array."""
    if isinstance(value, str | bytes | Mapping | Set) or getattr(value, "ndim", 1) == 0:
        return False
    return isinstance(value, Iterable) and is_iterable(value)


def flattened(x: Any) -> list[Any]:
    """All numbers and Values in nested lists, one after the other.

    >>> flattened([[1.0, 2.0], [3.0]])
    [1.0, 2.0, 3.0]
    """
    if not is_sequence(x):
        return [x]
    return [number for part in x for number in flattened(part)]


def scalar(what: str, value: Any) -> Scalar:
    """`value` as a Value or a float.

    >>> scalar("an input", 3)
    3.0
    """
    if isinstance(value, Value):
        return value
    number = _as_float(value)
    if number is None:
        raise InputTypeError(
            f"{what} must be a number or a Value, but was given {described(value)}"
        )
    return number


def _as_float(value: Any) -> float | None:
    """The number as a float; None for what `Value` refuses."""
    try:
        number: float = Value(value).data
    except InputTypeError:
        return None
    return number


class Features(list[Scalar]):
    """The inputs of a module, marked as checked by `features`."""


def features(module: Any, x: Any, n: int) -> Features:
    """The `n` numbers of one sample, as Values and floats; or an error that names the module."""
    if type(x) is Features and len(x) == n:
        return x  # a layer has checked them for its neurons
    name = type(module).__name__
    if not is_sequence(x):
        hint = "; write [x] for a single number" if n == 1 else ""
        raise InputTypeError(
            f"{name} takes a list of {n} numbers or Values, but was given {described(x)}{hint}"
        )
    elements = list(x)
    if getattr(x, "ndim", 1) > 1 or any(
        type(element) not in _USUAL and is_sequence(element) for element in elements
    ):
        raise InputTypeError(
            f"{name} takes one sample, a list of {n} numbers or Values, but was given "
            f"{described(x)} of more than one dimension; for several "
            "samples write [model(x) for x in X]"
        )
    if len(elements) != n:
        raise InputValueError(
            f"{name} takes {n} input{'s' * (n != 1)}, but was given {len(elements)}: "
            f"{abbreviate(x)}"
        )
    return Features(
        [
            element if type(element) in _USUAL else scalar(f"input {i} of {name}", element)
            for i, element in enumerate(elements)
        ]
    )
