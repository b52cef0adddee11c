"""Copies a GGUF file and adds the metadata keys from which Lectern builds its prompts.

    python add_prompts.py IN.gguf OUT.gguf KEY=VALUE [KEY:u32=VALUE ...] [--replace]
    python add_prompts.py IN.gguf OUT.gguf --nano

A key is a string unless `:u32`, `:f32` or `:bool` follows its name. `--nano` adds the keys of the bundled model,
which cites sentences (`Find:`) but does not phrase answers, so it has no `lectern.prompt.answer`.
Tensors are copied byte for byte and the copy is read back and compared. A key that the file already has is refused
unless `--replace` is given. Needs the `gguf` package (0.19 or later) and numpy.
"""

import argparse
import os
import sys

import gguf
import numpy as np

NANO = [
    "lectern.layout=numbered",
    "lectern.prompt.find=Find: {question}",
    "lectern.prompt.support=Statement: {statement} Snippet: {snippet}",
    "lectern.prompt.ask=Ask about [{start}-{end}].",
    "lectern.refusal=The document does not say.",
    "lectern.limit.sentences:u32=20",
    "lectern.limit.tokens:u32=640",
]

TYPES = {
    "str": (gguf.GGUFValueType.STRING, str),
    "u32": (gguf.GGUFValueType.UINT32, int),
    "f32": (gguf.GGUFValueType.FLOAT32, float),
    "bool": (gguf.GGUFValueType.BOOL, lambda text: {"true": True, "false": False}[text]),
}


def parsed(argument):
    name, equals, text = argument.partition("=")
    key, _, kind = name.partition(":")
    if not equals or not key or (kind or "str") not in TYPES:
        sys.exit("not KEY=VALUE or KEY:u32|f32|bool=VALUE: " + argument)
    value_type, convert = TYPES[kind or "str"]
    try:
        return key, (value_type, convert(text))
    except (ValueError, KeyError):
        sys.exit("not a value of type %s: %s" % (kind, argument))


def copy(source, target, added, replace):
    reader = gguf.GGUFReader(source)
    writer = gguf.GGUFWriter(target, reader.fields["general.architecture"].contents())
    alignment = reader.fields.get("general.alignment")
    if alignment:
        writer.data_alignment = int(alignment.contents())
    taken = sorted(set(added) & set(reader.fields))
    if taken and not replace:
        sys.exit("the file already has %s; --replace overwrites" % ", ".join(taken))
    for name, field in reader.fields.items():
        if name.startswith("GGUF.") or name == "general.architecture" or name in added:
            continue
        element = field.types[-1] if field.types[0] == gguf.GGUFValueType.ARRAY else None
        writer.add_key_value(name, field.contents(), field.types[0], sub_type=element)
    for name, (value_type, value) in added.items():
        writer.add_key_value(name, value, value_type)
    for tensor in reader.tensors:
        writer.add_tensor_info(
            tensor.name, tensor.data.shape, tensor.data.dtype, tensor.data.nbytes, tensor.tensor_type)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_ti_data_to_file()
    for tensor in reader.tensors:
        writer.write_tensor_data(tensor.data)
    writer.close()


def compare(source, target, added):
    """Every old key and tensor is in the copy unchanged, every new key has its value."""
    old, new = gguf.GGUFReader(source), gguf.GGUFReader(target)
    for name, field in old.fields.items():
        if not name.startswith("GGUF.") and name not in added:
            assert new.fields[name].types == field.types and new.fields[name].contents() == field.contents(), name
    for name, (_, value) in added.items():
        assert new.fields[name].contents() == value, name
    assert [t.name for t in old.tensors] == [t.name for t in new.tensors]
    for a, b in zip(old.tensors, new.tensors):
        assert a.tensor_type == b.tensor_type and list(a.shape) == list(b.shape), a.name
        assert np.array_equal(a.data.view(np.uint8), b.data.view(np.uint8)), a.name
    return len(new.tensors)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source")
    parser.add_argument("target")
    parser.add_argument("keys", nargs="*")
    parser.add_argument("--nano", action="store_true", help="add the keys of the bundled model")
    parser.add_argument("--replace", action="store_true")
    options = parser.parse_args()
    added = dict(parsed(argument) for argument in (NANO if options.nano else []) + options.keys)
    if not added:
        sys.exit("no key given")
    if os.path.exists(options.target):
        sys.exit("%s exists" % options.target)
    copy(options.source, options.target, added, options.replace)
    count = compare(options.source, options.target, added)
    print("%s: %d keys added, %d tensors byte for byte the same" % (options.target, len(added), count))


if __name__ == "__main__":
    main()
