"""Micro-batches: which task, which examples, as tensors. Micro-batch `n` depends on the seed and `n` alone, so that any
worker can make any of them and a resumed run goes on with the same ones."""

import random
from dataclasses import dataclass

import torch

from layout import QUESTION_LIMIT, SNIPPET_LIMIT, pair, single
from questions import Claims, NearMisses, Questions, Stories
from statements import Statements

SIZES = ((64, 0.08), (96, 0.25), (128, 0.27), (160, 0.16), (192, 0.10), (256, 0.08), (384, 0.05), (512, 0.01))
TASKS = (("squad", 0.54), ("near", 0.17), ("claims", 0.05), ("nq", 0.03), ("stories", 0.02), ("support", 0.16), ("embedding", 0.03))
LIMITS = {"near": (96, 96), "claims": (64, 192), "stories": (144, 512)}       # smallest and largest window of a task
TOKENS = 1280


def padded(rows):
    """Lists of ids -> tokens (B, T) and lengths (B)."""
    lengths = torch.tensor([len(r) for r in rows])
    tokens = torch.zeros(len(rows), int(lengths.max()), dtype=torch.long)
    for i, row in enumerate(rows):
        tokens[i, :len(row)] = torch.tensor(row)
    return tokens, lengths


@dataclass
class QuestionBatch:
    tokens: torch.Tensor          # (B, T)
    segments: torch.Tensor        # (B, T)
    lengths: torch.Tensor         # (B)
    sentence_of: torch.Tensor     # (B, T): sentence of a token within its window, or -1
    sentences: torch.Tensor       # (B): how many
    start: torch.Tensor           # (B): place of the answer's first token, 0 for none
    end: torch.Tensor
    gold: torch.Tensor            # (B, S) bool: sentences that hold the answer
    has_span: torch.Tensor        # (B) bool
    has_gold: torch.Tensor        # (B) bool
    answerable: torch.Tensor      # (B) 0 or 1


def question_batch(examples):
    windows = [e.window for e in examples]
    tokens, lengths = padded([w.tokens for w in windows])
    sentence_of, segments = sentences_of(windows, tokens.shape)
    count = torch.tensor([len(w.starts) - 1 for w in windows])
    gold = torch.zeros(len(examples), int(count.max()), dtype=torch.bool)
    for i, e in enumerate(examples):
        gold[i, e.gold] = True
    return QuestionBatch(tokens, segments, lengths, sentence_of, count, torch.tensor([e.start for e in examples]),
                         torch.tensor([e.end for e in examples]), gold, torch.tensor([e.has_span for e in examples]),
                         torch.tensor([e.has_gold for e in examples]), torch.tensor([float(e.is_answerable) for e in examples]))


def sentences_of(windows, shape):
    """Sentence of every token, -1 outside, and segments, both (B, T)."""
    sentence_of = torch.full(shape, -1, dtype=torch.long)
    segments = torch.zeros(shape, dtype=torch.long)
    for i, w in enumerate(windows):
        segments[i, w.segments_from:len(w.tokens)] = 1
        for s in range(len(w.starts) - 1):
            sentence_of[i, w.starts[s]:w.starts[s + 1]] = s
    return sentence_of, segments


def fitting(groups, length, draw):
    """A run of groups of like length that fill a micro-batch, starting anywhere: little padding, and no length preferred."""
    groups = sorted(groups, key=length)
    start = draw.randrange(len(groups))
    chosen, count, longest = [], 0, 0
    for group in groups[start:] + groups[:start][::-1]:
        width = max(longest, length(group))
        if chosen and (count + len(group)) * width > TOKENS:
            break
        chosen.append(group)
        count, longest = count + len(group), width
    return chosen


class Batches:
    def __init__(self, data, seed):
        self.seed = seed
        self.squad, self.nq = Questions(data["squad"], data["pairs"]), Questions(data["nq"])
        self.near, self.claims, self.stories = NearMisses(self.squad), Claims(data["claims"]), Stories(data["stories"])
        self.statements = Statements(data["claims"], data["squad"])

    def make(self, number):
        """-> task and its batch."""
        draw = random.Random(self.seed * 1_000_003 + number)
        task = draw.choices([n for n, _ in TASKS], [w for _, w in TASKS])[0]
        if task == "support":
            return task, self.support(draw)
        if task == "embedding":
            return task, self.embedding(draw)
        return task, self.questions(getattr(self, task), task, draw)

    def questions(self, source, task, draw):
        size = draw.choices([s for s, _ in SIZES], [w for _, w in SIZES])[0]
        if task in LIMITS:
            size = min(max(size, LIMITS[task][0]), LIMITS[task][1])
        pool = []
        while len(pool) < 3 * TOKENS // size + 4:
            pool.append(source.examples(draw.randrange(len(source)), size, draw))
        chosen = fitting([group for group in pool if group], lambda group: max(len(e.window.tokens) for e in group), draw)
        return question_batch([e for group in chosen for e in group])

    def support(self, draw):
        pool = []
        while len(pool) < 48:
            statement, snippet, label = self.statements.example(draw)
            if len(statement) <= QUESTION_LIMIT and snippet:
                pool.append((pair(statement, [snippet[:SNIPPET_LIMIT]]), label))
        chosen = [item for group in fitting([[item] for item in pool], lambda group: len(group[0][0].tokens), draw) for item in group]
        tokens, lengths = padded([w.tokens for w, _ in chosen])
        _, segments = sentences_of([w for w, _ in chosen], tokens.shape)
        return tokens, segments, lengths, torch.tensor([label for _, label in chosen])

    def embedding(self, draw):
        """Questions and the sentences that answer them, of one article or of many."""
        source = self.squad if draw.random() < 0.85 else self.nq
        number = draw.randrange(len(source))
        if draw.random() < 0.4:
            places = source.article[source.passages[source.asked[number][0]]["title"]]
            asked = [(p, k) for p in places for k, q in enumerate(source.passages[p]["qas"]) if "start" in q]
            asked = draw.sample(asked, min(len(asked), 16))
        else:
            asked = [source.asked[draw.randrange(len(source))] for _ in range(16)]
        questions, texts, seen = [], [], set()
        for p, k in asked:
            passage = source.passages[p]
            q = passage["qas"][k]
            s = q["evidence"][0] if q["evidence"] else 0
            if (p, s) in seen or s >= len(passage["sents"]):
                continue
            seen.add((p, s))
            text = passage["sents"][s]
            if draw.random() < 0.15:
                text = [t for sent in passage["sents"] for t in sent][:120]
            questions.append(single(q["q"], 64))
            texts.append(single(text, 128))
        return padded(questions), padded(texts)
