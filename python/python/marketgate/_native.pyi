"""The part of the package that is compiled."""

import os
from typing import Any, Callable, Dict, Iterable, List, Literal, Mapping, Optional, Sequence, Union, final

import xarray

__all__ = [
    "Results",
    "Scenario",
    "Study",
    "Table",
    "__version__",
    "compare",
    "decide",
    "load",
    "run",
    "run_command_line",
    "sensitivity",
    "sweep",
]

__version__: str

_Path = Union[str, os.PathLike[str]]
_Value = Union[str, int, float, bool, Any]
_Progress = Callable[[int, int], object]

@final
class Scenario:
    """A scenario that was read and checked."""

    @property
    def name(self) -> str:
        """Short name: that of its file."""
    @property
    def title(self) -> str:
        """Title for people."""
    @property
    def question(self) -> str:
        """The question it answers; empty where none is asked."""
    @property
    def digest(self) -> str:
        """Digest of everything that decides the results, in hexadecimal."""
    @property
    def start(self) -> str:
        """First day, as in "2020-08-03"."""
    @property
    def markets(self) -> List[str]:
        """Keys of the markets, in the order written."""
    @property
    def strategies(self) -> List[str]:
        """Keys of the strategies, in the order written."""
    @property
    def strategy(self) -> str:
        """Key of the strategy in force."""
    @property
    def warnings(self) -> List[str]:
        """What its author should know."""
    def to_toml(self) -> str:
        """The resolved scenario as TOML: running it again gives the same results."""

@final
class Table:
    """A table that Polars, pandas, DuckDB, pyarrow and others take as it is: it speaks the Arrow C stream interface."""

    @property
    def column_names(self) -> List[str]:
        """Names of the columns."""
    @property
    def num_rows(self) -> int:
        """Number of rows."""
    def column(self, name: str) -> Union[memoryview, List[Optional[str]]]:
        """A column without any other package: numbers as a flat sequence that NumPy takes as it is, `nan` where one is missing (whole
        numbers where none is); words, and days as in "2020-08-03", as a list, None where one is missing."""
    def __len__(self) -> int: ...
    def __arrow_c_stream__(self, requested_schema: Optional[object] = None) -> object: ...
    def __arrow_c_schema__(self) -> object: ...

@final
class Results:
    """What a run of one scenario found."""

    @property
    def summary(self) -> Dict[str, Any]:
        """All figures, as summary.json holds them."""
    @property
    def outcomes(self) -> Table:
        """A row for each simulation: what it drew, and what came of it."""
    @property
    def fans(self) -> Table:
        """Quantiles by date, market and measure; the market is empty where the measure is of the company."""
    @property
    def markets(self) -> Table:
        """Every figure, one a row, with its error; the market is empty where the figure is of the company."""
    @property
    def n(self) -> int:
        """Number of simulations."""
    @property
    def seed(self) -> int:
        """Seed of all random numbers."""
    @property
    def warnings(self) -> List[str]:
        """What the reader should be told."""
    def figure(self, path: str) -> Optional[float]:
        """The figure at a path of the summary, such as "markets.us.outcomes.banned"; None where it is not known."""
    def to_json(self) -> str:
        """All figures as text: what summary.json holds, byte for byte."""
    def to_xarray(self) -> xarray.Dataset:
        """The rows as an xarray.Dataset along the dimension "draw". Needs the package xarray."""
    def save(
        self,
        output: _Path = "output",
        *,
        rows: Sequence[Literal["csv", "parquet"]] = ("csv", "parquet"),
        formats: Sequence[Literal["svg", "png"]] = ("svg", "png"),
        board: bool = False,
    ) -> "os.PathLike[str]":
        """Writes what `marketgate run` writes, byte for byte, into the folder of the scenario's name in `output`; returns that folder."""
    def _repr_html_(self) -> str: ...

@final
class Study:
    """Results of a comparison, a decision, a sweep or an analysis of sensitivity."""

    @property
    def kind(self) -> str:
        """What it is: "comparison", "decision", "sweep" or "sensitivity"."""
    @property
    def summary(self) -> Dict[str, Any]:
        """All figures, as the study's JSON file holds them."""
    @property
    def tables(self) -> Dict[str, Table]:
        """Its tables by name, as the CSV files of the same names hold them."""
    def to_json(self) -> str:
        """All figures as text: what the study's JSON file holds, byte for byte."""
    def save(
        self, output: _Path = "output", *, formats: Sequence[Literal["svg", "png"]] = ("svg", "png")
    ) -> "os.PathLike[str]":
        """Writes what the command of the same name writes, byte for byte, into its folder in `output`; returns that folder."""
    def _repr_html_(self) -> str: ...

def load(path: _Path, set: Optional[Mapping[str, _Value]] = None) -> Scenario:
    """Reads and checks the scenario in a file; `set` gives values to inputs by their paths, as --set of the command line does.

    Raises ScenarioError where it is wrong, with all that is wrong with it.
    """

def run(
    scenario: Union[Scenario, _Path],
    *,
    n: Optional[int] = None,
    seed: Optional[int] = None,
    threads: Optional[int] = None,
    rows: bool = True,
    precision: Optional[str] = None,
    progress: Optional[_Progress] = None,
) -> Results:
    """Simulates a scenario, or the one in a file.

    `n` is the number of simulations (10,000 where the file says nothing), `seed` that of all random numbers (1); the results do not depend
    on `threads`. `rows=False` keeps no row for each simulation, so that memory does not grow with `n`. With `precision`, such as
    "1%" or "value.mean=0.5%,value.p5=2%", a run goes on until standard errors are at most this share of the figures; `n` is then the most it
    takes (1,000,000). `progress` is called with the number of simulations done and of all.
    """

def compare(
    *runs: Union[Results, Scenario, _Path],
    n: Optional[int] = None,
    seed: Optional[int] = None,
    threads: Optional[int] = None,
) -> Study:
    """Compares runs, or scenarios that are run first, simulation by simulation on the same random draws. The first is what others are
    held against."""

def decide(
    *scenarios: Union[Scenario, _Path],
    weights: Optional[Sequence[float]] = None,
    only: Sequence[str] = (),
    at_least: str = "80%",
    wait: Optional[str] = "90 days",
    optimise: Sequence[str] = (),
    n: Optional[int] = None,
    seed: Optional[int] = None,
    threads: Optional[int] = None,
    progress: Optional[_Progress] = None,
) -> Study:
    """Holds the strategies of one scenario, or of several, against one another in the same worlds.

    `weights` are the probabilities of the scenarios; `only` names the strategies to take; `at_least` is the value to be reached, in dollars
    ("$5B") or as a share of the value with no government action; `wait` is how much later each strategy is tried too, None for not. With
    `optimise`, such as ["strategies.sell.reserve=20%..120%"], the best value of up to three inputs of one strategy is searched.
    """

def sweep(
    scenario: Union[Scenario, _Path],
    vary: Optional[Mapping[str, Union[str, Iterable[object]]]] = None,
    *,
    name: Optional[str] = None,
    zip: bool = False,
    where: Optional[str] = None,
    design: Optional[str] = None,
    metrics: Sequence[str] = (),
    precision: Optional[str] = None,
    n: Optional[int] = None,
    seed: Optional[int] = None,
    threads: Optional[int] = None,
    progress: Optional[_Progress] = None,
) -> Study:
    """Finds figures of a scenario at many points, each on the same random draws.

    `vary` gives for each path a list of values, or a specification as on the command line ("30 days..360 days:12"); without it the sweep
    that stands in the file is run, that of `name` where there are several. `design` is "grid", "lhs:N", "sobol:N", or a CSV file with a column for
    each path; `where` a condition that points must meet; `metrics` are the figures, by their paths in the summary. With `precision`, such as
    "1%", a point is finished once the standard error of every figure is at most this share of it, at the latest after `n` simulations.
    """

def sensitivity(
    scenario: Union[Scenario, _Path],
    method: Literal["one-at-a-time", "tornado", "morris", "sobol", "evppi"] = "one-at-a-time",
    *,
    metrics: Sequence[str] = (),
    trajectories: Optional[int] = None,
    second_order: bool = False,
    n: Optional[int] = None,
    seed: Optional[int] = None,
    threads: Optional[int] = None,
    progress: Optional[_Progress] = None,
) -> Study:
    """Finds what drives the result of a scenario. `n` is what -n of the command is for the method."""

def run_command_line(arguments: Sequence[str]) -> int:
    """Carries out a command line, given without the name of the program; returns its exit code."""
