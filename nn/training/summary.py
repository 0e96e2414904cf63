"""Summary: the table of a network that people know, with the scalar nodes it stands for."""

from typing import Any, NamedTuple

import autograd
from autograd import InputValueError, html_table
from nn.arguments import is_sequence
from nn.layers.base import as_list, flattened, shape_of, zeros


class Row(NamedTuple):
    """A layer.

    Attributes:
        name: Its name, or its class.
        shape: The shape of its output for one sample.
        parameters: How many parameters it has.
        frozen: How many of them are not trained.
        nodes: How many scalar nodes one sample makes of it.
    """

    name: str
    shape: tuple[int, ...]
    parameters: int
    frozen: int
    nodes: int


class Summary:
    """The table, which prints itself.

    Attributes:
        title: What the network is called.
        rows: A row for each layer.
    """

    def __init__(self, title: str, rows: list[Row]) -> None:
        self.title, self.rows = title, rows

    @property
    def parameters(self) -> int:
        """The number of all parameters."""
        return sum(row.parameters for row in self.rows)

    @property
    def trainable(self) -> int:
        """The number of those that are not frozen."""
        return sum(row.parameters - row.frozen for row in self.rows)

    @property
    def nodes(self) -> int:
        """The number of scalar nodes that one sample makes."""
        return sum(row.nodes for row in self.rows)

    def _cells(self) -> list[tuple[str, ...]]:
        head = ("layer", "output shape", "parameters", "scalar nodes")
        return [
            head,
            *(
                (row.name, str(row.shape), f"{row.parameters:,}", f"{row.nodes:,}")
                for row in self.rows
            ),
        ]

    def _footer(self) -> str:
        frozen = self.parameters - self.trainable
        text = f"{self.parameters:,} parameters, {self.nodes:,} scalar nodes for one sample"
        return text + (f"; {frozen:,} parameters are frozen" if frozen else "")

    def __str__(self) -> str:
        cells = self._cells()
        widths = [max(len(line[k]) for line in cells) for k in range(4)]
        lines = [
            "  ".join(
                [line[0].ljust(widths[0]), line[1].ljust(widths[1])]
                + [line[k].rjust(widths[k]) for k in (2, 3)]
            )
            for line in cells
        ]
        rule = "-" * len(lines[0])
        return "\n".join([self.title, rule, lines[0], rule, *lines[1:], rule, self._footer()])

    __repr__ = __str__

    def _repr_html_(self) -> str:
        head, *rows = self._cells()
        table = html_table(rows, head=head, caption=self.title, right={2, 3})
        return f"<div>{table}<p>{self._footer()}</p></div>"

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        return {"text/html": self._repr_html_(), "text/plain": str(self)}


def summarize(model: Any) -> Summary:
    """The table of a network, built if its sizes are known.

    Raises:
        InputValueError: If they are not, or the network has no layers.
    """
    model.build()
    layers = getattr(model, "layers", None)
    if not layers:
        raise InputValueError(f"{type(model).__name__} has no layers to make a table of")
    x = zeros(layers[0].built_for)
    rows = []
    for layer in layers:
        x, nodes = _through(layer, x)
        parameters = layer.parameters()
        moving = layer.trainable_parameters()
        name = layer.name or type(layer).__name__
        rows.append(Row(name, shape_of(x), len(parameters), len(parameters) - len(moving), nodes))
    return Summary(model.name or type(model).__name__, rows)


def _through(layer: Any, x: Any) -> tuple[Any, int]:
    """The outputs of a layer as numbers, and the number of nodes that made them."""
    out = as_list(layer(_values(x)))
    ends = [end for end in flattened(out) if isinstance(end, autograd.Value)]
    nodes = sum(not node.is_leaf for node in autograd.topological_order(*ends)) if ends else 0
    return autograd.stop_gradient(out), nodes


def _values(x: Any) -> Any:
    """Nested lists of numbers as Values."""
    return [_values(part) for part in x] if is_sequence(x) else autograd.Value(x)
