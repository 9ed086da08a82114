"""Which causes and remedies of a rule apply to a run, and in which order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal

from convcheck import cause_weights
from convcheck.causes import NO_FAULTS, OF_NETWORKS
from convcheck.rule import Verdict
from convcheck.wording import capitalized, fill, placeholders

if TYPE_CHECKING:
    from convcheck.findings import Diagnosis, Finding
    from convcheck.rule import Cause, Remedy, Rule

    Direction = Literal["up", "down"]

MOST_REMEDIES = 5
"""More advice than this is none."""
MOST_CAUSES = 3
"""Causes that a report names unless asked for more; ``explain`` has them all."""
HEADLINES = ("CC201", "CC301", "CC302", "CC304", "CC303")
"""Rules whose symptom is the verdict: their causes are those of the outcome."""
LEAST_CHANCE = 0.05
"""Chance of a cause below which its remedies are not among the first, unless a fact of the log
speaks for it: hardly more than that of any of the 23 causes with nothing known."""
SUSPECTED = 0.3
"""Chance from which a fault is called likely though the run looks sound. In trainings with known
faults that do, 25 of 47 faults named above it were the right one, and 81 of 1,067 below."""
OPPOSITES = {
    "learning-rate-too-large": "learning-rate-too-small",
    "learning-rate-too-small": "learning-rate-too-large",
}
"""Causes whose remedies undo each other: only those of the likelier one are advised."""
DIRECTIONS: Mapping[str, Direction] = {
    "learning-rate-too-small": "up",
    "rate-decayed-too-early": "up",
    "learning-rate-too-large": "down",
    "constant-rate-floor": "down",
}
"""Causes whose remedies move the learning rate, and where to: held for longer it is up as well."""
OF_THE_RATE = "rate"
"""Word of a remedy that moves the rate: others of these causes, such as an average of the weights,
go with either direction."""
TELLING = ("CC101", "CC102", "CC204", "CC401")
"""Rules whose symptom points to its first cause whatever the verdict: a counter that went back, a
cut record, an exploding gradient, a model that knows its examples by heart."""
BEFORE_TELLING = 2
"""Causes of the verdict that stay in front of what such a symptom points to."""


def causes_that_apply(
    rule: Rule, facts: Mapping[str, Any], first: Sequence[str]
) -> tuple[str, ...]:
    """Return ids of causes, likeliest first.

    First come those that the evidence names and those that a fact proves which few logs hold;
    the others follow in the rule's own order or, where the symptom is the verdict itself, by how
    much the facts speak for each. A rule may name a cause twice, early where a fact speaks for it
    and late where none does.
    """
    none = OF_NETWORKS if facts.get("boosted") else frozenset()
    holding = [cause for cause in rule.causes if _holds(cause, facts) and cause.id not in none]
    first = [cause for cause in first if cause not in none]
    named = list(dict.fromkeys([*first, *(cause.id for cause in holding)]))
    if rule.code not in HEADLINES:
        return tuple(named)
    proven = [c.id for c in holding if c.needs and not cause_weights.known_facts() & {*c.needs}]
    ranked = cause_weights.likeliest_first(named, facts)
    return tuple(dict.fromkeys([*first, *proven, *ranked]))


def remedies_that_apply(
    rule: Rule, facts: Mapping[str, Any], causes: Sequence[str]
) -> tuple[str, ...]:
    """Return the remedies that apply, filled in: the ones to try first leading.

    General ones lead, then those for a likely cause that are sized by the log's own numbers, for
    they can be tried at once; the others follow by rank of their cause, those for unlikely causes
    last. A remedy applies where every fact that it speaks of is known, its cause is named and
    likelier than the opposite one, and the log does not show that it was done already.
    """
    return _told(_applicable(rule, facts, causes), facts)


def first_remedies(rule: Rule, facts: Mapping[str, Any], causes: Sequence[str]) -> int:
    """Return how many of ``remedies_that_apply`` are general or for a likely cause.

    Likely are the first causes, but none that the facts hardly speak for: fewer remedies are
    better than wrong ones.
    """
    return _count_first(_applicable(rule, facts, causes), _likely(rule, facts, causes))


def one_direction(
    findings: Sequence[Finding], known: Mapping[str, Any], verdict: Verdict
) -> tuple[Finding, ...]:
    """Leave out of findings, gravest first, what moves the learning rate against the report.

    The gravest finding that moves it decides, as the headline repeats its advice. Where none that
    is grave does, a run that improves is not slowed down, for its verdict advises a larger rate:
    of 12 labelled trainings that were told both, the rate was too large in none.
    """
    able = [_remedies_of(found, known) if found.remedies else [] for found in findings]
    way = _way(findings, [list(map(_direction, each)) for each in able], known, verdict)
    told = list(findings)
    for at, remedies in enumerate(able):
        left = [each for each in remedies if _direction(each) in (None, way)]
        if len(left) < len(remedies):
            told[at] = _with_remedies(findings[at], left, known)
    return tuple(told)


def _way(
    findings: Sequence[Finding],
    moves: Sequence[Sequence[Direction | None]],
    known: Mapping[str, Any],
    verdict: Verdict,
) -> Direction | None:
    """Return where the report moves the learning rate; ``moves`` are those of each finding."""
    grave = [each for found, each in zip(findings, moves, strict=True) if found.severity != "info"]
    ways = [way for each in (*grave, *moves) for way in each if way]
    if verdict is not Verdict.IMPROVING or any(any(each) for each in grave):
        return next(iter(ways), None)
    advised = any(found.first_remedies for found in findings if found.severity != "info")
    larger = not advised and not known.get("validation_turned")
    return "up" if larger or "up" in ways else next(iter(ways), None)


def _remedies_of(found: Finding, known: Mapping[str, Any]) -> list[Remedy]:
    facts = {**known, **found.evidence.values}
    return _applicable(found.rule, facts, found.causes)


def _with_remedies(found: Finding, left: Sequence[Remedy], known: Mapping[str, Any]) -> Finding:
    facts = {**known, **found.evidence.values}
    first = _count_first(left, _likely(found.rule, facts, found.causes))
    return replace(found, remedies=_told(left, facts), first_remedies=first)


def _direction(remedy: Remedy) -> Direction | None:
    """Return where a remedy moves the learning rate; None where it does not."""
    return DIRECTIONS.get(remedy.cause) if OF_THE_RATE in remedy.text else None


def _told(remedies: Sequence[Remedy], facts: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(capitalized(fill(remedy.text, facts)) for remedy in remedies[:MOST_REMEDIES])


def _count_first(remedies: Sequence[Remedy], likely: frozenset[str]) -> int:
    return sum(not each.cause or each.cause in likely for each in remedies[:MOST_REMEDIES])


def _applicable(rule: Rule, facts: Mapping[str, Any], causes: Sequence[str]) -> list[Remedy]:
    applicable = [
        remedy
        for remedy in rule.remedies
        if _holds(remedy, facts)
        and all(facts.get(name) is not None for name in placeholders(remedy.text))
        and (not remedy.cause or _is_likelier(remedy.cause, causes))
    ]
    likely = _likely(rule, facts, causes)
    return sorted(applicable, key=lambda remedy: _turn(remedy, causes, likely))


def _likely(rule: Rule, facts: Mapping[str, Any], causes: Sequence[str]) -> frozenset[str]:
    """Return the first causes; where facts rank them, those that the facts speak for."""
    first = frozenset(causes[:MOST_CAUSES])
    if rule.code not in HEADLINES:
        return first
    told = {cause.id for cause in rule.causes if cause.needs and _holds(cause, facts)}
    chances = cause_weights.chances(first, facts)
    return frozenset(c for c in first if c in told or chances.get(c, 1.0) >= LEAST_CHANCE)


def _is_likelier(cause: str, causes: Sequence[str]) -> bool:
    """Tell whether a cause is named, and before its opposite."""
    pair = [each for each in causes if each in (cause, OPPOSITES.get(cause))]
    return pair[:1] == [cause]


def _turn(remedy: Remedy, causes: Sequence[str], likely: frozenset[str]) -> tuple[int, int]:
    if not remedy.cause:
        return 0, 0
    rank = causes.index(remedy.cause)
    if remedy.cause not in likely:
        return 3, rank
    return 1 if placeholders(remedy.text) else 2, rank


def looks_sound(diagnosis: Diagnosis) -> bool:
    """Return whether a run did what it should: nothing graver than information was found."""
    verdict = diagnosis.leaning or diagnosis.verdict
    grave = any(finding.severity != "info" for finding in diagnosis.findings)
    return verdict in (Verdict.CONVERGED, Verdict.IMPROVING) and not grave


def doubtful_causes(finding: Finding) -> frozenset[str]:
    """Return the causes of a finding that are not likely in a run that looks sound.

    They are the faults that the facts do not make likely: most often nothing is wrong there, so
    that they are worth a look only where the finding comes as a surprise.
    """
    return frozenset(
        cause
        for cause in finding.causes
        if cause not in NO_FAULTS and finding.chances.get(cause, 0.0) < SUSPECTED
    )


def likeliest_causes(findings: Iterable[Finding]) -> tuple[str, ...]:
    """Return ids of causes over all findings of a run, likeliest first.

    The first ones of the finding that explains the verdict lead; then come those that a telling
    symptom points to, the others of the verdict, and of every other finding by rank.
    """
    explained = [finding for finding in findings if finding.causes]
    headlines = [finding for finding in explained if finding.rule.code in HEADLINES]
    others = [finding for finding in explained if finding not in headlines]
    ranked = list(dict.fromkeys(cause for finding in headlines for cause in finding.causes))
    told = [finding.causes[0] for finding in others if finding.rule.code in TELLING]
    ranked[BEFORE_TELLING:BEFORE_TELLING] = told
    longest = max((len(finding.causes) for finding in others), default=0)
    for rank in range(longest):
        ranked.extend(finding.causes[rank] for finding in others if rank < len(finding.causes))
    return tuple(dict.fromkeys(ranked))


def _holds(item: Cause | Remedy, facts: Mapping[str, Any]) -> bool:
    known = all(facts.get(name) for name in item.needs)
    return known and not any(facts.get(name) for name in item.unless)
