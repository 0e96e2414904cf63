"""`draw` and `mermaid`, and the drawing that `draw` returns."""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeGuard, overload

from autograd.checks import abbreviate, described, is_iterable
from autograd.errors import InputTypeError, InputValueError
from autograd.files.paths import target
from autograd.files.writing import write
from autograd.graph import topological_order
from autograd.names.called import constants_of, places_of
from autograd.names.short import short_names
from autograd.names.variables import Variables, caller_variables, is_model, names_and_parameters
from autograd.value import Value
from autograd.visual.embedding import Pictured
from autograd.visual.layout import lay_out
from autograd.visual.network import (
    WIDE,
    NetworkDrawing,
    Theme,
    draw_network,
    is_network,
    refuse_of_network,
)
from autograd.visual.options import check_digits, check_direction, check_max_nodes
from autograd.visual.picture import Direction, Picture
from autograd.visual.programs import picture_of_program
from autograd.visual.to_dot import to_dot
from autograd.visual.to_graphml import to_graphml
from autograd.visual.to_json import to_json
from autograd.visual.to_mermaid import MOST_NODES, to_mermaid
from autograd.visual.to_pdf import to_pdf
from autograd.visual.to_svg import describe, finish_svg
from autograd.visual.walking import picture_of

if TYPE_CHECKING:
    from autograd.compiler.program import Program


class Network(Protocol):
    """A network of `nn`: a model, a layer, a neuron."""

    def named_parameters(self) -> list[tuple[str, Value]]:
        """All parameters with their paths."""
        ...


SUFFIXES = (".svg", ".png", ".pdf", ".dot", ".mmd", ".graphml", ".json")


class Drawing(Pictured):
    """A drawn graph, which a notebook shows as the last expression of a cell.

    It is a snapshot: it holds numbers and text, not the graph, and does not change with it.

    Attributes:
        picture: What is drawn, as plain data.
        source: The drawing in the language of Graphviz.

    >>> x = Value(3.0)
    >>> drawing = draw(x * x + x)
    >>> drawing
    <Drawing: graph of 3 values and 2 operations; in a file: .save("graph.svg")>
    >>> drawing.svg()[:4]
    '<svg'
    """

    def __init__(
        self, picture: Picture, *, direction: Direction, digits: int, timeout: float
    ) -> None:
        self.picture = picture
        self.source = to_dot(picture, direction=direction, digits=digits)
        self._direction = direction
        self._digits = digits
        self._timeout = timeout

    @functools.cached_property
    def _svg(self) -> str:
        return finish_svg(lay_out(self.source, timeout=self._timeout).decode(), self.picture)

    def svg(self) -> str:
        """The drawing as an `<svg>` element, which may stand in a page or be a file.

        Raises:
            MissingDependencyError: If there is no program that computes layouts.
            DrawingError: If that program fails or takes too long.
        """
        return self._svg

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the drawing to a file, in the format that its name ends with.

        Pictures are .svg, .png and .pdf (pip install typst). Text for other
        programs is .dot for Graphviz, .mmd for Mermaid (GitHub refuses
        flowcharts of more than 500 edges: draw with max_nodes=120), .graphml for networkx, igraph
        and others, and .json, as `autograd.visual.to_json` describes it.
        The file appears when it is complete, or not at all.

        Returns:
            The path.

        Raises:
            InputValueError: If the suffix is none of these, or the folder does not exist.
            MissingDependencyError: If there is no program for layouts, or no typst for a PDF.
            DrawingError: If a program fails or takes too long.
        """
        path = target(path, SUFFIXES, "a drawing")
        return write(path, self._bytes(path.suffix.lower()))

    def _bytes(self, suffix: str) -> bytes:
        options: Any = {"direction": self._direction, "digits": self._digits}
        texts: dict[str, Callable[[], str]] = {
            ".dot": lambda: self.source,
            ".svg": lambda: self.svg() + "\n",
            ".mmd": lambda: to_mermaid(self.picture, **options),
            ".graphml": lambda: to_graphml(self.picture),
            ".json": lambda: to_json(self.picture),
        }
        if suffix in texts:
            return texts[suffix]().encode()
        if suffix == ".pdf":
            return to_pdf(self.svg())
        return lay_out(self.source, suffix[1:], timeout=self._timeout)

    def __repr__(self) -> str:
        what = describe(self.picture)
        return f'<Drawing: {what[0].lower()}{what[1:]}; in a file: .save("graph.svg")>'


@overload
def draw(
    root: Value | Iterable[Value] | Program,
    *,
    direction: Direction | None = None,
    digits: int = 4,
    names: Mapping[str, Any] | None = None,
    model: Any = None,
    gradients: bool | None = None,
    max_nodes: int | None = 400,
    timeout: float = 60.0,
) -> Drawing: ...


@overload
def draw(
    root: Network,
    x: Any = None,
    target: Any = None,
    *,
    loss: Any = None,
    width: float = WIDE,
    theme: Theme = "light",
) -> NetworkDrawing: ...


def draw(
    root: Value | Iterable[Value] | Program | Network,
    x: Any = None,
    target: Any = None,
    *,
    loss: Any = None,
    width: float | None = None,
    theme: Theme | None = None,
    direction: Direction | None = None,
    digits: int = 4,
    names: Mapping[str, Any] | None = None,
    model: Any = None,
    gradients: bool | None = None,
    max_nodes: int | None = 400,
    timeout: float = 60.0,
) -> Drawing | NetworkDrawing:
    """Draw everything that a Value was computed from; a network; or a compiled program.

    Of a Value, it draws the graph.

    Boxes are Values: with their label, or else the variable that holds them, or the indices of a
    parameter in its model, as in w¹₂₃ (layer 1, to 2, from 3); their number; and, once a backward
    pass has run, their gradient. Circles are operations, and on every edge into one stands the
    local derivative. Parameters have a double outline, other leaves sharp corners, the result a
    thick outline, constants none. What no gradient can reach, as the branch of a `where` that was
    not taken, is dashed.

    Of a network of `nn`, it draws the layers: small ones as circles, whose edges have the colour
    of the weight's sign and its size as width, larger ones as strips of cells. With a sample there
    are the values in them, with its target the loss and the gradients of the loss, as
    `backward()` gives them; no `.grad` is read or changed, and penalties of regularizers are left
    out.

    Args:
        root: The result, or several results; or a network, a layer or a neuron, for which x,
            target, loss, width and theme matter; or the `program` of what `compile` made, for
            which only direction and timeout do.
        x: One sample for the network: a list of numbers, nested lists, an array.
        target: Its target, as for `fit`: a number, a list, the number of a class.
        loss: The loss, a name or a function, instead of that of `model.compile`.
        width: The width of the page in px, 980 by default: below, the network is laid out for
            narrow pages.
        theme: Colours for "light" pages, as by default, or for "dark" ones.
        direction: LR draws from left to right, TB from top to bottom; by default LR, but TB for
            a program.
        digits: Significant digits of numbers.
        names: Names for Values without a label: a dict like `locals()` of Values, of lists, tuples
            and dicts of them, and of models. By default the variables that the caller sees.
        model: A model whose parameters are named by their paths in it, should it be in no variable.
            Any object with a method `named_parameters` will do.
        gradients: Whether to show gradients. By default if a backward pass has run: if the
            gradient of a root is not 0.
        max_nodes: If there are more Values, the nearest ones are drawn, and a box counts the rest.
            None draws all.
        timeout: How many seconds the layout may take.

    Raises:
        InputTypeError: If root is no Value or names is no dict or model is no model; or x or
            target are no numbers.
        InputValueError: If an option has an impossible value, or is for other roots; if x or target
            have another shape than the network takes, or there is no loss for a target.

    >>> a, b = Value(2.0), Value(-3.0)
    >>> c = a * b
    >>> [node.name for node in draw(c).picture.nodes]
    ['a', 'b', '*', 'c']
    >>> from nn import MLP
    >>> draw(MLP(2, [4, 1], rng=0), [0.5, -1.0], 1.0, loss="mse")
    <Drawing: MLP 2-4-1, loss ...; in a file: .save("net.svg")>
    """
    if is_network(root):
        return draw_network(root, x, target, loss=loss, width=width, theme=theme)
    given = {"x": x, "target": target, "loss": loss, "width": width, "theme": theme}
    refuse_of_network(root, given)
    direction = direction or ("TB" if _is_program(root) else "LR")
    check_direction(direction)
    check_digits(digits)
    if _is_program(root):
        picture = picture_of_program(root)
    else:
        variables = caller_variables(names, sys._getframe(1))
        picture = _picture(root, variables, model, gradients=gradients, max_nodes=max_nodes)
    return Drawing(picture, direction=direction, digits=digits, timeout=timeout)


def mermaid(
    root: Value | Iterable[Value],
    *,
    direction: Direction = "LR",
    digits: int = 4,
    names: Mapping[str, Any] | None = None,
    model: Any = None,
    gradients: bool | None = None,
    max_nodes: int | None = MOST_NODES,
) -> str:
    """The drawing of `draw` as a Mermaid flowchart, for a ```mermaid block in a Markdown page.

    Args:
        root: The result, or several results.
        direction: As for `draw`, like all arguments below.
        digits: Significant digits of numbers.
        names: Names for Values without a label.
        model: A model whose parameters are named by their paths in it.
        gradients: Whether to show gradients.
        max_nodes: The limit is lower than for `draw`, since GitHub refuses flowcharts of more than
            500 edges.

    Raises:
        InputTypeError: If root is no Value or names is no dict or model is no model.
        InputValueError: If an option has an impossible value.

    >>> x = Value(3.0)
    >>> print(mermaid(2.0 * x))
    flowchart LR
      n0["x<br/>data 3.0"]
      c1_0(["2.0"])
      o1(("#42;"))
      n1("data 6.0")
      c1_0 --> o1
      n0 -->|"2.0"| o1
      o1 --- n1
      ...
    """
    check_direction(direction)
    check_digits(digits)
    variables = caller_variables(names, sys._getframe(1))
    picture = _picture(root, variables, model, gradients=gradients, max_nodes=max_nodes)
    return to_mermaid(picture, direction=direction, digits=digits)


def _is_program(thing: Any) -> TypeGuard[Program]:
    """Whether it is a compiled program, without importing the compiler for the question."""
    compiler = sys.modules.get("autograd.compiler.program")
    return compiler is not None and isinstance(thing, compiler.Program)


def _picture(
    root: Any, variables: Variables, model: Any, *, gradients: bool | None, max_nodes: int | None
) -> Picture:
    roots = _roots(root)
    check_max_nodes(max_nodes)
    order = topological_order(*roots, untaken=True)
    found, parameters = names_and_parameters(order, variables, model)
    labels = {node: str(node.label) for node in order if node.label}
    unlabelled = {node: path for node, path in found.items() if node not in labels}
    shown = dict(zip(unlabelled, short_names(list(unlabelled.values())), strict=True))
    used = {*labels.values(), *shown.values()}
    return picture_of(
        roots,
        order,
        names=found,
        shown=shown,
        constants=constants_of(order, places_of(found, labels, parameters), used),
        parameters=parameters,
        gradients=gradients,
        max_nodes=max_nodes,
    )


def _roots(root: Any) -> list[Value]:
    if isinstance(root, Value):
        return [root]
    hint = "draw the Value that a computation gave"
    if is_model(root):
        hint = "draw what the model computes, as in draw(model(x))"
    elif is_iterable(root):
        roots = list(root)
        if roots and all(isinstance(x, Value) for x in roots):
            return roots
        if not roots:
            raise InputValueError(f"there is no Value in {abbreviate(root)}, so nothing to draw")
        root = next(x for x in roots if not isinstance(x, Value))
        hint += ", or a flat list of Values"
    raise InputTypeError(
        f"a drawing is made of a Value or a list of Values, but was given {described(root)}; {hint}"
    )
