"""Exercises on precision, recall and ensembles."""

import math
from collections.abc import Callable, Sequence

from autograd.grading.answers import Code, Number, Numbers
from autograd.grading.exercise import Exercise, Mistake

Choose = Callable[[Sequence[float], Sequence[int], float], float]
SOME = ([0.9, 0.8, 0.7, 0.6, 0.4, 0.3, 0.2, 0.1], [1, 0, 1, 1, 0, 1, 0, 0])
MIXED = ([0.2, 0.95, 0.5, 0.85, 0.6, 0.35], [1, 1, 0, 1, 1, 1])


def _of(probabilities: Sequence[float], y: Sequence[int], of: int) -> list[float]:
    """The probabilities of the examples of a class, from the highest on."""
    return sorted((p for p, t in zip(probabilities, y, strict=True) if t == of), reverse=True)


def _threshold(probabilities: Sequence[float], y: Sequence[int], recall: float) -> float:
    positive = _of(probabilities, y, 1)
    return positive[math.ceil(recall * len(positive)) - 1]


def _too_few(probabilities: Sequence[float], y: Sequence[int], recall: float) -> float:
    positive = _of(probabilities, y, 1)
    return positive[max(math.ceil(recall * len(positive)) - 2, 0)]


def _of_everyone(probabilities: Sequence[float], y: Sequence[int], recall: float) -> float:
    everyone = sorted(probabilities, reverse=True)
    return everyone[math.ceil(recall * len(everyone)) - 1]


def _by_precision(probabilities: Sequence[float], y: Sequence[int], recall: float) -> float:
    """The lowest threshold whose precision is as high as asked."""
    for place in sorted(probabilities):
        said = [t for p, t in zip(probabilities, y, strict=True) if p >= place]
        if sum(said) / len(said) >= recall:
            return place
    return max(probabilities)


def _lowest(probabilities: Sequence[float], y: Sequence[int], recall: float) -> float:
    return _of(probabilities, y, 1)[-1]


def _asked(data: tuple[list[float], list[int]], recall: float) -> Callable[[Choose], float]:
    return lambda threshold: threshold(*data, recall)


ROWS = (
    Exercise(
        "precision-and-recall",
        asks="a list of two numbers: [precision, recall]",
        right=[0.625, 10 / 14],
        kind=Numbers(("precision", "recall")),
        mistakes=(
            Mistake([10 / 14, 0.625], "The two are exchanged."),
            Mistake([80 / 84, 80 / 86], "Those are the numbers of the healthy: who is looked for?"),
            Mistake([0.9, 0.9], "That is the accuracy: the share of all who are judged rightly."),
            Mistake([0.1, 0.1], "Of whom is it a share? Not of everyone."),
            Mistake([10, 10], "Those are counted. Divide, once by a column, once by a row."),
        ),
        hints=(
            "10 are ill and found. Of how many who were called ill? Of how many who are ill?",
            "The column of *ill* is what the network called ill, the row is who is ill.",
        ),
        because="Right about 90 of 100 people, and yet more than a third of its alarms are false.",
    ),
    Exercise(
        "base-rate",
        asks="the precision, a number between 0 and 1",
        right=9 / 108,
        mistakes=(
            Mistake(0.9, "That is the recall: of the ill, 0.9 are found. Asked is the other way."),
            Mistake(0.1, "That is the share of the healthy who get a false alarm."),
            Mistake(0.009, "Those are ill and found, as a share of everyone. Of all alarms?"),
            Mistake(0.108, "That is how often there is an alarm. How many of these are right?"),
            Mistake(0.099, "Those are false alarms as a share of everyone. Asked are right ones."),
            Mistake(9 / 99, "Right alarms by false ones. Divide by all alarms."),
        ),
        hints=(
            "Take 1,000 people. How many are ill? How many of them are found?",
            "990 are healthy, and a tenth of them gets an alarm, too.",
        ),
        because="Where few are ill, most alarms are false, though the network is good.",
    ),
    Exercise(
        "threshold-for-recall",
        asks="a function threshold(probabilities, y, recall), which returns a probability",
        right=_threshold,
        kind=Code(
            {
                "threshold([0.9, 0.8, ...], y, 1.0)": _asked(SOME, 1.0),
                "threshold([0.9, 0.8, ...], y, 0.75)": _asked(SOME, 0.75),
                "threshold([0.9, 0.8, ...], y, 0.5)": _asked(SOME, 0.5),
                "threshold([0.2, 0.95, ...], y, 0.7)": _asked(MIXED, 0.7),
            }
        ),
        mistakes=(
            Mistake(_too_few, "One too high: rounded down, it finds fewer than asked."),
            Mistake(_of_everyone, "Recall is a share of the ill. You took a share of everyone."),
            Mistake(_by_precision, "That is what keeps the precision as high as asked."),
            Mistake(_lowest, "All are found. Asked is the highest threshold that finds enough."),
            Mistake(lambda probabilities, y, recall: 0.5, "It does not look at the examples."),
        ),
        hints=(
            "Only the probabilities of those who are ill matter. Sort them from the highest on.",
            "How many of them have to be found? `math.ceil` rounds up.",
            "The last one who has to be found sets the threshold.",
        ),
        because="The threshold is yours to choose, after training; choose it on examples apart.",
    ),
    Exercise(
        "variance-of-a-mean",
        asks="the mean squared error of the mean of ten, a number",
        right=0.04,
        mistakes=(
            Mistake(0.4, "As for one of them. But some are too high where others are too low."),
            Mistake(4.0, "That is the variance of the sum. Dividing by 10 divides it by 100."),
            Mistake(0.4 / 10**0.5, "That factor is for the size of an error, not for its square."),
            Mistake(0.004, "One power of ten too many."),
        ),
        hints=(
            "Variances of independent numbers add up: what is the variance of the sum of ten?",
            "The mean is a tenth of the sum, and the variance of that is a hundredth.",
        ),
        because="So much only if their errors have nothing in common. They always have something.",
    ),
    Exercise(
        "majority",
        asks="the probability that the majority of five is right, a number",
        right=0.94208,
        kind=Number(tolerance=1e-3),
        mistakes=(
            Mistake(0.8, "Each of them is right so often. It takes three wrong ones to be wrong."),
            Mistake(0.8**5, "That is how often all five are right. Three are enough."),
            Mistake(1 - 0.2**5, "That is how often one of them is right. It takes three."),
            Mistake(0.2048, "That is exactly three. What of four, and five?"),
            Mistake(0.05792, "That is how often the majority is wrong."),
        ),
        hints=(
            "Three, four or five of them are right.",
            "k of five are right with probability math.comb(5, k) * 0.8**k * 0.2**(5 - k).",
        ),
        because="Provided that they do not make the same mistakes. Therefore let them differ.",
    ),
)
