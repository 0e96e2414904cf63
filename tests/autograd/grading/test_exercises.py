"""The exercises of the notebooks: right answers pass, typical mistakes are named, nothing leaks."""

import math
import re
import time

import numpy as np
import pytest

from autograd import InputTypeError, InputValueError, Value
from autograd.grading import Choice, Code, Exercise, Mistake, Number, Numbers, check, hint
from autograd.grading.exercises import EXERCISES, LESSONS

ROWS = pytest.mark.parametrize("row", EXERCISES.values(), ids=EXERCISES)
MISTAKES = pytest.mark.parametrize(
    ("row", "mistake"),
    [
        pytest.param(row, mistake, id=f"{name}-{k}")
        for name, row in EXERCISES.items()
        for k, mistake in enumerate(row.mistakes)
    ],
)
DOUBLE = Exercise(
    "double",
    "a function double(x)",
    lambda x: 2 * x,
    (Mistake(lambda x: x, "It is unchanged."),),
    ("Multiply.", "By two."),
    kind=Code({"double(1.5)": lambda f: f(1.5), "double(-4.0)": lambda f: f(-4.0)}),
)


def timed(row, answer):
    start = time.process_time()  # of all threads, and of no other process
    feedback = check(row, answer)
    assert time.process_time() - start < 1.0
    return feedback


def numbers_in(text):
    return [float(x.replace(",", "")) for x in re.findall(r"\d[\d,]*(?:\.\d+)?", text)]


def tells(row, text):
    """Whether a text has a number of the right answer, in digits."""
    if isinstance(row.kind, Code):
        return False
    return any(
        math.isclose(abs(right), x, rel_tol=1e-3)
        for _, right in row.kind.read(row.right)
        for x in numbers_in(text)
        if abs(right) > 1
    )


@ROWS
def test_the_right_answer_is_accepted(row):
    feedback = timed(row, row.right)
    assert feedback, str(feedback)
    assert feedback.status == "right"
    assert str(feedback).startswith(f"{row.name}: right.")


@MISTAKES
def test_a_typical_mistake_is_refused_and_named(row, mistake):
    feedback = timed(row, mistake.answer)
    assert not feedback
    assert feedback.message == mistake.message


@ROWS
def test_an_exercise_knows_three_mistakes_and_can_help(row):
    assert len(row.mistakes) >= 3
    assert len({mistake.message for mistake in row.mistakes}) >= 3
    assert len(row.hints) >= 2
    assert row.because


@ROWS
def test_no_message_contains_the_answer(row):
    for text in (row.asks, *[mistake.message for mistake in row.mistakes], *row.hints):
        assert not tells(row, text), text


@ROWS
def test_an_empty_answer_is_told_what_to_do(row):
    for nothing in (..., None, "", "  "):
        feedback = check(row.name, nothing)
        assert feedback.status == "empty"
        assert feedback.message == f"Give {row.asks}."
    assert str(check(row.name)) == str(check(row.name, ...))


@ROWS
def test_nothing_that_can_be_given_raises_an_error(row):
    class Hostile:
        __iter__ = __float__ = None

        def __repr__(self):
            raise RuntimeError

    class Raises:
        def __getattr__(self, name):
            raise OSError(name)

    things = (True, 1j, "7", b"7", [], [[]], {}, {1: 2}, object, Hostile(), Raises(), float("nan"))
    arrays = (np.zeros(()), np.zeros(3), np.ma.masked, np.array(["a"]))
    for thing in (*things, *arrays, 10**400, print, len, lambda: 1 / 0, Value):
        feedback = timed(row, thing)
        assert not feedback
        assert feedback._repr_html_()


def test_each_name_is_there_once():
    assert sum(map(len, LESSONS.values())) == len(EXERCISES)


@pytest.mark.parametrize("answer", [6, 6.0, Value(6.0), np.float64(6.0), np.array(6), 6.03])
def test_a_number_may_come_in_many_forms_and_be_rounded(answer):
    assert check("chain-rule", answer)


def test_the_sign_is_told_apart_from_the_size():
    assert check("chain-rule", -6).message == "The size is right, the sign is not."


def test_a_close_number_is_called_close():
    assert "more digits" in check("chain-rule", 6.2).message


def test_any_other_number_is_refused_with_the_question():
    assert check("chain-rule", 77).message == "That is not it. Asked for is dL/da, a number."


def test_a_value_whose_gradient_is_meant_is_recognized():
    a = Value(2.0)
    a.grad = 6.0
    assert "Its derivative is in `.grad`" in check("chain-rule", a).message


def test_what_was_given_is_told_if_its_type_is_wrong():
    assert check("chain-rule", "6").message == "That is '6' (str). Give a number."
    assert check("chain-rule", [6]).message == "That is a list of one. Give the number in it."
    assert "That is a function. Call it" in check("chain-rule", max).message
    assert check("step", 3).message.startswith("That is 3 (int). Give the function itself")


def test_a_list_is_judged_element_by_element():
    pair = Exercise("pair", "two numbers", [2.0, 3.0], (), (), kind=Numbers(("a", "b")))
    assert check(pair, (2, 3))
    assert check(pair, np.array([2.0, 3.0]))
    assert check(pair, [2, 9]).message == "`b` is 9.0, and that is not right. 1 of 2 are right."
    assert check(pair, [..., ...]).status == "empty"
    assert check(pair, [2, ...]).message == "b is still empty: give a number."
    assert check(pair, [2]).message == "Your list has 1 elements. Give a list of 2 numbers: [a, b]."
    assert check(pair, 2).message == "That is 2 (int). Give a list of 2 numbers: [a, b]."


def test_a_choice_is_a_letter():
    choice = Exercise("which", "a letter", "b", (Mistake("a", "No."),), (), kind=Choice("abc"))
    assert check(choice, "b")
    assert check(choice, " B ")
    assert check(choice, "a").message == "No."
    assert check(choice, "c").message == "That is not it. Asked for is a letter."
    assert check(choice, "d").message.endswith("Give one of the letters 'a', 'b', 'c'.")


def test_a_function_is_judged_by_what_it_does():
    assert check(DOUBLE, lambda x: x + x)
    assert check(DOUBLE, lambda x: x).message == "It is unchanged."
    assert check(DOUBLE, abs).message == (
        "`double(1.5)` is 1.5, and that is not right. None of 2 are right."
    )


def test_a_function_without_a_body_is_empty():
    def nothing(x): ...

    def documented(x):
        """Will be written."""

    def later(x):
        raise NotImplementedError

    for function in (nothing, documented):
        assert check(DOUBLE, function).status == "empty"
        assert check(DOUBLE, function).message == "Give a function double(x)."
    assert check(DOUBLE, later).status == "empty"


def test_a_function_that_returns_nothing_is_told_to():
    def forgetful(x):
        x = 2 * x

    assert "end it with `return`" in check(DOUBLE, forgetful).message


def test_an_error_is_reported_with_its_line():
    def broken(x):
        y = x - x
        return 1.0 / y

    message = check(DOUBLE, broken).message
    assert message.startswith("`double(1.5)` raised ZeroDivisionError: ")
    assert message.endswith("`return 1.0 / y`")


@pytest.mark.slow
def test_code_that_never_ends_is_stopped():
    running = []

    def forever(x):
        while True:
            running.append(x)

    assert "never ends" in timed(DOUBLE, forever).message
    time.sleep(0.2)
    count = len(running)
    time.sleep(0.1)
    assert len(running) == count


def test_code_that_leaves_python_or_calls_itself_without_end_is_reported():
    def leave(x):
        raise SystemExit(3)

    def recurse(x):
        return recurse(x)

    assert check(DOUBLE, leave).message == "It ended with SystemExit: 3."
    assert "RecursionError" in check(DOUBLE, recurse).message


def test_hints_come_one_after_another():
    texts = [str(hint(DOUBLE)) for _ in range(3)]
    assert texts == [
        "double, hint 1 of 2: Multiply.",
        "double, hint 2 of 2: By two.",
        "double, hint 1 of 2: Multiply.",
    ]


def test_in_a_notebook_hints_are_folded_one_within_the_other():
    html = check(DOUBLE, 3)._repr_html_()
    assert html.count("<details") == 2
    assert html.index("Hint 1 of 2") < html.index("Multiply.") < html.index("Hint 2 of 2")
    assert html.index("By two.") < html.index("</details>")
    assert "<details" not in check(DOUBLE, lambda x: 2 * x)._repr_html_()


def test_text_of_the_learner_is_escaped():
    html = check("chain-rule", "<script>alert(1)</script>")._repr_html_()
    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def test_feedback_is_text_html_and_a_truth_value():
    feedback = check("chain-rule", -8)
    assert sorted(feedback._repr_mimebundle_()) == ["text/html", "text/plain"]
    assert repr(feedback) == "<Feedback: chain-rule: not yet>"
    assert not feedback.ok


def test_an_unknown_exercise_is_refused_with_the_closest():
    with pytest.raises(
        InputValueError, match=r"no exercise 'chainrule'; did you mean 'chain-rule'"
    ):
        check("chainrule", 1)
    with pytest.raises(InputTypeError, match=r"given by its name.*3 \(int\)"):
        hint(3)


def test_an_exercise_of_ones_own_needs_no_table():
    own = Exercise("own", "the answer", 42, (), (), kind=Number(tolerance=0.0))
    assert check(own, 42)
    assert check(own, 42.1).message == "That is not it. Asked for is the answer."
    assert str(hint(own)) == "own, hint 1 of 1: There is none for this exercise."


def test_an_error_without_words_is_named():
    class MuteError(Exception):
        def __str__(self):
            raise ValueError

    def fail(x):
        raise MuteError

    assert check(DOUBLE, fail).message.startswith("`double(1.5)` raised MuteError. In line")


def test_an_exercise_that_cannot_read_its_own_answer_says_so():
    odd = Exercise("odd", "a number", "three", (), ())
    with pytest.raises(InputValueError, match=r"exercise 'odd' cannot read .* 'three' \(str\)"):
        check(odd, 3)


def test_ctrl_c_during_a_check_is_not_an_answer(monkeypatch):
    def interrupted(self, timeout=None):
        raise KeyboardInterrupt

    monkeypatch.setattr("threading.Thread.join", interrupted)
    with pytest.raises(KeyboardInterrupt):
        check("chain-rule", 6)
