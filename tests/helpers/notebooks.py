"""Runs code in a notebook, in a kernel of its own.

nbformat takes a second to import, so it is imported when a test first needs it.
"""


def run_cell(code):
    """The outputs of a notebook whose only cell holds this code."""
    import nbformat
    from nbclient import NotebookClient

    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)])
    NotebookClient(notebook, timeout=100, kernel_name="python3").execute()
    return notebook.cells[0].outputs
