"""Answers two questions: where did this nan come from, and what is this gradient made of.

`diagnose` finds the operation and the line, `debug` stops there, `explain` writes a derivative as
the sum over all paths of products of local derivatives.
"""

from autograd.diagnosis.debugging import debug
from autograd.diagnosis.diagnosing import diagnose
from autograd.diagnosis.explaining import Explanation, explain
from autograd.diagnosis.report import Diagnosis

__all__ = ["Diagnosis", "Explanation", "debug", "diagnose", "explain"]
