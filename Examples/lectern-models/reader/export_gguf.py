"""Writes a checkpoint as GGUF, architecture `bert`.

    python export_gguf.py --checkpoint run/average.pt --decisions run/decisions.json --type q8_0 --out lectern-reader-q8_0.gguf

The trunk's tensors and the WordPiece vocabulary are named and written the way llama.cpp reads BERT encoders, so that
it loads the file for embeddings. It counts tensors and refuses a file that has more; therefore the heads, seven rows of
numbers, stand in the metadata as `lectern.head.*` (float arrays, row by row). README.md lists every key.
"""

import argparse
import json
import os

import gguf
import numpy as np
from gguf import GGMLQuantizationType as Quantization

from layout import CLS, MASK, PAD, QUESTION_LIMIT, SEP, UNKNOWN, open_tokenizer
from model import load

NOTICE = ("Made from all-MiniLM-L6-v2 (Apache-2.0, sentence-transformers). Trained on SQuAD 1.1 (CC BY-SA 4.0), Natural Questions "
          "and QED (CC BY-SA 3.0), FairytaleQA (Apache-2.0), FEVER and FEVER Symmetric (CC BY-SA 3.0) and FoolMeTwice (Apache-2.0, "
          "CC BY-SA 3.0); passages from Wikipedia. See MODEL.md.")
INSIDE = {"query": "attn_q", "key": "attn_k", "value": "attn_v", "attention_output": "attn_output",
          "attention_norm": "attn_output_norm", "up": "ffn_up", "down": "ffn_down", "output_norm": "layer_output_norm"}
OUTSIDE = {"words": "token_embd", "positions": "position_embd", "segments": "token_types", "norm": "token_embd_norm"}
FILE_TYPES = {"f32": gguf.LlamaFileType.ALL_F32, "f16": gguf.LlamaFileType.MOSTLY_F16, "q8_0": gguf.LlamaFileType.MOSTLY_Q8_0}
HEADS = {"span": "span", "relevance": "relevance_head", "answerable": "answerable_head", "support": "support_head"}


def theirs(name):
    module, _, leaf = name.rpartition(".")
    if module.startswith("layers."):
        _, number, part = module.split(".")
        return "blk.%s.%s.%s" % (number, INSIDE[part], leaf)
    return "%s.%s" % (OUTSIDE[module], leaf)


def put(writer, name, values, kind):
    """Vectors and segments stay f32, positions at least f16: they are added to every word."""
    if values.ndim == 1 or kind == "f32" or name.startswith("token_types"):
        writer.add_tensor(name, values.astype(np.float32))
    elif kind == "f16" or name.startswith("position_embd"):
        writer.add_tensor(name, values.astype(np.float16))
    else:
        writer.add_tensor(name, gguf.quants.quantize(values, Quantization.Q8_0), raw_dtype=Quantization.Q8_0)


def add_vocabulary(writer, vocabulary):
    """Words get a leading U+2581, continuations lose their ##: how llama.cpp keeps WordPiece."""
    def piece(token):
        if token.startswith("[") and token.endswith("]"):
            return token
        return token[2:] if token.startswith("##") else "\u2581" + token
    special = {PAD, UNKNOWN, CLS, SEP, MASK}
    writer.add_tokenizer_model("bert")
    writer.add_tokenizer_pre("jina-v2-en")
    writer.add_token_list([piece(token) for token in vocabulary])
    writer.add_token_types([int(gguf.TokenType.CONTROL if i in special else gguf.TokenType.NORMAL) for i in range(len(vocabulary))])
    writer.add_token_type_count(2)
    writer.add_bos_token_id(CLS)
    writer.add_eos_token_id(SEP)
    writer.add_sep_token_id(SEP)
    writer.add_mask_token_id(MASK)
    writer.add_pad_token_id(PAD)
    writer.add_unk_token_id(UNKNOWN)
    writer.add_add_bos_token(True)
    writer.add_add_eos_token(True)


def add_heads(writer, reader):
    for name, attribute in HEADS.items():
        head = getattr(reader, attribute)
        writer.add_array("lectern.head.%s.weight" % name, head.weight.detach().float().reshape(-1).tolist())
        writer.add_array("lectern.head.%s.bias" % name, head.bias.detach().float().tolist())


def add_decisions(writer, decisions):
    """Thresholds and temperatures (`calibrate.py`), and how inputs are laid out."""
    writer.add_string("lectern.layout", "reader")
    writer.add_uint32("lectern.reader.question_limit", QUESTION_LIMIT)
    for key, value in decisions.items():
        (writer.add_uint32 if isinstance(value, int) else writer.add_float32)("lectern.reader." + key, value)


def export(reader, path, kind, decisions, vocabulary, name="lectern-reader"):
    c = reader.config
    writer = gguf.GGUFWriter(path, "bert")
    writer.add_name(name)
    writer.add_description("Reads a window of a document: where is the answer to a question, which sentence bears on it, is there "
                           "one at all, does a snippet bear out a statement. Sentence embeddings by the mean.")
    writer.add_license("cc-by-sa-4.0")
    writer.add_string("general.notice", NOTICE)
    writer.add_file_type(FILE_TYPES[kind])
    writer.add_context_length(c.positions)
    writer.add_embedding_length(c.hidden)
    writer.add_feed_forward_length(c.feed_forward)
    writer.add_block_count(c.layers)
    writer.add_head_count(c.heads)
    writer.add_layer_norm_eps(c.epsilon)
    writer.add_causal_attention(False)
    writer.add_pooling_type(gguf.PoolingType.MEAN)
    writer.add_vocab_size(c.vocab)
    add_vocabulary(writer, vocabulary)
    add_heads(writer, reader)
    add_decisions(writer, decisions)
    for ours, values in reader.trunk.state_dict().items():
        put(writer, theirs(ours), values.float().numpy(), kind)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def vocabulary_of(tokenizer):
    pieces = sorted(tokenizer.get_vocab().items(), key=lambda item: item[1])
    assert [i for _, i in pieces] == list(range(len(pieces)))
    return [token for token, _ in pieces]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--checkpoint", required=True)
    parser.add_argument("--decisions", required=True)
    parser.add_argument("--type", default="q8_0", choices=sorted(FILE_TYPES))
    parser.add_argument("--out", required=True)
    options = parser.parse_args()
    reader, _ = load(options.checkpoint)
    with open(options.decisions) as file:
        decisions = json.load(file)["keys"]
    export(reader, options.out, options.type, decisions, vocabulary_of(open_tokenizer()))
    print("%s: %.1f MB" % (options.out, os.path.getsize(options.out) / 1e6))


if __name__ == "__main__":
    main()
