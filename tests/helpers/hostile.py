"""What no user means to give: labels that would harm a page, values that no function can take."""

import decimal
import fractions
import itertools
import re
import time

import numpy

from autograd import Value
from autograd.errors import AutogradError

LABELS = [
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "\"quoted\" & 'quoted'",
    "&lt;b&gt;",
    r"\end{aligned} $x$ #1 %_^~{",
    "\\",
    "🙂 loss",
    "שלום עולם",
    "\u202eevil",
    "two\nlines",
    "\x00",
    "\u0301",
    "x" * 10_000,
]

DRAWN = {
    "</script><script>alert(1)</script>": "</script><script…ert(1)</script>",
    "say \"hello\" & 'bye'": "say \"hello\" & 'bye'",
    r"\N \G \E \L \n \\": r"\N \G \E \L \n \\",
    "ends in a backslash \\": "ends in a backslash \\",
    "<b>bold</b>": "<b>bold</b>",
    "<<table>>": "<<table>>",
    "&amp; &lt; &#35; #quot;": "&amp; &lt; &#35; #quot;",
    "]]> --> %%": "]]> --> %%",
    "{record|with|fields}": "{record|with|fields}",
    "`code` **bold** $$x$$": "`code` **bold** $$x$$",
    "style: #1; classDef x:#2;": "style: #1; classDef x:#2;",
    "😀 👩\u200d👧": "😀 👩\u200d👧",
    "x" * 10_000: "x" * 16 + "…" + "x" * 15,
    "שלום עולם": "שלום עולם",
    "\u202eevil": r"\u202eevil",
    "two\nlines\r\n": r"two\nlines\r\n",
    "\x00\x07\x7f\x9f": r"\x00\x07\x7f\x9f",
    "\ud800\ufffe\uffff": r"\ud800\ufffe\uffff",
    "end": "end",
    "": "",
    " \t ": r"\t",
}
"""Labels, and what a drawing shows of each."""


def assert_harmless(latex):
    """Nothing of a label is a command, ends a group, or would be an element of a page."""
    commands = set(re.findall(r"\\[A-Za-z]+|\\.", latex))
    assert commands <= {
        *(r"\begin", r"\end", r"\frac", r"\partial", r"\cdot", r"\mathrel", r"\mathrm", r"\text"),
        *(r"\left", r"\right", r"\backslash", r"\wedge", r"\sim", r"\quad", "\\ ", "\\\\"),
        *(r"\{", r"\}", r"\%", r"\$", r"\#", r"\_", r"\&"),
    }
    assert latex.count(r"\begin") == latex.count(r"\end") == 1
    bare = re.sub(r"\\.", "", latex)
    depths = itertools.accumulate({"{": 1, "}": -1}.get(c, 0) for c in bare)
    assert min(depths) == 0
    assert bare.count("{") == bare.count("}")
    assert not re.search(r"[%#$~]", bare)
    assert not re.search(r"<[A-Za-z!/?]|&[A-Za-z#]", latex)


LONGEST_MESSAGE = 1_000
LONGEST_CALL = 5.0  # seconds; a call that takes as long would hang with slightly more


class Broken:
    """An object that claims to be a number and a sequence, and fails whenever it is asked."""

    def fail(self, *arguments):
        raise RuntimeError("this object is broken")

    __repr__ = __float__ = __len__ = __iter__ = __getitem__ = __index__ = fail


class Misleading:
    """An object whose number, text and length are of the wrong types."""

    def __float__(self):
        return "1.0"

    def __repr__(self):
        return 1.0

    def __len__(self):
        return -1  # noqa: PLE0303 - on purpose


def nested(depth):
    """A list in a list in a list ..."""
    inner = 1.0
    for _ in range(depth):
        inner = [inner]
    return inner


def containing_itself(kind):
    """A list or dict that contains itself."""
    container = kind()
    if kind is list:
        container += [1.0, container]
    else:
        container["a"] = container
    return container


VALUES = {
    "None": lambda: None,
    "True": lambda: True,
    "a huge int": lambda: 10**5000,
    "a negative huge int": lambda: -(10**400),
    "nan": lambda: float("nan"),
    "complex": lambda: 1j,
    "a Decimal sNaN": lambda: decimal.Decimal("sNaN"),
    "a Decimal": lambda: decimal.Decimal("1e999999"),
    "a huge Fraction": lambda: fractions.Fraction(10**5000, 3),
    "text": lambda: "x",
    "no text": lambda: "",
    "long text": lambda: "x" * 100_000,
    "bytes": lambda: b"x",
    "no bytes": lambda: b"",
    "bytearray": lambda: bytearray(b"xy"),
    "memoryview": lambda: memoryview(b"xy"),
    "an object": object,
    "a broken object": Broken,
    "a misleading object": Misleading,
    "a class": lambda: Broken,
    "a function": lambda: len,
    "a lambda": lambda: lambda *arguments: "result",
    "a set": lambda: {1.0, 2.0},
    "a frozenset": lambda: frozenset([1.0]),
    "a dict": lambda: {"a": 1.0},
    "a dict of numbers": lambda: {0: 1.0, 1: 2.0},
    "no list": list,
    "a list of text": lambda: ["x", "y"],
    "a list of None": lambda: [None],
    "a ragged list": lambda: [[1.0, 2.0], [3.0]],
    "a list of broken objects": lambda: [Broken()],
    "a list of masked": lambda: [1.0, numpy.ma.masked],
    "a list that contains itself": lambda: containing_itself(list),
    "a dict that contains itself": lambda: containing_itself(dict),
    "a deep list": lambda: nested(5_000),
    "a list of Values": lambda: [Value(1.0), Value(2.0)],
    "a generator": lambda: (x for x in [1.0, 2.0]),
    "a range": lambda: range(3),
    "a Value": lambda: Value(2.0),
    "masked": lambda: numpy.ma.masked,
    "a masked array": lambda: numpy.ma.array([1.0, 2.0], mask=[True, False]),
    "an array without axes": lambda: numpy.array(2.0),
    "an array of text": lambda: numpy.array(["x", "y"]),
    "an array of bytes": lambda: numpy.array([b"x"]),
    "an array of complex": lambda: numpy.array([1j]),
    "an array of None": lambda: numpy.array([None, None]),
    "an array of dates": lambda: numpy.array(["2020-01-01"], dtype="datetime64[D]"),
    "a structured array": lambda: numpy.zeros(2, dtype=[("a", float)]),
    "an array of a wrong shape": lambda: numpy.zeros((2, 0, 3)),
    "an array of arrays": lambda: numpy.array([numpy.zeros(2), None], dtype=object),
    "a numpy int": lambda: numpy.int8(-1),
    "a numpy text": lambda: numpy.str_("x"),
    "a numpy date": lambda: numpy.datetime64("2020-01-01"),
}
"""Makers of hostile values: each call needs a value of its own."""


def fault(call, *, also=()):
    """What is wrong with a call that was given a hostile value; None if nothing is.

    It may return. It may raise an error of the package, or one of the classes in `also`, as long as
    the message is bounded; and it does either within seconds.
    """
    start = time.perf_counter()
    try:
        call()
    except (AutogradError, *also) as error:
        if len(str(error)) >= LONGEST_MESSAGE:
            return f"a message of {len(str(error))} characters: {str(error)[:60]}..."
    except Exception as error:
        return f"{type(error).__name__}: {str(error)[:200]}"
    taken = time.perf_counter() - start
    return f"it took {taken:.1f} s" if taken > LONGEST_CALL else None


def faults(function, *examples, also=(), values=VALUES, **named):
    """Call a function with each hostile value in the place of each argument; what went wrong.

    Args:
        function: The function.
        examples: For each positional argument a function that makes one that it takes.
        also: Classes of errors that it may raise besides those of the package.
        values: Makers of the hostile values, by what they are.
        named: The same for arguments by name.
    """
    found = {}
    places = [*range(len(examples)), *named]
    for place, (title, make) in itertools.product(places, values.items()):
        makers = {**dict(enumerate(examples)), **named, place: make}
        arguments = {key: maker() for key, maker in makers.items()}
        given = [arguments.pop(k) for k in range(len(examples))]
        wrong = fault(lambda: function(*given, **arguments), also=also)  # noqa: B023 - called here
        if wrong is not None:
            found[place, title] = wrong
    return found
