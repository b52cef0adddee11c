"""Training examples for questions: a window of an article, with or without the answer.

Most windows hold the answer among sentences of the same paragraph and article, laid out as in measuring (the paragraph
whole, other sentences before and after it). The rest do not, in five ways:

    elsewhere   a window of the same article that lacks the answer
    pair        a paragraph of the same article that shares words with the question (the data's own list)
    removed     the paragraph without the sentence that answers
    near        the paragraph with a question changed in one thing (`negatives.py`), beside the question as it was
    renamed     the paragraph with a word of the question replaced in the sentence that answers
"""

from dataclasses import dataclass

from layout import QUESTION_LIMIT, pair

KINDS = (("answer", 0.46), ("elsewhere", 0.08), ("pair", 0.10), ("removed", 0.07), ("near", 0.22), ("renamed", 0.07))
# What the reader tells apart at once (negations, added conditions) is shown less than what it does not.
NEAR = {"name": 0.25, "word": 0.20, "opposite": 0.25, "number": 0.08, "negation": 0.03, "kin": 0.15, "condition": 0.04}


@dataclass
class Example:
    """A window and what is to be said of it. `start` and `end` are places in `window.tokens`, 0 for no answer;
    `gold` are positions of sentences within the window. `has_span` is false where only the sentence is known."""
    window: object
    start: int
    end: int
    gold: list
    has_span: bool = True
    has_gold: bool = True      # false where no sentence is called right or wrong
    answerable: bool | None = None

    @property
    def is_answerable(self):
        return bool(self.gold) if self.answerable is None else self.answerable


class Questions:
    """Draws examples from passages of articles (`prepare.py`)."""

    def __init__(self, passages, pairs=()):
        self.passages = passages
        self.article = {}
        for i, passage in enumerate(passages):
            self.article.setdefault(passage["title"], []).append(i)
        self.asked = [(i, k) for i, p in enumerate(passages) for k, q in enumerate(p["qas"]) if "start" in q]
        self.pairs = {(p, k): row for p, k, row in pairs}

    def __len__(self):
        return len(self.asked)

    def examples(self, number, size, random):
        """One or two examples of at most `size` tokens, or none when the question cannot be put that way."""
        place, k = self.asked[number]
        passage = self.passages[place]
        q = passage["qas"][k]
        kind = random.choices([name for name, _ in KINDS], [weight for _, weight in KINDS])[0]
        question = q["q"][:QUESTION_LIMIT]
        room = size - len(question) - 3
        gold, inside = sentence_of(passage, q["start"])
        if kind == "answer":
            return self.answered(place, question, q, gold, inside, size, room, random)
        if kind == "near" and q.get("near"):
            names = list(q["near"])
            near = q["near"][random.choices(names, [NEAR[n] for n in names])[0]][:QUESTION_LIMIT]
            room = min(room, size - len(near) - 3)
            return self.answered(place, question, q, gold, inside, size, room, random, near)
        if kind == "renamed":
            changed = renamed(passage["sents"][gold], question, passage["sents"], q, inside, random)
            if changed:
                sentences = [changed if i == gold else s for i, s in enumerate(passage["sents"])]
                return self.unanswered(place, question, sentences, gold, size, room, random)
        if kind == "removed":
            kept = [s for i, s in enumerate(passage["sents"]) if i not in q["evidence"] and i != gold]
            texts = [t for i, t in enumerate(passage["texts"]) if i not in q["evidence"] and i != gold]
            if kept and not any(a in t for t in texts for a in q["answers"]):
                return self.unanswered(place, question, kept, min(gold, len(kept) - 1), size, room, random, q["answers"])
        if kind == "pair" and (place, k) in self.pairs:
            other = self.pairs[place, k]
            sentences = self.passages[other]["sents"]
            return self.unanswered(other, question, sentences, random.randrange(len(sentences)), size, room, random, q["answers"])
        return self.elsewhere(place, question, q, size, room, random)

    def answered(self, place, question, q, gold, inside, size, room, random, near=None):
        sentences, at = self.surround(place, self.passages[place]["sents"], gold, room, random, ())
        window = pair(question, sentences, 0, size)
        start = window.starts[at] + inside
        end = start + q["end"] - q["start"]
        if end >= len(window.tokens) - 1:
            return []
        found = [i for i in range(len(sentences)) if window.starts[i] <= end and window.starts[i + 1] > start]
        out = [Example(window, start, end, found)]
        return out + [Example(pair(near, sentences, 0, size), 0, 0, [])] if near else out

    def unanswered(self, place, question, sentences, centre, size, room, random, answers=()):
        chosen, _ = self.surround(place, sentences, centre, room, random, answers)
        return [Example(pair(question, chosen, 0, size), 0, 0, [])]

    def elsewhere(self, place, question, q, size, room, random):
        title = self.passages[place]["title"]
        for _ in range(4):
            other = random.choice(self.article[title])
            passage = self.passages[other]
            if other != place and not any(a in t for t in passage["texts"] for a in q["answers"]):
                centre = random.randrange(len(passage["sents"]))
                return self.unanswered(other, question, passage["sents"], centre, size, room, random, q["answers"])
        return []

    def surround(self, place, sentences, centre, room, random, avoid):
        """Sentences around `centre`, at random to the left and right, as many as fit; past the paragraph's ends come other
        sentences of the article, singly or in runs, in article order. -> sentences, position of the centre."""
        article = self.article[self.passages[place]["title"]]
        at = article.index(place)
        scattered = random.random() < 0.6
        before = self.distractors(article[:at][::-1], scattered, True, random, avoid)
        after = self.distractors(article[at + 1:], scattered, False, random, avoid)
        left, right = centre - 1, centre + 1
        out, used, position = [sentences[centre]], len(sentences[centre]), 0
        lean = random.uniform(0.2, 0.8)
        while True:
            go_left = random.random() < lean
            if go_left:
                new = sentences[left] if left >= 0 else next(before, None)
                left -= 1
            else:
                new = sentences[right] if right < len(sentences) else next(after, None)
                right += 1
            if new is None:             # nothing more on this side; perhaps on the other
                if random.random() < 0.3:
                    break
                continue
            if used + len(new) > room:
                break
            used += len(new)
            if go_left:
                out.insert(0, new)
                position += 1
            else:
                out.append(new)
        return out, position

    def distractors(self, places, scattered, backwards, random, avoid):
        if scattered:
            places = sorted(random.sample(places, min(len(places), 12)), key=places.index)
        for place in places:
            passage = self.passages[place]
            order = list(range(len(passage["sents"])))
            if scattered:
                order = sorted(random.sample(order, min(len(order), random.randint(1, 2))))
            for i in reversed(order) if backwards else order:
                if not any(a in passage["texts"][i] for a in avoid):
                    yield passage["sents"][i]


def sentence_of(passage, place):
    """Token `place` of a passage -> number of its sentence and place within it."""
    for i, sentence in enumerate(passage["sents"]):
        if place < len(sentence):
            return i, place
        place -= len(sentence)
    raise ValueError("an answer past the end of its passage")


def renamed(sentence, question, others, q, inside, random):
    """The answering sentence with one rarer word that it shares with the question replaced by a word from elsewhere."""
    shared = [t for t in set(sentence) & set(question) if t > 3000]
    length = q["end"] - q["start"] + 1
    answer = set(sentence[inside:inside + length])
    shared = sorted(t for t in shared if t not in answer)
    spare = sorted({t for s in others for t in s if t > 3000} - set(sentence) - set(question))
    if not shared or not spare:
        return None
    chosen = set(random.sample(shared, min(len(shared), random.randint(1, 2))))
    swap = {t: random.choice(spare) for t in sorted(chosen)}
    return [swap.get(t, t) for t in sentence]


class NearMisses:
    """Only pairs of a question and its near miss, on the answering sentence alone: what tells them apart is there, and
    short windows make three times as many."""

    def __init__(self, questions):
        self.questions = questions
        self.asked = [n for n, (p, k) in enumerate(questions.asked) if questions.passages[p]["qas"][k].get("near")]

    def __len__(self):
        return len(self.asked)

    def examples(self, number, size, random):
        place, k = self.questions.asked[self.asked[number]]
        passage = self.questions.passages[place]
        q = passage["qas"][k]
        gold, inside = sentence_of(passage, q["start"])
        sentence = passage["sents"][gold]
        names = list(q["near"])
        near = q["near"][random.choices(names, [NEAR[n] for n in names])[0]]
        window = pair(q["q"], [sentence], 0, size)
        start = window.starts[0] + inside
        end = start + q["end"] - q["start"]
        if max(len(q["q"]), len(near)) > QUESTION_LIMIT or end >= len(window.tokens) - 1:
            return []
        return [Example(window, start, end, [0]), Example(pair(near, [sentence], 0, size), 0, 0, [])]


class Claims:
    """Claims in the place of questions, on their evidence: borne out is answerable. People wrote these near misses."""

    def __init__(self, claims):
        self.claims = [c for c in claims if len(c["claim"]) <= QUESTION_LIMIT]

    def __len__(self):
        return len(self.claims)

    def examples(self, number, size, random):
        c = self.claims[number]
        sentences, at = [c["snippet"]], 0
        if c["distractors"] and random.random() < 0.5:
            sentences = random.sample(c["distractors"], min(2, len(c["distractors"])))
            at = random.randint(0, len(sentences))
            sentences.insert(at, c["snippet"])
        if sum(map(len, sentences)) + len(c["claim"]) + 3 > size:
            sentences, at = [c["snippet"]], 0
        window = pair(c["claim"], sentences, 0, size)
        supported = c["label"] == 1
        return [Example(window, 0, 0, [at] if supported else [], has_span=False, has_gold=supported, answerable=supported)]


class Stories:
    """FairytaleQA: only the sentence is known, and that by word overlap, so no span is trained."""

    def __init__(self, stories):
        self.stories = stories
        self.asked = [(i, k) for i, s in enumerate(stories) for k in range(len(s["qas"]))]

    def __len__(self):
        return len(self.asked)

    def examples(self, number, size, random):
        i, k = self.asked[number]
        story = self.stories[i]
        q = story["qas"][k]
        question = q["q"][:QUESTION_LIMIT]
        room = size - len(question) - 3
        sentences = [s for section in story["sections"] for s in section]
        gold = sum(len(s) for s in story["sections"][:q["section"]]) + q["sentence"]
        first = last = gold
        used = len(sentences[gold])
        while True:
            left = random.random() < 0.5
            new = first - 1 if left else last + 1
            if not 0 <= new < len(sentences) or used + len(sentences[new]) > room:
                break
            used += len(sentences[new])
            first, last = min(first, new), max(last, new)
        return [Example(pair(question, sentences[first:last + 1], 0, size), 0, 0, [gold - first], has_span=False)]
