"""Registry: everything of one kind that has a name, such as the constraints.

What is known about a named thing stands once, in its row: its names, and facts about it. Its
settings are the keyword arguments that configure it. A registry finds the rows by name, suggests
the closest name, and writes a thing as JSON and reads it back:

>>> from nn.constraints import CONSTRAINTS
>>> CONSTRAINTS.resolve("MaxNorm")
max_norm(max_value=2.0, axis=0, epsilon=1e-07)
>>> CONSTRAINTS.to_config(CONSTRAINTS.resolve("max_norm"))
{'name': 'max_norm', 'max_value': 2.0, 'axis': 0, 'epsilon': 1e-07}
>>> CONSTRAINTS.from_config({"name": "max_norm", "max_value": 3.0})
max_norm(max_value=3.0, axis=0, epsilon=1e-07)
"""

import functools
import inspect
from collections.abc import Callable, Iterator, Mapping, ValuesView
from dataclasses import fields, is_dataclass
from typing import Any, TypeVar

from autograd import InputTypeError, InputValueError
from autograd.checks import abbreviate, described
from nn.arguments import choose_spelled, refuse_class, spelled

T = TypeVar("T")
A = TypeVar("A", bound=Any)


class Row:
    """A function of a `Registry`, with what is known about it as attributes.

    It is pickled by its name, as functions are.

    Args:
        formula: The function that computes it. Its name and documentation are those of the row.

    Attributes:
        formula: The function that computes it.
        keras_classes: The names of Keras's classes for it.
    """

    __name__: str

    def __init__(self, formula: Callable[..., Any]) -> None:
        functools.update_wrapper(self, formula)
        self.formula = formula
        self.keras_classes: tuple[str, ...] = ()

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """What the formula returns."""
        return self.formula(*args, **kwargs)

    def __reduce__(self) -> str:
        return self.__name__

    def __repr__(self) -> str:
        inputs = ", ".join(inspect.signature(self).parameters)
        return f"<{type(self).__name__} {self.__name__}({inputs})>"


class Registry(Mapping[str, T]):
    """The named things of one kind: functions, or classes whose objects are used.

    It is a mapping from all names to the things, in the order in which they were added.

    Args:
        kind: What the things are, such as "constraint".
        wants: What `resolve` takes, as the beginning of an error message.
        accepts: The type of what `resolve` returns as it is; functions if not given.
        optional: Whether None is accepted, too, and means none of them.
        part_of: A registry to which everything is added that is added to this one.
        missing: What Keras has of that kind and `nn` lacks, with what to do instead.

    >>> colors = Registry("color", "a color is a name or a function")
    >>> @colors.add("crimson")
    ... def red():
    ...     return "#f00"
    >>> colors.resolve("Crimson")()
    '#f00'
    >>> colors.resolve("rde")
    Traceback (most recent call last):
    ...
    autograd.errors.InputValueError: there is no color 'rde'; did you mean 'red'? The choices ...
    """

    def __init__(
        self,
        kind: str,
        wants: str,
        *,
        accepts: Any = Callable,
        optional: bool = False,
        part_of: "Registry[T] | None" = None,
        missing: Mapping[str, str] | None = None,
    ) -> None:
        self.kind, self.wants = kind, wants
        self.accepts, self.optional, self.part_of = accepts, optional, part_of
        self.missing = missing or {}
        self._by_name: dict[str, T] = {}
        self._facts: dict[str, dict[str, Any]] = {}

    def __getitem__(self, name: str) -> T:
        return self._by_name[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_name)

    def __repr__(self) -> str:
        return f"<registry of {self.kind}: {', '.join(self)}>"

    def __len__(self) -> int:
        return len(self._by_name)

    def values(self) -> ValuesView[T]:
        """The things; quicker than `Mapping.values`, since layers ask at every call."""
        return self._by_name.values()

    def add(self, *other_names: str, name: str = "", **facts: Any) -> Callable[[A], A]:
        """A decorator that adds a thing under its own name, and under others.

        Args:
            other_names: More names, such as that in another library.
            name: Its own name, by which it is saved; `__name__` if not given.
            facts: What else is known about it; see `fact`.

        Raises:
            InputValueError: If another thing has one of the names.
        """

        def add(thing: A) -> A:
            names = (name or thing.__name__, *other_names)
            for each in names:
                if each in self._by_name:
                    raise InputValueError(f"there is a {self.kind} {each!r} already")
            if self.part_of is not None:
                self.part_of.add(*other_names, name=name, **facts)(thing)
            self._by_name |= dict.fromkeys(names, thing)
            self._facts[names[0]] = facts
            return thing

        return add

    def remove(self, thing: Any) -> None:
        """Take a thing out, such as one that is about to be defined again."""
        self._by_name = {name: known for name, known in self.items() if known is not thing}
        if self.part_of is not None:
            self.part_of.remove(thing)

    def find(self, name: str) -> T:
        """The thing of that name, which may be spelled as "max_norm", "MaxNorm" or "MAX NORM".

        Raises:
            InputValueError: If there is none; the message names the closest, and all, or what to do
                without it.
        """
        if isinstance(name, str) and (known := spelled(name, self.missing)) in self.missing:
            raise InputValueError(f"nn has no {self.kind} {name}: {self.missing[known]}")
        return choose_spelled(self.kind, name, self)

    def attribute(self, module: str, name: str) -> Any:
        """The `__getattr__` of the module that has the things: an error with what to do instead.

        As for missing layers it is no AttributeError, so that `from ... import` shows it.

        Raises:
            ImportError: If Keras has a thing of that name, and `nn` lacks it.
            AttributeError: If it has not.
        """
        if name in self.missing:
            raise ImportError(f"nn has no {self.kind} {name}: {self.missing[name]}")
        raise AttributeError(f"module {module!r} has no attribute {name!r}")

    def resolve(self, given: Any) -> Any:
        """The thing that a name stands for, or the one that is given.

        The name of a class means an object of it with the default settings.

        Args:
            given: A name, an object, a function, or None if that is accepted.

        Raises:
            InputValueError: If there is nothing of that name.
            InputTypeError: If it is neither a name nor of an accepted type.
        """
        if isinstance(given, str):
            found = self.find(given)
            return self._made(found, {}, given) if isinstance(found, type) else found
        refuse_class(f"{'an' if self.kind[0] in 'aeiou' else 'a'} {self.kind}", given)
        if not (isinstance(given, self.accepts) or (given is None and self.optional)):
            raise InputTypeError(f"{self.wants}, but was given {described(given)}")
        return given

    def name_of(self, thing: Any) -> str | None:
        """The first name of a thing, or of the function in a functools.partial; None for others."""
        plain = plain_of(thing)
        return next((name for name, known in self.items() if known is plain), None)

    def fact(self, thing: Any, name: str) -> Any:
        """A fact in the row of a thing; None if there is no such fact.

        Args:
            thing: One that was added, or a functools.partial of it.
            name: The name of the fact.

        >>> colors = Registry("color", "a color is a name or a function")
        >>> @colors.add(warm=True)
        ... def red():
        ...     return "#f00"
        >>> colors.fact(red, "warm"), colors.fact(print, "warm")
        (True, None)
        """
        return self._facts.get(self.name_of(thing) or "", {}).get(name)

    def table(self, *facts: str) -> str:
        """The things as a table in Markdown: names, these attributes, first lines of documentation.

        >>> colors = Registry("color", "a color is a name")
        >>> @colors.add("crimson")
        ... def red():
        ...     '''The color of blood.'''
        >>> print(colors.table())
        | color | other names | meaning |
        | --- | --- | --- |
        | `red` | `crimson` | The color of blood. |
        """
        names: dict[T, list[str]] = {}
        for name, thing in self.items():
            names.setdefault(thing, []).append(f"`{name}`")
        rows = [[self.kind, "other names", *(fact.replace("_", " ") for fact in facts), "meaning"]]
        rows += [["---"] * len(rows[0])]
        for thing, (first, *others) in names.items():
            summary = (thing.__doc__ or "").strip().split("\n\n")[0].split()
            found = [getattr(thing, fact) for fact in facts]
            cells = [", ".join(it) if isinstance(it, tuple) else str(it) for it in found]
            rows += [[first, ", ".join(others), *cells, " ".join(summary).replace("|", r"\|")]]
        return "\n".join(f"| {' | '.join(row)} |" for row in rows)

    def to_config(self, given: Any) -> Any:
        """A thing as JSON: its name, or a dict of its name and settings; None for None.

        Args:
            given: As for `resolve`.

        Raises:
            InputValueError: If it is something of one's own.
        """
        thing = self.resolve(given)
        if thing is None:
            return None
        if is_dataclass(thing) and type(thing) in self.values():
            settings = {each.name: getattr(thing, each.name) for each in fields(thing)}
            for field, setting in settings.items():
                if callable(setting):  # such as the schedule that `warm_up` leads to
                    settings[field] = self.to_config(setting)
            return {"name": type(thing).__name__, **settings}
        name, settings = self.name_of(thing), getattr(thing, "keywords", {})
        plain = all(_is_plain(setting) for setting in settings.values())
        if name is None or not plain or getattr(thing, "args", None):
            raise InputValueError(
                f"{abbreviate(thing)} is no {self.kind} of nn, so it cannot be saved; those that "
                f"can are: {', '.join(self)}"
            )
        return {"name": name, **settings} if settings else name

    def from_config(self, config: Any) -> Any:
        """The thing that `to_config` wrote as JSON.

        Raises:
            InputValueError: If it is something else than `to_config` returns.
        """
        if config is None and self.optional:
            return None
        settings = {"name": config} if isinstance(config, str) else config
        if not isinstance(settings, dict) or not isinstance(settings.get("name"), str):
            raise InputValueError(f"{abbreviate(config)} describes no {self.kind}")
        found: Any = self.find(settings["name"])
        settings = {
            name: self.from_config(setting) if isinstance(setting, dict) else setting
            for name, setting in settings.items()
            if name != "name"
        }
        if not isinstance(found, type):
            return self._with(found, settings, config) if settings else found
        return self._made(found, settings, config)

    def _with(self, function: Any, settings: dict[str, Any], given: Any) -> Any:
        """A function with these settings, which it must have."""
        inputs = [
            each
            for each in inspect.signature(function).parameters.values()
            if each.default is each.empty
            and each.kind is not each.KEYWORD_ONLY
            and each.name not in settings
        ]
        try:
            inspect.signature(function).bind(*inputs, **settings)
        except TypeError as error:
            raise InputValueError(
                f"{abbreviate(given)} describes no {self.kind}: {error}"
            ) from None
        return functools.partial(function, **settings)

    def _made(self, found: Any, settings: dict[str, Any], given: Any) -> Any:
        """An object of the class `found` with these settings; an error names what was `given`."""
        try:
            return found(**settings)
        except TypeError as error:
            raise InputValueError(
                f"{abbreviate(given)} describes no {self.kind}: {error}"
            ) from None


def _is_plain(setting: Any) -> bool:
    """Whether JSON can hold a setting: a number, a text, or a list of them."""
    parts = setting if isinstance(setting, list) else [setting]
    return all(isinstance(part, int | float | str) for part in parts)


def plain_of(thing: Any) -> Any:
    """The function in a functools.partial, or in an object like it; else the thing itself."""
    return getattr(thing, "func", thing)
