"""compile: functions and graphs that run as array programs."""

import functools
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy

from autograd import contexts
from autograd.compiler import vectors
from autograd.compiler.contract import contract
from autograd.compiler.group import group
from autograd.compiler.normalise import normalise
from autograd.compiler.program import Program
from autograd.compiler.record import Recording, record
from autograd.compiler.run import Pool, Session
from autograd.compiler.tracing import Drawn, redraw, tracing
from autograd.compiler.vectors import binding, leaves_of
from autograd.errors import InputTypeError, InputValueError
from autograd.graph import topological_order
from autograd.operation import abbreviate, as_float
from autograd.predicates import find
from autograd.structure import flatten, is_array
from autograd.value import Value
from autograd.value import record as record_operation

_KEPT = 256  # programs, for structures met again
_programs: OrderedDict[Any, tuple[Program, Any]] = OrderedDict()


def build(
    recording: Recording, *, ordered: int = 0, lanes: Sequence[int] = ()
) -> tuple[Program, Any]:
    """The program of a recording, and which parameter each slot of its first block holds.

    The same structure is compiled once.

    Args:
        recording: The graph.
        ordered: How many of the parameters are to stay in the order in which they were recorded.
        lanes: The arguments that differ from example to example, counted from 0; if there are any,
            random numbers do as well.
    """
    operations = tuple(find(name) for name in recording.operations)
    key = (recording.key(), operations, ordered, tuple(lanes))
    if key not in _programs:
        started = time.perf_counter()
        grouping = group(normalise(recording), ordered=ordered)
        random = [len(recording.sizes)] if lanes else []
        forward = contract(grouping, [*(1 + k for k in lanes), *random])
        program = Program(
            forward.blocks,
            forward.constants,
            forward.instructions,
            forward.roots,
            tuple(range(1, len(recording.sizes))),
            recording.seen,
        )
        program.compile_seconds = time.perf_counter() - started
        _programs[key] = program, grouping.parameters
        while len(_programs) > _KEPT:
            _programs.popitem(last=False)
    _programs.move_to_end(key)
    return _programs[key]


class ValueAndGrad(NamedTuple):
    """What `value_and_grad` of a compiled function returns.

    Attributes:
        value: The result.
        arguments: For each argument the gradient by it, in its structure.
        parameters: The gradient by the parameters, an array in the order of `parameters`.
    """

    value: Any
    arguments: tuple[Any, ...]
    parameters: Any


class _Parameters:
    """The Values a program reads, and how they get into its first block and gradients out of it."""

    def __init__(self, values: list[Value]) -> None:
        self.values = values
        self._seen = -1
        self._bound: tuple[vectors.ParameterVector, Any] | None = None

    def bound(self) -> tuple[vectors.ParameterVector, Any] | None:
        """The vector they are in, and their places there."""
        if self._seen != vectors.changes:
            self._bound = binding(self.values)
            self._seen = vectors.changes
        return self._bound

    def shared(self) -> Any:
        """The array that a session may use as its own, if there is one."""
        bound = self.bound()
        return bound[0].data if bound is not None and bound[1] is None else None

    def load(self, array: Any) -> None:
        """Read the numbers."""
        bound = self.bound()
        if bound is None:
            array[:] = [value._number for value in self.values]
        elif bound[1] is not None:
            numpy.take(bound[0].data, bound[1], out=array)

    def add_gradient(self, gradient: Any) -> None:
        """Add to the gradients."""
        bound = self.bound()
        if bound is None:
            for value, part in zip(self.values, gradient.tolist(), strict=True):
                value._grad += part
        elif bound[1] is None:
            bound[0].grad += gradient
        else:
            bound[0].grad[bound[1]] += gradient


class _Entry:
    """A function as it was recorded for arguments of one structure."""

    def __init__(
        self,
        program: Program,
        parameters: list[Value],
        drawn: list[Drawn],
        rebuild: Callable[[Iterator[Any]], Any],
    ) -> None:
        self.program = program
        self.parameters = _Parameters(parameters)
        self.drawn = drawn
        self.rebuild = rebuild
        self.pool = Pool()


class CompiledFunction:
    """A function that was made by `compile`; see there.

    Attributes:
        parameters: The Values that the function uses beside its arguments, in the order of
            gradients; known after the first call, or at once if `compile` was given them.
    """

    def __init__(self, f: Callable[..., Any], parameters: Any = None, in_axes: Any = None) -> None:
        functools.update_wrapper(self, f)
        self._f = f
        self._model = parameters
        self._in_axes = in_axes
        self._entries: dict[Any, _Entry] = {}
        self._last: _Entry | None = None

    # ------------------------------------------------------------------------------ running

    def __call__(self, *args: Any, **named: Any) -> Any:
        """The result, as numbers; given Values, or within another compiled function, as Values."""
        inputs = _Inputs(args, named, self._in_axes)
        if inputs.has_values or contexts.trace() is not None:
            return self._plain(args, named)
        with _Run(self, inputs) as run:
            return run.results()

    def value_and_grad(self, *args: Any, weights: Any = None, **named: Any) -> ValueAndGrad:
        """The result together with its gradient by all arguments and parameters.

        Args:
            args: The arguments.
            weights: In the batched form, a factor for each example; by default 1 / their number.
                The value is the sum of weight * result.
            named: Further arguments. They are not differentiated by.

        Raises:
            InputTypeError: If the function returns more than one number.
        """
        inputs = _Inputs(args, named, self._in_axes)
        with _Run(self, inputs, tuple(range(len(inputs.blocks) + 1))) as run:
            value = run.backward(weights)
            return ValueAndGrad(value, run.argument_gradients(len(args)), run.gradient(0).copy())

    def backward(self, *args: Any, weights: Any = None, **named: Any) -> float:
        """The result, whose gradient by the parameters is added to their `.grad`.

        Args:
            args: The arguments.
            weights: As for `value_and_grad`.
            named: Further arguments.
        """
        inputs = _Inputs(args, named, self._in_axes)
        with _Run(self, inputs, (0,)) as run:
            value = run.backward(weights)
            run.entry.parameters.add_gradient(run.gradient(0))
            return value

    def batched(self, in_axes: int | Sequence[int | None] | None = 0) -> "CompiledFunction":
        """The function for many examples at once, which are the first axis of its arguments.

        What is recorded is the graph of one example. A call returns an array with one result for
        each example; `value_and_grad` and `backward` are those of the mean.

        Args:
            in_axes: For each argument 0 if it has an axis of examples, or None if all share it; or
                one of them for all.

        >>> import autograd
        >>> square = autograd.compile(lambda x: x * x)
        >>> square.batched()([1.0, 2.0, 3.0]).tolist()
        [1.0, 4.0, 9.0]
        """
        axes = (in_axes,) if in_axes is None or isinstance(in_axes, int) else tuple(in_axes)
        if any(axis is not None and (axis != 0 or axis is False) for axis in axes) or not any(
            axis == 0 for axis in axes
        ):
            raise InputValueError(
                "in_axes takes 0 (examples are the first axis) or None (shared by all) for each "
                f"argument, and at least one 0, but was given {in_axes!r}"
            )
        return CompiledFunction(self._f, self._model, in_axes)

    def _plain(self, args: tuple[Any, ...], named: dict[str, Any]) -> Any:
        if self._in_axes is not None:
            raise InputTypeError(
                "a batched function takes numbers, but was given Values; call the function itself "
                "for each example"
            )
        return self._f(*args, **named)

    # ---------------------------------------------------------------------------- recording

    def trace(self, *args: Any, **named: Any) -> Program:
        """The program for arguments like these; nothing is computed but the recording."""
        return self._entry(_Inputs(args, named, self._in_axes)).program

    @property
    def program(self) -> Program:
        """The program of the last call.

        Raises:
            InputValueError: If there was no call yet.
        """
        return self._known().program

    @property
    def parameters(self) -> list[Value]:
        """The parameters of the program of the last call, in the order of its gradient."""
        if self._last is None and self._model is not None:
            return leaves_of(self._model)
        return self._known().parameters.values

    def _known(self) -> _Entry:
        if self._last is None:
            raise InputValueError(
                f"{self!r} was not recorded yet, since that takes arguments: call it, or its "
                "trace(...), first"
            )
        return self._last

    def _entry(self, inputs: "_Inputs") -> _Entry:
        entry = self._entries.get(inputs.key)
        if entry is None:
            entry = self._entries[inputs.key] = self._record(inputs)
        self._last = entry
        return entry

    def _record(self, inputs: "_Inputs") -> _Entry:
        started = time.perf_counter()
        given = [] if self._model is None else leaves_of(self._model)
        args, named, leaves = inputs.examples()
        with tracing() as trace:
            result = self._f(*args, **named)
        outputs, rebuild = flatten(result, f"the result of {_name(self._f)}")
        recording, values, drawn = record(outputs, leaves, given, trace.born)
        seconds = time.perf_counter() - started
        program, order = build(recording, ordered=len(given), lanes=inputs.lanes)
        values = [values[k] for k in order]
        program = program.described(_names(self._model, values), inputs.names(self._f), seconds)
        return _Entry(program, values, [leaf for leaf in drawn if isinstance(leaf, Drawn)], rebuild)

    def __repr__(self) -> str:
        batched = "" if self._in_axes is None else f", batched, in_axes={self._in_axes!r}"
        return f"<compiled {_name(self._f)}{batched}>"


class _Inputs:
    """The arguments of one call.

    Attributes:
        key: Equal for arguments for which the same recording will do.
        blocks: The numbers of each argument that has any: an array, with examples first.
        lanes: Which of these have an axis of examples.
        batch: How many examples there are; 1 if the function is not batched.
        has_values: Whether there is a Value among them.
    """

    def __init__(self, args: tuple[Any, ...], named: dict[str, Any], in_axes: Any) -> None:
        self._args = [*args, *named.values()]
        self._names = tuple(named)
        self._batched = self._axes(args, in_axes)
        self.blocks: list[Any] = []
        self.lanes: list[int] = []
        self.has_values = False
        self.batch = 1
        kinds = []
        self._places: list[int | None] = []  # of each argument among the blocks
        for k, arg in enumerate(self._args):
            if arg is None or isinstance(arg, str | bool):
                kinds.append(("static", arg))
                self._places.append(None)
                continue
            if hasattr(arg, "__array__") and not isinstance(arg, numpy.ndarray | numpy.generic):
                self._args[k] = numpy.asarray(arg)  # a data frame, another library's array
            kind = _kind(self._args[k])
            if kind == "values":
                self.has_values = True
                return
            if k in self._batched:
                self.lanes.append(len(self.blocks))
                self._args[k] = _regular(self._args[k], k)
                kind = _kind(_example(self._args[k]))
                self.blocks.append(self._examples_first(self._args[k], k))
            else:
                self.blocks.append(_numbers(self._args[k]))
            self._places.append(len(self.blocks) - 1)
            kinds.append(kind)
        self.key = (tuple(kinds), self._names)

    def _axes(self, args: tuple[Any, ...], in_axes: Any) -> set[int]:
        if in_axes is None:
            return set()
        if isinstance(in_axes, int):
            return set(range(len(args)))
        if len(in_axes) != len(args):
            raise InputValueError(
                f"in_axes={in_axes!r} is for {len(in_axes)} arguments, but {len(args)} were given"
            )
        return {k for k, axis in enumerate(in_axes) if axis == 0}

    def _examples_first(self, arg: Any, position: int) -> Any:
        parts = [part.reshape(len(part), -1) for part in _arrays(arg)]
        for part in parts:
            others = len(self.lanes) > 1 or part is not parts[0]
            if others and len(part) != self.batch:
                raise InputValueError(
                    f"argument {position} has {len(part)} examples, but those before it have "
                    f"{self.batch}; give all the same number"
                )
            self.batch = len(part)
        return parts[0] if len(parts) == 1 else numpy.concatenate(parts, axis=1)

    def examples(self) -> tuple[list[Any], dict[str, Any], list[list[Value]]]:
        """Arguments to record with: fresh Values in the places of numbers; and these Values."""
        new: list[Any] = []
        leaves: list[list[Value]] = []
        for k, arg in enumerate(self._args):
            if self._places[k] is None:
                new.append(arg)
                continue
            example = _example(arg) if k in self._batched else arg
            numbers, rebuild = flatten(example, "a compiled function")
            leaves.append([Value(number) for number in numbers])
            new.append(rebuild(iter(leaves[-1])))
        count = len(new) - len(self._names)
        return new[:count], dict(zip(self._names, new[count:], strict=True)), leaves

    def names(self, f: Callable[..., Any]) -> list[str]:
        """What the function calls its arguments."""
        code = getattr(f, "__code__", None)
        count = len(self._args) - len(self._names)
        known = list(code.co_varnames[: code.co_argcount]) if code else []
        every = [known[k] if k < len(known) else f"x{k}" for k in range(count)] + [*self._names]
        return [name for name, place in zip(every, self._places, strict=True) if place is not None]

    def restored(self, gradients: Sequence[Any], count: int) -> tuple[Any, ...]:
        """Gradients in the structures of the first arguments; None for those without numbers."""
        found: list[Any] = []
        for k in range(count):
            place = self._places[k]
            if place is None:
                found.append(None)
                continue
            arg, gradient = self._args[k], gradients[place]
            found.append(_restored(arg, gradient, k in self._batched))
        return tuple(found)


class _Run:
    """One run of a compiled function: a session, taken from the pool and given back."""

    def __init__(
        self, compiled: CompiledFunction, inputs: _Inputs, wanted: tuple[int, ...] = ()
    ) -> None:
        if inputs.has_values:
            raise InputTypeError(
                f"{compiled!r} was given Values; its gradients are for arguments that are numbers. "
                "Call it with the Values, and then backward() on the result"
            )
        self.inputs = inputs
        self.entry = compiled._entry(inputs)
        self._is_batched = compiled._in_axes is not None
        if wanted and len(self.entry.program.roots) != 1:
            raise InputTypeError(
                f"{compiled!r} returns {len(self.entry.program.roots)} numbers, but only a single "
                "one has a gradient; return one, or differentiate by autograd.jacobian"
            )
        if wanted and not inputs.batch:
            raise InputValueError(
                f"{compiled!r} was given no examples, whose mean is not defined; give at least one"
            )
        shared = self.entry.parameters.shared()
        self._key = (wanted, inputs.batch, id(shared) if shared is not None else None)
        self._session = self.entry.pool.take(
            self._key, lambda: Session(self.entry.program, wanted, inputs.batch, shared)
        )

    def __enter__(self) -> "_Run":
        session, program = self._session, self.entry.program
        self.entry.parameters.load(session.arrays[0])
        for block, numbers in zip(program.arguments, self.inputs.blocks, strict=True):
            session.arrays[block][...] = numbers
        if not self.inputs.batch:
            return self
        if self.entry.drawn:
            drawn = session.arrays[program.random]
            if drawn.ndim == 1:
                drawn[:] = redraw(self.entry.drawn)
            else:
                for row in drawn:
                    row[:] = redraw(self.entry.drawn)
        session.forward()
        return self

    def __exit__(self, *error: object) -> None:
        self.entry.pool.give(self._key, self._session)

    def results(self) -> Any:
        """The results in the structure of the function's own."""
        found = self._session.results()
        if self._is_batched:
            batch = self.inputs.batch
            found = [numpy.array(numpy.broadcast_to(x, batch)) for x in found]
        else:
            found = [float(x) for x in found]
        return self.entry.rebuild(iter(found))

    def backward(self, weights: Any) -> float:
        """Differentiate the (weighted sum of the) result, and return it."""
        (value,) = self._session.results()
        if not self._is_batched:
            if weights is not None:
                raise InputTypeError("weights are for the batched form; see batched()")
            self._session.backward(1.0)
            return float(value)
        batch = self.inputs.batch
        seed: Any = 1.0 / batch
        if weights is not None:
            seed = numpy.asarray(weights, dtype=float)
            if seed.shape != (batch,):
                raise InputValueError(
                    f"weights takes one number for each of {batch} examples, but was given "
                    f"{abbreviate(weights)}"
                )
        seed = numpy.broadcast_to(seed, batch)
        with numpy.errstate(all="ignore"):
            total = float(seed @ numpy.broadcast_to(value, batch))
        self._session.backward(seed)
        return total

    def gradient(self, block: int) -> Any:
        """The gradient by a block; zeros where the result does not depend on it."""
        found = self._session.gradients.get(block)
        return numpy.zeros(self._session.arrays[block].shape) if found is None else found

    def argument_gradients(self, count: int) -> tuple[Any, ...]:
        """The gradients by the first arguments, in their structures."""
        blocks = self.entry.program.arguments
        return self.inputs.restored([self.gradient(block) for block in blocks], count)


class CompiledRoot:
    """A graph that was made into a program by `compile`; see there.

    Attributes:
        root: The Value at its top.
        parameters: The leaves, in the order of the program.
        program: The array program.
    """

    def __init__(self, root: Value, parameters: Any = None) -> None:
        started = time.perf_counter()
        self.root = root
        given = None if parameters is None else leaves_of(parameters)
        others: list[Value] = []
        if given is not None:
            wanted = set(given)
            order = topological_order(root, untaken=True)
            others = [node for node in order if node.is_leaf and node not in wanted]
        arguments = [others] if others else []
        recording, values, _ = record([root], arguments, given or [])
        seconds = time.perf_counter() - started
        program, order_of = build(recording, ordered=len(given or []))
        self.parameters = [values[k] for k in order_of]
        names = ["others"] if others else []
        self.program = program.described(_names(parameters, self.parameters), names, seconds)
        self._inputs = _Parameters(self.parameters)
        self._others = others
        self._session: Session | None = None
        self._shared: Any = None

    def forward(self) -> float:
        """Compute the root from the leaves' `.data`; it is returned, and the root's `.data`."""
        shared = self._inputs.shared()
        if self._session is None or shared is not self._shared:
            self._session, self._shared = Session(self.program, (0,), 1, shared), shared
        session = self._session
        self._inputs.load(session.arrays[0])
        if self._others:
            session.arrays[1][:] = [value._number for value in self._others]
        session.forward()
        self.root._number = value = float(session.results()[0])
        return value

    def backward(self, seed: float = 1.0) -> None:
        """Add d root / d leaf to the `.grad` of the leaves, as of the last `forward()`.

        Args:
            seed: d result / d root, by which all gradients are multiplied.
        """
        seed = as_float(seed, "backward(seed)")
        if self._session is None:
            self.forward()
        assert self._session is not None
        self._session.backward(seed)
        gradient = self._session.gradients.get(0)
        if gradient is not None:
            self._inputs.add_gradient(gradient)
        self.root._grad = seed

    def refresh(self) -> None:
        """Bring every node of the graph up to date with the leaves, so that it can be looked at.

        Numbers, local derivatives and gradients of all interior nodes are those of an eager run;
        the gradients of the leaves are left alone.
        """
        order = topological_order(self.root, untaken=True)
        for node in order:
            if node.op is not None:
                with contexts.recording():
                    anew = record_operation(node.op, node.inputs)
                for slot in ("_number", "_left", "_right", "_more", "_template"):
                    setattr(node, slot, getattr(anew, slot))
                if anew._left is not None:
                    node._left_local = anew._left_local
                if anew._right is not None:
                    node._right_local = anew._right_local
        before = [(node, node._grad) for node in order if node.op is None]
        self.root.backward()
        for leaf, grad in before:
            leaf._grad = grad

    def __repr__(self) -> str:
        return f"<compiled {self.root!r}: {len(self.parameters)} leaves>"


def compile(thing: Any = None, *, parameters: Any = None) -> Any:
    """Make a function, or a graph, into a program of array operations.

    A function is recorded once for each structure of its arguments, as a graph of scalars, and that
    graph is turned back into the matrix products, sums and broadcasts it consists of. What the
    function does in plain Python, loops included, happens while it is recorded only. It must not
    branch on a number it was given: use `where`, `maximum` and the like.

    Args:
        thing: A function of numbers and nested lists, dicts or arrays of numbers, which may use
            Values from outside, its parameters; text, booleans and None among the arguments are
            taken as they are. Or a Value: then its graph.
        parameters: A model, a list of Values, or a `ParameterVector`: the order of the parameters,
            and their names in print. By default they are found in the graph. Of a graph, only
            these get gradients.

    Returns:
        Of a function a `CompiledFunction`, which is called like it, and has `value_and_grad`,
        `backward`, `batched` and `program`. Of a Value a `CompiledRoot` with `forward` and
        `backward`. Without `thing`, a decorator.

    Raises:
        InputTypeError: If it is something else.
        TracingError: At the first call, if the function branches on a number.

    >>> from autograd import Value
    >>> w = Value(3.0)
    >>> def f(x):
    ...     return w * x[0] + x[1] ** 2
    >>> compiled = compile(f)
    >>> compiled([2.0, 4.0])
    22.0
    >>> compiled.value_and_grad([2.0, 4.0])
    ValueAndGrad(value=22.0, arguments=([3.0, 8.0],), parameters=array([2.]))
    >>> y = w * 2.0
    >>> graph = compile(y)
    >>> w.data = 5.0
    >>> graph.forward()
    10.0
    """
    if thing is None:
        return functools.partial(compile, parameters=parameters)
    if isinstance(thing, Value):
        return CompiledRoot(thing, parameters)
    if isinstance(thing, CompiledFunction):
        return thing
    if not callable(thing):
        raise InputTypeError(
            "compile takes a function or a Value, but was given "
            f"{abbreviate(thing)} ({type(thing).__name__})"
        )
    return CompiledFunction(thing, parameters)


# ------------------------------------------------------------------------- arguments' structures


def _name(f: Callable[..., Any]) -> str:
    return getattr(f, "__name__", None) or type(f).__name__


def _names(model: Any, values: list[Value]) -> list[str]:
    """What the parameters are called: their labels, or their paths in the model."""
    paths: dict[Value, str] = {}
    if callable(getattr(model, "named_parameters", None)):
        paths = {value: path for path, value in model.named_parameters()}
    return [str(value.label) or paths.get(value, "") for value in values]


def _kind(arg: Any) -> Any:
    """The structure of an argument; "values" if there is a Value in it."""
    if isinstance(arg, float | int | numpy.generic):
        return "number"
    if isinstance(arg, Value):
        return "values"
    if isinstance(arg, numpy.ndarray):
        if arg.dtype == object and any(isinstance(x, Value) for x in arg.flat):
            return "values"
        return ("array", arg.shape)
    if isinstance(arg, dict):
        parts = [(key, _kind(part)) for key, part in arg.items()]
        return "values" if any(kind == "values" for _, kind in parts) else ("dict", tuple(parts))
    if isinstance(arg, list | tuple):
        kinds = tuple([_kind(part) for part in arg])
        return "values" if "values" in kinds else (type(arg), kinds)
    as_float(arg, "a compiled function")
    return "number"


def _numbers(arg: Any) -> Any:
    """All numbers of an argument, one after the other."""
    if is_array(arg) and arg.dtype != object:
        return arg.reshape(-1)
    if isinstance(arg, float | int | numpy.generic):
        return as_float(arg, "a compiled function")
    return flatten(arg, "a compiled function")[0]


def _regular(arg: Any, position: int) -> Any:
    """A batched argument with arrays for lists of examples; dicts and tuples are kept."""
    if isinstance(arg, dict):
        return {key: _regular(part, position) for key, part in arg.items()}
    if isinstance(arg, tuple):
        parts = [_regular(part, position) for part in arg]
        return type(arg)(*parts) if hasattr(arg, "_fields") else tuple(parts)
    if is_array(arg):
        return arg
    try:
        array = numpy.asarray(arg, dtype=float)
    except (ValueError, TypeError):
        array = numpy.zeros(())
    if not array.ndim:
        raise InputTypeError(
            f"argument {position} of a batched function takes a list or array with one entry for "
            f"each example, all of the same shape, but was given {abbreviate(arg)}"
        )
    return _Examples(array)


class _Examples:
    """Examples that came as a list: one of them is a list (or a number) again."""

    def __init__(self, array: Any) -> None:
        self.array = array


def _example(arg: Any) -> Any:
    """The first example of a batched argument; zeros if there is none."""
    if isinstance(arg, _Examples):
        return _first(arg.array).tolist()
    if isinstance(arg, dict):
        return {key: _example(part) for key, part in arg.items()}
    if isinstance(arg, tuple):
        parts = [_example(part) for part in arg]
        return type(arg)(*parts) if hasattr(arg, "_fields") else tuple(parts)
    return _first(arg)


def _first(array: Any) -> Any:
    return array[0] if len(array) else numpy.zeros(array.shape[1:])


def _arrays(arg: Any) -> list[Any]:
    """The arrays of a batched argument."""
    if isinstance(arg, _Examples):
        return [arg.array]
    if isinstance(arg, dict):
        return [array for part in arg.values() for array in _arrays(part)]
    if isinstance(arg, tuple):
        return [array for part in arg for array in _arrays(part)]
    return [numpy.asarray(arg, dtype=float)]


def _restored(arg: Any, gradient: Any, batched: bool) -> Any:
    """A gradient in the structure of its argument."""
    if is_array(arg):
        return gradient.reshape(arg.shape).copy()
    if isinstance(arg, _Examples):
        return gradient.reshape(arg.array.shape).copy()
    if batched:
        arrays = _arrays(arg)
        widths = numpy.cumsum([array[:1].size if len(array) else 0 for array in arrays])[:-1]
        parts = iter(numpy.split(gradient, widths, axis=1))
        _, rebuild = flatten(_skeleton(arg), "a compiled function")
        shapes = iter([array.shape for array in arrays])
        return rebuild(iter([next(parts).reshape(next(shapes)).copy() for _ in arrays]))
    _, rebuild = flatten(arg, "a compiled function")
    return rebuild(iter(gradient.tolist()))


def _skeleton(arg: Any) -> Any:
    """The structure of a batched argument, with a number for each of its arrays."""
    if isinstance(arg, dict):
        return {key: _skeleton(part) for key, part in arg.items()}
    if isinstance(arg, tuple):
        parts = [_skeleton(part) for part in arg]
        return type(arg)(*parts) if hasattr(arg, "_fields") else tuple(parts)
    return 0.0
