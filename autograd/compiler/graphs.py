"""Compiled graphs: a Value and all it was computed from, run again with other numbers."""

import time
from typing import Any

from autograd.checks import as_float
from autograd.compiler.build import Parameters, build_program, names_of
from autograd.compiler.record import record_graph
from autograd.compiler.run import Session, ieee
from autograd.compiler.tracing import not_while_recording
from autograd.compiler.vectors import leaves_of
from autograd.graph import check_result, number_of, topological_order, update
from autograd.recording import contexts
from autograd.value import Value, record_operation


class CompiledRoot:
    """A graph that was made into a program by `compile`; see there.

    Attributes:
        root: The Value at its top.
        parameters: The leaves, in the order of the program.
        program: The array program.
    """

    _session: Session | None = None  # made by the first forward()

    def __init__(self, root: Value, parameters: Any = None) -> None:
        started = time.perf_counter()
        check_result(root, "CompiledRoot takes a Value")
        self.root = root
        given = None if parameters is None else leaves_of(parameters)
        others: list[Value] = []
        if given is not None:
            wanted = set(given)
            order = topological_order(root, untaken=True)
            others = [node for node in order if node.is_leaf and node not in wanted]
        arguments = [others] if others else []
        recording, values, _ = record_graph([root], arguments, given or [])
        seconds = time.perf_counter() - started
        program, order_of = build_program(recording, ordered=len(given or []))
        self.parameters = [values[k] for k in order_of]
        names = ["others"] if others else []
        self.program = program.described(names_of(parameters, self.parameters), names, seconds)
        self._inputs = Parameters(self.parameters)
        self._others = others

    def forward(self) -> float:
        """Compute the root from the leaves' `.data`; it is returned, and set as its `.data`."""
        not_while_recording("forward() of a compiled graph")
        if self._session is None:  # has its own copy of the numbers, for backward()
            self._session = Session(self.program, (0,), 1)
        session = self._session
        self._inputs.load(session.arrays[0])
        if self._others:
            session.arrays[1][:] = list(map(number_of, self._others))
        with ieee():
            session.forward()
        self.root.data = value = float(session.root)
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
        with ieee():
            self._session.backward(seed)
        gradient = self._session.gradients.get(0)
        if gradient is not None:
            self._inputs.add_gradient(gradient)
        if self.root.op is not None:
            self.root.grad = seed

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
                update(node, anew)
        before = [(node, node.grad) for node in order if node.op is None]
        for node in order:  # also those in branches that are not taken any more
            node.grad = 0.0
        self.root.backward()
        for leaf, grad in before:
            leaf.grad = grad

    def __getstate__(self) -> dict[str, Any]:
        """A copy has memory of its own: views of copied arrays would not be views."""
        return {**vars(self), "_session": None}

    def __repr__(self) -> str:
        return f"<compiled {self.root!r}: {len(self.parameters)} leaves>"

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        """What Jupyter shows: the program, and the text with it."""
        headline = repr(self)[1:-1]
        return {"text/html": self.program.html(headline), "text/plain": repr(self)}
