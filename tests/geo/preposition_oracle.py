"""What the same programmes give by scipy's linprog, written plainly, one disaster after the other."""

from __future__ import annotations

import numpy as np
from scipy.optimize import linprog


def one_disaster(demand, hours, stock):
    """Unmet and hours of a disaster: two programmes, the second with the unmet of the first; hours are J x W."""
    places, warehouses = hours.shape
    ways = [(j, i) for j in range(places) for i in range(warehouses) if np.isfinite(hours[j, i])]
    size = len(ways) + places
    equal = np.zeros((places, size))
    most = np.zeros((warehouses, size))
    for at, (j, i) in enumerate(ways):
        equal[j, at] = most[i, at] = 1
    equal[:, len(ways) :] = np.eye(places)
    unmet = np.r_[np.zeros(len(ways)), np.ones(places)]
    told = np.r_[[hours[j, i] for j, i in ways], np.zeros(places)]
    first = linprog(unmet, A_ub=most, b_ub=stock, A_eq=equal, b_eq=demand)
    second = linprog(told, A_ub=np.vstack([most, unmet]), b_ub=np.r_[stock, first.fun + 1e-9], A_eq=equal, b_eq=demand)
    return first.fun, second.fun


def best_allocation(demands, chances, hours, total, room):
    """Expected unmet and hours of the best allocation, all disasters in one programme; unmet first."""
    places, warehouses = hours.shape
    ways = [(j, i) for j in range(places) for i in range(warehouses) if np.isfinite(hours[j, i])]
    each = len(ways) + places
    size = each * len(demands) + warehouses
    equal, right, upper, limit = [], [], [], []
    unmet, told = np.zeros(size), np.zeros(size)
    for k, demand in enumerate(demands):
        base = k * each
        rows = np.zeros((places, size))
        caps = np.zeros((warehouses, size))
        for at, (j, i) in enumerate(ways):
            rows[j, base + at] = caps[i, base + at] = 1
            told[base + at] = chances[k] * hours[j, i]
        for j in range(places):
            rows[j, base + len(ways) + j] = 1
            unmet[base + len(ways) + j] = chances[k]
        for i in range(warehouses):
            caps[i, each * len(demands) + i] = -1
        equal.append(rows), right.append(demand), upper.append(caps), limit.append(np.zeros(warehouses))
    whole = np.zeros((1, size))
    whole[0, each * len(demands) :] = 1
    bounds = [(0, None)] * (each * len(demands)) + [(0, most) for most in room]
    a_eq, b_eq = np.vstack([*equal, whole]), np.concatenate([*right, [total]])
    a_ub, b_ub = np.vstack(upper), np.concatenate(limit)
    first = linprog(unmet, A_ub=a_ub, b_ub=b_ub, A_eq=a_eq, b_eq=b_eq, bounds=bounds)
    second = linprog(
        told, A_ub=np.vstack([a_ub, unmet]), b_ub=np.r_[b_ub, first.fun + 1e-9], A_eq=a_eq, b_eq=b_eq, bounds=bounds
    )
    return first.fun, second.fun
