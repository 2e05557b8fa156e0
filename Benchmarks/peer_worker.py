#!/usr/bin/env python3
"""One peer in a process of its own: loads a model, then measures what it is asked for, line by line.

    peer_worker.py transformers|llama.cpp MODEL.gguf THREADS

Each line of standard input is an object: {"what": "prefill", "tokens": [...]} or {"what": "decode", "tokens":
[...], "cache": NAME, "new_tokens": N}, for llama.cpp with "ubatch" as well. Each line of standard output is one:
{"seconds": S} of the second of two runs (the first one warms up), the first line {"version": TEXT, "caches":
[...], "ubatches": [...]}.
"""
import copy
import ctypes
import json
import os
import sys
import time
import warnings


class Transformers:
    """Weights in float32, read from the same file; PyTorch's own attention kernels; a cache in float32."""

    caches = ["float32"]
    ubatches = [None]

    def __init__(self, path, threads):
        import torch
        import transformers

        warnings.simplefilter("ignore", FutureWarning)
        torch.set_num_threads(threads)
        transformers.utils.logging.disable_progress_bar()
        transformers.utils.logging.set_verbosity_error()
        self.torch = torch
        self.version = f"transformers {transformers.__version__}, torch {torch.__version__}"
        folder, name = os.path.split(os.path.abspath(path))
        self.model = transformers.AutoModelForCausalLM.from_pretrained(
            folder, gguf_file=name, dtype=torch.float32, attn_implementation="sdpa"
        ).eval()

    def forward(self, tokens, cache=None):
        ids = self.torch.tensor([tokens])
        with self.torch.inference_mode():
            # Logits of the last position only.
            return self.model(input_ids=ids, past_key_values=cache, use_cache=True, logits_to_keep=1)

    def prefill(self, tokens, ubatch):
        def run():
            self.forward(tokens)

        return second_of_two(run)

    def decode(self, tokens, cache, new_tokens):
        prompt = self.forward(tokens)

        def run():
            out, own = prompt, copy.deepcopy(prompt.past_key_values)
            start = time.perf_counter()
            for _ in range(new_tokens):
                out = self.forward([int(out.logits[0, -1].argmax())], own)
            return time.perf_counter() - start

        run()
        return run()


class Llama:
    """llama.cpp through its own C interface, flash attention on."""

    caches = ["f16", "q8_0", "q4_0"]
    ubatches = [512, 2048]
    batch = 2048

    def __init__(self, path, threads):
        import llama_cpp

        self.lib = llama_cpp
        features = llama_cpp.llama_print_system_info().decode().strip(" |\n")
        self.version = f"llama-cpp-python {llama_cpp.__version__} ({features})"
        # Keeps the callback alive; errors still reach standard error.
        self.log = llama_cpp.llama_log_callback(
            lambda level, text, _: sys.stderr.write(text.decode(errors="replace")) if level == 4 else None
        )
        llama_cpp.llama_log_set(self.log, None)
        llama_cpp.llama_backend_init()
        self.model = llama_cpp.llama_model_load_from_file(path.encode(), llama_cpp.llama_model_default_params())
        if not self.model:
            raise SystemExit(f"error: {path}: llama.cpp cannot load it")
        self.vocabulary = llama_cpp.llama_vocab_n_tokens(llama_cpp.llama_model_get_vocab(self.model))
        self.threads = threads

    def context(self, tokens, ubatch, cache="f16"):
        kind = {
            "f16": self.lib.GGML_TYPE_F16,
            "q8_0": self.lib.GGML_TYPE_Q8_0,
            "q4_0": self.lib.GGML_TYPE_Q4_0,
        }[cache]
        params = self.lib.llama_context_default_params()
        params.n_ctx = tokens
        params.n_batch = self.batch
        params.n_ubatch = ubatch
        params.n_threads = params.n_threads_batch = self.threads
        params.flash_attn_type = self.lib.LLAMA_FLASH_ATTN_TYPE_ENABLED
        params.type_k = params.type_v = kind
        context = self.lib.llama_init_from_model(self.model, params)
        if not context:
            raise SystemExit(f"error: llama.cpp has no context of {tokens} tokens with a {cache} cache")
        return context

    def feed(self, context, tokens):
        """Runs tokens behind those that the context holds; the last one's logits stay in the context."""
        for start in range(0, len(tokens), self.batch):
            part = tokens[start : start + self.batch]
            # The batch points into the array, which this name keeps alive.
            array = (self.lib.llama_token * len(part))(*part)
            batch = self.lib.llama_batch_get_one(array, len(part))
            if self.lib.llama_decode(context, batch) != 0:
                raise SystemExit("error: llama_decode failed")
        self.lib.llama_synchronize(context)

    def next_token(self, context):
        import numpy

        logits = self.lib.llama_get_logits_ith(context, -1)
        address = ctypes.cast(logits, ctypes.POINTER(ctypes.c_float))
        return int(numpy.ctypeslib.as_array(address, shape=(self.vocabulary,)).argmax())

    def prefill(self, tokens, ubatch):
        context = self.context(len(tokens), ubatch)

        def run():
            self.lib.llama_memory_clear(self.lib.llama_get_memory(context), True)
            start = time.perf_counter()
            self.feed(context, tokens)
            return time.perf_counter() - start

        run()
        seconds = run()
        self.lib.llama_free(context)
        return seconds

    def decode(self, tokens, cache, new_tokens):
        context = self.context(len(tokens) + new_tokens, 512, cache)
        self.feed(context, tokens)
        first = self.next_token(context)

        def run():
            self.lib.llama_memory_seq_rm(self.lib.llama_get_memory(context), 0, len(tokens), -1)
            token = first
            start = time.perf_counter()
            for _ in range(new_tokens):
                self.feed(context, [token])
                token = self.next_token(context)
            return time.perf_counter() - start

        run()
        seconds = run()
        self.lib.llama_free(context)
        return seconds


def second_of_two(run):
    run()
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def main():
    name, path, threads = sys.argv[1], sys.argv[2], int(sys.argv[3])
    peer = {"transformers": Transformers, "llama.cpp": Llama}[name](path, threads)
    print(json.dumps({"version": peer.version, "caches": peer.caches, "ubatches": peer.ubatches}), flush=True)
    for line in sys.stdin:
        request = json.loads(line)
        if request["what"] == "prefill":
            seconds = peer.prefill(request["tokens"], request["ubatch"])
        else:
            seconds = peer.decode(request["tokens"], request["cache"], request["new_tokens"])
        print(json.dumps({"seconds": seconds}), flush=True)


if __name__ == "__main__":
    main()
