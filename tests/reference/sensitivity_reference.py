"""What SALib finds on designs that the tests of src/analysis/sensitivity build too.

Run with SALib 1.6.0 and NumPy 2.4.6; it prints the constants of those tests.

The designs are formulas, so that both sides have the same numbers:
  Sobol'   coordinate d of row n is the fraction of 0.5 + n sqrt(p), n = 1 ... 256, p the d-th prime; the first
           coordinates are those of A, the next those of B.
  Morris   4 factors, 4 levels (0, 1/3, 2/3, 1), 8 trajectories; in trajectory t factor i starts at its lower level
           ((t div (i + 1)) mod 2) / 3, or at that plus 2/3 when (t div 2 + i) is odd, in which case it goes down; step s
           moves factor (3 s + t) mod 4.
"""

from importlib.metadata import version

import numpy as np
from SALib.analyze import morris, sobol
from SALib.test_functions import Sobol_G

PRIMES = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53]
ROWS = 256


def ishigami(x):
    x = np.pi * (2 * x - 1)
    return np.sin(x[0]) + 7 * np.sin(x[1]) ** 2 + 0.1 * x[2] ** 4 * np.sin(x[0])


def g(x):
    return float(Sobol_G.evaluate(x[np.newaxis, :])[0])


def design(k):
    n = np.arange(1, ROWS + 1, dtype=float)
    columns = [np.fmod(0.5 + n * np.sqrt(float(p)), 1.0) for p in PRIMES[: 2 * k]]
    points = np.column_stack(columns)
    return points[:, :k], points[:, k:]


def mixed(base, other, i):
    row = base.copy()
    row[i] = other[i]
    return row


def saltelli(f, k, second):
    values = []
    for a, b in zip(*design(k)):
        values.append(f(a))
        values += [f(mixed(a, b, i)) for i in range(k)]
        if second:
            values += [f(mixed(b, a, i)) for i in range(k)]
        values.append(f(b))
    problem = {"num_vars": k, "names": [f"x{i}" for i in range(k)], "bounds": [[0, 1]] * k}
    return sobol.analyze(problem, np.array(values), calc_second_order=second, seed=1)


def trajectories():
    points = []
    for t in range(8):
        lower = [((t // (i + 1)) % 2) / 3 for i in range(4)]
        down = [(t // 2 + i) % 2 == 1 for i in range(4)]
        x = [l + 2 / 3 if d else l for l, d in zip(lower, down)]
        points.append(list(x))
        for s in range(4):
            i = (3 * s + t) % 4
            x[i] = lower[i] if down[i] else lower[i] + 2 / 3
            points.append(list(x))
    return np.array(points)


def curved(x):
    return 3 * x[0] - x[1] + 4 * x[0] * x[2] ** 2 + 5 * (x[3] - 0.6) ** 2 * (1 - x[1])


def show(name, values):
    print(name, [float(f"{v:.15e}") for v in np.ravel(values)])


print("SALib", version("SALib"), "NumPy", version("numpy"))
for name, f, k in (("ishigami", ishigami, 3), ("g", g, 8)):
    found = saltelli(f, k, False)
    show(f"{name} S1", found["S1"])
    show(f"{name} ST", found["ST"])
found = saltelli(ishigami, 3, True)
show("ishigami with second order, S2 of 12 13 23", [found["S2"][0, 1], found["S2"][0, 2], found["S2"][1, 2]])

x = trajectories()
problem = {"num_vars": 4, "names": list("abcd"), "bounds": [[0, 1]] * 4}
found = morris.analyze(problem, x, np.array([curved(p) for p in x]), num_levels=4, seed=1)
show("morris mu", found["mu"])
show("morris mu_star", found["mu_star"])
show("morris sigma", found["sigma"])
