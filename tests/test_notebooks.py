"""The notebooks as lessons: how each begins, how it leads to the next, and its exercises."""

import ast
import json
import re
from pathlib import Path

import pytest

import autograd
from autograd.grading import Code, check
from autograd.grading.exercises import LESSONS

FOLDER = Path(autograd.__file__).parent.parent / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
SCREENS = 60  # lines: two screens
EACH = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
LESSON = pytest.mark.parametrize(
    "path", [path for path in NOTEBOOKS if path.stem[3:] in LESSONS], ids=lambda path: path.stem
)


def cells(path, kind=""):
    found = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return [cell for cell in found if cell["cell_type"] == kind or not kind]


def source(cell):
    return "".join(cell["source"])


def code(path):
    """The code of each cell, without its magics."""
    return [re.sub(r"(?m)^%.*$", "", source(cell)) for cell in cells(path, "code")]


def pictures(cell):
    kinds = [kind for output in cell["outputs"] for kind in output.get("data", {})]
    return [kind for kind in kinds if kind.startswith("image/")]


def test_there_are_notebooks_for_all_lessons():
    assert {path.stem[3:] for path in NOTEBOOKS} >= set(LESSONS)


@EACH
def test_the_first_cell_leads_to_the_notebooks_before_and_after(path):
    place = NOTEBOOKS.index(path)
    around = [*NOTEBOOKS[max(place - 1, 0) : place], *NOTEBOOKS[place + 1 : place + 2]]
    last_line = source(cells(path)[0]).splitlines()[-1]
    assert re.findall(r"\((\d\d_\w+\.ipynb)\)", last_line) == [other.name for other in around]


@EACH
def test_links_lead_to_notebooks_that_exist(path):
    for cell in cells(path, "markdown"):
        for name in re.findall(r"\(([\w/.]+\.ipynb)\)", source(cell)):
            assert (FOLDER / name).exists(), name


@EACH
def test_every_cell_was_run_and_none_failed(path):
    for cell in cells(path, "code"):
        assert cell["execution_count"], source(cell)
        assert all(output["output_type"] != "error" for output in cell["outputs"])


@EACH
def test_the_collector_stays_on(path):
    assert not any("gc.disable" in text for text in code(path))


@LESSON
def test_the_first_cell_has_an_aim_and_a_time(path):
    first = source(cells(path)[0])
    assert first.startswith("# ")
    assert re.search(r"\*\*Aim:\*\* \w", first)
    assert re.search(r"\*\*Time:\*\* [^*]*\d+", first.replace("\n", " "))


@LESSON
def test_imports_stand_in_one_short_cell_at_the_top(path):
    first, *others = map(ast.parse, code(path))
    imports = [node for node in first.body if isinstance(node, ast.Import | ast.ImportFrom)]
    assert imports
    assert len(code(path)[0].splitlines()) <= 30
    for tree in others:
        assert not any(isinstance(node, ast.Import | ast.ImportFrom) for node in tree.body)


@LESSON
def test_the_first_picture_comes_within_two_screens_of_code(path):
    lines = 0
    for cell in cells(path, "code"):
        lines += len(cell["source"])
        if pictures(cell):
            break
    assert lines <= SCREENS


@LESSON
def test_its_exercises_are_those_of_the_table_each_with_a_folded_answer(path):
    checked = [name for text in code(path) for name in re.findall(r'(?m)^check\("([^"]+)"', text)]
    assert checked == [row.name for row in LESSONS[path.stem[3:]]]
    folded = [source(cell).count("<details>") for cell in cells(path, "markdown")]
    assert sum(folded) >= len(checked)


@LESSON
def test_exercises_are_empty(path):
    for cell in cells(path, "code"):
        for name in re.findall(r'(?m)^check\("([^"]+)"', source(cell)):
            text = "".join(cell["outputs"][0]["data"]["text/plain"])
            assert text.startswith(f"{name}: nothing here yet.")


FUNCTIONS = [
    pytest.param(path, row.name, id=row.name)
    for path in NOTEBOOKS
    for row in LESSONS.get(path.stem[3:], ())
    if isinstance(row.kind, Code)
]


@pytest.mark.parametrize(("path", "name"), FUNCTIONS)
def test_the_folded_answer_passes_the_check(path, name):
    text = "\n".join(map(source, cells(path)))
    asked = re.search(rf'(?m)^check\("{name}", (\w+)\)', text)
    folded = re.search(r"(?s)<details>.*?```python\n(.*?)```", text[asked.end() :])
    scope = {}
    exec(f"{code(path)[0]}\n{folded.group(1)}", scope)
    assert check(name, scope[asked.group(1)])
