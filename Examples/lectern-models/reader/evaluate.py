"""The figures of the model card, in Python, before the program's own engine measures them again.

    python evaluate.py --work work --checkpoint run/average.pt --decisions run/decisions.json --out run/figures.json

20-sentence contexts; whole articles with search in front (BM25, the embedding, both, and re-ranked by relevance);
claims by set; embeddings before and after.
"""

import argparse
import json
import os
import pickle

import numpy as np
import torch

from calibrate import features
from claims import measure_claims
from open_reader import open_reader
from reading import Candidate, Weights, decide, observe
from retrieval import embed, likeness, measure_bm25, measure_embeddings
from scoring import baseline, table
from squad_cite import Item, bm25, citation, items, subset

FIRST = 12          # sentences that search hands on, each with its neighbours


def probability(keys, reading):
    x = np.dot([keys["refusal.span"], keys["refusal.relevance"], keys["refusal.answerable"]], features(reading)) + keys["refusal.bias"]
    return 1 / (1 + np.exp(-x))


def refusing(some, readings, keys):
    """Shares refused, and the scores when a refused question counts 0."""
    p = np.array([probability(keys, r) for r in readings])
    has = np.array([bool(i.answers) for i in some])
    kept = [(i, r) for i, r, q in zip(some, readings, p) if i.answers and q >= keys["refusal.threshold"]]
    out = {"false_refusals": round(100 * float(np.mean(p[has] < keys["refusal.threshold"])), 2)}
    if (~has).any():
        out["refused_unanswerable"] = round(100 * float(np.mean(p[~has] < keys["refusal.threshold"])), 2)
    of_kept = table(*zip(*kept))
    for name in ("exact", "f1", "citation"):
        out[name + "_of_answered"], out[name + "_refusing"] = of_kept[name], round(of_kept[name] * len(kept) / has.sum(), 2)
    return out


def part_of(item, chosen):
    """The item with some of its sentences only, in order; `gold` is kept where it still stands."""
    place = {n: k for k, n in enumerate(chosen)}
    pick = lambda values: [values[n] for n in chosen]
    return Item(item.id, item.question, item.ids, pick(item.sentences), pick(item.offsets), pick(item.texts), item.answers,
                [place[g] for g in item.gold if g in place])


def with_search(reader, some, weights, keys):
    """Whole articles: how often search finds the sentence, and what is answered from what it finds."""
    vectors, orders = {}, {"bm25": [], "dense": [], "both": []}
    questions = embed(reader, [i.ids for i in some])
    for item, question in zip(some, questions):
        key = (item.texts[0], len(item.texts))
        if key not in vectors:
            vectors[key] = embed(reader, item.sentences)
        lexical, dense = np.array(bm25(item.question, item.texts)), vectors[key] @ question
        ranks = lambda scores: np.argsort(np.argsort(-scores, kind="stable"), kind="stable")
        orders["bm25"].append(lexical)
        orders["dense"].append(dense)
        orders["both"].append(1 / (20 + ranks(lexical)) + 1 / (20 + ranks(dense)))
    out = {"sentences": round(float(np.mean([len(i.texts) for i in some])), 1)}
    for name, scores in orders.items():
        top = [int(np.argmax(s)) for s in scores]
        out[name] = {"citation": cite(top, some)}
        parts, origins = [], []
        for item, s in zip(some, scores):
            best = np.argsort(-s, kind="stable")[:FIRST]
            chosen = sorted({n for b in best for n in (b - 1, b, b + 1) if 0 <= n < len(item.texts)})
            parts.append(part_of(item, chosen))
            origins.append(chosen)
        out[name]["handed_on"] = round(100 * float(np.mean([len(p.gold) > 0 for p in parts])), 2)
        found = observe(reader, parts, keys["window"], keys["overlap"])
        readings = [decide(p, f, weights) for p, f in zip(parts, found)]
        out[name]["reranked_citation"] = cite([o[r.relevant] for o, r in zip(origins, readings)], some)
        whole = []
        for origin, r in zip(origins, readings):
            c = r.candidate
            whole.append(type(r)(r.score, Candidate(origin[c.sentence], c.first, c.last, c.span, c.relevance, c.answerable), r.text,
                                 origin[r.relevant]))
        out[name]["reader"] = table(some, whole)
    return out


def cite(sentences, some):
    return round(100 * float(np.mean([citation([s], i.gold)[2] for s, i in zip(sentences, some)])), 2)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", default="work")
    parser.add_argument("--checkpoint", required=True)
    parser.add_argument("--decisions", required=True)
    parser.add_argument("--out", default="figures.json")
    parser.add_argument("--answerable", type=int, default=1500)
    parser.add_argument("--unanswerable", type=int, default=1000)
    parser.add_argument("--articles", type=int, default=300, help="questions on whole articles")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    with open(os.path.join(options.work, "measure.pickle"), "rb") as file:
        data = pickle.load(file)
    with open(options.decisions) as file:
        keys = json.load(file)["keys"]
    from train import starting_point
    weights, reader, original = Weights(keys["relevance_weight"], keys["answerable_weight"]), open_reader(options.checkpoint)[0], starting_point().eval()
    out = {}
    with torch.autocast("cpu", torch.bfloat16):
        some = items(data["squad"], 20, wanted=subset(data["squad"], options.answerable, options.unanswerable))
        readings = [decide(i, f, weights) for i, f in zip(some, observe(reader, some, keys["window"], keys["overlap"]))]
        out["20_sentences"] = {**table(some, readings), **refusing(some, readings, keys), "bm25_sentence": baseline(some)}
        print(json.dumps(out), flush=True)
        out["claims"] = measure_claims(reader, data["claims"])
        whole = items(data["squad"], 0, wanted=subset(data["squad"], options.articles, 0))
        out["whole_articles"] = with_search(reader, whole, weights, keys)
        out["embeddings"] = {"bm25": measure_bm25(data["squad"], 1000), "before": measure_embeddings(original, data["squad"], 1000),
                             "after": measure_embeddings(reader, data["squad"], 1000),
                             "likeness": likeness(reader, original, data["squad"])}
    with open(options.out, "w") as file:
        json.dump(out, file, indent=1)
    print(json.dumps(out, indent=1))


if __name__ == "__main__":
    main()
