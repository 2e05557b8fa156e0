#!/usr/bin/env python3
"""What each step of the search is worth: the same search with one step left out, judged on held-out tasks.

All variants share a study, so what one has measured the others take from it; the trajectories are those of separate
searches all the same.

    Benchmarks/searchers/ablation.py --tune .build/release/tune --model m.gguf --calibration search.jsonl \\
        --held-out held_out.jsonl --budget 1692288 --seeds 0,1 --output ablation.json
"""
import argparse
import json
import os
import statistics
import subprocess
import sys

VARIANTS = {
    "the whole search": [],
    "without layers and heads measured one by one": ["--without", "gains"],
    "without exchanges": ["--without", "exchanges"],
    "without learned gains": ["--without", "learning"],
    "without the residual": ["--without", "residual"],
    "baselines and knapsacks alone": ["--without", "exchanges", "--without", "learning"],
}


def run(arguments, budget, seed, steps):
    command = [
        arguments.tune, "--model", arguments.model, "--calibration", arguments.calibration,
        "--held-out", arguments.held_out, "--context", arguments.context, "--budget", budget, "--seed", str(seed),
        "--trials", arguments.trials, "--study", arguments.output + ".study", "--output", arguments.output + ".profile",
        "--json"] + steps + arguments.flags.split()
    result = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    if result.returncode != 0:
        sys.exit(f"{' '.join(command)} ended with {result.returncode}")
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    return {
        "search": lines[-2]["best_loss"], "held_out": lines[-1]["held_out"]["kl"],
        "evaluations": lines[-1]["evaluations"], "stopped": lines[-1]["stopped"]}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    for flag in ("tune", "model", "calibration", "held-out", "output"):
        parser.add_argument("--" + flag, required=True)
    parser.add_argument("--budget", action="append", required=True)
    parser.add_argument("--seeds", default="0,1,2")
    parser.add_argument("--trials", default="200")
    parser.add_argument("--context", default="1450")
    parser.add_argument("--only", action="append", choices=VARIANTS, help="a variant; may be given again (default: all)")
    parser.add_argument("--flags", default="", help="more flags for every call of the program, as one text")
    arguments = parser.parse_args()
    variants = arguments.only or list(VARIANTS)
    results = {}
    if os.path.exists(arguments.output):
        with open(arguments.output) as file:
            results = json.load(file)
    for budget in arguments.budget:
        for seed in arguments.seeds.split(","):
            for name in variants:
                key = f"{name}|{budget}|{seed}"
                if key not in results:
                    results[key] = run(arguments, budget, seed, VARIANTS[name])
                    print(key, results[key], file=sys.stderr)
                    with open(arguments.output, "w") as file:
                        json.dump(results, file, indent=1)
    print("| | " + " | ".join(f"{b}: search | held-out" for b in arguments.budget) + " |")
    print("| --- |" + " --- | --- |" * len(arguments.budget))
    for name in variants:
        cells = []
        for budget in arguments.budget:
            found = [results[f"{name}|{budget}|{seed}"] for seed in arguments.seeds.split(",")]
            cells += [f"{statistics.fmean(r[kind] for r in found):.5f}" for kind in ("search", "held_out")]
        print(f"| {name} | " + " | ".join(cells) + " |")


if __name__ == "__main__":
    main()
