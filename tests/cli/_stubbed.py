"""The command line over an analysis that is made by hand; runs as a program too.

python -m tests.cli._stubbed OUTCOME ARGUMENTS...
"""

from __future__ import annotations

import sys
import types
from collections.abc import Callable, Sequence
from pathlib import Path

import convcheck
from convcheck.errors import ConvcheckError, NoObjective, UsageError
from convcheck.model import Axis
from convcheck.report import Inspection, Report, Unread
from convcheck.settings import Settings
from convcheck.table import Entry
from tests.reporters import _made as made

RUNS = {
    "converged": (made.HEALTHY,),
    "improving": (made.IMPROVING,),
    "diverged": (made.DIVERGED,),
    "inconclusive": (made.INCONCLUSIVE,),
    "several": (made.HEALTHY, made.DIVERGED),
}
RAISED: dict[str, BaseException] = {
    "usage": UsageError("--run matches nothing", "runs: a, b"),
    "input": NoObjective("no loss series", "name one with --train", "run.csv"),
    "interrupted": KeyboardInterrupt(),
    "defect": ZeroDivisionError("division by zero"),
}
INSPECTED = Inspection(
    "run.csv",
    "csv",
    "keras-csvlogger",
    ("run.csv",),
    (Entry("loss"), Entry(made.HOSTILE)),
    {"train": "loss"},
    Axis("epoch", "epoch"),
    "min",
    {"loss": 12},
    rejected={made.HOSTILE: "is text"},
)

calls: list[tuple[Sequence[str], Settings, bytes | None]] = []
"""What the last analyses were asked for."""


def pipeline(outcome: str) -> types.ModuleType:
    """Return a stand-in for ``convcheck.pipeline`` with a known outcome."""

    def analyze(
        paths: Sequence[str],
        settings: Settings,
        stdin: bytes | None = None,
        progress: Callable[[str], None] | None = None,
    ) -> Report:
        calls.append((paths, settings, stdin))
        if progress is not None:
            progress("reading")
        if outcome in RAISED:
            raise RAISED[outcome]
        if outcome == "unread":
            unread = tuple(Unread(path, "nothing at this path", "look again") for path in paths)
            return Report((), unread, settings)
        return Report(RUNS[outcome], (), settings)

    def inspect(
        paths: Sequence[str], settings: Settings, stdin: bytes | None = None
    ) -> tuple[list[Inspection], list[ConvcheckError]]:
        calls.append((paths, settings, stdin))
        return [] if outcome == "unread" else [INSPECTED], []

    stub = types.ModuleType("convcheck.pipeline")
    vars(stub).update(analyze=analyze, inspect=inspect)
    return stub


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[2]))
    stand_in = pipeline(sys.argv.pop(1))
    sys.modules["convcheck.pipeline"] = stand_in
    vars(convcheck)["pipeline"] = stand_in
    from convcheck.cli import main

    main()
