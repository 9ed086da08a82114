"""``make accuracy``: score verdicts, steps, probabilities and findings on runs with known truth.

Markdown goes to standard output, progress to standard error. A source that is missing (the
zoo's cache, the data folder beside the checkout) is skipped, and the program says so.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.accuracy import results, sections
from tests.accuracy.comparison import Verdict, comparison, verdicts_of_rivals
from tests.accuracy.findings_table import findings_table
from tests.accuracy.flag_table import flag_table, judged_logs
from tests.accuracy.scores import Answer
from tests.accuracy.sources import (
    FITTED,
    HELD_OUT,
    NAMES,
    Counts,
    Source,
    fitted_to,
    shipped_answers,
)
from tests.accuracy.unseen import held_out_scores, unseen_answers
from tests.accuracy.wild_files import wild_section, wild_sentence
from tests.accuracy.zoo.load import DEFAULT_COUNT

MOST_FINDINGS = 1000
"""Runs of a source whose findings are scored; each costs as much as a whole analysis."""


def main(arguments: Sequence[str]) -> None:
    """Measure, score and print."""
    options = _options(arguments)
    counts = Counts(options.zoo, options.generated, options.jobs)
    known = fitted_to(counts)
    sources = {name: counts.load(name) for name in NAMES}
    answers = unseen_answers(
        {
            name: held_out_scores(source, known, options.jobs)
            for name, source in sources.items()
            if source.cases
        }
    )
    of_rivals: dict[str, dict[str, list[Verdict]]] = {}
    print("# Accuracy\n\n" + _fitted_text(counts, len(known.runs)))
    for name in options.only or NAMES:
        source = sources[name]
        if not source.cases:
            print(f"\n## {name}: skipped (its data is missing)")
            continue
        of_rivals[name] = verdicts_of_rivals(source.cases)
        print(_chapter(source, answers[name], of_rivals[name]), flush=True)
        if options.findings and name != "generated":
            print(
                f"\n### Findings\n\n```\n{findings_table(source.cases[:MOST_FINDINGS])}\n```",
                flush=True,
            )
    if options.findings:
        table = flag_table(list(judged_logs()))
        print(f"\n## Generated logs with one planted flag each\n\n```\n{table}\n```", flush=True)
    if wild_sentence():
        print(f"\n## Published logs\n\n{wild_sentence()}\n\n{wild_section()}")
    if options.write:
        text = f"{results.compact(answers, of_rivals).rstrip()} {wild_sentence()}"
        results.FILE.write_text(f"{text.rstrip()}\n", encoding="utf-8")
        print(f"wrote {Path(results.FILE).name}", file=sys.stderr)


def _fitted_text(counts: Counts, known: int) -> str:
    return (
        f"Coefficients are fitted anew to {known:,} runs less what is scored; of the zoo at most "
        f"{counts.zoo:,} runs, and {FITTED * counts.generated:,} generated curves of other seeds. "
        "How sure the scores are is learned from how those of other kinds fared, left out in the "
        "same way."
    )


def _chapter(source: Source, unseen: Sequence[Answer], of_rivals: dict[str, list[Verdict]]) -> str:
    parts = {
        f"## {source.name}: {len(unseen):,} runs, {HELD_OUT[source.name]}": sections.headline(
            unseen, shipped_answers(source)
        ),
        "### Confusion": sections.confusion(unseen),
        "### Calibration": sections.calibration(unseen),
        "### Beside other rules": comparison(unseen, of_rivals),
        "### By length": sections.by_length(unseen),
        "### By noise, as a share of the drop": sections.by_noise(unseen),
        "### By task or family": sections.by_kind(unseen),
    }
    return "".join(f"\n{title}\n\n{text}\n" for title, text in parts.items())


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.accuracy", description=__doc__)
    parser.add_argument("--zoo", type=int, default=DEFAULT_COUNT, help="most runs of the zoo")
    parser.add_argument("--generated", type=int, default=2000, help="generated curves")
    parser.add_argument("--only", action="append", choices=NAMES, help="print only this source")
    parser.add_argument("--jobs", type=int, default=1, help="processes that measure")
    parser.add_argument("--write", action="store_true", help="write results.md for the README")
    parser.add_argument(
        "--no-findings", dest="findings", action="store_false", help="leave the findings out"
    )
    return parser.parse_args(arguments)


if __name__ == "__main__":
    main(sys.argv[1:])
