"""Reports made by hand, so that what reporters say is tested apart from any analysis."""

from __future__ import annotations

import math
from dataclasses import replace

from convcheck.findings import (
    Diagnosis,
    Finding,
    Noise,
    Projection,
    Settling,
    SettlingPoint,
    Skipped,
)
from convcheck.model import Axis, Note, Restart
from convcheck.report import (
    Best,
    Curve,
    Report,
    RunReport,
    SeriesSummary,
    Trace,
    Unread,
)
from convcheck.rule import Evidence, Rule, Severity, Span, Verdict
from convcheck.settings import Settings

VERSION = "1.2.3"
HOSTILE = "\x1b[31mloss\n[bold]x[/bold] | `a` <b>"
"""A column's name that tries escape codes, a line feed, and markup of several languages."""


def jitter(index: int) -> float:
    """Return something like noise, between -1 and 1, alike on every machine."""
    return math.modf(math.sin(12.9898 * (index + 1)) * 43758.5453)[0]


def falling(points: int, last: float, shape: float, floor: float, noise: float) -> Trace:
    """Return an exponential descent from 2.3 to a floor; ``shape`` counts time constants."""
    steps = [round(1 + (last - 1) * i / (points - 1)) for i in range(points)]
    values = [
        floor + (2.3 - floor) * math.exp(-shape * i / (points - 1)) + noise * jitter(i)
        for i in range(points)
    ]
    return Trace(tuple(map(float, steps)), tuple(values))


def summary(name: str, trace: Trace, best: tuple[float, float]) -> SeriesSummary:
    """Return the summary of a line whose best range is given."""
    finite = [(v, s) for v, s in zip(trace.value, trace.step, strict=True) if math.isfinite(v)]
    value, step = min(finite)
    return SeriesSummary(
        name, len(trace.step), 0, finite[0][0], finite[-1][0], None, Best(value, step, best)
    )


def rule(code: str, name: str, severity: Severity, message: str) -> Rule:
    """Return a rule of which only what a report shows is filled."""
    return Rule(
        code, name, severity, message, message, "", "", "", causes=(), remedies=(), references=()
    )


def finding(
    code: str,
    name: str,
    severity: Severity,
    message: str,
    remedies: tuple[str, ...],
    span: Span | None = None,
    causes: tuple[str, ...] = (),
) -> Finding:
    """Return a finding with evidence."""
    return Finding(
        rule(code, name, severity, message),
        severity,
        Evidence(span, {"rise": 0.31, "limit": 0.05, "never": math.nan}, "validation"),
        message,
        causes,
        remedies,
        first_remedies=len(remedies),
    )


OVERFITTING = finding(
    "CC401",
    "validation loss rising",
    "warning",
    "The validation loss rose by 31% of its drop after step 5,400 while training went on falling.",
    (
        "Keep the checkpoint of step 5,400 and stop there next time.",
        "Add weight decay (start with 0.01) or dropout (start with 0.1).",
    ),
    Span(5400, 10000),
    ("too-little-regularisation", "too-little-data"),
)
NOT_FINITE = finding(
    "CC201",
    "loss not finite",
    "error",
    "The loss became NaN at step 6,101 and stayed so.",
    (
        "Lower the learning rate to a third (from 0.01 to 0.003) and warm up over 500 steps.",
        "Clip the gradient's norm at 1.0.",
        "If this is float16, use bfloat16 or a dynamic loss scale.",
    ),
    Span(6101, 10000),
    ("learning-rate-too-large", "overflow"),
)

DIAGNOSIS = Diagnosis(
    Verdict.CONVERGED,
    None,
    0.97,
    "The loss has stayed within 2% of its drop for the last 52% of the run, and training as long"
    " again would bring 0.1% more.",
    Settling(
        4801,
        (4450, 5180),
        0.48,
        0.3402,
        (
            SettlingPoint("5%", 3745, 0.3981),
            SettlingPoint("2%", 4801, 0.3402),
            SettlingPoint("1%", 5600, 0.3201),
        ),
    ),
    Noise(0.0412, 9.6, "the noise is small: the band can be seen well"),
    Projection(10000, 0.0021, (0.0004, 0.0087), 0.001),
    (),
    ("CC101", "CC201", "CC301", "CC401"),
    (Skipped("CC601", "no learning rate in the log"),),
    (),
    {"converged": 0.97, "improving": 0.03},
)


def run(
    name: str, train: Trace, validation: Trace | None, diagnosis: Diagnosis, fitted: Trace | None
) -> RunReport:
    """Return one run's report."""
    raw = {"train": train} | ({"validation": validation} if validation else {})
    names = {"train": "train/loss", "validation": "eval/loss"}
    band = (0.30, 0.3402) if diagnosis.settling else None
    return RunReport(
        id=name,
        path=f"runs/{name}.csv",
        format="csv",
        logger="keras-csvlogger",
        files=(f"runs/{name}.csv",),
        axis=Axis("step", "step"),
        steps=(train.step[0], train.step[-1]),
        goal="min",
        objective="train",
        series={role: summary(names[role], each, (7000, 10000)) for role, each in raw.items()},
        diagnosis=diagnosis,
        rejected={"accuracy": "not a loss"},
        curve=Curve(raw, fitted, band),
    )


TRAIN = falling(600, 10000, 8.1, 0.30, 0.06)
VALIDATION = falling(12, 10000, 7.0, 0.41, 0.01)
FITTED = falling(300, 10000, 8.1, 0.30, 0.0)

HEALTHY = run("healthy", TRAIN, VALIDATION, DIAGNOSIS, FITTED)

IMPROVING = run(
    "improving",
    falling(600, 10000, 1.6, 0.30, 0.06),
    None,
    replace(
        DIAGNOSIS,
        verdict=Verdict.IMPROVING,
        probability=0.93,
        reason="The loss was still falling when the log ends: the last quarter brought 14% of"
        " the drop.",
        settling=replace(DIAGNOSIS.settling, step=9480, interval=(9100, 10000), share_of_run=0.95)
        if DIAGNOSIS.settling
        else None,
        projection=Projection(10000, 0.32, (0.13, 0.64), 0.2),
    ),
    falling(300, 10000, 1.6, 0.30, 0.0),
)

BROKEN_TRAIN = Trace(TRAIN.step, TRAIN.value[:366] + (math.nan,) * (600 - 366))
DIVERGED = replace(
    run(
        "broken",
        BROKEN_TRAIN,
        VALIDATION,
        replace(
            DIAGNOSIS,
            verdict=Verdict.DIVERGED,
            probability=None,
            reason="The loss became NaN at step 6,101 and stayed so.",
            settling=None,
            projection=None,
            findings=(NOT_FINITE, OVERFITTING),
            suppressed=("CC305",),
        ),
        None,
    ),
    rejected={HOSTILE: "is text"},
    restarts=(Restart(3000.0, 12),),
    notes=(
        Note("skipped-records", "3 records skipped: checksum mismatch", 3, "runs/broken.csv"),
        Note("restart", f"the counter {HOSTILE} went back to step 3,000; 12 points replaced", 12),
    ),
)
_LAST = {"non_finite": 234, "last_non_finite": "nan"}
DIVERGED = replace(
    DIVERGED,
    series={**DIVERGED.series, "train": replace(DIVERGED.series["train"], **_LAST)},  # type: ignore[arg-type]
)

INCONCLUSIVE = replace(
    run(
        "short",
        falling(4, 4, 2.0, 0.3, 0.0),
        None,
        Diagnosis(
            Verdict.INCONCLUSIVE,
            None,
            None,
            "The log has 4 points; 6 are needed to tell anything.",
            None,
            None,
            None,
            (),
            ("CC101",),
            (Skipped("CC301", "fewer than 6 points"),),
            (),
        ),
        None,
    ),
    axis=Axis("epoch", "epoch"),
)

LEANING = replace(
    HEALTHY,
    id="leaning",
    diagnosis=replace(
        DIAGNOSIS, verdict=Verdict.INCONCLUSIVE, leaning=Verdict.IMPROVING, probability=0.55
    ),
)

MISSING = Unread("runs/gone.csv", "nothing at this path", "check the spelling")


def report(*runs: RunReport, unread: tuple[Unread, ...] = (), **settings: object) -> Report:
    """Return a report of these runs."""
    return Report(tuple(runs), unread, Settings(**settings), VERSION)  # type: ignore[arg-type]
