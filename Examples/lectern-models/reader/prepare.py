"""Reads the data sets and writes what training needs, tokenised: `work/reader.pickle` and `work/measure.pickle`.

    python prepare.py --data DATA --out work

Training halves only go into `reader.pickle`; `measure.pickle` holds SQuAD's development articles and the kept-back third
of the claims. The two share no article and no claim.
"""

import argparse
import hashlib
import json
import lzma
import os
import pickle
import random
import time
import unicodedata

from layout import base_folder, open_tokenizer
from negatives import Kin, clause, names, near_misses


def read(*path):
    with lzma.open(os.path.join(*path), "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


class Encoder:
    def __init__(self):
        self.tokenizer = open_tokenizer()

    def ids(self, texts):
        return [e.ids for e in self.tokenizer.encode_batch(texts, add_special_tokens=False)]

    def with_offsets(self, texts):
        return [(e.ids, e.offsets) for e in self.tokenizer.encode_batch(texts, add_special_tokens=False)]


def passages(encoder, rows, perturb=None):
    """Rows of the SQuAD shape -> list of {title, sents: [ids], texts, offsets, qas: [{q, sentence, start, end, …}]}.
    `start` and `end` (inclusive) count tokens within the passage."""
    out = []
    for row in rows:
        texts = [row["context"][a:b] for a, b in row["sents"]]
        encoded = encoder.with_offsets(texts)
        spans = [(row["sents"][s][0] + a, row["sents"][s][0] + b) for s, (_, offsets) in enumerate(encoded) for a, b in offsets]
        questions = encoder.ids([q["question"] for q in row["qas"]])
        passage = {"title": row["title"], "texts": texts, "sents": [ids for ids, _ in encoded],
                   "offsets": [offsets for _, offsets in encoded], "qas": []}
        for q, ids in zip(row["qas"], questions):
            item = {"id": q["id"], "question": q["question"], "q": ids, "answers": q["answers"], "evidence": q["evidence"]}
            if q["answers"]:
                begin, end = q["start"], q["start"] + len(answer_at(row["context"], q))
                inside = [i for i, (a, b) in enumerate(spans) if b > begin and a < end]
                if not inside:
                    continue
                item["start"], item["end"] = inside[0], inside[-1]
                if perturb:
                    changed = perturb(q["question"], row["context"], row["title"])
                    item["near"] = dict(zip(changed, encoder.ids(list(changed.values())) if changed else []))
            passage["qas"].append(item)
        out.append(passage)
    return out


def answer_at(context, q):
    """The accepted answer that stands at `start`."""
    here = [a for a in q["answers"] if context.startswith(a, q["start"])]
    return here[0] if here else q["answers"][0]


def open_kin(tokenizer):
    from safetensors.torch import load_file
    vectors = load_file(os.path.join(base_folder(), "model.safetensors"))["embeddings.word_embeddings.weight"].float()
    return Kin(vectors, tokenizer.get_vocab())


def perturber(rows, seed, kin):
    draw, pool = random.Random(seed), {}
    for row in rows:
        pool.setdefault(row["title"], set()).update(names(row["context"]))
    pool = {title: sorted(found) for title, found in pool.items()}
    return lambda question, context, title: near_misses(question, context, pool[title], draw, kin)


def claim_key(claim):
    folded = unicodedata.normalize("NFKD", claim.lower())
    return "".join(c for c in folded if c.isalnum())


def is_kept_back(claim):
    """Three claims in ten are for measuring, chosen by the claim's letters alone, so that a claim that stands in several
    sets or with several snippets is on one side."""
    return int.from_bytes(hashlib.sha256(claim_key(claim).encode()).digest()[:4], "big") % 10 < 3


def add_clauses(encoder, rows, made, perturb, seed):
    """To each passage one statement of its own: a clause of one of its sentences, and the clause changed in one thing."""
    draw = random.Random(seed)
    for row, passage in zip(rows, made):
        number = draw.randrange(len(passage["texts"]))
        text = clause(passage["texts"][number])
        if text:
            near = perturb(text, row["context"], row["title"])
            encoded = encoder.ids([text, *near.values()])
            passage["clause"] = {"sentence": number, "ids": encoded[0], "near": dict(zip(near, encoded[1:]))}


def add_near_misses(encoder, rows, seed, kin):
    """To each supported claim: the claim changed in one thing, which its evidence then does not bear out."""
    draw = random.Random(seed)
    pool = sorted({n for r in rows for n in names(r["snippet_text"])})
    for r in rows:
        if r["label"]:
            near = near_misses(r["claim_text"], r["snippet_text"], draw.sample(pool, 30), draw, kin)
            r["near"] = dict(zip(near, encoder.ids(list(near.values())) if near else []))


def claims(encoder, data, kin):
    sides = {"training": [], "measuring": []}
    for name in ("fever-dev", "fever-symmetric", "fm2"):
        rows = read(data, "claims", name + ".jsonl.xz")
        statements = encoder.ids([r["claim"] for r in rows])
        snippets = encoder.ids([" ".join(r["evidence"]) for r in rows])
        others = [encoder.ids(r.get("distractors", [])[:8]) for r in rows]
        for r, s, e, d in zip(rows, statements, snippets, others):
            sides["measuring" if is_kept_back(r["claim"]) else "training"].append(
                {"set": name, "claim": s, "snippet": e, "label": int(r["label"] == "SUPPORTS"), "distractors": d,
                 "claim_text": r["claim"], "snippet_text": " ".join(r["evidence"])})
    for side in sides.values():
        random.Random(5).shuffle(side)
    add_near_misses(encoder, sides["training"], 6, kin)
    return sides


def stories(encoder, rows):
    """FairytaleQA: sections with sentences and questions whose evidence sentence was found with some certainty."""
    out = []
    for row in rows:
        number = {s["section"]: k for k, s in enumerate(row["sections"])}
        sections = [encoder.ids([s["text"][a:b] for a, b in s["sents"]]) for s in row["sections"]]
        sections = [[ids for ids in s if ids] for s in sections]
        asked = [q for q in row["qas"] if q.get("evidence_score", 0) >= 2 and len(q["sections"]) == 1]
        qas = []
        for q, ids in zip(asked, encoder.ids([q["question"] for q in asked]) if asked else []):
            section, sentence = q["evidence_guess"][0]
            if section in number and sentence < len(sections[number[section]]):
                qas.append({"q": ids, "section": number[section], "sentence": sentence})
        if qas:
            out.append({"title": row["title"], "sections": sections, "qas": qas})
    return out


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", required=True)
    parser.add_argument("--out", default="work")
    options = parser.parse_args()
    os.makedirs(options.out, exist_ok=True)
    began, encoder, data = time.time(), Encoder(), options.data
    train = read(data, "squad", "train.jsonl.xz")
    queries = read(data, "nq", "paragraphs.jsonl.xz") + read(data, "nq", "qed.jsonl.xz")
    kin = open_kin(encoder.tokenizer)
    sides = claims(encoder, data, kin)
    perturb = perturber(train, 11, kin)
    squad = passages(encoder, train, perturb)
    add_clauses(encoder, train, squad, perturb, 13)
    place = {q["id"]: (p, k) for p, passage in enumerate(squad) for k, q in enumerate(passage["qas"])}
    pairs = [(*place[r["question_id"]], r["row"]) for r in read(data, "squad", "unanswerable-pairs.jsonl.xz")
             if r["question_id"] in place]
    training = {"squad": squad, "pairs": pairs, "nq": passages(encoder, queries, perturber(queries, 12, kin)),
                "stories": stories(encoder, read(data, "fairytaleqa", "train.jsonl.xz")), "claims": sides["training"]}
    for passage in training["squad"] + training["nq"]:
        del passage["offsets"]
    measuring = {"squad": passages(encoder, read(data, "squad", "dev.jsonl.xz")), "claims": sides["measuring"]}
    for name, content in (("reader", training), ("measure", measuring)):
        with open(os.path.join(options.out, name + ".pickle"), "wb") as out:
            pickle.dump(content, out, protocol=5)
    kinds = {}
    for passage in squad:
        for q in passage["qas"]:
            for kind in q.get("near", {}):
                kinds[kind] = kinds.get(kind, 0) + 1
    print("squad: %d passages, %d questions; made near misses: %s" % (len(squad), len(place), kinds))
    print("pairs %d, nq %d, stories %d, claims %d + %d kept back; %.0f s" % (
        len(pairs), len(training["nq"]), len(training["stories"]), len(sides["training"]), len(sides["measuring"]),
        time.time() - began))


if __name__ == "__main__":
    main()
