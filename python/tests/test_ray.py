"""Sweeps on a Ray cluster of this machine."""

import os
import signal
import sys
import threading
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


def run_shard_in_a_worker_that_dies(command, plan, folder, shard, cores):
    """Runs a shard. Once in the sweep, the worker is killed as soon as points of its shard are saved."""
    deadly = Path(folder).parent / "deadly"

    def die():
        while deadly.exists():
            saved = [path for path in Path(folder).glob(".*shard*") if path.is_file()]
            if any(path.read_bytes().count(b"\n") > 1 for path in saved):
                deadly.rename(deadly.with_name("died"))
                os.kill(os.getpid(), signal.SIGKILL)
            time.sleep(0.001)

    threading.Thread(target=die, daemon=True).start()
    mg.ray._run_shard(command, plan, folder, shard, cores)


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="a process cannot be killed outright here")
def test_a_killed_worker_loses_nothing(cluster, case, command, tmp_path, monkeypatch):
    # Some 128 points are simulated and saved together: so many that a worker is killed between two such groups.
    vary = ["--vary", "events.order.deadline=30 days..330 days:20", "--vary", "markets.us.arpu=$5..$8:16", "-n", "20"]
    assert command("sweep", case, *vary, "-o", tmp_path / "alone").returncode == 0
    ray.cloudpickle.register_pickle_by_value(sys.modules[__name__])
    monkeypatch.setattr(mg.ray, "_run_shard", run_shard_in_a_worker_that_dies)
    (tmp_path / "deadly").touch()

    mg.ray.sweep(case, vary, shards=2, folder=tmp_path / "shards", output=tmp_path)
    assert (tmp_path / "died").exists()
    assert list_files(tmp_path / "small-sweep") == list_files(tmp_path / "alone" / "small-sweep")


def test_a_wrong_sweep_is_refused_in_the_words_of_the_command(cluster, case, tmp_path):
    with pytest.raises(mg.ScenarioError, match="did you mean `us`"):
        mg.ray.sweep(case, ["--vary", "markets.uss.arpu=$5,$6"], folder=tmp_path / "shards")
