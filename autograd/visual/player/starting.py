"""`play` and `capture`: what is to be stepped through, and how its numbers change."""

from __future__ import annotations

import math
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from autograd.checks import abbreviate, as_text, described, is_iterable
from autograd.errors import InputTypeError, InputValueError
from autograd.names.variables import Variables, caller_variables, is_model
from autograd.value import Value, check_result
from autograd.visual.network import can_be_traced
from autograd.visual.options import check_digits
from autograd.visual.player.capture import LONGEST_NAME, Capture
from autograd.visual.player.network_capture import NetworkCapture, capture_network
from autograd.visual.player.playing import Player
from autograd.writing.text import count, display

_MOMENT = (Value, Capture, NetworkCapture)
MOST_AT_ONCE = 1500
"""Most Values that are shown at once; in larger graphs boxes are opened one at a time."""


def play(
    what: Any,
    x: Any = None,
    target: Any = None,
    *,
    loss: Any = None,
    title: str = "",
    fold: bool | None = None,
    digits: int = 4,
    names: Mapping[str, Any] | None = None,
    model: Any = None,
    quiz: bool = False,
    timeout: float = 60.0,
) -> Player:
    """Step through a graph's forward and backward pass in a browser or a notebook.

    Going forward, each operation fills in its result; going backward, each passes its gradient on
    to its operands, with the chain rule in numbers below the picture. The gradients are those of
    one backward pass from the root, which starts from zero; no `.grad` is read or changed.

    A network is played with a sample, `play(model, x, target)`, or with several, one after the
    other, `play(model, X, y)`. Its neurons compute their values and hand on their gradients, and
    each opens into its scalars. Without a target, the gradients are those of the largest output.

    Args:
        what: The result whose graph is shown; or a network. Or several moments of one graph, such
            as the epochs of a training: a list of what `capture` returned, of Values, or of the
            snapshots that the callback `nn.callbacks.Snapshots` has taken.
        x: For a network: a sample, or a sample in each row.
        target: For a network: the target, or a target for each sample.
        loss: For a network: its loss, a name or a function, instead of that of `model.compile`.
        title: The title of the player.
        fold: Whether to show the graph box by box, a box for each scope (a layer, a neuron; see
            `scope`). By default graphs of more than 1,500 Values are.
        digits: Significant digits of numbers.
        names: Names for Values without a label, as for `draw`. By default the variables that the
            caller sees.
        model: A model whose parameters are named by their paths in it, should it be in no variable.
        quiz: Whether to hide the gradients: the learner types one after the other, as a number or
            as arithmetic, and hears what is right, what is wrong, and why.
        timeout: How many seconds the layout may take.

    Raises:
        InputTypeError: If what is none of these.
        InputValueError: If there is no moment, the moments have different graphs, the network takes
            samples of another shape, or an option has an impossible value.

    >>> from autograd import capture
    >>> w = Value(1.0, label="w")
    >>> moments = []
    >>> for step in range(3):
    ...     loss = (w * 2.0 - 6.0) ** 2
    ...     moments.append(capture(loss, f"step {step}"))
    ...     w.data -= 0.1
    >>> play(moments)
    <Player of 4 values at 3 moments; in a file: .save("player.html")>
    >>> from nn import MLP
    >>> play(MLP(2, [3, 1], rng=0), [1.0, 2.0], 0.5, loss="mse")
    <Player of MLP 2-3-1 with 1 example; in a file: .save("player.html")>
    """
    check_digits(digits)
    options: dict[str, Any] = {"digits": digits, "timeout": timeout}
    options["title"] = display(as_text(title), LONGEST_NAME)
    if is_model(what):
        _refuse_quiz(quiz)
        return _network_player([_network(what, x, target, loss)], options)
    if x is not None:
        raise InputTypeError(
            f"play takes a sample for a network only, but was given {described(what)} with one; "
            "write play(model, x)"
        )
    moments = [what] if isinstance(what, _MOMENT) else _moments(what)
    options["losses"] = _losses(what)
    if all(isinstance(moment, NetworkCapture) for moment in moments):
        _refuse_quiz(quiz)
        return _network_player(moments, options)
    captures = _captures(moments, caller_variables(names, sys._getframe(1)), model)
    folded = len(captures[0]) > MOST_AT_ONCE if fold is None else bool(fold)
    return Player(captures, fold=folded, quiz=bool(quiz), **options)


def capture(
    root: Any,
    title: str = "",
    *,
    x: Any = None,
    target: Any = None,
    loss: Any = None,
    names: Mapping[str, Any] | None = None,
    model: Any = None,
) -> Capture | NetworkCapture:
    """Keep the numbers of a graph as they are now, for `play` to show how they change.

    Args:
        root: The result whose graph is kept; or a network, together with a sample.
        title: The name of this moment, such as "epoch 3".
        x: For a network: the sample, as for `play`.
        target: For a network: the target.
        loss: For a network: its loss, as for `play`.
        names: Names for Values without a label, as for `draw`.
        model: A model whose parameters are named by their paths in it.

    Raises:
        InputTypeError: If root is neither a Value nor a network.

    >>> w = Value(2.0, label="w")
    >>> before = capture(w * w, "before")
    >>> w.data = 3.0
    >>> before, before.data.tolist()
    (<Capture 'before' of 2 values; to be shown by play([...])>, [2.0, 4.0])
    """
    if is_model(root):
        return _network(root, x, target, loss, display(as_text(title), LONGEST_NAME))
    hint = "give what a computation with Values returned"
    check_result(root, "capture(root) takes a Value", hint)
    return Capture(root, as_text(title), caller_variables(names, sys._getframe(1)), model)


def _refuse_quiz(quiz: Any) -> None:
    if quiz:
        raise InputValueError(
            "a quiz asks for the gradients of scalars; play what the network computes, as in "
            "play(model(x), quiz=True)"
        )


def _network(model: Any, x: Any, target: Any, loss: Any, title: str = "") -> NetworkCapture:
    if not can_be_traced(model):
        raise InputTypeError(
            f"a network is a model of nn, but was given {described(model)}; play what it computes, "
            "as in play(model(x))"
        )
    if x is None:
        raise InputTypeError(
            f"a network is played with a sample, but there is none beside {described(model)}; "
            "write play(model, x), or draw(model) for a picture of its weights"
        )
    return capture_network(model, x, target, loss, title)


def _network_player(moments: Sequence[Any], options: dict[str, Any]) -> Player:
    from autograd.visual.player.networks import NetworkPlayer  # it needs numpy

    return NetworkPlayer(moments, **options)


def _captures(moments: Sequence[Any], variables: Variables, model: Any) -> list[Capture]:
    """The moments as captures; an error unless they are moments of one graph."""
    captures = []
    for k, moment in enumerate(moments):
        if isinstance(moment, NetworkCapture):
            raise InputTypeError(
                f"moment {k} is one of a network, but others are of single graphs; give moments of "
                "one kind"
            )
        one = moment if isinstance(moment, Capture) else Capture(moment, "", variables, model)
        captures.append(one)
        if not one.same_structure(captures[0]):
            raise InputValueError(
                f"moment {k} has another graph than moment 0 ({count(len(one), 'value')}, not "
                f"{len(captures[0]):,}, or other operations); all moments of a player must come "
                "from one function, run on the same inputs"
            )
    return captures


def _taken(what: Any) -> Any:
    """The moments in what the callback Snapshots took; anything else as it is."""
    return getattr(what, "taken", what)


def _losses(what: Any) -> list[float]:
    """The loss at each moment, nan where it is not known; none where none is."""
    if isinstance(what, _MOMENT):
        return []
    logs = [getattr(moment, "logs", None) or {} for moment in _taken(what)]
    losses = [float(log.get("loss", math.nan)) for log in logs]
    return [] if all(map(math.isnan, losses)) else losses


def _moments(what: Any) -> list[Any]:
    """The Values and captures in a list of moments, or in what the callback Snapshots took."""
    hint = "give the Value that a computation returned, a list of moments, or a network"
    taken = _taken(what)
    if not is_iterable(taken):
        raise InputTypeError(f"play takes a Value, but was given {described(what)}; {hint}")
    taken = list(taken)
    moments = [getattr(moment, "graph", moment) for moment in taken]
    if not moments:
        raise InputValueError(f"there is no moment to be played in {abbreviate(what)}")
    for moment, given in zip(moments, taken, strict=True):
        if moment is None:
            raise InputValueError(
                f"{abbreviate(given)} has no graph: give the callback Snapshots(sample=(x, "
                "target)), or Snapshots(graph=...) a function that computes the Value to be shown"
            )
        if not isinstance(moment, _MOMENT):
            raise InputTypeError(
                "play takes a list of Values or captures, but one element is "
                f"{described(moment)}; {hint}"
            )
    return moments
