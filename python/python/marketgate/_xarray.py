"""Rows of a run as an xarray dataset."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import xarray

    from marketgate import Results


def to_dataset(results: "Results") -> "xarray.Dataset":
    """A variable for each column of the outcomes, along the dimension `draw`, as ArviZ names it."""
    import numpy
    import xarray

    table = results.outcomes
    columns = {name: numpy.asarray(table.column(name)) for name in table.column_names}
    draw = columns.pop("replication")
    summary = results.summary
    return xarray.Dataset(
        {name: ("draw", column) for name, column in columns.items()},
        coords={"draw": draw},
        attrs={
            "scenario": summary["scenario"]["title"],
            "digest": summary["scenario"]["digest"],
            "seed": results.seed,
            "marketgate_version": summary["version"],
        },
    )
