"""Searchers of others, all behind `ask` and `tell`; losses are nats per token.

Each may be started from plans that were measured before: then its first candidates are small changes of the best.
"""
import warnings

import numpy as np

from space import Candidate

# Candidates that a model-based searcher sees before it proposes, its authors' default.
STARTUP = 10
# Up to this many numbers TPE models them together.
MULTIVARIATE = 100
# What a change of a start moves: the share of the units, and the deviation of their log bytes.
CHANGED, MOVED = 0.1, 0.5
# Children of a parent before the next one is chosen, and how many of them change the frame too.
OFFSPRING, FRAME_CHANGED = 4, 0.25
# First step sizes of CMA-ES in the unit cube, from nowhere and from a start.
FAR, NEAR = 0.3, 0.02


def random_candidate(space, generator):
    return Candidate(
        frame=tuple(int(generator.integers(len(axis))) for axis in space.frame_axes),
        x=np.clip(generator.normal(size=space.units), space.low, space.high),
        bits=generator.integers(len(space.bits), size=space.units),
        share=generator.integers(space.shares, size=space.units))


def changed(candidate, space, generator, units=None):
    """A candidate near another one: some units get more or fewer bytes and neighbouring patterns."""
    units = generator.random(space.units) < CHANGED if units is None else units
    steps = generator.integers(-1, 2, size=(2, space.units)) * units
    return Candidate(
        frame=candidate.frame,
        x=np.clip(candidate.x + units * generator.normal(scale=MOVED, size=space.units), space.low, space.high),
        bits=np.clip(candidate.bits + steps[0], 0, len(space.bits) - 1),
        share=np.clip(candidate.share + steps[1], 0, space.shares - 1))


class Random:
    """Independent draws: normal log shares, patterns and frames uniformly."""

    def __init__(self, space, seed, start):
        self.space, self.generator = space, np.random.default_rng(seed)

    def ask(self):
        return random_candidate(self.space, self.generator)

    def tell(self, candidate, loss):
        pass


class Evolution:
    """Level switching, one parent: a generation changes a few units of it, and the best of all is the next parent."""

    def __init__(self, space, seed, start):
        self.space, self.generator = space, np.random.default_rng(seed)
        self.parent = min(start, key=lambda pair: pair[1]) if start else None
        self.seen, self.born = STARTUP if start else 0, []

    def ask(self):
        if self.seen < STARTUP:
            return random_candidate(self.space, self.generator)
        return self.switched(self.parent[0])

    def tell(self, candidate, loss):
        self.seen += 1
        self.born.append((candidate, loss))
        if self.seen <= STARTUP or len(self.born) == OFFSPRING:
            self.parent = min(self.born + ([self.parent] if self.parent else []), key=lambda pair: pair[1])
            self.born = []

    def switched(self, parent):
        """Some units of the parent with other levels, and now and then a neighbouring frame."""
        units = np.zeros(self.space.units, dtype=bool)
        count = 1 + int(self.generator.integers(max(2, int(CHANGED * self.space.units))))
        units[self.generator.choice(self.space.units, size=count, replace=False)] = True
        child = changed(parent, self.space, self.generator, units)
        if self.generator.random() < FRAME_CHANGED:
            frame, axis = list(child.frame), int(self.generator.integers(len(self.space.frame_axes)))
            step = int(self.generator.choice([-1, 1]))
            frame[axis] = int(np.clip(frame[axis] + step, 0, len(self.space.frame_axes[axis]) - 1))
            child = Candidate(frame=tuple(frame), x=child.x, bits=child.bits, share=child.share)
        return child


class Cube:
    """Candidates as points of the unit cube: a choice is cut from an interval each of its values, in their order.

    Frames take four numbers, units three each: log share of bytes, bits, share of the first tier.
    """

    def __init__(self, space):
        self.space = space
        self.parts = np.array([len(axis) for axis in space.frame_axes])
        self.size = len(self.parts) + 3 * space.units

    def point(self, candidate):
        space = self.space
        return np.concatenate([
            (np.array(candidate.frame) + 0.5) / self.parts,
            np.clip((candidate.x - space.low) / (space.high - space.low), 0, 1),
            (candidate.bits + 0.5) / len(space.bits), (candidate.share + 0.5) / space.shares])

    def candidate(self, point):
        def cut(values, count):
            return np.minimum(np.floor(values * count).astype(int), count - 1)

        space = self.space
        frame, x, bits, share = np.split(point, len(self.parts) + np.arange(3) * space.units)
        return Candidate(
            frame=tuple(int(index) for index in cut(frame, self.parts)),
            x=space.low + x * (space.high - space.low), bits=cut(bits, len(space.bits)),
            share=cut(share, space.shares))


class Optuna:
    """A sampler of Optuna; subclasses say which one, and how candidates are its parameters."""

    def __init__(self, space, seed, start):
        import optuna
        optuna.logging.set_verbosity(optuna.logging.ERROR)
        warnings.simplefilter("ignore", optuna.exceptions.ExperimentalWarning)
        self.optuna, self.space, self.start = optuna, space, start
        self.generator = np.random.default_rng(seed)
        self.distributions = self.parameters(optuna.distributions)
        self.study = optuna.create_study(sampler=self.sampler(optuna.samplers, seed))
        self.pending = None
        for candidate, loss in start:
            self._add(candidate, loss)

    def ask(self):
        if self.start and len(self.study.get_trials(deepcopy=False)) < STARTUP:
            return changed(min(self.start, key=lambda pair: pair[1])[0], self.space, self.generator)
        self.pending = self.study.ask(self.distributions)
        return self.candidate(self.pending.params)

    def tell(self, candidate, loss):
        if self.pending is None:
            self._add(candidate, loss)
        else:
            self.study.tell(self.pending, loss)
            self.pending = None

    def _add(self, candidate, loss):
        self.study.add_trial(self.optuna.trial.create_trial(
            params=self.values(candidate), distributions=self.distributions, value=loss))


class TPE(Optuna):
    """A number, a category and an integer for each unit, four categories for the frame."""

    def sampler(self, samplers, seed):
        together = len(self.distributions) <= MULTIVARIATE
        return samplers.TPESampler(seed=seed, n_startup_trials=STARTUP, multivariate=together)

    def parameters(self, kinds):
        space = self.space
        found = {
            f"frame{i}": kinds.CategoricalDistribution(list(range(len(axis))))
            for i, axis in enumerate(space.frame_axes)}
        for unit in range(space.units):
            found[f"x{unit}"] = kinds.FloatDistribution(float(space.low), float(space.high))
            found[f"bits{unit}"] = kinds.CategoricalDistribution(list(range(len(space.bits))))
            found[f"share{unit}"] = kinds.IntDistribution(0, space.shares - 1)
        return found

    def values(self, candidate):
        values = {f"frame{i}": index for i, index in enumerate(candidate.frame)}
        for unit in range(self.space.units):
            values[f"x{unit}"] = float(np.clip(candidate.x[unit], self.space.low, self.space.high))
            values[f"bits{unit}"] = int(candidate.bits[unit])
            values[f"share{unit}"] = int(candidate.share[unit])
        return values

    def candidate(self, values):
        units = range(self.space.units)
        return Candidate(
            frame=tuple(values[f"frame{i}"] for i in range(len(self.space.frame_axes))),
            x=np.array([values[f"x{unit}"] for unit in units]),
            bits=np.array([values[f"bits{unit}"] for unit in units]),
            share=np.array([values[f"share{unit}"] for unit in units]))


class GP(Optuna):
    """The unit cube: with categories and integers a proposal would take minutes."""

    def sampler(self, samplers, seed):
        return samplers.GPSampler(seed=seed, n_startup_trials=STARTUP, deterministic_objective=True)

    def parameters(self, kinds):
        self.cube = Cube(self.space)
        return {f"c{i}": kinds.FloatDistribution(0.0, 1.0) for i in range(self.cube.size)}

    def values(self, candidate):
        return {f"c{i}": float(value) for i, value in enumerate(self.cube.point(candidate))}

    def candidate(self, values):
        return self.cube.candidate(np.array([values[f"c{i}"] for i in range(self.cube.size)]))


class CMAES:
    """CMA-ES in the unit cube, with a diagonal covariance where there are many numbers."""

    def __init__(self, space, seed, start):
        import cmaes
        self.cube, self.evaluated, self.point = Cube(space), [], None
        size = self.cube.size
        mean = self.cube.point(min(start, key=lambda pair: pair[1])[0]) if start else np.full(size, 0.5)
        kind = cmaes.SepCMA if size > MULTIVARIATE else cmaes.CMA
        self.optimizer = kind(
            mean=mean, sigma=NEAR if start else FAR, bounds=np.tile([0.0, 1.0], (size, 1)), seed=seed,
            n_max_resampling=1)

    def ask(self):
        self.point = self.optimizer.ask()
        return self.cube.candidate(self.point)

    def tell(self, candidate, loss):
        self.evaluated.append((self.point, loss))
        if len(self.evaluated) == self.optimizer.population_size:
            self.optimizer.tell(self.evaluated)
            self.evaluated = []


# Name, class, and whether it starts from our knapsacks.
RIVALS = {
    "random": (Random, False),
    "tpe": (TPE, False),
    "gp": (GP, False),
    "cmaes": (CMAES, False),
    "evolution": (Evolution, False),
    "tpe-started": (TPE, True),
    "gp-started": (GP, True),
    "cmaes-started": (CMAES, True),
    "evolution-started": (Evolution, True),
}
