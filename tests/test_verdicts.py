"""What the texts of the verdicts promise."""

from __future__ import annotations

from dataclasses import replace

import pytest

from convcheck.decision import BURDEN_OF_PROOF
from convcheck.reporters._headline import advice
from convcheck.rule import Verdict
from convcheck.verdicts import SURE, VERDICTS
from tests.reporters._made import HEALTHY


@pytest.mark.parametrize("verdict", [each for each in Verdict if each != "inconclusive"])
def test_advice_of_an_unsure_verdict_says_what_to_look_at_first(verdict: Verdict) -> None:
    """Below 70 % nobody is sent to change a training before a look at its curve."""
    text = VERDICTS[verdict]
    assert (text.advice, text.advice) == (text.advice_at(SURE), text.advice_at(None))
    assert {"see", "look"} & set(text.advice_at(SURE - 0.01).lower().split())


def test_a_report_without_grave_findings_advises_by_how_sure_it_is() -> None:
    """A run that converged at 55 % is not told that longer training would be wasted."""
    unsure = replace(HEALTHY, diagnosis=replace(HEALTHY.diagnosis, probability=0.55, findings=()))
    assert [VERDICTS[Verdict.CONVERGED].when_unsure] == advice(unsure)


def test_how_it_is_decided_names_the_lead_that_is_asked_of_converged() -> None:
    """The factors told are those decided by: one beside improving, one beside all others."""
    improving = BURDEN_OF_PROOF[Verdict.IMPROVING]
    others = {factor for name, factor in BURDEN_OF_PROOF.items() if name != Verdict.IMPROVING}
    how = VERDICTS[Verdict.CONVERGED].how
    assert f"{improving:g} times as likely as improving" in how
    assert [f"{factor:g} times as likely as any other" in how for factor in others] == [True]


def test_an_inconclusive_verdict_is_blamed_on_nothing_that_cannot_change_it() -> None:
    """The band moves the step of settling, never the verdict; a last rise that may pass does."""
    text = VERDICTS[Verdict.INCONCLUSIVE]
    assert not any("--band" in remedy for remedy in text.remedies)
    assert "the last points broke away" in text.how
