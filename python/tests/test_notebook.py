"""The notebook runs, with fewer simulations than it shows. REGENERATE=1 runs it as it stands and writes what comes out into it."""

import os
import re
from pathlib import Path

import nbclient
import nbformat

NOTEBOOK = Path(__file__).resolve().parents[1] / "docs" / "first-run.ipynb"
# Simulations of each run in a test.
FEW = 60


def list_kinds(notebook):
    """For each cell the kinds of what it shows, in their order."""
    return [[sorted(shown.get("data", {"text/plain": ""})) for shown in cell.get("outputs", [])] for cell in notebook.cells]


def test_the_notebook_runs_and_shows_what_it_holds(tmp_path):
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    held = list_kinds(notebook)
    is_new = bool(os.environ.get("REGENERATE"))
    if not is_new:
        for cell in notebook.cells:
            cell.source = re.sub(r"\bn=[\d_]+", f"n={FEW}", cell.source)
    nbclient.NotebookClient(notebook, timeout=300, resources={"metadata": {"path": tmp_path}}).execute()
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
    if is_new:
        nbformat.write(notebook, NOTEBOOK)
        held = list_kinds(notebook)
    assert list_kinds(notebook) == held
    assert any("text/html" in kinds for shown in held for kinds in shown)
    assert (tmp_path / "output" / "forced-sale" / "report.html").is_file()
