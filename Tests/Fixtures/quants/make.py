"""Blocks of every weight type and the floats that the `gguf` package makes of them.

    python make.py            writes NAME.bin and manifest.json beside this script; see README.md

Random bits in every field; scales that are not numbers are left out. The first blocks are extremes: all bits zero, all
bits one under a small scale, zero and subnormal scales.
"""

import json
import os

import gguf
import numpy as np
from gguf import GGMLQuantizationType as T

HERE = os.path.dirname(os.path.abspath(__file__))
BLOCKS = 24
# Bytes where each type has its halves.
HALVES = {T.F16: [0], T.Q4_0: [0], T.Q4_1: [0, 2], T.Q5_0: [0], T.Q5_1: [0, 2], T.Q8_0: [0], T.Q2_K: [80, 82],
          T.Q3_K: [108], T.Q4_K: [0, 2], T.Q5_K: [0, 2], T.Q6_K: [208], T.BF16: []}


def blocks(type_, rng):
    elements, size = gguf.GGML_QUANT_SIZES[type_]
    count = BLOCKS if elements > 1 else 32 * BLOCKS
    data = rng.integers(0, 256, (count, size), dtype=np.uint8)
    if elements > 1:
        data[0], data[1] = 0, 255
    if type_ == T.BF16:
        words = data.view(np.uint16)
        words[(words & 0x7F80) == 0x7F80] = 0x3F81
        return data
    for offset in HALVES[type_]:
        half = rng.integers(0, 1 << 16, count).astype(np.uint16)
        half[(half & 0x7C00) == 0x7C00] = 0x3555
        if elements > 1:
            half[1], half[2], half[3], half[4] = 0x1234, 0, 1, 0x83FF
        data[:, offset:offset + 2] = half.view(np.uint8).reshape(-1, 2)
    return data


rng = np.random.default_rng(20240613)
manifest = {"gguf": "0.19.0", "types": {}}
for type_ in HALVES:
    data = blocks(type_, rng)
    values = gguf.quants.dequantize(data.reshape(1, -1), type_).astype("<f4").ravel()
    assert np.isfinite(values).all(), type_.name
    with open(os.path.join(HERE, type_.name + ".bin"), "wb") as out:
        out.write(data.tobytes())
        out.write(values.tobytes())
    manifest["types"][type_.name] = {"bytes": int(data.size), "values": int(values.size)}
with open(os.path.join(HERE, "manifest.json"), "w") as out:
    json.dump(manifest, out, indent=1)
    out.write("\n")
