"""Fits the exponent of prefill cost over the length of the prompt: seconds ~ length ** exponent.

    python fit.py LECTERN MODEL [--tokens 8192,16384,32768,65536] [--threads 2] [--only full|sample]
"""
import argparse
import json
import math
import subprocess


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("lectern")
    parser.add_argument("model")
    parser.add_argument("--tokens", default="8192,16384,32768,65536")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--only", choices=["full", "sample"])
    arguments = parser.parse_args()
    lengths = [int(tokens) for tokens in arguments.tokens.split(",")]
    print("| attention | " + " | ".join(str(length) for length in lengths) + " | exponent | density, kept mass at the longest |")
    print("|---" * (len(lengths) + 3) + "|")
    for attention in [arguments.only] if arguments.only else ["full", "sample"]:
        rows = []
        for length in lengths:
            command = [arguments.lectern, "bench", "prefill", "--only", "--attention", attention, "--json"]
            command += ["--model", arguments.model, "--threads", str(arguments.threads), "--tokens", str(length)]
            rows.append(json.loads(subprocess.run(command, capture_output=True, check=True).stdout)["runs"][0])
        x = [math.log(row["tokens"]) for row in rows]
        y = [math.log(row["seconds"]) for row in rows]
        middle_x, middle_y = sum(x) / len(x), sum(y) / len(y)
        slope = sum((a - middle_x) * (b - middle_y) for a, b in zip(x, y)) / sum((a - middle_x) ** 2 for a in x)
        last = rows[-1]
        mass = "" if last["cra"] is None else f", {last['cra']:.3f} (least {last['cra_min']:.3f})"
        seconds = " | ".join(f"{row['seconds']:.2f} s" for row in rows)
        print(f"| {attention} | {seconds} | {slope:.2f} | {last['density']:.2f}{mass} |", flush=True)


if __name__ == "__main__":
    main()
