"""Build the API reference, and find what is wrong with it: `python -m tests.api_reference`.

The pages go to `build/api`; open `build/api/index.html`. The exit status is 1 if a public name has
no documentation, if a link or a name in backticks leads nowhere, or if pdoc warns.
"""

import argparse
import builtins
import functools
import importlib
import inspect
import pkgutil
import re
import sys
import warnings
from pathlib import Path
from urllib.parse import unquote

import pdoc
from pdoc import render_helpers

MODULES = [
    "autograd",
    *(f"autograd.{name}" for name in ("compiler", "diagnosis", "functional", "grading")),
    *("autograd.stepping", "autograd.testing", "autograd.visual"),
    "nn",
    *("nn.activations", "nn.attribution", "nn.augmentation", "nn.callbacks", "nn.checkpoints"),
    *("nn.constraints", "nn.estimators", "nn.initializers", "nn.layers", "nn.losses"),
    *("nn.metrics", "nn.models", "nn.optimizers", "nn.plots", "nn.regularizers", "nn.schedules"),
    "nn.utils",
]
"""What users import. Each name in `__all__` of these modules stands on the module's page."""

OURS = ("autograd", "nn")


def public_names(module):
    """What a module offers: what `import *` brings, and functions called like builtins."""
    names = getattr(module, "__all__", [name for name in vars(module) if name[0] != "_"])
    left_out = [
        name  # such as `autograd.sum`, which is not to replace the builtin one
        for name in dir(builtins)
        if name[0] != "_" and not inspect.ismodule(getattr(module, name, inspect))
    ]
    return sorted({*names, *left_out})


def as_function(thing):
    """A function in the place of a callable object, such as an operation.

    pdoc takes such an object for a variable: it would show its repr, and not its documentation.
    """

    def stand_in():
        """Replaced below."""

    functools.update_wrapper(stand_in, thing, updated=())
    stand_in.__signature__ = inspect.signature(thing)
    stand_in.__qualname__ = stand_in.__name__
    return stand_in


def is_described_by_itself(thing):
    """Whether this is a callable object with a name and documentation of its own."""
    if inspect.isclass(thing) or inspect.isroutine(thing) or not callable(thing):
        return False
    return "__name__" in dir(thing) and thing.__doc__ != type(thing).__doc__


def prepare(name):
    """A module as pdoc can read it: names that are loaded when asked for are loaded."""
    module = importlib.import_module(name)
    module.__all__ = public_names(module)
    for each in module.__all__:
        thing = getattr(module, each)
        vars(module)[each] = as_function(thing) if is_described_by_itself(thing) else thing
    page = pdoc.doc.Module(module)
    for member in page.variables:
        if inspect.isclass(member.default_value):
            member.docstring = f"Another name of `{member.default_value.__name__}`."
        elif not member.docstring:
            member.docstring = text_below(member.name, member.default_value)
    return page


def text_below(name, thing):
    """The text below the assignment of a name that other modules import."""
    for module in list(sys.modules.values()):
        if module.__name__.split(".")[0] in OURS and vars(module).get(name) is thing:
            text = pdoc.doc_ast.walk_tree(module).var_docstrings.get(name)
            if text:
                return text
    return ""


def arrange(modules):
    """Let each class show what users of it look for, and nothing else."""
    classes = [each for module in modules.values() for each in module.classes]
    public = {each.taken_from for each in classes}
    for each in classes:
        for member in each.members.values():
            module, name = member.taken_from
            origin = module, name.rpartition(".")[0]
            if module.split(".")[0] in OURS and origin not in public:
                # Inherited from a class without a page of its own, so it is shown here.
                member.taken_from = each.modulename, member.qualname
            if isinstance(member, pdoc.doc.Variable) and not member.docstring:
                # The text of the class explains it; its bare name would say nothing new.
                member.docstring = "@private"


def linked(page):
    """A page without links to itself that lead nowhere, such as those to bases without a page."""
    places = set(re.findall(r' id="([^"]*)"', page))
    return re.sub(
        r'<a href="#([^"]+)"[^>]*>(.*?)</a>',
        lambda link: link[0] if link[1] in places else link[2],
        page,
    )


def fenced(text):
    """A text whose examples are blocks of code, in which a line of dashes makes no heading."""
    return re.sub(r"(?m)^>>> .*\n(?:.+\n)*", lambda example: f"```pycon\n{example[0]}```\n", text)


def front_page(modules):
    """The index, with a line on what each module is for."""
    lines = [
        f"- [`{name}`]({name.replace('.', '/')}.html): {summary(module)}"
        for name, module in modules.items()
    ]
    text = "\n".join(["# Glassgrad", "", *lines])
    empty, filled = '<main class="pdoc">', f'<main class="pdoc">{render_helpers.to_html(text)}'
    return pdoc.render.html_index(modules).replace(empty, filled, 1)


def summary(module):
    """The first paragraph of a module's text, on one line."""
    return " ".join(module.docstring.partition("\n\n")[0].split())


def write(modules, folder):
    """One page for each module, the index, and the list that the search looks into."""
    pdoc.render.configure(docformat="google", show_source=False)
    pdoc.render.env.filters["to_html"] = lambda text: render_helpers.to_html(fenced(f"{text}\n"))
    for name, module in modules.items():
        page = folder / f"{name.replace('.', '/')}.html"
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(linked(pdoc.render.html_module(module, modules)), encoding="utf-8")
    (folder / "index.html").write_text(front_page(modules), encoding="utf-8")
    (folder / "search.js").write_text(pdoc.render.search_index(modules), encoding="utf-8")


def members(doc):
    """All that a page shows, classes' own public methods included."""
    for member in doc.own_members:
        if isinstance(member, pdoc.doc.Module) or member.name.startswith("_"):
            continue
        yield member
        if isinstance(member, pdoc.doc.Class):
            yield from members(member)


def undocumented(modules):
    """The public names that no text explains."""
    for module in modules.values():
        for member in members(module):
            if not member.docstring and member.taken_from[0].split(".")[0] in OURS:
                yield f"{member.fullname} has no documentation"


def resolves(name):
    try:
        return pkgutil.resolve_name(name) is not None
    except (ImportError, AttributeError):
        return False


def unknown_names(modules):
    """Names in backticks, such as `nn.losses.huber`, that are not there."""
    for module in modules.values():
        for member in [module, *members(module)]:
            for name in re.findall(r"`((?:autograd|nn)(?:\.\w+)+)(?:\(\))?`", member.docstring):
                if not resolves(name):
                    yield f"{member.fullname} mentions `{name}`, which is not there"


def broken_links(folder):
    """Links from page to page, and within a page, that lead nowhere."""
    pages = {
        path.resolve(): re.sub(
            "<script.*?</script>", "", path.read_text(encoding="utf-8"), flags=re.S
        )
        for path in folder.rglob("*.html")
    }
    places = {path: set(re.findall(r' id="([^"]*)"', text)) for path, text in pages.items()}
    for path, text in pages.items():
        for link in set(re.findall(r' href="([^"]*)"', text)):
            if "://" in link:
                continue
            file, _, place = unquote(link).partition("#")
            target = (path.parent / file).resolve() if file else path
            if target not in pages or (place and place not in places[target]):
                yield f"{path.relative_to(folder.resolve())}: the link {link} leads nowhere"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=Path("build/api"), help="folder (build/api)")
    folder = parser.parse_args().out
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        modules = {name: prepare(name) for name in MODULES}
        arrange(modules)
        write(modules, folder)
        problems = [*undocumented(modules), *unknown_names(modules), *broken_links(folder)]
    problems += [f"pdoc warns: {warning.message}" for warning in warned]
    print(*problems, f"{len(modules)} modules, {len(problems)} problems: {folder}", sep="\n")
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
