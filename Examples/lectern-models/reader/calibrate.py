"""Chooses what the file carries beside weights: how scores are added, when to refuse, temperatures.

    python calibrate.py --work work --checkpoint run/average.pt --out run/decisions.json

Chosen on the questions of half of the development articles, reported on the other half (by the hash of the title), and
the same for claims. Refusal is a logistic regression on three numbers of the best candidate; its probability is what the
program compares with the threshold, so a person can move it.
"""

import argparse
import json
import os
import pickle

import numpy as np
import torch

from claims import is_supported, probabilities
from open_reader import open_reader
from reading import LONGEST, OVERLAP, WINDOW, Weights, decide, observe
from scoring import refusals, table
from squad_cite import items, order, subset

FALSE_REFUSALS = 0.13       # aimed at when choosing, a little under the 15 % that are allowed


def is_chosen_on(name):
    return order(3, name, 0) % 2 == 0


def halves(all_items, found, title_of):
    parts = {True: ([], []), False: ([], [])}
    for item, candidates in zip(all_items, found):
        side = parts[is_chosen_on(title_of[item.id])]
        side[0].append(item)
        side[1].append(candidates)
    return parts[True], parts[False]


def features(reading):
    c = reading.candidate
    return [c.span, c.relevance, c.answerable]


def choose_weights(chosen_items, found):
    """The weights with the best sum of answer F1 and citation F1."""
    best = None
    for relevance in (0.0, 0.5, 1.0, 1.5, 2.0, 3.0):
        for answerable in (0.0, 0.5, 1.0):
            weights = Weights(relevance, answerable)
            asked = [(i, decide(i, f, weights)) for i, f in zip(chosen_items, found) if i.answers]
            figures = table(*zip(*asked))
            total = figures["f1"] + figures["citation"]
            if best is None or total > best[0] + 0.02:
                best = (total, weights)
    return best[1]


def fit_refusal(chosen_items, readings):
    from sklearn.linear_model import LogisticRegression
    x = np.array([features(r) for r in readings])
    y = np.array([bool(i.answers) for i in chosen_items])
    return LogisticRegression(C=10.0, class_weight="balanced", max_iter=1000).fit(x, y)


def report(some_items, readings, model, threshold):
    """Everything the command `eval squad-cite` reports; refused answerable questions count 0 in `..._refusing`."""
    out = table(some_items, readings)
    p = model.predict_proba(np.array([features(r) for r in readings]))[:, 1]
    has = np.array([bool(i.answers) for i in some_items])
    out["refused"] = round(100 * float(np.mean(p[~has] < threshold)), 2)
    out["false_refusals"] = round(100 * float(np.mean(p[has] < threshold)), 2)
    for name in ("f1", "exact", "citation"):
        kept = [(i, r) for i, r, q in zip(some_items, readings, p) if i.answers and q >= threshold]
        out[name + "_of_answered"] = table(*zip(*kept))[name]
        out[name + "_refusing"] = round(out[name + "_of_answered"] * len(kept) / has.sum(), 2)
    return out


def temperature_of(p, right):
    """Temperature that makes the probability of full support (against none) honest."""
    full = np.log(p[:, 2] + 1e-9) - np.log(p[:, 0] + 1e-9)
    tried = [(t, -float(np.mean(np.log(np.where(right, 1, 0) * expit(full / t) + np.where(right, 0, 1) * expit(-full / t) + 1e-9))))
             for t in np.arange(0.5, 4.01, 0.05)]
    return float(min(tried, key=lambda pair: pair[1])[0])


def expit(x):
    return 1 / (1 + np.exp(-x))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", default="work")
    parser.add_argument("--checkpoint", required=True)
    parser.add_argument("--out", default="decisions.json")
    parser.add_argument("--answerable", type=int, default=1000)
    parser.add_argument("--unanswerable", type=int, default=800)
    parser.add_argument("--window", type=int, default=WINDOW)
    parser.add_argument("--overlap", type=int, default=OVERLAP)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    with open(os.path.join(options.work, "measure.pickle"), "rb") as file:
        data = pickle.load(file)
    reader = open_reader(options.checkpoint)[0]
    some = items(data["squad"], 20, wanted=subset(data["squad"], options.answerable, options.unanswerable))
    title_of = {q["id"]: p["title"] for p in data["squad"] for q in p["qas"]}
    with torch.autocast("cpu", torch.bfloat16):
        found = observe(reader, some, options.window, options.overlap)
        p = probabilities(reader, data["claims"])
    (choice, choice_found), (rest, rest_found) = halves(some, found, title_of)
    weights = choose_weights(choice, choice_found)
    readings = [decide(i, f, weights) for i, f in zip(choice, choice_found)]
    model = fit_refusal(choice, readings)
    probability = model.predict_proba(np.array([features(r) for r in readings]))[:, 1]
    has = np.array([bool(i.answers) for i in choice])
    threshold, _, _ = refusals(probability[has], probability[~has], FALSE_REFUSALS)
    elsewhere = [decide(i, f, weights) for i, f in zip(rest, rest_found)]
    right = np.array([r["label"] for r in data["claims"]]) == 1
    first = np.array([is_chosen_on(r["claim_text"]) for r in data["claims"]])
    temperature = temperature_of(p[first], right[first])
    keys = {"window": options.window, "overlap": options.overlap, "longest_answer": LONGEST,
            "relevance_weight": weights.relevance, "answerable_weight": weights.answerable,
            "refusal.bias": float(model.intercept_[0]), "refusal.span": float(model.coef_[0][0]),
            "refusal.relevance": float(model.coef_[0][1]), "refusal.answerable": float(model.coef_[0][2]),
            "refusal.threshold": threshold, "support.temperature": temperature}
    out = {"keys": keys, "chosen_on": report(choice, readings, model, threshold),
           "other_articles": report(rest, elsewhere, model, threshold),
           "support_other_claims": round(100 * float(np.mean(is_supported(p)[~first] == right[~first])), 2)}
    with open(options.out, "w") as file:
        json.dump(out, file, indent=1)
    print(json.dumps(out, indent=1))


if __name__ == "__main__":
    main()
