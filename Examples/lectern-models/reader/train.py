"""Trains the reader on CPU cores; goes on from its last checkpoint when started again. A file `stop` in the run's folder
makes it write a checkpoint after the step and end.

    python train.py --work work --out run --total-minutes 300 --workers 2

The rate rises over 100 steps, stays, and falls linearly to zero over the last `--fall` of the minutes trained. A later
start with more `--total-minutes` goes on at the full rate again. Besides the parameters a slower average of them is
kept (horizon of 500 steps): `average.pt`, which is what `measure.py` measures and what is exported.
"""

import argparse
import json
import os
import pickle
import time

import torch
import torch.multiprocessing as mp

from batches import Batches
from layout import base_folder
from losses import embedding_loss, question_loss, support_loss
from model import Config, Reader, load_trunk, save
from parallel import SharedState, attach, decayed, fill, fill_from, trained, update


def starting_point():
    torch.manual_seed(1)
    reader = Reader(Config())
    load_trunk(reader, os.path.join(base_folder(), "model.safetensors"))
    reader.trunk.words.weight.requires_grad_(False)       # keeps words that training never shows where they were
    return reader


def loss_of(reader, teacher, task, batch):
    """Loss and its parts for one micro-batch; matrices in bf16, everything after the trunk in f32."""
    def hidden(model, tokens, segments, lengths):
        with torch.autocast("cpu", torch.bfloat16):
            return model.hidden(tokens, segments, lengths)
    if task == "support":
        tokens, segments, lengths, labels = batch
        return support_loss(reader, hidden(reader, tokens, segments, lengths).float(), labels)
    if task == "embedding":
        vectors = []
        for model in (reader, teacher):
            with torch.set_grad_enabled(model is reader):
                for tokens, lengths in batch:
                    vectors.append(model.embedding(hidden(model, tokens, torch.zeros_like(tokens), lengths).float(), lengths))
        return embedding_loss(*vectors)
    x = hidden(reader, batch.tokens, batch.segments, batch.lengths).float()
    return question_loss(reader, x, batch)


class Log:
    """Running means of the losses' parts, written as JSON lines."""

    def __init__(self, path):
        self.path, self.sums = path, {}

    def add(self, parts):
        for name, value in parts.items():
            total, count = self.sums.get(name, (0.0, 0))
            self.sums[name] = (total + float(value.detach()), count + 1)

    def write(self, **more):
        line = {**more, **{name: round(total / count, 4) for name, (total, count) in self.sums.items()}}
        self.sums = {}
        with open(self.path, "a") as out:
            out.write(json.dumps(line) + "\n")
        print(json.dumps(line), flush=True)


def rate_at(step, seconds, options):
    total = options.total_minutes * 60
    falling = min(1.0, max(0.0, (total - seconds) / (options.fall * total)))
    return options.rate * min(1.0, (step + 1) / 100) * falling


def work_on(worker, state, options, resume):
    torch.set_num_threads(1)
    reader, teacher = starting_point(), starting_point()
    teacher.eval()
    attach(reader, state.parameters, state.gradients[worker])
    decay_mask = decayed(reader)
    reader.train()
    reader.trunk.dropout = options.dropout
    with open(os.path.join(options.work, "reader.pickle"), "rb") as file:
        batches = Batches(pickle.load(file), options.seed)
    step, seconds, tokens = resume["step"], resume["seconds"], resume["tokens"]
    log = Log(os.path.join(options.out, "log-%d.jsonl" % worker))
    last = time.time()
    next_check = seconds + 60 * options.check_minutes
    while seconds < options.total_minutes * 60:
        while (number := state.take((step + 1) * options.micro_batches)) is not None:
            torch.manual_seed(number)
            task, batch = batches.make(number)
            loss, parts = loss_of(reader, teacher, task, batch)
            (loss / options.micro_batches).backward()
            log.add(parts)
            tokens += (batch[0][0] if task == "embedding" else batch[0] if task == "support" else batch.tokens).numel()
        rate = rate_at(step, float(state.clock[0]), options)
        norm = update(state, worker, step + 1, rate, options.decay, decay_mask)
        step += 1
        now = time.time()
        seconds += now - last
        last = now
        if worker == 0:
            state.clock[0] = seconds
            if step % 100 == 0:
                log.write(step=step, minutes=round(seconds / 60, 2), rate=round(rate, 7), norm=round(norm, 3),
                          tokens_s=round(tokens * state.workers / max(seconds, 1)))
            asked_to_stop = os.path.exists(os.path.join(options.out, "stop"))
            if seconds >= next_check or seconds >= options.total_minutes * 60 or asked_to_stop:
                check(state, options, {"step": step, "seconds": seconds, "tokens": tokens})
                state.clock[1] = float(asked_to_stop)
                last, next_check = time.time(), seconds + 60 * options.check_minutes
        state.barrier.wait()
        seconds = float(state.clock[0])
        if state.clock[1]:
            return


def check(state, options, progress):
    """Writes what is needed to go on, and the averaged weights as a model of their own."""
    def replace(name, write):
        path = os.path.join(options.out, name)
        write(path + ".new")
        os.replace(path + ".new", path)
    replace("checkpoint.pt", lambda path: torch.save(
        {"parameters": state.parameters, "average": state.average, "first": state.first, "second": state.second, **progress}, path))
    reader = starting_point()
    fill_from(reader, state.average)
    replace("average.pt", lambda path: save(reader, path, **progress))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", default="work")
    parser.add_argument("--out", default="run")
    parser.add_argument("--total-minutes", type=float, default=300)
    parser.add_argument("--check-minutes", type=float, default=20)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--micro-batches", type=int, default=4, help="of 1,280 tokens, for one step")
    parser.add_argument("--rate", type=float, default=1.5e-4)
    parser.add_argument("--fall", type=float, default=0.3)
    parser.add_argument("--decay", type=float, default=0.01)
    parser.add_argument("--dropout", type=float, default=0.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--start", help="weights to begin from instead of the published encoder")
    options = parser.parse_args()
    os.makedirs(options.out, exist_ok=True)
    torch.set_num_threads(1)
    reader = starting_point()
    if options.start:
        reader.load_state_dict(torch.load(options.start, map_location="cpu", weights_only=True)["model"], strict=False)
    state = SharedState(sum(p.numel() for p in trained(reader)), options.workers)
    state.clock = torch.zeros(2, dtype=torch.float64).share_memory_()
    fill(reader, state.parameters)
    state.average.copy_(state.parameters)
    resume = {"step": 0, "seconds": 0.0, "tokens": 0}
    place = os.path.join(options.out, "checkpoint.pt")
    if os.path.exists(place):
        saved = torch.load(place, map_location="cpu", weights_only=True)
        for name in ("parameters", "average", "first", "second"):
            getattr(state, name).copy_(saved[name])
        resume = {name: saved[name] for name in resume}
    state.next.value = resume["step"] * options.micro_batches
    state.clock[0] = resume["seconds"]
    helpers = [mp.Process(target=work_on, args=(n, state, options, resume)) for n in range(1, options.workers)]
    for helper in helpers:
        helper.start()
    work_on(0, state, options, resume)
    for helper in helpers:
        helper.join()


if __name__ == "__main__":
    mp.set_start_method("fork")
    main()
