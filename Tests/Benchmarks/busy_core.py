"""Measures Lectern undisturbed, and while another process keeps one core busy; prints what is left of the speed.

    python busy_core.py LECTERN MODEL [--tokens 512] [--decode 32] [--repeats 3] [--threads 2]
"""
import argparse
import os
import statistics
import subprocess
import sys

import compare


def median(runs, key):
    return statistics.median(run[key] for run in runs)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("lectern")
    parser.add_argument("model")
    parser.add_argument("--tokens", type=int, default=512)
    parser.add_argument("--decode", type=int, default=32)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    arguments.sample = False
    quiet, busy = [], []
    for _ in range(arguments.repeats):
        quiet.append(compare.lectern(arguments, arguments.tokens))
        # A loop that never waits, bound to one core.
        other = subprocess.Popen([sys.executable, "-c", "while True: pass"])
        os.sched_setaffinity(other.pid, {max(os.sched_getaffinity(0))})
        try:
            busy.append(compare.lectern(arguments, arguments.tokens))
        finally:
            other.kill()
            other.wait()
    print("| figure | undisturbed | one core busy | left |\n|---|---|---|---|")
    for key in ["prefill", "decode"]:
        alone, beside = median(quiet, key), median(busy, key)
        print(f"| {key} {arguments.tokens} | {alone:.1f} tok/s | {beside:.1f} tok/s | {100 * beside / alone:.0f} % |")


if __name__ == "__main__":
    main()
