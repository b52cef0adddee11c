"""Greedy continuations of 20 prompts by the bundled model in llama.cpp, with the margin of every choice.

    python make.py            writes prompts.json beside this script; see README.md
"""

import json
import os

import llama_cpp
import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
MODEL = os.path.join(HERE, "../../../Sources/LecternEngine/Resources/models/lectern-nano-q8_0.gguf")
LIMIT = 32

DOCUMENTS = {
    "harbour": [
        "The harbour froze in January 1881 and no ship could leave before the 14th of March.",
        "The mayor, Anna Holm, ordered the market to be opened for the crews.",
        "Each crew received bread, coal and two barrels of fish a week.",
        "A storm on the second of April broke the northern pier.",
        "It was rebuilt in granite by the engineer Peter Lund between 1882 and 1885.",
        "The work cost 41,000 crowns, twice what the council had planned.",
        "Since then the pier has carried a lighthouse with a red lamp.",
        "The lamp can be seen from a distance of eleven miles.",
    ],
    "cells": [
        "Plant cells have a wall made of cellulose outside their membrane.",
        "Chloroplasts capture light and store its energy in sugar.",
        "Mitochondria release the energy of sugar in a form that the cell can use.",
        "The nucleus holds most of the cell's genetic material.",
        "Ribosomes build proteins from amino acids.",
        "A large vacuole keeps the pressure inside the cell high.",
    ],
    "press": [
        "Johannes Gutenberg printed with movable metal type in Mainz around 1450.",
        "His most famous work is a Bible with 42 lines on each page.",
        "About 180 copies were made, some on vellum and some on paper.",
        "Within fifty years there were presses in more than two hundred cities.",
        "Books became cheaper, and more people learned to read.",
        "Venice was the greatest centre of printing before 1500.",
        "Aldus Manutius published small books there that could be carried in a pocket.",
    ],
    "lake": [
        "The lake lies 563 metres above the sea.",
        "Three rivers flow into it, and only one leaves it.",
        "In summer its water is eighteen degrees warm.",
        "Trout and char are caught by eleven families of fishers.",
    ],
}
TURNS = [
    ("harbour", "Find: When could the first ship leave?"), ("harbour", "Find: Who rebuilt the pier?"),
    ("harbour", "Find: How much did the work cost?"), ("harbour", "Find: the lamp of the lighthouse"),
    ("harbour", "Who was the mayor?"), ("harbour", "Quote: the storm"), ("cells", "Find: What is the wall made of?"),
    ("cells", "Find: Where are proteins built?"), ("cells", "What does the nucleus hold?"), ("cells", "Find: pressure"),
    ("cells", "Ask about [2-2]."), ("press", "Find: Where did Gutenberg print?"), ("press", "Find: How many copies were made?"),
    ("press", "Who published small books?"), ("press", "Quote: cheaper books"), ("press", "Find: Venice"),
    ("press", "Fill in: His most famous work is a ___ with 42 lines on each page."), ("lake", "Find: How warm is the water?"),
    ("lake", "Find: rivers"), ("lake", "How many families fish there?"),
]


def main():
    llm = llama_cpp.Llama(MODEL, n_ctx=2048, n_threads=2, logits_all=True, verbose=False, flash_attn=False)

    def ids(text, special=False):
        return llm.tokenize(text.encode(), add_bos=False, special=special)

    cases = []
    for name, question in TURNS:
        sentences = DOCUMENTS[name]
        prompt = ids("<|doc|>", True)
        for number, sentence in enumerate(sentences):
            # Our markup is special tokens, everything from outside is not.
            prompt += ids("<C", True) + ids(f"{number}> {sentence}")
        prompt += ids("<|user|>", True) + ids(" " + question) + ids("<|assistant|>", True)
        llm.reset()
        llm.eval(prompt)
        out, margins, seconds = [], [], []
        for _ in range(LIMIT):
            logits = np.array(llm.scores[llm.n_tokens - 1], dtype=np.float64)
            second, best = (int(token) for token in np.argsort(logits, kind="stable")[-2:])
            out.append(best)
            seconds.append(second)
            margins.append(round(float((logits[best] - logits[second]) / np.abs(logits).max()), 6))
            if llm.detokenize([best], special=True) in (b"<|end|>", b"<|user|>"):
                break
            llm.eval([best])
        text = llm.detokenize(out, special=True).decode(errors="replace")
        print(f"{question:50} {text}")
        cases.append({"document": sentences, "question": question, "prompt": prompt, "ids": out, "second": seconds,
                      "margin": margins})
    with open(os.path.join(HERE, "prompts.json"), "w") as file:
        json.dump({"llama-cpp-python": llama_cpp.__version__, "cases": cases}, file, ensure_ascii=False, indent=None)
        file.write("\n")


main()
