"""marketgate: what becomes of an app when governments close their markets to it.

A scenario is a TOML file. `load` reads and checks it, `run` simulates it; `compare`, `decide`, `sweep` and `sensitivity` study it.
Tables go to Polars, pandas, DuckDB and pyarrow without a copy.
"""

from marketgate._errors import Diagnostic, ScenarioError
from marketgate._native import (
    Results,
    Scenario,
    Study,
    Table,
    __version__,
    compare,
    decide,
    load,
    run,
    sensitivity,
    sweep,
)

__all__ = [
    "Diagnostic",
    "Results",
    "Scenario",
    "ScenarioError",
    "Study",
    "Table",
    "__version__",
    "compare",
    "decide",
    "load",
    "run",
    "sensitivity",
    "sweep",
]
