"""How far `measured` rewards agree with people, beside length and BM25.

    python agreement.py PREFERENCES_DIR --lectern PATH [--limit N]

PREFERENCES_DIR holds `qa-feedback`, `pandalm` and `llmbar` as `.jsonl.xz`. For `qa-feedback` every answer is scored with
`lectern score --judge measured` on its passages; the others have no document, so only measures of the answer alone can
be tried on them. Agreement: the share of pairs that people told apart in which the measure prefers the same answer; a
measure that gives both the same counts one half. Intervals are 95 % percentile bootstraps over questions.
"""

import argparse
import concurrent.futures
import json
import lzma
import math
import pathlib
import random
import subprocess
import tempfile

import lexicon
from features import is_content
from words import words

PAIRS = [(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)]
REDRAWS = 2000


def load(path):
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def content(text):
    return [w.stem for w in words(text) if is_content(w)]


def bm25(query, text, background):
    """Okapi BM25 of an answer for the words of the question; idf over the passages' sentences."""
    terms = content(text)
    mean = sum(map(len, background)) / max(1, len(background))
    score = 0.0
    for term in set(content(query)):
        n = sum(term in sentence for sentence in background)
        idf = math.log(1 + (len(background) - n + 0.5) / (n + 0.5))
        f = terms.count(term)
        score += idf * f * 2.2 / (f + 1.2 * (0.25 + 0.75 * len(terms) / max(1, mean)))
    return score


def overlap(question, text):
    asked = set(content(question))
    return len(asked & set(content(text))) / max(1, len(asked))


def consistency(text):
    """Denials of what was said: minus the pairs of sentences with mostly the same words of which one is negated."""
    sentences = [words(s) for s in text.replace("?", ".").replace("!", ".").split(".") if s.strip()]
    bad = 0
    for i, a in enumerate(sentences):
        for b in sentences[i + 1 :]:
            x, y = ({w.stem for w in s if is_content(w)} for s in (a, b))
            denies = [any(w.text in lexicon.NEGATION for w in s) for s in (a, b)]
            bad += bool(x and y) and len(x & y) / len(x | y) > 0.5 and denies[0] != denies[1]
    return -bad


def scored(lectern, document, question, answer):
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        (folder / "document.txt").write_text(document, encoding="utf-8")
        (folder / "answer.txt").write_text(answer if answer.strip() else ".", encoding="utf-8")
        run = subprocess.run(
            [lectern, "score", folder / "document.txt", "-q", question, "--answer", folder / "answer.txt", "--judge",
             "measured", "--no-keep", "--json", "--data-dir", folder / "data"],
            capture_output=True, check=True, text=True)
        return json.loads(run.stdout)


def agreement(questions, measure):
    """Mean and interval; `questions` is a list of lists of (preferred, other) answers."""
    hits = [[1.0 if measure(a) > measure(b) else 0.5 if measure(a) == measure(b) else 0.0 for a, b in q] for q in questions]
    hits = [h for h in hits if h]
    value = sum(map(sum, hits)) / max(1, sum(map(len, hits)))
    random_ = random.Random(0)
    draws = []
    for _ in range(REDRAWS):
        chosen = random_.choices(hits, k=len(hits))
        draws.append(sum(map(sum, chosen)) / sum(map(len, chosen)))
    draws.sort()
    return value, draws[int(0.025 * REDRAWS)], draws[int(0.975 * REDRAWS)], sum(map(len, hits))


def show(name, result):
    value, low, high, n = result
    verdict = "better than chance" if low > 0.5 else "worse than chance" if high < 0.5 else "not told from chance"
    print(f"  {name:34s} {100 * value:5.1f} %  [{100 * low:.1f}, {100 * high:.1f}]  n {n}  {verdict}")


def qa_feedback(items, lectern):
    all_items, items = items, [i for i in items if i["passages"]]
    jobs, questions = [], []
    for item in items:
        document = "\n\n".join(p["title"] + "\n\n" + " ".join(p["sents"]) for p in item["passages"])
        background = [content(s) for p in item["passages"] for s in p["sents"]]
        answers = []
        for text in item["responses"]:
            answer = {"text": text, "length": len(text), "bm25": bm25(item["question"], text, background),
                      "question words": overlap(item["question"], text), "consistency": consistency(text)}
            jobs.append((document, item["question"], answer))
            answers.append(answer)
        pairs = []
        for (i, j), choice in zip(PAIRS, item["preference"]):
            if choice in (1, 2):
                pairs.append((answers[i], answers[j]) if choice == 1 else (answers[j], answers[i]))
        questions.append(pairs)
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for (_, _, answer), result in zip(jobs, pool.map(lambda j: scored(lectern, j[0], j[1], j[2]["text"]), jobs)):
            for dimension in ("faithfulness", "completeness"):
                score = result[dimension]["score"]
                answer[dimension] = -1 if score is None else score
            answer["mean"] = result["reward"] if result["reward"] is not None else -1
    print(f"qa-feedback: {len(items)} questions, four answers each; {len(all_items) - len(items)} without passages left out")
    for name in ("faithfulness", "completeness", "mean", "length", "bm25", "question words", "consistency"):
        show(name, agreement(questions, lambda a, name=name: a[name]))
    show("shorter", agreement(questions, lambda a: -a["length"]))


def without_document(name, items, texts, choice):
    questions = []
    for item in items:
        # A few answers of the set are bare JSON values.
        question, first, second = map(str, texts(item))
        better = choice(item)
        if better:
            pair = [{"q": question, "t": t} for t in (first, second)]
            questions.append([(pair[better - 1], pair[2 - better])])
    print(f"{name}: {len(items)} items, no document")
    show("question words (helpfulness)", agreement(questions, lambda a: overlap(a["q"], a["t"])))
    show("consistency (logicality)", agreement(questions, lambda a: consistency(a["t"])))
    show("length", agreement(questions, lambda a: len(a["t"])))


def majority(votes):
    first, second = votes.count(1), votes.count(2)
    return 0 if first == second else 1 if first > second else 2


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("preferences", type=pathlib.Path)
    arguments.add_argument("--lectern", required=True)
    arguments.add_argument("--limit", type=int)
    options = arguments.parse_args()
    folder = options.preferences
    qa_feedback(load(folder / "qa-feedback.jsonl.xz")[: options.limit], options.lectern)
    without_document(
        "pandalm", load(folder / "pandalm.jsonl.xz"),
        lambda i: (i["instruction"] + "\n" + i["input"], i["response1"], i["response2"]), lambda i: majority(i["votes"]))
    without_document(
        "llmbar", load(folder / "llmbar.jsonl.xz"), lambda i: (i["input"], i["output_1"], i["output_2"]),
        lambda i: i["label"])


if __name__ == "__main__":
    main()
