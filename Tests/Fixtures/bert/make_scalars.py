"""Writes what the reference normaliser and pre-tokeniser of BERT make of every Unicode scalar value between two letters.

    python make_scalars.py            writes scalars.txt into the folder of this script

Reference: `tokenizers` (BertNormalizer with its default of an uncased model, BertPreTokenizer). One line a run of scalar
values that are treated alike:

    first-last drop       nothing is left, and the word goes on
    first-last space      ends the word
    first-last alone      a word of its own
    first-last keep       stays as it is, in the word
    first-last jamo       a Hangul syllable, taken apart
    first becomes WORDS   anything else: the words in between, `|` between words, code points in hexadecimal
"""

import os
import unicodedata

from tokenizers import normalizers, pre_tokenizers

HERE = os.path.dirname(os.path.abspath(__file__))


def treatment(character, normalizer, cutter):
    words = [w for w, _ in cutter.pre_tokenize_str(normalizer.normalize_str("a" + character + "b"))]
    if words == ["ab"]:
        return "drop"
    if words == ["a", "b"]:
        return "space"
    if words == ["a", character, "b"]:
        return "alone"
    if words == ["a" + character + "b"]:
        return "keep"
    if 0xAC00 <= ord(character) <= 0xD7A3 and words == ["a" + unicodedata.normalize("NFD", character) + "b"]:
        return "jamo"
    return "becomes " + "|".join(" ".join("%X" % ord(c) for c in w) for w in words)


def main():
    normalizer = normalizers.BertNormalizer(clean_text=True, handle_chinese_chars=True, strip_accents=None, lowercase=True)
    cutter = pre_tokenizers.BertPreTokenizer()
    runs = []
    for value in range(0x110000):
        if 0xD800 <= value < 0xE000:
            continue
        kind = treatment(chr(value), normalizer, cutter)
        if runs and runs[-1][2] == kind and not kind.startswith("becomes") and runs[-1][1] == value - 1:
            runs[-1][1] = value
        else:
            runs.append([value, value, kind])
    with open(os.path.join(HERE, "scalars.txt"), "w") as out:
        for first, last, kind in runs:
            place = "%X" % first if kind.startswith("becomes") else "%X-%X" % (first, last)
            out.write("%s %s\n" % (place, kind))


if __name__ == "__main__":
    main()
