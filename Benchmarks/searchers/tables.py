"""Tables and a picture of a comparison, from its results alone."""
import random
import statistics

OURS = "tune"
DRAWS = 10_000


def grouped(results, units):
    """Runs by budget and searcher, in the order in which they were made."""
    budgets = {}
    for run in results["runs"]:
        if run["units"] == units:
            budgets.setdefault(run["budget"], {}).setdefault(run["searcher"], []).append(run)
    return budgets


def mean_per_sample(runs, checkpoint):
    """Held-out divergence of each task, the mean over seeds; nothing where a seed lacks the checkpoint."""
    found = [run["held_out"].get(checkpoint) for run in runs]
    if not found or None in found:
        return None
    return [statistics.fmean(values) for values in zip(*(one["per_sample"] for one in found))]


def last(runs, limit=None):
    """The last checkpoint that all seeds have, at most `limit` if there is one so early."""
    common = set.intersection(*(set(run["held_out"]) for run in runs))
    counts = sorted(int(count) for count in common)
    early = [count for count in counts if limit is None or count <= limit]
    return str((early or counts)[-1]) if counts else None


def interval(differences):
    """The mean of paired differences and its 95 % bootstrap interval over tasks."""
    generator = random.Random(0)
    count = len(differences)
    means = sorted(statistics.fmean(generator.choices(differences, k=count)) for _ in range(DRAWS))
    return statistics.fmean(differences), means[int(0.025 * DRAWS)], means[int(0.975 * DRAWS) - 1]


def table(results, units, ours_at):
    """Held-out divergence after so many evaluations, and ours early minus a rival's last, in Markdown."""
    lines = []
    for budget, searchers in grouped(results, units).items():
        checkpoints = sorted({int(c) for runs in searchers.values() for run in runs for c in run["held_out"]})
        ours = searchers.get(OURS)
        reference = last(ours, ours_at) if ours else None
        lines += [
            f"Budget {budget}, units: {units}; held-out KL after so many evaluations, mean over seeds", "",
            "| searcher | seeds | " + " | ".join(map(str, checkpoints))
            + f" | tune at {reference} minus it at its last (95 %) |",
            "| --- | --- | " + " | ".join("---" for _ in checkpoints) + " | --- |"]
        for name, runs in searchers.items():
            cells = [mean_per_sample(runs, str(count)) for count in checkpoints]
            final = last(runs)
            difference = ""
            if ours and reference and final and name != OURS:
                pairs = zip(mean_per_sample(ours, reference), mean_per_sample(runs, final))
                mean, low, high = interval([one - other for one, other in pairs])
                difference = f"{mean:+.5f} ({low:+.5f} to {high:+.5f})"
            lines.append(
                f"| {name} | {len(runs)} | "
                + " | ".join(f"{statistics.fmean(cell):.5f}" if cell else "" for cell in cells)
                + f" | {difference} |")
        lines.append("")
    return "\n".join(lines)


def plot(results, units, path):
    """Best loss on the search tasks after each evaluation (lines) and on the held-out tasks (dots)."""
    import matplotlib
    matplotlib.use("Agg")
    from matplotlib import pyplot
    budgets = grouped(results, units)
    figure, axes = pyplot.subplots(1, len(budgets), figsize=(7 * len(budgets), 5), squeeze=False)
    for axis, (budget, searchers) in zip(axes[0], budgets.items()):
        for index, (name, runs) in enumerate(searchers.items()):
            color = "black" if name == OURS else f"C{index}"
            for seed, run in enumerate(runs):
                points = [(count, loss) for count, loss in run["trace"] if loss is not None]
                axis.plot(*zip(*points), color=color, alpha=0.6, linewidth=1, label=None if seed else name)
                judged = sorted((int(count), found["kl"]) for count, found in run["held_out"].items())
                axis.plot(*zip(*judged), "o", color=color, markersize=4)
        axis.set(
            title=f"budget {budget}, units: {units}", xlabel="evaluations", yscale="log",
            ylabel="KL, nats per token (line: search tasks, dots: held-out)")
        axis.legend()
    figure.tight_layout()
    figure.savefig(path, dpi=120)
