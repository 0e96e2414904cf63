"""Exercises on watching a network learn."""

from autograd.grading.answers import Choice, Number
from autograd.grading.exercise import Exercise, Mistake

ROWS = (
    Exercise(
        "why-they-shrink",
        asks="one of the letters 'a', 'b', 'c', 'd'",
        right="c",
        kind=Choice(),
        mistakes=(
            Mistake("a", "Look at the edges: the weights become larger, not smaller."),
            Mistake("b", "The learning rate comes in after the gradients, in the step."),
            Mistake("d", "Compare an early and a late epoch: does the example look the same?"),
        ),
        hints=(
            "All gradients of this network have a factor in common. Where does the pass begin?",
            "What is dL/dz at the output, for a sigmoid and cross-entropy?",
        ),
        because="For a sigmoid and cross-entropy that error is output minus target.",
    ),
    Exercise(
        "size-of-the-step",
        asks="the size of the step beside the size of the weight, a number",
        right=0.0025,
        kind=Number(tolerance=0.01),
        mistakes=(
            Mistake(0.005, "That is the step. How large is it beside the weight?"),
            Mistake(0.25, "That is the gradient beside the weight. The step is smaller."),
            Mistake(0.5, "That is the gradient."),
            Mistake(400.0, "The other way round: the step by the weight."),
            Mistake(0.01, "That is the learning rate. The step depends on the gradient, too."),
            Mistake(-0.0025, "The size has no sign."),
        ),
        hints=("The step is the learning rate times the gradient.", "Divide it by the weight, 2."),
        because="A rule of thumb says 1/1000. Far more trembles, far less takes for ever.",
    ),
    Exercise(
        "dead-for-all",
        asks="the largest bias for which the neuron is dead, a number",
        right=-2.0,
        mistakes=(
            Mistake(2.0, "Then it is on for every input. It is to be off."),
            Mistake(0.0, "At x = 1 the weighted sum is the weight itself, and the neuron is on."),
            Mistake(-1.0, "That is for a weight of 1."),
            Mistake(-4.0, "It is dead with this one, but a larger one is enough."),
            Mistake(-0.5, "At x = 1 the weighted sum is still above 0."),
        ),
        hints=(
            "At which of these inputs is the weighted sum largest?",
            "Even there it must not be above 0.",
        ),
        because="Dead for these inputs only: a larger one would wake it up.",
    ),
)
