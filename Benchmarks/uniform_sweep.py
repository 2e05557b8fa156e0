#!/usr/bin/env python3
"""Tunes uniform plans by brute force and sets them beside profiles.

For each budget every uniform plan of a grid (one tier: bits x group x kernel x window; two tiers apart; other
numbers of observing queries and another flush apart) is filled with tokens up to the budget, by an implementation of the byte formula of its own, and measured with
`tune evaluate` on the tasks given. The best one on those very tasks is the rival: it has seen them, the
profiles have not.

    python3 Benchmarks/uniform_sweep.py --tune .build/release/tune --model m.gguf --tasks held_out.jsonl \\
        --layers 30 --kv-heads 3 --head-dim 64 --context 1450 --new-tokens 19 \\
        --budget 2820480 --profile p12.json --budget 1692288 --profile p20.json --output sweep.json
"""
import argparse
import itertools
import json
import subprocess
import sys

ONE_TIER_BITS = [(16, 16), (8, 8), (8, 4), (6, 6), (5, 5), (4, 4), (4, 3), (4, 2), (3, 3), (3, 2), (2, 2)]
TWO_TIER_BITS = [(8, 4), (4, 3), (4, 2)]
TWO_TIER_FIRST = [32, 48, 64, 128]
KERNELS = [7, 15, 21, 31]
WINDOWS = [0, 32]
GROUPS = [32, 64, 128]
# Newest tokens always kept, and how many of their queries rank the others; the default is 32 and 32.
OBSERVATIONS = [(8, 1), (8, 4), (8, 8), (16, 16)]
FLUSHES = [64, 8]
# Fewer pairs of bits, so that the third grid is about as large as the first.
OBSERVED_BITS = [(8, 8), (6, 6), (5, 5), (4, 4), (4, 3), (4, 2), (3, 3)]


def layer_bytes(tiers, group, window, flush, a):
    """Bytes of one layer: `tiers` holds (tokens, key bits, value bits) from the top rank down."""
    left = a.context
    kept = []
    for tokens, key, value in tiers:
        kept.append((min(tokens, left), key, value))
        left -= kept[-1][0]
    total = sum(tokens for tokens, _, _ in kept)
    tail = min(window, total)
    value_group = max(g for g in range(1, min(group, a.head_dim) + 1) if a.head_dim % g == 0)

    def segment(tokens, bits, per_channel):
        if bits == 16:
            return 0, tokens * a.head_dim * 2
        groups = -(-tokens // group) * a.head_dim if per_channel else tokens * a.head_dim // value_group
        return tokens * a.head_dim * bits // 8 + 4 * groups, 0

    buffers = []
    for stream in (1, 2):
        codes = halves = 0
        hidden = tail
        for tier in kept:
            outside = tier[0] - min(hidden, tier[0])
            hidden -= tier[0] - outside
            c, h = segment(outside, tier[stream], stream == 1)
            codes, halves = codes + c, halves + h
        first = kept[0][stream]
        flushes = 0 if first == 16 else max(0, a.new_tokens - 1) // flush
        codes += flushes * segment(flush, first, stream == 1)[0]
        halves += (tail + (a.new_tokens if first == 16 else min(a.new_tokens, flush))) * a.head_dim * 2
        buffers += [codes * a.kv_heads, halves * a.kv_heads]
    return sum(-(-size // 64) * 64 for size in buffers)


def filled(fixed, bits, group, window, budget, a, flush=64):
    """The most tokens of the last tier that fit, or None."""
    low, high = 0, a.context - sum(t for t, _, _ in fixed)
    while low < high:
        middle = (low + high + 1) // 2
        size = a.layers * layer_bytes(fixed + [(middle, *bits)], group, window, flush, a)
        low, high = (middle, high) if size <= budget else (low, middle - 1)
    return low or None


def text(tiers, group, kernel, window):
    join = lambda i: "+".join(str(t[i]) for t in tiers)
    return (f"tokens={join(0)},key-bits={join(1)},value-bits={join(2)},group={group},kernel={kernel}"
            f",window={window}")


def plans(budget, a):
    """Texts of all plans of a budget by kind."""
    one, two, observed = [], [], []
    for bits, group, kernel, window in itertools.product(ONE_TIER_BITS, GROUPS, KERNELS, WINDOWS):
        tokens = filled([], bits, group, window, budget, a)
        if tokens:
            one.append(text([(tokens, *bits)], group, kernel, window))
    for first, (top, rest), kernel, window in itertools.product(
            TWO_TIER_FIRST, TWO_TIER_BITS, KERNELS, WINDOWS):
        fixed = [(first, top, top)]
        tokens = filled(fixed, (rest, rest), 64, window, budget, a)
        if tokens:
            two.append(text(fixed + [(tokens, rest, rest)], 64, kernel, window))
    for bits, kernel, (recent, observation), flush in itertools.product(
            OBSERVED_BITS, KERNELS, OBSERVATIONS, FLUSHES):
        tokens = filled([], bits, 64, 0, budget, a, flush)
        if tokens:
            observed.append(text([(tokens, *bits)], 64, kernel, 0)
                            + f",recent={recent},observation={observation},flush={flush}")
    return {"one tier": one, "two tiers": two, "one tier, observation and flush": observed}


def evaluate(a, tasks, subjects, score):
    """Result lines of `tune evaluate`, in order; all subjects share one prefill."""
    command = [a.tune, "evaluate", "--model", a.model, "--calibration", tasks, "--json",
               "--context", str(a.context), "--max-new-tokens", str(a.new_tokens)]
    for kind, value in subjects:
        command += [f"--{kind}", value]
    if not score:
        command.append("--no-score")
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    for name in ("tune", "model", "tasks", "output"):
        parser.add_argument(f"--{name}", required=True)
    for name in ("layers", "kv-heads", "head-dim", "context", "new-tokens"):
        parser.add_argument(f"--{name}", type=int, required=True)
    parser.add_argument("--budget", type=int, action="append", required=True)
    parser.add_argument("--profile", action="append", default=[])
    parser.add_argument("--score-tasks", help="other tasks to generate and score on")
    a = parser.parse_args()
    by_budget = {budget: plans(budget, a) for budget in a.budget}
    subjects = [("plan", p) for kinds in by_budget.values() for texts in kinds.values() for p in texts]
    subjects += [("profile", p) for p in a.profile]
    print(f"measuring {len(subjects)} plans", file=sys.stderr)
    lines = evaluate(a, a.tasks, subjects, score=False)
    measured = {line.get("plan") or line["profile"]: line for line in lines}
    rows = []
    for budget, kinds in by_budget.items():
        for kind, texts in kinds.items():
            for p in texts:
                assert budget >= measured[p]["bytes"] == measured[p]["allocated_bytes"], p
            best = min(texts, key=lambda p: measured[p]["kl"])
            rows.append({"budget": budget, "kind": kind, "plans": len(texts), "best": measured[best]})
    rows += [{"kind": "profile", "best": measured[p]} for p in a.profile]
    finalists = [("plan", r["best"]["plan"]) for r in rows if "plan" in r["best"]]
    finalists += [("plan", f"tokens=all,key-bits={b},value-bits={b},group=64") for b in (8, 4)]
    finalists += [("profile", p) for p in a.profile]
    scored = {tasks: evaluate(a, tasks, finalists, score=True)
              for tasks in [a.tasks] + ([a.score_tasks] if a.score_tasks else [])}
    with open(a.output, "w") as file:
        json.dump({"rows": rows, "scored": scored}, file, indent=1)
    for tasks, results in scored.items():
        full = results[0]["full"]
        print(f"\n{tasks}: {results[0]['samples']} samples, full cache {full['bytes']} bytes, score {full['score']:.4f}")
        print(f"{'bytes':>9} {'of full':>8} {'kl':>9} {'kl 95 %':>20} {'score':>7} {'score difference 95 %':>26}  plan")
        for r in results:
            k, d = r["kl_interval"], r["score_difference"]
            print(f"{r['bytes']:9} {'1/%.1f' % (full['bytes'] / r['bytes']):>8} {r['kl']:9.5f}"
                  f" {'%.5f to %.5f' % (k['low'], k['high']):>20} {r['score']:7.4f}"
                  f" {'%+.4f [%+.4f, %+.4f]' % (d['mean'], d['low'], d['high']):>26}"
                  f"  {r.get('plan') or r['profile']}")


if __name__ == "__main__":
    main()
