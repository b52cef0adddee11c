"""Writes the model files that compare.py measures: random weights, quantised by llama.cpp itself.

    python make_models.py LECTERN FOLDER [NAME...]

LECTERN is the built program. Names: q05 (0.5B, Qwen2's shape), q06 (0.6B, Qwen3's shape), l20 (20M, Llama's shape), each
as Q4_0, Q8_0 and Q4_K_M, and p20 (20M with planted attention, Q4_0). A file that is there stays.
"""
import os
import subprocess
import sys

import llama_cpp

SHAPES = {
    "q05": ("qwen2-0.5b", "plain"),
    "q06": ("qwen3-0.6b", "plain"),
    "l20": ("llama-20m", "plain"),
    "p20": ("llama-20m", "planted"),
}
# llama.cpp's numbers of file types.
TYPES = {"q4_0": 2, "q8_0": 7, "q4_k_m": 15}


def quantize(source, target, kind):
    parameters = llama_cpp.llama_model_quantize_default_params()
    parameters.ftype = kind
    parameters.nthread = 2
    if llama_cpp.llama_model_quantize(source.encode(), target.encode(), parameters) != 0:
        sys.exit(f"llama.cpp could not write {target}")


def main():
    lectern, folder = sys.argv[1], sys.argv[2]
    os.makedirs(folder, exist_ok=True)
    for name in sys.argv[3:] or SHAPES:
        shape, weights = SHAPES[name]
        types = ["q4_0"] if weights == "planted" else list(TYPES)
        wanted = {t: os.path.join(folder, f"{name}-{t}.gguf") for t in types}
        if all(os.path.exists(path) for path in wanted.values()):
            continue
        half = os.path.join(folder, f"{name}-f16.gguf")
        command = [lectern, "model", "random", half, "--shape", shape, "--type", "F16", "--weights", weights]
        subprocess.run(command, check=True)
        for kind, path in wanted.items():
            if not os.path.exists(path):
                quantize(half, path, TYPES[kind])
        os.remove(half)


if __name__ == "__main__":
    main()
