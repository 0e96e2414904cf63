"""The README in English and in Chinese: the same commands and examples; what both say is so.

Their examples are run as doctests, see `pyproject.toml`.
"""

import ast
import doctest
import json
import pkgutil
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ENGLISH, CHINESE = ROOT / "README.md", ROOT / ".github" / "README.zh.md"
BOTH = pytest.mark.parametrize("path", [ENGLISH, CHINESE], ids=["English", "Chinese"])
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def blocks(path, language):
    """What stands in the blocks of a language, one after the other."""
    text = path.read_text(encoding="utf-8")
    return re.findall(rf"(?ms)^```{language}\n(.*?)^```$", text)


def commands(path):
    """The lines of the blocks for a shell, without comments."""
    lines = "".join(blocks(path, "sh")).splitlines()
    return [line.partition("  #")[0].strip() for line in lines]


def examples(path):
    """What is run and what comes out; comments, which are translated, do not count."""
    found = doctest.DocTestParser().get_examples("\n".join(blocks(path, "python")))
    return [(ast.dump(ast.parse(each.source)), each.want) for each in found]


def rows(path, part):
    """The rows of the table below a heading, each as a list of cells."""
    text = re.search(rf"(?ms)^## {part}\n(.*?)(?=^## |\Z)", path.read_text(encoding="utf-8"))[1]
    lines = [line for line in text.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def links(path):
    """The files of the repository that a README links to or shows."""
    found = re.findall(r"\]\(([^)#]+)\)", path.read_text(encoding="utf-8"))
    return [(path.parent / link).resolve() for link in found if "://" not in link]


# ------------------------------------------------------------------------ one README


def test_the_readme_is_read_in_a_minute_or_two():
    assert len(ENGLISH.read_text(encoding="utf-8").splitlines()) <= 150


@BOTH
def test_links_lead_somewhere(path):
    assert [link for link in links(path) if not link.exists()] == []


@BOTH
def test_every_picture_is_shown(path):
    pictures = [link for link in links(path) if link.parent == ROOT / ".github" / "images"]
    assert sorted(pictures) == sorted((ROOT / ".github" / "images").iterdir())


@BOTH
def test_commands_install_extras_that_exist(path):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = re.findall(r'-e "\.\[(\w+)\]"', "\n".join(commands(path)))
    assert extras == ["train", "notebook", "dev"]
    assert set(extras) <= set(project["optional-dependencies"])


@BOTH
def test_commands_run_files_that_exist(path):
    files = re.findall(r"\btests/\S+\.py", "\n".join(commands(path)))
    assert files
    assert [file for file in files if not (ROOT / file).exists()] == []


# ------------------------------------------------------------------------ two languages


def test_both_have_the_same_commands():
    assert commands(CHINESE) == commands(ENGLISH)
    assert len(commands(ENGLISH)) >= 7


def test_both_have_the_same_examples():
    assert examples(CHINESE) == examples(ENGLISH)
    assert len(examples(ENGLISH)) >= 17


def test_both_change_the_same_import():
    assert blocks(CHINESE, "diff") == blocks(ENGLISH, "diff")


def test_both_link_to_the_same_files_and_to_each_other():
    english, chinese = links(ENGLISH), links(CHINESE)
    assert english[0] == CHINESE
    assert chinese[0] == ENGLISH
    assert chinese[1:] == english[1:]


def test_both_have_the_same_figures_of_speed():
    def figures(path, part):
        return [re.findall(r"\d[\d.,]*", row[-1]) for row in rows(path, part)]

    assert figures(CHINESE, "速度") == figures(ENGLISH, "Speed")
    assert len(figures(ENGLISH, "Speed")) >= 10


# ------------------------------------------------------------------------ lessons


LESSONS = rows(ENGLISH, "What a class will see")


def first_cell(path):
    return "".join(json.loads(path.read_text(encoding="utf-8"))["cells"][0]["source"])


def test_the_readme_lists_all_notebooks_by_number_and_title():
    titles = [first_cell(path).splitlines()[0].removeprefix("# ") for path in NOTEBOOKS]
    assert [row[0] for row in LESSONS] == [
        f"{number} [{title.replace('`', '')}](notebooks/{path.name})"
        for number, (title, path) in enumerate(zip(titles, NOTEBOOKS, strict=True), 1)
    ]


@pytest.mark.parametrize("row", LESSONS, ids=lambda row: row[0].partition(" ")[0])
def test_the_readme_has_the_minutes_of_the_notebook(row):
    first = first_cell(ROOT / re.search(r"\((.*)\)", row[0])[1])
    time = re.search(r"(?s)\*\*Time:\*\*(.*?)\n\n", first)[1]
    assert re.findall(r"\d+", time)[-1] == row[-1]


def test_both_list_the_same_lessons_and_minutes():
    def numbers(path, part):
        return [(row[0].split(" ")[0], row[-1]) for row in rows(path, part)]

    assert numbers(CHINESE, "课堂上会看到什么") == numbers(ENGLISH, "What a class will see")


# ------------------------------------------------------------------------ for students from China


def test_the_glossary_has_each_term_once():
    glossary = rows(CHINESE, "术语对照")
    for column in (0, 1):
        terms = [row[column] for row in glossary]
        assert len(set(terms)) == len(terms) >= 40
    assert all(re.search("[\u4e00-\u9fff]", row[0]) for row in glossary)
    assert all(re.search("[a-z]", row[1]) for row in glossary)


def test_names_in_the_glossary_exist():
    places = " ".join(row[2] for row in rows(CHINESE, "术语对照"))
    names = re.findall(r"`((?:autograd|nn)(?:\.\w+)*)`", places)
    assert len(names) >= 40
    for name in names:
        pkgutil.resolve_name(name)


@pytest.mark.parametrize("line", [row[1].strip("`") for row in rows(CHINESE, "带着教程来")])
def test_imports_of_tutorials_can_be_changed_so(line):
    exec(line, {})
