"""What the tests share."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent


@pytest.fixture(scope="session")
def case() -> Path:
    """A scenario of two markets with two strategies and a sweep."""
    return HERE / "small.toml"


@pytest.fixture(scope="session")
def command():
    """Carries out a command line of the program that $MARKETGATE names, which was built without Python; of the package where none is."""
    program = os.environ.get("MARKETGATE", str(Path(sys.executable).with_name("marketgate")))

    def run(*words: object, **options: object) -> "subprocess.CompletedProcess[str]":
        return subprocess.run([program, *map(str, words)], capture_output=True, text=True, timeout=300, **options)

    return run


def list_files(folder: Path) -> dict:
    """The bytes of all files in a folder, by name."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}
