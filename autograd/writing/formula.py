"""Formulas as small trees, and the reader that makes them from Python text.

The rules of the table, the formulas of a diagnosis and the expressions of the command line are all
Python text; here they are read. `infix` writes a tree as Python text, `tex` in LaTeX.
"""

import ast
import functools
import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import IntEnum
from typing import Any


class Rank(IntEnum):
    """Operator precedence, the loosest first; a part that is too loose gets parentheses."""

    CHOICE = 0
    OR = 1
    AND = 2
    RELATION = 3
    SUM = 4
    PRODUCT = 5
    SIGN = 6
    POWER = 7
    FUNCTION = 8
    ATOM = 9


OPERATORS = {
    "add": ("+", Rank.SUM),
    "sub": ("-", Rank.SUM),
    "mul": ("*", Rank.PRODUCT),
    "div": ("/", Rank.PRODUCT),
    "neg": ("-", Rank.SIGN),
    "pow": ("**", Rank.POWER),
}
"""For each operation that Python has an operator for: the operator, and its precedence."""

RELATIONS: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}


@dataclass(frozen=True)
class Number:
    """A constant, or the truth value of a condition."""

    value: float


@dataclass(frozen=True)
class Symbol:
    """A name.

    Attributes:
        text: The name.
        latex: The name in LaTeX, where it is not `tex.name(text)`.
        rank: The precedence of the text, which may be more than a word.
        place: Where it begins in the text that it was read from.
    """

    text: str
    latex: str = ""
    rank: Rank = Rank.ATOM
    place: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Applied:
    """An operation on formulas.

    Attributes:
        name: The operation, as in the table, or another function; relations such as "<" or, in a
            row, "<= <"; "and", "or"; "if"; "for".
        inputs: What it is applied to. For "if": a value and its condition, perhaps more such pairs,
            and the value otherwise; for "for": an element, its variable and the list.
        latex: The operation in LaTeX, with `#1`, `#2` for the inputs; empty for the name.
        keywords: Names of the last inputs, where they were given by name.
        place: Where it begins in the text that it was read from.
    """

    name: str
    inputs: tuple["Formula", ...]
    latex: str = ""
    keywords: tuple[str, ...] = ()
    place: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Other:
    """Python code that is no formula, kept as text.

    Attributes:
        text: The code.
        why: What is wrong with it.
        place: Where it begins in the text that it was read from.
    """

    text: str
    why: str
    place: int = field(default=0, compare=False)


Formula = Number | Symbol | Applied | Other


def named(text: str) -> Symbol:
    """The symbol of a name: a user's may have spaces or begin with a sign, ours be a product."""
    if " " in text:
        rank = Rank.CHOICE
    elif "·" in text:
        rank = Rank.PRODUCT
    else:
        rank = Rank.SIGN if text.startswith("-") else Rank.ATOM
    return Symbol(text, rank=rank)


def replaced(formula: Formula, symbols: Mapping[str, Formula]) -> Formula:
    """The formula with other formulas in the place of some of its symbols."""
    if isinstance(formula, Symbol):
        return symbols.get(formula.text, formula)
    if isinstance(formula, Applied):
        return replace(formula, inputs=tuple([replaced(x, symbols) for x in formula.inputs]))
    return formula


def names_in(formula: Formula) -> Iterator[str]:
    """The names of all symbols and functions in a formula.

    >>> sorted(names_in(read("1 / (x * log(out))")))
    ['log', 'out', 'x']
    """
    if isinstance(formula, Symbol):
        yield formula.text
    if isinstance(formula, Applied):
        if formula.name not in OPERATORS:
            yield formula.name
        for x in formula.inputs:
            yield from names_in(x)


# ------------------------------------------------------------------------------------- reading

NO_ARITHMETIC = "this is not arithmetic on numbers, variables and functions"

_NAMES: dict[type[ast.AST], str] = {
    ast.Add: "add",
    ast.Sub: "sub",
    ast.Mult: "mul",
    ast.Div: "div",
    ast.Pow: "pow",
    ast.USub: "neg",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.And: "and",
    ast.Or: "or",
}


@functools.lru_cache(maxsize=1024)
def read(text: str) -> Formula:
    """The formula that a Python expression writes; nothing is evaluated.

    >>> read("1 - x")
    Applied(name='sub', inputs=(Number(value=1), Symbol(text='x', ...)), ...)
    >>> read("1 -")
    Other(text='1 -', why='invalid syntax', ...)
    """
    try:
        tree = ast.parse(text, mode="eval").body
    except SyntaxError as error:
        return Other(text, error.msg, (error.offset or 1) - 1)
    return _Reader(text).formula(tree)


class _Reader:
    """Turns Python's syntax tree of a text into a formula.

    Each level of nesting costs one call, so whatever Python can parse can be read.
    """

    def __init__(self, text: str) -> None:
        self.bytes = text.encode()  # Python's parser counts bytes of UTF-8

    def formula(self, node: ast.expr) -> Formula:
        place = len(self.bytes[: node.col_offset].decode(errors="ignore"))
        match node:
            case ast.Constant(value=bool() | str() | bytes() | complex()):
                text = ast.unparse(node)
                return Other(text, f"{text} is no real number", place)
            case ast.Constant(value=int() | float() as value):
                return Number(value)
            case ast.Name(id=name):
                return Symbol(name, place=place)
            case ast.UnaryOp(op=ast.UAdd(), operand=operand):
                return self.formula(operand)
            case ast.UnaryOp(op=kind, operand=operand) if type(kind) in _NAMES:
                return Applied(_NAMES[type(kind)], (self.formula(operand),), place=place)
            case ast.BinOp(left=left, op=kind, right=right) if type(kind) in _NAMES:
                inputs = tuple(map(self.formula, [left, right]))
                return Applied(_NAMES[type(kind)], inputs, place=place)
            case ast.Compare(left=left, ops=kinds, comparators=others) if _all_named(kinds):
                name = " ".join([_NAMES[type(kind)] for kind in kinds])
                return Applied(name, tuple(map(self.formula, [left, *others])), place=place)
            case ast.BoolOp(op=kind, values=values):
                return Applied(_NAMES[type(kind)], tuple(map(self.formula, values)), place=place)
            case ast.IfExp(test=test, body=body, orelse=other):
                return Applied("if", tuple(map(self.formula, [body, test, other])), place=place)
            case ast.GeneratorExp(elt=element, generators=[loop]) if not loop.ifs:
                inputs = tuple(map(self.formula, [element, loop.target, loop.iter]))
                return Applied("for", inputs, place=place)
            case ast.Call(func=ast.Name(id=name), args=arguments, keywords=given):
                inputs = tuple(map(self.formula, [*arguments, *[x.value for x in given]]))
                return Applied(name, inputs, "", tuple([str(x.arg) for x in given]), place)
        return Other(ast.unparse(node), NO_ARITHMETIC, place)


def _all_named(kinds: Sequence[ast.AST]) -> bool:
    return all(type(kind) in _NAMES for kind in kinds)
