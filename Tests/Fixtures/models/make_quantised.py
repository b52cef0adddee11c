"""One small random model in every block type, quantised by llama.cpp's own tool, and llama.cpp's logits.

    python make_quantised.py  writes into the folder of this script; see README.md

Needs `llama-cpp-python` built from source. Width 256, since the K types come in blocks of 256.
"""

import os
import tempfile

import llama_cpp
import numpy as np
from gguf import GGMLQuantizationType as T

import make

# Type numbers of llama.h.
TYPES = {"q4_0": 2, "q4_1": 3, "q8_0": 7, "q5_0": 8, "q5_1": 9, "q2_k": 10, "q3_k": 11, "q4_k": 14, "q5_k": 16, "q6_k": 18}
CONFIG = make.settings(hidden_size=256, intermediate_size=256, num_hidden_layers=1, vocab_size=64,
                       num_attention_heads=4, num_key_value_heads=1)


def main():
    with tempfile.TemporaryDirectory() as folder:
        make.HERE = folder
        # As in trained models, a layer adds little to what it was given.
        make.make("plain", "llama", make.transformers.LlamaConfig(**CONFIG), T.F32, size=0.25)
        make.HERE = os.path.dirname(os.path.abspath(__file__))
        for name, number in TYPES.items():
            target = os.path.join(make.HERE, f"wide-{name}.gguf")
            parameters = llama_cpp.llama_model_quantize_default_params()
            parameters.ftype, parameters.pure, parameters.nthread = number, True, 1
            assert llama_cpp.llama_model_quantize(
                os.path.join(folder, "plain.gguf").encode(), target.encode(), parameters) == 0
            tokens = np.random.default_rng(make.SEED).integers(0, CONFIG["vocab_size"], 24)
            llm = llama_cpp.Llama(target, n_ctx=64, n_threads=1, logits_all=True, verbose=False, type_k=0, type_v=0)
            llm.eval(tokens.tolist())
            make.write_golden(f"wide-{name}", tokens, np.array(llm.scores[:len(tokens)]))


main()
