"""Execute every notebook from top to bottom; with --write, keep the output in the files.

python tests/run_notebooks.py [--write] [--jobs N] [NAME ...]
"""

import argparse
import functools
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

NOTEBOOKS = Path(__file__).parent.parent / "notebooks"


def execute(path, *, write):
    """Run a notebook in a fresh kernel, in its own folder; return whether no cell raised."""
    notebook = nbformat.read(path, as_version=4)
    start = time.perf_counter()
    resources = {"metadata": {"path": str(path.parent)}}
    try:
        NotebookClient(notebook, timeout=300, kernel_name="python3", resources=resources).execute()
    except CellExecutionError as error:
        print(f"{path.name}: failed\n{error}")
        return False
    print(f"{path.name}: {time.perf_counter() - start:.1f} s")
    if write:
        for cell in notebook.cells:
            cell.metadata.pop("execution", None)  # time stamps, which would differ at every run
        notebook.metadata.pop("language_info", None)
        nbformat.write(notebook, path)
    return True


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", help="file names; all notebooks without any")
    parser.add_argument("--write", action="store_true", help="keep the output in the notebooks")
    parser.add_argument("--jobs", type=int, default=1, help="how many run at once (1)")
    options = parser.parse_args()
    paths = [NOTEBOOKS / name for name in options.names] or sorted(NOTEBOOKS.glob("*.ipynb"))
    if not paths:
        sys.exit(f"there are no notebooks in {NOTEBOOKS}")
    with ProcessPoolExecutor(options.jobs) as pool:
        fine = list(pool.map(functools.partial(execute, write=options.write), paths))
    failed = [path.name for path, is_fine in zip(paths, fine, strict=True) if not is_fine]
    sys.exit(f"failed: {', '.join(failed)}" if failed else 0)


if __name__ == "__main__":
    main()
