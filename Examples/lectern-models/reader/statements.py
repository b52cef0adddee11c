"""Training examples for support: a statement, a snippet, and whether the snippet bears it out.

Three sources. Claims with their evidence (FEVER, FEVER Symmetric, FoolMeTwice), and supported claims changed in one thing;
clauses of SQuAD's paragraphs, as they are and changed; and SQuAD questions with an answer put behind them as a statement,
which the answering sentence bears out and others, or other answers, do not. Statements of two halves of which one is
borne out are the `partial` ones: no data set labels these.
"""

from questions import sentence_of

NONE, PARTIAL, FULL = 0, 1, 2


class Statements:
    def __init__(self, claims, passages):
        self.claims, self.passages = claims, passages
        self.small = [c for c in claims if c["set"] != "fever-dev"]
        self.supported = [c for c in claims if c["label"] == 1]

    def example(self, random):
        """-> statement ids, snippet ids, label."""
        kind = random.random()
        return self.of_claims(random) if kind < 0.6 else self.of_clauses(random) if kind < 0.7 else self.of_questions(random)

    def of_claims(self, random):
        kind = random.random()
        c = random.choice(self.small if random.random() < 0.3 else self.claims)
        if kind < 0.74:
            return c["claim"], c["snippet"], FULL if c["label"] else NONE
        if kind < 0.82 and c.get("near"):
            return random.choice(list(c["near"].values())), c["snippet"], NONE
        if kind < 0.87:
            snippet = random.choice(c["distractors"]) if c["distractors"] else random.choice(self.claims)["snippet"]
            return c["claim"], snippet, NONE
        a, b = random.choice(self.supported), random.choice(self.supported)
        return self.joined((a["claim"], a["snippet"]), (b["claim"], b["snippet"]), c["snippet"], random)

    def joined(self, a, b, unrelated, random):
        """Two statements as one, with the evidence of both, of one, or of neither."""
        statement = a[0] + b[0]
        kind = random.random()
        if kind < 0.3:
            return statement, a[1] + b[1] if random.random() < 0.5 else b[1] + a[1], FULL
        if kind < 0.85:
            evidence = list(a[1] if random.random() < 0.5 else b[1])
            if random.random() < 0.4:
                evidence = evidence + unrelated if random.random() < 0.5 else unrelated + evidence
            return statement, evidence, PARTIAL
        return statement, unrelated, NONE

    def of_clauses(self, random):
        while True:
            passage = random.choice(self.passages)
            made = passage.get("clause")
            if made and made["near"]:
                break
        if random.random() < 0.5:
            return made["ids"], passage["sents"][made["sentence"]], FULL
        return random.choice(list(made["near"].values())), passage["sents"][made["sentence"]], NONE

    def of_questions(self, random):
        while True:
            passage = random.choice(self.passages)
            asked = [q for q in passage["qas"] if "start" in q]
            if asked:
                break
        q = random.choice(asked)
        gold, inside = sentence_of(passage, q["start"])
        words = [t for s in passage["sents"] for t in s]
        answer = words[q["start"]:q["end"] + 1]
        snippet = passage["sents"][gold]
        if random.random() < 0.3 and gold:
            snippet = passage["sents"][gold - 1] + snippet
        kind = random.random()
        if kind < 0.4:
            return q["q"] + answer, snippet, FULL
        if kind < 0.65 and q.get("near"):
            return random.choice(list(q["near"].values())) + answer, snippet, NONE
        others = [o for o in asked if o is not q and words[o["start"]:o["end"] + 1] != answer]
        if kind < 0.85 and others:
            other = random.choice(others)
            wrong = words[other["start"]:other["end"] + 1]
            here = [o for o in others if sentence_of(passage, o["start"])[0] == gold]
            if here and random.random() < 0.6:
                other = random.choice(here)
                wrong = words[other["start"]:other["end"] + 1]
            return q["q"] + wrong, snippet, NONE
        if others and kind < 0.93:
            other = random.choice(others)
            elsewhere, _ = sentence_of(passage, other["start"])
            if elsewhere != gold:
                return self.joined((q["q"] + answer, passage["sents"][gold]),
                                   (other["q"] + words[other["start"]:other["end"] + 1], passage["sents"][elsewhere]),
                                   random.choice(random.choice(self.passages)["sents"]), random)
        apart = [s for i, s in enumerate(passage["sents"]) if i not in q["evidence"] and i != gold]
        if apart:
            return q["q"] + answer, random.choice(apart), NONE
        return q["q"] + answer, snippet, FULL
