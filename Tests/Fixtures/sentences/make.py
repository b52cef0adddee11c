"""What NLTK's Punkt and LongCite's steps around it make of texts: the reference of the sentence splitter.

    pip install nltk==3.8.1
    LECTERN_WRITE_TEXTS=/some/folder swift test --filter PunktTests
    python make.py /some/folder

The folder holds the texts that Lectern extracts from the examples whose text is not the file itself; it is
needed anew when the extraction changes, as the test then says.

writes beside this file

- pieces.json: the pieces that random strings are put together from, for the test to build the same strings;
- random.txt: one line a seed: a 32-bit hash of what the string with that seed is cut into (see `digest`):
  Punkt untrained, Punkt trained on it, LongCite's steps around the latter;
- cases.json: single texts with their sentences in full;
- manifest.json: the documents of Examples/, with counts and hashes; versions.

Offsets are UTF-8 bytes, half-open.
"""

import hashlib
import json
import pathlib
import platform
import re
import sys
import unicodedata

import nltk
from nltk.tokenize.punkt import PunktSentenceTokenizer

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[2]
SEEDS = 10_000
MASK = (1 << 64) - 1


class SplitMix64:
    """The generator of LecternTesting's SeededGenerator."""

    def __init__(self, seed):
        self.state = (seed * 0x9E3779B97F4A7C15 + 0x123456789ABCDEF1) & MASK

    def next(self):
        self.state = (self.state + 0x9E3779B97F4A7C15) & MASK
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        return z ^ (z >> 31)

    def below(self, n):
        return self.next() % n


PIECES = (
    # White space: ASCII, information separators, no-break, ideographic, next line, line separator.
    [" "] * 40
    + ["\n"] * 5
    + ["\n\n", "\n\n", "\t", "\r\n", "\x0b", "\x0c", "\x1c", "\x1f", "\x85", "\u00a0", "\u3000"]
    + ["\u2028", "\u2003", "  "]
    # Sentence ends and what may follow them.
    + [". "] * 14
    + ["."] * 6
    + ["? ", "! ", "?", "!", "?!", "!!", "...", "... ", ". . .", ". . . . ", "..", "--", "---", "-"]
    + list(")\";}]*:@'({[,;:&#`")
    + [", ", "; ", ": ", ".) ", ".\" ", ".' ", "!) ", ".]", ".)--", "?\"\n", ".'\" "]
    # Words in both cases, so that the case table fills.
    + "the The a A it It he He we We and And of in to is was said Said rain Rain house House".split() * 2
    + "Smith Jones London paper Paper Old old New new long Long then Then what What".split()
    + "über Über élan Élan ΟΔΟΣ οδος Σ İstanbul ǅ ß ñ Ñ ﬁn Жук жук ªb ⁿ Ⅷ ½ _ x_y".split()
    # Abbreviations, initials, numbers.
    + "Dr. Dr. Dr. Mr. Mr. Mr. etc. etc. e.g. i.e. U.S. p.m. a.m. No. no. vol. Vol. ed.".split()
    + "Inc. Ph.D. co. pre-etc. St".split()
    + "J. K. K. A. B. S. é. Ж. 中.".split()
    + "1. 2. 3. 1998 1998. 3.14 .5 -5 1,000 1,000. 2-3 12. 7. ٣ ٣. ３. ² ①".split()
    # Full-width marks and text without spaces.
    + list("。；！？，、：“”（）「」")
    + "。！ 中文 这是 一个 句子 测试 你好。 是的； 吗？ ，".split()
    # Things that are neither letter nor mark.
    + ["\u0301", "\u200b", "\ufeff", "😀", "€", "…", "–", "—", "a\u0301.", "\u0000", "\x07"]
    + ["<C5>", "##number##"]
)


def random_string(seed):
    random = SplitMix64(seed)
    length = random.below(400 if seed % 10 == 0 else 60)
    return "".join(PIECES[random.below(len(PIECES))] for _ in range(length))


def punkt(text, trained):
    """Spans in scalars; None where training fails."""
    if not trained:
        return list(PunktSentenceTokenizer().span_tokenize(text))
    try:
        return list(PunktSentenceTokenizer(text).span_tokenize(text))
    except ValueError:
        return None


def longcite(text, spans):
    """The full-width cut, the fallback, and the search for the pieces' places (longcite.md §2.1)."""
    marks = "。；！？"
    pieces = []
    for start, end in spans:
        parts = re.split(f"([{marks}])", text[start:end])
        # Odd ones are marks; each goes to what is before it, which may be nothing.
        for i in range(0, len(parts), 2):
            pieces.append(parts[i] + (parts[i + 1] if i + 1 < len(parts) else ""))
    pieces = [p for p in pieces if p]
    if len(pieces) == 1:
        pieces = text.split("\n\n")
    found, position = [], 0
    for piece in (p.strip() for p in pieces):
        if not piece:
            continue
        start = text.find(piece, position)
        assert start >= 0
        position = start + len(piece)
        found.append((start, position))
    return found


def in_bytes(text, spans):
    offsets = [0]
    for scalar in text:
        offsets.append(offsets[-1] + len(scalar.encode()))
    return [(offsets[start], offsets[end]) for start, end in spans]


def fold(numbers):
    """FNV-1a over 32-bit little-endian numbers."""
    value = 0x811C9DC5
    for number in numbers:
        for byte in number.to_bytes(4, "little"):
            value = ((value ^ byte) * 0x01000193) & 0xFFFFFFFF
    return value


def digest(text, spans):
    """A hash of the offsets; empty spans are left out; all ones for None."""
    if spans is None:
        return 0xFFFFFFFF
    return fold(number for span in in_bytes(text, spans) if span[0] < span[1] for number in span)


def reference(text):
    """The raw mode: trained, untrained where training fails."""
    spans = punkt(text, True)
    return longcite(text, punkt(text, False) if spans is None else spans)


CASES = [
    "The sky is blue. Grass is green! Is water wet? Yes.",
    "蠢啊蠢！！！痛啊痛！！！这是四年前的记录。你好吗？是的；我很好。",
    "没有标点的第一段\n\n第二段也没有\n\n第三段",
    "Only one sentence.",
    "Hello.",
    'He said "Stop." Then he left. (It was late.) She stayed.',
    "Wait... what? No... Yes! Really?! Fine.",
    "Dr. Smith met Mr. Jones at 5 p.m. on Monday. They spoke. Dr. Brown joined them. Mr. Lee left.",
    "This is English. 这是中文。Mixed line。Another; semi；end",
    "J. K. Rowling wrote it. J. K. said so.",
    "",
    " \n\t ",
    "One.\u00a0Two. Three.",
    "走吧。”然后他走了。",
]


def case(text):
    trained = punkt(text, True)
    return {
        "text": text,
        "untrained": in_bytes(text, longcite(text, punkt(text, False))),
        "trained": None if trained is None else in_bytes(text, longcite(text, trained)),
    }


def documents(texts):
    """The examples: text files as they are, others as their text in the folder `texts`."""
    for path in sorted((ROOT / "Examples/documents").iterdir()):
        if path.name == "NOTICE.md":
            continue
        file = path if path.suffix == ".txt" else pathlib.Path(texts, path.name + ".txt")
        text = file.read_bytes().decode().removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
        found = reference(text)
        yield {
            "path": str(path.relative_to(ROOT)),
            "sha256": hashlib.sha256(text.encode()).hexdigest(),
            "sentences": len(found),
            "digest": digest(text, found),
            "untrained": digest(text, longcite(text, punkt(text, False))),
        }


def write(name, value):
    (HERE / name).write_text(json.dumps(value, ensure_ascii=True, indent=1) + "\n")


def main():
    write("pieces.json", PIECES)
    lines = []
    for seed in range(SEEDS):
        text = random_string(seed)
        spans = punkt(text, False), punkt(text, True)
        numbers = [digest(text, spans[0]), digest(text, spans[1]), digest(text, reference(text))]
        lines.append(f"{fold(numbers):08x}")
    (HERE / "random.txt").write_text("\n".join(lines) + "\n")
    write("cases.json", [case(text) for text in CASES])
    versions = {
        "nltk": nltk.__version__,
        "python": platform.python_version(),
        "unicode": unicodedata.unidata_version,
    }
    write("manifest.json", {"versions": versions, "seeds": SEEDS, "documents": list(documents(sys.argv[1]))})


if __name__ == "__main__":
    main()
