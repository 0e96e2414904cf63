"""Exercises on the way from scalars to arrays, and on compiled functions."""

from autograd.grading.answers import Choice, Number, Numbers
from autograd.grading.exercise import Exercise, Mistake

PASSES = (
    Exercise(
        "transpose",
        asks="the strides of the transpose, of its rows and of its columns: a list of two numbers",
        right=[1, 4],
        kind=Numbers(("rows", "columns"), tolerance=0.0),
        mistakes=(
            Mistake([4, 1], "Those are the strides of the matrix itself."),
            Mistake([3, 1], "That would be a matrix with memory of its own, not this one."),
            Mistake([1, 3], "How far is it in memory from a row of the matrix to the next one?"),
        ),
        hints=(
            "From one row of the transpose to the next, where does the slot go in the matrix?",
            "A row of the transpose is a column of the matrix.",
        ),
        because="A transpose moves no number: only the strides are exchanged.",
    ),
    Exercise(
        "diagonal",
        asks="the stride along the diagonal, a number",
        right=5,
        kind=Number(tolerance=0.0),
        mistakes=(
            Mistake(4, "That leads straight down. The diagonal also goes to the right."),
            Mistake(1, "That leads to the right. The diagonal also goes down."),
            Mistake(3, "Down and to the *left*: that is the other diagonal."),
            Mistake(6, "Two columns to the right: too far."),
        ),
        hints=(
            "Number the slots of the matrix, row by row. Which lie on the diagonal?",
            "One row down, and one column to the right: add the two strides.",
        ),
        because="One index may move along two axes at once: its stride is the sum of theirs.",
    ),
    Exercise(
        "bias-of-a-batch",
        asks="the derivatives by the two biases: a list of two numbers",
        right=[3, 7],
        kind=Numbers(("first neuron", "second neuron")),
        mistakes=(
            Mistake([4, 6], "You summed over the neurons. What did each bias go to?"),
            Mistake([1.5, 3.5], "That is the mean. What is done where paths meet?"),
            Mistake([1, 3], "That is the first point only."),
            Mistake([10, 10], "Each neuron has a bias of its own."),
            Mistake([2, 12], "Where paths meet, contributions are not multiplied."),
        ),
        hints=(
            "The bias of a neuron was added at each point.",
            "Going back, what was broadcast is summed over the index along which it was.",
        ),
        because="Backward, a broadcast becomes a sum, and a sum becomes a broadcast.",
    ),
)
FUNCTIONS = (
    Exercise(
        "which-branch",
        asks="the letter of the line that may stand in a compiled function",
        right="c",
        kind=Choice("abcd"),
        mistakes=(
            Mistake("a", "x is a number that is not known yet when the function is recorded."),
            Mistake(
                "b", "`.data` is a number that is not known yet either: that is an error, too."
            ),
            Mistake("d", "How often a loop runs would depend on a number that is not known yet."),
        ),
        hints=(
            "There is one recording, for all numbers. What is already known while it is made?",
            "Of a list, the structure is known, but not the numbers in it.",
        ),
        because="Arguments of another structure are recorded anew; other numbers are not.",
    ),
    Exercise(
        "mean-of-dropout",
        asks="the mean of many results of thinned([1, 2, 4]), a number",
        right=7.0,
        mistakes=(
            Mistake(3.5, "That is if what is kept counts once. It counts twice."),
            Mistake(14.0, "That is if all of it were kept."),
            Mistake(7.0 / 3.0, "That is the mean of the inputs. thinned adds them up."),
            Mistake(
                8.0, "Not only whole inputs can be the mean: 0 and twice the input, equally often."
            ),
        ),
        hints=(
            "What is the mean of one input, which is 0 or twice itself, equally often?",
            "The mean of a sum is the sum of the means.",
        ),
        because="So dropout changes no mean, and can be left out when the network is used.",
    ),
    Exercise(
        "two-places",
        asks="the four factors of i, k, j and l in the index of the image: [i, k, j, l]",
        right=[20, 10, 2, 1],
        kind=Numbers(("i", "k", "j", "l"), tolerance=0.0),
        mistakes=(
            Mistake([10, 10, 1, 1], "That is a kernel that moves on by one place, as above."),
            Mistake([20, 20, 2, 2], "Within the kernel, the places are next to each other still."),
            Mistake(
                [10, 20, 1, 2], "i and j count the places of the kernel, k and l go within it."
            ),
            Mistake([12, 10, 3, 1], "Moving on twice as far is a factor, not a sum."),
            Mistake([10, 10, 2, 1], "It moves on by two places downwards, too."),
        ),
        hints=(
            "i and j say where the kernel stands, k and l where you are within it.",
            "A row of the image has ten numbers. How far apart are two places of the kernel now?",
        ),
        because="A stride of a convolution is a stride in memory, doubled.",
    ),
)
