"""The command line: `python -m autograd` with demo, playground or draw EXPRESSION."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from autograd import AutogradError, InputValueError, draw
from autograd.formulas.reading import parse


def assignment(text: str) -> tuple[str, float]:
    """A variable and its number, from text such as `a=2`."""
    name, equals, number = text.partition("=")
    try:
        if not (equals and name.strip().isidentifier()):
            raise ValueError
        return name.strip(), float(number)
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"{text!r} gives no variable a number: write NAME=NUMBER, for example a=2"
        ) from None


def count(text: str) -> int:
    """A number of training steps."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of steps: give 1 or more")
    return int(text)


def seed(text: str) -> int:
    """A seed that all generators of random numbers take."""
    if not text.isdecimal() or int(text) >= 2**32:
        raise argparse.ArgumentTypeError(f"{text!r} is no seed: give 0 to {2**32 - 1}")
    return int(text)


def port(text: str) -> int:
    """A port of this machine."""
    if not text.isdecimal() or int(text) >= 2**16:
        raise argparse.ArgumentTypeError(f"{text!r} is no port: give 1 to {2**16 - 1}")
    return int(text)


def expressions_apart(arguments: Sequence[str]) -> list[str]:
    """The arguments, with a space before an expression such as -a*b, which is no option."""
    return [
        f" {text}" if text.startswith("-") and not text.startswith("--") and text != "-h" else text
        for text in arguments
    ]


def parser() -> argparse.ArgumentParser:
    """What the command line understands."""
    top = argparse.ArgumentParser(
        prog="python -m autograd", description="A scalar autograd engine you can see through."
    )
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")

    demo = commands.add_parser("demo", help="train a small network on two moons and draw it")
    demo.add_argument("--out", type=Path, default=Path("demo"), help="folder to write to (demo)")
    demo.add_argument("--steps", type=count, default=100, help="steps of gradient descent (100)")
    demo.add_argument("--seed", type=seed, default=1337, help="of the data and the weights (1337)")

    playground = commands.add_parser("playground", help="play with a network on a web page")
    playground.add_argument("--port", type=port, default=0, help="of this machine (a free one)")
    playground.add_argument(
        "--no-browser", action="store_true", help="print the address only, and open no browser"
    )

    drawing = commands.add_parser(
        "draw",
        help="draw an expression and print its gradients",
        epilog="example: python -m autograd draw 'tanh(a*b + c)' a=2 b=-3 c=10",
    )
    drawing.add_argument("expression", help="arithmetic on variables, such as 'tanh(a*b + c)'")
    drawing.add_argument("variables", nargs="*", type=assignment, metavar="NAME=NUMBER")
    drawing.add_argument(
        "--out",
        type=Path,
        default=Path("graph.svg"),
        help=".svg .png .pdf .dot .mmd .graphml .json (graph.svg)",
    )
    drawing.add_argument("--direction", choices=["LR", "TB"], default="LR")
    return top


def draw_expression(text: str, variables: dict[str, float], out: Path, direction: Any) -> None:
    """Draw the expression, and print its value and the derivative by each variable."""
    result, values = parse(text, variables)
    result.backward()
    print(f"{text.strip()} = {result.data!r}")
    width = max((len(name) for name in values), default=0)
    for name, value in values.items():
        print(f"  {name:<{width}} = {value.data!r:<22} d/d{name} = {value.grad!r}")
    print(f"wrote {draw(result, direction=direction).save(out)}")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; 0 when it succeeded, 2 for a mistake in what was given."""
    given = sys.argv[1:] if arguments is None else arguments
    if given[:1] == ["draw"]:
        given = expressions_apart(given)
    options = parser().parse_args(given)
    try:
        if options.command == "demo":
            from autograd.app import demo

            demo.run(options.out, options.steps, options.seed)
        elif options.command == "playground":
            from autograd.app import playground

            playground.serve(options.port, browser=not options.no_browser)
        else:
            variables = dict(options.variables)
            if len(variables) < len(options.variables):
                raise InputValueError("a variable was given two numbers; give each one")
            draw_expression(options.expression, variables, options.out, options.direction)
    except AutogradError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    except OSError as error:
        print(f"error: cannot write there: {error}; choose another --out", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
