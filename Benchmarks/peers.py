#!/usr/bin/env python3
"""Sets this machine's rates beside those of transformers and llama.cpp, measured turn about.

Every round measures each engine once, in an order that moves on by one from round to round; figures are medians of
the rounds. All engines run the same file, the same random tokens and the same number of threads. Peers live in
processes of their own (`peer_worker.py`), which are stopped by a signal while another engine works, so that none
spins beside it. Each measurement is the second of two runs, for every engine.

    Benchmarks/peers --rounds 5 --output .demo/peers.json

is the entry: it makes the virtual environments and calls this.
"""
import argparse
import json
import os
import signal
import statistics
import subprocess
import sys

from peer_tables import tables
from seeded_tokens import seeded_tokens

OURS = "tune"
# Libraries of the peers take these for their own as well.
REMOVED_VARIABLES = ["OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"]
WORKER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "peer_worker.py")


def environment(threads):
    kept = {name: value for name, value in os.environ.items() if name not in REMOVED_VARIABLES}
    return kept | {"OMP_NUM_THREADS": str(threads), "OPENBLAS_NUM_THREADS": str(threads), "TQDM_DISABLE": "1"}


class Peer:
    """An engine in a process of its own, which works only while it is asked."""

    def __init__(self, name, kind, python, arguments):
        self.name = name
        command = [python, WORKER, kind, arguments.model, str(arguments.threads)]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment(arguments.threads)
        )
        self.about = self.read()
        if kind == "llama.cpp":
            for field, wanted in [("caches", arguments.llama_caches), ("ubatches", arguments.llama_ubatches)]:
                self.about[field] = [choice for choice in self.about[field] if not wanted or str(choice) in wanted]
        self.process.send_signal(signal.SIGSTOP)

    def read(self):
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit(f"error: {self.name} ended with status {self.process.wait()}")
        return json.loads(line)

    def seconds(self, **request):
        self.process.send_signal(signal.SIGCONT)
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        seconds = self.read()["seconds"]
        self.process.send_signal(signal.SIGSTOP)
        return seconds

    def end(self):
        self.process.kill()
        self.process.wait()


class Figures:
    """What was measured, as name -> list of one number a round."""

    def __init__(self):
        self.rounds = {}

    def add(self, value, *name):
        self.rounds.setdefault("/".join(map(str, name)), []).append(value)

    def medians(self):
        return {name: statistics.median(values) for name, values in self.rounds.items()}


def measure_ours(a, figures):
    def bench(section, *more):
        command = [a.tune, "bench", "--model", a.model, "--threads", str(a.threads), "--json", "--repetitions", "1"]
        run = subprocess.run(
            command + ["--only", section, *more], capture_output=True, text=True, env=environment(a.threads)
        )
        if run.returncode != 0:
            raise SystemExit(f"error: tune bench ended with status {run.returncode}\n{run.stderr}")
        return json.loads(run.stdout)

    for rate in bench("prefill", "--prefill-tokens", ",".join(map(str, a.prefill_tokens)))["prefill"]:
        figures.add(rate["tokens_per_second"], OURS, "prefill", rate["tokens"])
    for rate in bench("decode", "--decode-tokens", str(a.decode_tokens))["decode"]:
        figures.add(rate["tokens_per_second"], OURS, "decode", rate["cache"])
    if a.candidates:
        for plan in bench("candidates")["candidates"]:
            name = (OURS, "plan", f"{plan['samples']}x{plan['tokens']}")
            for variant in ["full", "from_middle_layer", "from_last_third", "kept_layers"]:
                figures.add(plan[variant], *name, variant)


def measure_peer(peer, a, figures):
    for length in a.prefill_tokens:
        tokens = seeded_tokens(length, a.vocabulary)
        for ubatch in peer.about["ubatches"]:
            seconds = peer.seconds(what="prefill", tokens=tokens, ubatch=ubatch)
            name = [peer.name, "prefill", length] + ([f"ubatch {ubatch}"] if ubatch else [])
            figures.add(length / seconds, *name)
    tokens = seeded_tokens(a.decode_tokens, a.vocabulary)
    for cache in peer.about["caches"]:
        seconds = peer.seconds(what="decode", tokens=tokens, cache=cache, new_tokens=a.new_tokens)
        figures.add(a.new_tokens / seconds, peer.name, "decode", cache)


def measure_samples(peer, a, figures):
    """Prefill of one sample of each length that our plans are measured on."""
    for length in a.sample_tokens:
        seconds = peer.seconds(what="prefill", tokens=seeded_tokens(length, a.vocabulary), ubatch=None)
        figures.add(seconds, peer.name, "sample", length)


def processor():
    try:
        with open("/proc/cpuinfo") as lines:
            return next(line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return "unknown"


def measure(peers, a):
    """All rounds; the order moves on by one from round to round."""
    figures = Figures()
    turns = [None, *peers]
    for number in range(a.rounds):
        shift = number % len(turns)
        for peer in turns[shift:] + turns[:shift]:
            print(f"round {number + 1} of {a.rounds}: {peer.name if peer else OURS}", file=sys.stderr)
            if peer is None:
                measure_ours(a, figures)
                continue
            measure_peer(peer, a, figures)
            if a.candidates and peer.name == "transformers":
                measure_samples(peer, a, figures)
    return figures


def run(a):
    kinds = []
    if a.peers:
        kinds = [("transformers", "transformers", sys.executable), ("llama.cpp", "llama.cpp", sys.executable)]
    if a.llama_blas_python:
        kinds.append(("llama.cpp with OpenBLAS", "llama.cpp", a.llama_blas_python))
    peers = []
    try:
        for name, kind, python in kinds:
            peers.append(Peer(name, kind, python, a))
        start = os.getloadavg()
        figures = measure(peers, a)
        end = os.getloadavg()
    finally:
        for peer in peers:
            peer.end()
    return {
        "processor": processor(),
        "threads": a.threads,
        "rounds": a.rounds,
        "model": os.path.basename(a.model),
        "prefill_tokens": a.prefill_tokens,
        "decode_tokens": a.decode_tokens,
        "new_tokens": a.new_tokens,
        "load_at_start": start,
        "load_at_end": end,
        "versions": {peer.name: peer.about["version"] for peer in peers},
        "medians": figures.medians(),
        "all_rounds": figures.rounds,
    }


def arguments():
    def lengths(text):
        return [int(part) for part in text.split(",")]

    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--tune", required=True, help="the built program")
    parser.add_argument("--model", required=True, help="a GGUF file of the llama architecture")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--output", required=True, help="the JSON file to write")
    parser.add_argument("--llama-blas-python", help="the Python of an environment whose llama.cpp has OpenBLAS")
    parser.add_argument("--prefill-tokens", type=lengths, default=[512, 1450, 4096])
    parser.add_argument("--decode-tokens", type=int, default=4096, help="cached tokens that are decoded over")
    parser.add_argument("--sample-tokens", type=lengths, default=[1000, 4000], help=argparse.SUPPRESS)
    parser.add_argument("--llama-caches", type=lambda text: text.split(","), help="of f16, q8_0, q4_0; all by default")
    parser.add_argument("--llama-ubatches", type=lambda text: text.split(","), help="of 512, 2048; both by default")
    parser.add_argument("--no-peers", dest="peers", action="store_false", help="measure llama.cpp with OpenBLAS alone")
    parser.add_argument("--no-candidates", dest="candidates", action="store_false", help="leave the cost of a plan out")
    a = parser.parse_args()
    # What `tune bench` decodes.
    a.new_tokens = 32
    from gguf import GGUFReader

    a.vocabulary = len(GGUFReader(a.model).fields["tokenizer.ggml.tokens"].data)
    return a


def main():
    a = arguments()
    # Peers that are stopped have to be ended here.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    result = run(a)
    with open(a.output, "w") as file:
        json.dump(result, file, indent=2)
        file.write("\n")
    print(tables(result))


if __name__ == "__main__":
    main()
