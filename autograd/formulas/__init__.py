"""A graph as a formula, and back: `to_latex` and the parser of expressions."""

from autograd.formulas.latex import Formulas, to_latex

__all__ = ["Formulas", "to_latex"]
