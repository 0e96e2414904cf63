"""Walks a graph once and makes the `Picture` that every format is written from."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from autograd.names.called import Constant
from autograd.operation import Operation
from autograd.value import Value
from autograd.visual.folding import neighbourhood, summary
from autograd.visual.picture import Edge, Kind, Node, Picture
from autograd.visual.zeros import Constants, signed_zeros
from autograd.writing.text import count

NEIGHBOURHOOD = 40
FOLDED = "rest"


def picture_of(
    roots: Sequence[Value],
    order: Sequence[Value],
    *,
    names: Mapping[Value, str],
    parameters: Collection[Value],
    shown: Mapping[Value, str] | None = None,
    constants: Constants | None = None,
    max_nodes: int | None = None,
    gradients: bool | None = None,
) -> Picture:
    """The picture of everything that the roots were computed from.

    Args:
        roots: The results to begin with.
        order: All Values below them, in topological order, branches not taken included.
        names: Names for Values without a label.
        parameters: The leaves that are parameters of a model; other leaves are inputs.
        shown: What pictures write instead of a name, where that is shorter.
        constants: The numbers that several operations may share, by a Value and the place among its
            inputs.
        max_nodes: If there are more Values, those nearest to the roots are drawn, and a box counts
            the others. None draws all.
        gradients: Whether to show gradients; None shows them if the gradient of a root is not 0,
            as after a backward pass.

    >>> from autograd import topological_order
    >>> x = Value(3.0, label="x")
    >>> y = x * 2.0
    >>> picture = picture_of([y], topological_order(y, untaken=True), names={}, parameters=())
    >>> [(node.id, node.kind, node.name) for node in picture.nodes]
    [('n0', 'input', 'x'), ('c1_1', 'constant', ''), ('o1', 'operation', '*'), ('n1', 'result', '')]
    >>> [(edge.tail, edge.head, edge.derivative) for edge in picture.edges]
    [('n0', 'o1', 2.0), ('c1_1', 'o1', None), ('o1', 'n1', None)]
    """
    if gradients is None:
        gradients = any(root.grad != 0.0 for root in roots)
    sketch = _Sketch(roots, order, names, parameters, gradients, shown or {}, constants or {})
    drawn: Collection[Value] = sketch.index
    note = ""
    if max_nodes is not None and len(order) > max_nodes:
        drawn = neighbourhood(roots, min(NEIGHBOURHOOD, max_nodes))
        folded = [node for node in order if node not in drawn]
        sketch.nodes.append(summary(FOLDED, folded, parameters))
        note = (
            f"Summary: {count(len(drawn), 'value')} in full, {len(folded):,} folded. "
            f"All of them: max_nodes={len(order)}"
        )
    for node in order:
        if node in drawn:
            sketch.add(node, drawn)
    return Picture(tuple(sketch.nodes), tuple(sketch.edges), note)


@dataclass(slots=True)
class _Sketch:
    """A picture being drawn.

    Attributes:
        index: For each Value its place in `order`, which is the number in its id.
        reached: The Values that a gradient of the roots reaches.
    """

    roots: Sequence[Value]
    order: Sequence[Value]
    names: Mapping[Value, str]
    parameters: Collection[Value]
    gradients: bool
    shown: Mapping[Value, str]
    constants: Constants
    nodes: list[Node] = field(default_factory=list)
    edges: list[Edge] = field(default_factory=list)
    index: dict[Value, int] = field(init=False)
    reached: set[Value] = field(init=False)
    signed: set[Value | Constant] = field(init=False)
    drawn: dict[Constant, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.signed = set(signed_zeros(self.order, self.constants))
        self.index = {node: i for i, node in enumerate(self.order)}
        self.reached = set(self.roots)
        for node in reversed(self.order):
            if node in self.reached:
                self.reached.update(node.operands)

    def add(self, node: Value, shown: Collection[Value]) -> None:
        """Draw a Value after the operation that made it; only `shown` Values have a box."""
        number = self.index[node]
        reached = node in self.reached
        if node.op is not None:
            self._add_operation(node, node.op, number, shown)
            self.edges.append(Edge(f"o{number}", f"n{number}", reached=reached))
        self.nodes.append(
            Node(
                f"n{number}",
                self._kind(node),
                str(node.label or self.names.get(node, "")),
                node.data,
                node.grad if self.gradients and reached else None,
                reached,
                shown=self._short(node),
                signed=node in self.signed,
            )
        )

    def _short(self, node: Value) -> str:
        """What pictures write instead of the name; "" for the name itself."""
        short = "" if node.label else self.shown.get(node, "")
        return short if short != self.names.get(node) else ""

    def _constant(self, node: Value, k: int, number: float, tail: str, reached: bool) -> str:
        """Draw a number among the inputs of a Value, unless it is there; returns its id."""
        constant = self.constants.get((node, k), Constant(number))
        if constant not in self.drawn:
            self.drawn[constant] = tail
            signed = constant in self.signed
            self.nodes.append(
                Node(tail, "constant", constant.name, number, reached=reached, signed=signed)
            )
        return self.drawn[constant]

    def _kind(self, node: Value) -> Kind:
        if node.op is None:
            return "parameter" if node in self.parameters else "input"
        return "result" if any(node is root for root in self.roots) else "interior"

    def _add_operation(
        self, node: Value, op: Operation, number: int, shown: Collection[Value]
    ) -> None:
        reached = node in self.reached
        head = f"o{number}"
        derivatives = iter(node.local_derivatives)
        positions = node.operand_positions
        for k, x in enumerate(node.inputs):
            taken = k in positions
            role = _role(op.inputs, k)
            if isinstance(x, Value):
                tail = f"n{self.index[x]}" if x in shown else FOLDED
                derivative = next(derivatives) if taken else None
                self.edges.append(Edge(tail, head, derivative, role, taken and reached))
            else:
                tail = self._constant(node, k, x, f"c{number}_{k}", reached)
                self.edges.append(Edge(tail, head, None, role, reached))
        self.nodes.append(Node(head, "operation", op.symbol, reached=reached))


def _role(inputs: Sequence[str], k: int) -> str:
    """The name of an input; none where its place tells as much, as for `a` and `b` of a - b."""
    plain = len(inputs) == 1 or (len(inputs) == 2 and len(inputs[k]) == 1)
    return "" if plain else inputs[k]
