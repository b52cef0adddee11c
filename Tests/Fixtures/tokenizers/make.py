"""Makes the tokenizer fixtures: small byte-level BPE tokenizers, their GGUF files, and reference token ids.

    python make.py            writes into the folder of this script; see README.md

The reference is the `tokenizers` library (its own pre-tokenisers and regular expressions), for chat prompts
`transformers`' apply_chat_template, for the container the `gguf` package. Nothing is downloaded.
"""

import json
import os
import random
import unicodedata

import gguf
import numpy as np
import tokenizers
import transformers
from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, pre_tokenizers, trainers

HERE = os.path.dirname(os.path.abspath(__file__))
SEED = 20240611

MODERN = (r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|%s|"
          r" ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+")


def modern(numbers):
    return pre_tokenizers.Sequence([
        pre_tokenizers.Split(Regex(MODERN % numbers), behavior="isolated"),
        pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])


TEKKEN = (r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+|"
          r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*|"
          r"\p{N}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+")


CHATML = ("{% for message in messages %}{% if loop.first and messages[0]['role'] != 'system' %}"
          "{{ '<|im_start|>system\\nYou are a helpful assistant.<|im_end|>\\n' }}{% endif %}"
          "{{'<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n'}}{% endfor %}"
          "{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}")
LLAMA3 = ("{% set loop_messages = messages %}{% for message in loop_messages %}"
          "{% set content = '<|start_header_id|>' + message['role'] + '<|end_header_id|>\\n\\n' + "
          "message['content'] | trim + '<|eot_id|>' %}{% if loop.index0 == 0 %}"
          "{% set content = bos_token + content %}{% endif %}{{ content }}{% endfor %}"
          "{% if add_generation_prompt %}{{ '<|start_header_id|>assistant<|end_header_id|>\\n\\n' }}{% endif %}")
LLAMA31 = ("{{ bos_token }}{% if messages[0]['role'] == 'system' %}{% set system = messages[0]['content'] | trim %}"
           "{% set messages = messages[1:] %}{% else %}{% set system = '' %}{% endif %}"
           "{{ '<|start_header_id|>system<|end_header_id|>\\n\\n' }}"
           "{{ 'Cutting Knowledge Date: December 2023\\n' }}{{ 'Today Date: 26 Jul 2024\\n\\n' }}"
           "{{ system }}{{ '<|eot_id|>' }}{% for message in messages %}"
           "{{ '<|start_header_id|>' + message['role'] + '<|end_header_id|>\\n\\n' + message['content'] | trim"
           " + '<|eot_id|>' }}{% endfor %}"
           "{% if add_generation_prompt %}{{ '<|start_header_id|>assistant<|end_header_id|>\\n\\n' }}{% endif %}")
LECTERN = ("{% for m in messages %}{% if m['role'] == 'system' %}<|doc|>{{ m['content'] }}"
           "{% elif m['role'] == 'user' %}<|user|> {{ m['content'] | trim }}"
           "{% else %}<|assistant|>{{ m['content'] }}<|end|>{% endif %}{% endfor %}"
           "{% if add_generation_prompt %}<|assistant|>{% endif %}")

# name in GGUF, pre-tokeniser, ignore_merges, control tokens, visible tokens, end of text, templates
FAMILIES = {
    "qwen2": (modern(r"\p{N}"), False, ["<|endoftext|>", "<|im_start|>", "<|im_end|>"], ["<tool_call>"],
              "<|im_end|>", {"chatml": CHATML}),
    "llama-bpe": (modern(r"\p{N}{1,3}"), True,
                  ["<|begin_of_text|>", "<|end_of_text|>", "<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>"],
                  [], "<|eot_id|>", {"llama-3": LLAMA3, "llama-3.1": LLAMA31}),
    "gpt-2": (pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True), False, ["<|endoftext|>"], [],
              "<|endoftext|>", {}),
    "smollm": (pre_tokenizers.Sequence([pre_tokenizers.Digits(individual_digits=True),
                                        pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True)]), False,
               ["<|endoftext|>", "<|im_start|>", "<|im_end|>"], [], "<|im_end|>", {}),
    "tekken": (pre_tokenizers.Sequence([
        pre_tokenizers.Split(Regex(TEKKEN), behavior="isolated"),
        pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)]), True,
               ["<s>", "</s>", "[INST]", "[/INST]"], [], "</s>", {}),
    "lectern": (modern(r"\p{N}"), False, ["<|pad|>", "<|doc|>", "<|user|>", "<|assistant|>", "<|end|>"],
                ["<statement>", "</statement>", "<cite>", "</cite>", "<C"], "<|end|>", {"lectern": LECTERN}),
}

TRAINING = """
The harbour froze in January, and no ship could leave before the 14th of March. They'd waited; we've waited too.
I'm sure it's the mayor's ship, isn't it? She'll say: "We don't know." He'd say that 1,234,567 crates were lost.
def area(width, height):\n    if width < 0 or height < 0:\n        raise ValueError("negative")\n    return width * height
for (int i = 0; i < 100; i++) {\n\t\tprintf("%d\\n", values[i]);\n\t}
第一章 港口在一月結冰，三月十四日以前沒有船能離開。市長說：“我們不知道。”東京タワーは333メートルです。
Größe, naïve, façade, Ærø, Łódź; Привет, мир! Добрый день. Γειά σου Κόσμε. שלום עולם. مرحبا بالعالم. नमस्ते दुनिया
👩‍👩‍👧‍👦 👍🏽 🇩🇪 😀😀 ½ ² Ⅳ ٣٤٥ ... --- === ### *** $$$ (see [3-5]) <b>bold</b> https://example.org/a?b=c&d=e
""" * 4

CORPUS = [
    "", " ", "  ", "   ", "\t", "\n", "\r", "\r\n", "\n\n\n", " \n", "\n ", " \n \n  x", "\t \t", "\u00a0", "\u3000\u3000x",
    "Hello", " Hello", "  Hello", "   Hello", "    Hello\n    World", "Hello world", "Hello, world!", " Hello, world!",
    "Hello\tworld", "\tHello", "a  b   c    d", "end   ", "end \n", "end\n ", "x\n\n\ny", "x \r\n\r\n y", "line\rline",
    "it's we've I'm they'll he'd don't you're", "IT'S WE'VE I'M THEY'LL HE'D DON'T YOU'RE", "'s's 's ''s '", "'S'T'RE'VE",
    "O'Reilly's 'quoted' 'tis 'reason 'verse 'llama", "it\u2019s", "it'\u017f so", "'", "' ", "'x", "s'", "can't've",
    "1", "12", "123", "1234", "12345 678901234567890", "3.14159", "1,234,567", " 42", "  42", "a1b2c3", "v2.0-rc1", "x 1 y",
    "½ ² Ⅳ ٣٤٥ １２３", "2024-06-11T12:34:56Z", "$1.00", "#42", "50%", "(1)", "\n1", "\t1", "1\n2",
    "!!!", "...", "?!?!\n", "!!!\r\n\r\nx", " !!!\n\n x", "a!b", "a !b", "a! b", "{}[]()<>", "--flag=value", "____", "a_b_c",
    "/* comment */ // more", "def f(x):\n    return x ** 2\n\n\nclass A:\n\tpass\n", "if (a && b || !c) { return; }\r\n",
    "<statement> It froze<cite>[3-5][7-7]</cite></statement>", "<|endoftext|>", "<|im_start|>user", "<|eot_id|>", "<|user|> hi",
    "<C12> Sentence.", "</s>", "[INST]", "<0x0A>", "<tool_call>",
    "港口在一月結冰。", "東京タワーは333メートルです", "中文 English 混合123", "한국어 문장입니다", "ไทยไม่มีช่องว่าง", "नमस्ते दुनिया",
    "Привет, мир!", "Γειά σου", "שלום עולם", "مرحبا بالعالم", "Größe naïve façade", "ǅ ʰ ª º", "Straße ẞ",
    "e\u0301", "\u0301", "a\u0308\u0323b", " \u0301x", "\u0301\u0301\u0301", "x\u200dy", "\u200d", "\ufeffBOM", "\u200bzero",
    "👩‍👩‍👧‍👦", "👍🏽👍🏽", "🇩🇪🇫🇷", "😀 😀", "x😀y", "\U0001F600\U0001F601", "\U00020000\U0002A6D6", "\U0010FFFF", "\uE000",
    "a quintessential harbour, quintessentially", "港務局", "港務局長 zzzz zzzzz !?!?!? x!?!?!?",
    "it'\u017f '\u017f'\u017fx 'ſs'S", "x.\r\n\r\ny", "x .\n \n", "'\u017ft'LLx'Vez'rEe", "\u2003'sx", " 's", "\n's",
    "\x00", "a\x00b", "\x00\x00", "\x01\x02\x1b[31m", "\x7f", "\x85", "\u2028x\u2029", "a\u2003b", "\u1680", "\u180e",
    "a" * 60, "a" * 200, "ab" * 100, "-" * 150, "=" * 49, " " * 100, " " * 100 + "x", "\n" * 60, "\t" * 50 + "x",
    "the" * 80, "港" * 70, "😀" * 40, "1" * 70, "\r\n" * 40, "Aa" * 60 + "!" * 60, "xyz" * 30 + " " + "." * 70,
]

# Blocks that every Unicode version of the last decade assigns alike.
ALPHABETS = [
    [chr(c) for c in range(0x00, 0x80)], list("abc ABC '\n\r\t 019.,!sStTdDmMrReElLvV"), list(" \n\r\t\u00a0\u2003\u3000x1!"),
    [chr(c) for c in range(0xA0, 0x180)], [chr(c) for c in range(0x391, 0x3CA) if c != 0x3A2], [chr(c) for c in range(0x400, 0x460)],
    [chr(c) for c in range(0x4E00, 0x4F00)], [chr(c) for c in range(0x3041, 0x3097)], [chr(c) for c in range(0xAC00, 0xAC80)],
    [chr(c) for c in range(0x300, 0x370)], [chr(c) for c in range(0x2000, 0x2065)], [chr(c) for c in range(0x2150, 0x2189)],
    [chr(c) for c in range(0x1F600, 0x1F640)] + ["\u200d", "\ufe0f", "\U0001F3FD"], [chr(c) for c in range(0x905, 0x93A)],
    [chr(c) for c in range(0x660, 0x66A)] + [chr(c) for c in range(0x627, 0x63B)], ["<", "|", ">", "C", "1", "[", "]", "-", "/", "cite"],
]


def random_strings(count):
    draw = random.Random(SEED)
    out = []
    for _ in range(count):
        chosen = draw.sample(ALPHABETS, draw.randint(1, 3))
        out.append("".join(draw.choice(draw.choice(chosen)) for _ in range(draw.randint(1, 30))))
    return out


def anywhere_strings(count):
    """Any code point that Python's Unicode tables know, and thus older and newer ones class alike."""
    draw = random.Random(SEED + 1)
    known = [c for c in range(0x110000) if unicodedata.category(chr(c)) not in ("Cn", "Cs")]
    return ["".join(chr(draw.choice(known)) for _ in range(draw.randint(1, 8))) for _ in range(count)]


UNREACHABLE = [" quintessential", "港務局", "!?!?!?", "zzzz"]


def alphabet(text):
    """Text in the characters that stand for its bytes."""
    return "".join(piece for piece, _ in pre_tokenizers.ByteLevel(False, use_regex=False).pre_tokenize_str(text))


def words(name, texts):
    """How many bytes each word of a text has, before any merge."""
    pre = FAMILIES[name][0]
    return [[len(piece) for piece, _ in pre.pre_tokenize_str(text)] for text in texts]


def build(name):
    pre, ignore_merges, control, visible, _, _ = FAMILIES[name]
    tokenizer = Tokenizer(models.BPE(ignore_merges=ignore_merges))
    tokenizer.pre_tokenizer = pre
    tokenizer.decoder = decoders.ByteLevel()
    at_front = control + visible if name == "lectern" else []
    trainer = trainers.BpeTrainer(
        vocab_size=256 + 300 + len(at_front), special_tokens=at_front, show_progress=False,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet())
    tokenizer.train_from_iterator(TRAINING.split("\n"), trainer)
    # Tokens that no merge reaches: found as whole words where merges are ignored, never elsewhere.
    spec = json.loads(tokenizer.to_str())
    for word in UNREACHABLE:
        spec["model"]["vocab"][alphabet(word)] = len(spec["model"]["vocab"])
    tokenizer = Tokenizer.from_str(json.dumps(spec))
    # Control tokens and visible ones alike: for the reference "special" only matters when decoding.
    tokenizer.add_special_tokens([AddedToken(t, normalized=False, special=True) for t in control])
    tokenizer.add_special_tokens([AddedToken(t, normalized=False, special=True) for t in visible])
    return tokenizer


def write_gguf(name, tokenizer):
    _, _, control, visible, end, templates = FAMILIES[name]
    spec = json.loads(tokenizer.to_str())
    vocab = sorted(tokenizer.get_vocab().items(), key=lambda item: item[1])
    assert [i for _, i in vocab] == list(range(len(vocab)))
    kinds = [3 if t in control else 4 if t in visible else 1 for t, _ in vocab]
    merges = [m if isinstance(m, str) else " ".join(m) for m in spec["model"]["merges"]]
    writer = gguf.GGUFWriter(os.path.join(HERE, name + ".gguf"), "llama")
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("qwen2" if name == "lectern" else name)
    writer.add_token_list([t for t, _ in vocab])
    writer.add_token_types(kinds)
    writer.add_token_merges(merges)
    writer.add_eos_token_id(tokenizer.token_to_id(end))
    if name == "llama-bpe":
        writer.add_bos_token_id(tokenizer.token_to_id("<|begin_of_text|>"))
    if name == "tekken":
        writer.add_bos_token_id(tokenizer.token_to_id("<s>"))
    if templates:
        writer.add_chat_template(list(templates.values())[-1])
    writer.add_tensor("token_embd.weight", np.arange(8, dtype=np.float32).reshape(2, 4))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def ordinary_ids(tokenizer, texts, specials):
    """Ids of text in which no special token is recognised."""
    plain = Tokenizer.from_str(tokenizer.to_str())
    spec = json.loads(plain.to_str())
    spec["added_tokens"] = []
    plain = Tokenizer.from_str(json.dumps(spec))
    return [plain.encode(text, add_special_tokens=False).ids for text in texts]


CONVERSATIONS = [
    [("user", "When did the harbour freeze?")],
    [("system", "<C0> The harbour froze in January.<C1> It thawed in March."), ("user", "  Find: when? \n")],
    [("system", "Answer in one line."), ("user", "Hi"), ("assistant", "Hello."), ("user", "it's 42\n\nok")],
    [("user", "(1) 港口？"), ("assistant", "一月。"), ("user", "Why?"), ("assistant", "Ice"), ("user", "'s so")],
]


def chats(name, tokenizer):
    out = []
    for format_name, template in FAMILIES[name][5].items():
        fast = transformers.PreTrainedTokenizerFast(
            tokenizer_object=tokenizer, bos_token="<|begin_of_text|>" if name == "llama-bpe" else None)
        for turns in CONVERSATIONS:
            messages = [{"role": role, "content": content} for role, content in turns]
            text = fast.apply_chat_template(
                messages, chat_template=template, tokenize=False, add_generation_prompt=True)
            out.append({"format": format_name, "template": template, "turns": turns, "text": text,
                        "ids": tokenizer.encode(text, add_special_tokens=False).ids})
    return out


def main():
    texts = CORPUS + random_strings(300) + anywhere_strings(150)
    for name in FAMILIES:
        tokenizer = build(name)
        write_gguf(name, tokenizer)
        specials = FAMILIES[name][2] + FAMILIES[name][3]
        markup = [text for text in CORPUS if "<" in text] + ["a" + s + "b" + s + s for s in specials] + ["".join(specials)]
        cases = {
            "words": words(name, texts),
            "plain": ordinary_ids(tokenizer, texts, specials),
            "markup": [[t, tokenizer.encode(t, add_special_tokens=False).ids] for t in markup],
            "chats": chats(name, tokenizer),
        }
        with open(os.path.join(HERE, name + ".json"), "w", encoding="utf-8") as out:
            json.dump(cases, out, ensure_ascii=True, separators=(",", ":"))
            out.write("\n")
    with open(os.path.join(HERE, "texts.json"), "w", encoding="utf-8") as out:
        json.dump(texts, out, ensure_ascii=True, indent=0)
        out.write("\n")
    manifest = {"tokenizers": tokenizers.__version__, "transformers": transformers.__version__, "gguf": "0.19.0",
                "seed": SEED, "texts": len(texts), "tolerance": "all ids equal"}
    with open(os.path.join(HERE, "manifest.json"), "w") as out:
        json.dump(manifest, out, indent=2)
        out.write("\n")


if __name__ == "__main__":
    main()
