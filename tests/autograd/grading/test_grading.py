"""A student's Value class is graded: what is wrong, the smallest program, and why."""

import re
import subprocess
import sys

import pytest

from autograd import InputTypeError, Value
from autograd.testing import grade
from tests.helpers.students import (
    Assigns,
    BreadthFirst,
    InSetOrder,
    NoChainRuleInTanh,
    Right,
    RightAndWrongInTurn,
    TanhOfTheInput,
    WrongExp,
    WrongSignInSub,
    marks,
    wrong,
)


def test_a_right_class_gets_full_marks():
    result = grade(Right)
    assert result.ok
    assert bool(result)
    assert result.summary == "Right: 30 of 30 right"
    assert marks(result)["a ** b"].status == "missing"
    assert marks(result)["a.tanh()"].status == "right"
    assert "a.sigmoid()" not in marks(result)


def test_our_own_class_gets_full_marks():
    result = grade(Value, examples=50)
    assert result.ok
    assert {mark.status for mark in result.marks} == {"right"}


@pytest.mark.slow
def test_mistakes_in_one_operation_leave_the_others_right():
    assert wrong(grade(WrongSignInSub, examples=50)) == ["a - b", "1 - a"]
    assert wrong(grade(TanhOfTheInput, examples=50)) == ["a.tanh()"]
    assert wrong(grade(NoChainRuleInTanh, examples=50)) == ["a.tanh()"]


@pytest.mark.parametrize("student", [InSetOrder, RightAndWrongInTurn])
def test_a_class_that_is_wrong_now_and_then_does_not_pass(student):
    assert not grade(student)


def test_a_mark_has_a_program_that_shows_what_is_wrong():
    mark = marks(grade(TanhOfTheInput, examples=10))["a.tanh()"]
    assert mark.program == "a = Value(2.0)\nb = a.tanh()\nb.backward()"
    assert (mark.shown, mark.expected, mark.found) == ("a.grad", "0.0706508248532", "-3")
    scope = {"Value": TanhOfTheInput}
    exec(mark.program, scope)
    assert scope["a"].grad == -3.0


@pytest.mark.slow
def test_a_random_graph_is_shrunk_to_the_smallest():
    mark = marks(grade(Assigns))["random graphs"]
    assert mark.program == "a = Value(2.0)\nb = a + a\nb.backward()"
    deep = marks(grade(BreadthFirst))["random graphs"]
    assert len(deep.program.splitlines()) <= 6


def test_the_table_and_the_explanations():
    text = str(grade(WrongSignInSub, examples=10))
    assert text.startswith("WrongSignInSub: 28 of 30 right\n\ntest ")
    assert ["a - b", "wrong"] in [line.rsplit(maxsplit=1) for line in text.splitlines()[3:30]]
    assert (
        "a - b: wrong\n    a = Value(2.0)\n    b = Value(-3.0)\n    c = a - b\n    c.backward()\n"
        "  b.grad: expected -1, found 1\n  hint: the sign is wrong; the rule is -1\n"
        "  the same: 1 - a"
    ) in text


def test_html_comes_with_the_text():
    result = grade(WrongExp, examples=10)
    bundle = result._repr_mimebundle_()
    assert bundle["text/plain"] == str(result)
    assert re.search(r">a\.exp\(\)</code></td><td[^>]*>wrong</td>", bundle["text/html"])
    assert repr(result) == "<Grade: WrongExp: 29 of 30 right>"


@pytest.mark.slow
def test_the_same_class_gets_the_same_grade():
    assert str(grade(Assigns, examples=30)) == str(grade(Assigns, examples=30))


def test_nothing_is_left_behind(tmp_path):
    program = (
        "from autograd import Value; from autograd.testing import grade; grade(Value, examples=20)"
    )
    subprocess.run([sys.executable, "-c", program], cwd=tmp_path, check=True)
    assert not list(tmp_path.iterdir())


def test_wrong_use():
    with pytest.raises(InputTypeError, match=r"takes a class of Values, as in grade\(Value\)"):
        grade(3.0)


def test_without_hypothesis_the_error_says_what_to_install():
    program = (
        "import sys; sys.modules['hypothesis'] = None\n"
        "from autograd import MissingDependencyError, Value\n"
        "from autograd.testing import grade\n"
        "try: grade(Value)\n"
        "except MissingDependencyError as error: print(error)\n"
    )
    result = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert "pip install hypothesis" in result.stdout
