"""Writes what was fitted as Swift, and vectors of features for the tests."""

import json
import platform
import random
import textwrap

import numpy as np
import scipy
import sklearn

import lexicon
from features import FEATURES, NAMES, features
from words import words

SOURCES = "Sources/Pipelines/Verification"
HEAD = "// Written by Examples/lectern-models/measured/fit.py; change it there.\n\n"


def word_list(name, members, comment):
    lines = textwrap.wrap(" ".join(members), 96, break_on_hyphens=False)
    return "\n".join(
        [f"    /// {comment}", f"    static let {name}: Set<String> = words(", '        """']
        + ["        " + line for line in lines] + ['        """)', ""]
    )


def lexicon_swift():
    parts = [HEAD, "/// The word lists of the measure.\n", "enum MeasuredLexicon {\n"]
    parts.append(word_list("stop", sorted(lexicon.STOP), "Words that carry no content of their own.") + "\n")
    parts.append(word_list("negation", sorted(lexicon.NEGATION), "Words that deny.") + "\n")
    parts.append(word_list("exclusive", sorted(lexicon.EXCLUSIVE), "Words that claim all or only.") + "\n")
    parts.append(word_list("more", sorted(lexicon.MORE), "Words for more.") + "\n")
    parts.append(word_list("less", sorted(lexicon.LESS), "Words for less.") + "\n")
    groups = textwrap.wrap(", ".join(lexicon.ANTONYMS), 96, break_on_hyphens=False)
    parts.append("    /// Groups of words of which one being true makes the others false.\n")
    parts.append('    static let opposites: [[String]] = groups(\n        """\n')
    parts += [f"        {line}\n" for line in groups]
    parts.append('        """)\n\n    /// Words that name one of a kind: a text that has another of the kind instead differs.\n')
    parts.append("    static let kinds: [String: Set<String>] = [\n")
    for kind, members in lexicon.KINDS.items():
        lines = textwrap.wrap(" ".join(dict.fromkeys(members.split())), 92, break_on_hyphens=False)
        parts.append(f'        "{kind}": words(\n            """\n')
        parts += [f"            {line}\n" for line in lines]
        parts.append('            """),\n')
    parts.append("    ]\n\n")
    parts.append(
        "    private static func words(_ list: String) -> Set<String> {\n"
        "        Set(list.split(whereSeparator: \\.isWhitespace).map(String.init))\n    }\n\n"
        "    private static func groups(_ list: String) -> [[String]] {\n"
        '        list.split(separator: ",").map { $0.split(whereSeparator: \\.isWhitespace).map(String.init) }\n'
        "    }\n}\n"
    )
    return "".join(parts)


def coefficients_swift(model):
    rows = []
    for index, (name, meaning) in enumerate(FEATURES):
        none, partial, full = (f"{v:.6f}" for v in model.coefficients[:, index])
        rows.append(f"        // {name}: {meaning}.\n        [{none}, {partial}, {full}],\n")
    return (
        HEAD + "/// Coefficients of the multinomial logistic regression, for the features in their order.\n"
        "enum MeasuredCoefficients {\n"
        "    /// Of no, of partial, of full support.\n"
        "    static let rows: [[Double]] = [\n" + "".join(rows) + "    ]\n}\n"
    )


# Sentences of our own, so that the fixture carries no one else's text.
WRITTEN = [
    ("Freight fell 11% to 1.42 million tonnes in 1998.",
     "In 1998 the quay handled 1.42 million tonnes of freight, down 11% on the year before."),
    ("The eastern lock was closed from March to August.", "The eastern lock stayed shut between March and August 1998."),
    ("The insurers paid for the lost revenue.",
     "The insurers’ settlement, agreed in December, covers repair costs but not lost revenue."),
    ("Eleanor Voss was not the first keeper.", "Eleanor Voss became the first keeper of the light in 1871."),
    ("Voss was an American painter.", "Eleanor Voss (born 1842) was a Scottish engineer and keeper."),
    ("The light was lit in 1891.", "The lamp was first lit on 3 November 1871."),
    ("Only two ships were lost.", "Twelve ships were lost in the storm, among them two colliers."),
    ("The board rejected the plan.", "The board accepted the plan at its June meeting."),
    ("Noël Brandt wrote three novels.", "Noel Brandt's third novel appeared in May. He never wrote another."),
    ("The river flows north.", "The river flows south for 1,200 kilometres, then east."),
    ("It has never been repaired.", "It hasn't been repaired since 1950."),
    ("Anna loved her brother.", "Anna hated her sister. She said so, often!"),
    ("The 1st lens cost 5,000.50 crowns.", "The first lens cost 5000.50 crowns; the second, 007."),
    ("共有 36 人获救。", "据报道，风暴之后共有三十六人获救，另有 36 头牛。"),
    ("灯塔不是在一八七一年建成的。", "灯塔于一八七一年建成。"),
    ("", "Some text."), ("Some text.", ""), ("…", "—"),
    ("THE KEEPER’S DAUGHTER'S lamp", "The keeper's daughter’s lamps were running, stopped, carried and classes."),
    ("More than 40 people live there.", "Fewer than forty people live there: 39."),
    ("ﬁnal ﬀort １２ and Ⅳ", "final effort 12 and IV. x2 2nd 3.14.15 a.b"),
]


def random_cases(count):
    random_ = random.Random(7)
    pool = " ".join(a + " " + b for a, b in WRITTEN).split() + "only never 1999 12 King queen, red Blue. not".split()
    return [
        (" ".join(random_.choices(pool, k=random_.randint(1, 14))), " ".join(random_.choices(pool, k=random_.randint(1, 40))))
        for _ in range(count)
    ]


def cases(model):
    made = []
    for statement, cited in WRITTEN + random_cases(120):
        vector = features(statement, cited)
        probabilities = model.probabilities(np.array([vector]))[0]
        made.append({
            "statement": statement, "cited": cited,
            "features": [round(v, 9) for v in vector], "probabilities": [round(float(p), 9) for p in probabilities],
        })
    read = [
        [text, [[w.text, w.stem, w.number, w.is_capital, w.begins] for w in words(text)]]
        for pair in WRITTEN for text in pair
    ]
    return {
        "names": NAMES, "cases": made, "words": read,
        "made_with": {"python": platform.python_version(), "scikit-learn": sklearn.__version__,
                      "numpy": np.__version__, "scipy": scipy.__version__},
    }


def write_swift(repository, model):
    # What is tested is what is written: coefficients are rounded before anything is computed with them.
    model.coefficients = np.round(model.coefficients, 6)
    (repository / SOURCES / "MeasuredLexicon.swift").write_text(lexicon_swift(), encoding="utf-8")
    (repository / SOURCES / "MeasuredCoefficients.swift").write_text(coefficients_swift(model), encoding="utf-8")
    fixture = repository / "Tests/Fixtures/measured"
    fixture.mkdir(parents=True, exist_ok=True)
    text = json.dumps(cases(model), ensure_ascii=False, indent=0)
    (fixture / "cases.json").write_text(text + "\n", encoding="utf-8")
