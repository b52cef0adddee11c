"""The features of `MeasuredFeatures.swift`: what of a statement stands in the text it cites.

Everything is counted over the words of `words.py`. Content words are those that are no stop word, no negation and no
word that claims everything (`only`, `always`). A content word is found when its stem stands in the cited text (1) or,
from five letters on, when a word there has the same first five (0.6).
"""

import math

import lexicon
from words import stem, words

FEATURES = [
    ("constant", "1"),
    ("overlap", "mean of how far content words are found"),
    ("missing", "ln(1 + content words not found at all)"),
    ("allFound", "1 when none is missing"),
    ("oneMissing", "1 when exactly one is missing"),
    ("pairs", "share of neighbouring content words that follow within four content words in the cited text"),
    ("bigrams", "share of neighbouring words of any kind that are neighbours there too"),
    ("order", "longest common subsequence of content words, divided by their number"),
    ("tailOverlap", "overlap of the second half of the content words: what is said of the subject"),
    ("lastMissing", "1 when the last content word is missing"),
    ("firstMissing", "1 when the first content word is missing"),
    ("bestSentence", "largest share of content stems found in one sentence"),
    ("nameMissing", "1 when a capitalised word inside a sentence is missing"),
    ("namesFound", "1 when there are such words and all are found"),
    ("plainMissing", "ln(1 + missing content words that are neither capitalised nor figures)"),
    ("numberMissing", "1 when a figure of the statement is missing"),
    ("numbersFound", "1 when there are figures and all are found"),
    ("numberChanged", "1 when the cited text has another figure of the same kind (year or not) instead"),
    ("yearMissing", "1 when a missing figure is a year"),
    ("negatedAlone", "1 when only the statement is negated"),
    ("negatedThere", "1 when only the cited text is negated"),
    ("negatedBoth", "1 when both are"),
    ("negatedAloneOverlap", "negatedAlone times overlap"),
    ("exclusiveAlone", "1 when the statement claims all or only and the cited text does not use that word"),
    ("antonym", "1 when a word is missing whose opposite stands there"),
    ("kindChanged", "1 when a missing word has another of its kind there (a nation, a month, a trade) instead"),
    ("kindMissing", "1 when a word of a known kind is missing and none of its kind stands there"),
    ("kindFound", "1 when a word of a known kind is found"),
    ("moreAlone", "1 when a word for more stands only in the statement"),
    ("lessAlone", "1 when a word for less stands only in the statement"),
    ("citedLength", "ln of the number of cited words"),
    ("length", "ln of the number of content words"),
]
NAMES = [name for name, _ in FEATURES]


def stems(words_of_group):
    return [stem(word) for word in words_of_group.split()]


KINDS = {}
for kind, members in lexicon.KINDS.items():
    for member in stems(members):
        KINDS.setdefault(member, set()).add(kind)
ANTONYMS = {}
for group in lexicon.ANTONYMS:
    for word in stems(group):
        ANTONYMS.setdefault(word, set()).update(set(stems(group)) - {word})

NEARNESS = 4
PREFIX = 5


def is_year(number):
    return len(number) == 4 and number.isdigit() and number[0] in "12"


def common_subsequence(a, b):
    row = [0] * (len(b) + 1)
    for x in a:
        diagonal = 0
        for j, y in enumerate(b):
            above = row[j + 1]
            row[j + 1] = diagonal + 1 if x == y else max(above, row[j])
            diagonal = above
    return row[-1]


def is_content(word):
    return word.text not in lexicon.STOP and word.text not in lexicon.NEGATION and word.text not in lexicon.EXCLUSIVE


def share(values):
    values = list(values)
    return sum(values) / max(1, len(values))


def features(statement, cited):
    """The feature vector, in the order of `FEATURES`."""
    said, there = words(statement), words(cited)
    content = [w for w in said if is_content(w)]
    stems_there = {w.stem for w in there}
    prefixes = {w.stem[:PREFIX] for w in there if len(w.stem) >= PREFIX}
    texts_there = {w.text for w in there}

    def found(word):
        if word.stem in stems_there:
            return 1.0
        return 0.6 if len(word.stem) >= PREFIX and word.stem[:PREFIX] in prefixes else 0.0

    match = [found(w) for w in content]
    missing = [w for w, m in zip(content, match) if m == 0]
    overlap = share(match)
    count = max(1, len(content))
    names = [w for w in content if w.is_capital and not w.begins]
    name_missing = any(found(w) == 0 for w in names)
    plain = [w for w in missing if not w.is_capital and w.number is None]

    figures = {w.number for w in said if w.number is not None}
    figures_there = {w.number for w in there if w.number is not None}
    lost = figures - figures_there
    changed = any(is_year(x) == is_year(y) for x in lost for y in figures_there - figures)

    denies = any(w.text in lexicon.NEGATION for w in said)
    denied = any(w.text in lexicon.NEGATION for w in there)

    stems_said = {w.stem for w in said}
    others = stems_there - stems_said
    lost_stems = {w.stem for w in said if w.stem not in stems_there}
    kinds_there = set().union(*[KINDS.get(s, set()) for s in others])
    lost_kinds = [KINDS[s] for s in lost_stems if s in KINDS]
    kind_changed = any(k & kinds_there for k in lost_kinds)

    content_stems = [w.stem for w in content]
    content_there = [w.stem for w in there if w.text not in lexicon.STOP]
    places = {}
    for place, s in enumerate(content_there):
        places.setdefault(s, []).append(place)
    near = [
        any(0 < j - i <= NEARNESS for i in places.get(a, []) for j in places.get(b, []))
        for a, b in zip(content_stems, content_stems[1:])
    ]
    bigrams_there = {(a.stem, b.stem) for a, b in zip(there, there[1:])}

    sentences, current = [], set()
    for w in there:
        if w.begins and current:
            sentences.append(current)
            current = set()
        current.add(w.stem)
    sentences.append(current)

    alone = {w.text for w in said} - texts_there
    values = {
        "constant": 1.0,
        "overlap": overlap,
        "missing": math.log1p(len(missing)),
        "allFound": not missing,
        "oneMissing": len(missing) == 1,
        "pairs": share(near),
        "bigrams": share((a.stem, b.stem) in bigrams_there for a, b in zip(said, said[1:])),
        "order": common_subsequence(content_stems, content_there) / count,
        "tailOverlap": share(match[len(match) // 2 :]),
        "lastMissing": bool(match) and match[-1] == 0,
        "firstMissing": bool(match) and match[0] == 0,
        "bestSentence": max(sum(s in t for s in content_stems) for t in sentences) / count,
        "nameMissing": name_missing,
        "namesFound": bool(names) and not name_missing,
        "plainMissing": math.log1p(len(plain)),
        "numberMissing": bool(lost),
        "numbersFound": bool(figures) and not lost,
        "numberChanged": changed,
        "yearMissing": any(is_year(x) for x in lost),
        "negatedAlone": denies and not denied,
        "negatedThere": denied and not denies,
        "negatedBoth": denies and denied,
        "negatedAloneOverlap": overlap if denies and not denied else 0.0,
        "exclusiveAlone": bool(alone & lexicon.EXCLUSIVE),
        "antonym": any(ANTONYMS.get(s, set()) & others for s in lost_stems),
        "kindChanged": kind_changed,
        "kindMissing": bool(lost_kinds) and not kind_changed,
        "kindFound": any(s in KINDS and s in stems_there for s in content_stems),
        "moreAlone": bool(alone & lexicon.MORE),
        "lessAlone": bool(alone & lexicon.LESS),
        "citedLength": math.log(max(1, len(there))),
        "length": math.log(count),
    }
    return [float(values[name]) for name in NAMES]
