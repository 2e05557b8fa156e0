"""The random prompts of `tune bench`, token for token."""

MASK = (1 << 64) - 1


class SplitMix64:
    def __init__(self, seed):
        self.state = seed & MASK

    def next(self):
        self.state = (self.state + 0x9E3779B97F4A7C15) & MASK
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        return z ^ (z >> 31)

    def below(self, bound):
        rejected = (1 << 64) % bound
        while True:
            product = self.next() * bound
            if product & MASK >= rejected:
                return product >> 64


def mixed(seed, number):
    return SplitMix64(SplitMix64(seed).next() ^ (number & MASK)).next()


def seeded_tokens(count, vocabulary, seed=0, ordinal=0):
    """The prompt of `count` tokens that `tune bench` measures first."""
    generator = SplitMix64(mixed(mixed(seed, count), ordinal))
    return [generator.below(vocabulary) for _ in range(count)]
