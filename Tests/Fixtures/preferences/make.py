"""Statistics of agreement by scikit-learn and statsmodels, and the orders that a seed gives, for PreferencesTests.

    python make.py            writes agreement.json and order.json beside this script; see README.md
"""

import json
import os

import numpy as np
import sklearn
import statsmodels
from sklearn.metrics import cohen_kappa_score
from statsmodels.stats.inter_rater import aggregate_raters, cohens_kappa, fleiss_kappa
from statsmodels.stats.proportion import proportion_confint

HERE = os.path.dirname(os.path.abspath(__file__))
MASK = (1 << 64) - 1


def number(value):
    value = float(value)
    return value if np.isfinite(value) else None


def raters(rng, things, count, agreement, shares):
    """Judgements of `count` people: the same as the truth with probability `agreement`, else by chance."""
    truth = rng.choice(3, size=things, p=shares)
    chance = rng.choice(3, size=(things, count), p=shares)
    same = rng.random((things, count)) < agreement
    return np.where(same, truth[:, None], chance)


def cohen(first, second):
    table = np.zeros((3, 3), dtype=int)
    for a, b in zip(first, second):
        table[a, b] += 1
    result = cohens_kappa(table)
    kappa = cohen_kappa_score(first, second, labels=[0, 1, 2])
    if np.isfinite(kappa):
        assert abs(kappa - result.kappa) < 1e-12
    return {
        "first": first.tolist(), "second": second.tolist(), "table": table.tolist(),
        "raw": float(np.mean(first == second)), "kappa": number(kappa),
        "low": number(result.kappa_low) if np.isfinite(kappa) else None,
        "high": number(result.kappa_upp) if np.isfinite(kappa) else None,
    }


def fleiss(judgements):
    counts = np.zeros((len(judgements), 3), dtype=int)
    for row, judged in enumerate(judgements):
        for category in judged:
            counts[row, category] += 1
    check, _ = aggregate_raters(judgements, n_cat=3)
    assert (check == counts).all()
    kappa = fleiss_kappa(counts, method="fleiss")
    n = len(counts)
    left = np.array([fleiss_kappa(np.delete(counts, i, axis=0), method="fleiss") for i in range(n)])
    half = 1.959963984540054 * np.sqrt((n - 1) / n * np.sum((left - left.mean()) ** 2))
    people = counts.sum(axis=1)[0]
    raw = np.mean(np.sum(counts * (counts - 1), axis=1) / (people * (people - 1)))
    return {"counts": counts.tolist(), "raw": float(raw), "kappa": number(kappa),
            "low": number(kappa - half), "high": number(kappa + half)}


class SplitMix64:
    def __init__(self, seed, *words):
        hash_ = 0xCBF29CE484222325
        for word in words:
            for byte in word.encode() + b"\xff":
                hash_ = (hash_ ^ byte) * 0x100000001B3 & MASK
        self.state = hash_ ^ seed

    def next(self):
        self.state = (self.state + 0x9E3779B97F4A7C15) & MASK
        z = self.state
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9 & MASK
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB & MASK
        return z ^ (z >> 31)

    def shuffled(self, count):
        order = list(range(count))
        for index in range(count - 1, 0, -1):
            other = self.next() % (index + 1)
            order[index], order[other] = order[other], order[index]
        return order


def main():
    rng = np.random.default_rng(7)
    cases = {"cohen": [], "fleiss": [], "wilson": []}
    for things, agreement, shares in [(1, 1, [1, 0, 0]), (5, 0.5, [0.4, 0.4, 0.2]), (30, 0.6, [0.5, 0.4, 0.1]),
                                      (40, 0.9, [0.45, 0.45, 0.1]), (200, 0.3, [0.3, 0.3, 0.4]),
                                      (64, 0.0, [0.9, 0.05, 0.05]), (12, 1.0, [0.5, 0.5, 0.0])]:
        both = raters(rng, things, 2, agreement, shares)
        cases["cohen"].append(cohen(both[:, 0], both[:, 1]))
    for things, count, agreement in [(6, 3, 0.5), (40, 2, 0.7), (40, 3, 0.6), (100, 5, 0.2)]:
        cases["fleiss"].append(fleiss(raters(rng, things, count, agreement, [0.4, 0.4, 0.2])))
    for count, n in [(0, 1), (1, 1), (5, 10), (52, 100), (0, 40), (371, 1000)]:
        low, high = proportion_confint(count, n, method="wilson")
        cases["wilson"].append({"count": count, "n": n, "low": float(low), "high": float(high)})
    versions = {"numpy": np.__version__, "scikit-learn": sklearn.__version__, "statsmodels": statsmodels.__version__}
    with open(os.path.join(HERE, "agreement.json"), "w") as file:
        json.dump({"versions": versions, **cases}, file)
    orders = [{"seed": seed, "words": words, "count": count, "order": SplitMix64(seed, *words).shuffled(count)}
              for seed in (0, 1, 4_294_967_295) for words in (["anna", "item-1"], ["陳", "item-1"], ["anna", "item-2"])
              for count in (2, 3, 5, 26)]
    with open(os.path.join(HERE, "order.json"), "w") as file:
        json.dump({"orders": orders}, file, ensure_ascii=False)


if __name__ == "__main__":
    main()
