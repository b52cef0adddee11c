"""Makes the BERT fixtures: a small random encoder as GGUF in three types, a WordPiece vocabulary, and reference values.

    python make.py            writes into the folder of this script; see README.md

References: `transformers`' BertModel for hidden states, `tokenizers` for token ids, `gguf` for the container and for
what quantised weights stand for. Nothing is downloaded.
"""

import json
import os
import random
import unicodedata

import gguf
import numpy as np
import tokenizers
import torch
import transformers
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

HERE = os.path.dirname(os.path.abspath(__file__))
SEED = 20240917
SPECIALS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
HIDDEN, LAYERS, HEADS, INNER, POSITIONS = 64, 2, 4, 160, 96
SUPPORT = 3

TRAINING = """
The harbour froze in January, and no ship could leave before the 14th of March. They had waited; we waited too.
"We don't know," said the mayor. 1,234,567 crates of wheat were lost in 1873, more than in the 20 years before.
Freight rates rose unaffordably; embedding, embedded, embeds. quantisation requantised unquantised
Größe, naïve, façade, Ærø, Łódź, São Paulo. Привет, мир! Γειά σου Κόσμε. שלום עולם. مرحبا بالعالم
第一章 港口在一月結冰 東京タワーは333メートルです 한국어 문장입니다 นี่คือประโยค नमस्ते दुनिया
who what when where which why how did does is was were are the of and to in for with by from at on that this? !
"""

TEXTS = [
    "", " ", "\t\n\r ", "Hello", "Hello, World!", "HELLO WORLD", "hello", "  spaced   out  ", "tab\tand\nline",
    "The harbour froze in January.", "When did the harbour freeze?", "unaffordable unaffordably embeddings", "requantised",
    "it's we've don't O'Reilly's", "\u2019quoted\u2018 \u201cwords\u201d", "state-of-the-art", "a/b\\c", "e.g. i.e. U.S.A.", "...", "?!?!",
    "1,234.56", "3.14", "2024-06-11T12:34:56Z", "$5 50% #1 @me a_b ~^`|", "x=y+z<w>v", "½ ² Ⅳ ٣٤٥ １２３",
    "Größe naïve façade Łódź Ærø", "\u00c9t\u00e9 \u0045\u0301te\u0301", "\u0130stanbul \u0131", "Straße ẞ ſ ﬁ ﬂ", "Ångström \u212b", "ǅ Ǆ ǆ",
    "Привет, Мир!", "Ёлка й Й", "Γειά Σου ΚΌΣΜΕ ς", "שלום עולם שָׁלוֹם", "مرحبا بالعالم مُحَمَّد", "नमस्ते दुनिया", "ไทยไม่มีช่องว่าง นี่",
    "第一章 港口在一月結冰。", "東京タワーは333メートルです", "中文English混合123", "한국어 문장입니다", "각 \u1100\u1161\u11a8", "か゚ が \u304b\u3099", "ｶﾞ ﾊﾝｶｸ ＦＵＬＬ",
    "\U00020000\U0002A6D6", "\U0002B740\U0002B820", "\u3007\u3400\u4dbf\uf900\u2e80", "😀 👍🏽 👩‍👩‍👧‍👦 🇩🇪", "a😀b", "x\u200dy\u200bz", "\ufeffBOM", "soft\u00adhyphen",
    "nul\x00byte \x01\x02 \x1b[31m \x7f \x85", "\ufffdreplacement\ufffd", "line\u2028sep\u2029para", "nb\u00a0space\u3000wide\u2003em\u1680ogham\u180emongol",
    "[CLS] [SEP] [PAD] [UNK] [MASK]", "[cls]", "[unused0]", "##ing", "<s></s>", "▁under", "e\u0301\u0323\u0308", "\u0301", " \u0301x", "\u0344\u0345",
    "a" * 99, "a" * 100, "a" * 101, "a" * 250, "á" * 60, "the" * 40, "港" * 40, "\u0301" * 120 + "a", "b" + "\u0301" * 120, "-" * 130, "word " * 60,
    "\ud7b0\ua960 \uac00\ud7a3", "\ue000\uf8ff", "\U0010fffd", "\u0378", "\u05be\u05c0", "¡Hola! ¿Qué? «oui» „so“", "·•…—–‐‑‒―", "©®™°±§¶†‡", "€£¥₹₿", "←↑→∀∃∑√∞",
]

ALPHABETS = [
    [chr(c) for c in range(0x20, 0x7F)], list("abc ABC'.,- \n\t"), [chr(c) for c in range(0xA0, 0x250)], [chr(c) for c in range(0x370, 0x530)],
    [chr(c) for c in range(0x4E00, 0x4F00)], [chr(c) for c in range(0x3041, 0x3100)], [chr(c) for c in range(0xAC00, 0xAC80)],
    [chr(c) for c in range(0x300, 0x370)] + list("aeiou"), [chr(c) for c in range(0x2000, 0x2070)] + list("xy "), [chr(c) for c in range(0x1E00, 0x2000)],
    [chr(c) for c in range(0x1F600, 0x1F640)] + ["\u200d", "\ufe0f"], [chr(c) for c in range(0x590, 0x660)], [chr(c) for c in range(0x900, 0x980)],
]

# Question and window as the reader puts them together: sentences are tokenised one by one.
PAIRS = [
    ("When did the harbour freeze?", ["The harbour froze in January, and no ship could leave.", "They had waited."]),
    ("Who waited?", ["1,234,567 crates of wheat were lost in 1873.", "\"We don't know,\" said the mayor.", "Freight rates rose."]),
    ("what", ["the"]),
    ("Where is Łódź, and what did the mayor of São Paulo know of it?", ["Привет, мир!", "第一章 港口在一月結冰", "Größe, naïve, façade."]),
]
ALONE = ["The harbour froze in January.", "Привет, мир!", "the", "", "word " * 90]


def is_known(character):
    return unicodedata.category(character) not in ("Cn", "Cs")


def random_texts(count):
    draw = random.Random(SEED)
    out = []
    for _ in range(count):
        chosen = [[c for c in a if is_known(c)] for a in draw.sample(ALPHABETS, draw.randint(1, 3))]
        out.append("".join(draw.choice(draw.choice(chosen)) for _ in range(draw.randint(1, 30))))
    return out


def make_tokenizer():
    """A vocabulary of the training text: its characters, alone and continuing, its words, and parts of longer ones. A
    trainer would number what is equally common differently from run to run."""
    normalizer = normalizers.BertNormalizer(clean_text=True, handle_chinese_chars=True, strip_accents=None, lowercase=True)
    words = {w for w, _ in pre_tokenizers.BertPreTokenizer().pre_tokenize_str(normalizer.normalize_str(TRAINING))}
    found = {c for w in words for c in w} | {"##" + c for w in words for c in w if c.isalnum()} | words
    for word in words:
        if len(word) >= 6:
            found |= {word[:3], word[:5], "##" + word[3:], "##" + word[-3:]}
    pieces = SPECIALS + sorted(found)
    tokenizer = Tokenizer(models.WordPiece({p: i for i, p in enumerate(pieces)}, unk_token="[UNK]", max_input_chars_per_word=100))
    tokenizer.normalizer, tokenizer.pre_tokenizer = normalizer, pre_tokenizers.BertPreTokenizer()
    return tokenizer, pieces


def ids(tokenizer, text):
    return tokenizer.encode(text, add_special_tokens=False).ids


def make_model(count):
    torch.manual_seed(SEED)
    model = transformers.BertModel(transformers.BertConfig(
        vocab_size=count, hidden_size=HIDDEN, num_hidden_layers=LAYERS, num_attention_heads=HEADS, intermediate_size=INNER,
        max_position_embeddings=POSITIONS, type_vocab_size=2, hidden_act="gelu", layer_norm_eps=1e-12), add_pooling_layer=False).eval()
    with torch.no_grad():            # larger than at initialisation, so that attention is not flat and norms matter
        for name, p in model.named_parameters():
            if "LayerNorm.weight" in name:
                p.normal_(1.0, 0.15)
            elif p.dim() == 1:
                p.normal_(0.0, 0.1)
            else:
                p.normal_(0.0, 0.12 if "embeddings" not in name else 0.3)
    return model


NAMES = {
    "embeddings.word_embeddings": "token_embd", "embeddings.position_embeddings": "position_embd",
    "embeddings.token_type_embeddings": "token_types", "embeddings.LayerNorm": "token_embd_norm",
    "attention.self.query": "attn_q", "attention.self.key": "attn_k", "attention.self.value": "attn_v",
    "attention.output.dense": "attn_output", "attention.output.LayerNorm": "attn_output_norm",
    "intermediate.dense": "ffn_up", "output.dense": "ffn_down", "output.LayerNorm": "layer_output_norm",
}


def gguf_name(name):
    module, leaf = name.rsplit(".", 1)
    if module.startswith("encoder.layer."):
        _, _, number, part = module.split(".", 3)
        return "blk.%s.%s.%s" % (number, NAMES[part], leaf)
    return NAMES[module] + "." + leaf


def write(path, kind, model, heads, pieces):
    """-> the weights that the file holds, as floats: {name of transformers: array}."""
    writer = gguf.GGUFWriter(path, "bert")
    writer.add_context_length(POSITIONS)
    writer.add_embedding_length(HIDDEN)
    writer.add_feed_forward_length(INNER)
    writer.add_block_count(LAYERS)
    writer.add_head_count(HEADS)
    writer.add_layer_norm_eps(1e-12)
    writer.add_causal_attention(False)
    writer.add_pooling_type(gguf.PoolingType.MEAN)
    writer.add_tokenizer_model("bert")
    writer.add_token_list([p if p in SPECIALS else p[2:] if p.startswith("##") else "\u2581" + p for p in pieces])
    writer.add_token_types([3 if p in SPECIALS else 1 for p in pieces])
    writer.add_token_type_count(2)
    for name, add in (("[CLS]", writer.add_bos_token_id), ("[SEP]", writer.add_eos_token_id), ("[SEP]", writer.add_sep_token_id),
                      ("[MASK]", writer.add_mask_token_id), ("[PAD]", writer.add_pad_token_id), ("[UNK]", writer.add_unk_token_id)):
        add(pieces.index(name))
    for name, (weight, bias) in heads.items():
        writer.add_array("lectern.head.%s.weight" % name, [float(x) for x in weight.reshape(-1)])
        writer.add_array("lectern.head.%s.bias" % name, [float(x) for x in bias])
    writer.add_string("lectern.layout", "reader")
    held = {}
    for name, p in model.state_dict().items():
        values = p.numpy()
        if values.ndim == 1 or kind == "f32" or "token_type" in name:
            writer.add_tensor(gguf_name(name), values)
        elif kind == "f16" or "position" in name:
            writer.add_tensor(gguf_name(name), values.astype(np.float16))
            values = values.astype(np.float16).astype(np.float32)
        else:
            q = gguf.quants.quantize(values, gguf.GGMLQuantizationType.Q8_0)
            writer.add_tensor(gguf_name(name), q, raw_dtype=gguf.GGMLQuantizationType.Q8_0)
            values = gguf.quants.dequantize(q, gguf.GGMLQuantizationType.Q8_0)
        held[name] = torch.tensor(values)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return held


def inputs(tokenizer, pieces):
    """Token ids, segments and sentence starts, cut to the positions there are."""
    cls, sep = pieces.index("[CLS]"), pieces.index("[SEP]")
    out = []
    for question, sentences in PAIRS:
        tokens = [cls, *ids(tokenizer, question), sep]
        segments, starts = [0] * len(tokens), []
        for sentence in sentences:
            starts.append(len(tokens))
            tokens += ids(tokenizer, sentence)
        starts.append(len(tokens))
        tokens.append(sep)
        segments += [1] * (len(tokens) - len(segments))
        assert len(tokens) <= POSITIONS
        out.append({"question": question, "sentences": sentences, "tokens": tokens, "segments": segments, "starts": starts})
    for text in ALONE:
        tokens = [cls, *ids(tokenizer, text)[:POSITIONS - 2], sep]
        out.append({"text": text, "tokens": tokens, "segments": [0] * len(tokens)})
    return out


def rounded(x):
    return [float("%.7g" % v) for v in np.asarray(x, np.float64).reshape(-1)]


@torch.no_grad()
def reference(model, heads, case):
    """Last hidden state (tokens x HIDDEN), the mean at unit length, and what the heads say, in double precision."""
    model = model.double()
    x = model(torch.tensor([case["tokens"]]), token_type_ids=torch.tensor([case["segments"]])).last_hidden_state[0].numpy()
    mean = x.mean(0)
    say = lambda name, v: v @ heads[name][0].T.astype(np.float64) + heads[name][1]
    out = {"first": rounded(x[0]), "last": rounded(x[-1]), "embedding": rounded(mean / np.linalg.norm(mean))}
    if "starts" in case:
        s = case["starts"]
        out["span"] = rounded(say("span", x))                  # tokens x 2: start, end
        out["relevance"] = rounded([say("relevance", x[a:b].mean(0))[0] for a, b in zip(s, s[1:])])
        out["answerable"] = rounded(say("answerable", x[0]))
        out["support"] = rounded(say("support", x[0]))         # none, partial, full
    return out


def main():
    tokenizer, pieces = make_tokenizer()
    model = make_model(len(pieces))
    draw = np.random.default_rng(SEED)
    heads = {name: (draw.normal(0, 0.3, (rows, HIDDEN)).astype(np.float32), draw.normal(0, 0.3, rows).astype(np.float32))
             for name, rows in (("span", 2), ("relevance", 1), ("answerable", 1), ("support", SUPPORT))}
    cases = inputs(tokenizer, pieces)
    for kind in ("f32", "f16", "q8_0"):
        held = write(os.path.join(HERE, "tiny-%s.gguf" % kind), kind, model.float(), heads, pieces)
        copy = make_model(len(pieces))
        copy.load_state_dict(held)
        for case in cases:
            case[kind] = reference(copy, heads, case)
    with open(os.path.join(HERE, "tiny.json"), "w", encoding="utf-8") as out:
        json.dump(cases, out, ensure_ascii=True, separators=(",", ":"))
        out.write("\n")
    texts = TEXTS + random_texts(250)
    with open(os.path.join(HERE, "wordpiece.json"), "w", encoding="utf-8") as out:
        json.dump([[text, ids(tokenizer, text)] for text in texts], out, ensure_ascii=True, indent=0)
        out.write("\n")
    manifest = {"transformers": transformers.__version__, "tokenizers": tokenizers.__version__, "torch": torch.__version__,
                "gguf": "0.19.0", "seed": SEED, "pieces": len(pieces), "texts": len(texts),
                "tolerance": "ids equal; f32, f16 and q8_0 values 1e-4 absolute where weights are computed with as floats"}
    with open(os.path.join(HERE, "manifest.json"), "w") as out:
        json.dump(manifest, out, indent=2)
        out.write("\n")


if __name__ == "__main__":
    main()
