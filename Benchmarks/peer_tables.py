"""Tables in Markdown of what `peers.py` measured."""

# Our caches, and what is stored in as many bits by the peers.
CACHES = [("16-bit", ["f16", "float32"]), ("8-bit", ["q8_0"]), ("4-bit", ["q4_0"]), ("2-bit", [])]
VARIANTS = [
    ("full", "everything packed, all layers run"),
    ("kept_layers", "one layer packed, all layers run"),
    ("from_middle_layer", "from the middle layer on"),
    ("from_last_third", "the last third"),
]


def row(*cells):
    return "| " + " | ".join(cells) + " |"


def table(head, rows):
    return "\n".join([row(*head), row(*["---"] * len(head)), *(row(*cells) for cells in rows)])


def prefill_table(result, peers):
    medians = result["medians"]

    def cell(name, length):
        """The best way of an engine, and which way it is where there is more than one."""
        start = f"{name}/prefill/{length}"
        found = [(value, key[len(start) + 1 :]) for key, value in medians.items() if f"{key}/".startswith(start + "/")]
        best, how = max(found)
        return f"{best:,.0f}" + (f" ({how})" if how else "")

    rows = [
        [f"prefill, {length:,} tokens"] + [cell(name, length) for name in ["tune", *peers]]
        for length in result["prefill_tokens"]
    ]
    return table(["tokens/s", "tune", *peers], rows)


def decode_table(result, peers):
    medians = result["medians"]
    rows = []
    for ours, theirs in CACHES:
        cells = [f"{medians[f'tune/decode/{ours}']:,.1f}"]
        for peer in peers:
            found = [(cache, medians.get(f"{peer}/decode/{cache}")) for cache in theirs]
            cells.append(", ".join(f"{value:,.1f} ({cache})" for cache, value in found if value) or "-")
        rows.append([f"decode over {result['decode_tokens']:,} tokens, {ours}"] + cells)
    return table(["tokens/s", "tune", *peers], rows)


def plan_table(result):
    """Seconds of one evaluation beside prefilling as many prompts again."""
    medians = result["medians"]
    rows = []
    for key in sorted(key for key in medians if key.endswith("/full")):
        size = key.split("/")[2]
        samples, tokens = map(int, size.split("x"))
        one = medians.get(f"transformers/sample/{tokens}")
        if one is None:
            continue
        again = samples * one
        for variant, name in VARIANTS:
            seconds = medians[f"tune/plan/{size}/{variant}"]
            rows.append(
                [
                    f"{samples} samples of {tokens:,} tokens: {name}",
                    f"{seconds:.3f} s",
                    f"{again:,.1f} s",
                    f"{again / seconds:,.0f}",
                ]
            )
    if not rows:
        return ""
    return table(["one plan, all tokens at 4 bits", "tune", "transformers prefills the samples", "times"], rows)


def tables(result):
    peers = list(result["versions"])
    load = ", ".join(f"{number:.2f}" for number in (result["load_at_start"][0], result["load_at_end"][0]))
    head = (
        f"{result['processor']}, {result['threads']} threads, {result['model']}, medians of {result['rounds']} "
        f"rounds turn about; load at start and end {load}."
    )
    versions = "\n".join(f"- {name}: {version}" for name, version in result["versions"].items())
    parts = [head, versions, prefill_table(result, peers), decode_table(result, peers), plan_table(result)]
    return "\n\n".join(part for part in parts if part)
