"""Exercises on `fit`."""

from collections.abc import Callable, Sequence

from autograd.grading.answers import Code, Number
from autograd.grading.exercise import Exercise, Mistake

Stop = Callable[[Sequence[float], int], int]


def _epochs(losses: Sequence[float], patience: int) -> int:
    best, waited = float("inf"), 0
    for epoch, loss in enumerate(losses):
        best, waited = (loss, 0) if loss < best else (best, waited + 1)
        if waited >= patience:
            return epoch + 1
    return len(losses)


def _one_short(losses: Sequence[float], patience: int) -> int:
    return _epochs(losses, patience) - 1


def _one_more(losses: Sequence[float], patience: int) -> int:
    return min(_epochs(losses, patience + 1), len(losses))


def _since_the_last(losses: Sequence[float], patience: int) -> int:
    """Counts epochs that are worse than the one before, not than the best."""
    waited = 0
    for epoch, loss in enumerate(losses[1:], 1):
        waited = waited + 1 if loss >= losses[epoch - 1] else 0
        if waited >= patience:
            return epoch + 1
    return len(losses)


def _never_forgets(losses: Sequence[float], patience: int) -> int:
    """Counts all epochs without improvement, also those before the last improvement."""
    best, waited = float("inf"), 0
    for epoch, loss in enumerate(losses):
        waited += loss >= best
        best = min(loss, best)
        if waited >= patience:
            return epoch + 1
    return len(losses)


def _best_epoch(losses: Sequence[float], patience: int) -> int:
    run = losses[: _epochs(losses, patience)]
    return 1 + run.index(min(run))


ROWS = (
    Exercise(
        "count-the-steps",
        asks="the number of steps of the optimizer in all 30 epochs, a whole number",
        right=1140,
        mistakes=(
            Mistake(1110, "The last batch of an epoch is smaller, but it is a batch."),
            Mistake(1136.25, "There is no part of a step: how many batches are there in an epoch?"),
            Mistake(1290, "The examples set apart for validation are not learnt from."),
            Mistake(1263, "The examples set apart for validation are not learnt from."),
            Mistake(38, "That is one epoch."),
            Mistake(30, "Those are the epochs. An epoch has a step for each batch."),
        ),
        hints=(
            "A step for each batch. How many examples are there to learn from?",
            "One tenth of the 1,347 is set apart, so 1,212 are left.",
            "Cut them into batches of 32; the rest is a batch, too.",
        ),
        kind=Number(tolerance=0.0),
        because="Halve the batch, and `fit` makes twice as many steps in an epoch.",
    ),
    Exercise(
        "weight-decay",
        asks="the weight after the step, a number, to all its digits",
        right=1.996,
        mistakes=(
            Mistake(2.004, "It has grown: the penalty pushes towards 0."),
            Mistake(1.998, "The derivative of a square has a factor more."),
            Mistake(1.96, "The learning rate is not used."),
            Mistake(1.98, "The learning rate is not used."),
            Mistake(2.0, "The examples leave it alone, but the penalty does not."),
            Mistake(0.004, "That is the change. Asked for is where the weight is after it."),
        ),
        hints=(
            "The loss is 0.01 * w² here, since the examples do not matter. What is its derivative?",
            "The step is the learning rate times that derivative.",
        ),
        because="Each step multiplies the weight by a number just below 1, hence *decay*.",
        kind=Number(tolerance=1e-6),
    ),
    Exercise(
        "early-stopping",
        asks="a function epochs(losses, patience), which returns how many epochs are run",
        right=_epochs,
        kind=Code(
            {
                "epochs([5, 4, 3, 4, 5, 6, 7], 2)": lambda f: f([5, 4, 3, 4, 5, 6, 7], 2),
                "epochs([5, 4, 4.5, 4.2, 4.1, 4.05], 3)": lambda f: f(
                    [5, 4, 4.5, 4.2, 4.1, 4.05], 3
                ),
                "epochs([5, 6, 4, 6, 3, 7, 8], 2)": lambda f: f([5, 6, 4, 6, 3, 7, 8], 2),
                "epochs([3, 2, 1], 2)": lambda f: f([3, 2, 1], 2),
            }
        ),
        mistakes=(
            Mistake(_one_short, "One too few: an epoch that was run counts, and they start at 0."),
            Mistake(_one_more, "One too many: it stops as soon as `patience` epochs were in vain."),
            Mistake(
                _since_the_last,
                "You compare with the epoch before. Compare with the best one so far.",
            ),
            Mistake(_never_forgets, "An improvement starts the waiting anew: set the count to 0."),
            Mistake(
                _best_epoch, "That is the best epoch. It goes on for a while, to be sure of that."
            ),
            Mistake(lambda losses, patience: len(losses), "It never stops early."),
        ),
        hints=(
            "Keep two numbers: the best loss so far, and how many epochs since.",
            "A better loss becomes the best one, and the count starts anew.",
            "When the count reaches `patience`, return the number of epochs run so far.",
        ),
        because="`nn.callbacks.EarlyStopping` does this, and can bring back the best weights.",
    ),
)
