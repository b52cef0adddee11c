"""The protocol of `lectern eval squad-cite`: contexts, scores, and the baseline, on questions of the SQuAD shape.

A context of N sentences is the question's paragraph, whole, and sentences of the same article's other paragraphs, all in
the order of the article. Which ones: sentences of an article are numbered from 0 through all its paragraphs; each gets
`order(seed, question id, number)`, and those with the smallest values join until there are N. A paragraph that has N or
more sentences stands alone. Whole articles: N = 0.
"""

import collections
import math
import re
import string
from dataclasses import dataclass

MASK = (1 << 64) - 1


def order(seed, question, number):
    """FNV-1a (64 bits) over the UTF-8 text "seed:question:number", then SplitMix64's mixing."""
    h = 0xCBF29CE484222325
    for byte in ("%d:%s:%d" % (seed, question, number)).encode():
        h = ((h ^ byte) * 0x100000001B3) & MASK
    h = ((h ^ (h >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    h = ((h ^ (h >> 27)) * 0x94D049BB133111EB) & MASK
    return h ^ (h >> 31)


@dataclass
class Item:
    id: str
    question: str
    ids: list            # token ids of the question
    sentences: list      # token ids of each sentence
    offsets: list        # of each sentence: (start, end) of every token in its text
    texts: list
    answers: list        # empty: the paragraph does not answer
    gold: list           # positions in `sentences`


def items(passages, size, seed=0, wanted=None):
    """One Item for each question, or for those whose ids are wanted."""
    articles = {}
    for p in passages:
        articles.setdefault(p["title"], []).append(p)
    out = []
    for article in articles.values():
        flat = [(p, i) for p in article for i in range(len(p["sents"]))]
        first, count = {}, 0
        for p in article:
            first[id(p)] = count
            count += len(p["sents"])
        for p in article:
            own = range(first[id(p)], first[id(p)] + len(p["sents"]))
            for q in p["qas"]:
                if wanted is not None and q["id"] not in wanted:
                    continue
                chosen = sorted({*own, *others(own, count, size, seed, q["id"])}) if size else range(count)
                place = {n: k for k, n in enumerate(chosen)}
                parts = [flat[n] for n in chosen]
                out.append(Item(q["id"], q["question"], q["q"], [p["sents"][i] for p, i in parts],
                                [p["offsets"][i] for p, i in parts], [p["texts"][i] for p, i in parts], q["answers"],
                                [place[own[0] + e] for e in q["evidence"]]))
    return out


def others(own, count, size, seed, question):
    wanted = max(0, size - len(own))
    outside = [n for n in range(count) if n not in own]
    return sorted(outside, key=lambda n: order(seed, question, n))[:wanted]


def subset(passages, answerable, unanswerable, seed=1):
    """Ids of a fixed part of the questions, by the same ordering."""
    ids = lambda answered: [q["id"] for p in passages for q in p["qas"] if bool(q["answers"]) == answered]
    first = lambda found, count: sorted(found, key=lambda i: order(seed, i, 0))[:count]
    return {*first(ids(True), answerable), *first(ids(False), unanswerable)}


def normal(text):
    text = "".join(c for c in text.lower() if c not in string.punctuation)
    return " ".join(re.sub(r"\b(a|an|the)\b", " ", text).split())


def exact(guess, answers):
    return max(float(normal(guess) == normal(a)) for a in answers)


def f1(guess, answers):
    return max(overlap(normal(guess).split(), normal(a).split()) for a in answers)


def overlap(a, b):
    same = sum((collections.Counter(a) & collections.Counter(b)).values())
    return 2 * same / (len(a) + len(b)) if same else float(a == b)


def citation(cited, gold):
    """Recall, precision and F1 of cited sentences."""
    hit = len(set(cited) & set(gold))
    recall, precision = hit / len(gold), hit / len(cited) if cited else 0.0
    return recall, precision, 2 * recall * precision / (recall + precision) if hit else 0.0


def terms(text):
    return re.findall(r"\w+", text.lower())


def bm25(question, texts, k1=1.2, b=0.75):
    """BM25 score of every text, which are also the collection."""
    docs = [terms(t) for t in texts]
    mean = sum(map(len, docs)) / len(docs) or 1
    df = collections.Counter(w for d in docs for w in set(d))
    scores = []
    for d in docs:
        tf = collections.Counter(d)
        scores.append(sum(
            math.log(1 + (len(docs) - df[w] + 0.5) / (df[w] + 0.5)) * tf[w] * (k1 + 1)
            / (tf[w] + k1 * (1 - b + b * len(d) / mean)) for w in set(terms(question)) if w in tf))
    return scores
