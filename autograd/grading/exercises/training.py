"""Exercises on training by hand.

The worked network has weights 0.1 to 0.9 in both hidden layers, 0.1 to 0.3 at the output, biases
0.1, 0.2, 0.3 and 0.1, the input (1, 0, 1) and the target 1.
"""

from collections.abc import Callable, Sequence

from autograd.grading.answers import Code
from autograd.grading.exercise import Exercise, Mistake
from autograd.value import Value

Loss = Callable[[Value], Value]


def _step(parameters: Sequence[Value], rate: float) -> None:
    for p in parameters:
        p.data -= rate * p.grad


def _uphill(parameters: Sequence[Value], rate: float) -> None:
    for p in parameters:
        p.data += rate * p.grad


def _without_rate(parameters: Sequence[Value], rate: float) -> None:
    for p in parameters:
        p.data -= p.grad


def _replaced(parameters: Sequence[Value], rate: float) -> None:
    """Makes new numbers, as `p = p - rate * p.grad` does, and leaves the parameters alone."""
    for p in parameters:
        _ = p.data - rate * p.grad


def _first_only(parameters: Sequence[Value], rate: float) -> None:
    _step(parameters[:1], rate)


def _shrunk(parameters: Sequence[Value], rate: float) -> None:
    for p in parameters:
        p.data -= rate * p.data


def _stepped(step: Callable[[Sequence[Value], float], object], rate: float) -> list[float]:
    """Two parameters, with gradients as a backward pass leaves them, after one step."""
    parameters = [Value(2.0), Value(-1.0)]
    for parameter, slope in zip(parameters, (0.5, -3.0), strict=True):
        parameter.grad = slope
    step(parameters, rate)
    return [parameter.data for parameter in parameters]


def _train(w: Value, loss_of: Loss, rate: float, steps: int) -> None:
    for _ in range(steps):
        w.grad = 0.0
        loss_of(w).backward()
        w.data -= rate * w.grad


def _never_zeroed(w: Value, loss_of: Loss, rate: float, steps: int) -> None:
    for _ in range(steps):
        loss_of(w).backward()
        w.data -= rate * w.grad


def _zeroed_too_late(w: Value, loss_of: Loss, rate: float, steps: int) -> None:
    for _ in range(steps):
        loss_of(w).backward()
        w.grad = 0.0
        w.data -= rate * w.grad


def _stale_loss(w: Value, loss_of: Loss, rate: float, steps: int) -> None:
    loss = loss_of(w)
    for _ in range(steps):
        w.grad = 0.0
        loss.backward()
        w.data -= rate * w.grad


def _climbs(w: Value, loss_of: Loss, rate: float, steps: int) -> None:
    _train(w, loss_of, -rate, steps)


def _one_step(w: Value, loss_of: Loss, rate: float, steps: int) -> None:
    _train(w, loss_of, rate, 1)


def _trained(train: Callable[[Value, Loss, float, int], object]) -> float:
    w = Value(-1.0)
    train(w, lambda w: (w - 3.0) ** 2, 0.1, 5)
    return w.data


ROWS = (
    Exercise(
        "target-zero",
        asks="dz3, a number",
        right=0.230257,
        mistakes=(
            Mistake(-0.045568, "That is dz3 for the target 1."),
            Mistake(1.669590, "That is da3. Go on through the sigmoid: multiply by its slope."),
            Mistake(0.115128, "Half of it: the square brings down a factor."),
            Mistake(0.834795, "That is a - t, which belongs to cross-entropy; here it is squared."),
            Mistake(0.696892, "The whole derivative of the square: you have a - t squared."),
        ),
        hints=(
            "The forward pass does not know the target: a3 stays. Only da3 changes.",
            "da3 = 2 * (a3 - t), now with t = 0.",
            "dz3 is da3 times the slope of the sigmoid, which is a3 * (1 - a3).",
        ),
        because="The sign of the error is the sign of every gradient behind it.",
    ),
    Exercise(
        "shared-bias",
        asks="the derivative of the loss by the one bias that the three neurons share, a number",
        right=-0.0273405,
        mistakes=(
            Mistake(-0.0091135, "That is the mean of the three. What is done where paths meet?"),
            Mistake(-0.0045568, "That is the share of the first neuron. It goes to three."),
            Mistake(-0.0136703, "That is the share of the last neuron. It goes to three."),
            Mistake(-0.0492129, "That is the first layer. Asked for is the second one."),
            Mistake(-0.0455675, "That is dz3, the bias of the output."),
        ),
        hints=(
            "The shared bias has three arrows, one into each z of the layer.",
            "Along each arrow comes the dz of that neuron. `dz2` has all three.",
            "Where paths meet, their contributions are added.",
        ),
        because="A weight that is used often collects from each use: so do those of a convolution.",
    ),
    Exercise(
        "step",
        asks="a function step(parameters, rate), which moves each Value against its gradient",
        right=_step,
        kind=Code(
            {
                "step([a, b], 0.1)": lambda step: _stepped(step, 0.1),
                "step([a, b], 0.5)": lambda step: _stepped(step, 0.5),
            }
        ),
        mistakes=(
            Mistake(_uphill, "It climbs: the gradient points uphill, so subtract it."),
            Mistake(_without_rate, "The learning rate is not used."),
            Mistake(
                _replaced,
                "The parameters are as before. `p = p - ...` only gives a new thing the name p; "
                "change `p.data`.",
            ),
            Mistake(_first_only, "Only the first parameter moves. Is there a return in the loop?"),
            Mistake(_shrunk, "It moves by the value of the parameter; take its gradient."),
        ),
        hints=(
            "Go through the parameters in a loop.",
            "The number of a Value is in `p.data`, its gradient in `p.grad`.",
            "Against the gradient means: subtract it, times the rate. Change `p.data` in place.",
        ),
        because="That is all of SGD. The other optimizers differ in how long each step is.",
    ),
    Exercise(
        "training-loop",
        asks="a function train(w, loss_of, rate, steps), which makes so many steps downhill",
        right=_train,
        kind=Code({"w after train(w, lambda w: (w - 3) ** 2, 0.1, 5)": _trained}),
        mistakes=(
            Mistake(
                _never_zeroed,
                "zero_grad is forgotten: each step goes along the sum of all gradients so far. Set "
                "w.grad to 0 before each backward().",
            ),
            Mistake(
                _zeroed_too_late,
                "w has not moved at all. Is w.grad set to 0 between backward() and the step?",
            ),
            Mistake(
                _stale_loss,
                "The loss is computed once, before the loop, so its graph knows only the first w.",
            ),
            Mistake(_climbs, "It climbs: the gradient points uphill, so subtract it."),
            Mistake(_one_step, "It makes one step. Is there a return within the loop?"),
        ),
        hints=(
            "Four things in a loop: gradient to 0, loss, backward, step.",
            "The loss must be computed anew each time, by `loss_of(w)`.",
            "`w.grad = 0.0`, then `loss_of(w).backward()`, then change `w.data`.",
        ),
        because="Every training loop there is has these four lines.",
    ),
    Exercise(
        "best-rate",
        asks="the learning rate that reaches the minimum in one step, a number",
        right=0.509165,
        mistakes=(
            Mistake(1.018330, "That is the limit: with it, w jumps from side to side for ever."),
            Mistake(1.964, "That is the curvature. The larger it is, the smaller is the step."),
            Mistake(0.982, "Half the curvature: the larger it is, the smaller is the step."),
            Mistake(0.254582, "That goes half of the way."),
        ),
        hints=(
            "The loss is a parabola, curvature / 2 * (w - best)², plus a constant.",
            "So the gradient is curvature * (w - best), and one step subtracts rate times that.",
            "For which rate is that just w - best?",
        ),
        because="Each direction of a network has a curvature of its own; Newton's method uses all.",
    ),
)
