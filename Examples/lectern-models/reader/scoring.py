"""Figures from readings: answers, citations, refusals, and how well a score tells what can be answered."""

import numpy as np

from squad_cite import bm25, citation, exact, f1


def auc(positive, negative):
    """Chance that a positive scores higher than a negative."""
    values = np.concatenate([positive, negative])
    ranks = np.argsort(np.argsort(values, kind="stable"), kind="stable") + 1.0
    return float((ranks[:len(positive)].sum() - len(positive) * (len(positive) + 1) / 2) / (len(positive) * len(negative)))


def refusals(answerable, unanswerable, allowed=0.15):
    """Threshold that refuses at most `allowed` of the answerable -> threshold, false refusals, refused."""
    threshold = float(np.quantile(answerable, allowed))
    return threshold, float(np.mean(answerable < threshold)), float(np.mean(unanswerable < threshold))


def table(items, readings):
    """All numbers from 0 to 100. `f1`, `exact` and `citation` count every answerable question as answered; `refused` is the
    share of unanswerable questions below the threshold that refuses 15 % (10 %) of the answerable."""
    asked = [(i, r) for i, r in zip(items, readings) if i.answers]
    without = [r for i, r in zip(items, readings) if not i.answers]
    mean = lambda values: round(100 * float(np.mean(values)), 2)
    out = {"answerable": len(asked), "exact": mean([exact(r.text, i.answers) for i, r in asked]),
           "f1": mean([f1(r.text, i.answers) for i, r in asked]),
           "citation": mean([citation([r.sentence], i.gold)[2] for i, r in asked]),
           "most_relevant": mean([citation([r.relevant], i.gold)[2] for i, r in asked])}
    if without:
        yes, no = np.array([r.score for _, r in asked]), np.array([r.score for r in without])
        out["unanswerable"] = len(without)
        out["auc"] = round(100 * auc(yes, no), 2)
        for name in ("span", "relevance", "answerable"):
            out["auc_" + name] = round(100 * auc(np.array([getattr(r.candidate, name) for _, r in asked]),
                                                 np.array([getattr(r.candidate, name) for r in without])), 2)
        for allowed in (0.15, 0.10):
            out["refused_at_%d" % (100 * allowed)] = round(100 * refusals(yes, no, allowed)[2], 2)
        out["threshold"] = round(refusals(yes, no)[0], 4)
    return out


def baseline(items):
    """Citation F1 of BM25's best sentence."""
    asked = [i for i in items if i.answers]
    best = [int(np.argmax(bm25(i.question, i.texts))) for i in asked]
    return round(100 * float(np.mean([citation([b], i.gold)[2] for b, i in zip(best, asked)])), 2)
