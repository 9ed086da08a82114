"""Which causes and remedies of a rule apply to a run, and in which order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from convcheck import cause_weights
from convcheck.wording import fill, placeholders

if TYPE_CHECKING:
    from convcheck.findings import Finding
    from convcheck.rule import Cause, Remedy, Rule

MOST_REMEDIES = 5
"""More advice than this is none."""
MOST_CAUSES = 3
"""Causes that a report names unless asked for more; ``explain`` has them all."""
HEADLINES = ("CC201", "CC301", "CC302", "CC304", "CC303")
"""Rules whose symptom is the verdict: their causes are those of the outcome."""
OPPOSITES = {
    "learning-rate-too-large": "learning-rate-too-small",
    "learning-rate-too-small": "learning-rate-too-large",
}
"""Causes whose remedies undo each other: only those of the likelier one are advised."""
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
    holding = [cause for cause in rule.causes if _holds(cause, facts)]
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
    they can be tried at once; the others follow by rank of their cause. A remedy applies where
    every fact that it speaks of is known, its cause is named and likelier than the opposite one,
    and the log does not show that it was done already.
    """
    applicable = [
        remedy
        for remedy in rule.remedies
        if _holds(remedy, facts)
        and all(facts.get(name) is not None for name in placeholders(remedy.text))
        and (not remedy.cause or _is_likelier(remedy.cause, causes))
    ]
    applicable.sort(key=lambda remedy: _turn(remedy, causes))
    return tuple(_sentence(fill(remedy.text, facts)) for remedy in applicable[:MOST_REMEDIES])


def _is_likelier(cause: str, causes: Sequence[str]) -> bool:
    """Tell whether a cause is named, and before its opposite."""
    pair = [each for each in causes if each in (cause, OPPOSITES.get(cause))]
    return pair[:1] == [cause]


def _turn(remedy: Remedy, causes: Sequence[str]) -> tuple[int, int]:
    if not remedy.cause:
        return 0, 0
    rank = causes.index(remedy.cause)
    sized = bool(placeholders(remedy.text)) and rank < MOST_CAUSES
    return 1 if sized else 2, rank


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


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
