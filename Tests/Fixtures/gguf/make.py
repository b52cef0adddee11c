"""Writes values.gguf: one key of every GGUF value type and a few tensors, by the `gguf` package (0.19.0).

    python make.py            writes into the folder of this script
"""

import os

import gguf
import numpy as np

writer = gguf.GGUFWriter(os.path.join(os.path.dirname(os.path.abspath(__file__)), "values.gguf"), "test")
writer.add_uint8("u8", 200)
writer.add_int8("i8", -100)
writer.add_uint16("u16", 60_000)
writer.add_int16("i16", -30_000)
writer.add_uint32("u32", 4_000_000_000)
writer.add_int32("i32", -2_000_000_000)
writer.add_uint64("u64", 1 << 60)
writer.add_uint64("u64.high", (1 << 64) - 1)
writer.add_int64("i64", -(1 << 60))
writer.add_float32("f32", 1.5)
writer.add_float64("f64", 2.25)
writer.add_bool("yes", True)
writer.add_bool("no", False)
writer.add_string("text", "Größe 港口 👍")
writer.add_array("strings", ["a", "", "é"])
writer.add_array("numbers", [-1, 0, 7])
writer.add_array("floats", [0.5, -2.0])
writer.add_tensor("matrix", np.arange(12, dtype=np.float32).reshape(3, 4) / 8)
writer.add_tensor("vector", np.arange(5, dtype=np.float16))
writer.add_tensor("cube", np.arange(24, dtype=np.float32).reshape(4, 3, 2))
writer.add_tensor("q8", gguf.quants.quantize(np.linspace(-1, 1, 64, dtype=np.float32).reshape(2, 32),
                                             gguf.GGMLQuantizationType.Q8_0),
                  raw_dtype=gguf.GGMLQuantizationType.Q8_0)
writer.add_tensor("rare", np.arange(4, dtype=np.int32))
writer.write_header_to_file()
writer.write_kv_data_to_file()
writer.write_tensors_to_file()
writer.close()
