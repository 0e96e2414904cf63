"""Labels that would harm a page, a picture or a formula if they were not escaped."""

import itertools
import re

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
