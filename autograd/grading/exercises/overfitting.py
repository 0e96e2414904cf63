"""Exercises on overfitting and cross-validation."""

from autograd.grading.answers import Choice, Code, Number
from autograd.grading.exercise import Exercise, Mistake

Folds = list[list[int]]


def _folds(n: int, k: int) -> Folds:
    return [list(range(n * fold // k, n * (fold + 1) // k)) for fold in range(k)]


def _rest_dropped(n: int, k: int) -> Folds:
    size = n // k
    return [list(range(fold * size, (fold + 1) * size)) for fold in range(k)]


def _rest_at_the_end(n: int, k: int) -> Folds:
    *folds, last = _rest_dropped(n, k)
    return [*folds, list(range(last[0], n))]


def _learnt_from(n: int, k: int) -> Folds:
    return [[x for x in range(n) if x not in fold] for fold in _folds(n, k)]


def _size_of_k(n: int, k: int) -> Folds:
    return [list(range(start, min(start + k, n))) for start in range(0, n, k)]


def _sizes(folds: Folds) -> list[float]:
    return sorted(float(len(fold)) for fold in folds)


def _times(folds: Folds, n: int) -> list[float]:
    """How often each example is left out, whatever the order of the folds."""
    examples = [int(example) for fold in folds for example in fold]
    return [float(examples.count(example)) for example in range(n)]


ROWS = (
    Exercise(
        "what-helps",
        asks="one of the letters 'a', 'b', 'c', 'd'",
        right="b",
        kind=Choice(),
        mistakes=(
            Mistake("a", "More examples close the gap between the two numbers. Is there one?"),
            Mistake("c", "Dropout makes it harder to learn by heart. Does it learn by heart?"),
            Mistake("d", "It would be still worse on the examples that it learns from."),
        ),
        hints=(
            "Compare both numbers with each other: how large is the gap?",
            "Compare the first number with what is wanted: it is not right even where it may look.",
        ),
        because="No gap, but too low: it underfits, and needs more units or more epochs.",
    ),
    Exercise(
        "folds",
        asks="a function folds(n, k), which returns a list of k lists of examples",
        right=_folds,
        kind=Code(
            {
                "the sizes of folds(6, 3)": lambda folds: _sizes(folds(6, 3)),
                "the sizes of folds(11, 4)": lambda folds: _sizes(folds(11, 4)),
                "how often folds(6, 3) has": lambda folds: _times(folds(6, 3), 6),
                "how often folds(11, 4) has": lambda folds: _times(folds(11, 4), 11),
            }
        ),
        mistakes=(
            Mistake(_rest_dropped, "Some examples are in no fold: what of the rest of n / k?"),
            Mistake(
                _rest_at_the_end,
                "One fold got all of the rest. Sizes may differ by 1 at most.",
            ),
            Mistake(_learnt_from, "Those are the examples to learn from, in each round."),
            Mistake(_size_of_k, "There are to be k folds, not folds of k examples."),
        ),
        hints=(
            "Each example is in exactly one fold.",
            "Deal them out like cards: the first to fold 0, the next to fold 1, and so on.",
            "`range(start, n, k)` is every k-th number from `start` on.",
        ),
        because="Shuffle before you cut, and give each fold its share of each class.",
    ),
    Exercise(
        "count-the-fits",
        asks="how many networks are trained in all, a whole number",
        right=46,
        mistakes=(
            Mistake(45, "And which network is kept? One more learns, from all examples."),
            Mistake(9, "Those are the combinations. Each is measured by cross-validation."),
            Mistake(10, "Each of the combinations is measured by cross-validation."),
            Mistake(30, "All combinations are tried, not one list after the other."),
            Mistake(31, "All combinations are tried, not one list after the other."),
            Mistake(54, "The best is trained once more, not each."),
        ),
        hints=(
            "How many combinations are there? How many networks does each need?",
            "In the end the best combination learns once more, from all examples.",
        ),
        because="A grid grows fast: one more list of three, and it is 136.",
        kind=Number(tolerance=0.0),
    ),
)
