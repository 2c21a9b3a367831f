import csv
import os
from datetime import date

import duckdb
import numpy
import pandas
import polars
import pyarrow
import pytest
import xarray

import marketgate as mg

N = 120
# A test with as many rows as $ROWS says: 20,000 take a program built for tests some seconds.
ROWS = int(os.environ.get("ROWS", "20000"))


@pytest.fixture(scope="module")
def results(case):
    return mg.run(case, n=N, seed=3)


@pytest.fixture(scope="module")
def written(results, tmp_path_factory):
    """What the command line writes of the same run."""
    folder = results.save(tmp_path_factory.mktemp("tables"), formats=["svg"])
    return {name: list(csv.DictReader((folder / f"{name}.csv").open())) for name in ("outcomes", "fans", "markets")}


@pytest.mark.parametrize("name", ["outcomes", "fans", "markets"])
def test_tables_hold_what_the_files_hold(results, written, name):
    table, rows = getattr(results, name), written[name]
    assert len(table) == len(rows) > 0
    assert table.column_names == list(rows[0])
    for column in table.column_names:
        for held, text in zip(table.column(column), (row[column] for row in rows)):
            is_missing = held is None or (isinstance(held, float) and held != held)
            if is_missing or text == "":
                # An empty text and a missing one are the same in CSV.
                assert text == "" and (is_missing or held == ""), column
            elif isinstance(held, str):
                assert held == text
            else:
                assert held == float(text), column


def test_every_library_reads_the_same(results):
    rows, mean = results.outcomes, results.figure("value.mean")
    assert polars.DataFrame(rows)["value"].mean() == pytest.approx(mean, rel=1e-12)
    assert pandas.DataFrame.from_arrow(rows)["value"].mean() == pytest.approx(mean, rel=1e-12)
    assert pyarrow.table(rows).num_rows == N
    assert duckdb.sql("select avg(value) from rows").fetchall()[0][0] == pytest.approx(mean, rel=1e-12)
    assert numpy.asarray(rows.column("value")).mean() == pytest.approx(mean, rel=1e-12)


def test_columns_have_their_types(results):
    outcomes = pyarrow.table(results.outcomes).schema
    assert outcomes.field("replication").type == pyarrow.int64()
    assert outcomes.field("value").type == pyarrow.float64()
    assert pyarrow.types.is_dictionary(outcomes.field("us.final_state").type)
    assert polars.DataFrame(results.fans)["date"][0] == date(2026, 1, 1)
    assert pyarrow.schema(results.outcomes) == outcomes


def test_missing_is_not_zero(results, written):
    table = pyarrow.table(results.outcomes)
    empty = {name: sum(row[name] == "" for row in written["outcomes"]) for name in table.column_names}
    assert {name: table[name].null_count for name in table.column_names} == empty
    assert any(0 < count < N for count in empty.values())


def test_a_column_that_is_not_there_is_named(results):
    with pytest.raises(KeyError, match="nothing"):
        results.outcomes.column("nothing")


def read_address(series: polars.Series) -> int:
    return series.to_numpy(allow_copy=False).__array_interface__["data"][0]


def read_memory() -> int:
    """Memory of this process in use, in bytes."""
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


@pytest.mark.skipif(not os.path.exists("/proc/self/statm"), reason="memory is read from /proc")
def test_a_long_table_reaches_polars_without_a_copy(tmp_path):
    file = tmp_path / "month.toml"
    file.write_text(MONTH)
    table = mg.run(file, n=ROWS).outcomes
    numbers = [field.name for field in pyarrow.schema(table) if field.type == pyarrow.float64()]
    before = read_memory()
    frame, again = polars.DataFrame(table), polars.DataFrame(table)
    grown = read_memory() - before
    assert frame.shape == (ROWS, len(table.column_names)) and len(numbers) > 30
    # Both frames show the very same memory: that of the table.
    whole = [name for name in numbers if frame[name].null_count() == 0]
    assert len(whole) > 20
    assert all(read_address(frame[name]) == read_address(again[name]) for name in whole)
    # States become a type of Polars' own; a single copy of the numbers would take this much.
    assert grown < 8 * ROWS * len(numbers) or ROWS < 200_000
    print(f"{ROWS} rows of {len(table.column_names)} columns: memory grew by {grown / 1e6:.1f} MB for two frames, "
          f"and the numbers are {8 * ROWS * len(numbers) / 1e6:.1f} MB")


def test_a_table_outlives_its_run_and_its_frame(case):
    frame = polars.DataFrame(mg.run(case, n=N).outcomes)
    assert frame["value"].sum() == polars.DataFrame(mg.run(case, n=N).outcomes)["value"].sum()


def test_xarray_has_draws(results):
    data = results.to_xarray()
    assert isinstance(data, xarray.Dataset) and data.sizes == {"draw": N}
    assert float(data["value"].mean()) == pytest.approx(results.figure("value.mean"), rel=1e-12)
    assert data.attrs["seed"] == 3 and data.attrs["scenario"] == "A small case"
    assert set(data["us.final_state"].values) <= {"open", "ordered", "banned", "divested", "restricted", "stayed"}


MONTH = """
title = "One market for a month"
start = 2026-01-01
horizon = "30 days"
company.discount_rate = "10%"
[markets.us]
users = "100M"
ceiling = "150M"
growth = "20% to 60%"
churn = "0.3 per year"
arpu = "$6 to $9"
margin = "20% to 30%"
"""
