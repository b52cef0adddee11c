"""Support verdicts on claims that were kept back, beside a baseline of text features.

    python claims.py --work work --checkpoint run/best.pt

The baseline is what can be told without a model: shared words, names and numbers that the snippet lacks, negations,
lengths, in a gradient-boosted classifier trained on the same claims as the reader.
"""

import argparse
import json
import os
import pickle
import re

import numpy as np
import torch

from batches import padded, sentences_of
from layout import SNIPPET_LIMIT, pair

SETS = ("fever-dev", "fever-symmetric", "fm2")
NEGATIONS = {"not", "no", "never", "none", "neither", "nor", "without", "only", "exclusively", "failed", "refused", "incapable"}
COMMON = set("the a an of in on at to is was were are be been and or by for with as from that this it its his her he she".split())


@torch.no_grad()
def probabilities(reader, rows, tokens=6000):
    """Probability of none, partial and full for each row's claim and snippet -> (rows, 3)."""
    made = [pair(r["claim"], [r["snippet"][:SNIPPET_LIMIT]]) for r in rows]
    order = sorted(range(len(rows)), key=lambda i: len(made[i].tokens))
    out, at = np.zeros((len(rows), 3)), 0
    while at < len(order):
        count = max(1, tokens // len(made[order[min(len(order) - 1, at + 32)]].tokens))
        chosen = order[at:at + count]
        at += count
        batch, lengths = padded([made[i].tokens for i in chosen])
        _, segments = sentences_of([made[i] for i in chosen], batch.shape)
        x = reader.hidden(batch, segments, lengths).float()
        out[chosen] = torch.softmax(reader.support(x), 1).numpy()
    return out


def is_supported(p):
    """Full against none; the sets know no partial support."""
    return p[:, 2] > p[:, 0]


def measure_claims(reader, rows):
    """Per cent right on each set, and their mean."""
    p, right = probabilities(reader, rows), np.array([r["label"] for r in rows]) == 1
    out = {}
    for name in SETS:
        here = np.array([r["set"] == name for r in rows])
        out[name] = round(100 * float(np.mean(is_supported(p)[here] == right[here])), 2)
    out["mean"] = round(float(np.mean([out[name] for name in SETS])), 2)
    return out


def words(text):
    return re.findall(r"[\w']+", text.lower())


def features(claim, snippet):
    a, b = words(claim), words(snippet)
    content = [w for w in a if w not in COMMON]
    have, stems = set(b), {w[:5] for w in b}
    missing = [w for w in content if w not in have]
    names, numbers = re.findall(r"\b[A-Z]\w+", claim), re.findall(r"\d+", claim)
    pairs, theirs = list(zip(a, a[1:])), set(zip(b, b[1:]))
    return [
        len(a), len(b), len(content), len(missing), len(missing) / max(1, len(content)),
        np.mean([w[:5] in stems for w in content]) if content else 1, np.mean([p in theirs for p in pairs]) if pairs else 1,
        sum(n.lower() not in have for n in names), len(names), sum(n not in snippet for n in numbers), len(numbers),
        len(NEGATIONS & set(a)), len(NEGATIONS & set(b)), len(NEGATIONS & set(a)) - len(NEGATIONS & set(b)),
        max((len(w) for w in missing), default=0), a[-1] in have if a else 0,
        sum(len(w) for w in missing) / max(1, sum(len(w) for w in content)),
    ]


def baseline(training, measuring, per_set):
    """Text features in a boosted classifier; trained on all sets together, or on each alone."""
    from sklearn.ensemble import HistGradientBoostingClassifier
    make = lambda rows: np.array([features(r["claim_text"], r["snippet_text"]) for r in rows], float)
    out = {}
    for name in SETS:
        own = [r for r in training if not per_set or r["set"] == name]
        test = [r for r in measuring if r["set"] == name]
        model = HistGradientBoostingClassifier(max_iter=120, learning_rate=0.06, max_leaf_nodes=12, random_state=1)
        model.fit(make(own), [r["label"] for r in own])
        out[name] = round(100 * float(np.mean(model.predict(make(test)) == [r["label"] for r in test])), 2)
    return out


def majority(training, measuring):
    out = {}
    for name in SETS:
        most = np.mean([r["label"] for r in training if r["set"] == name]) > 0.5
        out[name] = round(100 * float(np.mean([r["label"] == most for r in measuring if r["set"] == name])), 2)
    return out


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", default="work")
    parser.add_argument("--checkpoint")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    open_pickle = lambda name: pickle.load(open(os.path.join(options.work, name + ".pickle"), "rb"))["claims"]
    training, measuring = open_pickle("reader"), open_pickle("measure")
    print("kept back:", {name: sum(r["set"] == name for r in measuring) for name in SETS})
    print("majority", json.dumps(majority(training, measuring)))
    for per_set in (False, True):
        print("text features, %s" % ("each set alone" if per_set else "all sets"),
              json.dumps(baseline(training, measuring, per_set)))
    if options.checkpoint:
        from model import load
        print("reader", json.dumps(measure_claims(load(options.checkpoint)[0], measuring)))


if __name__ == "__main__":
    main()
