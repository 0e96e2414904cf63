"""What there is to read: from `a * b` to its gradient, and in the code as a whole.

    python tests/benchmarks/reading.py [ROOT]

ROOT is the folder that holds `autograd` and `nn`; this checkout without one. The first lines say in
how many files, functions and lines Python is while it runs `a * b` and the backward pass, and
`grad(f)(a, b)`: functions and lines of the package, each counted once. The others count code lines,
which are lines without blanks, comments and docstrings.
"""

import ast
import io
import statistics
import sys
import tokenize
from pathlib import Path

LAYOUT = {tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}


def lines_run(action, root):
    """The (file, function, line) triples of the package that an action runs.

    A comprehension is no function: its lines have "" in that place.
    """
    seen = set()

    def trace(frame, event, argument):
        code = frame.f_code
        if not code.co_filename.startswith(str(root)):
            return None
        if event == "line":
            is_function = code.co_name == "<lambda>" or code.co_name[0] != "<"
            function = (code.co_qualname, id(code)) if is_function else ""
            seen.add((code.co_filename, function, frame.f_lineno))
        return trace

    sys.settrace(trace)
    try:
        action()
    finally:
        sys.settrace(None)
    return seen


def measure_reading(root):
    """Print what runs from a product to its gradient."""
    sys.path.insert(0, str(root))
    from autograd import Value, grad

    def backward():
        a, b = leaves
        (a * b).backward()

    def transform():
        grad(lambda a, b: a * b)(2.0, 3.0)

    for title, action in (("a * b to its gradient", backward), ("grad(f)(a, b)", transform)):
        leaves = Value(2.0), Value(3.0)
        action()  # what is imported or worked out once is not counted
        seen = lines_run(action, root / "autograd")
        files = {file for file, _, _ in seen}
        functions = {(file, function) for file, function, _ in seen if function}
        lines = {(file, line) for file, _, line in seen}
        print(f"{title}: {len(files)} files, {len(functions)} functions, {len(lines)} lines run")


def is_docstring(node):
    """Whether a node of the syntax tree is text that stands by itself."""
    text = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    return text and isinstance(node.value.value, str)


def code_and_comments(source, tree):
    """The numbers of the lines with code, and how many lines are nothing but a comment."""
    code, comments = set(), 0
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            comments += token.line.lstrip().startswith("#")
        elif token.type not in LAYOUT:
            code.update(range(token.start[0], token.end[0] + 1))
    for node in filter(is_docstring, ast.walk(tree)):
        code.difference_update(range(node.lineno, node.end_lineno + 1))
    return code, comments


def lines_of(tree, kinds):
    """The line numbers of all nodes of some kinds, a set for each."""
    nodes = [node for node in ast.walk(tree) if isinstance(node, kinds)]
    return [set(range(node.lineno, node.end_lineno + 1)) for node in nodes]


def measure_code(root):
    """Print how long the code and its functions are, by package and in all."""
    total = comments = 0
    lengths = []
    for package in ("autograd", "nn"):
        code_lines = raising = 0
        for path in sorted((root / package).rglob("*.py")):
            source = path.read_text(encoding="utf-8")
            tree = ast.parse(source)
            code, more = code_and_comments(source, tree)
            code_lines += len(code)
            comments += more
            raising += len(code & set().union(*lines_of(tree, ast.Raise)))
            functions = lines_of(tree, ast.FunctionDef | ast.AsyncFunctionDef)
            lengths += map(len, functions)
        total += code_lines
        print(
            f"{package}: {code_lines} code lines, {raising / code_lines:.1%} of them raise errors"
        )
    print(
        f"autograd and nn: {total} code lines, {comments / total:.1%} whole-line comments per line"
    )
    median, longest = statistics.median(lengths), statistics.quantiles(lengths, n=20)[-1]
    print(f"functions: {median:.0f} lines in the median, {longest:.0f} at the 95th percentile")


if __name__ == "__main__":
    checkout = Path(__file__).resolve().parents[2]
    folder = Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else checkout
    measure_reading(folder)
    measure_code(folder)
