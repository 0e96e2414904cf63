"""Module: anything with parameters."""

import functools
import inspect
from collections.abc import Callable, Iterator, Sequence
from reprlib import recursive_repr
from typing import Any

from autograd import InputTypeError, Value, stop_gradient
from autograd.recording.entries import Opened
from autograd.recording.scopes import open_scope
from nn import tensors
from nn.arguments import is_sequence
from nn.modes import is_training, training_mode

freezings = 0
"""How often modules were frozen or unfrozen; a running `fit` compares it from step to step."""


class Module:
    """Base class of everything that has parameters: neurons, layers, networks, and your own.

    Its parameters are the Values in its attributes: directly, in lists, tuples, dicts and arrays of
    Values, and in other modules, however deep. Nothing has to be registered, and a subclass need
    not call `super().__init__()`. Only leaves are parameters: a computed Value, such as an output
    that is kept to be looked at, is not one.

    Each call is a scope (see `autograd.scope`), named after the class, or by the attribute `name`
    if there is one: pictures of large graphs show it as one box that can be opened.

    Each call takes `training=True` or `False`, which is `nn.training_mode` for that call. If the
    method `__call__` or `call` has an argument `training` itself, it is given the current mode.

    >>> class Line(Module):
    ...     def __init__(self):
    ...         self.slope, self.offset = Value(2.0), Value(1.0)
    ...
    ...     def __call__(self, x):
    ...         return self.slope * x + self.offset
    >>> line = Line()
    >>> line(3.0).backward()
    >>> [(path, p.data, p.grad) for path, p in line.named_parameters()]
    [('slope', 2.0, 3.0), ('offset', 1.0, 1.0)]
    """

    _frozen = False

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        for name in ("__call__", "call"):
            if name in vars(cls):
                setattr(cls, name, _run(vars(cls)[name]))

    def call(self, x: Any, /, *args: Any, **named: Any) -> Any:
        """The outputs for one sample; your own model or layer may define it instead of `__call__`.

        Samples and outputs are lists, not tensors: `a + b` joins two of them, and
        `[p + q for p, q in zip(a, b)]` adds them.

        Raises:
            InputTypeError: If it is not defined.
        """
        raise InputTypeError(
            f"{type(self).__name__} does not say what it computes; define __call__(self, x) or "
            "call(self, x), for one sample x"
        )

    def output_list(self: Any, x: Any) -> list[Any]:
        """The outputs for one sample as a list, where a call returns a single output bare.

        >>> from nn import Neuron
        >>> [out] = Neuron(1, rng=0).output_list([2.0])
        """
        return as_list(self(x))

    def parameters(self) -> list[Value]:
        """All parameters, each once, in the order of the attributes."""
        return [value for _, value in self.named_parameters()]

    def named_parameters(self) -> list[tuple[str, Value]]:
        """All parameters with the path that leads to them, such as `layers[0].neurons[2].w[1]`.

        A parameter that is shared has the first of its paths.
        """
        paths: dict[Value, str] = {}
        for path, item, _ in _walk(self):
            if isinstance(item, Value):
                paths.setdefault(item, path)
        return [(path, value) for value, path in paths.items()]

    def named_modules(self) -> list[tuple[str, "Module"]]:
        """The module itself, by an empty path, and all modules in it with their paths."""
        return [(path, item) for path, item, _ in _walk(self) if isinstance(item, Module)]

    def trainable_parameters(self) -> list[Value]:
        """The parameters that are not frozen; a shared one is frozen if one of its owners is."""
        frozen = {
            item for _, item, owner in _walk(self) if isinstance(item, Value) and owner._frozen
        }
        return [value for value in self.parameters() if value not in frozen]

    def count_params(self) -> int:
        """How many parameters there are, by Keras's name; layers not built yet have none.

        >>> from nn import MLP
        >>> MLP(2, [4, 1]).count_params()
        17
        """
        return len(self.parameters())

    def get_weights(self) -> list[Any]:
        """The numbers of all parameters as in Keras: a list of arrays.

        A dense layer has weights of shape (inputs, units) and biases; a convolution has weights of
        shape (height, width, channels, filters) and biases.
        """
        return tensors.as_in_keras(self)

    def set_weights(self, weights: Sequence[Any]) -> None:
        """Set all parameters, or none of them if there is an error.

        Args:
            weights: Arrays, or lists, of the shapes that `get_weights` returns.

        Raises:
            InputTypeError: If it is no list.
            InputValueError: If there are more arrays or fewer, or one has another shape.

        >>> from nn import MLP
        >>> model = MLP(2, [1])
        >>> model.set_weights([[[1.0], [2.0]], [3.0]])
        >>> model([10.0, 100.0]).data
        213.0
        """
        tensors.assign_as_in_keras(self, weights)

    def penalty(self) -> Any:
        """The sum of the penalties of all regularizers in it: a Value, or 0.0.

        Frozen modules add nothing.
        """
        inside = [item for item in modules(self) if item is not self and not item._frozen]
        return sum((item.own_penalty() for item in inside), self.own_penalty())

    def own_penalty(self) -> Any:
        """The penalty of the module itself, without the modules in it."""
        return 0.0

    def zero_grad(self) -> None:
        """Set the gradient of every parameter to 0."""
        for parameter in self.parameters():
            parameter.grad = 0.0

    def freeze(self) -> None:
        """Keep all parameters as they are, those of the modules in it included.

        Optimizers leave them alone. The forward pass takes them for constants, which get no
        gradient and cost nothing; gradients still flow through the module to its inputs. A module
        of your own must read its parameters by `read` for that.

        >>> from nn import Neuron
        >>> neuron, x = Neuron(1, rng=0), Value(2.0)
        >>> neuron.freeze()
        >>> neuron([x]).backward()
        >>> neuron.w[0].grad, x.grad == neuron.w[0].data
        (0.0, True)
        """
        self._set_frozen(True)

    def unfreeze(self) -> None:
        """Let all parameters be trained again, those of the modules in it included."""
        self._set_frozen(False)

    def _set_frozen(self, frozen: bool) -> None:
        global freezings  # noqa: PLW0603 - see above
        freezings += 1
        for _, item, _ in _walk(self):
            if isinstance(item, Module):
                item._frozen = frozen

    @property
    def frozen(self) -> bool:
        """Whether all parameters are frozen."""
        owners = [owner for _, item, owner in _walk(self) if isinstance(item, Value)]
        return all(owner._frozen for owner in owners or [self])

    @property
    def trainable(self) -> bool:
        """Keras's word for the opposite of `frozen`; assigning to it freezes or unfreezes."""
        return not self.frozen

    @trainable.setter
    def trainable(self, trainable: bool) -> None:
        self._set_frozen(not trainable)

    def read(self, parameters: Any) -> Any:
        """Parameters for the forward pass: themselves, or their numbers while frozen.

        Args:
            parameters: A Value, or lists and tuples of Values.
        """
        return stop_gradient(parameters) if self._frozen else parameters

    @recursive_repr(fillvalue="...")
    def __repr__(self) -> str:
        parts = []
        for name, item in vars(self).items():
            inside = [found for _, found, _ in _walk(item, self)]
            if any(isinstance(found, Module) for found in inside):
                parts.append(f"{name}={item!r}")
            elif inside:
                parts.append(f"{name}=<{len(inside)} parameter{'s' * (len(inside) > 1)}>")
        return f"{type(self).__name__}({', '.join(parts)})"


def _run(method: Callable[..., Any]) -> Callable[..., Any]:
    """Wrap a module's `__call__` or `call`: it runs in its own scope and in the mode `training`.

    Python looks for `__call__` in the class, and subclasses define it as they please: what every
    call needs can only be put around their method. No scope is opened if that of the module is the
    innermost already, so one wrapper serves `__call__`, the `call` below it, and `super()`.
    """
    names = list(inspect.signature(method).parameters)[1:]
    place = names.index("training") if "training" in names else None

    @functools.wraps(method)
    def run(self: Any, /, *args: Any, training: bool | None = None, **named: Any) -> Any:
        if place is not None:  # the method has an argument `training`: tell it the mode
            if len(args) == place + 1:
                *args, training = args  # type: ignore[assignment] # a list will do
            named["training"] = is_training() if training is None else training
        name = getattr(self, "name", None)
        part = name if isinstance(name, str) and name else type(self).__name__
        with open_scope(part, id(self), Opened()):
            if training is None:  # most calls; entering the mode anew would cost a microsecond
                return method(self, *args, **named)
            with training_mode(training):
                return method(self, *args, **named)

    return run


def as_list(out: Any) -> list[Any]:
    """The outputs of a module as a list; a single output, which is returned bare, becomes one.

    >>> as_list(3.0), as_list((1.0, 2.0))
    ([3.0], [1.0, 2.0])
    """
    return list(out) if is_sequence(out) else [out]


def modules(root: Any) -> list[Module]:
    """All modules in `root`, itself included, each once, in the order of the attributes."""
    return [item for _, item, _ in _walk(root) if isinstance(item, Module)]


def _walk(root: Any, owner: Any = None) -> Iterator[tuple[str, Value | Module, Module]]:
    """Every module and parameter in `root`, with its path and the module that owns it.

    A parameter comes once for each of its places, a module only once. Depth first, in the order of
    the attributes, with a stack instead of recursion, so that any depth will do.
    """
    stack: list[tuple[str, Any, Any]] = [("", root, owner)]
    seen: dict[tuple[int, int], Any] = {}  # ends cycles; holds the items, so that ids stay unique
    while stack:
        path, item, owner = stack.pop()
        if isinstance(item, Value):
            if item.op is None:  # a leaf
                yield path, item, owner
            continue
        if isinstance(item, Module):
            owner = item
        if (id(item), id(owner)) in seen:
            continue
        seen[id(item), id(owner)] = item
        if item is owner:
            yield path, item, owner
        # The stack takes the last item first: pushed in reverse, they come in attribute order.
        stack += [(step, inside, owner) for step, inside in reversed(_contents(path, item))]


def _contents(path: str, item: Any) -> list[tuple[str, Any]]:
    """The items in a module, list, tuple, dict or array of Values, with their paths."""
    if isinstance(item, Module):
        prefix = path + "." if path else ""
        return [(prefix + name, inside) for name, inside in vars(item).items()]
    if isinstance(item, dict):
        return [(f"{path}[{key!r}]", inside) for key, inside in item.items()]
    if getattr(getattr(item, "dtype", None), "hasobject", False):  # an array of Values
        item = item.tolist()
    if isinstance(item, list | tuple):
        return [(f"{path}[{index}]", inside) for index, inside in enumerate(item)]
    return []
