import ast
import inspect
import subprocess
import sys
from pathlib import Path

import marketgate as mg
from marketgate import _native


def test_stubs_say_what_there_is():
    done = subprocess.run([sys.executable, "-m", "mypy.stubtest", "marketgate"], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def read_docs(body, owner):
    """Pairs of what the stubs say of each function, property and class, and what is said where Python runs."""
    for entry in body:
        if isinstance(entry, (ast.FunctionDef, ast.ClassDef)):
            thing = getattr(owner, entry.name)
            if not entry.name.startswith("_"):
                yield entry.name, ast.get_docstring(entry), inspect.getdoc(thing)
            if isinstance(entry, ast.ClassDef):
                yield from read_docs(entry.body, thing)


def test_stubs_explain_in_the_same_words():
    stubs = ast.parse((Path(mg.__file__).parent / "_native.pyi").read_text())
    docs = list(read_docs(stubs.body, _native))
    assert len(docs) > 30
    for name, stub, runtime in docs:
        assert stub and runtime and stub.split() == runtime.split(), name
