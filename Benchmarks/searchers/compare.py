#!/usr/bin/env python3
"""Compares searchers on one engine: `tune` itself and others over `tune evaluate --pipe`.

All choose from the same options and frames within the same bytes, every candidate is decoded to fill the budget, and
one evaluation is one plan on all search tasks. Best plans are judged on held-out tasks by an evaluator of their own.
README.md beside this file says how rivals are set up and what is charged.

    python3 Benchmarks/searchers/compare.py --tune .build/release/tune --model m.gguf --calibration search.jsonl \\
        --held-out held_out.jsonl --budget 2820480 --budget 1128192 --seeds 0,1,2 --output results.json \\
        --plot results.png

Each finished run is written at once and never made again; without --tune, tables and plot come from the file alone.
"""
import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

from pipe import Pipe
from tables import plot, table

# The program's own searches by what chooses an option in them: "tune" as --units has it, "uniform" all heads as one.
OURS, UNIFORM = "tune", "uniform"
# Counts for what could not be measured, as not even the smallest options fit: nats per token, worse than any plan.
UNFIT = 20.0


def parse():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tune", help="the program; without it nothing is run")
    parser.add_argument("--model")
    parser.add_argument("--calibration", help="tasks to search on")
    parser.add_argument("--held-out", help="tasks that judge")
    parser.add_argument("--budget", action="append", default=[], help="bytes of one sequence; may be given again")
    parser.add_argument("--seeds", default="0,1,2")
    parser.add_argument("--trials", type=int, default=200, help="evaluations of a run")
    parser.add_argument("--gp-trials", type=int, help="at most so many evaluations of a Gaussian process' run")
    parser.add_argument("--checkpoints", default="25,50,100,200", help="evaluations after which the best is judged")
    parser.add_argument(
        "--searchers",
        default="tune,uniform,random,tpe,gp,cmaes,evolution,tpe-started,gp-started,cmaes-started,evolution-started")
    parser.add_argument("--units", choices=["layer", "head"], default="head", help="what chooses an option")
    parser.add_argument("--ours-at", type=int, default=100, help="our evaluations that rivals' last are set against")
    parser.add_argument("--tune-flags", default="", help="more flags for every call of the program, as one text")
    parser.add_argument("--output", required=True, help="the results, read first if they are there")
    parser.add_argument("--plot", help="a picture of the results")
    arguments = parser.parse_args()
    arguments.seeds = [int(seed) for seed in arguments.seeds.split(",")]
    arguments.checkpoints = [int(count) for count in arguments.checkpoints.split(",")]
    arguments.searchers = arguments.searchers.split(",")
    arguments.tune_flags = arguments.tune_flags.split()
    if arguments.tune and not (arguments.model and arguments.calibration and arguments.held_out):
        parser.error("--tune needs --model, --calibration and --held-out")
    return arguments


def search_command(arguments, budget, held_out, units):
    return [
        arguments.tune, "search", "--json", "--model", arguments.model, "--calibration", arguments.calibration,
        "--held-out", held_out, "--budget", budget, "--granularity", units,
    ] + arguments.tune_flags


def common_shape(arguments):
    """Prompt and new tokens that bytes are counted for, so that they hold for both files."""
    command = search_command(arguments, arguments.budget[0], arguments.held_out, arguments.units) + ["--dry-run"]
    forecast = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)
    return {key: forecast[key] for key in ["context", "max_new_tokens"]}


class Problem:
    """One budget: an evaluator of the search tasks, one of the held-out tasks, and the start that rivals may have."""

    def __init__(self, arguments, budget, shape):
        from space import Space
        self.pipe = Pipe(arguments, arguments.calibration, budget, shape)
        self.judge = Pipe(arguments, arguments.held_out, budget, shape)
        reply, other = self.pipe.ask(ask="space"), self.judge.ask(ask="space")
        assert {**reply, "samples": 0} == {**other, "samples": 0}, "the evaluators choose from different options"
        self.space, self.judge_samples = Space(reply), other["samples"]
        self.budget, self.shape = budget, shape
        # Plans by their text, as a plan that comes twice is measured once, though charged twice.
        self.losses, self.judged = {}, {}
        self._start = None

    def close(self):
        self.pipe.close()
        self.judge.close()

    def loss(self, request):
        """Mean divergence on the search tasks."""
        key = json.dumps(request)
        if key not in self.losses:
            reply = self.pipe.ask(**request)
            assert reply["fits"], f"a plan of {reply['bytes']} bytes"
            self.losses[key] = UNFIT if reply["kl"] is None else reply["kl"]
        return self.losses[key]

    def judgement(self, request):
        """What a plan does on the held-out tasks."""
        key = json.dumps(request)
        if key not in self.judged:
            reply = self.judge.ask(**request)
            losses = [UNFIT if loss is None else loss for loss in reply["per_sample"] or [None] * self.judge_samples]
            self.judged[key] = {
                "search_kl": self.loss(request), "kl": statistics.fmean(losses), "per_sample": losses,
                "bytes": reply["bytes"]}
        return self.judged[key]

    def start(self):
        """Our knapsacks as requests: one for each way to rank with a middling kernel and no 16-bit window, under the
        flush that is predicted to lose less. Local errors cost no evaluation, as in `tune`."""
        if self._start is None:
            frames = self.space.frames
            kernel = self.space.kernels[len(self.space.kernels) // 2]
            chosen = [i for i, f in enumerate(frames) if f["kernel"] == kernel and f["window"] == 0]
            best = {}
            for found in self.pipe.ask(ask="knapsack", frames=chosen)["knapsacks"]:
                ranking = (frames[found["frame"]]["recent"], frames[found["frame"]]["observation"])
                if found["options"] is None:
                    continue
                if ranking not in best or found["predicted_loss"] < best[ranking]["predicted_loss"]:
                    best[ranking] = found
            self._start = [{"frame": f["frame"], "options": f["options"]} for f in best.values()]
        return self._start


def run_rival(problem, name, seed, trials, checkpoints):
    """One run of a rival: its best loss after each evaluation, and judgements of its best plans."""
    from rivals import RIVALS
    kind, is_started = RIVALS[name]
    space, trace, held_out = problem.space, [], {}
    best = (float("inf"), None)
    begin, asked = time.time(), problem.pipe.seconds

    def charge(request, loss):
        nonlocal best
        if request is not None and loss < best[0]:
            best = (loss, request)
        trace.append([len(trace) + 1, best[0] if best[1] else None])
        if len(trace) in checkpoints and best[1]:
            held_out[str(len(trace))] = problem.judgement(best[1])

    start = []
    for request in problem.start()[:trials] if is_started else []:
        loss = problem.loss(request)
        start.append((space.encode(request["frame"], request["options"]), loss))
        charge(request, loss)
    searcher = kind(space, seed, start)
    proposing = 0.0
    while len(trace) < trials:
        before = time.time()
        candidate = searcher.ask()
        proposing += time.time() - before
        frame, options = space.decode(candidate)
        request = None if options is None else {"frame": frame, "options": options.tolist()}
        loss = UNFIT if request is None else problem.loss(request)
        before = time.time()
        searcher.tell(candidate, loss)
        proposing += time.time() - before
        charge(request, loss)
    return {
        "trace": trace, "held_out": held_out, "seconds": time.time() - begin, "proposing_seconds": proposing,
        "evaluating_seconds": problem.pipe.seconds - asked}


def run_ours(problem, arguments, units, seed, checkpoints):
    """Our runs with so many trials each; larger ones go on from the study of the smaller."""
    trace, held_out, begin = [], {}, time.time()
    with tempfile.TemporaryDirectory() as folder:
        # The program judges its winner itself; one task is enough, as the judgement that counts is ours.
        task = os.path.join(folder, "task.jsonl")
        with open(arguments.held_out) as tasks, open(task, "w") as one:
            one.write(tasks.readline())
        profile = os.path.join(folder, "profile.json")
        for trials in checkpoints:
            subprocess.run(
                search_command(arguments, problem.budget, task, units) + [
                    "--context", str(problem.shape["context"]), "--max-new-tokens",
                    str(problem.shape["max_new_tokens"]), "--trials", str(trials), "--seed", str(seed),
                    "--study", os.path.join(folder, "study"), "--output", profile],
                check=True, stdout=subprocess.DEVNULL)
            with open(profile) as file:
                found = json.load(file)
            request = {"plan": plan(found)}
            held_out[str(trials)] = problem.judgement(request)
            trace.append([found["provenance"]["evaluations"], problem.loss(request)])
    return {"trace": trace, "held_out": held_out, "seconds": time.time() - begin}


def plan(profile):
    """A profile's plan in the form that the pipe reads."""
    heads, places, layers = [], {}, []
    for layer in profile["layers"]:
        layers.append([])
        for head in layer["heads"]:
            head = {key: value for key, value in head.items() if key != "kv_head"}
            text = json.dumps(head, sort_keys=True)
            if text not in places:
                places[text] = len(heads)
                heads.append(head)
            layers[-1].append(places[text])
    return {"heads": heads, "layers": layers, "shared": profile["plan"]}


def write(results, path):
    with open(path + ".part", "w") as file:
        json.dump(results, file)
    os.replace(path + ".part", path)


def run_all(arguments, results):
    shape = common_shape(arguments)
    question = {
        "model": os.path.basename(arguments.model), "calibration": os.path.basename(arguments.calibration),
        "held_out": os.path.basename(arguments.held_out), **shape}
    if results.setdefault("question", question) != question:
        sys.exit(f"{arguments.output} answers another question: {results['question']}, expected {question}")
    done = {(r["searcher"], r["units"], r["budget"], r["seed"], r["trials"]) for r in results["runs"]}
    for budget in arguments.budget:
        problem = None
        for seed in arguments.seeds:
            for name in arguments.searchers:
                trials = arguments.trials
                if name.startswith("gp"):
                    trials = min(trials, arguments.gp_trials or trials)
                key = (name, arguments.units, budget, seed, trials)
                if key in done:
                    continue
                problem = problem or Problem(arguments, budget, shape)
                checkpoints = sorted({count for count in arguments.checkpoints if count < trials} | {trials})
                print(f"{name}, seed {seed}, {trials} evaluations within {budget}", file=sys.stderr)
                if name in (OURS, UNIFORM):
                    units = arguments.units if name == OURS else "model"
                    run = run_ours(problem, arguments, units, seed, checkpoints)
                else:
                    run = run_rival(problem, name, seed, trials, checkpoints)
                results["runs"].append(
                    dict(zip(["searcher", "units", "budget", "seed", "trials"], key)) | run)
                write(results, arguments.output)
        if problem:
            problem.close()


def main():
    arguments = parse()
    results = {"runs": []}
    if os.path.exists(arguments.output):
        with open(arguments.output) as file:
            results = json.load(file)
    if arguments.tune:
        run_all(arguments, results)
    print(table(results, arguments.units, arguments.ours_at))
    if arguments.plot:
        plot(results, arguments.units, arguments.plot)


if __name__ == "__main__":
    main()
