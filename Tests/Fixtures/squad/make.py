"""Writes questions of the SQuAD shape about a harbour (our own text), and what must come of them.

    python make.py            package: transformers (its `squad_metrics` are the formulas of the SQuAD script)

`harbour.json` is SQuAD 2.0's form, `harbour.jsonl` one passage a line with sentence bounds; both hold the same.
`scores.json`: guesses with the normalised text, exact match and F1. `contexts.json`: which sentences of the article stand in
the context of each question, by the code that measures the reader while it is trained.
"""

import json
import os
import sys

import transformers
from transformers.data.metrics import squad_metrics

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "../../../Examples/lectern-models/reader"))
from squad_cite import order, others  # noqa: E402

# Passages as sentences; questions as (text, sentences that hold the answer, accepted answers as they stand there).
PASSAGES = [
    ([
        "The harbour of Sankt Håkon was dug in 1871.",
        "Its first pier was built of larch by the engineer Ida Åkesson.",
        "The larch rotted within twenty years.",
        "A second pier, of granite, was opened in 1893 in the presence of the king.",
    ], [
        ("When was the harbour dug?", [0], ["1871", "in 1871"]),
        ("Who built the first pier?", [1], ["Ida Åkesson", "the engineer Ida Åkesson"]),
        ("What was the second pier made of?", [3], ["granite"]),
        ("How long is the second pier?", [], []),
    ]),
    ([
        "Herring 🐟 was landed from August to October.",
        "In 1902 a record of 31,000 barrels was salted.",
        "Women from the islands came for the season and lived in long sheds.",
        "They were paid by the barrel.",
        "The sheds burned down in 1911.",
    ], [
        ("How many barrels were salted in 1902?", [1], ["31,000", "31,000 barrels", "a record of 31,000 barrels"]),
        ("Where did the women of the season live?", [2], ["long sheds", "in long sheds"]),
        ("How were the women paid?", [3], ["by the barrel"]),
        ("Who set the sheds on fire?", [], []),
    ]),
    ([
        "The railway reached the town in 1908.",
        "It carried fish to the capital in nine hours.",
        "Coal came back on the same wagons.",
        "The line was closed in 1967.",
        "Its bed is a cycle path today.",
        "The station houses a small museum of fishing.",
        "It is open on Sundays.",
    ], [
        ("How long did the fish travel to the capital?", [1], ["nine hours"]),
        ("What came back on the wagons that carried fish to the capital?", [1, 2],
         ["fish to the capital in nine hours. Coal", "Coal"]),
        ("When is the museum open?", [6], ["Sundays", "on Sundays"]),
    ]),
]
SIZES = [5, 8, 16]
GUESSES = [
    ("1871", ["1871", "in 1871"]), ("The 1871", ["1871"]), ("Ida", ["Ida Åkesson", "the engineer Ida Åkesson"]),
    ("the engineer, Ida Åkesson!", ["Ida Åkesson"]), ("31000 barrels", ["31,000", "31,000 barrels"]), ("", ["granite"]),
    ("the", ["a"]), ("an answer", ["the answer"]), ("theatre a-an the_end", ["theatre"]), ("granite granite", ["granite"]),
    ("a b a b", ["b b a c"]), ("It’s “here”", ["its here"]), ("an\u00e9 the\u0301 x", ["x"]), ("U.S.", ["us"]), ("  by\tthe\nbarrel ", ["by barrel"]),
    ("ÅKESSON", ["åkesson"]), ("2½ tons", ["2½"]), ("x² the²", ["the²"]), ("Coal", ["coal", "the coal"]), ("港の the 港", ["港の 港"]),
]


def passage(sentences):
    """-> text, bounds of its sentences."""
    text, bounds = "", []
    for sentence in sentences:
        text += " " if text else ""
        bounds.append([len(text), len(text) + len(sentence)])
        text += sentence
    return text, bounds


def main():
    paragraphs, lines, contexts, number = [], [], [], 0
    first, count = 0, sum(len(sentences) for sentences, _ in PASSAGES)
    for sentences, questions in PASSAGES:
        text, bounds = passage(sentences)
        own = range(first, first + len(sentences))
        first = own.stop
        long, short = [], []
        for question, gold, answers in questions:
            name = "harbour-%d" % number
            number += 1
            found = [{"text": a, "answer_start": text.index(a, bounds[gold[0]][0])} for a in answers]
            for a in found[:1]:
                span = (a["answer_start"], a["answer_start"] + len(a["text"]))
                assert gold == [i for i, (s, e) in enumerate(bounds) if s < span[1] and span[0] < e], question
            long.append({"id": name, "question": question, "answers": found, "is_impossible": not gold})
            short.append({"id": name, "question": question, "answers": answers, "evidence": gold,
                          "start": found[0]["answer_start"] if found else None})
            chosen = {str(n): sorted({*own, *others(own, count, n, 0, name)}) for n in SIZES}
            contexts.append({"id": name, "sentences": chosen, "gold": [own[0] + g for g in gold], "order": str(order(1, name, 0))})
        paragraphs.append({"context": text, "qas": long})
        lines.append({"title": "Sankt Håkon", "context": text, "sents": bounds, "qas": short})
    write("harbour.json", json.dumps({"version": "v2.0", "data": [{"title": "Sankt Håkon", "paragraphs": paragraphs}]}, indent=1))
    write("harbour.jsonl", "\n".join(json.dumps(line) for line in lines))
    write("contexts.json", json.dumps(contexts, indent=0))
    write("scores.json", json.dumps([{
        "guess": guess, "accepted": accepted, "normalized": squad_metrics.normalize_answer(guess),
        "exact": max(squad_metrics.compute_exact(a, guess) for a in accepted),
        "f1": max(squad_metrics.compute_f1(a, guess) for a in accepted)} for guess, accepted in GUESSES], indent=0))
    write("manifest.json", json.dumps({"transformers": transformers.__version__}))


def write(name, text):
    with open(os.path.join(HERE, name), "w", encoding="utf-8") as out:
        out.write(text + "\n")


if __name__ == "__main__":
    main()
