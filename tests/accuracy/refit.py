"""``make fit``: measure all runs with known outcome, fit the decision, and write its files.

The zoo is trained where its cache is incomplete, which takes about an hour.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from tests.accuracy import fit, fit_settling, fit_temperature, scores
from tests.accuracy.cases import zoo_cases
from tests.accuracy.scores import Answer
from tests.accuracy.sources import FIT_SEED, NAMES, Counts, fitted_to
from tests.accuracy.unseen import held_out_scores, unseen_answers
from tests.accuracy.zoo.load import DEFAULT_COUNT, DEFAULT_SEED


def main(arguments: Sequence[str]) -> None:
    """Fit, and score on what was left out."""
    options = _options(arguments)
    counts = Counts(options.zoo, options.generated, options.jobs)
    if not options.stored:
        for _ in zoo_cases(counts.zoo, counts.jobs):
            break  # trained and kept; fitted_to reads it from the cache
    known = fitted_to(counts)
    sources = [counts.load(name) for name in NAMES if options.scores]
    scored = {
        source.name: held_out_scores(source, known, options.jobs)
        for source in sources
        if source.cases
    }
    held_out = {name: summary(answers) for name, answers in unseen_answers(scored).items()}
    about = {"zoo": DEFAULT_SEED, "generated": FIT_SEED}
    fit.write(known.runs, {"seeds": about, **held_out}, seed=DEFAULT_SEED)
    fit_settling.write(known.lessons, {"seeds": about, **held_out})
    if scored:
        fit_temperature.write([each for runs in scored.values() for each in runs])


def summary(answers: Sequence[Answer]) -> dict[str, float]:
    """Return the figures that are worth keeping beside the coefficients."""
    found = {
        "runs": len(answers),
        "acceptable": scores.acceptable(answers),
        "strict": scores.strict(answers),
        "macro-F1": scores.macro_f1(answers),
        "false converged": scores.false_converged(answers),
        "converged found": scores.found_converged(answers),
        "step within 5 %": scores.step_within(answers),
        "interval covers": scores.coverage(answers),
    }
    return {name: round(value, 3) for name, value in found.items()}


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.accuracy.refit", description=__doc__)
    parser.add_argument("--zoo", type=int, default=DEFAULT_COUNT, help="runs of the zoo")
    parser.add_argument("--generated", type=int, default=2000, help="generated curves")
    parser.add_argument("--jobs", type=int, default=2, help="processes that train and measure")
    parser.add_argument(
        "--stored", action="store_true", help="take of the zoo only what is in its cache"
    )
    parser.add_argument(
        "--no-scores",
        dest="scores",
        action="store_false",
        help="leave the held-out scores out, and the temperature as it is",
    )
    return parser.parse_args(arguments)


if __name__ == "__main__":
    main(sys.argv[1:])
