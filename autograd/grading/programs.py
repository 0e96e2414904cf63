"""Small programs on a class of Values, as source that is both shown and run."""

import math
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from autograd.functional.sweeps import data_of
from autograd.graph import topological_order
from autograd.operation import TABLE
from autograd.value import Value

POINTS = ((2.0, -3.0), (0.5, 1.25), (1.5, 0.75), (-0.7, 4.0))  # to try operations at
NAMES = tuple("abcdefghijklmnopqrstuvwxyz")


class Form(NamedTuple):
    """A way to write an operation.

    Attributes:
        text: Python source; {0} and {1} stand for Values.
        row: The name of the operation in the table.
        inputs: The inputs of the row: the number of a Value, or a constant as a float.
        dunder: The method that Python calls.
        required: Whether every class of Values needs it.
    """

    text: str
    row: str
    inputs: tuple[int | float, ...]
    dunder: str = ""
    required: bool = True

    @property
    def operands(self) -> int:
        """The number of Values it takes."""
        return len({k for k in self.inputs if isinstance(k, int)})

    def __str__(self) -> str:
        return self.text.format(*NAMES)


OPERATORS = (
    Form("{0} + {1}", "add", (0, 1), "__add__"),
    Form("{0} * {1}", "mul", (0, 1), "__mul__"),
    Form("-{0}", "neg", (0,), "__neg__"),
    Form("{0} - {1}", "sub", (0, 1), "__sub__"),
    Form("{0} / {1}", "div", (0, 1), "__truediv__"),
    Form("{0} + 1", "add", (0, 1.0), "__add__"),
    Form("{0} * 2", "mul", (0, 2.0), "__mul__"),
    Form("{0} - 1", "sub", (0, 1.0), "__sub__"),
    Form("{0} / 2", "div", (0, 2.0), "__truediv__"),
    Form("{0} ** 3", "pow", (0, 3.0), "__pow__"),
    Form("{0} ** -1.0", "pow", (0, -1.0), "__pow__"),
    Form("1 + {0}", "add", (1.0, 0), "__radd__"),
    Form("2 * {0}", "mul", (2.0, 0), "__rmul__"),
    Form("1 - {0}", "sub", (1.0, 0), "__rsub__"),
    Form("2 / {0}", "div", (2.0, 0), "__rtruediv__"),
    Form("{0} ** {1}", "pow", (0, 1), "__pow__", required=False),
    Form("2 ** {0}", "pow", (2.0, 0), "__rpow__", required=False),
)


def forms_of(student: type) -> list[Form]:
    """The operators, and the methods of a class that are operations of the table."""
    methods = [
        Form(f"{{0}}.{name}()", name, (0,), name, required=False)
        for name, row in TABLE.items()
        if len(row.inputs) == 1 and name != "neg" and callable(getattr(student, name, None))
    ]
    return [*OPERATORS, *methods]


class Program(NamedTuple):
    """Source that makes and uses Values, and the expressions to compare."""

    source: str
    shown: tuple[str, ...]

    def run(self, student: type) -> list[float]:
        """The numbers of the expressions, with this class as `Value`."""
        variables: dict[str, Any] = {"Value": student}
        exec(self.source, variables)
        return [float(eval(text, variables)) for text in self.shown]


class Outcome(NamedTuple):
    """The result of a program: the expression shown, its right value and the one found."""

    program: Program
    shown: str
    expected: str
    found: str
    error: Exception | None = None


def straight(leaves: Sequence[float], steps: Sequence[str]) -> Program:
    """A program that makes leaves a, b, ..., runs the steps and goes backward from the last.

    >>> print(straight([2.0], ["b = a * a"]).source)
    a = Value(2.0)
    b = a * a
    b.backward()
    """
    made = [f"{name} = Value({x!r})" for name, x in zip(NAMES, leaves, strict=False)]
    last = steps[-1].split(" = ")[0]
    source = "\n".join([*made, *steps, f"{last}.backward()"])
    grads = [f"{name}.grad" for name in NAMES[: len(leaves)]]
    return Program(source, (f"{last}.data", *grads))


def single(form: Form, point: Sequence[float]) -> Program:
    """A program of one operation."""
    result = NAMES[form.operands]
    return straight(point[: form.operands], [f"{result} = {form}"])


def chained(form: Form, point: Sequence[float]) -> Program:
    """A program of one operation and a product, so that its result's gradient is not 1."""
    count = form.operands
    factor, result, last = NAMES[count : count + 3]
    steps = [f"{result} = {form}", f"{last} = {result} * {factor}"]
    return straight([*point[:count], 3.0], steps)


def failure(program: Program, student: type, times: int = 1) -> Outcome | None:
    """The first difference between a program on the student's class and on ours, or None.

    The program is run `times` times, since a class may be right at one time and wrong at another.
    """
    expected = program.run(Value)
    for _ in range(times):
        try:
            found = program.run(student)
        except Exception as error:  # whatever a student's class may raise
            return Outcome(program, "", "", f"{type(error).__name__}: {error}", error)
        for shown, right, given in zip(program.shown, expected, found, strict=True):
            if not math.isclose(right, given, rel_tol=1e-9, abs_tol=1e-9):
                return Outcome(program, shown, f"{right:.12g}", f"{given:.12g}")
    return None


def is_fair(program: Program) -> bool:
    """Whether a program has moderate, finite results and stays away from kinks and jumps."""
    variables: dict[str, Any] = {"Value": Value}
    exec(program.source, variables)
    numbers = [eval(text, variables) for text in program.shown]
    if not all(math.isfinite(x) and abs(x) < 1e9 for x in numbers):
        return False
    root = variables[program.shown[0].split(".")[0]]
    for node in topological_order(root):
        for zero in (*node.op.kinks, *node.op.jumps) if node.op else ():
            if abs(zero(*[data_of(x) for x in node.inputs])) < 1e-6:
                return False
    return True


def derivative_of(student: type, form: Form, operand: int) -> Callable[..., float]:
    """The class's derivative by one operand, as a rule (out, *inputs of the row) -> derivative."""

    def rule(out: float, *inputs: float) -> float:
        point = [x for k, x in sorted(zip(form.inputs, inputs, strict=True)) if isinstance(k, int)]
        return single(form, point).run(student)[1 + operand]

    return rule
