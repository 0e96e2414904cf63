"""Compiled functions: how they are recorded, called and differentiated."""

import functools
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

import numpy

from autograd.checks import abbreviate
from autograd.compiler.arguments import Inputs
from autograd.compiler.build import Parameters, build_program, names_of
from autograd.compiler.program import Program
from autograd.compiler.record import record_graph
from autograd.compiler.results import Results
from autograd.compiler.run import Pool, Session, ieee
from autograd.compiler.tracing import Drawn, Trace, not_while_recording, redraw
from autograd.compiler.vectors import leaves_of
from autograd.errors import InputTypeError, InputValueError
from autograd.functional.structure import flatten
from autograd.operation import REMOVED
from autograd.recording import contexts
from autograd.value import Value
from autograd.writing.html import face, sentence
from autograd.writing.text import count


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


@dataclass(eq=False)
class _Entry:
    """An entry of a function's cache: what was recorded for arguments of one structure.

    Attributes:
        program: The program.
        parameters: The Values that the function uses beside its arguments.
        drawn: The random leaves, in the order of drawing.
        used: The places in `drawn` of those that the result depends on.
        results: The structure of what it returns.
        removals: How many operations had been taken out of the table; if there are more now, the
            recording may use one of these.
        pool: Sessions of the program that no call uses at the moment.
    """

    program: Program
    parameters: Parameters
    drawn: list[Drawn]
    used: list[int]
    results: Results
    removals: int = field(default_factory=lambda: len(REMOVED))
    pool: Pool = field(default_factory=Pool)


class CompiledFunction:
    """A function that was made by `compile`; see there.

    Attributes:
        parameters: The Values that the function uses beside its arguments, in the order of
            gradients; known after the first call, or at once if `compile` was given them.
    """

    def __init__(self, f: Callable[..., Any], parameters: Any = None, in_axes: Any = None) -> None:
        functools.update_wrapper(self, f, updated=())
        self._f = f
        self._model = parameters
        self._in_axes = in_axes
        self._entries: dict[Any, _Entry] = {}
        self._last: _Entry | None = None
        self._of: WeakKeyDictionary[Any, dict[Any, _Entry]] = WeakKeyDictionary()

    # ------------------------------------------------------------------------------ running

    def __call__(self, *args: Any, **named: Any) -> Any:
        """The result, as numbers; given Values, or within another compiled function, as Values."""
        inputs = Inputs(args, named, self._in_axes)
        if inputs.has_values or contexts.trace() is not None:
            return self._plain(args, named)
        with _Run(self, inputs) as run, ieee():
            run.forward()
            return run.results()

    def value_and_grad(
        self, *args: Any, weights: Any = None, has_aux: bool = False, **named: Any
    ) -> ValueAndGrad:
        """The result together with its gradient by all arguments and parameters.

        Args:
            args: The arguments.
            weights: In the batched form, a factor for each example; by default 1 / their number.
                The value is the sum of weight * result.
            has_aux: Whether the function returns a pair (result, more), of which the result is
                differentiated; the value is then the pair. In the batched form `more` has an axis
                of examples.
            named: Further arguments, by which nothing is differentiated.

        Raises:
            InputTypeError: If the function returns more than one number, and no such pair.

        >>> import autograd
        >>> f = autograd.compile(lambda x: (x * x, [x + 1.0]))
        >>> found = f.value_and_grad(3.0, has_aux=True)
        >>> found.value, found.arguments
        ((9.0, [4.0]), (6.0,))
        """
        inputs = Inputs(args, named, self._in_axes)
        with _Run(self, inputs, tuple(range(len(inputs.blocks) + 1)), has_aux) as run, ieee():
            value = run.value_and_backward(weights)
            return ValueAndGrad(value, run.argument_gradients(len(args)), run.gradient(0).copy())

    def backward(self, *args: Any, weights: Any = None, has_aux: bool = False, **named: Any) -> Any:
        """The result, whose gradient by the parameters is added to their `.grad`.

        Args:
            args: The arguments.
            weights: As for `value_and_grad`.
            has_aux: As for `value_and_grad`.
            named: Further arguments.
        """
        inputs = Inputs(args, named, self._in_axes)
        with _Run(self, inputs, (0,), has_aux) as run, ieee():
            value = run.value_and_backward(weights)
            run.entry.parameters.add_gradient(run.gradient(0))
            return value

    def batched(self, in_axes: int | Sequence[int | None] | None = 0) -> "CompiledFunction":
        """The function for many examples at once, which are the first axis of its arguments.

        What is recorded is the graph of one example. A call returns, for each number of the result,
        an array of shape (examples,), and for an array of shape (...) one of shape
        (examples, ...); `value_and_grad` and `backward` are those of the mean.

        Args:
            in_axes: For each argument 0 if it has an axis of examples, or None if all share it; or
                one of them for all.

        >>> import autograd
        >>> square = autograd.compile(lambda x: x * x)
        >>> square.batched()([1.0, 2.0, 3.0]).tolist()
        [1.0, 4.0, 9.0]
        """
        axes = tuple(in_axes) if isinstance(in_axes, list | tuple) else (in_axes,)
        are_zero = [type(axis) is int and axis == 0 for axis in axes if axis is not None]
        if not are_zero or not all(are_zero):
            raise InputValueError(
                "in_axes takes 0 (examples are the first axis) or None (shared by all) for each "
                f"argument, and at least one 0, but was given {in_axes!r}"
            )
        return CompiledFunction(self._f, self._model, in_axes)

    def _plain(self, args: tuple[Any, ...], named: dict[str, Any]) -> Any:
        """Call the function itself, on Values."""
        if self._in_axes is not None:
            not_while_recording("a batched function")
            raise InputTypeError(
                "a batched function takes numbers, but was given Values; call the function itself "
                "for each example"
            )
        return self._f(*args, **named)

    # ---------------------------------------------------------------------------- recording

    def trace(self, *args: Any, **named: Any) -> Program:
        """The program for arguments like these; nothing is computed but the recording."""
        return self._entry(Inputs(args, named, self._in_axes)).program

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

    def _entry(self, inputs: Inputs) -> _Entry:
        """The entry for these arguments, recorded if there is none yet."""
        entry = self._entries.get(inputs.key)
        if entry is None or entry.removals != len(REMOVED):
            entry = self._entries[inputs.key] = self._record(inputs)
        self._last = entry
        return entry

    def _record(self, inputs: Inputs) -> _Entry:
        """Run the function on fresh Values, and compile the graph that it makes."""
        started = time.perf_counter()
        given = [] if self._model is None else leaves_of(self._model)
        args, named, leaves = inputs.examples()
        trace = Trace()
        with contexts.traced_by(trace), contexts.recording():
            result = self._f(*args, **named)
        outputs, rebuild = flatten(result, f"the result of {_name(self._f)}")
        recording, values, drawn = record_graph(outputs, leaves, given, trace.constants)
        seconds = time.perf_counter() - started
        program, order = build_program(recording, ordered=len(given), lanes=inputs.lanes)
        values = [values[k] for k in order]
        program = program.described(names_of(self._model, values), inputs.names(self._f), seconds)
        used, results = [leaf.serial for leaf in drawn], Results(rebuild, program.roots)
        return _Entry(program, Parameters(values), trace.drawn, used, results)

    def __get__(self, instance: Any, owner: Any = None) -> "CompiledFunction":
        """The function as a method of an object, for which it is recorded by itself."""
        if instance is None:
            return self
        bound = CompiledFunction(self._f.__get__(instance), self._model, self._in_axes)
        bound._entries = self._of.setdefault(instance, {})
        bound._last = next(reversed(bound._entries.values()), None)
        return bound

    def __reduce_ex__(self, protocol: Any) -> Any:
        """Pickled by name where the module has it under that name, as a decorator leaves it."""
        path = getattr(self, "__qualname__", "")
        place: Any = sys.modules.get(self.__module__)
        for name in path.split("."):
            place = getattr(place, name, None)
        return path if place is self else super().__reduce_ex__(protocol)

    def __getstate__(self) -> dict[str, Any]:
        """A copy records anew: the Values that the function reads may have been copied with it."""
        state = {**vars(self), "_entries": {}, "_last": None}
        del state["_of"]
        return state

    def __setstate__(self, state: dict[str, Any]) -> None:
        vars(self).update(state)
        self._of = WeakKeyDictionary()

    def __repr__(self) -> str:
        batched = "" if self._in_axes is None else f", batched, in_axes={self._in_axes!r}"
        return f"<compiled {_name(self._f)}{batched}>"

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        """What Jupyter shows: the program of the last call, and the text with it."""
        headline = repr(self)[1:-1]
        if self._last is None:
            html = face(sentence(headline, strong=True), sentence("It was not called yet."))
        else:
            others = len(self._entries) - 1
            headline += f", and {count(others, 'other program')}" if others else ""
            html = self._last.program.html(headline)
        return {"text/html": html, "text/plain": repr(self)}


class _Run:
    """One run of a compiled function: a session, taken from the pool and given back."""

    def __init__(
        self,
        compiled: CompiledFunction,
        inputs: Inputs,
        wanted: tuple[int, ...] = (),
        has_aux: bool = False,
    ) -> None:
        not_while_recording("value_and_grad() or backward() of a compiled function")
        if inputs.has_values:
            raise InputTypeError(
                f"{compiled!r} was given Values; its gradients are for arguments that are numbers. "
                "Call it with the Values, and then backward() on the result"
            )
        self.inputs = inputs
        self.entry = compiled._entry(inputs)
        self._examples = inputs.batch if compiled._in_axes is not None else None
        self._has_aux = has_aux
        if wanted:
            self._check_result(compiled)
        if wanted and not inputs.batch:
            raise InputValueError(
                f"{compiled!r} was given no examples, whose mean is not defined; give at least one"
            )
        shared = self.entry.parameters.shared()
        self._key = (wanted, inputs.batch, id(shared) if shared is not None else None)
        self._session = self.entry.pool.take(
            self._key, lambda: Session(self.entry.program, wanted, inputs.batch, shared)
        )

    def _check_result(self, compiled: CompiledFunction) -> None:
        """Raise an error unless there is exactly one number to differentiate."""
        many = len(self.entry.program.roots)
        if self._has_aux:
            if not self.entry.results.is_pair:
                raise InputTypeError(
                    f"with has_aux=True {compiled!r} must return a pair (number, more), but it "
                    f"returns {many} number{'s' * (many != 1)} of another structure"
                )
        elif many != 1:
            raise InputTypeError(
                f"{compiled!r} returns {many} numbers, but only a single one has a gradient; "
                "return one, return (one, the others) and pass has_aux=True, or differentiate by "
                "autograd.jacobian"
            )

    def __enter__(self) -> "_Run":
        return self

    def __exit__(self, *error: object) -> None:
        self.entry.pool.give(self._key, self._session)

    def forward(self) -> None:
        """Compute the results; nothing where there are no examples."""
        session, program = self._session, self.entry.program
        self.entry.parameters.load(session.arrays[0])
        for block, numbers in zip(program.arguments, self.inputs.blocks, strict=True):
            session.arrays[block][...] = numbers
        if not self.inputs.batch:
            return
        if self.entry.drawn:
            drawn = session.arrays[program.random]
            for row in drawn if drawn.ndim > 1 else [drawn]:
                numbers = redraw(self.entry.drawn)
                row[:] = [numbers[k] for k in self.entry.used]
        session.forward()

    def results(self) -> Any:
        """The results in the structure of the function's own."""
        return self.entry.results.read(self._session.arrays, self._examples)

    def value_and_backward(self, weights: Any) -> Any:
        """Compute and differentiate the (weighted sum of the) result, and return it."""
        self.forward()
        session, read = self._session, self.entry.results.read_second
        aux = read(session.arrays, self._examples) if self._has_aux else None
        if self._examples is not None:
            seed = self._seed(weights, self._examples)
            value = float(seed @ session.root if session.root.ndim else seed.sum() * session.root)
            session.backward(seed)
        elif weights is None:
            value = float(session.root)
            session.backward(1.0)
        else:
            raise InputTypeError("weights are for the batched form; see batched()")
        return (value, aux) if self._has_aux else value

    def _seed(self, weights: Any, batch: int) -> Any:
        """A factor for each example."""
        if weights is None:
            return numpy.full(batch, 1.0 / batch)
        try:
            seed = numpy.asarray(weights)
        except ValueError:  # ragged
            seed = numpy.zeros(())
        if seed.shape != (batch,) or seed.dtype.kind not in "biuf":
            raise InputValueError(
                f"weights takes one number for each of {batch} examples, but was given "
                f"{abbreviate(weights)}"
            )
        return seed.astype(float)

    def gradient(self, block: int) -> Any:
        """The gradient by a block; zeros where the result does not depend on it."""
        found = self._session.gradients.get(block)
        return numpy.zeros(self._session.arrays[block].shape) if found is None else found

    def argument_gradients(self, count: int) -> tuple[Any, ...]:
        """The gradients by the first arguments, in their structures."""
        blocks = self.entry.program.arguments
        return self.inputs.restored([self.gradient(block) for block in blocks], count)


def _name(f: Callable[..., Any]) -> str:
    return getattr(f, "__name__", None) or type(f).__name__
