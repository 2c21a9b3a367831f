import json
import os
import signal
import subprocess
import sys
import threading
import time

import pytest

import marketgate as mg
from conftest import list_files

N = 120


def test_results_are_the_files_of_the_command_line_byte_for_byte(tmp_path, case, command):
    done = command("run", case, "-n", N, "--seed", 7, "--board", "-o", tmp_path / "command")
    assert done.returncode == 0, done.stderr
    results = mg.run(case, n=N, seed=7)
    folder = results.save(tmp_path / "python", board=True)
    written, expected = list_files(folder), list_files(tmp_path / "command" / "small")
    assert written.keys() == expected.keys() and len(written) > 20
    assert [name for name in written if written[name] != expected[name]] == []
    assert results.to_json().encode() == expected["summary.json"]
    assert results.summary == json.loads(expected["summary.json"])


def test_files_that_are_not_wanted_are_not_written(tmp_path, case):
    results = mg.run(case, n=N, rows=False)
    with pytest.raises(mg.ScenarioError, match="rows=True"):
        results.outcomes
    with pytest.raises(mg.ScenarioError, match="rows=True"):
        results.save(tmp_path)
    files = list_files(results.save(tmp_path, rows=[], formats=["svg"]))
    assert not any(name.endswith((".parquet", ".png")) or name == "outcomes.csv" for name in files)
    with pytest.raises(mg.ScenarioError, match="not as pdf"):
        results.save(tmp_path, formats=["pdf"])


def test_the_seed_decides_and_threads_do_not(case):
    first = mg.run(case, n=N, seed=7, threads=1)
    assert first.to_json() == mg.run(case, n=N, seed=7, threads=3).to_json()
    assert first.to_json() != mg.run(case, n=N, seed=8).to_json()
    assert (first.n, first.seed) == (N, 7)


def test_a_run_goes_on_until_it_is_precise_enough(tmp_path, case, command):
    done = command("run", case, "--precision", "2%", "-n", 9000, "-o", tmp_path / "command")
    assert done.returncode == 0, done.stderr
    results = mg.run(case, precision="2%", n=9000)
    expected = list_files(tmp_path / "command" / "small")
    written = list_files(results.save(tmp_path / "python"))
    assert [name for name in expected if written[name] != expected[name]] == []
    assert results.n < 9000 and len(results.outcomes) == results.n
    with pytest.raises(mg.ScenarioError, match="precision: "):
        mg.run(case, precision="soon")


def test_figures_have_paths(case):
    results = mg.run(case, n=N)
    assert results.figure("value.mean") == results.summary["value"]["mean"]
    with pytest.raises(mg.ScenarioError, match="did you mean `value.mean`"):
        results.figure("value.maen")


@pytest.mark.parametrize("wrong", [{"n": 0}, {"threads": 0}, {"n": 2_000_000_000}])
def test_numbers_that_make_no_run_are_refused(case, wrong):
    with pytest.raises(mg.ScenarioError):
        mg.run(case, **wrong)


def test_rows_that_no_memory_holds_are_refused(case):
    with pytest.raises(MemoryError, match="rows=False"):
        mg.run(case, n=1_000_000_000)


def test_progress_is_told_to_the_end(case):
    told = []
    mg.run(case, n=N, progress=lambda done, total: told.append((done, total)))
    assert told[-1] == (N, N) and told == sorted(told)


def test_what_progress_raises_ends_the_run(case):
    def refuse(done, total):
        raise LookupError("enough")

    began = time.monotonic()
    with pytest.raises(LookupError, match="enough"):
        mg.run(case, n=1_000_000, progress=refuse, rows=False)
    assert time.monotonic() - began < 30


def test_python_goes_on_while_a_run_runs(case):
    """Another thread counts meanwhile, which it could not if the run held the interpreter's lock."""
    counted, is_over = [0], threading.Event()

    def count():
        while not is_over.is_set():
            counted[0] += 1
            time.sleep(0.001)

    thread = threading.Thread(target=count)
    thread.start()
    began = time.monotonic()
    mg.run(case, n=N)
    lasted = time.monotonic() - began
    is_over.set()
    thread.join()
    assert counted[0] > 20 * lasted


INTERRUPTED = """
import sys, marketgate
try:
    marketgate.run(sys.argv[1], n=100_000_000, rows=False, progress=lambda done, total: print(done, flush=True))
except KeyboardInterrupt:
    marketgate.run(sys.argv[1], n=2)
    print("interrupted, and alive")
"""


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_ctrl_c_ends_a_run_and_not_python(case):
    child = subprocess.Popen([sys.executable, "-c", INTERRUPTED, str(case)], stdout=subprocess.PIPE, text=True)
    assert child.stdout.readline() == "0\n"
    time.sleep(0.3)
    sent = time.monotonic()
    child.send_signal(signal.SIGINT)
    output, _ = child.communicate(timeout=60)
    assert output.endswith("interrupted, and alive\n") and child.returncode == 0
    assert time.monotonic() - sent < 20


def test_a_notebook_shows_the_answer_and_its_charts(case):
    shown = mg.run(case, n=N)._repr_html_()
    assert "A small case" in shown and shown.count("data:image/svg+xml;base64,") >= 3
    assert "<script" not in shown


def test_names_cannot_become_markup(tmp_path, case):
    file = tmp_path / "sly.toml"
    file.write_text(case.read_text().replace("A small case", "<script>alert(1)</script>"))
    shown = mg.run(file, n=N)._repr_html_()
    assert "<script" not in shown and "&lt;script&gt;" in shown
