"""Fits the measure of support and writes what `Sources/Pipelines/Verification/` and its tests need of it.

    python fit.py CLAIMS_DIR [--expertqa FILE] [--write REPOSITORY]

CLAIMS_DIR holds `fever-dev`, `fever-symmetric` and `fm2` as `.jsonl.xz`. Prints accuracy against the majority class
and a calibration table, both from five-fold cross-validation in which no claim, page or evidence of a held-out part
was seen. With --write, fits on everything and writes the Swift tables and `Tests/Fixtures/measured/cases.json`.
`expertqa` is only ever measured on.
"""

import argparse
import json
import lzma
import pathlib
import random
import zlib

import numpy as np
from sklearn.linear_model import LogisticRegression

from features import NAMES, features
from tables import write_swift
from words import fold

SETS = ["fever-dev", "fever-symmetric", "fm2"]
# So that the small sets, which are harder, count.
WEIGHT = {"fever-dev": 1.0, "fever-symmetric": 6.0, "fm2": 5.0, "joined": 0.5}
CLASSES = ["none", "partial", "full"]
FOLDS = 5
JOINED = 4000


def load(folder):
    items = []
    for name in SETS:
        with lzma.open(folder / f"{name}.jsonl.xz", "rt", encoding="utf-8") as lines:
            for line in lines:
                item = json.loads(line)
                item["set"] = name
                item["cited"] = " ".join(item["evidence"])
                item["class"] = 2 if item["label"] == "SUPPORTS" else 0
                items.append(item)
    return items


def assign_folds(items):
    """Claims that share their words, their pair, their page or their evidence are in one fold."""
    parent = {}

    def root(key):
        parent.setdefault(key, key)
        while parent[key] != key:
            parent[key] = parent[parent[key]]
            key = parent[key]
        return key

    for item in items:
        keys = ["claim " + fold(item["claim"]), "cited " + fold(item["cited"])[:200]]
        if item["set"] == "fever-symmetric":
            keys.append("pair " + item["id"])
        if item["set"] == "fm2":
            keys.append("page " + item["page"])
        for key in keys[1:]:
            parent[root(key)] = root(keys[0])
    for item in items:
        item["fold"] = zlib.crc32(root("claim " + fold(item["claim"])).encode()) % FOLDS


def joined(items):
    """Two claims said in one sentence: full when both are borne out, none when neither is, else partial.

    No set marks partial support of single sentences; this follows the definition of the judged scale, in which one
    of two points borne out is partial.
    """
    random_ = random.Random(0)
    made = []
    by_fold = [[i for i in items if i["fold"] == f and i["set"] != "fever-symmetric"] for f in range(FOLDS)]
    while len(made) < JOINED:
        pool = by_fold[len(made) % FOLDS]
        a, b = random_.sample(pool, 2)
        # One in two partial; the rest half and half.
        made.append({
            "claim": a["claim"].rstrip(". ") + ", and " + b["claim"], "cited": a["cited"] + " " + b["cited"],
            "class": (a["class"] + b["class"]) // 2, "fold": a["fold"], "set": "joined",
        })
    return made


class Model:
    """Multinomial logistic regression over standardised features, held as coefficients of the raw ones."""

    def __init__(self, x, y, weight):
        mean, scale = x.mean(0), x.std(0)
        mean[0], scale[0] = 0, 1
        scale[scale == 0] = 1
        fitted = LogisticRegression(C=1, max_iter=3000, fit_intercept=False)
        fitted.fit((x - mean) / scale, y, sample_weight=weight)
        self.coefficients = fitted.coef_ / scale
        self.coefficients[:, 0] -= (self.coefficients * mean).sum(1)

    def probabilities(self, x):
        score = x @ self.coefficients.T
        score = np.exp(score - score.max(1, keepdims=True))
        return score / score.sum(1, keepdims=True)


def report(items, p):
    print("set                n     majority  accuracy   gain")
    for name in SETS:
        chosen = [k for k, i in enumerate(items) if i["set"] == name]
        supported = np.array([items[k]["class"] == 2 for k in chosen])
        says = p[chosen].argmax(1) == 2
        accuracy, majority = (says == supported).mean() * 100, max(supported.mean(), 1 - supported.mean()) * 100
        print(f"{name:16s} {len(chosen):6d}   {majority:5.1f}     {accuracy:5.1f}    {accuracy - majority:+5.1f}")
    chosen = [k for k, i in enumerate(items) if i["set"] == "joined"]
    table = np.zeros((3, 3), int)
    for k in chosen:
        table[items[k]["class"], p[k].argmax()] += 1
    print("\njoined claims (rows: truth none, partial, full; columns: said)")
    print(table)
    print(f"accuracy {100 * table.trace() / table.sum():.1f}, majority {100 * table.sum(1).max() / table.sum():.1f}")
    print("\ncalibration of P(full), single claims\nbin          n   mean P   supported")
    chosen = np.array([k for k, i in enumerate(items) if i["set"] != "joined"])
    full = p[chosen, 2]
    supported = np.array([items[k]["class"] == 2 for k in chosen])
    error = 0.0
    for low in range(10):
        inside = (full >= low / 10) & ((full < (low + 1) / 10) | (low == 9))
        if inside.any():
            error += inside.sum() / len(full) * abs(full[inside].mean() - supported[inside].mean())
            print(f"{low / 10:.1f}–{(low + 1) / 10:.1f}  {inside.sum():6d}   {full[inside].mean():.3f}     "
                  f"{supported[inside].mean():.3f}")
    print(f"expected calibration error {error:.3f}")


def measure_expertqa(path, model):
    names = ["Complete", "Partial", "Incomplete", "Missing"]
    count = {name: [0, 0, 0] for name in names}
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            for answer in json.loads(line)["answers"].values():
                for claim in answer["claims"]:
                    if claim["support"] in count and claim["evidence"]:
                        x = np.array([features(claim["claim_string"], " ".join(claim["evidence"]))])
                        count[claim["support"]][model.probabilities(x)[0].argmax()] += 1
    print("\nExpertQA, claims with evidence, by the experts' judgement (columns: none, partial, full said)")
    for name in names:
        print(f"{name:12s} {count[name]}")


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("claims", type=pathlib.Path)
    arguments.add_argument("--expertqa", type=pathlib.Path)
    arguments.add_argument("--write", type=pathlib.Path)
    options = arguments.parse_args()
    items = load(options.claims)
    assign_folds(items)
    items += joined(items)
    x = np.array([features(i["claim"], i["cited"]) for i in items])
    y = np.array([i["class"] for i in items])
    weight = np.array([WEIGHT[i["set"]] for i in items])
    fold_of = np.array([i["fold"] for i in items])
    p = np.zeros((len(items), 3))
    for fold_number in range(FOLDS):
        train = fold_of != fold_number
        p[~train] = Model(x[train], y[train], weight[train]).probabilities(x[~train])
    report(items, p)
    model = Model(x, y, weight)
    if options.expertqa:
        measure_expertqa(options.expertqa, model)
    if options.write:
        write_swift(options.write, model)
    else:
        print("\ncoefficients of full")
        for name, value in sorted(zip(NAMES, model.coefficients[2]), key=lambda t: -abs(t[1])):
            print(f"{name:22s}{value:+.3f}")


if __name__ == "__main__":
    main()
