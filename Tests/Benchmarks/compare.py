"""Runs Lectern and llama.cpp on the same model file, one after the other, and prints ratios.

    python compare.py LECTERN MODEL [--tokens 512,4096] [--repeats 5] [--decode 32] [--threads 2]
                      [--flash both|on|off] [--sample] [--json FILE]

Every figure comes from a process of its own. Runs are interleaved (Lectern, llama.cpp with flash attention, without it,
Lectern, ...), medians are compared, and Lectern is compared with the faster of llama.cpp's two settings. Speculation is
off on both sides, keys and values are F16, chunks have 512 tokens. With --sample Lectern reads by samples of what
matters (SampleAttention); llama.cpp has nothing of the kind and reads fully. While it measures, other processes should
be quiet: the processor time of others is printed with each run.
"""
import argparse
import ctypes
import json
import os
import resource
import statistics
import subprocess
import sys
import time


def busy_seconds():
    """Processor time of the whole machine so far, without idle time."""
    with open("/proc/stat") as file:
        fields = [int(field) for field in file.readline().split()[1:9]]
    return (sum(fields) - fields[3] - fields[4]) / os.sysconf("SC_CLK_TCK")


def run(command):
    """Runs a command: its JSON, its peak memory in bytes, and the share of the machine that others used."""
    start, busy = time.monotonic(), busy_seconds()
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    text = process.stdout.read()
    _, status, used = os.wait4(process.pid, 0)
    if status != 0:
        sys.exit(f"failed: {' '.join(command)}")
    own = used.ru_utime + used.ru_stime
    elapsed = time.monotonic() - start
    others = (busy_seconds() - busy - own) / elapsed / os.cpu_count()
    return json.loads(text), used.ru_maxrss * 1024, max(0.0, others)


# --- One run of each -------------------------------------------------------------------------------------------------


def lectern(arguments, tokens):
    common = ["--model", arguments.model, "--threads", str(arguments.threads), "--json"]
    if arguments.sample:
        command = [arguments.lectern, "bench", "prefill", "--only", "--attention", "sample", "--tokens", str(tokens)]
        found, memory, others = run(command + common)
        row = found["runs"][0]
        return {
            "load": found["load_s"], "prefill": tokens / row["seconds"], "memory": memory, "others": others,
            "density": row["density"], "cra": row["cra"], "cra_min": row["cra_min"],
        }
    command = [arguments.lectern, "bench", "decode", "--contexts", str(tokens), "--tokens", str(arguments.decode)]
    found, memory, others = run(command + common)
    row = found["runs"][0]
    return {
        "load": found["load_s"], "prefill": tokens / row["prefill_s"], "decode": row["tokens_per_s"],
        "memory": memory, "others": others, "weight_bytes_per_s": row["weight_bytes_per_s"],
    }


def llama(arguments, tokens, flash):
    command = [sys.executable, os.path.abspath(__file__), "--child", arguments.model, str(tokens)]
    command += [str(0 if arguments.sample else arguments.decode), str(arguments.threads), str(int(flash))]
    found, memory, others = run(command)
    return found | {"memory": memory, "others": others}


def child(model, tokens, decode, threads, flash):
    """What llama.cpp does in a process of its own, through its C interface."""
    import llama_cpp as ll

    ll.llama_log_set(SILENT, ctypes.c_void_p(0))
    ll.llama_backend_init()
    start = time.monotonic()
    handle = ll.llama_model_load_from_file(model.encode(), ll.llama_model_default_params())
    parameters = ll.llama_context_default_params()
    parameters.n_ctx = max(tokens + decode + 8, 512)
    parameters.n_batch = parameters.n_ubatch = 512
    parameters.n_threads = parameters.n_threads_batch = threads
    # Versions differ in whether it is a flag or one of three values.
    if hasattr(parameters, "flash_attn_type"):
        parameters.flash_attn_type = 1 if flash else 0
    else:
        parameters.flash_attn = bool(flash)
    context = ll.llama_init_from_model(handle, parameters)
    result = {"load": time.monotonic() - start}
    if tokens == 0:
        print(json.dumps(result))
        return

    state = 1
    prompt = []
    for _ in range(tokens):
        state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
        prompt.append(state >> 56)
    # What models with planted attention take for the beginning of a text.
    prompt[0] = ll.llama_vocab_n_tokens(ll.llama_model_get_vocab(handle)) - 2

    def evaluate(part):
        values = (ll.llama_token * len(part))(*part)
        if ll.llama_decode(context, ll.llama_batch_get_one(values, len(part))) != 0:
            sys.exit("llama.cpp could not evaluate")

    start = time.monotonic()
    for begin in range(0, tokens, 512):
        evaluate(prompt[begin : begin + 512])
    result["prefill"] = tokens / (time.monotonic() - start)
    if decode > 0:
        start = time.monotonic()
        for number in range(decode):
            evaluate([number % 256])
        result["decode"] = decode / (time.monotonic() - start)
    print(json.dumps(result))


def system_info():
    """What llama.cpp says of its build, and Lectern of this machine."""
    code = "import llama_cpp as l; print(l.__version__, '|', l.llama_print_system_info().decode().strip())"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return found.stdout.strip().splitlines()[-1]


# --- Tables ----------------------------------------------------------------------------------------------------------


def median(runs, key):
    values = [run[key] for run in runs if run.get(key) is not None]
    return statistics.median(values) if values else None


def compare_load(arguments):
    """Opening alone, in quick succession: a virtual machine's memory that was idle for seconds is slow to come back."""
    command = [arguments.lectern, "bench", "load", "--json", "--model", arguments.model]
    command += ["--threads", str(arguments.threads)]
    other = [sys.executable, os.path.abspath(__file__), "--child", arguments.model, "0", "0", str(arguments.threads), "1"]
    ours, theirs = [], []
    for round in range(2 * arguments.repeats):
        mine, llamas = run(command)[0]["load_s"], run(other)[0]["load"]
        if round >= arguments.repeats:  # those before only warm up
            ours.append(mine)
            theirs.append(llamas)
    mine, best = statistics.median(ours), statistics.median(theirs)
    print(f"| load alone | | {mine:.3f} | {best:.3f} | on | s | {best / mine:.2f}× |", flush=True)


def compare(arguments, tokens):
    ours, theirs = [], {True: [], False: []}
    settings = [True, False] if arguments.flash == "both" else [arguments.flash == "on"]
    for _ in range(arguments.repeats):
        ours.append(lectern(arguments, tokens))
        for flash in settings:
            theirs[flash].append(llama(arguments, tokens, flash))
    rows = []
    for key in ["load", "prefill", "decode", "memory"]:
        mine = median(ours, key)
        found = {flash: median(runs, key) for flash, runs in theirs.items() if runs}
        found = {flash: value for flash, value in found.items() if value is not None}
        if mine is None or not found:
            continue
        smaller = key in ["load", "memory"]
        best = (min if smaller else max)(found, key=found.get)
        rows.append({
            "figure": key, "tokens": tokens, "lectern": mine, "llama": found[best], "flash": best,
            "ratio": found[best] / mine if smaller else mine / found[best],
        })
    everyone = ours + theirs[True] + theirs[False]
    extra = {key: median(ours, key) for key in ["density", "cra", "cra_min", "weight_bytes_per_s"]}
    return {
        "tokens": tokens, "rows": rows, "others": max(run["others"] for run in everyone), "runs": len(ours),
        "raw": {"lectern": ours, "flash": theirs[True], "plain": theirs[False]},
    } | {key: value for key, value in extra.items() if value is not None}


UNITS = {"load": "s", "prefill": "tok/s", "decode": "tok/s", "memory": "MB"}


def show(result):
    for row in result["rows"]:
        scale = 1e-6 if row["figure"] == "memory" else 1
        print(
            f"| {row['figure']} | {row['tokens']} | {row['lectern'] * scale:.4g} | {row['llama'] * scale:.4g} "
            f"| {'on' if row['flash'] else 'off'} | {UNITS[row['figure']]} | {row['ratio']:.2f}× |", flush=True)
    notes = [f"{key} {result[key]:.3g}" for key in ["density", "cra", "cra_min"] if key in result]
    notes.append(f"{result['runs']} runs, others used at most {100 * result['others']:.0f} % of the machine")
    print(f"<!-- {', '.join(notes)} -->", flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("lectern")
    parser.add_argument("model")
    parser.add_argument("--tokens", default="512,4096")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--decode", type=int, default=32)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--flash", choices=["both", "on", "off"], default="both")
    parser.add_argument("--sample", action="store_true")
    parser.add_argument("--json")
    arguments = parser.parse_args()
    print(f"<!-- {os.path.basename(arguments.model)}; llama-cpp-python {system_info()} -->")
    print("| figure | tokens | Lectern | llama.cpp | flash attention | | ratio |")
    print("|---|---|---|---|---|---|---|", flush=True)
    results = []
    if not arguments.sample:
        compare_load(arguments)
    for tokens in [tokens for tokens in arguments.tokens.split(",") if tokens]:
        results.append(compare(arguments, int(tokens)))
        show(results[-1])
    if arguments.json:
        with open(arguments.json, "w") as file:
            json.dump({"model": os.path.basename(arguments.model), "results": results}, file, indent=1)


if __name__ == "__main__":
    if len(sys.argv) > 1 and sys.argv[1] == "--child":
        import llama_cpp

        SILENT = llama_cpp.llama_log_callback(lambda level, text, data: None)
        child(sys.argv[2], *[int(value) for value in sys.argv[3:7]])
    else:
        main()
