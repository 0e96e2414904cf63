"""Grades a class of Values that somebody wrote to learn how it is done."""

import importlib.util
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from autograd.checks import abbreviate, missing
from autograd.differences.hints import hint
from autograd.errors import InputTypeError
from autograd.grading import lessons, programs
from autograd.grading.grades import Grade, Mark
from autograd.grading.programs import Form, Outcome, Program, failure
from autograd.operation import TABLE


def grade(student: type, *, examples: int = 200) -> Grade:
    """Test a class of Values with micrograd's interface, and say what is wrong and why.

    Every operation of the class is compared with the table: operators, their reflected forms and
    int constants, and methods such as `relu` and `tanh`. Then come programs for what a backward
    pass has to get right: shared Values, the order of the nodes, repeated calls, deep chains. Last
    come random graphs of the operations that are right on their own; a graph that fails is shrunk
    by hypothesis to the smallest program. The same class gets the same grade each time.

    Args:
        student: A class to be called with a number, whose results have `data`, `grad` and
            `backward()`.
        examples: The number of random graphs.

    Returns:
        A grade: true if nothing is wrong, a table with programs and hints when printed.

    Raises:
        InputTypeError: If student is not a class.
        MissingDependencyError: Without hypothesis, which `pip install hypothesis` installs.

    >>> from autograd import Value
    >>> grade(Value, examples=20)
    <Grade: Value: ... right>
    """
    if not callable(student):
        raise InputTypeError(
            f"grade takes a class of Values, as in grade(Value), but was given "
            f"{abbreviate(student)}"
        )
    if importlib.util.find_spec("hypothesis") is None:
        raise missing("grade, which shrinks wrong programs,", "hypothesis")
    name = getattr(student, "__name__", "Value")
    first = failure(Program("a = Value(2.0)", ("a.data", "a.grad")), student)
    if first:
        hint = "Value(2.0) needs the attributes data, which is 2.0, and grad, which is 0.0"
        return Grade(name, (Mark.wrong("Value(2.0)", first, hint),))
    forms = programs.forms_of(student)
    # If not even sums and products can be nested, the single operations are not to blame.
    nested = not all(failure(program, student, times=5) for program in lessons.NESTED)
    marks = {form: _mark(student, form, nested) for form in forms}
    right = [form for form in forms if marks[form].status == "right"]
    rest = list(_cases(student, {form.text for form in right}))
    wrong = [mark for mark in rest if mark.status == "wrong"]
    hint = lessons.FOLLOWS.format(wrong[0].name) if wrong else lessons.ELSEWHERE
    return Grade(name, (*marks.values(), *rest, _random_graphs(student, right, examples, hint)))


def _mark(student: type, form: Form, nested: bool) -> Mark:
    """The mark for one operation, on its own and, if `nested`, with a product after it."""
    points = [x for x in programs.POINTS if programs.is_fair(programs.single(form, x))]
    for point in points:
        outcome = failure(programs.single(form, point), student)
        if outcome and outcome.error and not form.required:
            return Mark(str(form), "missing")
        if outcome:
            return Mark.wrong(str(form), outcome, _why(student, form, point, outcome))
    for point in points if nested else ():
        if outcome := failure(programs.chained(form, point), student):
            return Mark.wrong(str(form), outcome, lessons.CHAIN)
    return Mark(str(form), "right")


def _why(student: type, form: Form, point: Sequence[float], outcome: Outcome) -> str:
    """The hint for an operation that is wrong on its own."""
    fixed = [k for k, place in enumerate(form.inputs) if isinstance(place, float)]
    if isinstance(outcome.error, AttributeError | RecursionError) and fixed:
        return lessons.CONSTANT
    if outcome.error:
        return f"Python calls {form.dunder} for this: define it" if form.dunder else ""
    if outcome.shown.endswith(".data"):
        return "the result itself is wrong, before any gradient"
    operand = programs.NAMES.index(outcome.shown[0])
    position = form.inputs.index(operand)
    inputs = [point[k] if isinstance(k, int) else k for k in form.inputs]
    try:
        rule = programs.derivative_of(student, form, operand)
        return hint(TABLE[form.row], position, inputs, rule, fixed)
    except Exception:  # the class may fail at the other points that the hint looks at
        return ""


def _cases(student: type, right: set[str]) -> Iterator[Mark]:
    """A mark for each program of `lessons.CASES`."""
    first = ""
    for case in lessons.CASES:
        if not {"{0} + {1}", "{0} * {1}"} <= right:
            yield Mark(case.name, "not tested")
        elif outcome := failure(case.program, student, times=3):
            hint = case.hint
            if isinstance(outcome.error, RecursionError):
                hint = lessons.DEEP
            elif first and not outcome.error:
                hint = lessons.FOLLOWS.format(first)
            elif hint == lessons.ACCUMULATE and float(outcome.found) > float(outcome.expected):
                hint = lessons.ORDER
            yield Mark.wrong(case.name, outcome, hint)
            first = first or case.name
        else:
            yield Mark(case.name, "right")


def _random_graphs(student: type, forms: Sequence[Form], examples: int, hint: str) -> Mark:
    """The mark for random graphs, with the smallest one that fails."""
    import hypothesis
    from hypothesis import strategies

    name, failures = "random graphs", list[Outcome]()
    if not forms:
        return Mark(name, "not tested")

    def fails(program: Program) -> bool:
        outcome = failure(program, student) if programs.is_fair(program) else None
        failures.extend([outcome] if outcome else [])
        return outcome is not None

    numbers = strategies.sampled_from((2.0, 3.0, -1.5, 0.5, 1.25))
    places = strategies.integers(0, 4)  # counted from the last result: deep graphs, much shared
    kinds = strategies.sampled_from(sorted(forms, key=lambda form: -form.operands)[:4])
    steps = strategies.tuples(kinds | strategies.sampled_from(forms), places, places)
    graphs = strategies.builds(
        assemble,
        strategies.lists(numbers, min_size=1, max_size=3),
        strategies.lists(steps, min_size=1, max_size=10),
    )
    settings = hypothesis.settings(
        max_examples=examples, derandomize=True, database=None, deadline=None
    )
    try:
        with _nothing_left_behind():
            hypothesis.find(graphs, fails, settings=settings)
    except hypothesis.errors.NoSuchExample:
        return Mark(name, "right")
    except hypothesis.errors.Flaky:
        hint = "it is right at one time and wrong at another: nothing may iterate over a set"
    smallest = min(failures, key=lambda outcome: len(outcome.program.source))
    return Mark.wrong(name, smallest, f"this is the smallest graph that fails; {hint}")


@contextmanager
def _nothing_left_behind() -> Iterator[None]:
    """Let hypothesis keep its files in a directory that is deleted, not in the current one."""
    from hypothesis import configuration

    before = configuration.storage_directory(intent_to_write=False).home_directory
    with tempfile.TemporaryDirectory() as directory:
        configuration.set_hypothesis_home_dir(directory)
        try:
            yield
        finally:
            configuration.set_hypothesis_home_dir(before)


def assemble(leaves: Sequence[float], steps: Sequence[tuple[Form, int, int]]) -> Program:
    """A program of steps (form, place of an operand, place of another), without unused Values.

    Places are counted back from the last result.
    """
    made: list[tuple[Form, list[int]] | float] = list(leaves)
    for form, *places in steps:
        count = len(made)
        made.append((form, [count - 1 - place % count for place in places[: form.operands]]))
    # What the last result does not depend on is left out.
    used, stack = set[int](), [len(made) - 1]
    while stack:
        k = stack.pop()
        used.add(k)
        item = made[k]
        stack += [] if isinstance(item, float) else item[1]
    names = {k: programs.NAMES[n] for n, k in enumerate(sorted(used))}
    lines = [
        f"{names[k]} = {item[0].text.format(*[names[i] for i in item[1]])}"
        for k in sorted(used)
        if not isinstance(item := made[k], float)
    ]
    return programs.straight([x for k, x in enumerate(leaves) if k in used], lines)
