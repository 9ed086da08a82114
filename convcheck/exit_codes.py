"""Exit codes, and which one a run and a report earn.

The records of findings are loaded only where a run is judged: every start of the program needs
the codes.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from convcheck.findings import Finding
    from convcheck.report import RunReport
    from convcheck.settings import Settings

CONVERGED = 0
"""Converged, or an accepted verdict, and no finding that fails the gate."""
GATE_FAILED = 1
"""Another verdict, a finding that is too grave, or a target that was missed."""
WRONG_USAGE = 2
"""Options or configuration that make no sense."""
UNUSABLE_INPUT = 3
"""An input missing, unreadable or without a loss, or an output that cannot be written."""
INCONCLUSIVE = 4
"""The log cannot tell."""
INTERNAL_ERROR = 70
"""A defect of this program (EX_SOFTWARE of sysexits.h); never 1, which is a finding."""
INTERRUPTED = 130
"""Ended by Ctrl-C: 128 and the number of the signal, as shells count."""

GRAVEST_FIRST = (INTERNAL_ERROR, UNUSABLE_INPUT, GATE_FAILED, INCONCLUSIVE, CONVERGED)
FORGIVABLE = (GATE_FAILED, INCONCLUSIVE)
"""What ``--exit-zero`` turns into 0."""


def gravest(codes: Iterable[int]) -> int:
    """Return the code that counts among several; nothing to check is unusable input."""
    present = set(codes)
    return next((code for code in GRAVEST_FIRST if code in present), UNUSABLE_INPUT)


def of_run(run: RunReport, settings: Settings) -> int:
    """Return the code that one run earns."""
    earned = gravest((_of_verdict(run, settings), _of_gate(run, settings)))
    return CONVERGED if settings.exit_zero and earned in FORGIVABLE else earned


def _of_verdict(run: RunReport, settings: Settings) -> int:
    from convcheck.rule import Verdict

    verdict = run.diagnosis.verdict
    if verdict is Verdict.CONVERGED or verdict in settings.accept:
        return CONVERGED
    return INCONCLUSIVE if verdict is Verdict.INCONCLUSIVE else GATE_FAILED


def _of_gate(run: RunReport, settings: Settings) -> int:
    if run.target is not None and not run.target.met:
        return GATE_FAILED
    return GATE_FAILED if failing(run, settings) else CONVERGED


def failing(run: RunReport, settings: Settings) -> tuple[Finding, ...]:
    """Return the findings that fail the gate, whatever the verdict."""
    if settings.fail_on == "never":
        return ()
    from convcheck.rule import SEVERITIES

    grave = SEVERITIES[: SEVERITIES.index(settings.fail_on) + 1]
    return tuple(found for found in run.diagnosis.findings if found.severity in grave)


def only_by_findings(run: RunReport, settings: Settings) -> tuple[Finding, ...]:
    """Return the findings that alone fail the gate: the verdict does not, and so does not tell."""
    if settings.exit_zero or _of_verdict(run, settings) == GATE_FAILED:
        return ()
    return failing(run, settings)
