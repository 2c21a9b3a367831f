"""The common model in NumPy: all histories of a chunk and all markets at once, week by week."""

import time

import numpy as np

from model import DATES, EVERY, HORIZON, QUANTILES, STEP, STEPS, YEAR, arguments, tell, world

# Histories worked on together: few enough to stay in the processor's cache, many enough to hide Python.
CHUNK = 1000

WEEK = STEP / YEAR
HALF = 0.5 * WEEK


class Terms:
    """Parameters of all markets, as columns."""

    def __init__(self, shared):
        for name in vars(shared.markets[0]):
            if name != "key":
                setattr(self, name, np.array([[getattr(market, name)] for market in shared.markets]))
        self.shared = shared


class Chunk:
    def __init__(self, terms, size, chance):
        self.terms, self.size, self.chance = terms, size, chance
        shape = (len(terms.users), size)
        normal = lambda: chance.standard_normal(shape)
        growth = terms.growth + terms.growth_sd * normal()
        self.growth = np.where(growth > 0, growth / (1 - terms.users / terms.ceiling), growth)
        self.crowding = np.maximum(self.growth, 0)
        self.arpu = np.exp(terms.log_arpu + terms.log_arpu_sd * normal())
        self.arpu_growth = terms.arpu_growth + terms.arpu_growth_sd * normal()
        self.margin_long_run = terms.margin_long_run + terms.margin_long_run_sd * normal()
        self.ceiling = np.broadcast_to(terms.ceiling, shape)
        self.active = np.broadcast_to(terms.users, shape).copy()
        self.stay = np.ones(shape)
        zeros = lambda: np.zeros(shape)
        self.around, self.dormant, self.captured, self.moved, self.cash, self.since = (zeros() for _ in range(6))
        self.stay_around, self.stay_dormant, self.stay_moved, self.bans = (zeros() for _ in range(4))
        self.banned = np.zeros(shape, bool)
        self.next = chance.exponential(YEAR / terms.shared.ban_rate, shape)

    # What a week changes in a market that is open.
    OPEN = ("active", "dormant", "stay", "stay_dormant", "cash")

    def earnings(self, day):
        """Margin times revenue per user and year, discounted, in all cells on one day."""
        terms, t = self.terms, day / YEAR
        fading = terms.arpu_growth_fade * -np.expm1(-t / terms.arpu_growth_fade)
        known = np.exp(terms.arpu_growth_long_run * (t - fading) - terms.shared.rate * t)
        gone = np.exp(-t / terms.margin_time)
        margin = self.margin_long_run * (1 - gone) + terms.margin * gone
        return margin * self.arpu * (known * np.exp(self.arpu_growth * fading))

    def earnings_at(self, cells, day):
        """The same in chosen cells, each on a day of its own."""
        terms, t, m = self.terms, day / YEAR, cells // self.size
        fade, long_run = terms.arpu_growth_fade[m, 0], terms.arpu_growth_long_run[m, 0]
        fading = fade * -np.expm1(-t / fade)
        growth = long_run * t + (self.arpu_growth.flat[cells] - long_run) * fading
        gone = np.exp(-t / terms.margin_time[m, 0])
        margin = self.margin_long_run.flat[cells] * (1 - gone) + terms.margin[m, 0] * gone
        return margin * self.arpu.flat[cells] * np.exp(growth - terms.shared.rate * t)

    def run(self, fans):
        terms, shared = self.terms, self.terms.shared
        common, own = np.sqrt(shared.correlation), np.sqrt(1 - shared.correlation)
        noise = terms.volatility / np.sqrt(WEEK)
        lost = -0.5 * terms.volatility**2
        after = self.earnings(0.0)
        for week in range(STEPS):
            begin, end = STEP * week, STEP * (week + 1)
            if week % EVERY == 0:
                fans[week // EVERY] = (self.active + self.around) / terms.users
            normals = own * self.chance.standard_normal(self.active.shape)
            normals += common * self.chance.standard_normal(self.size)
            drift = noise * normals + lost
            before, middle, after = after, self.earnings(begin + 0.5 * STEP), self.earnings(end)
            eventful = self.next <= end
            apart = np.flatnonzero(self.banned | eventful)
            kept = {name: getattr(self, name).flat[apart] for name in self.OPEN}
            self.open_week(drift, before, middle, after)
            for name, values in kept.items():
                getattr(self, name).flat[apart] = values
            happens = eventful.flat[apart]
            self.banned_week(apart[~happens], before, middle, after)
            self.broken_week(apart[happens], begin, end, drift)
        fans[-1] = (self.active + self.around) / terms.users
        fading = np.where(self.banned, shared.decay, 0.0)
        return self.cash + after * (self.active + shared.around * self.around) / (
            shared.rate - terms.terminal_growth + fading
        )

    def open_week(self, drift, before, middle, after):
        terms = self.terms
        rate = self.growth + drift
        gain = np.expm1(rate * HALF)
        crowding = self.crowding * gain / rate
        gain += 1
        returning = -np.expm1(-terms.shared.return_rate * 0.5 * HALF)
        staying = np.exp(-terms.churn * HALF)
        cash = before * self.active
        for weight, earnings in ((4, middle), (1, after)):
            self.come_back(returning)
            limit = np.maximum(self.ceiling - self.captured - self.dormant, 0.01 * self.ceiling)
            self.active *= gain / (1 + crowding * self.active / limit)
            self.stay *= staying
            self.come_back(returning)
            cash += weight * earnings * self.active
        self.cash += WEEK / 6 * cash

    def come_back(self, share):
        self.active += share * self.dormant
        self.dormant *= 1 - share
        self.stay += share * self.stay_dormant
        self.stay_dormant *= 1 - share

    def banned_week(self, cells, before, middle, after):
        """Cells that are banned from the beginning of the week to its end."""
        shared = self.terms.shared
        around = self.around.flat[cells]
        mid, end = (around * np.exp(-shared.decay * years) for years in (HALF, WEEK))
        cash = before.flat[cells] * around + 4 * middle.flat[cells] * mid + after.flat[cells] * end
        self.cash.flat[cells] += WEEK / 6 * shared.around * cash
        self.wait(cells, WEEK)

    def wait(self, cells, years):
        shared = self.terms.shared
        going, waiting = np.exp(-shared.decay * years), np.exp(-shared.capture * years)
        passing = shared.decay * (going - waiting) / (shared.capture - shared.decay)
        for around, dormant, moved in (
            (self.around, self.dormant, self.moved),
            (self.stay_around, self.stay_dormant, self.stay_moved),
        ):
            v, d = around.flat[cells], dormant.flat[cells]
            left = d * waiting + v * passing
            dormant.flat[cells] = left
            around.flat[cells] = v * going
            gone = v + d - left - v * going
            moved.flat[cells] += gone
            if moved is self.moved:
                self.captured.flat[cells] += gone

    def broken_week(self, cells, begin, end, drift):
        """Cells in which something happens this week: piece by piece."""
        day = np.full(cells.shape, begin)
        while cells.size:
            to = np.minimum(self.next.flat[cells], end)
            middle = 0.5 * (day + to)
            half = 0.5 * (to - day) / YEAR
            cash = self.earnings_at(cells, day) * self.earners(cells)
            for node, weight in ((middle, 4), (to, 1)):
                banned = self.banned.flat[cells]
                self.wait(cells[banned], half[banned])
                self.recruit(cells[~banned], half[~banned], drift)
                cash += weight * self.earnings_at(cells, node) * self.earners(cells)
            self.cash.flat[cells] += half / 3 * cash
            happens = self.next.flat[cells] <= end
            cells, day = cells[happens], to[happens]
            self.turn(cells, day)

    def earners(self, cells):
        return self.active.flat[cells] + self.terms.shared.around * self.around.flat[cells]

    def recruit(self, cells, years, drift):
        terms = self.terms
        returning = -np.expm1(-terms.shared.return_rate * 0.5 * years)
        active, dormant = self.active.flat[cells], self.dormant.flat[cells]
        stay, stay_dormant = self.stay.flat[cells], self.stay_dormant.flat[cells]
        active, dormant = active + returning * dormant, (1 - returning) * dormant
        stay, stay_dormant = stay + returning * stay_dormant, (1 - returning) * stay_dormant
        ceiling = self.ceiling.flat[cells]
        limit = np.maximum(ceiling - self.captured.flat[cells] - dormant, 0.01 * ceiling)
        rate = self.growth.flat[cells] + drift.flat[cells]
        gain = np.expm1(rate * years)
        active *= (1 + gain) / (1 + self.crowding.flat[cells] * gain / rate * active / limit)
        stay *= np.exp(-terms.churn[cells // self.size, 0] * years)
        self.active.flat[cells] = active + returning * dormant
        self.dormant.flat[cells] = (1 - returning) * dormant
        self.stay.flat[cells] = stay + returning * stay_dormant
        self.stay_dormant.flat[cells] = (1 - returning) * stay_dormant

    def turn(self, cells, day):
        """Bans fall where markets are open, and are lifted where they are banned."""
        shared, banned = self.terms.shared, self.banned.flat[cells]
        fall, now = cells[~banned], day[~banned]
        for active, around, dormant in (
            (self.active, self.around, self.dormant),
            (self.stay, self.stay_around, self.stay_dormant),
        ):
            around.flat[fall] += shared.kappa * active.flat[fall]
            dormant.flat[fall] += (1 - shared.kappa) * active.flat[fall]
            active.flat[fall] = 0.0
        self.moved.flat[fall] = self.stay_moved.flat[fall] = 0.0
        self.since.flat[fall] = now
        self.bans.flat[fall] += 1
        self.next.flat[fall] = now + self.chance.exponential(shared.ban_length, fall.shape)
        lift, now = cells[banned], day[banned]
        forgotten = np.exp(-(now - self.since.flat[lift]) / shared.habit)
        self.active.flat[lift] += self.around.flat[lift]
        self.stay.flat[lift] += self.stay_around.flat[lift]
        self.around.flat[lift] = self.stay_around.flat[lift] = 0.0
        back = np.minimum(self.moved.flat[lift] * forgotten, self.captured.flat[lift])
        self.captured.flat[lift] -= back
        self.dormant.flat[lift] += back
        self.stay_dormant.flat[lift] += self.stay_moved.flat[lift] * forgotten
        self.next.flat[lift] = now + self.chance.exponential(YEAR / shared.ban_rate, lift.shape)
        self.banned.flat[cells] = ~banned


def main():
    histories, seed = arguments()
    shared = world()
    terms = Terms(shared)
    start = time.perf_counter()
    chance = np.random.default_rng(seed)
    markets = len(shared.markets)
    fans = np.empty((DATES, markets, histories), np.float32)
    values, users, cohort, bans = (np.empty((markets, histories)) for _ in range(4))
    for first in range(0, histories, CHUNK):
        here = slice(first, min(first + CHUNK, histories))
        chunk = Chunk(terms, here.stop - first, chance)
        values[:, here] = chunk.run(fans[:, :, here])
        users[:, here] = (chunk.active + chunk.around) / terms.users
        cohort[:, here] = chunk.stay + chunk.stay_around
        bans[:, here] = chunk.bans
    np.quantile(fans, QUANTILES, axis=-1, overwrite_input=True)
    seconds = time.perf_counter() - start
    tell(seconds, shared, *(figure.tolist() for figure in (values, users, cohort, bans)))


main()
