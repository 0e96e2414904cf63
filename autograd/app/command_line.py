"""The command line: `python -m autograd` with demo, playground or draw EXPRESSION."""

import argparse
import io
import math
import os
import sys
import unicodedata
from collections.abc import Callable, Sequence
from pathlib import Path

from autograd import AutogradError, InputValueError, draw
from autograd.checks import abbreviate
from autograd.formulas.reading import parse


def assignment(text: str) -> tuple[str, float]:
    """A variable and its number, from text such as `a=2`."""
    name, equals, number = text.partition("=")
    name = unicodedata.normalize("NFKC", name.strip())  # as Python reads names in an expression
    try:
        if not (equals and name.isidentifier()):
            raise ValueError
        return name, float(number)
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"{abbreviate(text)} gives no variable a number: write NAME=NUMBER, for example a=2"
        ) from None


def whole_number(least: int, most: float, wanted: str) -> Callable[[str], int]:
    """A reader of whole numbers from `least` to `most`; its error says what is `wanted`."""

    def number(text: str) -> int:
        digits = text.isascii() and text.isdecimal() and len(text) <= 18
        if not digits or not least <= int(text) <= most:
            raise argparse.ArgumentTypeError(f"{abbreviate(text)} is no {wanted}")
        return int(text)

    return number


count = whole_number(1, math.inf, "number of steps: give 1 or more")
seed = whole_number(0, 2**32 - 1, f"seed: give 0 to {2**32 - 1}")
port = whole_number(0, 2**16 - 1, f"port: give 1 to {2**16 - 1}")


def expressions_apart(arguments: Sequence[str]) -> list[str]:
    """Put a space before arguments such as -a*b, which argparse would take for options."""
    return [
        f" {text}" if text.startswith("-") and not text.startswith("--") and text != "-h" else text
        for text in arguments
    ]


EXAMPLES = {
    "demo": "python -m autograd demo",
    "playground": "python -m autograd playground",
    "draw": "python -m autograd draw 'tanh(a*b + c)' a=2 b=-3 c=10",
}
"""An example for each command."""
NEXT = """\
examples:
  {demo}
  {playground}
  {draw}

Begin with the demo, and open the page that it writes. Then change a network while it learns, in
the playground. The lessons are in the folder notebooks. For help on a command, write --help
behind it.
""".format(**EXAMPLES)


def parser() -> argparse.ArgumentParser:
    """The parser of the command line, with a parser for each command."""
    top = argparse.ArgumentParser(
        prog="python -m autograd",
        description="A scalar autograd engine you can see through.",
        epilog=NEXT,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = top.add_subparsers(dest="command", metavar="COMMAND")
    for name, help, add in (
        ("demo", "train a small network on two moons and draw it", add_demo),
        ("playground", "play with a network on a web page", add_playground),
        ("draw", "draw an expression and print its gradients", add_draw),
    ):
        add(commands.add_parser(name, help=help, epilog=f"example: {EXAMPLES[name]}"))
    return top


def add_demo(demo: argparse.ArgumentParser) -> None:
    """Add the options of the demo."""
    demo.add_argument("--out", type=Path, default=Path("demo"), help="folder to write to (demo)")
    demo.add_argument("--steps", type=count, default=100, help="steps of gradient descent (100)")
    demo.add_argument("--seed", type=seed, default=1337, help="of the data and the weights (1337)")


def add_playground(playground: argparse.ArgumentParser) -> None:
    """Add the options of the playground."""
    playground.add_argument("--port", type=port, default=0, help="of this machine (a free one)")
    playground.add_argument(
        "--no-browser", action="store_true", help="print the address only, and open no browser"
    )


def add_draw(drawing: argparse.ArgumentParser) -> None:
    """Add the arguments of draw."""
    drawing.add_argument("expression", help="arithmetic on variables, such as 'tanh(a*b + c)'")
    drawing.add_argument("variables", nargs="*", type=assignment, metavar="NAME=NUMBER")
    formats = ".svg .png .pdf .dot .mmd .graphml .json (graph.svg)"
    drawing.add_argument("--out", type=Path, default=Path("graph.svg"), help=formats)
    drawing.add_argument("--direction", choices=["LR", "TB"], default="LR")


def draw_expression(options: argparse.Namespace) -> None:
    """Draw the expression, and print its value and the derivative by each variable."""
    variables = dict(options.variables)
    if len(variables) < len(options.variables):
        raise InputValueError("a variable was given two numbers; give each one")
    result, values = parse(options.expression, variables)
    result.backward()
    print(f"{options.expression.strip()} = {result.data!r}")
    width = max((len(name) for name in values), default=0)
    for name, value in values.items():
        print(f"  {name:<{width}} = {value.data!r:<22} d/d{name} = {value.grad!r}")
    print(f"wrote {draw(result, direction=options.direction).save(options.out)}")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command, or print help if none is given; return 0 if it succeeded, 2 for a mistake."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # names that a terminal cannot show
    given = sys.argv[1:] if arguments is None else arguments
    if given[:1] == ["draw"]:
        given = expressions_apart(given)
    options = parser().parse_args(given)
    try:
        # The demo and the playground are imported when they run: they need more packages.
        if options.command == "demo":
            from autograd.app import demo

            demo.run(options.out, options.steps, options.seed)
        elif options.command == "playground":
            from autograd.app import playground

            playground.serve(options.port, browser=not options.no_browser)
        elif options.command == "draw":
            draw_expression(options)
        else:
            parser().print_help()
    except AutogradError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:  # whoever read has seen enough; Python must not flush once more
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - open until the end
        return 1
    except OSError as error:
        print(f"error: cannot write there: {error}; choose another --out", file=sys.stderr)
        return 2
    return 0
