"""Summary: a table of the layers of a network, with the scalar nodes that they make."""

from collections.abc import Callable
from typing import Any, NamedTuple

import autograd
from autograd import InputTypeError, InputValueError, html_table
from autograd.checks import described
from nn.arguments import flattened, refuse_class
from nn.data import as_values
from nn.layers.base import shape_of, zeros
from nn.module import modules
from nn.tables import aligned
from nn.training.progress import shell


class Row(NamedTuple):
    """A row of the table: a layer, or the parameters outside of all layers.

    Attributes:
        name: The name of the layer, or its class.
        shape: The shape of its output for one sample; () outside of layers.
        parameters: How many parameters it has.
        frozen: How many of them are not trained.
        nodes: How many scalar nodes one sample makes.
    """

    name: str
    shape: tuple[int, ...]
    parameters: int
    frozen: int
    nodes: int


class Summary:
    """The table of a network, which prints as text and shows as HTML in notebooks.

    Attributes:
        title: The name of the network.
        rows: A row for each layer.
    """

    def __init__(self, title: str, rows: list[Row]) -> None:
        self.title, self.rows = title, rows

    @property
    def parameters(self) -> int:
        """The number of parameters."""
        return sum(row.parameters for row in self.rows)

    @property
    def trainable(self) -> int:
        """The number of parameters that are not frozen."""
        return sum(row.parameters - row.frozen for row in self.rows)

    @property
    def nodes(self) -> int:
        """The number of scalar nodes that one sample makes."""
        return sum(row.nodes for row in self.rows)

    def _cells(self) -> list[tuple[str, ...]]:
        head = ("layer", "output shape", "parameters", "scalar nodes")
        rows = [
            (row.name, str(row.shape or ""), f"{row.parameters:,}", f"{row.nodes:,}")
            for row in self.rows
        ]
        return [head, *rows]

    def _footer(self) -> str:
        frozen = self.parameters - self.trainable
        text = f"{self.parameters:,} parameters, {self.nodes:,} scalar nodes for one sample"
        return text + (f"; {frozen:,} parameters are frozen" if frozen else "")

    def __str__(self) -> str:
        head, *lines = aligned(self._cells(), left=2)
        rule = "-" * len(head)
        return "\n".join([self.title, rule, head, rule, *lines, rule, self._footer()])

    __repr__ = __str__

    def _repr_html_(self) -> str:
        head, *rows = self._cells()
        table = html_table(rows, head=head, caption=self.title, right={2, 3})
        return f"<div>{table}<p>{self._footer()}</p></div>"


def summarize(model: Any) -> Summary:
    """The table of a network, which is built if its sizes are known; `model.summary()` shows it.

    A network without a list `layers` gets a row for each layer in its attributes, and one for its
    other parameters; nodes that it makes outside of layers are not counted.

    Raises:
        InputValueError: If sizes are not known, or the network has no layers.

    >>> from nn import MLP
    >>> table = summarize(MLP(2, [4, 1]))
    >>> [row.name for row in table.rows], table.parameters
    (['Layer', 'Layer'], 17)
    """
    refuse_class("summarize", model)
    if not hasattr(model, "build"):
        raise InputTypeError(f"summarize takes a network, but was given {described(model)}")
    model.build()
    layers = getattr(model, "layers", None)
    rows = _of_layers(layers) if layers else _of_attributes(model)
    if not rows:
        raise InputValueError(f"{type(model).__name__} has no layers to make a table of")
    return Summary(model.name or type(model).__name__, rows)


def show(summary: Summary, print_fn: Callable[[str], Any] | None = None) -> None:
    """Display it in IPython, print it elsewhere, or give each of its lines to a function."""
    if print_fn is not None:
        if not callable(print_fn):
            raise InputTypeError(
                "print_fn takes a function that is given each line, such as print, but was given "
                f"{described(print_fn)}"
            )
        for line in str(summary).split("\n"):
            print_fn(line)
    elif shell() is not None:
        from IPython.display import display

        display(summary)
    else:
        print(summary)


def _of_layers(layers: list[Any]) -> list[Row]:
    """A row for each layer, one after the other."""
    x, rows = zeros(layers[0].built_for), []
    for layer in layers:
        row, x = _row(layer, x)
        rows.append(row)
    return rows


def _of_attributes(model: Any) -> list[Row]:
    """A row for each layer that is not inside another, and one for the other parameters."""
    rows, seen = [], {id(model)}
    rest = dict.fromkeys(model.parameters())
    for part in modules(model):
        if id(part) in seen or not hasattr(part, "built_for"):
            continue
        seen.update(map(id, modules(part)))
        if part.built_for is None:
            raise InputValueError(
                f"{part!r} in {type(model).__name__} has no parameters yet, since the shape of a "
                "sample is not known: call the network with a sample, or fit it, before"
            )
        rows.append(_row(part, zeros(part.built_for))[0])
        for parameter in part.parameters():
            rest.pop(parameter, None)
    if rest and rows:
        moving = set(model.trainable_parameters())
        frozen = sum(p not in moving for p in rest)
        rows.append(Row("parameters of its own", (), len(rest), frozen, 0))
    return rows


def _row(layer: Any, x: Any) -> tuple[Row, Any]:
    """The row of a layer, and its outputs for the sample x, as numbers."""
    out = type(layer).output_list(layer, as_values(x))  # an attribute may have that name
    ends = [end for end in flattened(out) if isinstance(end, autograd.Value)]
    nodes = sum(not node.is_leaf for node in autograd.topological_order(*ends)) if ends else 0
    count = len(layer.parameters())
    frozen = count - len(layer.trainable_parameters())
    name = layer.name or type(layer).__name__
    return Row(name, shape_of(out), count, frozen, nodes), autograd.stop_gradient(out)
