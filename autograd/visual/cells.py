"""Reads the text of a notebook's cell: what it assigns, whether it awaits, what it shows."""

import ast
import io
import tokenize
from collections.abc import Iterator

_NO_CODE = (tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.ENDMARKER)
# Assignments and awaits within these do not concern the cell.
_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
# The code within these may not run.
_LOOPS = (ast.For, ast.AsyncFor, ast.While, ast.ListComp, ast.SetComp, ast.DictComp)
_CHOICES = (ast.If, ast.IfExp, ast.BoolOp, ast.Match, ast.Try, ast.TryStar)
_BRANCHES = (*_LOOPS, *_CHOICES)


def assigned(tree: ast.AST) -> list[tuple[str, bool]]:
    """(variable, certain) pairs: the variables assigned, and whether that happens in every run.

    >>> cell = '''
    ... x, (y, *more) = f()
    ... def g():
    ...     inner = x
    ... if x:
    ...     x += 1
    ... obj.attribute = z = (w := 1)
    ... '''
    >>> assigned(ast.parse(cell))
    [('x', True), ('y', True), ('more', True), ('x', False), ('w', True), ('z', True)]
    """
    found = []
    for node, certain in _nodes(tree):
        targets: list[ast.expr] = []
        if isinstance(node, ast.Assign):
            targets = node.targets
        elif isinstance(node, ast.AnnAssign | ast.AugAssign | ast.NamedExpr):
            targets = [node.target]
        for target in targets:
            found += [(name, certain) for name in _names(target)]
    return found


def awaits(tree: ast.AST) -> bool:
    """Whether a cell awaits something outside of functions, which a notebook allows.

    >>> awaits(ast.parse("y = await f()")), awaits(ast.parse("async def f(): await g()"))
    (True, False)
    """
    return any(
        isinstance(node, ast.Await | ast.AsyncFor | ast.AsyncWith)
        or (isinstance(node, ast.comprehension) and bool(node.is_async))
        for node, _ in _nodes(tree)
    )


def is_silenced(source: str) -> bool:
    """Whether a cell ends with a semicolon, so that its last value is not shown.

    >>> is_silenced("f(x);  # the picture"), is_silenced("a; '#;'")
    (True, False)
    """
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    return [token.string for token in tokens if token.type not in _NO_CODE][-1:] == [";"]


def _names(target: ast.expr) -> Iterator[str]:
    """The variables among the targets of an assignment; in `x[i] = ...` there is none."""
    for node, _ in _nodes(target):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id


def _nodes(tree: ast.AST, certain: bool = True) -> Iterator[tuple[ast.AST, bool]]:
    """All nodes outside of functions, each after its children, and whether they always run."""
    for child in ast.iter_child_nodes(tree):
        if not isinstance(child, _SCOPES):
            yield from _nodes(child, certain and not isinstance(child, _BRANCHES))
    yield tree, certain
