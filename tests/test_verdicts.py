"""What the texts of the verdicts promise."""

from __future__ import annotations

from dataclasses import replace

import pytest

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
