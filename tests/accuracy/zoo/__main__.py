"""Build the zoo and say what is in it: python -m tests.accuracy.zoo --count 18000 --jobs 2."""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from tests.accuracy.labelling import OUTCOMES
from tests.accuracy.zoo.cache import DEFAULT_CACHE
from tests.accuracy.zoo.load import DEFAULT_COUNT, DEFAULT_SEED, load
from tests.accuracy.zoo.run import ZooRun


def main() -> None:
    """Parse the options, build, count."""
    parser = argparse.ArgumentParser(prog="python -m tests.accuracy.zoo", description=__doc__)
    parser.add_argument("--count", type=int, default=DEFAULT_COUNT, help="runs to build")
    parser.add_argument("--seed", type=int, default=DEFAULT_SEED, help="seed of the zoo")
    parser.add_argument("--jobs", type=int, default=2, help="processes")
    parser.add_argument("--cache", type=Path, default=DEFAULT_CACHE, help="where runs are kept")
    options = parser.parse_args()
    started = time.monotonic()
    runs = load(options.count, options.seed, options.jobs, options.cache)
    print(f"{len(runs)} runs in {time.monotonic() - started:.0f} s")
    for title, name_of in _GROUPS.items():
        _print_counts(title, runs, name_of)
    _print_names("flag", Counter(flag for run in runs for flag in run.label.flags))
    _print_names("ambiguity", Counter(why for run in runs for why in run.label.ambiguity))


_GROUPS: dict[str, Callable[[ZooRun], str]] = {
    "all": lambda _: "all",
    "task": lambda run: run.task,
    "fault": lambda run: run.fault,
    "optimizer": lambda run: run.optimizer,
    "schedule": lambda run: run.schedule,
    "logging": lambda run: run.logging,
}
"""What the runs are counted by."""


def _print_counts(title: str, runs: list[ZooRun], name_of: Callable[[ZooRun], str]) -> None:
    """One line a group: clear runs of every outcome, ambiguous ones after a plus sign."""
    print(f"\n{title:24}" + "".join(f"{outcome:>14}" for outcome in OUTCOMES))
    clear: Counter[tuple[str, str]] = Counter()
    unclear: Counter[tuple[str, str]] = Counter()
    for run in runs:
        counts = unclear if run.label.ambiguous else clear
        counts[name_of(run), run.label.outcome] += 1
    for name in sorted({name for name, _ in clear | unclear}):
        cells = (f"{clear[name, each]} + {unclear[name, each]}" for each in OUTCOMES)
        print(f"{name:24}" + "".join(f"{cell:>14}" for cell in cells))


def _print_names(title: str, counts: Counter[str]) -> None:
    print(f"\n{title}")
    for name, count in counts.most_common():
        print(f"  {name:60}{count:6}")


if __name__ == "__main__":
    main()
