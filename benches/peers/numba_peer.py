"""The common model in Numba: a compiled loop over histories, markets and weeks."""

import math
import time

import numba
import numpy as np

from model import DATES, EVERY, QUANTILES, STEP, STEPS, YEAR, arguments, tell, world

WEEK = STEP / YEAR
HALF = 0.5 * WEEK
NODES = 2 * STEPS + 1

compiled = numba.njit(cache=True, error_model="numpy")


@compiled
def growth_over(growth, drift, years):
    """Growth over a time, for any number of users: factor, and crowding."""
    rate = growth + drift
    gain = math.expm1(rate * years)
    return 1.0 + gain, max(growth, 0.0) * (gain / rate if rate != 0.0 else years)


@compiled
def earning_at(day, market, drawn, rate):
    """Margin times revenue per user and year, discounted, on any day."""
    arpu, arpu_growth, margin_long_run = drawn
    t = day / YEAR
    fading = market.arpu_growth_fade * -math.expm1(-t / market.arpu_growth_fade)
    growth = market.arpu_growth_long_run * t + (arpu_growth - market.arpu_growth_long_run) * fading
    gone = math.exp(-t / market.margin_time)
    return (margin_long_run + (market.margin - margin_long_run) * gone) * arpu * math.exp(growth - rate * t)


@compiled
def history(world, markets, known, fading, gone, chance, common, fans, values, users, cohort, bans, i):
    shared, own = math.sqrt(world.correlation), math.sqrt(1.0 - world.correlation)
    back_in_half = -math.expm1(-world.return_rate * 0.5 * HALF)
    for week in range(STEPS):
        common[week] = shared * chance.standard_normal()
    for m in range(len(markets)):
        market = markets[m]
        growth = market.growth + market.growth_sd * chance.standard_normal()
        if growth > 0.0:
            growth /= 1.0 - market.users / market.ceiling
        arpu = math.exp(market.log_arpu + market.log_arpu_sd * chance.standard_normal())
        arpu_growth = market.arpu_growth + market.arpu_growth_sd * chance.standard_normal()
        margin_long_run = market.margin_long_run + market.margin_long_run_sd * chance.standard_normal()
        drawn = (arpu, arpu_growth, margin_long_run)
        noise = own * market.volatility / math.sqrt(WEEK)
        noise_common = market.volatility / math.sqrt(WEEK)
        lost = -0.5 * market.volatility * market.volatility
        stay_half = math.exp(-market.churn * HALF)
        ceiling = market.ceiling
        active, around, dormant, captured, moved = market.users, 0.0, 0.0, 0.0, 0.0
        stay, stay_around, stay_dormant, stay_moved = 1.0, 0.0, 0.0, 0.0
        banned, since, count = False, 0.0, 0
        cash = 0.0
        due = chance.standard_exponential() * YEAR / world.ban_rate
        last = (margin_long_run + (market.margin - margin_long_run) * gone[m, 0]) * arpu
        for week in range(STEPS):
            if week % EVERY == 0:
                fans[week // EVERY, m, i] = (active + around) / market.users
            begin, end = STEP * week, STEP * (week + 1)
            drift = noise * chance.standard_normal() + noise_common * common[week] + lost
            first = last
            k = 2 * week + 1
            middle = known[m, k] * arpu * math.exp(arpu_growth * fading[m, k])
            middle *= margin_long_run + (market.margin - margin_long_run) * gone[m, k]
            k += 1
            last = known[m, k] * arpu * math.exp(arpu_growth * fading[m, k])
            last *= margin_long_run + (market.margin - margin_long_run) * gone[m, k]
            day = begin
            whole = due > end
            while True:
                to = min(due, end)
                if whole:
                    half, e0, e1, e2 = HALF, first, middle, last
                else:
                    half = 0.5 * (to - day) / YEAR
                    e0 = earning_at(day, market, drawn, world.rate)
                    e1 = earning_at(0.5 * (day + to), market, drawn, world.rate)
                    e2 = earning_at(to, market, drawn, world.rate)
                earned = e0 * (active + world.around * around)
                if banned:
                    going, waiting = math.exp(-world.decay * half), math.exp(-world.capture * half)
                    passing = world.decay * (going - waiting) / (world.capture - world.decay)
                    for node in range(2):
                        before = around + dormant
                        dormant = dormant * waiting + around * passing
                        around *= going
                        captured += before - around - dormant
                        moved += before - around - dormant
                        before = stay_around + stay_dormant
                        stay_dormant = stay_dormant * waiting + stay_around * passing
                        stay_around *= going
                        stay_moved += before - stay_around - stay_dormant
                        earned += (4.0 * e1 if node == 0 else e2) * world.around * around
                else:
                    up, crowding = growth_over(growth, drift, half)
                    back, staying = back_in_half, stay_half
                    if not whole:
                        back = -math.expm1(-world.return_rate * 0.5 * half)
                        staying = math.exp(-market.churn * half)
                    for node in range(2):
                        active += dormant * back
                        dormant -= dormant * back
                        stay += stay_dormant * back
                        stay_dormant -= stay_dormant * back
                        limit = max(ceiling - captured - dormant, 0.01 * ceiling)
                        active *= up / (1.0 + crowding * active / limit)
                        stay *= staying
                        active += dormant * back
                        dormant -= dormant * back
                        stay += stay_dormant * back
                        stay_dormant -= stay_dormant * back
                        earned += (4.0 * e1 if node == 0 else e2) * active
                cash += half / 3.0 * earned
                if due > end:
                    break
                day = due
                if banned:
                    forgotten = math.exp(-(day - since) / world.habit)
                    active, around = active + around, 0.0
                    returned = min(moved * forgotten, captured)
                    captured -= returned
                    dormant += returned
                    stay, stay_around = stay + stay_around, 0.0
                    stay_dormant += stay_moved * forgotten
                    due = day + chance.standard_exponential() * YEAR / world.ban_rate
                else:
                    around += world.kappa * active
                    dormant += (1.0 - world.kappa) * active
                    stay_around += world.kappa * stay
                    stay_dormant += (1.0 - world.kappa) * stay
                    active, stay, moved, stay_moved = 0.0, 0.0, 0.0, 0.0
                    since = day
                    count += 1
                    due = day + chance.standard_exponential() * world.ban_length
                banned = not banned
        left = active + around
        fans[DATES - 1, m, i] = left / market.users
        years = 1.0 / (world.rate - market.terminal_growth + (world.decay if banned else 0.0))
        values[m, i] = cash + last * (active + world.around * around) * years
        users[m, i] = left / market.users
        cohort[m, i] = stay + stay_around
        bans[m, i] = count


@compiled
def run(world, markets, known, fading, gone, chance, fans, values, users, cohort, bans):
    common = np.empty(STEPS)
    for i in range(values.shape[1]):
        history(world, markets, known, fading, gone, chance, common, fans, values, users, cohort, bans, i)


def record(things):
    """Simple objects as an array of records, which compiled code can take."""
    names = [name for name in vars(things[0]) if name not in ("key", "markets")]
    rows = [tuple(getattr(thing, name) for name in names) for thing in things]
    return np.rec.array(rows, dtype=[(name, np.float64) for name in names])


def tables(shared):
    """What is known of ARPU and margin at each end and middle of a week, by market."""
    t = 0.5 * STEP / YEAR * np.arange(NODES)
    column = lambda name: np.array([[getattr(market, name)] for market in shared.markets])
    fading = column("arpu_growth_fade") * -np.expm1(-t / column("arpu_growth_fade"))
    known = np.exp(column("arpu_growth_long_run") * (t - fading) - shared.rate * t)
    return known, fading, np.exp(-t / column("margin_time"))


def simulate(shared, histories, seed):
    markets = len(shared.markets)
    # Rows are a page and a line apart, so that the dates of a history do not fight for one place in the cache.
    stride = -(-histories // 1024) * 1024 + 16
    fans = np.empty((DATES, markets, stride), np.float32)[:, :, :histories]
    values, users, cohort, bans = (np.empty((markets, histories)) for _ in range(4))
    chance = np.random.default_rng(seed)
    run(record([shared])[0], record(shared.markets), *tables(shared), chance, fans, values, users, cohort, bans)
    np.quantile(fans, QUANTILES, axis=-1, overwrite_input=True)
    return values, users, cohort, bans


def main():
    histories, seed = arguments()
    shared = world()
    # Compiled, or read from the cache, before the clock starts.
    simulate(shared, 10, seed)
    start = time.perf_counter()
    found = simulate(shared, histories, seed)
    seconds = time.perf_counter() - start
    tell(seconds, shared, *(figure.tolist() for figure in found))


main()
