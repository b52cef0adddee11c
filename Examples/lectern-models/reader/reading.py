"""Reads windows with the reader and chooses an answer: the decision that the program makes, in Python.

    span(i, j)  = start[i] + end[j] - start[CLS] - end[CLS]          i <= j < i + 30, both in one sentence
    score(i, j) = span(i, j) + relevance_weight * relevance[sentence] + answerable_weight * answerable(window)

The best score over all windows gives the answer and its sentence is the citation; below the threshold of the file the
question is refused.
"""

from dataclasses import dataclass

import torch

from batches import padded, sentences_of
from layout import windows
from losses import span_scores
from model import sentence_means

LONGEST = 30
WINDOW, OVERLAP = 256, 1
RELEVANCE_WEIGHT, ANSWERABLE_WEIGHT = 1.0, 0.5


@dataclass
class Reading:
    score: float
    sentence: int
    text: str
    span: float
    relevance: float       # of the cited sentence
    answerable: float      # of its window
    best_relevance: float  # over all sentences
    relevant: int          # the sentence that has it


@dataclass
class Mask:
    sentence_of: torch.Tensor


@torch.no_grad()
def read(reader, items, window=WINDOW, overlap=OVERLAP, weights=(RELEVANCE_WEIGHT, ANSWERABLE_WEIGHT), tokens=6000):
    """Items (`squad_cite.Item`) -> one Reading each."""
    cut = [(n, w) for n, item in enumerate(items) for w in windows(item.ids, item.sentences, window, overlap)]
    cut.sort(key=lambda pair: len(pair[1].tokens))
    best = [None] * len(items)
    relevance = [dict() for _ in items]
    at = 0
    while at < len(cut):
        count = max(1, tokens // len(cut[min(len(cut) - 1, at + 16)][1].tokens))
        part = cut[at:at + count]
        at += count
        for (n, w), found in zip(part, window_scores(reader, [w for _, w in part], weights)):
            for s, r in enumerate(found.pop("relevance")):
                relevance[n][w.first + s] = max(r, relevance[n].get(w.first + s, -1e9))
            if best[n] is None or found["score"] > best[n][0]["score"]:
                best[n] = (found, w)
    return [finish(item, *b, r) for item, b, r in zip(items, best, relevance)]


def window_scores(reader, part, weights):
    batch, lengths = padded([w.tokens for w in part])
    sentence_of, segments = sentences_of(part, batch.shape)
    x = reader.hidden(batch, segments, lengths).float()
    start, end = span_scores(reader, x, Mask(sentence_of.clone()))
    count = max(len(w.starts) for w in part) - 1
    relevance = reader.relevance(sentence_means(x, sentence_of, count))
    answerable = reader.answerable(x)
    out = []
    for b, w in enumerate(part):
        t = len(w.tokens)
        s, e, where = start[b, :t], end[b, :t], sentence_of[b, :t]
        null = s[0] + e[0]
        bonus = weights[0] * relevance[b][where.clamp(min=0)]
        table = s[:, None] + e[None, :] - null + bonus[:, None]
        place = torch.arange(t)
        ahead = place[None, :] - place[:, None]
        fits = (ahead >= 0) & (ahead < LONGEST) & (where[:, None] == where[None, :]) & (where[:, None] >= 0)
        table = table.masked_fill(~fits, -1e9)
        i, j = divmod(int(table.argmax()), t)
        out.append({"score": float(table[i, j] + weights[1] * answerable[b]), "i": i, "j": j,
                    "span": float(s[i] + e[j] - null), "sentence": int(where[i]), "answerable": float(answerable[b]),
                    "relevance": relevance[b, :len(w.starts) - 1].tolist()})
    return out


def finish(item, found, window, relevance):
    within = found["sentence"]
    sentence = window.first + within
    a, b = found["i"] - window.starts[within], found["j"] - window.starts[within]
    offsets = item.offsets[sentence]
    text = item.texts[sentence][offsets[a][0]:offsets[b][1]]
    top = max(relevance, key=relevance.get)
    return Reading(found["score"], sentence, text, found["span"], relevance[sentence], found["answerable"],
                   relevance[top], top)
