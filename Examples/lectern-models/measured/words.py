"""The words of a text as `MeasuredWords.swift` reads them: the two must agree on every text."""

import unicodedata

NUMBER_WORDS = {
    word: str(value)
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen twenty".split()
    )
} | {word: str(30 + 10 * n) for n, word in enumerate("thirty forty fifty sixty seventy eighty ninety".split())}

ORDINALS = {
    word: str(value + 1)
    for value, word in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split()
    )
}


def is_unspaced(character):
    """Han, kana and hangul: one word a character."""
    code = ord(character)
    return (
        0x3400 <= code < 0x4DC0
        or 0x4E00 <= code < 0xA000
        or 0x3040 <= code < 0x3100
        or 0xAC00 <= code < 0xD7A4
        or 0xF900 <= code < 0xFB00
        or 0x20000 <= code < 0x32000
    )


def kind(character):
    """`l` a letter or its mark, `d` a digit, `u` a character of an unspaced script, `-` anything else."""
    if is_unspaced(character):
        return "u"
    category = unicodedata.category(character)
    if category[0] == "L" or category == "Mn":
        return "l"
    return "d" if category == "Nd" else "-"


def fold(text):
    """Compatibility forms resolved, marks dropped, lower case."""
    return "".join(c.lower() for c in unicodedata.normalize("NFKD", text) if unicodedata.category(c) != "Mn")


def stem(word):
    """`EnglishStem.swift`."""
    if len(word) <= 3 or not all("a" <= c <= "z" for c in word):
        return word
    word = without_plural(word)
    if len(word) >= 6 and word.endswith("ing"):
        word = word[:-3]
    elif (len(word) >= 5 and word.endswith("ed")) or (len(word) >= 6 and word.endswith("ly")):
        word = word[:-2]
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "aeioulsz":
        word = word[:-1]
    if len(word) > 4 and word.endswith("e"):
        word = word[:-1]
    return word


def without_plural(word):
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("ses", "xes", "zes", "ches", "shes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


DIGITS = set("0123456789")


def starts_with_digit(word):
    return word[:1] in DIGITS


class Word:
    """`text` folded, `stem`, whether it is capitalised as written, whether a sentence begins with it."""

    def __init__(self, written, begins):
        self.text = fold(written)
        for ending in ("'s", "’s"):
            self.text = self.text.removesuffix(ending)
        self.text = self.text.replace("’", "'")
        if starts_with_digit(self.text):
            self.text = self.text.replace(",", "")
        self.is_capital = unicodedata.category(written[0]) == "Lu"
        self.begins = begins
        number = self.text
        while len(number) > 1 and number[0] == "0" and number[1] != ".":
            number = number[1:]
        if number[-2:] in ("st", "nd", "rd", "th") and set(number[:-2]) <= DIGITS and number[:-2]:
            number = number[:-2]
        is_figure = starts_with_digit(number) and set(number) <= DIGITS | {"."}
        self.number = number if is_figure else NUMBER_WORDS.get(self.text) or ORDINALS.get(self.text)
        self.stem = self.number or stem(self.text)


def words(text):
    """The words of a text in order."""
    found = []
    begins = True
    index = 0
    while index < len(text):
        what = kind(text[index])
        if what == "-":
            if text[index] in ".?!:。？！\n":
                begins = True
            index += 1
            continue
        start = index
        index += 1
        while what != "u" and index < len(text):
            this = kind(text[index])
            if this in "ld":
                index += 1
            elif index + 1 < len(text) and (
                text[index] in "'’" and kind(text[index - 1]) == "l" and kind(text[index + 1]) == "l"
                or text[index] in ".," and kind(text[index - 1]) == "d" and kind(text[index + 1]) == "d"
            ):
                index += 2
            else:
                break
        word = Word(text[start:index], begins)
        if word.text:
            found.append(word)
            begins = False
    return found
