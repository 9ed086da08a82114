"""The JSON form of a report, version 1: fields may be added, none renamed or removed.

Every value is plain, and what is no finite number becomes null: JSON has neither NaN nor
Infinity, and many parsers refuse them.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from convcheck import exit_codes
from convcheck.rule import Verdict

if TYPE_CHECKING:
    from convcheck.findings import Diagnosis, Finding, Noise, Projection, Settling
    from convcheck.report import Best, Report, RunReport, SeriesSummary
    from convcheck.settings import Settings

SCHEMA_VERSION = 1


def report_to_dict(report: Report) -> dict[str, Any]:
    """Return the whole report."""
    verdicts = [run.diagnosis.verdict for run in report.runs]
    return {
        "schema_version": SCHEMA_VERSION,
        "tool": {"name": "convcheck", "version": report.version},
        "settings": plain(report.settings.to_dict()),
        "runs": [run_to_dict(run, report.settings) for run in report.runs],
        "unread": [
            {"path": each.path, "message": each.message, "hint": each.hint}
            for each in report.unread
        ],
        "summary": {
            "runs": len(report.runs),
            "by_verdict": {verdict.value: verdicts.count(verdict) for verdict in Verdict},
            "unread": len(report.unread),
            "exit_code": report.exit_code,
        },
    }


def run_to_dict(run: RunReport, settings: Settings) -> dict[str, Any]:
    """Return one run of the report."""
    first, last = run.steps or (None, None)
    target = run.target
    body: dict[str, Any] = {
        "id": run.id,
        "source": {
            "path": run.path,
            "format": run.format,
            "logger": run.logger or None,
            "files": run.files,
        },
        "axis": {
            "name": run.axis.name,
            "unit": run.axis.unit,
            "first": whole(first),
            "last": whole(last),
        },
        "goal": run.goal,
        "objective": run.objective,
        "series": {"train": None, "validation": None}
        | {role: _series(summary) for role, summary in run.series.items()},
        "columns": {"rejected": [{"name": n, "why": why} for n, why in run.rejected.items()]},
        **_diagnosis(run.diagnosis),
        "target": target
        and {
            "loss": target.loss,
            "by_step": whole(target.by_step),
            "reached": whole(target.reached),
            "met": target.met,
        },
        "restarts": [{"at": whole(r.at), "discarded": r.discarded} for r in run.restarts],
        "notes": [
            {"code": n.code, "count": n.count, "message": n.message, "where": n.where or None}
            for n in run.notes
        ],
        "exit_code": exit_codes.of_run(run, settings),
    }
    return {key: plain(value) for key, value in body.items()}


def plain(value: Any) -> Any:
    """Return a value as JSON can hold it: numpy's types made Python's, non-finite made null."""
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return str(value)
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    if hasattr(value, "tolist"):
        return plain(value.tolist())
    return str(value)


def whole(step: float | None) -> float | None:
    """Return a step as an integer where it is one: people count steps, they do not measure them."""
    return int(step) if step is not None and float(step).is_integer() else step


def _range(steps: tuple[float, float]) -> list[float | None]:
    return [whole(step) for step in steps]


def _series(summary: SeriesSummary) -> dict[str, Any]:
    best = summary.best
    return {
        "name": summary.name,
        "points": summary.points,
        "non_finite": summary.non_finite,
        "first": summary.first,
        "last": summary.last,
        "last_non_finite": summary.last_non_finite,
        "best": best and _best(best),
    }


def _best(best: Best) -> dict[str, Any]:
    return {
        "value": best.value,
        "level": best.level,
        "step": whole(best.step),
        "range": _range(best.range),
    }


def _diagnosis(diagnosis: Diagnosis) -> dict[str, Any]:
    return {
        "verdict": diagnosis.verdict,
        "leaning": diagnosis.leaning,
        "probability": diagnosis.probability,
        "probabilities": diagnosis.probabilities,
        "reason": diagnosis.reason,
        "settling": _settling(diagnosis.settling),
        "convergence": _settling(diagnosis.convergence),
        "noise": _noise(diagnosis.noise),
        "projection": _projection(diagnosis.projection, diagnosis.verdict),
        "findings": [_finding(found) for found in diagnosis.findings],
        "checks": {
            "ran": diagnosis.ran,
            "skipped": [{"code": each.code, "why": each.why} for each in diagnosis.skipped],
            "suppressed": diagnosis.suppressed,
        },
    }


def _settling(settling: Settling | None) -> dict[str, Any] | None:
    if settling is None:
        return None
    return {
        "step": whole(settling.step),
        "interval": _range(settling.interval),
        "share_of_run": settling.share_of_run,
        "loss": settling.loss,
        "ladder": {
            rung.band: {"step": whole(rung.step), "loss": rung.loss} for rung in settling.ladder
        },
        "without_restarts": settling.without_restarts,
    }


def _noise(noise: Noise | None) -> dict[str, Any] | None:
    if noise is None:
        return None
    return {
        "sigma": noise.sigma,
        "band_visible_z": noise.band_visible_z,
        "words": noise.words,
    }


def _projection(projection: Projection | None, verdict: Verdict) -> dict[str, Any] | None:
    """Return what more steps would bring; a gain that cannot be told is null, not zero.

    A line that falls to the end may go on or stop: only the interval says so.
    """
    if projection is None:
        return None
    untold = verdict is Verdict.IMPROVING and projection.gain <= 0 < projection.interval[1]
    return {
        "extra": whole(projection.extra),
        "gain": None if untold else projection.gain,
        "interval": projection.interval,
        "share_of_drop": None if untold else projection.share_of_drop,
    }


def _finding(found: Finding) -> dict[str, Any]:
    span = found.evidence.span
    return {
        "code": found.rule.code,
        "name": found.rule.name,
        "severity": found.severity,
        "message": found.message,
        "series": found.evidence.series or None,
        "steps": span and _range((span.first, span.last)),
        "evidence": found.evidence.values,
        "causes": found.causes,
        "remedies": found.remedies,
    }
