"""Runs all peers, holds them against each other, and times them side by side."""

import json
import math
import os
import platform
import re
import statistics
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
PAGE = ROOT / "docs" / "performance.md"
# One false alarm in a million, for each figure held against another.
MOST = 4.9
# Half a bin of marketgate's quantiles (src/analysis/sketch.rs).
BIN = 0.0005
ROUNDS = 9

FULL = "marketgate, full run"
PEERS = {
    # Name, histories to agree on, histories to time, how much faster marketgate should be (below 1: how much of its speed it should have).
    "marketgate": (100_000, 10_000, None),
    FULL: (100_000, 10_000, None),
    "loop in lanes": (100_000, 10_000, 0.33),
    "plain loop": (100_000, 10_000, 2.5),
    "Numba": (100_000, 10_000, 3),
    "NumPy": (50_000, 10_000, 8),
    "SimPy": (2_000, 100, 300),
}

# What marketgate is timed without, to see where its time goes: lines of common.toml, and what they become.
PARTS = {
    "without bans": [(r"^rate( +)= .*", r"rate\1= 1e-9")],
    "without bans and noise": [(r"^rate( +)= .*", r"rate\1= 1e-9"), (r"^volatility( +)= .*", r"volatility\1= 0")],
}


def command(peer, work):
    python = str(work / "venv/bin/python")
    marketgate = [str(work / "marketgate-peer"), str(HERE / "common.toml")]
    return {
        "marketgate": marketgate,
        FULL: marketgate,
        "loop in lanes": [str(work / "lanes-peer"), str(work / "parameters.txt")],
        "plain loop": [str(work / "plain-peer"), str(work / "parameters.txt")],
        "Numba": [python, str(HERE / "numba_peer.py")],
        "NumPy": [python, str(HERE / "numpy_peer.py")],
        "SimPy": [python, str(HERE / "simpy_peer.py")],
    }[peer]


def run(peer, work, histories, seed):
    arguments = [*command(peer, work), str(histories), str(seed), *(["full"] if peer == FULL else [])]
    done = subprocess.run(arguments, check=True, capture_output=True, text=True)
    return json.loads(done.stdout)


def run_part(name, changes, work, histories, seed):
    """marketgate on the common model without a part of it."""
    text = (HERE / "common.toml").read_text()
    for line, other in changes:
        text, count = re.subn(line, other, text, flags=re.MULTILINE)
        assert count, line
    path = work / f"{name.replace(' ', '-')}.toml"
    path.write_text(text)
    done = subprocess.run([str(work / "marketgate-peer"), str(path), str(histories), str(seed)], check=True, capture_output=True, text=True)
    return json.loads(done.stdout)


def agree(work):
    """Every figure of every peer within 4.9 combined standard errors of marketgate's, or the end."""
    found = {}
    for seed, (peer, (histories, _, _)) in enumerate(PEERS.items(), start=1):
        print(f"{peer}: {histories:,} histories", flush=True)
        found[peer] = run(peer, work, histories, seed)["markets"]
    ours = found.pop("marketgate")
    lines, failed = [], False
    for peer, markets in found.items():
        for figure in next(iter(ours.values())):
            worst = max((deviation(ours[key][figure], markets[key][figure], figure), key) for key in ours)
            failed |= not worst[0] <= MOST
            lines.append((peer, figure, *worst))
    print(f"\ngreatest deviation from marketgate over {len(ours)} markets, in combined standard errors (at most {MOST}):")
    for peer, figure, worst, key in lines:
        print(f"  {peer:20} {figure:10} {worst:5.2f}  ({key}){'' if worst <= MOST else '  DISAGREES'}")
    listing(work / "agreement.txt", ours, found)
    if failed:
        raise SystemExit("the peers do not agree: nothing is timed")
    return {peer: max(line[2] for line in lines if line[0] == peer) for peer in found}


def deviation(ours, theirs, figure):
    (a, a_error), (b, b_error) = ours, theirs
    bin_error = BIN * abs(a) if ".p" in figure else 0.0
    return abs(a - b) / math.sqrt(a_error**2 + b_error**2 + bin_error**2)


def listing(path, ours, found):
    """Every figure of everyone, for those who want to look."""
    with path.open("w") as file:
        for key in ours:
            for figure, (mean, error) in ours[key].items():
                others = "  ".join(f"{peer} {m[key][figure][0]:.6g} ± {m[key][figure][1]:.2g}" for peer, m in found.items())
                print(f"{key} {figure}: marketgate {mean:.6g} ± {error:.2g}  {others}", file=file)
    print(f"all figures: {path}\n", flush=True)


def times(work):
    """Microseconds a history, round by round: all peers one after the other, so that they meet the same machine."""
    load = os.getloadavg()[0]
    if load > 0.5:
        print(f"the machine is busy (load {load:.1f}): ratios are of times taken side by side, but wait if you can", flush=True)
    rounds = []
    for seed in range(1, ROUNDS + 1):
        taken = {}
        for peer, (_, histories, _) in PEERS.items():
            found = run(peer, work, histories, seed)
            taken[peer] = 1e6 * found["seconds"] / found["histories"]
        for name, changes in PARTS.items():
            found = run_part(name, changes, work, PEERS["marketgate"][1], seed)
            taken[name] = 1e6 * found["seconds"] / found["histories"]
        rounds.append(taken)
        print(f"round {seed}: " + ", ".join(f"{peer} {time:,.0f} µs" for peer, time in taken.items()), flush=True)
    return rounds


def table(rounds, agreement):
    lines = [
        "| peer | marketgate is faster by | rounds | wanted | reached | µs a history, least | agrees within |",
        "|---|---|---|---|---|---|---|",
    ]
    least = {peer: min(taken[peer] for taken in rounds) for peer in PEERS}
    lines.append(f"| marketgate | 1 | | | | {least['marketgate']:,.0f} | |")
    for peer, (_, _, wanted) in PEERS.items():
        if peer == "marketgate":
            continue
        ratios = [taken[peer] / taken["marketgate"] for taken in rounds]
        middle = statistics.median(ratios)
        lines.append(
            f"| {peer} | **{middle:.3g}** | {min(ratios):.3g} to {max(ratios):.3g} | {wanted or ''} | {reached(middle, wanted)} |"
            f" {least[peer]:,.0f} | {agreement[peer]:.1f} standard errors |"
        )
    return lines


def reached(ratio, wanted):
    if wanted is None:
        return ""
    return "yes" if ratio >= wanted else f"no, short by a factor of {wanted / ratio:.1f}"


def parts(rounds):
    """How marketgate's time divides, by medians."""
    whole, calm, still = (statistics.median(taken[name] for taken in rounds) for name in ("marketgate", *PARTS))
    return (
        f"Of marketgate's {whole:.0f} µs (median) bans and what follows from them take {whole - calm:.0f} and noise {calm - still:.0f}; "
        f"{still:.0f} are left without either."
    )


def machine():
    processor = "an unnamed processor"
    if Path("/proc/cpuinfo").exists():
        names = re.findall(r"model name\s*: (.+)", Path("/proc/cpuinfo").read_text())
        processor = names[0] if names else processor
    rust = subprocess.run(["rustc", "--version"], check=True, capture_output=True, text=True).stdout.split()[1]
    libraries = ", ".join(f"{name} {version(name.lower())}" for name in ("NumPy", "Numba", "SimPy"))
    return f"{processor}; Rust {rust}, Python {platform.python_version()}, {libraries}."


def rewrite(mark, lines):
    """Puts lines between two marks of the page."""
    text = PAGE.read_text()
    begin, end = f"<!-- {mark} -->\n", f"<!-- end of {mark} -->"
    before, rest = text.split(begin)
    _, after = rest.split(end)
    PAGE.write_text(before + begin + "\n" + "\n".join(lines) + "\n\n" + end + after)
    print(f"{PAGE.relative_to(ROOT)}: {mark} written")


def main():
    what, work = sys.argv[1], Path(sys.argv[2])
    if what not in ("all", "agree", "time"):
        raise SystemExit("usage: benches/peers/run [all|agree|time]")
    agreement = agree(work)
    if what == "agree":
        return
    rounds = times(work)
    lines = table(rounds, agreement)
    print("\n" + "\n".join([*lines, "", parts(rounds)]) + "\n")
    if what == "time":
        return
    how = f"Medians over {ROUNDS} rounds, one thread each, {PEERS['marketgate'][1]:,} histories a round (SimPy {PEERS['SimPy'][1]})."
    rewrite("peers", [*lines, "", parts(rounds), how, machine()])


if __name__ == "__main__":
    main()
