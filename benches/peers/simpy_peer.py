"""The common model in SimPy: a process for each market's weeks and one for its government."""

import math
import random
import time

import simpy

from model import DATES, EVERY, QUANTILES, STEP, STEPS, YEAR, arguments, tell, world

HALF = 0.5


class Weather:
    """The noise that all markets share: one normal a week."""

    def __init__(self, chance):
        self.normals = [chance.gauss(0.0, 1.0) for _ in range(STEPS)]


class Market:
    def __init__(self, env, world, terms, weather, chance):
        self.env, self.world, self.terms, self.weather, self.chance = env, world, terms, weather, chance
        growth = chance.gauss(terms.growth, terms.growth_sd)
        self.growth = growth / (1 - terms.users / terms.ceiling) if growth > 0 else growth
        self.arpu = math.exp(chance.gauss(terms.log_arpu, terms.log_arpu_sd))
        self.arpu_growth = chance.gauss(terms.arpu_growth, terms.arpu_growth_sd)
        self.margin_long_run = chance.gauss(terms.margin_long_run, terms.margin_long_run_sd)
        self.active, self.around, self.dormant, self.captured = terms.users, 0.0, 0.0, 0.0
        self.stay, self.stay_around, self.stay_dormant = 1.0, 0.0, 0.0
        self.moved = self.stay_moved = 0.0
        self.banned, self.bans, self.since = False, 0, 0.0
        self.drift, self.clock, self.cash = 0.0, 0.0, 0.0
        self.fan = []
        env.process(self.weeks())
        env.process(self.government())

    def weeks(self):
        world, sigma = self.world, self.terms.volatility
        common, own = math.sqrt(world.correlation), math.sqrt(1 - world.correlation)
        for week in range(STEPS):
            if week % EVERY == 0:
                self.record()
            normal = common * self.weather.normals[week] + own * self.chance.gauss(0.0, 1.0)
            self.drift = sigma * normal / math.sqrt(STEP / YEAR) - 0.5 * sigma * sigma
            yield self.env.timeout(STEP)
            self.settle()
        self.record()

    def government(self):
        while True:
            yield self.env.timeout(self.chance.expovariate(self.world.ban_rate) * YEAR)
            self.settle()
            self.ban()
            yield self.env.timeout(self.chance.expovariate(1 / self.world.ban_length))
            self.settle()
            self.lift()

    def record(self):
        self.fan.append((self.active + self.around) / self.terms.users)

    def earning(self, day):
        """Margin times revenue per user and year, discounted."""
        terms, t = self.terms, day / YEAR
        fading = terms.arpu_growth_fade * -math.expm1(-t / terms.arpu_growth_fade)
        growth = terms.arpu_growth_long_run * t + (self.arpu_growth - terms.arpu_growth_long_run) * fading
        margin = self.margin_long_run + (terms.margin - self.margin_long_run) * math.exp(-t / terms.margin_time)
        return margin * self.arpu * math.exp(growth - self.world.rate * t)

    def earners(self):
        return self.active + self.world.around * self.around

    def settle(self):
        """Brings users and cash up to now."""
        begin, end = self.clock, self.env.now
        if end <= begin:
            return
        half = HALF * (end - begin) / YEAR
        first = self.earning(begin) * self.earners()
        self.flow(half)
        middle = self.earning(HALF * (begin + end)) * self.earners()
        self.flow(half)
        last = self.earning(end) * self.earners()
        self.cash += (end - begin) / YEAR / 6 * (first + 4 * middle + last)
        self.clock = end

    def flow(self, years):
        if self.banned:
            self.wait(years)
        else:
            self.recruit(years)

    def recruit(self, years):
        terms = self.terms
        self.come_back(HALF * years)
        limit = max(terms.ceiling - self.captured - self.dormant, 0.01 * terms.ceiling)
        rate = self.growth + self.drift
        gain = math.expm1(rate * years)
        crowding = max(self.growth, 0.0) * (gain / rate if rate else years)
        self.active *= (1 + gain) / (1 + crowding * self.active / limit)
        self.stay *= math.exp(-terms.churn * years)
        self.come_back(HALF * years)

    def come_back(self, years):
        if self.dormant > 0:
            share = -math.expm1(-self.world.return_rate * years)
            self.active += self.dormant * share
            self.dormant -= self.dormant * share
            self.stay += self.stay_dormant * share
            self.stay_dormant -= self.stay_dormant * share

    def wait(self, years):
        world = self.world
        going, waiting = math.exp(-world.decay * years), math.exp(-world.capture * years)
        passing = world.decay * (going - waiting) / (world.capture - world.decay)
        before = self.around + self.dormant
        self.dormant = self.dormant * waiting + self.around * passing
        self.around *= going
        gone = before - self.around - self.dormant
        self.captured += gone
        self.moved += gone
        before = self.stay_around + self.stay_dormant
        self.stay_dormant = self.stay_dormant * waiting + self.stay_around * passing
        self.stay_around *= going
        self.stay_moved += before - self.stay_around - self.stay_dormant

    def ban(self):
        kappa = self.world.kappa
        self.around += kappa * self.active
        self.dormant += (1 - kappa) * self.active
        self.stay_around += kappa * self.stay
        self.stay_dormant += (1 - kappa) * self.stay
        self.active = self.stay = self.moved = self.stay_moved = 0.0
        self.banned, self.since = True, self.env.now
        self.bans += 1

    def lift(self):
        forgotten = math.exp(-(self.env.now - self.since) / self.world.habit)
        self.active, self.around = self.active + self.around, 0.0
        back = min(self.moved * forgotten, self.captured)
        self.captured -= back
        self.dormant += back
        self.stay, self.stay_around = self.stay + self.stay_around, 0.0
        self.stay_dormant += self.stay_moved * forgotten
        self.banned = False

    def value(self):
        """With what goes on for ever after the horizon."""
        fading = self.world.decay if self.banned else 0.0
        years = 1 / (self.world.rate - self.terms.terminal_growth + fading)
        return self.cash + self.earning(self.env.now) * self.earners() * years


def main():
    histories, seed = arguments()
    shared = world()
    start = time.perf_counter()
    chance = random.Random(seed)
    count = len(shared.markets)
    values, users, cohort, bans = ([[] for _ in range(count)] for _ in range(4))
    fans = [[[] for _ in range(DATES)] for _ in range(count)]
    for _ in range(histories):
        env = simpy.Environment()
        weather = Weather(chance)
        markets = [Market(env, shared, terms, weather, chance) for terms in shared.markets]
        # A little more than the last week, so that it is counted.
        env.run(until=STEP * STEPS + 1e-9)
        for m, market in enumerate(markets):
            market_value = market.value()
            values[m].append(market_value)
            users[m].append(market.fan[-1])
            cohort[m].append(market.stay + market.stay_around)
            bans[m].append(market.bans)
            for fan, share in zip(fans[m], market.fan):
                fan.append(share)
    for fan in (fan for market in fans for fan in market):
        fan.sort()
        [fan[round(p * (histories - 1))] for p in QUANTILES]
    tell(time.perf_counter() - start, shared, values, users, cohort, bans)


main()
