"""The layout of the code: imports point one way, and importing is light."""

import ast
import graphlib
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
    {"autograd.recording.arrays"},
    {"autograd.value"},
    {
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
            public = set(dir(autograd)) | set(vars(autograd.checks))
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


# Imports each module first: until it asks for a public name of its package, that package is empty.
# Then numpy's functions and the operators must work on Values.
ALONE = """
import importlib, sys, types
from importlib.util import find_spec
import numpy

class Package(types.ModuleType):
    def __init__(self, name, spec):
        super().__init__(name)
        self.__path__, self.__spec__, self.spec = spec.submodule_search_locations, None, spec

    def __getattr__(self, name):
        is_known = name.startswith("__") or find_spec(f"{self.__name__}.{name}")  # a module of it
        if is_known or self.__spec__ is not None:
            raise AttributeError(name)
        self.__spec__ = self.spec
        self.spec.loader.exec_module(self)
        return getattr(self, name)

specs = {name: find_spec(name) for name in ("autograd", "nn")}
for module in sys.argv[1:]:
    package = module.split(".")[0]
    for name in [name for name in sys.modules if name.split(".")[0] == package]:
        del sys.modules[name]
    if module != package:
        sys.modules[package] = Package(package, specs[package])
    try:
        importlib.import_module(module)
        value = importlib.import_module("autograd.value").Value
        y = numpy.exp(value(0.0)) * value(3.0) + numpy.float64(2.0) ** value(1.0)
        assert (y.data, y.tanh().op.name) == (5.0, "tanh")
    except Exception as error:
        sys.exit(f"{module}, imported first: {type(error).__name__}: {error}")
"""


def test_each_module_can_be_imported_first():
    modules = [name for name in MODULES if name != "autograd.__main__"]
    result = subprocess.run(
        [sys.executable, "-c", ALONE, *modules], capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr
