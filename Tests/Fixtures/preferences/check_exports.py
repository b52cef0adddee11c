"""Loads what `lectern prefs export --out` wrote in the libraries it is for, and fails where one doesn't take it.

    for f in trl llamafactory argilla full; do lectern prefs export --format $f --out FOLDER/$f.jsonl; done
    pip install datasets trl llamafactory argilla          (with torch)
    python check_exports.py FOLDER

TRL: `datasets` loads the file, TRL recognises the conversations, and one step of its DPOTrainer runs on a model of
random weights. LLaMA-Factory: its own reader of dataset_info.json and its ShareGPT converter. Argilla: `Record.from_dict`
and the API model that would be sent to a server, every ranking checked against the candidates of its record.
"""

import importlib.machinery
import json
import os
import shutil
import sys
import tempfile
import types
import unittest.mock
from importlib.metadata import version

os.environ.setdefault("DISABLE_VERSION_CHECK", "1")
os.environ.setdefault("HF_HUB_OFFLINE", "1")


def lines(path):
    with open(path, encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def tokenizer(texts):
    from tokenizers import Tokenizer, models, pre_tokenizers
    from transformers import PreTrainedTokenizerFast

    words = sorted({word for text in texts for word in text.split()})
    names = ["<pad>", "<end>", "<unk>", "user", "assistant"] + words
    model = models.WordLevel({name: index for index, name in enumerate(dict.fromkeys(names))}, unk_token="<unk>")
    tokens = Tokenizer(model)
    tokens.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    made = PreTrainedTokenizerFast(tokenizer_object=tokens, pad_token="<pad>", eos_token="<end>", unk_token="<unk>")
    made.chat_template = (
        "{% for m in messages %}{{ m['role'] }} {{ m['content'] }} <end> {% endfor %}"
        "{% if add_generation_prompt %}assistant {% endif %}")
    return made


def check_trl(path, scratch):
    import datasets
    import torch
    from transformers import LlamaConfig, LlamaForCausalLM
    from trl import DPOConfig, DPOTrainer
    from trl.data_utils import is_conversational

    rows = lines(path)
    data = datasets.load_dataset("json", data_files=path, split="train", cache_dir=os.path.join(scratch, "cache"))
    assert len(data) == len(rows) > 0
    assert set(data.column_names) == {"prompt", "chosen", "rejected"}
    for row, loaded in zip(rows, data):
        assert is_conversational(loaded)
        assert [m["content"] for m in loaded["chosen"]] == [m["content"] for m in row["chosen"]]
    texts = [m["content"] for row in rows for part in row.values() for m in part]
    words = tokenizer(texts)
    torch.manual_seed(0)
    config = LlamaConfig(vocab_size=len(words), hidden_size=32, intermediate_size=64, num_hidden_layers=1,
                         num_attention_heads=2, num_key_value_heads=2, pad_token_id=0, eos_token_id=1, bos_token_id=1)
    arguments = DPOConfig(output_dir=os.path.join(scratch, "dpo"), max_steps=1, per_device_train_batch_size=2,
                          use_cpu=True, report_to=[], save_strategy="no", bf16=False, logging_steps=1)
    model, reference = LlamaForCausalLM(config), LlamaForCausalLM(config)
    reference.load_state_dict(model.state_dict())
    trainer = DPOTrainer(model=model, ref_model=reference, args=arguments, train_dataset=data, processing_class=words)
    loss = trainer.train().training_loss
    assert abs(loss - 0.6931) < 0.01, loss
    print(f"trl {version('trl')}, datasets {version('datasets')}: {len(rows)} pairs, one DPO step, loss {loss:.4f}")


def without_audio():
    """LLaMA-Factory imports torchaudio for audio inputs; text needs nothing of it."""
    try:
        import torchaudio  # noqa: F401
    except (ImportError, OSError):
        sys.modules["torchaudio"] = types.ModuleType("torchaudio")
        sys.modules["torchaudio"].__spec__ = importlib.machinery.ModuleSpec("torchaudio", None)


def check_llamafactory(path, scratch):
    without_audio()
    from llamafactory.data.converter import get_dataset_converter
    from llamafactory.data.parser import get_dataset_list
    from llamafactory.hparams import DataArguments

    info = path + ".dataset_info.json"
    shutil.copy(path, scratch)
    shutil.copy(info, os.path.join(scratch, "dataset_info.json"))
    (name,) = json.load(open(info, encoding="utf-8"))
    (attributes,) = get_dataset_list([name], scratch)
    assert attributes.ranking and attributes.formatting == "sharegpt"
    converter = get_dataset_converter(attributes.formatting, attributes, DataArguments(dataset_dir=scratch))
    rows = lines(os.path.join(scratch, attributes.dataset_name))
    for row in rows:
        made = converter(row)
        assert [m["content"] for m in made["_prompt"]] == [row["conversations"][0]["value"]], made
        assert [m["content"] for m in made["_response"]] == [row["chosen"]["value"], row["rejected"]["value"]], made
    print(f"llamafactory {version('llamafactory')}: {len(rows)} pairs through get_dataset_list and its converter")


def check_argilla(path):
    import argilla

    rows = lines(path)
    most = max((sum(name.startswith("candidate_") for name in row["fields"]) for row in rows))
    names = [f"candidate_{chr(ord('a') + place)}" for place in range(most)]
    dimensions = ["helpfulness", "logicality", "faithfulness", "completeness", "overall"]
    # The settings that a dataset of these records has on a server; checking against them needs none.
    client = unittest.mock.MagicMock()
    settings = argilla.Settings(
        fields=[argilla.TextField(name=name, required=name in ("question", "candidate_a", "candidate_b"),
                                  client=client) for name in ["question"] + names],
        questions=[argilla.RankingQuestion(name=name, values=names, required=False, client=client)
                   for name in dimensions]
        + [argilla.TextQuestion(name="note", required=False, client=client)])
    dataset = types.SimpleNamespace(settings=settings)
    responses = suggestions = 0
    for row in rows:
        record = argilla.Record.from_dict(row, dataset=dataset)
        candidates = sorted(name for name in row["fields"] if name.startswith("candidate_"))
        for response in record.responses:
            if response.question_name == "note":
                continue
            assert sorted(rank["value"] for rank in response.value) == candidates
            responses += 1
        for suggestion in record.suggestions:
            # Argilla's suggested rankings are names, best first; only responses have ranks.
            assert sorted(suggestion.value) == candidates
            suggestions += 1
        model = record.api_model()
        assert model.fields == row["fields"]
        assert len(model.responses) == len({r["user_id"] for rs in row["responses"].values() for r in rs})
    print(f"argilla {version('argilla')}: {len(rows)} records, {responses} responses, {suggestions} suggestions")


def main():
    folder = os.path.abspath(sys.argv[1])
    with tempfile.TemporaryDirectory() as scratch:
        check_argilla(os.path.join(folder, "argilla.jsonl"))
        check_llamafactory(os.path.join(folder, "llamafactory.jsonl"), scratch)
        check_trl(os.path.join(folder, "trl.jsonl"), scratch)
    kinds = [row["type"] for row in lines(os.path.join(folder, "full.jsonl"))]
    assert kinds[0] == "set"
    print(f"full: {kinds.count('item')} items, {kinds.count('label')} labels")


if __name__ == "__main__":
    main()
