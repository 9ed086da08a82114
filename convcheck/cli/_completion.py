"""What a shell offers where a value is typed: formats, codes of rules, verdicts.

Each function gets what is typed so far and returns values with their help.
"""

from __future__ import annotations

from collections.abc import Iterable

Offers = list[tuple[str, str]]


def reports(incomplete: str) -> Offers:
    """Offer formats of reports."""
    from convcheck import reporters

    return _begun(incomplete, ((name, reporters.get(name).SUMMARY) for name in reporters.names()))


def logs(incomplete: str) -> Offers:
    """Offer formats of logs."""
    from convcheck import readers

    return _begun(incomplete, ((name, "") for name in readers.names()))


def codes(incomplete: str) -> Offers:
    """Offer rules, in a list that may have begun."""
    return _listed(incomplete, _rules())


def verdicts(incomplete: str) -> Offers:
    """Offer verdicts, in a list that may have begun."""
    return _listed(incomplete, _verdicts())


def explained(incomplete: str) -> Offers:
    """Offer all that can be explained: rules by code, by name where one is begun, and verdicts."""
    from convcheck import rules

    named = [(rule.name, rule.summary) for rule in rules.all_rules()] if incomplete else []
    return _begun(incomplete, [*_rules(), *_verdicts(), *named])


def _rules() -> Offers:
    from convcheck import rules

    return [(rule.code, rule.name) for rule in rules.all_rules()]


def _verdicts() -> Offers:
    from convcheck.rule import Verdict

    return [(verdict.value, "") for verdict in Verdict]


def _begun(incomplete: str, known: Iterable[tuple[str, str]]) -> Offers:
    return [(name, told) for name, told in known if name.startswith(incomplete)]


def _listed(incomplete: str, known: Iterable[tuple[str, str]]) -> Offers:
    before, comma, last = incomplete.rpartition(",")
    return [(before + comma + name, told) for name, told in _begun(last, known)]
