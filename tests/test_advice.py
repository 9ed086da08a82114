"""Which causes a report names as likely, and which remedies it tells first."""

from __future__ import annotations

from dataclasses import replace

import pytest

from convcheck import cause_weights, reporters, rules
from convcheck.advice import SUSPECTED, doubtful_causes, first_remedies, remedies_that_apply
from convcheck.causes import CAUSES, NO_FAULTS
from convcheck.diagnosis import diagnose
from convcheck.examples import build
from convcheck.findings import Diagnosis
from convcheck.profile import Profile
from convcheck.report import Report
from convcheck.reporters import Look
from convcheck.rule import Example, Severity
from convcheck.run_report import report_run
from convcheck.settings import Settings

STILL_FALLING = Profile(build(Example("exponential", {"cut": 0.15, "points": 400, "seed": 1})))
"""A training that does as it should, and was stopped on its way."""


def _text(diagnosis: Diagnosis, form: str = "terminal") -> str:
    settings = Settings()
    report = Report((report_run(STILL_FALLING, diagnosis, settings),), (), settings)
    text = reporters.get(form).render(report, Look(plot=False))
    return " ".join(text.split())


def _still_falling(
    severity: Severity, causes: tuple[str, ...], chances: dict[str, float]
) -> Diagnosis:
    diagnosis = diagnose(STILL_FALLING, Settings())
    found = next(each for each in diagnosis.findings if each.rule.code == "CC303")
    found = replace(found, severity=severity, causes=causes, chances=chances)
    return replace(diagnosis, findings=(found,))


CAUSES_OF_IT = ("corrupted-labels", "learning-rate-too-large", "too-few-steps")


def test_a_sound_run_is_suspected_of_no_unlikely_fault() -> None:
    """With information only, what is no fault is likely; faults are for those it surprises."""
    chances = {"corrupted-labels": 0.2, "learning-rate-too-large": 0.1, "too-few-steps": 0.1}
    text = _text(_still_falling("info", CAUSES_OF_IT, chances))
    assert "Likely causes: too few steps If" in text
    assert "If this surprises you: corrupted labels, learning rate too large" in text


def test_a_fault_that_the_facts_make_likely_is_named_as_such() -> None:
    """Also in a run that looks sound a fault with a chance above the limit is called likely."""
    text = _text(_still_falling("info", CAUSES_OF_IT, {"corrupted-labels": SUSPECTED}))
    assert "Likely causes: corrupted labels, too few steps If" in text


def test_a_run_with_a_warning_is_told_its_causes_outright() -> None:
    """Where something is wrong, the causes keep their order and no reserve is made."""
    text = _text(_still_falling("warning", CAUSES_OF_IT, {}))
    assert "Likely causes: corrupted labels, learning rate too large, too few steps" in text
    assert "surprises" not in text


def test_all_that_is_no_fault_is_a_known_cause_and_never_in_doubt() -> None:
    """The causes that accuse nobody are ids of the catalogue."""
    assert set() == set(NO_FAULTS) - set(CAUSES)
    found = _still_falling("info", tuple(NO_FAULTS), {}).findings[0]
    assert frozenset() == doubtful_causes(found)


def test_remedies_of_the_fourth_cause_are_not_among_the_first() -> None:
    """Where the likelier causes have one remedy, one is told first and the others stay back."""
    causes = (*CAUSES_OF_IT, "data-not-shuffled", "badly-scaled-initialisation")
    gain = {"gain": 0.02, "gain_low": 0.0, "gain_high": 0.1, "gain_share": 0.01}
    facts = {"extra": 39.0, "unit": "epoch", "improving": True, "drop": "drop", **gain}
    rule = rules.rule("CC303")
    told = remedies_that_apply(rule, facts, causes)
    assert 1 == first_remedies(rule, facts, causes)
    assert told[0].startswith("Train for")
    assert len(told) > 1


@pytest.mark.parametrize(("chance", "count"), [(0.01, 0), (0.5, 1)])
def test_remedies_of_an_unlikely_cause_are_not_among_the_first(
    chance: float, count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A cause that stands first but that the facts hardly speak for has no remedy told first."""
    monkeypatch.setattr(cause_weights, "chances", lambda causes, _: dict.fromkeys(causes, chance))
    causes = ("data-not-shuffled",)
    assert count == first_remedies(rules.rule("CC303"), {}, causes)
    assert 1 == first_remedies(rules.rule("CC303"), {"rings": True}, causes)


def test_markdown_says_where_the_remedies_are_that_it_leaves_out() -> None:
    """Nothing is left out silently: how many there are and which command tells them."""
    diagnosis = diagnose(STILL_FALLING, Settings())
    found = next(each for each in diagnosis.findings if each.rule.code == "CC303")
    shown = replace(found, remedies=("open", "shut", "wait"), first_remedies=1)
    text = _text(replace(diagnosis, findings=(shown,)), "markdown")
    assert "2 more for less likely causes: `convcheck explain CC303`" in text
    assert "1. Open." in text
    assert "shut" not in text.lower()


def test_chances_are_shares_of_all_faults() -> None:
    """The chances of all causes with weights add to one, and keep their order."""
    facts = {"improving": True, "rings": True}
    every = list(cause_weights.load())
    chances = cause_weights.chances([*every, "local-minimum"], facts)
    assert pytest.approx(1.0) == sum(chances.values())
    assert "local-minimum" not in chances
    ranked = cause_weights.likeliest_first(every, facts)
    assert ranked == sorted(ranked, key=lambda cause: -chances[cause])
