"""Makes tiny random models of every architecture, their GGUF files, and reference logits.

    python make.py            writes into the folder of this script; see README.md

The reference is Hugging Face `transformers` on the CPU in float32; the container is written with the `gguf`
package. Nothing is downloaded. Weights of a block type are dequantised by the `gguf` package and put back into the
reference, so that both sides compute with the same numbers.
"""

import json
import os

import gguf
import numpy as np
import torch
import transformers
from gguf import GGMLQuantizationType as T

HERE = os.path.dirname(os.path.abspath(__file__))
SEED = 20240612
VOCABULARY, TOKENS = 128, 40


def permuted(weight, heads):
    """Rows of query and key weights as llama.cpp's converter orders them: neighbours turn together."""
    half = weight.shape[0] // heads // 2
    return weight.reshape(heads, 2, half, *weight.shape[1:]).swapaxes(1, 2).reshape(weight.shape)


def llama_tensors(state, config, permute):
    """Hugging Face names to GGUF names."""
    heads, kv_heads = config.num_attention_heads, config.num_key_value_heads
    names = {
        "model.embed_tokens.weight": "token_embd.weight", "model.norm.weight": "output_norm.weight",
        "lm_head.weight": "output.weight",
    }
    parts = {
        "input_layernorm": "attn_norm", "self_attn.q_proj": "attn_q", "self_attn.k_proj": "attn_k",
        "self_attn.v_proj": "attn_v", "self_attn.o_proj": "attn_output", "post_attention_layernorm": "ffn_norm",
        "mlp.gate_proj": "ffn_gate", "mlp.up_proj": "ffn_up", "mlp.down_proj": "ffn_down",
        "self_attn.q_norm": "attn_q_norm", "self_attn.k_norm": "attn_k_norm",
    }
    for layer in range(config.num_hidden_layers):
        for theirs, ours in parts.items():
            for kind in ("weight", "bias"):
                names[f"model.layers.{layer}.{theirs}.{kind}"] = f"blk.{layer}.{ours}.{kind}"
    for name, tensor in state.items():
        if name == "lm_head.weight" and config.tie_word_embeddings:
            continue
        count = heads if "q_proj" in name else kv_heads if "k_proj" in name else 0
        yield name, names[name], (lambda w, n=count: permuted(w, n)) if permute and count else (lambda w: w)


def llama_keys(writer, config):
    head = getattr(config, "head_dim", None) or config.hidden_size // config.num_attention_heads
    writer.add_context_length(config.max_position_embeddings)
    writer.add_embedding_length(config.hidden_size)
    writer.add_block_count(config.num_hidden_layers)
    writer.add_feed_forward_length(config.intermediate_size)
    writer.add_head_count(config.num_attention_heads)
    writer.add_head_count_kv(config.num_key_value_heads)
    writer.add_key_length(head)
    writer.add_value_length(head)
    writer.add_layer_norm_rms_eps(config.rms_norm_eps)
    writer.add_rope_freq_base(config.rope_parameters["rope_theta"])
    writer.add_rope_dimension_count(head)
    writer.add_vocab_size(config.vocab_size)


def llama_config(**changes):
    settings = dict(
        vocab_size=VOCABULARY, hidden_size=64, intermediate_size=96, num_hidden_layers=2, num_attention_heads=4,
        num_key_value_heads=2, max_position_embeddings=256, rms_norm_eps=1e-5, tie_word_embeddings=False,
        rope_parameters={"rope_type": "default", "rope_theta": 10000.0})
    settings.update(changes)
    return transformers.LlamaConfig(**settings)


# name: (architecture, configuration, tensors, type of the matrices)
MODELS = {
    "llama-f32": ("llama", llama_config(num_key_value_heads=4, rms_norm_eps=1e-2), T.F32),
    "llama-tied-f16": ("llama", llama_config(tie_word_embeddings=True), T.F16),
    "llama-gqa-f32": ("llama", llama_config(num_key_value_heads=1, hidden_size=48), T.F32),
    "llama-q8_0": ("llama", llama_config(), T.Q8_0),
    "llama-tied-q8_0": ("llama", llama_config(tie_word_embeddings=True), T.Q8_0),
}


def make(name, architecture, config, type_):
    torch.manual_seed(SEED + sum(name.encode()))
    config._attn_implementation = "eager"
    model = transformers.AutoModelForCausalLM.from_config(config, dtype=torch.float32).eval()
    writer = gguf.GGUFWriter(os.path.join(HERE, name + ".gguf"), architecture)
    llama_keys(writer, config)
    state = model.state_dict()
    with torch.no_grad():
        for theirs, ours, change in llama_tensors(state, config, permute=architecture == "llama"):
            # Larger than usual at the start, so that attention is far from uniform and ties are rare.
            spread = 1.0 + 0.3 * torch.randn_like(state[theirs]) if "norm" in theirs else 0.25 * torch.randn_like(state[theirs])
            if spread.ndim == 1:
                state[theirs].copy_(spread)
                writer.add_tensor(ours, change(spread.numpy()).astype(np.float32))
                continue
            packed = gguf.quants.quantize(change(spread.numpy()), type_)
            writer.add_tensor(ours, packed, raw_dtype=type_)
            same = gguf.quants.dequantize(packed, type_).astype(np.float32)
            # Undo the reordering through an index array, so that the reference has the very same numbers.
            index = change(np.arange(spread.shape[0]).reshape(-1, 1)).ravel()
            kept = np.empty_like(same)
            kept[index] = same
            state[theirs].copy_(torch.from_numpy(kept))
        if config.tie_word_embeddings:
            model.tie_weights()
        writer.write_header_to_file()
        writer.write_kv_data_to_file()
        writer.write_tensors_to_file()
        writer.close()
        tokens = np.random.default_rng(SEED).integers(0, config.vocab_size, TOKENS)
        logits = model(torch.from_numpy(tokens[None])).logits[0].numpy()
    with open(os.path.join(HERE, name + ".json"), "w") as out:
        rows = ",\n".join("[" + ",".join(f"{v:.7g}" for v in row) + "]" for row in logits)
        out.write(f'{{"tokens":{json.dumps(tokens.tolist())},"logits":[\n{rows}\n]}}\n')


if __name__ == "__main__":
    for name, (architecture, config, type_) in MODELS.items():
        make(name, architecture, config, type_)
    with open(os.path.join(HERE, "manifest.json"), "w") as out:
        json.dump({"transformers": transformers.__version__, "torch": torch.__version__.split("+")[0],
                   "gguf": "0.19.0", "numpy": np.__version__, "seed": SEED}, out, indent=1)
        out.write("\n")
