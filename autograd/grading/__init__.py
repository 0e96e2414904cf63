"""Answers that are checked: of the notebooks' exercises, and whole Value classes.

>>> print(check("used-twice", 7))
used-twice: not yet. That is what comes back through the first x. Add the other path.
A hint: hint("used-twice")

`check` answers an exercise, `hint` helps with it, and `Exercise` makes one of your own. `grade`
tests a class of Values that somebody wrote to learn how it is done.
"""

from autograd.grading.answers import Choice, Code, Number, Numbers
from autograd.grading.checking import check, hint
from autograd.grading.exercise import Exercise, Mistake
from autograd.grading.feedback import Feedback, Hint
from autograd.grading.grades import Grade, Mark
from autograd.grading.grading import grade

__all__ = [
    "Choice",
    "Code",
    "Exercise",
    "Feedback",
    "Grade",
    "Hint",
    "Mark",
    "Mistake",
    "Number",
    "Numbers",
    "check",
    "grade",
    "hint",
]
