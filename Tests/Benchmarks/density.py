"""Prints how dense the plans of a model's heads are in the last 512 of some tokens, with the mass they keep.

    python density.py LECTERN MODEL [--tokens 16384]
"""
import argparse
import json
import subprocess


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("lectern")
    parser.add_argument("model")
    parser.add_argument("--tokens", type=int, default=16384)
    arguments = parser.parse_args()
    command = [arguments.lectern, "bench", "attention", "--json", "--model", arguments.model]
    found = subprocess.run(command + ["--tokens", str(arguments.tokens)], capture_output=True, check=True)
    print("| layer | density by head | mean | kept mass | least of a row | output error |\n|---|---|---|---|---|---|")
    for run in json.loads(found.stdout)["runs"]:
        heads = ", ".join(f"{density:.2f}" for density in run["head_densities"])
        print(
            f"| {run['layer']} | {heads} | {run['density']:.2f} | {run['cra']:.3f} | {run['cra_min']:.3f} "
            f"| {run['output_error']:.3f} |")


if __name__ == "__main__":
    main()
