"""Nearest palette colours and contrast ratios by an independent library.

    pip install coloraide==8.13.1
    python make.py                (in this folder)

`nearest` is the index among 16–255 whose colour is nearest in Oklab; colours whose two nearest are about equally
near are left out. `ratio` is the contrast of WCAG 2.1.
"""

import json
import random
from importlib.metadata import version
from pathlib import Path

from coloraide import Color

LEVELS = [0, 95, 135, 175, 215, 255]
PALETTE = [(r, g, b) for r in LEVELS for g in LEVELS for b in LEVELS] + [(8 + 10 * i,) * 3 for i in range(24)]


def color(rgb):
    return Color("srgb", [value / 255 for value in rgb])


def hexadecimal(rgb):
    return "#%02x%02x%02x" % tuple(rgb)


oklab = [color(rgb).convert("oklab").coords() for rgb in PALETTE]
seeded = random.Random(7)
samples = [(0, 0, 0), (255, 255, 255), (1, 1, 1), (30, 30, 46), (205, 214, 244), (40, 40, 40), (253, 246, 227)]
samples += [tuple(seeded.randrange(256) for _ in range(3)) for _ in range(400)]

nearest = []
for sample in samples:
    wanted = color(sample).convert("oklab").coords()
    distances = sorted((sum((a - b) ** 2 for a, b in zip(wanted, other)), i + 16) for i, other in enumerate(oklab))
    # The grey 231 and others stand twice in the palette; the first of equals is meant.
    different = [d for d in distances[1:] if PALETTE[d[1] - 16] != PALETTE[distances[0][1] - 16]]
    if different[0][0] - distances[0][0] > 1e-7:
        nearest.append([hexadecimal(sample), distances[0][1]])

pairs = [(seeded.choice(samples), seeded.choice(samples)) for _ in range(100)]
contrast = [[hexadecimal(a), hexadecimal(b), color(a).contrast(color(b), method="wcag21")] for a, b in pairs]

fixture = {"coloraide": version("coloraide"), "nearest": nearest, "contrast": contrast}
Path(__file__).with_name("colors.json").write_text(json.dumps(fixture, indent=None) + "\n", encoding="utf-8")
print(len(nearest), "nearest", len(contrast), "contrast")
