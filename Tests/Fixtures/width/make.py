"""Writes CellWidth+Tables.swift from Unicode's data, and the fixture that checks it from another library.

    pip install unicodedata2==18.0.0 wcwidth==0.9.4
    python make.py                (in this folder)

The tables come from unicodedata2 (Unicode's own files as a Python module). The fixture comes from wcwidth, whose
tables and rules are its own; README.md explains every difference.
"""

import json
from importlib.metadata import version
from pathlib import Path

import unicodedata2 as ucd
import wcwidth

HERE = Path(__file__).parent
TABLES = HERE.parents[2] / "Sources" / "TerminalUI" / "CellWidth+Tables.swift"

# Format characters that are drawn: the soft hyphen and the signs that span the digits after them.
VISIBLE_FORMAT = {0xAD, *range(0x600, 0x606), 0x6DD, 0x70F, 0x890, 0x891, 0x8E2, 0x110BD, 0x110CD}


def ours(code: int) -> int:
    """Columns by the rules that CellWidth documents."""
    character = chr(code)
    category = ucd.category(character)
    if category in ("Mn", "Me", "Zl", "Zp") or (category == "Cf" and code not in VISIBLE_FORMAT):
        return 0
    # Vowels and finals of conjoining Hangul are drawn into the syllable that their initial began.
    if 0x1160 <= code <= 0x11FF or (0xD7B0 <= code <= 0xD7FF and category == "Lo"):
        return 0
    wide = ucd.east_asian_width(character) in ("W", "F")
    # Spacing marks take a column of their own, except the wide ones (tone dots of Hangul), which have no letter's form.
    if category == "Mc":
        return 0 if wide else 1
    return 2 if wide else 1


def runs(width, codes):
    """[first, last, width] of neighbours with the same width."""
    result = []
    for code in codes:
        columns = width(code)
        if result and result[-1][1] == code - 1 and result[-1][2] == columns:
            result[-1][1] = code
        else:
            result.append([code, code, columns])
    return result


assigned = [c for c in range(0x20, 0x110000) if ucd.category(chr(c)) not in ("Cn", "Cs", "Co", "Cc")]

lines = [
    "// Made by Tests/Fixtures/width/make.py; not to be edited.",
    "",
    "extension CellWidth {",
    "    /// The version of Unicode that the tables follow.",
    f'    package static let unicodeVersion = "{ucd.unidata_version}"',
]
table = runs(ours, assigned)
for name, columns, comment in [
    ("zeroWidth", 0, "Marks, and what is drawn into the cell before: first and last scalar of each range."),
    ("doubleWidth", 2, "East Asian wide and full width, emoji among them: first and last scalar of each range."),
]:
    numbers = [f"0x{bound:04X}" for first, last, w in table if w == columns for bound in (first, last)]
    lines += ["", f"    /// {comment}", f"    static let {name}: [UInt32] = ["]
    for start in range(0, len(numbers), 10):
        lines.append("        " + ", ".join(numbers[start : start + 10]) + ",")
    lines.append("    ]")
lines.append("}")
TABLES.write_text("\n".join(lines) + "\n", encoding="utf-8")

# Clusters as they come in documents: one string a line, each a single cluster or a short word.
TEXTS = [
    "a", "é", "e\u0301", "漢", "ｱ", "Ａ", "각", "\u1100\u1161\u11a8", "か\u3099", "ก็", "นี้", "\u05e9\u05c1",
    "ا\u064e", "❤", "❤\ufe0f", "☀\ufe0f", "⌚", "⭐", "👍", "👍🏽", "👩\u200d👩\u200d👧", "🏳\ufe0f\u200d🌈",
    "🇩🇪", "🇯🇵", "1\ufe0f\u20e3", "#\ufe0f\u20e3", "की", "क्ष", "தி", "한국어", "日本語。", "—", "…", "“”", "█░▏",
    "━┃", "①", "☰", "䷀", "🫨", "𝒳", "𠀀", "ﬁ", "ǆ", "ﷺ", "\u0e33", "x\u0332", "Z\u0300\u0301\u0302",
]
fixture = {
    "unicodedata2": version("unicodedata2"),
    "wcwidth": version("wcwidth"),
    "unicode": ucd.unidata_version,
    "scalars": runs(lambda code: wcwidth.wcwidth(chr(code)), assigned),
    "texts": [[text, wcwidth.wcswidth(text)] for text in TEXTS],
}
rows = ",\n".join("  " + json.dumps(row) for row in fixture["scalars"])
texts = ",\n".join("  " + json.dumps(row, ensure_ascii=True) for row in fixture["texts"])
head = json.dumps({key: fixture[key] for key in ("unicodedata2", "wcwidth", "unicode")})[1:-1]
(HERE / "widths.json").write_text(
    "{" + head + ',\n "scalars": [\n' + rows + '\n ],\n "texts": [\n' + texts + "\n ]}\n", encoding="utf-8"
)

differences = runs(lambda c: (ours(c), wcwidth.wcwidth(chr(c))), assigned)
for first, last, (own, other) in differences:
    if own != other:
        print(f"{first:05X}-{last:05X} ours {own} wcwidth {other} {ucd.category(chr(first))} {ucd.name(chr(first), '?')}")
