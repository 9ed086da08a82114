"""Precision and recall of the codes of flags on generated logs, read from files.

``python -m tests.accuracy.flag_table`` prints the table; ``make accuracy`` holds it too.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from convcheck import pipeline
from convcheck.diagnosis import diagnose
from convcheck.profile import Profile
from convcheck.settings import Settings
from tests.accuracy.flag_curves import FIRST_SEED, plant
from tests.accuracy.flag_files import write_log

CODES = {
    "nan": frozenset({"CC201", "CC202"}),
    "resumed": frozenset({"CC101"}),
    "truncated": frozenset({"CC102"}),
    "spikes": frozenset({"CC305"}),
}
"""Any of these finds the flag."""
LOGS = 2_600
"""So that each flag is carried by 520 logs, and 520 carry none."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What was planted in a log and what was found."""

    number: int
    """Which log."""
    flag: str
    """What was planted."""
    about: str
    """Family, format and points, for a list of mistakes."""
    codes: frozenset[str]
    """What was found."""


def judged_logs(count: int = LOGS, first_seed: int = FIRST_SEED) -> Iterator[Judged]:
    """Write logs, read them as any log is read, and judge them."""
    for number in range(count):
        planted = plant(number, first_seed)
        with TemporaryDirectory() as folder:
            path = write_log(planted, Path(folder))
            run = pipeline.read_run(pipeline.find(str(path), Settings())[0], Settings())
        found = diagnose(Profile(run), Settings()).findings
        about = f"{planted.curve.family}, {run.format}, {len(run.objective)} points"
        yield Judged(number, planted.flag, about, frozenset(each.rule.code for each in found))


def flag_table(logs: Sequence[Judged]) -> str:
    """Return a line a flag: logs with it and without, precision, recall."""
    lines = ["flag        codes          with  without  found  precision  recall"]
    for flag, codes in CODES.items():
        true = [log for log in logs if log.flag == flag]
        said = [log for log in logs if codes & log.codes]
        both = sum(log.flag == flag for log in said)
        lines.append(
            f"{flag:<10}  {' '.join(sorted(codes)):<13}{len(true):>6}{len(logs) - len(true):>9}"
            f"{len(said):>7}{_ratio(both, len(said)):>11}{_ratio(both, len(true)):>8}"
        )
    return "\n".join(lines)


def mistakes(logs: Sequence[Judged]) -> str:
    """List what was missed and what was said without reason, to see where a rule fails."""
    lines: Counter[str] = Counter()
    for log in logs:
        for flag, codes in CODES.items():
            if (flag == log.flag) != bool(codes & log.codes):
                kind = "missed" if flag == log.flag else "invented"
                lines[f"{flag} {kind}: {log.number} ({log.flag or 'plain'}; {log.about})"] += 1
    return "\n".join(sorted(lines))


def _ratio(part: int, whole: int) -> str:
    return f"{part / whole:.3f}" if whole else "-"


def main() -> None:
    """Print the table, and the mistakes where asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--logs", type=int, default=LOGS, help="how many are written")
    parser.add_argument("--first-seed", type=int, default=FIRST_SEED, help="other curves")
    parser.add_argument("--mistakes", action="store_true", help="list them too")
    options = parser.parse_args()
    logs = list(judged_logs(options.logs, options.first_seed))
    print(flag_table(logs))
    if options.mistakes:
        print(mistakes(logs))


if __name__ == "__main__":
    main()
