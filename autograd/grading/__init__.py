"""A grade for a Value class that somebody wrote to learn how it is done."""

from autograd.grading.grades import Grade, Mark
from autograd.grading.grading import grade

__all__ = ["Grade", "Mark", "grade"]
