"""Which causes a report names as likely, and which remedies it tells first."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest

from convcheck import cause_weights, reporters, rules
from convcheck.advice import (
    SUSPECTED,
    doubtful_causes,
    first_remedies,
    one_direction,
    remedies_that_apply,
)
from convcheck.causes import CAUSES, NO_FAULTS
from convcheck.decision import Decision
from convcheck.diagnosis import diagnose
from convcheck.examples import build
from convcheck.findings import Diagnosis, Finding
from convcheck.profile import Profile
from convcheck.report import Report
from convcheck.reporters import Look
from convcheck.reporters._headline import advice
from convcheck.rule import Example, Severity, Verdict
from convcheck.run_report import report_run
from convcheck.settings import Settings
from tests.rules._logged import noise, run_of_values

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


WAYS = re.compile(r"[Rr]aise|larger learning rate|[Ll]ower the (peak|learning)|rate decay")
"""What moves the learning rate, up or down."""


def _ways(diagnosis: Diagnosis) -> set[str]:
    """Return where the headline and the remedies of a run move its learning rate."""
    report = report_run(STILL_FALLING, diagnosis, Settings())
    texts = [*advice(report), *(text for each in diagnosis.findings for text in each.remedies)]
    told = [found[0] for text in texts for found in WAYS.finditer(text)]
    return {"down" if "ower" in each or "decay" in each else "up" for each in told}


def _of_rate(verdict: Verdict, *codes: str, loss: np.ndarray) -> Diagnosis:
    rate = {"learning_rate": np.full(len(loss), 1e-3)}
    profile = Profile(run_of_values(loss, others=rate))
    profile.__dict__["decision"] = Decision(verdict, "it is so", 0.9)
    return diagnose(profile, Settings(select=codes))


LOUD = 2.0 - np.linspace(0.0, 1.0, 400) + 0.4 * noise(400)
"""A loss whose noise hides the band while it falls."""


def test_a_run_that_improves_is_not_told_to_lower_its_rate() -> None:
    """The verdict says that a larger one gets there sooner; the noise of a constant rate yields."""
    improving = _of_rate(Verdict.IMPROVING, "CC303", "CC308", loss=LOUD)
    assert {"CC303", "CC308"} == {found.rule.code for found in improving.findings}
    assert {"up"} == _ways(improving)


def test_where_nothing_says_otherwise_a_rate_may_come_down() -> None:
    """Of a run that rests the noise of a constant rate is worth a decay."""
    assert {"down"} == _ways(_of_rate(Verdict.CONVERGED, "CC308", loss=LOUD))


RATE = {"learning_rate": np.full(400, 1e-3)}
CREEPS = 2.0 - 0.1 * np.linspace(0.0, 1.0, 400) + 0.001 * noise(400)
CREEPS[[120, 250]] += 0.5
"""A loss that creeps, which asks for a larger rate, and leaps, which asks for a smaller one."""


@pytest.mark.parametrize(("grave", "way"), [("CC305", "down"), ("CC310", "up")])
def test_the_gravest_finding_decides_where_the_rate_goes(grave: str, way: str) -> None:
    """Information does not gainsay a warning, and what it says beside that stays."""
    alone = [_of_rate(Verdict.INCONCLUSIVE, code, loss=CREEPS) for code in ("CC305", "CC310")]
    found: list[Finding] = [each for told in alone for each in told.findings]
    assert {"up", "down"} == set().union(*map(_ways, alone))
    graded = [
        replace(each, severity="warning" if each.rule.code == grave else "info") for each in found
    ]
    known = Profile(run_of_values(CREEPS, others=RATE)).facts
    told = one_direction(graded, known, Verdict.IMPROVING)
    assert {way} == _ways(replace(alone[0], findings=told))
    assert all(each.remedies for each in told)
