"""Quick figures of a checkpoint on a fixed part of the development data; keeps the best one.

    python measure.py --work work --run run                 # run/average.pt -> a line in run/scores.jsonl, run/best.pt
    python measure.py --work work --checkpoint some.pt --answerable 1000 --unanswerable 800

`evaluate.py` gives the figures of the model card.
"""

import argparse
import json
import os
import pickle
import shutil
import time

import torch

from claims import measure_claims
from open_reader import open_reader
from reading import read
from retrieval import measure_embeddings
from scoring import table
from squad_cite import items, subset


def figures(reader, data, answerable, unanswerable, claims, embeddings):
    chosen = items(data["squad"], 20, wanted=subset(data["squad"], answerable, unanswerable))
    with torch.autocast("cpu", torch.bfloat16):
        out = {"squad": table(chosen, read(reader, chosen)), "claims": measure_claims(reader, data["claims"][:claims])}
        if embeddings:
            out["embedding"] = measure_embeddings(reader, data["squad"][:300], embeddings)
    return out


def overall(found):
    """One number to compare checkpoints by."""
    squad = found["squad"]
    return round(squad["f1"] + squad["citation"] + squad["refused_at_15"] + found["claims"]["mean"], 2)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", default="work")
    parser.add_argument("--run")
    parser.add_argument("--checkpoint")
    parser.add_argument("--answerable", type=int, default=150)
    parser.add_argument("--unanswerable", type=int, default=150)
    parser.add_argument("--claims", type=int, default=900)
    parser.add_argument("--embeddings", type=int, default=100)
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    began = time.time()
    with open(os.path.join(options.work, "measure.pickle"), "rb") as file:
        data = pickle.load(file)
    place = options.checkpoint or os.path.join(options.run, "average.pt")
    if options.run:
        kept = os.path.join(options.run, "measured.pt")
        shutil.copy(place, kept)                     # training may write a newer one meanwhile
        place = kept
    reader, saved = open_reader(place)[:2]
    found = figures(reader, data, options.answerable, options.unanswerable, options.claims, options.embeddings)
    line = {"step": saved.get("step"), "minutes": round(saved.get("seconds", 0) / 60, 1), "score": overall(found), **found,
            "took_s": round(time.time() - began)}
    print(json.dumps(line))
    if options.run:
        path = os.path.join(options.run, "scores.jsonl")
        before = [json.loads(l)["score"] for l in open(path)] if os.path.exists(path) else []
        with open(path, "a") as out:
            out.write(json.dumps(line) + "\n")
        if line["score"] > max(before, default=0):
            os.replace(place, os.path.join(options.run, "best.pt"))


if __name__ == "__main__":
    main()
