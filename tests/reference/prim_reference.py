"""Reference figures for the tests of src/analysis/discovery.

ema_workbench 2.5.3 (numpy, pandas and scipy as it pulls them in), Python 3.11. Run with PYTHONHASHSEED=0:

    python prim_reference.py

Every number of the table is an exact multiple of 2^-32 and is made the same way in the tests (`Reference`).
"""

import sys
import warnings

warnings.filterwarnings("ignore")

import numpy as np
import pandas as pd
import scipy
from ema_workbench.analysis import prim

ROWS = 1000
# Odd multipliers of additive recurrences modulo 2^32, one for each variable; the last makes noise in the hits.
STEPS = [2654435769, 1779033703, 3144134277, 1013904243, 2773480763, 3266489917]


def bits(row, variable):
    return ((row + 1) * STEPS[variable] + 1234567 * variable) % 2**32


def unit(row, variable):
    return bits(row, variable) / 2**32


def noise(row):
    # The high bits of a square: no lattice with the variables.
    return (bits(row, 5) ** 2 >> 20) % 2**32 / 2**32


def continuous():
    x = pd.DataFrame({f"x{v}": [unit(i, v) for i in range(ROWS)] for v in range(5)})
    inside = [x.x0[i] > 0.55 and x.x1[i] < 0.45 and x.x3[i] > 0.15 for i in range(ROWS)]
    y = [noise(i) < (0.85 if inside[i] else 0.08) for i in range(ROWS)]
    return x, np.array(y)


def mixed():
    # A number with ties and a category beside three numbers without ties.
    x, _ = continuous()
    x["x3"] = [float(bits(i, 3) * 8 >> 32) for i in range(ROWS)]
    x["x4"] = pd.Series(["abcde"[bits(i, 4) * 5 >> 32] for i in range(ROWS)], dtype=object)
    inside = [x.x0[i] > 0.5 and x.x3[i] >= 3 and x.x4[i] in "bde" for i in range(ROWS)]
    y = [noise(i) < (0.8 if inside[i] else 0.1) for i in range(ROWS)]
    return x, np.array(y)


def report(name, x, y, **options):
    box = prim.Prim(x, y, threshold=0.0001, **options).find_box()
    t = box.peeling_trajectory
    print(f"\n{name}: {len(t)} boxes, {int(y.sum())} hits")
    print("rows, hits, restricted:", [(int(r.n), int(r.k), int(r.res_dim)) for r in t.itertuples()])
    f1 = 2 * t.coverage * t.density / (t.coverage + t.density)
    for i in sorted({3, len(t) // 2, int(f1.idxmax()), len(t) - 1}):
        print(f"box {i}: coverage {t.coverage[i]}, density {t.density[i]}, mass {t.mass[i]}")
        for u, qp in box.qp[i].items():
            lim, init = box.box_lims[i][u], box.prim.box_init[u]
            if isinstance(lim[0], set):
                print(f"    {u} {sorted(lim[0])}, quasi-p {qp[0]}")
            for end in range(2) if not isinstance(lim[0], set) else []:
                if lim[end] != init[end]:
                    print(f"    {u} {['low', 'high'][end]} {lim[end]}, quasi-p {qp[end]}")


print(f"Python {sys.version.split()[0]}, numpy {np.__version__}, pandas {pd.__version__}, scipy {scipy.__version__}")
x, y = continuous()
report("continuous", x, y)
report("continuous, peel 0.1, paste 0.02", x, y, peel_alpha=0.1, paste_alpha=0.02)
report("continuous, original objective", x, y, obj_function=prim.PRIMObjectiveFunctions.ORIGINAL)
x, y = mixed()
report("mixed", x, y)
report("mixed, peel 0.2, paste 0.02", x, y, peel_alpha=0.2, paste_alpha=0.02)
x["x3"] = x["x3"].astype("int64")
report("mixed, tied number as int64", x, y)
