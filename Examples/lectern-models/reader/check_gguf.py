"""Compares the readings of a GGUF file with those of the checkpoint that it was made from.

    python check_gguf.py --work work --checkpoint run/average.pt --file lectern-reader-q8_0.gguf
"""

import argparse
import os
import pickle

import numpy as np
import torch

from batches import padded, sentences_of
from layout import windows
from losses import span_scores
from model import load, sentence_means
from open_reader import open_reader
from reading import Mask, OVERLAP, WINDOW, decide, observe
from squad_cite import items, subset


@torch.no_grad()
def outputs(reader, windows_of_items):
    tokens, lengths = padded([w.tokens for w in windows_of_items])
    sentence_of, segments = sentences_of(windows_of_items, tokens.shape)
    x = reader.hidden(tokens, segments, lengths)
    start, end = span_scores(reader, x, Mask(sentence_of.clone()))
    inside = start > -1e3
    means = sentence_means(x, sentence_of, int(sentence_of.max()) + 1)
    return {"span": torch.cat([start[inside], end[inside]]), "relevance": reader.relevance(means).reshape(-1),
            "answerable": reader.answerable(x), "support": reader.support(x).reshape(-1), "embedding": reader.embedding(x, lengths)}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", default="work")
    parser.add_argument("--checkpoint", required=True)
    parser.add_argument("--file", required=True)
    parser.add_argument("--questions", type=int, default=40)
    options = parser.parse_args()
    with open(os.path.join(options.work, "measure.pickle"), "rb") as file:
        passages = pickle.load(file)["squad"]
    some = items(passages, 20, wanted=subset(passages, options.questions, 0))
    ours, theirs = load(options.checkpoint)[0], open_reader(options.file)[0]
    first = [windows(i.ids, i.sentences, WINDOW, OVERLAP)[0] for i in some]
    a, b = outputs(ours, first), outputs(theirs, first)
    for name in a:
        print("%-10s largest difference %.4f (spread %.2f)" % (name, float((a[name] - b[name]).abs().max()), float(a[name].std())))
    print("cosine of embeddings at least %.6f" % float((a["embedding"] * b["embedding"]).sum(1).min()))
    left = [decide(i, f) for i, f in zip(some, observe(ours, some))]
    right = [decide(i, f) for i, f in zip(some, observe(theirs, some))]
    print("same answer %d, same sentence %d of %d" % (sum(x.text == y.text for x, y in zip(left, right)),
                                                     sum(x.sentence == y.sentence for x, y in zip(left, right)), len(some)))
    print("mean change of the score %.3f" % float(np.mean([abs(x.score - y.score) for x, y in zip(left, right)])))


if __name__ == "__main__":
    main()
