"""Sweeps on a Ray cluster of this machine."""

import os
import signal
import time
from pathlib import Path

import pytest

import marketgate as mg
from conftest import list_files

ray = pytest.importorskip("ray")
import marketgate.ray  # noqa: E402

VARY = ["--vary", "events.order.deadline=30 days..330 days:11", "-n", "20"]


@pytest.fixture(scope="module")
def cluster():
    """Two workers."""
    ray.init(num_cpus=2, include_dashboard=False, logging_level="error")
    yield
    ray.shutdown()


@pytest.fixture(scope="module")
def expected(case, command, tmp_path_factory):
    """What one machine leaves of the sweep."""
    output = tmp_path_factory.mktemp("alone")
    done = command("sweep", case, *VARY, "-o", output)
    assert done.returncode == 0, done.stderr
    return list_files(output / "small-sweep")


def test_a_sweep_on_ray_is_that_of_one_machine(cluster, case, expected, tmp_path):
    told = []
    mg.ray.sweep(
        case, VARY, shards=3, folder=tmp_path / "shards", output=tmp_path, progress=lambda *counts: told.append(counts)
    )
    assert list_files(tmp_path / "small-sweep") == expected
    assert told == [(0, 3), (1, 3), (2, 3), (3, 3)]


def find_worker() -> int:
    """The process of a worker that runs a shard, as Ray titles it."""
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if (process / "cmdline").read_bytes().startswith(b"ray::_run_shard"):
                return int(process.name)
        except OSError:
            pass
    return 0


@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="workers are found in /proc")
def test_a_killed_worker_loses_nothing(cluster, case, expected, tmp_path):
    killed = []

    def kill_once(finished, shards):
        """Kills a worker once points of its shard are saved."""
        deadline = time.monotonic() + 300
        while not killed and time.monotonic() < deadline:
            saved = [path for path in (tmp_path / "shards").glob(".*shard*") if path.is_file()]
            points = sum(max(0, path.read_bytes().count(b"\n") - 1) for path in saved)
            worker = find_worker()
            if points > 0 and worker:
                os.kill(worker, signal.SIGKILL)
                killed.append(worker)
            time.sleep(0.02)

    mg.ray.sweep(case, VARY, shards=2, folder=tmp_path / "shards", output=tmp_path, progress=kill_once)
    assert len(killed) == 1
    assert list_files(tmp_path / "small-sweep") == expected


def test_a_wrong_sweep_is_refused_in_the_words_of_the_command(cluster, case, tmp_path):
    with pytest.raises(mg.ScenarioError, match="did you mean `us`"):
        mg.ray.sweep(case, ["--vary", "markets.uss.arpu=$5,$6"], folder=tmp_path / "shards")
