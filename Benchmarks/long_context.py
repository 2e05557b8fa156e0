#!/usr/bin/env python3
"""Shows that prefill needs memory in proportion to the prompt: 4,096 to 32,768 tokens.

The model is one of a shorter context whose file is copied and told to be of a longer one; its text would be worthless
there, its work and memory are not.

    python3 Benchmarks/long_context.py --tune .build/release/tune --model model.gguf --folder .demo
"""
import argparse
import json
import os
import struct
import subprocess

KEY = b"llama.context_length"
UINT32 = 4


def with_context(path, context, folder):
    """A copy of a GGUF file with another context length, in the same bytes."""
    with open(path, "rb") as file:
        content = bytearray(file.read())
    # A key is its length in 8 bytes, its letters, then the type of its value in 4 bytes.
    field = struct.pack("<Q", len(KEY)) + KEY + struct.pack("<I", UINT32)
    place = content.find(field)
    if place < 0 or content.find(field, place + 1) >= 0:
        raise SystemExit(f"error: {path}: found no single {KEY.decode()} of 32 bits")
    struct.pack_into("<I", content, place + len(field), context)
    os.makedirs(folder, exist_ok=True)
    patched = os.path.join(folder, f"context-{context}.gguf")
    with open(patched, "wb") as file:
        file.write(content)
    return patched


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--tune", required=True, help="the built program")
    parser.add_argument("--model", required=True, help="a GGUF file of the llama architecture")
    parser.add_argument("--folder", required=True, help="where the patched copy goes")
    parser.add_argument("--context", type=int, default=40960, help="the context that the copy claims")
    parser.add_argument("--prefill-tokens", default="4096,8192,16384,32768", help="from short to long")
    parser.add_argument("--threads", type=int, default=2)
    a = parser.parse_args()

    model = with_context(a.model, a.context, a.folder)
    removed = ["OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"]
    print("| tokens | tokens/s | resident memory | more than before, for each token |")
    print("| --- | --- | --- | --- |")
    last = None
    # A process for each length: what one has freed does not serve the next.
    for length in a.prefill_tokens.split(","):
        command = [a.tune, "bench", "--model", model, "--threads", str(a.threads), "--json", "--repetitions", "1"]
        output = subprocess.run(
            command + ["--only", "prefill", "--prefill-tokens", length],
            stdout=subprocess.PIPE,
            check=True,
            text=True,
            env={name: value for name, value in os.environ.items() if name not in removed},
        ).stdout
        rate = json.loads(output)["prefill"][0]
        tokens, resident = rate["tokens"], rate["resident_bytes"]
        slope = f"{(resident - last[1]) / (tokens - last[0]) / 1024:,.1f} KiB" if last else "-"
        last = tokens, resident
        print(f"| {tokens:,} | {rate['tokens_per_second']:,.0f} | {resident / 1e6:,.0f} MB | {slope} |", flush=True)


if __name__ == "__main__":
    main()
