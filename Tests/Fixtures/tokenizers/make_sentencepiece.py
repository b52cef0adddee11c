"""Makes the SentencePiece fixture: a small tokenizer with byte fallback, its GGUF file, and reference token ids.

    python make_sentencepiece.py    writes llama-spm.gguf and llama-spm.json beside this script; see README.md

The reference is the `sentencepiece` library; chat prompts come from `transformers`' apply_chat_template.
"""

import io
import json
import os

import gguf
import numpy as np
import sentencepiece
from jinja2 import Environment

import make

CONTROL = ["[INST]", "[/INST]", "[SYSTEM_PROMPT]", "[/SYSTEM_PROMPT]", "[gMASK]", "<sop>", "sop", "<|system|>", "<|user|>",
           "<|assistant|>"]
TEMPLATES = {
    "mistral-v1": "{{ bos_token }}{% for m in messages %}{% if m['role'] == 'user' %}{{ ' [INST] ' + m['content'] + ' [/INST]' }}"
                  "{% else %}{{ ' ' + m['content'] + eos_token }}{% endif %}{% endfor %}",
    "mistral-v3": "{{ bos_token }}{% for m in messages %}{% if m['role'] == 'user' %}{{ '[INST] ' + m['content'] + '[/INST]' }}"
                  "{% else %}{{ ' ' + m['content'] + eos_token }}{% endif %}{% endfor %}",
    "mistral-v3-tekken": "{{ bos_token }}{% for m in messages %}{% if m['role'] == 'user' %}"
                         "{{ '[INST]' + m['content'] + '[/INST]' }}{% else %}{{ m['content'] + eos_token }}{% endif %}{% endfor %}",
    "mistral-v7": "{{ bos_token }}{% for m in messages %}{% if m['role'] == 'system' %}"
                  "{{ '[SYSTEM_PROMPT] ' + m['content'] + '[/SYSTEM_PROMPT]' }}{% elif m['role'] == 'user' %}"
                  "{{ '[INST] ' + m['content'] + '[/INST]' }}{% else %}{{ ' ' + m['content'] + eos_token }}{% endif %}{% endfor %}",
    "glm-4": "[gMASK]<sop>{% for m in messages %}<|{{ m['role'] }}|>\n{{ m['content'] }}{% endfor %}<|assistant|>",
    "chatglm-3": "[gMASK]sop{% for m in messages %}<|{{ m['role'] }}|>\n {{ m['content'] }}{% endfor %}<|assistant|>",
}


def train():
    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(make.TRAINING.split("\n") * 3), model_writer=model, model_type="bpe", vocab_size=700,
        byte_fallback=True, character_coverage=0.98, normalization_rule_name="identity", remove_extra_whitespaces=False,
        add_dummy_prefix=True, allow_whitespace_only_pieces=True, split_digits=True, unk_id=0, bos_id=1, eos_id=2,
        pad_id=-1, num_threads=1, minloglevel=2)
    return sentencepiece.SentencePieceProcessor(model_proto=model.getvalue())


def write_gguf(model):
    tokens, scores, kinds = [], [], []
    for i in range(model.vocab_size()):
        tokens.append(model.id_to_piece(i))
        scores.append(model.get_score(i))
        kinds.append(2 if model.is_unknown(i) else 3 if model.is_control(i) else 6 if model.is_byte(i) else 1)
    for token in CONTROL:
        tokens.append(token)
        scores.append(0.0)
        kinds.append(3)
    writer = gguf.GGUFWriter(os.path.join(make.HERE, "llama-spm.gguf"), "llama")
    writer.add_tokenizer_model("llama")
    writer.add_token_list(tokens)
    writer.add_token_scores(scores)
    writer.add_token_types(kinds)
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    writer.add_unk_token_id(0)
    writer.add_chat_template(TEMPLATES["mistral-v3"])
    writer.add_tensor("token_embd.weight", np.arange(8, dtype=np.float32).reshape(2, 4))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def main():
    model = train()
    write_gguf(model)
    # A NUL ends a text for the reference; such texts are left out.
    texts = [t for t in make.CORPUS + make.random_strings(300) + make.anywhere_strings(150) if "\0" not in t]
    conversations = [turns for turns in make.CONVERSATIONS]
    chats = []
    for name, template in TEMPLATES.items():
        for turns in conversations:
            if turns[0][0] == "system" and name not in ("mistral-v7", "glm-4", "chatglm-3"):
                continue
            text = Environment().from_string(template).render(
                messages=[{"role": role, "content": content} for role, content in turns], bos_token="<s>", eos_token="</s>")
            chats.append({"format": name, "template": template, "turns": turns, "text": text})
    cases = {"texts": texts, "ids": [model.encode(t) for t in texts], "decoded": [model.decode(model.encode(t)) for t in texts],
             "chats": chats, "sentencepiece": sentencepiece.__version__}
    with open(os.path.join(make.HERE, "llama-spm.json"), "w") as out:
        json.dump(cases, out, ensure_ascii=True, separators=(",", ":"))
        out.write("\n")


main()
