"""Calculates what a formula in LaTeX says, as somebody would who reads it."""

import math
import operator
import re

from autograd.ops import TABLE

FUNCTIONS = {
    **{rf"\{name}": name for name in ("sin", "cos", "tan", "sinh", "cosh", "tanh")},
    r"\ln": "log",
    r"\log_2": "log2",
    r"\log_{10}": "log10",
    r"\sigma": "sigmoid",
    r"\arcsin": "asin",
    r"\arccos": "acos",
    r"\arctan": "atan",
    r"\varphi": "normal_pdf",
    r"\Phi": "normal_cdf",
    r"\max": "maximum",
    r"\min": "minimum",
    "arsinh": "asinh",
    "arcosh": "acosh",
    "artanh": "atanh",
    **{name: name.lower() for name in ("ReLU", "ELU", "SELU", "GELU", "SiLU")},
    "LeakyReLU": "leaky_relu",
}
BRACKETS = {
    r"\left(": (r"\right)", float),
    r"\left|": (r"\right|", abs),
    r"\left\lfloor": (r"\right\rfloor", math.floor),
    r"\left\lceil": (r"\right\rceil", math.ceil),
}
RELATIONS = {
    "<": operator.lt,
    ">": operator.gt,
    "=": operator.eq,
    r"\le": operator.le,
    r"\ge": operator.ge,
}
TOKEN = re.compile(
    r"\\(?:left|right)(?:\\[a-z]+|.)|\\(?:begin|end)\{cases\}|\\text\{[a-z ]*\}"
    r"|\\operatorname\{\w+\}|\\mathrm\{\w+\}|\\log_(?:2|\{10\})"
    r"|\\frac\{\\partial [^{}]+(?:\{\d+\})?\}\{\\partial [^{}]+(?:\{\d+\})?\}"
    r"|[A-Za-z](?:_\{\d+\})?|\\[A-Za-z]+|\\\\|\d+(?:\.\d+)?|\S"
)


def equations(latex):
    """Both sides of each line of an aligned formula."""
    body = latex.removeprefix("\\begin{aligned}\n  ").removesuffix("\n\\end{aligned}")
    return [line.split(" &= ", 1) for line in body.split("\\\\\n  ")]


def calculate(latex, numbers):
    """The number that a formula stands for, by recursive descent.

    Args:
        latex: The formula.
        numbers: What its symbols stand for.
    """
    reader = Reader(latex, numbers)
    value = reader.sum()
    reader.take("")
    return value


class Reader:
    def __init__(self, latex, numbers):
        self.tokens = [*TOKEN.findall(latex), ""]
        self.numbers = numbers

    def take(self, *expected):
        token = self.tokens.pop(0)
        assert not expected or token in expected, (token, self.tokens)
        return token

    def takes(self, token):
        return self.tokens[0] == token and bool(self.take())

    def sum(self):
        value = -self.product() if self.takes("-") else self.product()
        while self.tokens[0] in ("+", "-"):
            value = value + self.product() if self.take() == "+" else value - self.product()
        return value

    def product(self):
        value = self.power()
        while self.takes(r"\cdot"):
            value *= self.power()
        return value

    def power(self):
        base = self.atom()
        if not self.takes("^"):
            return base
        exponent = self.group() if self.tokens[0] == "{" else float(self.take())
        assert self.tokens[0] != "^"
        return TABLE["pow"](base, exponent)

    def group(self, opening="{", closing="}"):
        self.take(opening)
        value = self.sum()
        self.take(closing)
        return value

    def atom(self):
        token = self.tokens[0]
        if token == "{":  # nobody sees these: what is inside must look like one thing
            self.take()
            value = self.atom()
            self.take("}")
            return value
        if token in BRACKETS:
            closing, function = BRACKETS[token]
            return float(function(self.group(token, closing)))
        self.take()
        if token in self.numbers:
            return self.numbers[token]
        if token == "e":
            return math.e
        if token == r"\pi":
            return math.pi
        if token == r"\frac":
            return TABLE["div"](self.group(), self.group())
        if token == r"\sqrt":
            cube = self.tokens[0] == "[" and [self.take(), self.take(), self.take()]
            return TABLE["cbrt" if cube else "sqrt"](self.group())
        if token == r"\begin{cases}":
            return self.cases()
        if re.fullmatch(r"\d+(\.\d+)?", token):
            return float(token)
        name = re.sub(r"\\operatorname\{(\w+)\}", r"\1", token)
        return TABLE[FUNCTIONS.get(name, name)](*self.inputs())

    def inputs(self):
        self.take(r"\left(")
        values = [self.sum()]
        while self.take(",", ";", r"\right)") != r"\right)":
            values.append(self.sum())
        return values

    def cases(self):
        chosen = None
        while True:
            value = self.sum()
            self.take("&")
            if self.takes(r"\text{otherwise}"):
                self.take(r"\end{cases}")
                return value if chosen is None else chosen
            self.take(r"\text{if }")
            if self.disjunction() and chosen is None:
                chosen = value
            self.take("\\\\")

    def disjunction(self):
        holds = self.conjunction()
        while self.takes(r"\lor"):
            holds = self.conjunction() or holds
        return holds

    def conjunction(self):
        holds = self.relation()
        while self.takes(r"\land"):
            holds = self.relation() and holds
        return holds

    def relation(self):
        if self.tokens[0] in (r"\mathrm{true}", r"\mathrm{false}"):
            return self.take() == r"\mathrm{true}"
        left, holds = self.sum(), True
        while self.tokens[0] in RELATIONS:
            compare, right = RELATIONS[self.take()], self.sum()
            holds, left = holds and compare(left, right), right
        return holds
