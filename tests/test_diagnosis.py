"""Running the rules: who yields, what is suppressed, and what comes first."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from convcheck import rules
from convcheck.advice import likeliest_causes, remedies_that_apply
from convcheck.causes import CAUSES
from convcheck.diagnosis import diagnose
from convcheck.examples import build
from convcheck.findings import Diagnosis
from convcheck.model import Axis, Note, Run, Series
from convcheck.profile import Profile
from convcheck.rule import SEVERITIES, Example, Verdict
from convcheck.settings import Settings


def _diagnose(family: str, settings: Settings | None = None, **parameters: object) -> Diagnosis:
    return diagnose(Profile(build(Example(family, parameters))), settings or Settings())


def _codes(diagnosis: Diagnosis) -> list[str]:
    return [found.rule.code for found in diagnosis.findings]


def test_one_disease_has_one_headline() -> None:
    """A NaN explains the divergence: only the NaN is an error."""
    errors = [f.rule.code for f in _diagnose("not_finite").findings if f.severity == "error"]
    assert ["CC201"] == errors


def test_a_milder_finding_explains_nothing_away() -> None:
    """A NaN that was survived is a warning, and leaves a graver finding its place."""
    diagnosis = _diagnose("flat", points=400, missing=3)
    assert Verdict.STUCK is diagnosis.verdict
    assert "CC302" in _codes(diagnosis)


def test_suppressed_findings_are_counted() -> None:
    """What settings silence is not shown, and its code is reported."""
    diagnosis = _diagnose("overfitting", Settings(ignore=("CC4",)))
    assert "CC401" not in _codes(diagnosis)
    assert "CC401" in diagnosis.suppressed


def test_a_rule_that_is_not_selected_is_skipped() -> None:
    """Selection names what runs; all else is skipped, and said to be."""
    diagnosis = _diagnose("exponential", Settings(select=("CC1",)))
    assert all(code.startswith("CC1") for code in diagnosis.ran)
    assert "not selected" == next(s.why for s in diagnosis.skipped if s.code == "CC301")


def test_the_user_sets_the_severity() -> None:
    """A severity from the settings counts before that of the rule and the evidence."""
    diagnosis = _diagnose("overfitting", Settings(severities={"CC401": "error"}))
    assert "error" == next(f.severity for f in diagnosis.findings if f.rule.code == "CC401")


def test_the_user_sets_the_limits() -> None:
    """A limit from the settings reaches the rule."""
    assert "CC401" not in _codes(_diagnose("overfitting", Settings(limits={"CC401.rise": 50.0})))


def test_the_gravest_comes_first() -> None:
    """Findings are ordered by severity, then by relevance."""
    diagnosis = _diagnose("overfitting", resumed_at=0.5)
    grades = [SEVERITIES.index(found.severity) for found in diagnosis.findings]
    assert sorted(grades) == grades


def test_every_rule_ran_or_is_said_to_have_been_skipped() -> None:
    """No rule is left out silently."""
    from convcheck.rules import all_rules

    diagnosis = _diagnose("exponential")
    told = [*diagnosis.ran, *(each.code for each in diagnosis.skipped)]
    assert sorted(rule.code for rule in all_rules()) == sorted(told)


def test_steps_are_worded_with_separators() -> None:
    """A person reads 1,200, not 1200.0."""
    message = next(f.message for f in _diagnose("not_finite").findings if f.rule.code == "CC201")
    assert "1,200" in message


def test_advice_knows_what_the_log_shows() -> None:
    """Where the rate is logged the advice names it; where not, it gives a factor."""
    named = _diagnose("blow_up", Settings(select=("CC204",)), gradient_norm="exploding")
    rated = _diagnose(
        "blow_up", Settings(select=("CC204",)), gradient_norm="exploding", learning_rate="constant"
    )
    assert any("by a factor of 3 to 10" in text for text in named.findings[0].remedies)
    assert any("from 0.001 to" in text for text in rated.findings[0].remedies)


def test_a_run_without_a_finite_point_is_diagnosed() -> None:
    """A loss that was never a number has diverged, and nothing breaks."""
    run = build(Example("exponential", {"points": 50}))
    lost = replace(run.objective, value=run.objective.value * float("nan"))
    bare = replace(run, objective=lost, series={"train": lost})
    diagnosis = diagnose(Profile(bare), Settings())
    assert Verdict.DIVERGED is diagnosis.verdict
    assert "CC201" in _codes(diagnosis)


def test_a_log_of_one_point_is_diagnosed() -> None:
    """One point tells nothing, and that is said."""
    run = build(Example("exponential", {"points": 20}))
    first = replace(run.objective, step=run.objective.step[:1], value=run.objective.value[:1])
    short = replace(run, objective=first, series={"train": first})
    diagnosis = diagnose(Profile(short), Settings())
    assert Verdict.INCONCLUSIVE is diagnosis.verdict
    assert "CC108" in _codes(diagnosis)


def test_notes_of_readers_reach_the_findings() -> None:
    """What a reader met in the file is a finding about the log."""
    run = build(Example("exponential"))
    noted = replace(run, notes=(Note("truncated-log", "cut"), Note("checksum-mismatch", "bad", 3)))
    codes = _codes(diagnose(Profile(noted), Settings()))
    assert {"CC102", "CC110"} <= set(codes)


def test_the_likeliest_causes_are_known_and_named_once() -> None:
    """Causes over all findings are ranked without repetition."""
    causes = likeliest_causes(_diagnose("overfitting").findings)
    assert len(set(causes)) == len(causes)
    assert set() == set(causes) - set(CAUSES)


def test_what_a_telling_symptom_points_to_stands_behind_two_causes_of_the_verdict() -> None:
    """An overfitted run that still improves: the first cause of CC401 is among the first three."""
    found = _diagnose("overfitting").findings[0]
    verdict = ("too-few-steps", "learning-rate-too-small", "batch-too-small")
    improving = replace(found, rule=rules.rule("CC303"), causes=verdict)
    overfitted = replace(found, rule=rules.rule("CC401"), causes=("too-little-data",))
    expected = ("too-few-steps", "learning-rate-too-small", "too-little-data", "batch-too-small")
    assert expected == likeliest_causes([overfitted, improving])


def test_what_the_log_sizes_is_advised_before_what_it_does_not() -> None:
    """Of likely causes the remedy with the log's numbers leads; an unlikely cause's stays back."""
    gain = {"gain": 0.02, "gain_low": 0.0, "gain_high": 0.1, "gain_share": 0.01}
    facts = {"extra": 39.0, "unit": "epoch", "rate": 0.1, "rate_threefold": 0.3, **gain}
    facts |= {"improving": True, "drop": "drop"}
    causes = ("badly-scaled-initialisation", "too-few-steps", "batch-too-small")
    advised = remedies_that_apply(
        rules.rule("CC303"), facts, (*causes, "data-not-shuffled", "learning-rate-too-small")
    )
    openings = [" ".join(remedy.split()[:2]) for remedy in advised]
    assert ["Train for", "Initialise with", "Enlarge the", "Shuffle the", "Raise the"] == openings


def test_no_remedy_undoes_that_of_a_likelier_cause() -> None:
    """Where the rate may rather be too large, nobody is told to raise it."""
    facts = {"rate": 0.1, "rate_threefold": 0.3}
    raised = [
        remedies_that_apply(rules.rule("CC303"), facts, causes)
        for causes in (
            ("learning-rate-too-large", "learning-rate-too-small"),
            ("learning-rate-too-small", "learning-rate-too-large"),
        )
    ]
    assert [False, True] == [any("raise" in text.lower() for text in texts) for texts in raised]


@pytest.mark.filterwarnings("error::RuntimeWarning")
def test_a_short_explosion_is_diagnosed_without_a_stray_warning() -> None:
    """A dozen records that explode to NaN give a verdict, and nothing on standard error."""
    loss = np.array([2.1, 8e2, 2.5e7, 2.5e21, 5e63, 3e190, np.inf, *[np.nan] * 5])
    step = np.arange(1.0, 13.0)
    train = Series("loss", "train", step, loss)
    run = Run("r", "r", "csv", "", (), Axis("step", "step"), "min", train, {"train": train})
    assert Verdict.DIVERGED is diagnose(Profile(run), Settings()).verdict
