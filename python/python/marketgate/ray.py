"""Plans on a Ray cluster: their shards as tasks, gathered to the bytes that one machine would have written.

Needs the package ray. Every node needs marketgate, and a folder that all of them share.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, Callable, Dict, Optional, Sequence, Union

from marketgate._errors import ScenarioError
from marketgate._native import run_command_line

__all__ = ["run_plan", "sweep"]

# The command that runs a shard of a plan, by the kind of its study.
_COMMANDS = {"sweep": "sweep", "run": "run", "sensitivity": "sensitivity", "decision": "decide", "hindcasts": "backtest"}
# What `gather` ends with where shards are missing: those of a further round.
_GAP = 3
# Rounds of a study, at most.
_MOST_ROUNDS = 2
# Shards where neither the caller nor the plan says how many, and points of each: every shard simulates the scenario's own point once more.
_MOST_SHARDS = 16
_LEAST_POINTS = 10
# How often a shard whose worker died is begun again: it goes on where it was stopped.
_RETRIES = 20


def sweep(
    source: Union[str, "os.PathLike[str]"],
    options: Sequence[str] = (),
    *,
    shards: Optional[int] = None,
    folder: Union[str, "os.PathLike[str]"] = "shards",
    output: Union[str, "os.PathLike[str]"] = "output",
    cores: int = 1,
    progress: Optional[Callable[[int, int], object]] = None,
) -> None:
    """Runs a sweep on Ray, and writes its results into `output`.

    `source` is a plan, as `marketgate sweep FILE --plan plan.json` writes it; or a scenario file, which is planned first, with `options` in
    the words of the command line, such as ["--vary", "events.us-order.deadline=30 days..360 days:12", "-n", "4000"]. Shards lie in `folder`,
    which every node reaches by the same path; what is finished there is not run again. A shard takes `cores` of its node. `progress` is
    called with the number of shards finished and of all; where it is None, both are printed on standard error.

    Ray is started on this machine unless the caller has connected to a cluster. Raises ScenarioError where the command line would end with
    exit code 2, and RuntimeError where it would fail.
    """
    folder = Path(folder).absolute()
    folder.mkdir(parents=True, exist_ok=True)
    if options and _is_plan(source):
        raise ScenarioError("a plan says itself what is swept; options go with a scenario file")
    plan = source if _is_plan(source) else _plan(source, options, folder)
    run_plan(plan, shards=shards, folder=folder, output=output, cores=cores, progress=progress)


def run_plan(
    plan: Union[str, "os.PathLike[str]"],
    *,
    shards: Optional[int] = None,
    folder: Union[str, "os.PathLike[str]"] = "shards",
    output: Union[str, "os.PathLike[str]"] = "output",
    cores: int = 1,
    progress: Optional[Callable[[int, int], object]] = None,
) -> None:
    """Runs a plan of any study on Ray, as `marketgate run FILE --plan plan.json` and other commands write it, and writes its results into
    `output`. All else is as with `sweep`."""
    import ray

    folder, plan_file = Path(folder).absolute(), Path(plan).absolute()
    folder.mkdir(parents=True, exist_ok=True)
    read = json.loads(plan_file.read_text(encoding="utf-8"))
    shards = shards or _choose_shards(read)
    if not ray.is_initialized():
        ray.init()
    for _ in range(_MOST_ROUNDS):
        _run_round(plan_file, read["study"]["kind"], shards, folder, cores, progress or _print_progress)
        if _carry_out("gather", folder, "--output", output, gap=True):
            return
    _carry_out("gather", folder, "--output", output)


def _run_round(
    plan_file: Path, kind: str, shards: int, folder: Path, cores: int, tell: Callable[[int, int], object]
) -> None:
    """Runs every shard once: what of it is finished is not run again."""
    import ray

    run_shard = ray.remote(num_cpus=cores, max_retries=_RETRIES)(_run_shard)
    plan = (_COMMANDS[kind], str(plan_file), str(folder))
    left = [run_shard.remote(*plan, f"{number}/{shards}", cores) for number in range(1, shards + 1)]
    try:
        tell(0, shards)
        while left:
            finished, left = ray.wait(left)
            ray.get(finished)
            tell(shards - len(left), shards)
    finally:
        for shard in left:
            ray.cancel(shard, force=True)


def _is_plan(source: Union[str, "os.PathLike[str]"]) -> bool:
    return Path(source).suffix == ".json"


def _plan(source: Union[str, "os.PathLike[str]"], options: Sequence[str], folder: Path) -> Path:
    """Plans a sweep. The plan is hidden in the folder of the shards, where nothing but shards may be seen."""
    with tempfile.TemporaryDirectory(dir=folder, prefix=".plan-") as made:
        _carry_out("sweep", source, *options, "--plan", Path(made, "plan.json"))
        return Path(made, "plan.json").replace(folder / ".plan.json")


def _choose_shards(plan: Dict[str, Any]) -> int:
    units = plan["units"] // _LEAST_POINTS if plan["study"]["kind"] == "sweep" else plan["units"]
    return plan["tasks"] or max(1, min(_MOST_SHARDS, units))


def _run_shard(command: str, plan: str, folder: str, shard: str, cores: int) -> None:
    """Runs a shard in the very process of a worker, so that it ends when the worker does and another can go on with it."""
    words = [command, "--plan", plan, "--shard", shard, "--output", folder, "--threads", str(cores), "--quiet"]
    _check(f"shard {shard}", run_command_line(words), "what it said of that is in the log of its worker, which Ray prints")


def _carry_out(*words: object, gap: bool = False) -> bool:
    """Carries out a command line in a process of its own: it heeds signals in its own way. Whether it found no gap, where one is allowed."""
    command = [sys.executable, "-m", "marketgate", *map(str, words), "--quiet"]
    done = subprocess.run(command, stderr=subprocess.PIPE, text=True)
    if gap and done.returncode == _GAP:
        return False
    _check(f"marketgate {words[0]}", done.returncode, done.stderr.strip())
    return True


def _check(what: str, code: int, why: str) -> None:
    if code == 2:
        raise ScenarioError(f"{what}: {why}")
    if code != 0:
        raise RuntimeError(f"{what} ended with exit code {code}: {why}")


def _print_progress(finished: int, shards: int) -> None:
    print(f"{finished} of {shards} shards are finished", file=sys.stderr, flush=True)
