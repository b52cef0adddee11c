"""Reads windows with the reader and chooses an answer: the decision that the program makes, in Python.

For every window and sentence the best span is kept:

    span(i, j) = start[i] + end[j] - start[CLS] - end[CLS]           i <= j < i + 30, both in the sentence
    score      = span + relevance_weight * relevance[sentence] + answerable_weight * answerable(window)

The best score over all windows gives the answer, and its sentence is the citation. Whether to refuse is decided from the
same three numbers (`calibrate.py`). A sentence that stands in two windows has two candidates.
"""

from dataclasses import dataclass

import torch

from batches import padded, sentences_of
from layout import windows
from losses import span_scores
from model import sentence_means

LONGEST = 30
WINDOW, OVERLAP = 256, 1


@dataclass
class Candidate:
    """The best span of one sentence in one window; `first` and `last` count tokens of the sentence."""
    sentence: int
    first: int
    last: int
    span: float
    relevance: float
    answerable: float      # of the window


@dataclass
class Weights:
    relevance: float = 1.0
    answerable: float = 0.5


@dataclass
class Reading:
    score: float
    candidate: Candidate
    text: str
    relevant: int          # the sentence of the highest relevance

    @property
    def sentence(self):
        return self.candidate.sentence


@dataclass
class Mask:
    sentence_of: torch.Tensor


@torch.no_grad()
def observe(reader, items, window=WINDOW, overlap=OVERLAP, tokens=6000):
    """Items (`squad_cite.Item`) -> a list of Candidates each."""
    cut = [(n, w) for n, item in enumerate(items) for w in windows(item.ids, item.sentences, window, overlap)]
    cut.sort(key=lambda pair: len(pair[1].tokens))
    found, at = [[] for _ in items], 0
    while at < len(cut):
        part = cut[at:at + max(1, tokens // len(cut[min(len(cut) - 1, at + 16)][1].tokens))]
        at += len(part)
        for (n, _), candidates in zip(part, window_candidates(reader, [w for _, w in part])):
            found[n] += candidates
    return found


def window_candidates(reader, part):
    batch, lengths = padded([w.tokens for w in part])
    sentence_of, segments = sentences_of(part, batch.shape)
    x = reader.hidden(batch, segments, lengths).float()
    start, end = span_scores(reader, x, Mask(sentence_of.clone()))
    count = max(len(w.starts) for w in part) - 1
    relevance = reader.relevance(sentence_means(x, sentence_of, count))
    answerable = reader.answerable(x)
    out = []
    for b, w in enumerate(part):
        null = start[b, 0] + end[b, 0]
        candidates = []
        for s in range(len(w.starts) - 1):
            first, last = w.starts[s], w.starts[s + 1]
            if first == last:
                continue
            table = start[b, first:last, None] + end[b, None, first:last] - null
            place = torch.arange(last - first)
            ahead = place[None, :] - place[:, None]
            table = table.masked_fill((ahead < 0) | (ahead >= LONGEST), -1e9)
            i, j = divmod(int(table.argmax()), last - first)
            candidates.append(Candidate(w.first + s, i, j, float(table[i, j]), float(relevance[b, s]), float(answerable[b])))
        out.append(candidates)
    return out


def score(candidate, weights):
    return candidate.span + weights.relevance * candidate.relevance + weights.answerable * candidate.answerable


def decide(item, candidates, weights=Weights()):
    best = max(candidates, key=lambda c: score(c, weights))
    offsets = item.offsets[best.sentence]
    text = item.texts[best.sentence][offsets[best.first][0]:offsets[best.last][1]]
    return Reading(score(best, weights), best, text, max(candidates, key=lambda c: c.relevance).sentence)


def read(reader, items, weights=Weights(), **options):
    """Items -> one Reading each."""
    return [decide(item, found, weights) for item, found in zip(items, observe(reader, items, **options))]
