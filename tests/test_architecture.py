"""The layout of the code: imports point one way, and importing is light."""

import ast
import graphlib
import importlib
import subprocess
import sys
from pathlib import Path

import pytest

import autograd
import nn

ROOT = Path(autograd.__file__).parent.parent
FILES = sorted([*ROOT.glob("autograd/**/*.py"), *ROOT.glob("nn/**/*.py")])

# Each module may import those of the lines above it (and, within `nn` and `visual`, each other as
# long as there is no cycle). A new module is added to its line here.
LAYERS = [
    {"autograd.errors", "autograd.checks", "autograd.graph", "autograd.writing.text"},
    {"autograd.writing.html"},
    {"autograd.numerics.kernels", "autograd.numerics.special", "autograd.operation"},
    {
        "autograd.ops",
        "autograd.recording.contexts",
        "autograd.recording.copying",
        "autograd.recording.predicates",
        "autograd.recording.scopes",
    },
    {"autograd.value"},
    {
        "autograd.methods",
        "autograd.sequences",
        "autograd.functional.structure",
        "autograd.recording.randomness",
    },
    {"autograd.functional.sweeps", "autograd.custom"},
    {"autograd.functional", "autograd.names.variables"},
    {"autograd.testing"},
    {"autograd.diagnosis"},
    {"autograd.names.symbols"},
    {"autograd.writing.tex"},
    {"autograd.formulas.symbolic"},
    {"autograd.formulas.derivations"},
    {"autograd.formulas.latex", "autograd.formulas"},
    {"autograd.stepping"},
    {"autograd.compiler"},
    {"autograd.visual"},
    {"autograd"},
    {"nn"},
    {"autograd.app.demo", "autograd.formulas.reading", "autograd.app.playground"},
    {"autograd.app.command_line"},
    {"autograd.__main__"},
]

ALLOWED_OUTSIDE = {
    "IPython",
    "graphviz",
    "hypothesis",
    "matplotlib",
    "numpy",
    "pytest",
    "safetensors",
    "scipy",
    "sklearn",
    "tqdm",
    "typst",
}


def module_name(path):
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_name(path): path for path in FILES}


def imported_modules(path):
    """The modules that a file imports anywhere, except for type checkers only."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            node.body = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                yield inner if inner in MODULES else node.module


def layer(module):
    """The line of LAYERS that holds the module or the package it is in."""
    if module == "autograd":
        return LAYERS.index({"autograd"})
    for rank, names in enumerate(LAYERS):
        if any(module == name or module.startswith(name + ".") for name in names - {"autograd"}):
            return rank
    raise AssertionError(f"{module} is in no layer: add it to LAYERS")


IMPORTS = {name: set(imported_modules(path)) & set(MODULES) for name, path in MODULES.items()}


def test_there_is_no_cycle():
    packages = {"autograd", "nn"}  # importing from a package's public names is checked below
    graph = {name: imports - packages for name, imports in IMPORTS.items() if name not in packages}
    graphlib.TopologicalSorter(graph).prepare()


@pytest.mark.parametrize("module", MODULES)
def test_imports_point_one_way(module):
    for imported in IMPORTS[module]:
        depth = 1 if module.startswith("nn") else 2
        same_package = module.split(".")[:depth] == imported.split(".")[:depth]
        assert layer(imported) < layer(module) or same_package, f"{module} imports {imported}"


@pytest.mark.parametrize("module", [name for name in MODULES if name.split(".")[0] == "nn"])
def test_nn_uses_the_public_names_of_autograd_only(module):
    for node in ast.walk(ast.parse(MODULES[module].read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and str(node.module).startswith("autograd"):
            assert node.module in ("autograd", "autograd.checks")
            public = set(autograd.__all__) | set(vars(autograd.checks))
            assert {alias.name for alias in node.names} <= public


@pytest.mark.parametrize("module", MODULES)
def test_third_party_packages_are_the_known_ones(module):
    ours = {"autograd", "nn"}
    top = {name.split(".")[0] for name in imported_modules(MODULES[module])}
    assert top - ours - sys.stdlib_module_names <= ALLOWED_OUTSIDE


@pytest.mark.parametrize("package", ["autograd", "nn"])
def test_importing_needs_the_standard_library_only(package):
    program = (
        "import sys; before = set(sys.modules)\n"
        f"import {package}\n"
        "new = {name.split('.')[0] for name in set(sys.modules) - before}\n"
        "print(sorted(new - set(sys.stdlib_module_names) - {'autograd', 'nn'}))\n"
    )
    result = subprocess.run(
        [sys.executable, "-I", "-c", program], capture_output=True, text=True, check=True
    )
    assert result.stdout.strip() == "[]"


@pytest.mark.parametrize("package", [autograd, nn], ids=lambda package: package.__name__)
def test_the_public_names_exist_and_are_documented(package):
    assert len(set(package.__all__)) == len(package.__all__)
    for name in package.__all__:
        assert getattr(package, name).__doc__, name
    assert set(package.__all__) <= set(dir(package))


def test_every_module_says_what_it_is_for():
    for name, path in MODULES.items():
        assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))), name


@pytest.mark.parametrize("module", [name for name in MODULES if name.startswith("autograd.app")])
def test_programs_use_the_public_names_of_nn_only(module):
    for node in ast.walk(ast.parse(MODULES[module].read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            assert not any(alias.name.startswith("nn.") for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and str(node.module).split(".")[0] == "nn":
            _, *inside = node.module.split(".")
            assert inside in ([], *([name] for name in nn.__all__)), node.module
            source = importlib.import_module(node.module)
            assert {alias.name for alias in node.names} <= set(source.__all__), node.module
