import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import marketgate as mg

SCRIPT = Path(sys.executable).with_name("marketgate")


def run(*words):
    return subprocess.run([str(word) for word in words], capture_output=True, text=True, timeout=120)


@pytest.mark.parametrize("program", [[SCRIPT], [sys.executable, "-m", "marketgate"]])
def test_the_package_brings_the_command(program, case, command):
    assert run(*program, "--version").stdout == f"marketgate {mg.__version__}\n"
    assert run(*program, "check", case).stdout == command("check", case).stdout


def test_exit_codes_are_those_of_the_command(case, tmp_path):
    assert run(SCRIPT, "check", case).returncode == 0
    assert run(SCRIPT, "check", tmp_path / "none.toml").returncode == 2
    assert run(SCRIPT, "chekc").returncode == 2
    nowhere = tmp_path / "file"
    nowhere.write_text("no folder")
    assert run(SCRIPT, "run", case, "-n", 10, "-o", nowhere).returncode == 1


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_ctrl_c_ends_the_command(case, tmp_path):
    child = subprocess.Popen([SCRIPT, "run", case, "-n", "1000000", "-o", tmp_path], stderr=subprocess.PIPE, text=True)
    time.sleep(2)
    child.send_signal(signal.SIGINT)
    _, told = child.communicate(timeout=60)
    assert child.returncode == 130 and "interrupted" in told
    assert not (tmp_path / "small").exists()
