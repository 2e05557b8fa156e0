#!/usr/bin/env python3
"""Makes tasks of another kind than retrieval: English prose to go on with, cut from text files (.txt, .txt.gz, .html).

The tasks hold no answers, so the full cache's own greedy continuation is what plans are measured against. Pieces do not
overlap; a seed draws which of them become tasks and in which order.

    Benchmarks/prose_tasks.py --characters 5600 --count 64 --seed 1 /usr/share/doc/debian-policy > tasks.jsonl
"""
import argparse
import gzip
import html
import json
import pathlib
import random
import re


def text_of(path):
    opened = gzip.open(path, "rt", errors="strict") if path.suffix == ".gz" else open(path, errors="strict")
    with opened as file:
        text = file.read()
    if path.suffixes[0] in (".html", ".htm"):
        text = re.sub(r"(?s)<(script|style|head).*?</\1>", " ", text)
        text = html.unescape(re.sub(r"<[^>]+>", " ", text))
    return re.sub(r"[ \t]+", " ", re.sub(r"\n{3,}", "\n\n", text)).strip()


def is_prose(piece):
    """Mostly letters and full stops, neither tables nor listings."""
    letters = sum(c.isalpha() or c in " ,.\n" for c in piece)
    return letters > 0.93 * len(piece) and piece.count(". ") + piece.count(".\n") > len(piece) / 250


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("places", nargs="+", help="text files, or folders of them")
    parser.add_argument("--characters", type=int, default=5600, help="of a prompt, about four a token")
    parser.add_argument("--count", type=int, default=24)
    parser.add_argument("--skip", type=int, default=0, help="leave out so many of the drawn pieces: those of another set")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    paths = []
    for place in map(pathlib.Path, arguments.places):
        paths += sorted(place.rglob("*")) if place.is_dir() else [place]
    pieces = []
    for path in paths:
        if not path.is_file() or not re.search(r"\.(txt|html?)(\.gz)?$", path.name):
            continue
        try:
            text = text_of(path)
        except UnicodeDecodeError:
            continue
        for start in range(0, len(text) - arguments.characters, arguments.characters):
            piece = text[start:start + arguments.characters].rsplit(" ", 1)[0]
            if is_prose(piece):
                pieces.append((f"{path.name}:{start}", piece))
    random.Random(arguments.seed).shuffle(pieces)
    chosen = pieces[arguments.skip:arguments.skip + arguments.count]
    if len(chosen) < arguments.count:
        parser.error(f"found {len(pieces)} pieces of prose, expected {arguments.skip + arguments.count}")
    for name, piece in chosen:
        print(json.dumps({"id": name, "prompt": piece, "answers": [], "metric": "rouge-l"}))


if __name__ == "__main__":
    main()
