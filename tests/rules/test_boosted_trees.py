"""Who boosts trees is told nothing about the parts of a network."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from convcheck import rules
from convcheck.causes import BOOSTERS, CAUSES, OF_NETWORKS
from convcheck.diagnosis import diagnose
from convcheck.examples import build
from convcheck.profile import Profile
from convcheck.reporters._headline import advice
from convcheck.rule import Example, Verdict
from convcheck.run_report import report_run
from convcheck.settings import Settings
from convcheck.verdicts import VERDICTS

OF_A_NETWORK = re.compile(
    r"\b(weights?|batch(es)?|gradients?|dropout|ReLU|softmax|logits|normalisation layers|momentum"
    r"|optimizer|width|warm-up|units for good|shuffle|bfloat16)\b|initialise"
)
FIRING = [example for rule in rules.all_rules() for example in rule.fires]


def _told(example: Example, logger: str) -> tuple[set[str], list[str]]:
    """Return the causes and all advice of a run that a program logged."""
    profile = Profile(replace(build(example), logger=logger))
    settings = Settings()
    diagnosis = diagnose(profile, settings)
    causes = {cause for found in diagnosis.findings for cause in found.causes}
    remedies = [text for found in diagnosis.findings for text in found.remedies]
    return causes, [*remedies, *advice(report_run(profile, diagnosis, settings))]


@pytest.mark.parametrize(("at", "example"), list(enumerate(FIRING)))
def test_trees_get_no_advice_for_networks(at: int, example: Example) -> None:
    """Neither as a cause nor as a remedy, whichever rule speaks."""
    causes, told = _told(example, BOOSTERS[at % len(BOOSTERS)])
    assert set() == causes & OF_NETWORKS
    assert [] == [text for text in told if OF_A_NETWORK.search(text)]


def test_the_advice_of_every_verdict_fits_trees() -> None:
    """Also where no finding has a remedy; what networks are told stays."""
    for text in VERDICTS.values():
        assert not OF_A_NETWORK.search(text.advice_at(0.9, boosted=True))
    assert "single batch" in VERDICTS[Verdict.STUCK].advice_at(0.9)
    assert set() == OF_NETWORKS - set(CAUSES)
    stuck = Example("flat", {"points": 400, "seed": 1})
    causes, told = _told(stuck, "csv")
    assert causes & OF_NETWORKS
    assert any("single batch" in text for text in told)
