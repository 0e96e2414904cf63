"""Programs for what a backward pass has to get right, and hints for those that fail."""

from typing import NamedTuple

from autograd.grading.programs import Program, straight

ACCUMULATE = (
    "a Value that is used more than once gets a gradient from each use: add to it "
    "(self.grad += ...), do not assign (self.grad = ...)"
)
ORDER = (
    "backward has to visit a node after all nodes that use it, and each node once: sort the graph "
    "topologically and go through it in reverse"
)
CHAIN = "multiply the local derivative by the gradient of the result: the chain rule"
DEEP = (
    "Python allows about 1000 nested calls: sort the graph with a loop and a list of your own, not "
    "by a function that calls itself"
)
STALE = (
    "results keep their gradient from the first backward and pass it on again: set the gradients "
    "of all results in the graph to 0 at the start of backward"
)
KEEP = "backward adds to the gradients of leaves; only the user sets them to 0, between steps"
CONSTANT = (
    "make Values of numbers first: other = other if isinstance(other, Value) else Value(other)"
)
SUM = "sum() begins with 0 + a, for which Python calls __radd__"
FOLLOWS = "this may follow from what is wrong with '{}'"
ELSEWHERE = "every operation is right on its own, so it is how backward goes through the graph"


class Case(NamedTuple):
    """A program for one thing that backward has to get right, and a hint if it fails."""

    name: str
    program: Program
    hint: str


NESTED = (
    straight([2.0, 3.0, 4.0], ["d = a * b", "e = d * c"]),
    straight([2.0, 3.0, 4.0], ["d = a + b", "e = d * c"]),
)
CASES = (
    Case("a result of a result", NESTED[0], f"{ORDER}; and {CHAIN}"),
    Case("sum of a list", straight([2.0, 3.0], ["c = sum([a, b])"]), SUM),
    Case("a Value used twice", straight([3.0], ["b = a + a"]), ACCUMULATE),
    Case("a Value times itself", straight([3.0], ["b = a * a"]), ACCUMULATE),
    Case("a result used twice", straight([3.0], ["b = a * a", "c = b * b"]), ACCUMULATE),
    Case(
        "a result used early and late",
        straight([1.0], ["b = a + a", "c = b * b", "d = c * c", "e = b + d"]),
        ORDER,
    ),
    Case(
        "a result used late and early",
        straight([1.0], ["b = a + a", "c = b * b", "d = c * c", "e = d + b"]),
        ORDER,
    ),
    Case(
        "two graphs, adding up",
        Program(
            "a = Value(3.0)\nb = Value(2.0)\n(a * b).backward()\n(a + b).backward()",
            ("a.grad", "b.grad"),
        ),
        KEEP,
    ),
    Case(
        "two graphs, zeroed between",
        Program(
            "a = Value(3.0)\nb = Value(2.0)\n(a * b).backward()\na.grad = 0.0\nb.grad = 0.0\n"
            "(a + b).backward()",
            ("a.grad", "b.grad"),
        ),
        "the gradient of a leaf has to be an attribute that can be set",
    ),
    Case(
        "one graph twice, zeroed between",
        Program(
            "a = Value(3.0)\nb = a * a\nc = b * b\nc.backward()\na.grad = 0.0\nc.backward()",
            ("a.grad",),
        ),
        STALE,
    ),
    Case(
        "a chain of 5000",
        Program(
            "a = Value(1.0)\nb = a\nfor _ in range(5000):\n    b = b + a\nb.backward()",
            ("b.data", "a.grad"),
        ),
        DEEP,
    ),
)
