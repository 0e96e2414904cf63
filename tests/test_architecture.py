"""The layout of the code: imports point one way, and importing is light.

Each folder below `autograd/` and `nn/` is a room, and so is each module beside those folders:
`autograd.visual`, `autograd.value` and `autograd` itself are three rooms. All imports count: at the
top of a file, inside functions, and those that only type checkers see.
"""

import ast
import builtins
import functools
import graphlib
import importlib
import subprocess
import sys
from pathlib import Path

import pytest

import autograd
import nn

ROOT = Path(autograd.__file__).parent.parent

LAYERS = """
    autograd.errors autograd.numerics autograd.writing
    autograd.checks
    autograd.files autograd.serving
    autograd.graph autograd.operation
    autograd.ops autograd.custom autograd.differences
    autograd.recording
    autograd.value
    autograd.sequences autograd.functional autograd.names
    autograd.diagnosis autograd.formulas autograd.stepping autograd.grading
    autograd.testing autograd.compiler
    autograd.visual
    autograd
    nn.modes nn.tables nn.arguments
    nn.registry nn.order nn.tensors nn.data nn.augmentation
    nn.module nn.activations nn.constraints nn.regularizers nn.schedules nn.utils
    nn.losses nn.metrics nn.initializers nn.optimizers
    nn.neuron
    nn.layers
    nn.training nn.attribution
    nn.sequential nn.callbacks nn.checkpoints nn.plots
    nn.mlp nn.models
    nn.diagrams
    nn.importing
    nn.estimators
    nn
    autograd.app
    autograd.__main__
"""
"""The rooms in the order of imports: a room imports from earlier lines and from itself only."""

THIRD_PARTY = {
    "IPython",
    "PIL",
    "graphviz",
    "hypothesis",
    "marimo",
    "matplotlib",
    "numpy",
    "pytest",
    "resvg_py",
    "safetensors",
    "scipy",
    "sklearn",
    "tqdm",
    "typst",
}


def module_name(path):
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {
    module_name(path): path
    for package in ("autograd", "nn")
    for path in sorted(ROOT.glob(f"{package}/**/*.py"))
}
NN = {name for name in MODULES if name.split(".")[0] == "nn"}


@functools.cache
def tree(module):
    return ast.parse(MODULES[module].read_text(encoding="utf-8"))


@functools.cache
def imports():
    """For each module, what it imports, ours or not."""
    return {module: set(imported_by(module)) - {module} for module in MODULES}


def imported_by(module):
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module} has a relative import"
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                yield inner if inner in MODULES else node.module


def our_imports():
    return {module: imported & set(MODULES) for module, imported in imports().items()}


def room(module):
    """The module itself if it stands at a root, else the folder below `autograd` or `nn`."""
    return ".".join(module.split(".")[:2])


def test_each_room_has_one_place_in_the_layers():
    assert sorted(LAYERS.split()) == sorted({room(module) for module in MODULES})


def test_imports_point_to_earlier_lines():
    lines = LAYERS.strip().splitlines()
    rank = {name: rank for rank, line in enumerate(lines) for name in line.split()}
    upward = [
        f"{module} imports {imported}"
        for module, those in our_imports().items()
        for imported in sorted(those)
        if room(imported) != room(module) and rank[room(imported)] >= rank[room(module)]
    ]
    assert not upward, "\n".join(upward)


def test_there_is_no_circle_among_modules():
    graphlib.TopologicalSorter(our_imports()).prepare()


def test_there_is_no_circle_among_rooms():
    rooms = {room(module): set() for module in MODULES}
    for module, imported in our_imports().items():
        rooms[room(module)] |= {room(other) for other in imported} - {room(module)}
    graphlib.TopologicalSorter(rooms).prepare()


def test_the_root_of_autograd_is_small():
    modules = sorted(path.name for path in ROOT.glob("autograd/*.py"))
    assert len(modules) <= 10, modules


@pytest.mark.parametrize("module", sorted(NN))
def test_nn_uses_the_public_names_of_autograd_only(module):
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.ImportFrom) and str(node.module).startswith("autograd"):
            inner = node.module.startswith(("autograd.checks", "autograd.files"))
            rooms = (
                "autograd.recording.entries",
                "autograd.recording.scopes",
                "autograd.serving",
                "autograd.visual.charts",
                "autograd.visual.network",
            )
            assert node.module in ("autograd", *rooms) or inner
            offered = dir(importlib.import_module(node.module))
            assert {alias.name for alias in node.names} <= {"checks", *offered}
        elif isinstance(node, ast.Attribute) and ast.unparse(node.value) == "autograd":
            assert node.attr in {"checks", *dir(autograd)}


def test_third_party_packages_are_the_known_ones():
    known = {"autograd", "nn", *sys.stdlib_module_names, *THIRD_PARTY}
    for module, imported in imports().items():
        assert {name.split(".")[0] for name in imported} <= known, module


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
    assert set(package.__all__) <= set(dir(package))
    for name in dir(package):
        assert name.startswith("_") or getattr(package, name).__doc__, name


def test_a_star_import_hides_no_builtin():
    assert set(autograd.__all__) & set(dir(builtins)) == set()


def test_every_module_says_what_it_is_for():
    for module in MODULES:
        assert ast.get_docstring(tree(module)), module


@pytest.mark.parametrize("module", [name for name in MODULES if name.startswith("autograd.app")])
def test_programs_use_the_public_names_of_nn_only(module):
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.Import):
            assert not any(alias.name.startswith("nn.") for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and str(node.module).split(".")[0] == "nn":
            _, *inside = node.module.split(".")
            assert inside in ([], *([name] for name in nn.__all__)), node.module
            source = importlib.import_module(node.module)
            assert {alias.name for alias in node.names} <= set(source.__all__), node.module


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
