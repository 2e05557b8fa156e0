#!/usr/bin/env python3
"""The fewest bytes without loss: tuned plans and best uniform plans at many budgets, on held-out tasks.

For each budget two searches on the same tasks with as many evaluations give a plan each: one by head, and one in which
all heads are treated alike (--granularity model). All plans then meet the held-out tasks once. A budget counts as
reached if the paired 95 % interval of the score difference to the full cache lies above --margin points below nothing.

    Benchmarks/headline.py --tune .build/release/tune --model m.gguf --calibration tasks.jsonl --held-out one.jsonl \\
        --held-out others.jsonl --shares 12,20,30,45 --trials 100 --output headline.json
"""
import argparse
import json
import os
import subprocess
import sys
import tempfile


def lines(command):
    result = subprocess.run(command, stdout=subprocess.PIPE, text=True)
    if result.returncode != 0:
        sys.exit(f"{' '.join(command)} ended with {result.returncode}")
    return [json.loads(line) for line in result.stdout.splitlines()]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--tune", required=True)
    parser.add_argument("--model", required=True)
    parser.add_argument("--calibration", required=True)
    parser.add_argument("--held-out", action="append", required=True, help="tasks that judge; may be given again")
    parser.add_argument("--context", default="1450")
    parser.add_argument("--max-new-tokens", default="19")
    parser.add_argument("--shares", default="12,16,20,25,30,37,45,55", help="parts of the full cache, largest budget first")
    parser.add_argument("--trials", default="100")
    parser.add_argument("--margin", type=float, default=5, help="points of score")
    parser.add_argument("--flags", default="", help="more flags for every call of the program, as one text")
    parser.add_argument("--output", required=True)
    arguments = parser.parse_args()
    common = ["--model", arguments.model, "--context", arguments.context, "--max-new-tokens", arguments.max_new_tokens,
              "--json"] + arguments.flags.split()
    with tempfile.TemporaryDirectory() as folder:
        # A search judges its own result too; here one task is enough for that.
        one = os.path.join(folder, "one.jsonl")
        with open(arguments.held_out[0]) as tasks, open(one, "w") as file:
            file.write(tasks.readline())
        plans, full = [], None
        for share in map(float, arguments.shares.split(",")):
            if full is None:
                plan = "tokens=16,key-bits=2,value-bits=2"
                reply = lines([arguments.tune, "evaluate", "--calibration", one, "--no-score", "--plan", plan] + common)
                full = reply[-1]["full"]["bytes"]
            for kind, granularity in (("uniform", "model"), ("tuned", "head")):
                profile = os.path.join(folder, f"{kind}-{share:g}.json")
                result = lines([
                    arguments.tune, "--calibration", arguments.calibration, "--held-out", one, "--budget",
                    str(int(full / share)), "--granularity", granularity, "--trials", arguments.trials, "--study",
                    f"{arguments.output}.{kind}.study", "--output", profile] + common)
                plans.append({"share": share, "kind": kind, "search_kl": result[-2]["best_loss"], "profile": profile})
                print(f"1/{share:g}, {kind}: {result[-2]['best_loss']:.4f} on the search's tasks", file=sys.stderr)
        profiles = [part for plan in plans for part in ("--profile", plan["profile"])]
        judged = {
            os.path.basename(tasks): lines([arguments.tune, "evaluate", "--calibration", tasks] + profiles + common)
            for tasks in arguments.held_out}
    rows = []
    for tasks, replies in judged.items():
        for plan, reply in zip(plans, replies, strict=True):
            rows.append({
                "tasks": tasks, "share": plan["share"], "kind": plan["kind"], "search_kl": plan["search_kl"],
                "bytes": reply["bytes"], "kl": reply["kl"], "kl_interval": reply["kl_interval"],
                "score": reply["score"], "full_score": reply["full"]["score"], "samples": reply["samples"],
                "difference": [reply["score_difference"][key] for key in ("mean", "low", "high")]})
    with open(arguments.output, "w") as file:
        json.dump({"rows": rows, "full_bytes": full, "margin": arguments.margin}, file, indent=1)
    for tasks in judged:
        print(f"\n{tasks}\n")
        report([row for row in rows if row["tasks"] == tasks], full, arguments.margin)


def report(rows, full, margin):
    print("| of the full cache | plan | bytes | KL | score | difference to the full cache, points (95 %) |")
    print("| --- | --- | --- | --- | --- | --- |")
    for row in rows:
        mean, low, high = (100 * x for x in row["difference"])
        print(f"| 1/{row['share']:g} | {row['kind']} | {row['bytes']:,} | {row['kl']:.4f} | {row['score']:.3f} | "
              f"{mean:+.1f} ({low:+.1f} to {high:+.1f}) |")
    fewest = {}
    for kind in ("tuned", "uniform"):
        reached = [row["bytes"] for row in rows if row["kind"] == kind and 100 * row["difference"][1] > -margin]
        fewest[kind] = min(reached, default=None)
    print(f"\nfewest bytes above -{margin:g} points on {rows[0]['samples']} tasks: {fewest}, full cache {full:,}")
    if all(fewest.values()):
        print(f"ratio: {fewest['uniform'] / fewest['tuned']:.2f}")


if __name__ == "__main__":
    main()
