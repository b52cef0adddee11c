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


# Hugging Face names to GGUF names, within a layer and outside.
OUTSIDE = {"model.embed_tokens.weight": "token_embd.weight", "model.norm.weight": "output_norm.weight",
           "lm_head.weight": "output.weight"}
PARTS = {
    "input_layernorm": "attn_norm", "self_attn.q_proj": "attn_q", "self_attn.k_proj": "attn_k",
    "self_attn.v_proj": "attn_v", "self_attn.o_proj": "attn_output", "post_attention_layernorm": "ffn_norm",
    "mlp.gate_proj": "ffn_gate", "mlp.up_proj": "ffn_up", "mlp.down_proj": "ffn_down",
    "mlp.gate_up_proj": "ffn_up", "self_attn.q_norm": "attn_q_norm", "self_attn.k_norm": "attn_k_norm",
    "post_self_attn_layernorm": "post_attention_norm", "post_mlp_layernorm": "post_ffw_norm",
}


def gguf_name(name):
    if name in OUTSIDE:
        return OUTSIDE[name]
    _, _, layer, rest = name.split(".", 3)
    part, kind = rest.rsplit(".", 1)
    return f"blk.{layer}.{PARTS[part]}.{kind}"


def head_size(config):
    return getattr(config, "head_dim", None) or config.hidden_size // config.num_attention_heads


def add_keys(writer, config, architecture):
    head, rope = head_size(config), config.rope_parameters
    writer.add_context_length(config.max_position_embeddings)
    writer.add_embedding_length(config.hidden_size)
    writer.add_block_count(config.num_hidden_layers)
    writer.add_feed_forward_length(config.intermediate_size)
    writer.add_head_count(config.num_attention_heads)
    writer.add_head_count_kv(config.num_key_value_heads)
    writer.add_key_length(head)
    writer.add_value_length(head)
    writer.add_layer_norm_rms_eps(config.rms_norm_eps)
    writer.add_rope_freq_base(rope["rope_theta"])
    writer.add_rope_dimension_count(int(head * rope.get("partial_rotary_factor", 1.0)))
    writer.add_vocab_size(config.vocab_size)
    writer.add_tokenizer_model("no_vocab")
    if getattr(config, "sliding_window", None):
        writer.add_sliding_window(config.sliding_window)
    if rope["rope_type"] in ("linear", "yarn"):
        writer.add_string(f"{architecture}.rope.scaling.type", rope["rope_type"])
        writer.add_rope_scaling_factor(rope["factor"])
        if rope["rope_type"] == "yarn":
            writer.add_rope_scaling_orig_ctx_len(rope["original_max_position_embeddings"])
    if rope["rope_type"] == "llama3":
        writer.add_tensor("rope_freqs.weight", llama3_divisors(head, rope))


def llama3_divisors(head, rope):
    """As llama.cpp's converter writes them."""
    frequency = rope["rope_theta"] ** (-np.arange(0, head, 2) / head)
    length = rope["original_max_position_embeddings"]
    wavelength = 2 * np.pi / frequency
    low, high = rope["low_freq_factor"], rope["high_freq_factor"]
    smooth = (length / wavelength - low) / (high - low)
    blended = 1 / ((1 - smooth) / rope["factor"] + smooth)
    divisors = np.where(wavelength < length / high, 1.0, np.where(wavelength > length / low, rope["factor"], blended))
    return divisors.astype(np.float32)


def settings(**changes):
    values = dict(
        vocab_size=VOCABULARY, hidden_size=64, intermediate_size=96, num_hidden_layers=2, num_attention_heads=4,
        num_key_value_heads=2, max_position_embeddings=256, rms_norm_eps=1e-5, tie_word_embeddings=False,
        rope_parameters={"rope_type": "default", "rope_theta": 10000.0}, pad_token_id=None, eos_token_id=None)
    values.update(changes)
    return values


def llama(**changes):
    return transformers.LlamaConfig(**settings(**changes))


def rope(kind, **changes):
    return {"rope_type": kind, "rope_theta": 10000.0, **changes}


HALF = rope("default", partial_rotary_factor=0.5)

# name: (architecture, configuration, type of the matrices)
MODELS = {
    "llama-f32": ("llama", llama(num_key_value_heads=4, rms_norm_eps=1e-2), T.F32),
    "llama-tied-f16": ("llama", llama(tie_word_embeddings=True), T.F16),
    "llama-gqa-f32": ("llama", llama(num_key_value_heads=1, hidden_size=48), T.F32),
    "llama-bf16": ("llama", llama(), T.BF16),
    "llama-q8_0": ("llama", llama(), T.Q8_0),
    "llama-tied-q8_0": ("llama", llama(tie_word_embeddings=True), T.Q8_0),
    "llama3-f16": ("llama", llama(rope_parameters=rope(
        "llama3", factor=8.0, low_freq_factor=1.0, high_freq_factor=4.0, original_max_position_embeddings=32)), T.F16),
    "llama-linear-f16": ("llama", llama(rope_parameters=rope("linear", factor=4.0)), T.F16),
    "mistral-f16": ("llama", transformers.MistralConfig(**settings(sliding_window=16)), T.F16),
    "qwen2-f16": ("qwen2", transformers.Qwen2Config(**settings(tie_word_embeddings=True)), T.F16),
    "qwen2-yarn-f16": ("qwen2", transformers.Qwen2Config(**settings(rope_parameters=rope(
        "yarn", factor=4.0, original_max_position_embeddings=16))), T.F16),
    "qwen3-f16": ("qwen3", transformers.Qwen3Config(**settings(head_dim=32)), T.F16),
    "chatglm-f16": ("chatglm", transformers.GlmConfig(**settings(
        head_dim=16, attention_bias=True, rope_parameters=HALF)), T.F16),
    "glm4-f16": ("glm4", transformers.Glm4Config(**settings(
        head_dim=16, attention_bias=True, rope_parameters=HALF)), T.F16),
}
PERMUTED = {"llama"}
# The same weights as Hugging Face saves them.
FOLDERS = {"llama3-f16": "llama3-folder", "qwen3-f16": "qwen3-folder", "glm4-f16": "glm4-folder"}


def random_values(name, shape, size=1.0):
    """Sizes that keep activations near 1 through the layers; `size` is that of a layer's matrices."""
    if "norm" in name:
        return 1.0 + 0.3 * torch.randn(shape)
    if name.endswith("bias"):
        return 0.2 * torch.randn(shape)
    return (size if "layers" in name else 1.0) * torch.randn(shape) / shape[-1] ** 0.5


def make(name, architecture, config, type_, size=1.0, folder=None):
    torch.manual_seed(SEED + sum(name.encode()))
    config._attn_implementation = "eager"
    model = transformers.AutoModelForCausalLM.from_config(config, dtype=torch.float32).eval()
    writer = gguf.GGUFWriter(os.path.join(HERE, name + ".gguf"), architecture)
    add_keys(writer, config, architecture)
    fused = {}
    state = model.state_dict()
    with torch.no_grad():
        for theirs in state:
            if theirs == "lm_head.weight" and config.tie_word_embeddings:
                continue
            heads = config.num_attention_heads if "q_proj" in theirs else config.num_key_value_heads
            reorders = architecture in PERMUTED and ("q_proj" in theirs or "k_proj" in theirs)
            change = (lambda w: permuted(w, heads)) if reorders else (lambda w: w)
            values, ours = random_values(theirs, state[theirs].shape, size), gguf_name(theirs)
            if values.ndim == 1:
                state[theirs].copy_(values)
                data, packed_type = change(values.numpy()).astype(np.float32), None
            else:
                data, packed_type = gguf.quants.quantize(change(values.numpy()), type_), type_
                same = gguf.quants.dequantize(data, type_).astype(np.float32)
                # Undo the reordering through an index array, so that the reference has the very same numbers.
                index = change(np.arange(values.shape[0]).reshape(-1, 1)).ravel()
                kept = np.empty_like(same)
                kept[index] = same
                state[theirs].copy_(torch.from_numpy(kept))
            if architecture == "chatglm" and any(f"attn_{part}." in ours for part in "qkv"):
                fused.setdefault(ours.replace("attn_q.", "attn_qkv.").replace("attn_k.", "attn_qkv.")
                                 .replace("attn_v.", "attn_qkv."), []).append((theirs, data, packed_type))
                continue
            writer.add_tensor(ours, data, raw_dtype=packed_type)
        for ours, parts in fused.items():
            order = sorted(parts, key=lambda part: "qkv".index(part[0].split("self_attn.")[1][0]))
            writer.add_tensor(ours, np.concatenate([data for _, data, _ in order]), raw_dtype=order[0][2])
        if config.tie_word_embeddings:
            model.tie_weights()
        writer.write_header_to_file()
        writer.write_kv_data_to_file()
        writer.write_tensors_to_file()
        writer.close()
        tokens = np.random.default_rng(SEED).integers(0, config.vocab_size, TOKENS)
        logits = model(torch.from_numpy(tokens[None])).logits[0].numpy()
    write_golden(name, tokens, logits)
    if folder:
        model.save_pretrained(os.path.join(HERE, folder))


def write_golden(name, tokens, logits):
    with open(os.path.join(HERE, name + ".json"), "w") as out:
        rows = ",\n".join("[" + ",".join(f"{v:.6g}" for v in row) + "]" for row in logits)
        out.write(f'{{"tokens":{json.dumps(tokens.tolist())},"logits":[\n{rows}\n]}}\n')


if __name__ == "__main__":
    for name, (architecture, config, type_) in MODELS.items():
        make(name, architecture, config, type_, folder=FOLDERS.get(name))
    with open(os.path.join(HERE, "manifest.json"), "w") as out:
        json.dump({"transformers": transformers.__version__, "torch": torch.__version__.split("+")[0],
                   "gguf": "0.19.0", "numpy": np.__version__, "seed": SEED}, out, indent=1)
        out.write("\n")
