"""Writes a derivative as a sum over paths: as text, in LaTeX and in HTML."""

import itertools
import math
import re

from autograd.diagnosis.story import Definition, Factor, Gap, Line, Story
from autograd.writing import tex
from autograd.writing.html import Markup, face, html_table, sentence
from autograd.writing.text import count, is_number, number

BROKEN = (
    "A derivative that is nan or infinite makes the sum so: autograd.diagnose finds where it "
    "comes from."
)
NO_PATH = "There is none to what .data, detach() or no_grad() took out of the graph."


def headline(story: Story) -> str:
    """A sentence with the derivative and the number of its paths."""
    start = f"d {story.root} / d {story.wrt} = {number(story.total)}"
    way, paths = f"from {story.root} down to {story.wrt}", story.paths
    if paths == 0:
        return f"{start}: no path leads {way}. {NO_PATH}"
    if paths == 1:
        if not story.lines[0].parts:
            return f"{start}: it is the derivative of a Value by itself."
        return f"{start}, the product of the derivatives along the only path {way}:"
    many = "astronomically many paths" if paths is None else quantity(paths, "path")
    text = f"{start}, the sum over {many} {way}, each a product of derivatives"
    return f"{text}. The largest:" if _has_others(story) else f"{text}:"


def quantity(many: int, singular: str) -> str:
    """A number of things; a huge one as a power of ten.

    >>> quantity(1234, "path"), quantity(2**5000, "path")
    ('1,234 paths', 'about 10^1505 paths')
    """
    if many < 10**15:
        return count(many, singular)
    return f"about 10^{int(math.log10(many))} {singular}s"


def _others(story: Story) -> str:
    if story.paths is None:
        return "all other paths together"
    return f"{quantity(story.paths - len(story.lines), 'other path')} together"


def _has_others(story: Story) -> bool:
    return story.paths != len(story.lines)


def _is_broken(story: Story) -> bool:
    return not all(map(math.isfinite, [story.total, *[line.product for line in story.lines]]))


# ------------------------------------------------------------------------------------- text


def as_text(story: Story) -> str:
    """The story as lines of text."""
    rows = _rows(story)
    width = max([len(value) for value, _ in rows], default=0)
    text = [headline(story), *[f"  {value:>{width}} = {factors}" for value, factors in rows]]
    if _is_broken(story):
        text.append(BROKEN)
    if rows:
        where = _where(story, ",  ")
        width = max([len(definition) for definition, _ in where])
        text.append("where")
        text += [f"  {definition:<{width}}    {rules}".rstrip() for definition, rules in where]
    return "\n".join(text)


def _rows(story: Story) -> list[tuple[str, str]]:
    """For each path its product and the factors; at last the sum of all paths not shown."""
    rows = [(number(line.product), _product(line)) for line in story.lines if line.parts]
    if _has_others(story):
        rows.append((number(story.remainder), _others(story)))
    return rows


def _where(story: Story, joint: str) -> list[tuple[str, str]]:
    """The meaning of each symbol, and the rules of the derivatives by its operands."""
    return [(_definition(x), joint.join(map(_rule, x.factors))) for x in story.definitions]


def _product(line: Line) -> str:
    return " * ".join(map(_part, line.parts))


def _part(part: Factor | Gap) -> str:
    if isinstance(part, Gap):
        return f"{number(part.product)} ({_hidden(part)})"
    return f"{number(part.local)} (d {part.above}/d {part.below}{part.role})"


def _hidden(gap: Gap) -> str:
    return f"{count(gap.factors, 'factor')} of 1" if gap.only_ones else f"{gap.factors:,} more"


def _definition(definition: Definition) -> str:
    parts = [definition.symbol, definition.formula, number(definition.value)]
    return " = ".join(filter(None, parts))


def _rule(factor: Factor) -> str:
    parts = [f"d {factor.above}/d {factor.below}{factor.role}", factor.rule, number(factor.local)]
    if is_number(factor.rule):
        parts.remove(factor.rule)
    return " = ".join(parts)


# ------------------------------------------------------------------------------------ LaTeX


def as_latex(story: Story) -> str:
    """The story as a formula in LaTeX, without dollar signs around it."""
    left = _derivative(story.root, story.wrt)
    terms = [r" \cdot ".join(map(_latex_part, line.parts)) for line in story.lines if line.parts]
    if _has_others(story):
        others = _latex_text(_others(story))
        terms.append(rf"\underbrace{{{_latex_number(story.remainder)}}}_{{{others}}}")
    if not terms:
        return f"{left} = {_latex_number(story.total)}"
    first, *more = terms
    lines = [f"{left} &= {first}", *[rf"&\quad + {term}" for term in more]]
    return tex.aligned([*lines, f"&= {_latex_number(story.total)}"])


def _latex_part(part: Factor | Gap) -> str:
    if isinstance(part, Gap):
        value, below = part.product, _latex_text(_hidden(part))
    else:
        value, below = part.local, _derivative(part.above, part.below)
    return rf"\underbrace{{{_latex_number(value)}}}_{{{below}}}"


def _derivative(above: str, below: str) -> str:
    return tex.derivative(latex_name(above), latex_name(below))


def latex_name(name: str) -> str:
    r"""A name as a symbol of a formula; characters that mean something in LaTeX are escaped.

    >>> latex_name("w"), latex_name("v12"), latex_name("loss"), latex_name("x_1")
    ('w', 'v_{12}', '\\mathrm{loss}', '\\mathrm{x\\_1}')
    """
    return tex.name(name) if re.fullmatch(r"[A-Za-z]\d*", name) else _latex_text(name)


_ESCAPES = {"\\": r"\backslash ", "^": r"\wedge ", "~": r"\sim ", " ": r"\ "} | {
    c: "\\" + c for c in "{}%$&#_"
}


def _latex_text(text: str) -> str:
    return rf"\mathrm{{{''.join(_ESCAPES.get(c, c) for c in text)}}}"


def _latex_number(x: float) -> str:
    latex = tex.number(x).latex
    return f"({latex})" if x < 0.0 else latex


# ------------------------------------------------------------------------------------- HTML


def as_html(story: Story) -> str:
    """The story as a table for a notebook, with a bar for the size of each path."""
    largest = max([abs(line.product) for line in story.lines], default=0.0)
    bars = [_bar(line.product, largest) for line in story.lines if line.parts]
    paths = itertools.zip_longest(_rows(story), bars, fillvalue=Markup())
    rows = [(value, bar, product) for (value, product), bar in paths]
    parts = [sentence(headline(story), strong=True)]
    if _is_broken(story):
        parts.append(sentence(BROKEN))
    if rows:
        products = html_table(rows, right={0}, even={0, 2})
        parts += [products, sentence("where"), html_table(_where(story, ", "), even={0, 1})]
    return face(*parts)


def _bar(product: float, largest: float) -> Markup:
    share = abs(product) / largest if 0.0 < largest < math.inf else 0.0
    colour = "#3b82f6" if product > 0.0 else "#c2730a"
    style = f"width:{100 * share:.0f}px;height:0.7em;background:{colour}"
    return Markup(f'<div style="{style}"></div>')
