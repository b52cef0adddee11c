"""Is the sentence embedding still of use? Questions against all sentences of their article, for the reader and for the
encoder it started from.

    python retrieval.py --work work --checkpoint run/best.pt
"""

import argparse
import json
import os
import pickle

import numpy as np
import torch

from batches import padded
from layout import single
from squad_cite import bm25, order


@torch.no_grad()
def embed(reader, texts, tokens=8000):
    """Lists of ids -> unit vectors (N, H)."""
    made = [single(ids, 256) for ids in texts]
    turn = sorted(range(len(made)), key=lambda i: len(made[i]))
    out, at = np.zeros((len(made), reader.config.hidden), np.float32), 0
    while at < len(turn):
        chosen = turn[at:at + max(1, tokens // len(made[turn[min(len(turn) - 1, at + 64)]]))]
        at += len(chosen)
        batch, lengths = padded([made[i] for i in chosen])
        x = reader.hidden(batch, torch.zeros_like(batch), lengths).float()
        out[chosen] = reader.embedding(x, lengths).numpy()
    return out


def asked(passages, count):
    """A fixed choice of answerable questions: (article, question, gold sentence numbers), and the articles' sentences."""
    articles = {}
    for p in passages:
        articles.setdefault(p["title"], []).append(p)
    sentences, questions = {}, []
    for title, article in articles.items():
        sentences[title] = [(ids, text) for p in article for ids, text in zip(p["sents"], p["texts"])]
        first = 0
        for p in article:
            questions += [(title, q, [first + e for e in q["evidence"]]) for q in p["qas"] if q["answers"]]
            first += len(p["sents"])
    return sorted(questions, key=lambda item: order(2, item[1]["id"], 0))[:count], sentences


def ranks_to_figures(ranks):
    ranks = np.array(ranks)
    return {"first": round(100 * float(np.mean(ranks == 0)), 2), "among_5": round(100 * float(np.mean(ranks < 5)), 2),
            "among_20": round(100 * float(np.mean(ranks < 20)), 2),
            "reciprocal_rank": round(100 * float(np.mean(1 / (ranks + 1))), 2)}


def measure_embeddings(reader, passages, count):
    questions, sentences = asked(passages, count)
    needed = sorted({title for title, _, _ in questions})
    vectors = {title: embed(reader, [ids for ids, _ in sentences[title]]) for title in needed}
    ranks = []
    for (title, _, gold), vector in zip(questions, embed(reader, [q["q"] for _, q, _ in questions])):
        scores = vectors[title] @ vector
        ranks.append(int((scores > max(scores[g] for g in gold)).sum()))
    return ranks_to_figures(ranks)


def measure_bm25(passages, count):
    questions, sentences = asked(passages, count)
    ranks = []
    for title, q, gold in questions:
        scores = np.array(bm25(q["question"], [text for _, text in sentences[title]]))
        ranks.append(int((scores > max(scores[g] for g in gold)).sum()))
    return ranks_to_figures(ranks)


def likeness(reader, original, passages, count=1000):
    """Mean cosine between both models' embeddings of the same sentences."""
    texts = [s for p in passages[::3] for s in p["sents"]][:count]
    return round(float((embed(reader, texts) * embed(original, texts)).sum(1).mean()), 4)


def main():
    from model import load
    from train import starting_point
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", default="work")
    parser.add_argument("--checkpoint")
    parser.add_argument("--questions", type=int, default=2000)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    with open(os.path.join(options.work, "measure.pickle"), "rb") as file:
        passages = pickle.load(file)["squad"]
    original = starting_point().eval()
    print("bm25      ", json.dumps(measure_bm25(passages, options.questions)))
    print("original  ", json.dumps(measure_embeddings(original, passages, options.questions)))
    if options.checkpoint:
        reader = load(options.checkpoint)[0]
        print("reader    ", json.dumps(measure_embeddings(reader, passages, options.questions)))
        print("likeness  ", likeness(reader, original, passages))


if __name__ == "__main__":
    main()
