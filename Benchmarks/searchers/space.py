"""What searchers choose from, and the decoding that makes every choice fit the budget exactly.

A candidate is a frame (kernel, recent and observing queries, 16-bit window, flush) and for every unit

    x        a real number: the logarithm of its share of the bytes,
    bits     which precisions: one pair of key and value bits, or two for two tiers,
    share    for two tiers, how far the first one is from the whole: so many token counts apart.

`bits` and `share` name a pattern: options of growing size, one a token count. A unit takes the largest option of
its pattern within lambda * exp(x) bytes, at least the smallest, and lambda is as large as the budget allows.
Every plan of the option list can be written so that leaves too little of the budget for one of its units to grow.
"""
from dataclasses import dataclass

import numpy as np

# A unit that is to be the first to grow is this close to doing so.
NEAR = 1e-6


@dataclass
class Candidate:
    """A point of the space: indices into kernels, rankings, windows and flushes, and one of each a unit."""

    frame: tuple
    x: np.ndarray
    bits: np.ndarray
    share: np.ndarray


class Space:
    def __init__(self, reply):
        self.budget = reply["budget_bytes"]
        self.alignment = reply["alignment"]
        self.samples = reply["samples"]
        self._read_units(reply["units"])
        self._read_frames(reply["frames"])
        self._read_patterns(reply["options"])
        # [class][option][buffer]
        self.option_bytes = np.array(reply["option_bytes"])
        sizes = self.option_bytes.sum(axis=2)
        self.center = np.log(self.budget / self.units)
        self.low = np.log(sizes.min() * self.heads.min()) - self.center
        self.high = np.log(sizes.max() * self.heads.max()) - self.center

    def _read_units(self, units):
        self.units = len(units)
        layers = 1 + max(layer for unit in units for layer, _ in unit)
        # Heads of each unit in each layer, [layer][unit].
        self.heads_of = np.zeros((layers, self.units), dtype=int)
        for index, unit in enumerate(units):
            for layer, _ in unit:
                self.heads_of[layer, index] += 1
        self.heads = self.heads_of.sum(axis=0)

    def _read_frames(self, frames):
        self.frames = frames
        self.kernels = sorted({f["kernel"] for f in frames})
        self.rankings = sorted({(f["recent"], f["observation"]) for f in frames})
        self.windows = sorted({f["window"] for f in frames})
        self.flushes = sorted({f["flush"] for f in frames})
        self.frame_axes = [self.kernels, self.rankings, self.windows, self.flushes]
        self._place = {
            (f["kernel"], (f["recent"], f["observation"]), f["window"], f["flush"]): place
            for place, f in enumerate(frames)
        }

    def _read_patterns(self, options):
        tiers = [
            [(t["tokens"], (t["key_bits"], t["value_bits"])) for t in option["tiers"]] for option in options
        ]
        counts = sorted({option[0][0] for option in tiers if len(option) == 1})
        rank = {count: index for index, count in enumerate(counts)}
        # Place of an option by its bits, the rank of its first tier and that of all its tokens.
        place, self._key = {}, []
        for index, option in enumerate(tiers):
            bits = tuple(bits for _, bits in option)
            key = (bits, rank[option[0][0]], rank[sum(tokens for tokens, _ in option)])
            place[key] = index
            self._key.append(key)
        # From few bits to many, so that an index is a quantity.
        self.bits = sorted({bits for bits, _, _ in place}, key=lambda bits: (np.mean(bits), bits))
        self.shares = len(counts) - 1
        # Options of each pattern, [bits][share][rank]; where the first tier would be less than one count, it is one.
        self.patterns = np.zeros((len(self.bits), self.shares, len(counts)), dtype=int)
        for b, bits in enumerate(self.bits):
            for share in range(self.shares):
                row = [place[bits, max(0, total - share - 1), total] for total in range(1, len(counts))] \
                    if len(bits) == 2 else [place[bits, total, total] for total in range(len(counts))]
                # The smallest one comes twice where a second tier needs one count more.
                self.patterns[b, share] = [row[0]] * (len(counts) - len(row)) + row

    def frame(self, candidate):
        """The frame's number; a window beyond the newest tokens that are kept becomes the largest that is not."""
        kernel, ranking, window, flush = (axis[i] for axis, i in zip(self.frame_axes, candidate.frame))
        window = max(w for w in self.windows if w <= min(window, ranking[0]))
        return self._place[kernel, ranking, window, flush]

    def bytes(self, frame, options):
        """Exact bytes of a plan: the four buffers of each layer, each rounded up."""
        buffers = self.heads_of @ self.option_bytes[self.frames[frame]["option_bytes"]][options]
        return int((-(-buffers // self.alignment) * self.alignment).sum())

    def _sizes(self, frame, candidate):
        """Options of each unit's pattern and their bytes, [unit][rank]."""
        options = self.patterns[candidate.bits, candidate.share]
        sizes = self.option_bytes[self.frames[frame]["option_bytes"]].sum(axis=1)[options]
        # Sizes grow with the rank; should two lie the other way round, the smaller one waits for the larger.
        return options, np.maximum.accumulate(sizes * self.heads[:, None], axis=1)

    def decode(self, candidate):
        """The frame and the options of a candidate; no options where not even its smallest ones fit."""
        frame = self.frame(candidate)
        options, sizes = self._sizes(frame, candidate)
        # The lambdas at which a unit grows; none grows between them.
        growth = sizes / np.exp(candidate.x + self.center)[:, None]
        rows = np.arange(self.units)

        def chosen(scale):
            return options[rows, np.maximum(0, (growth <= scale).sum(axis=1) - 1)]

        scales = np.unique(np.append(growth, 0))
        if self.bytes(frame, chosen(0)) > self.budget:
            return frame, None
        low, high = 0, len(scales) - 1
        while low < high:
            middle = (low + high + 1) // 2
            if self.bytes(frame, chosen(scales[middle])) <= self.budget:
                low = middle
            else:
                high = middle - 1
        return frame, chosen(scales[low])

    def encode(self, frame, options):
        """The candidate that decodes to some options; to larger ones if they leave so much that any unit can grow."""
        f = self.frames[frame]
        values = (f["kernel"], (f["recent"], f["observation"]), f["window"], f["flush"])
        keys = [self._key[option] for option in options]
        candidate = Candidate(
            frame=tuple(axis.index(value) for axis, value in zip(self.frame_axes, values)),
            x=np.zeros(self.units),
            bits=np.array([self.bits.index(bits) for bits, _, _ in keys]),
            share=np.array([max(0, total - first - 1) for _, first, total in keys]))
        pattern, sizes = self._sizes(frame, candidate)
        ranks = np.array([np.flatnonzero(row == option)[-1] for row, option in zip(pattern, options)])
        rows = np.arange(self.units)
        candidate.x = np.log(sizes[rows, ranks]) - self.center
        if list(self.decode(candidate)[1]) == list(options):
            return candidate
        # What is left of the budget would let a unit grow: one for which it is too little has to be the first.
        for unit in rows[ranks + 1 < sizes.shape[1]]:
            grown = np.array(options)
            grown[unit] = pattern[unit, ranks[unit] + 1]
            if self.bytes(frame, grown) > self.budget:
                candidate.x[unit] = np.log(sizes[unit, ranks[unit] + 1]) - NEAR - self.center
                break
        return candidate
