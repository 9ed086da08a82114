"""Exit codes: what each run, finding, target and unread input earns, and which one counts."""

from __future__ import annotations

from dataclasses import replace

import pytest

from convcheck import exit_codes
from convcheck.findings import Finding
from convcheck.report import RunReport, Target, Unread
from convcheck.rule import Verdict
from tests.reporters import _made as made


def with_findings(*findings: Finding) -> RunReport:
    """Return the healthy run with findings."""
    return replace(made.HEALTHY, diagnosis=replace(made.DIAGNOSIS, findings=findings))


def with_verdict(verdict: Verdict) -> RunReport:
    """Return the healthy run with another verdict."""
    return replace(made.HEALTHY, diagnosis=replace(made.DIAGNOSIS, verdict=verdict))


def with_target(reached: float | None, by_step: float | None = None) -> RunReport:
    """Return the healthy run with a target."""
    return replace(made.HEALTHY, target=Target(0.35, by_step, reached))


@pytest.mark.parametrize(
    ("verdict", "code"),
    [
        (Verdict.CONVERGED, 0),
        (Verdict.IMPROVING, 1),
        (Verdict.STUCK, 1),
        (Verdict.OSCILLATING, 1),
        (Verdict.DIVERGED, 1),
        (Verdict.INCONCLUSIVE, 4),
    ],
)
def test_every_verdict_has_its_code(verdict: Verdict, code: int) -> None:
    """Only convergence passes, and what the log cannot tell is no failure of the run."""
    assert code == made.report(with_verdict(verdict)).exit_code


@pytest.mark.parametrize("verdict", list(Verdict))
def test_an_accepted_verdict_passes(verdict: Verdict) -> None:
    """``--accept`` takes any verdict."""
    assert made.report(with_verdict(verdict), accept=(verdict.value,)).exit_code == 0


def test_converged_passes_when_another_verdict_is_accepted_too() -> None:
    """``--accept improving`` does not turn convergence into a failure."""
    assert made.report(made.HEALTHY, accept=("improving",)).exit_code == 0


@pytest.mark.parametrize(
    ("fail_on", "warning_code", "error_code"), [("error", 0, 1), ("warning", 1, 1), ("never", 0, 0)]
)
def test_a_finding_fails_the_gate_from_the_chosen_severity_on(
    fail_on: str, warning_code: int, error_code: int
) -> None:
    """``--fail-on`` names the least grave finding that counts."""
    warned = made.report(with_findings(made.OVERFITTING), fail_on=fail_on)
    failed = made.report(with_findings(made.NOT_FINITE), fail_on=fail_on)
    assert (warning_code, error_code) == (warned.exit_code, failed.exit_code)


def test_information_never_fails_the_gate() -> None:
    """A finding that only informs passes even where warnings fail."""
    informed = with_findings(replace(made.OVERFITTING, severity="info"))
    assert made.report(informed, fail_on="warning").exit_code == 0


@pytest.mark.parametrize(
    ("reached", "by_step", "code"),
    [(None, None, 1), (5000.0, None, 0), (5000.0, 5000.0, 0), (5000.0, 4999.0, 1)],
)
def test_a_missed_target_fails_the_gate(
    reached: float | None, by_step: float | None, code: int
) -> None:
    """The target counts for a converged run too, and only until the step that was given."""
    assert code == made.report(with_target(reached, by_step)).exit_code


def test_a_finding_is_graver_than_an_inconclusive_verdict() -> None:
    """Within a run the gravest counts."""
    both = replace(
        made.INCONCLUSIVE,
        diagnosis=replace(made.INCONCLUSIVE.diagnosis, findings=(made.NOT_FINITE,)),
    )
    assert made.report(both).exit_code == 1


def test_the_gravest_of_all_runs_and_inputs_counts() -> None:
    """70 before 3 before 1 before 4 before 0."""
    crashed = Unread("x", "boom", "", exit_codes.INTERNAL_ERROR)
    runs = (made.HEALTHY, made.INCONCLUSIVE, made.DIVERGED)
    assert made.report(*runs, unread=(made.MISSING, crashed)).exit_code == 70
    assert made.report(*runs, unread=(made.MISSING,)).exit_code == 3
    assert made.report(*runs).exit_code == 1
    assert made.report(*runs[:2]).exit_code == 4
    assert made.report(*runs[:1]).exit_code == 0


def test_nothing_to_check_is_never_success() -> None:
    """An empty folder is unusable input."""
    assert made.report().exit_code == 3


def test_exit_zero_forgives_the_gate_only() -> None:
    """``--exit-zero`` turns 1 and 4 into 0, never 3 or 70."""
    crashed = Unread("x", "boom", "", exit_codes.INTERNAL_ERROR)
    assert made.report(made.DIVERGED, made.INCONCLUSIVE, exit_zero=True).exit_code == 0
    assert made.report(made.DIVERGED, unread=(made.MISSING,), exit_zero=True).exit_code == 3
    assert made.report(unread=(crashed,), exit_zero=True).exit_code == 70
    assert made.report(exit_zero=True).exit_code == 3
