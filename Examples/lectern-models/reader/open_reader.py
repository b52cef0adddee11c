"""Opens a reader from a checkpoint or from its GGUF file, whose weights are then what the file holds, as floats."""

import gguf
import numpy as np
import torch

from export_gguf import HEADS, theirs
from model import Config, Reader, load


def open_reader(path):
    """-> reader, what was saved beside it, decisions of a GGUF file (None for a checkpoint)."""
    if not path.endswith(".gguf"):
        return (*load(path), None)
    file = gguf.GGUFReader(path)
    number = lambda key: file.fields["bert." + key].contents()
    reader = Reader(Config(
        vocab=number("vocab_size"), hidden=number("embedding_length"), layers=number("block_count"), heads=number("attention.head_count"),
        feed_forward=number("feed_forward_length"), positions=number("context_length"), epsilon=number("attention.layer_norm_epsilon")))
    held = {t.name: torch.tensor(np.array(gguf.quants.dequantize(t.data, t.tensor_type))) for t in file.tensors}
    reader.trunk.load_state_dict({ours: held[theirs(ours)] for ours in reader.trunk.state_dict()})
    with torch.no_grad():
        for name, attribute in HEADS.items():
            head = getattr(reader, attribute)
            for leaf in ("weight", "bias"):
                values = file.fields["lectern.head.%s.%s" % (name, leaf)].contents()
                getattr(head, leaf).copy_(torch.tensor(values).view_as(getattr(head, leaf)))
    prefix = "lectern.reader."
    keys = {name[len(prefix):]: field.contents() for name, field in file.fields.items() if name.startswith(prefix)}
    return reader.eval(), {}, keys
