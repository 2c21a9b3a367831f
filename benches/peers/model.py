"""The common model's parameters, read from marketgate's own scenario, and how a peer prints what it found."""

import json
import math
import re
import sys
import tomllib
from pathlib import Path
from types import SimpleNamespace

YEAR = 365.25
STEP = 7.0
STEPS = 260
HORIZON = STEP * STEPS
# Fans are kept every fourth week, and at the horizon.
EVERY = 4
DATES = STEPS // EVERY + 1
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
SCENARIO = Path(__file__).parent / "common.toml"


def days(text):
    number, unit = text.split()
    return float(number) * {"days": 1.0, "years": YEAR}[unit]


def pair(text):
    """Mean and standard deviation of `normal(a, b)` or `lognormal(a, b)`."""
    numbers = re.fullmatch(r"(?:log)?normal\((.+), (.+)\)", text)
    return float(numbers[1]), float(numbers[2])


def world():
    """What is the same in all markets; times in days, rates per year."""
    file = tomllib.loads(SCENARIO.read_text())
    if days(file["horizon"]) != HORIZON or days(file["step"]) != STEP:
        raise SystemExit(f"{SCENARIO} is not over {STEPS} weeks")
    ban, response = file["policy"]["ban"], file["response"]
    return SimpleNamespace(
        rate=file["company"]["discount_rate"],
        correlation=file["noise"]["correlation"],
        ban_rate=ban["rate"],
        ban_length=days(re.fullmatch(r"exponential\((.+)\)", ban["after"])[1]),
        kappa=response["circumvention"],
        around=response["circumvention_revenue"],
        decay=response["circumvention_decay"],
        capture=response["capture"],
        return_rate=YEAR / days(response["return_time"]),
        habit=days(response["habit"]),
        markets=[market(key, table) for key, table in file["markets"].items()],
    )


def market(key, table):
    growth, growth_sd = pair(table["growth"])
    log_arpu, log_arpu_sd = pair(table["arpu"])
    arpu_growth, arpu_growth_sd = pair(table["arpu_growth"])
    margin_long_run, margin_long_run_sd = pair(table["margin_long_run"])
    return SimpleNamespace(
        key=key,
        users=float(table["users"]),
        ceiling=float(table["ceiling"]),
        growth=growth,
        growth_sd=growth_sd,
        churn=table["churn"],
        volatility=table["volatility"],
        log_arpu=log_arpu,
        log_arpu_sd=log_arpu_sd,
        arpu_growth=arpu_growth,
        arpu_growth_sd=arpu_growth_sd,
        arpu_growth_long_run=table["arpu_growth_long_run"],
        arpu_growth_fade=days(table["arpu_growth_fade"]) / YEAR,
        margin=table["margin"],
        margin_long_run=margin_long_run,
        margin_long_run_sd=margin_long_run_sd,
        margin_time=days(table["margin_time"]) / YEAR,
        terminal_growth=table["terminal_growth"],
    )


def mean(values):
    """Mean and its standard error."""
    n = len(values)
    centre = math.fsum(values) / n
    squares = math.fsum((value - centre) ** 2 for value in values)
    return [centre, math.sqrt(squares / (n - 1) / n)]


def quantile(ordered, p):
    """A quantile of sorted values and its standard error, from the binomial distribution of ranks."""
    n = len(ordered)
    half = 1.96 * math.sqrt(n * p * (1 - p))
    at = lambda rank: ordered[round(min(max(rank, 0), n - 1))]
    centre = p * (n - 1)
    return [at(centre), (at(centre + half) - at(centre - half)) / (2 * 1.96)]


def tell(seconds, world, values, users, cohort, bans):
    """Prints what a peer found: of each figure a list of values over histories for each market."""
    markets = {}
    for market, value, left, stay, banned in zip(world.markets, values, users, cohort, bans):
        ordered = sorted(left)
        figures = {"value": mean(value), "users": mean(left)}
        for p in (5, 50, 95):
            figures[f"users.p{p}"] = quantile(ordered, p / 100)
        markets[market.key] = figures | {"cohort": mean(stay), "bans": mean(banned)}
    print(json.dumps({"histories": len(values[0]), "seconds": seconds, "markets": markets}))


def arguments():
    """Histories and seed, from the command line."""
    if len(sys.argv) != 3:
        raise SystemExit(f"usage: {sys.argv[0]} HISTORIES SEED")
    return int(sys.argv[1]), int(sys.argv[2])


if __name__ == "__main__":
    # For the plain loop, which reads numbers and nothing else: the world, then a line for each market.
    shared = world()
    fields = [name for name in vars(shared) if name != "markets"]
    print(*(repr(getattr(shared, name)) for name in fields))
    for one in shared.markets:
        print(*(value if name == "key" else repr(value) for name, value in vars(one).items()))
