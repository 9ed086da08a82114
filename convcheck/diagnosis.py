"""Run the rules, settle who yields to whom, and gather all that is concluded about a run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from convcheck import cause_weights, rules
from convcheck.advice import (
    HEADLINES,
    causes_that_apply,
    first_remedies,
    one_direction,
    remedies_that_apply,
)
from convcheck.directions import direction_words
from convcheck.drawn_curve import is_falling
from convcheck.findings import NOT_SELECTED, Diagnosis, Finding, Noise, Skipped
from convcheck.needs import missing
from convcheck.noted import is_noted
from convcheck.reasons import guess, settled_at_the_end
from convcheck.roles import ADVERSARIAL
from convcheck.rule import SEVERITIES, Verdict
from convcheck.shares import has_drop
from convcheck.told_levels import counted, explosion_peak, has_noise, told_projection
from convcheck.wording import capitalized, fill, loss, step

if TYPE_CHECKING:
    from convcheck.findings import Settling
    from convcheck.profile import Profile
    from convcheck.rule import Evidence, Rule
    from convcheck.settings import Settings
    from convcheck.siblings import Siblings, Standing

CLEAR_Z, HIDDEN_Z = 10.0, 2.0
"""Band over standard error: above, the band is plainly visible; below, noise hides it."""

OF_THE_COURSE = ("CC3", "CC4")
"""Families of rules that judge the course of the objective, and of validation beside it."""
FOREMOST = ("CC111",)
"""Rules that say what the verdict is worth: before all others that are as grave."""


def diagnose(profile: Profile, settings: Settings) -> Diagnosis:
    """Conclude all that can be concluded about a run."""
    found, ran, skipped = _run_rules(profile, settings)
    decision = profile.decision
    shown, suppressed = _shown(found, settings, known_at_heart(profile), decision.verdict)
    return Diagnosis(
        verdict=decision.verdict,
        leaning=decision.leaning,
        probability=decision.probability,
        reason=_reason(profile),
        settling=_settling(profile),
        noise=_noise(profile),
        projection=told_projection(profile) if _can_go_on(profile) else None,
        findings=shown,
        ran=tuple(ran),
        skipped=tuple(skipped),
        suppressed=suppressed,
        probabilities=decision.probabilities,
    )


def worded(reason: str, profile: Profile) -> str:
    """Return a reason, which is a template, in the words of the objective and of the axis.

    Only a loss can be the loss of a guess, and none that another network fights.
    """
    run, curve = profile.run, profile.objective
    guesses = run.goal == "min" and curve.enough and not is_noted(run.notes, ADVERSARIAL)
    guessed = guess(curve) if guesses else ""
    known = {**direction_words(run), "unit": run.axis.unit, "guess": guessed}
    return reason.format_map({**known, "held": _held(profile.facts)})


def _held(facts: Mapping[str, Any]) -> str:
    """Say what a continued curve takes for granted that the learning rate does not grant."""
    if facts.get("schedule_ended"):
        return ", were the learning rate not at its end"
    return ", were the learning rate held" if facts.get("rate_decays") else ""


def _reason(profile: Profile) -> str:
    """Return what decided; for a run that converged, also what did not keep it from that."""
    told, facts = worded(profile.decision.reason, profile), profile.facts
    if profile.decision.verdict is not Verdict.CONVERGED:
        return told + _exploded(profile)
    if profile.settling is not None and profile.settling.step == profile.objective.step[-1]:
        told = worded(settled_at_the_end(profile.objective), profile)
    until = facts.get("improved_until")
    if until is not None:
        on = f"until {facts['unit']} {step(until)} at least"
        end = "to the end" if facts["improved_to_the_end"] else on
        told += f"; {facts['validation']} went on {facts['falling']} {end}"
    return told + _apart(profile) + _exploded(profile)


def _exploded(profile: Profile) -> str:
    """Tell of an explosion at the start, and whether what is said counts from there."""
    curve = profile.objective
    peak = explosion_peak(curve)
    if peak is None:
        return ""
    height = f"{loss(profile.sign * float(curve.loss[peak]))} at {{unit}} {step(curve.step[peak])}"
    how = "is a part of that {drop}" if counted(profile) is curve else "is left out of account"
    return worded(f"; that it {'was thrown to' if peak else 'began at'} {height} {how}", profile)


def _apart(profile: Profile) -> str:
    """Tell of one or two last values that left the band, and alone show no new level."""
    curve = profile.objective
    away = np.abs(curve.loss - curve.calm.loss) > profile.band.width(curve.total_range)
    if not away[-1:].any():
        return ""
    values = "its last value lies apart" if away.sum() == 1 else "its last two values lie apart"
    return f"; {values} ({loss(profile.sign * float(curve.loss[-1]))}), which alone shows nothing"


def compare(
    diagnosis: Diagnosis, own: Standing, siblings: Siblings, settings: Settings
) -> Diagnosis:
    """Add what a run shows only beside its siblings.

    It takes the place of what the same rule saw in the run alone, and yields as that would.
    """
    known = {**own.facts, (diagnosis.leaning or diagnosis.verdict).value: True}
    found: list[Finding] = []
    for module in rules.comparing():
        rule = module.RULE
        if settings.is_selected(rule.code) and not {*rule.yields_to} & {*diagnosis.suppressed}:
            for evidence in module.check_siblings(own, siblings, _limits(rule, settings)):
                seen = replace(evidence, series=evidence.series or own.role)
                found.append(_finding(rule, rule.beside_siblings, seen, known, settings))
    codes = {finding.rule.code for finding in found}
    alone = [finding for finding in diagnosis.findings if finding.rule.code not in codes]
    shown, suppressed = _shown([*alone, *found], settings, known, diagnosis.verdict)
    return replace(
        diagnosis,
        findings=shown,
        ran=tuple(sorted({*diagnosis.ran, *codes})),
        skipped=tuple(each for each in diagnosis.skipped if each.code not in codes),
        suppressed=tuple(dict.fromkeys([*diagnosis.suppressed, *suppressed])),
    )


def _shown(
    found: Iterable[Finding], settings: Settings, known: Mapping[str, Any], verdict: Verdict
) -> tuple[tuple[Finding, ...], tuple[str, ...]]:
    """Return the findings to show, gravest first, and the codes that settings silence."""
    spoken = _after_yielding(found)
    kept = [finding for finding in spoken if not settings.is_ignored(finding.rule.code)]
    silenced = dict.fromkeys(each.rule.code for each in spoken if each not in kept)
    return one_direction(sorted(kept, key=_gravest_first), known, verdict), tuple(silenced)


def _run_rules(
    profile: Profile, settings: Settings
) -> tuple[list[Finding], list[str], list[Skipped]]:
    found: list[Finding] = []
    ran: list[str] = []
    skipped: list[Skipped] = []
    for module in rules.modules():
        rule = module.RULE
        if not settings.is_selected(rule.code):
            skipped.append(Skipped(rule.code, NOT_SELECTED))
        elif lack := missing(rule, profile):
            skipped.append(Skipped(rule.code, lack))
        else:
            ran.append(rule.code)
            for evidence in module.check(profile, _limits(rule, settings)):
                seen = replace(evidence, series=evidence.series or profile.run.objective.role)
                known = known_at_heart(profile)
                told = _finding(rule, rule.message, seen, known, settings)
                found.append(_of_one_side(told, profile, settings))
    return found, ran, skipped


def _of_one_side(finding: Finding, profile: Profile, settings: Settings) -> Finding:
    """Tell of the course of one of two losses that pull against one another, but call it no fault.

    Either may rise or rest while both networks learn, so that nothing is known to be mended.
    """
    code = finding.rule.code
    if not is_noted(profile.run.notes, ADVERSARIAL) or not code.startswith(OF_THE_COURSE):
        return finding
    severity = settings.severities.get(code) or "info"
    return replace(finding, severity=severity, causes=(), remedies=(), first_remedies=0, chances={})


def _limits(rule: Rule, settings: Settings) -> dict[str, float]:
    """Return the limits of a rule by name, as set by the user or by default."""
    return {limit.name: limit.value for limit in rule.limits} | settings.limits_of(rule.code)


def known_at_heart(profile: Profile) -> dict[str, Any]:
    """Return the facts of a run and, as one more fact, its verdict or what it leans to."""
    decision = profile.decision
    return {**profile.facts, (decision.leaning or decision.verdict).value: True}


def _finding(
    rule: Rule, template: str, evidence: Evidence, known: Mapping[str, Any], settings: Settings
) -> Finding:
    """Word what a rule saw; severity set by the user counts before that of the evidence."""
    facts = {**known, **evidence.values}
    causes = causes_that_apply(rule, facts, evidence.causes)
    return Finding(
        rule=rule,
        severity=settings.severities.get(rule.code) or evidence.severity or rule.severity,
        evidence=evidence,
        message=capitalized(fill(template, facts)),
        causes=causes,
        remedies=remedies_that_apply(rule, facts, causes),
        first_remedies=first_remedies(rule, facts, causes),
        chances=cause_weights.chances(causes, facts),
    )


def _after_yielding(found: Iterable[Finding]) -> list[Finding]:
    """Leave out what another finding explains: one disease, one headline.

    Only a finding that is at least as grave explains another away.
    """
    findings = list(found)
    gravest: dict[str, int] = {}
    for finding in findings:
        code, grade = finding.rule.code, SEVERITIES.index(finding.severity)
        gravest[code] = min(grade, gravest.get(code, grade))
    return [
        finding
        for finding in findings
        if not any(
            gravest.get(code, len(SEVERITIES)) <= SEVERITIES.index(finding.severity)
            for code in finding.rule.yields_to
        )
    ]


def _gravest_first(finding: Finding) -> tuple[int, int, str]:
    code, order = finding.rule.code, (*FOREMOST, *HEADLINES)
    relevance = order.index(code) if code in order else len(order)
    return SEVERITIES.index(finding.severity), relevance, code


def _settling(profile: Profile) -> Settling | None:
    if profile.settling is None or not _is_settling_told(profile):
        return None
    without_restarts = profile.free_of_restarts is not profile.objective
    return replace(profile.settling, without_restarts=without_restarts)


def _is_settling_told(profile: Profile) -> bool:
    """Return whether a settling step means something: always where the verdict rests on it."""
    if profile.decision.verdict is Verdict.CONVERGED:
        return True
    whole = counted(profile) is profile.objective  # else it would be the way back from an explosion
    return (whole and _can_go_on(profile)) or (profile.band.absolute and not _is_lost(profile))


def _can_go_on(profile: Profile) -> bool:
    """Return whether the run is a falling curve with a drop, still held, that shares are of."""
    curve = counted(profile)
    if not curve.enough or _is_lost(profile):
        return False
    return curve.constant or (has_drop(curve) and is_falling(curve))


def _is_lost(profile: Profile) -> bool:
    decision = profile.decision
    return (decision.leaning or decision.verdict) is Verdict.DIVERGED


def _noise(profile: Profile) -> Noise | None:
    """Tell the noise; what a run that is no falling curve leaves about one is shape."""
    whole = counted(profile).calm
    curve = whole.contained
    if not curve.enough or _is_lost(profile) or not (is_falling(curve) and has_noise(curve)):
        return None
    if profile.objective.constant:
        return Noise(0.0, None, "no noise at all: every value is the same")
    if curve.constant:
        return None
    width = profile.band.width(whole.total_range)
    z = curve.visibility(width)
    if z >= CLEAR_Z:
        seen = "the band is plainly visible"
    elif z >= HIDDEN_Z:
        seen = "the band is visible"
    else:
        seen = "noise hides the band"
    told = f"{curve.noise / whole.total_range:.2g} of the {{drop}}"
    if not has_drop(curve):
        told = f"{loss(curve.noise)}, further than the {{what}} {{fell}}"
        seen = f"over many values {seen}" if z >= HIDDEN_Z else seen
    words = f"one logged value scatters by {told.format_map(profile.facts)}; {seen}"
    return Noise(curve.noise, min(z, 1e9), words)
