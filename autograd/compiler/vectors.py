"""ParameterVector: parameters as one array, and each still a Value."""

import copy
from collections.abc import Iterable, Mapping
from typing import Any

import numpy

from autograd.checks import described, is_iterable
from autograd.errors import InputTypeError, InputValueError
from autograd.graph import gradient_of, number_of
from autograd.names.variables import is_model
from autograd.value import Value

changes = 0
"""How often Values have moved into a vector or out of one."""


class BoundValue(Value):
    """A Value whose number and gradient are elements of a vector's arrays.

    It is a Value in all respects: `.data` and `.grad` read and write the arrays. Copies and pickles
    are plain Values.
    """

    __slots__ = ()
    copied_as = Value

    # The vector and the place in it are kept in the slots of the operands' derivatives, of which a
    # leaf has none: a Value that becomes a BoundValue cannot get new slots.
    @property
    def vector(self) -> "ParameterVector":
        """The vector that it is part of."""
        return self._left_local  # type: ignore[return-value]

    @property
    def _number(self) -> float:
        return float(self.vector.data[self._right_local])

    @_number.setter
    def _number(self, number: float) -> None:
        self.vector.data[self._right_local] = number

    @property
    def _grad(self) -> float:
        return float(self.vector.grad[self._right_local])

    @_grad.setter
    def _grad(self, grad: float) -> None:
        self.vector.grad[self._right_local] = grad


class ParameterVector:
    """Parameters whose numbers and gradients are kept in two arrays.

    The Values stay what they are: a number that is changed in the array is seen in the Value and
    the other way round. Compiled programs and optimizers work on the arrays directly.

    Args:
        parameters: A model, or Values, or a dict of Values by name: leaves that are in no other
            vector.
        yields: Whether a later vector may take the Values over; they are released from this one
            then.

    Attributes:
        parameters: The Values, in the order of the arrays.
        names: Their names, as far as a model or a dict gives them; programs print these.
        data: Their numbers, a float64 array of shape (n,).
        grad: Their gradients, a float64 array of shape (n,).

    Raises:
        InputTypeError: If something else is given.
        InputValueError: If a Value was computed, or is in another vector.

    >>> a, b = Value(1.0), Value(2.0)
    >>> vector = ParameterVector([a, b])
    >>> vector.data *= 10.0
    >>> b.data = 5.0
    >>> a.data, vector.data.tolist()
    (10.0, [10.0, 5.0])
    """

    def __init__(self, parameters: Any, *, yields: bool = False) -> None:
        self.parameters = leaves_of(parameters)
        self.names = paths_of(parameters)
        self.yields = yields
        for value in self.parameters:
            if isinstance(value, BoundValue) and value.vector.yields:
                value.vector.release()
            if isinstance(value, BoundValue):
                raise InputValueError(
                    f"{value!r} is in a ParameterVector already: use that one, or release() it"
                )
            if type(value) is not Value:
                raise InputTypeError(
                    f"a ParameterVector takes plain Values, but was given {value!r} "
                    f"({type(value).__name__})"
                )
        count = len(self.parameters)
        self._data: Any = numpy.fromiter(map(number_of, self.parameters), float, count)
        self._grad: Any = numpy.fromiter(map(gradient_of, self.parameters), float, count)
        _count_change()
        for index, value in enumerate(self.parameters):
            value.__class__ = BoundValue
            value._left_local = self  # type: ignore[assignment]
            value._right_local = index

    @property
    def data(self) -> Any:
        """The numbers. What is assigned is copied into the array, which stays the same."""
        return self._data

    @data.setter
    def data(self, numbers: Any) -> None:
        self._data[:] = numbers

    @property
    def grad(self) -> Any:
        """The gradients. What is assigned is copied into the array, which stays the same."""
        return self._grad

    @grad.setter
    def grad(self, numbers: Any) -> None:
        self._grad[:] = numbers

    def __deepcopy__(self, memo: dict[int, Any]) -> "ParameterVector":
        _, parts = self.__reduce__()
        return _bound(*copy.deepcopy(parts, memo))

    def __reduce__(self) -> tuple[Any, ...]:
        names = [self.names.get(value, "") for value in self.parameters]
        return _bound, (self.parameters, names, self.yields)

    def __len__(self) -> int:
        return len(self.parameters)

    def zero_grad(self) -> None:
        """Set all gradients to 0."""
        self.grad.fill(0.0)

    def release(self) -> None:
        """Give every Value its number and gradient back; the arrays are no longer connected."""
        _count_change()
        numbers, grads = self._data.tolist(), self._grad.tolist()
        for value in self.parameters:
            if isinstance(value, BoundValue) and value.vector is self:
                number, grad = numbers[value._right_local], grads[value._right_local]
                value.__class__ = Value  # type: ignore[assignment]
                value._number, value._grad = number, grad
                value._left_local = value._right_local = 0.0

    def __repr__(self) -> str:
        return f"ParameterVector of {len(self)} parameters"


def _bound(values: list[Value], names: list[str], yields: bool = False) -> ParameterVector:
    """A vector of plain Values and their names: what copies and pickles are made by."""
    vector = ParameterVector(values, yields=yields)
    vector.names = {value: name for value, name in zip(values, names, strict=True) if name}
    return vector


def leaves_of(parameters: Any) -> list[Value]:
    """The parameters of a model, or the Values given, each once."""
    if callable(getattr(parameters, "parameters", None)):
        parameters = parameters.parameters()
    if isinstance(parameters, ParameterVector):
        return parameters.parameters
    if isinstance(parameters, Mapping):
        parameters = list(parameters.values())
    if not is_iterable(parameters):
        raise InputTypeError(
            f"parameters takes a model or a list of Values, but was given {described(parameters)}"
        )
    values = list(parameters)
    for value in values:
        if not isinstance(value, Value):
            raise InputTypeError(
                f"parameters takes a model or a list of Values, but among them is "
                f"{described(value)}"
            )
    values = list(dict.fromkeys(values))
    for value in values:
        if not value.is_leaf:
            raise InputValueError(
                f"{value!r} was computed, so it is no parameter; give leaves, for example by "
                ".detach()"
            )
    return values


def add_gradients(values: Iterable[Value], gradients: Iterable[float]) -> None:
    """Add to the gradients of Values, as fast as can be: it is done after every backward half."""
    for value, gradient in zip(values, gradients, strict=True):
        value._grad += gradient


def paths_of(parameters: Any) -> dict[Value, str]:
    """The names of the parameters of a model, of a vector, or in a dict."""
    if isinstance(parameters, ParameterVector):
        return parameters.names
    if isinstance(parameters, Mapping):
        return {value: str(name) for name, value in parameters.items()}
    if is_model(parameters):
        return {value: path for path, value in parameters.named_parameters()}
    return {}


def _count_change() -> None:
    global changes  # noqa: PLW0603 - read by every run of a compiled function
    changes += 1


def binding(values: list[Value]) -> tuple[ParameterVector, Any, int] | None:
    """The vector of the first Value, and how many of the Values from the first on are in it.

    Returns:
        The vector; an index of these Values in its arrays, a slice if they are all of it, in order;
        and their number. None if the first Value is in no vector.
    """
    if not values or not isinstance(values[0], BoundValue):
        return None
    vector = values[0].vector
    index = []
    for value in values:
        if not isinstance(value, BoundValue) or value.vector is not vector:
            break
        index.append(value._right_local)
    places = numpy.array(index, dtype=numpy.int64)
    in_order = len(places) == len(vector) and (places == numpy.arange(len(places))).all()
    return vector, slice(None) if in_order else places, len(places)
