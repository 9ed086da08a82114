"""Which checkpoint to keep and which to go back to: one, whoever names it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import pytest

from convcheck.decision import Decision
from convcheck.diagnosis import diagnose
from convcheck.profile import Profile
from convcheck.reporters import _words as words
from convcheck.reporters._headline import advice
from convcheck.rule import Verdict
from convcheck.run_report import report_run
from convcheck.settings import Settings
from tests.rules._logged import noise, run_of_values

if TYPE_CHECKING:
    from convcheck.model import FloatArray
    from convcheck.report import RunReport

POINTS = 600
STEP = np.arange(float(POINTS))
STEP_NAMED = re.compile(r"checkpoint (?:from about|of about|of|before) step ([\d,]+)")


def falling(to: float = 0.3) -> FloatArray:
    """Return a loss that falls from 2.3 and rests."""
    return np.asarray(to + 2.0 * np.exp(-STEP / 40.0) + 0.01 * noise(POINTS))


DRIFTS = falling() + np.maximum(0.0, STEP - 250.0) * 0.001
EXPLODES = falling() + np.where(STEP > 400, (STEP - 400.0) * 0.1, 0.0)
CLIMBS = falling() + 0.6 * np.clip((STEP - 200.0) / 60.0, 0.0, 1.0)
LOST = np.where(STEP < 240, falling(), 2.3 + 0.01 * noise(POINTS))
EARLY = 1.5 - STEP / 100.0 * (STEP < 100) + (STEP >= 100) * (0.002 * (STEP - 100) - 1.0)
"""A validation that is best at step 100, long before any of those rises."""


def told(
    loss: FloatArray, validation: FloatArray | None = None, verdict: Verdict | None = None
) -> RunReport:
    """Return all that is told of a run, with this verdict where one is given."""
    others = None if validation is None else {"validation": validation + 0.002 * noise(POINTS, 1)}
    profile, settings = Profile(run_of_values(loss, others=others)), Settings()
    if verdict is not None:
        profile.__dict__["decision"] = Decision(verdict, "it is so", 0.9)
    return report_run(profile, diagnose(profile, settings), settings)


def named_by_remedies(run: RunReport) -> set[float]:
    """Return the steps of all checkpoints that remedies name."""
    remedies = [text for found in run.diagnosis.findings for text in found.remedies]
    found = [step for text in remedies for step in STEP_NAMED.findall(text)]
    return {float(step.replace(",", "")) for step in found}


@pytest.mark.parametrize("loss", [DRIFTS, EXPLODES, CLIMBS], ids=["drifts", "explodes", "climbs"])
def test_validation_decides_where_to_go_back_to(loss: FloatArray) -> None:
    """The headline keeps the best by validation, and no remedy goes back to another step."""
    run = told(loss, EARLY)
    judge = run.series["validation"].best
    assert judge is not None
    first, last = judge.range
    named = named_by_remedies(run)
    assert named
    assert all(first <= step <= last for step in named)
    assert words.keep(run).startswith(f"step {judge.step:.0f} (")


@pytest.mark.parametrize("loss", [DRIFTS, EXPLODES, LOST], ids=["drifts", "explodes", "lost"])
def test_without_validation_it_is_where_the_loss_was_last_low(loss: FloatArray) -> None:
    """Headline and remedies tell one step, also of a run that lost all that it had learned."""
    run = told(loss)
    (step,) = named_by_remedies(run)
    assert words.keep(run).startswith(f"about step {step:.0f}, where")


def test_a_run_that_lost_it_all_keeps_what_validation_says() -> None:
    """Stuck at its first level, it has a checkpoint that is worth keeping."""
    run = told(LOST, EARLY)
    assert run.diagnosis.verdict is Verdict.STUCK
    judge = run.series["validation"].best
    assert judge is not None
    assert words.keep(run).startswith(f"step {judge.step:.0f} (")
    first, last = judge.range
    assert all(first <= step <= last for step in named_by_remedies(run))


def test_what_validation_still_gains_from_is_not_gone_back_from() -> None:
    """Where it was best at the end, the last checkpoint is the one to keep."""
    run = told(CLIMBS, 2.0 - STEP / POINTS)
    assert "CC313" in [found.rule.code for found in run.diagnosis.findings]
    remedies = [text for found in run.diagnosis.findings for text in found.remedies]
    assert not [text for text in remedies if "go back" in text.lower()]


def test_a_leap_that_validation_outgrew_is_not_gone_back_from() -> None:
    """The best checkpoint lies behind it."""
    leaps = falling() + 0.5 * (STEP >= 120)
    run = told(leaps, np.where(STEP < 400, 2.0 - STEP / 400.0, 1.0 + (STEP - 400.0) / 400.0))
    assert all(step > 120 for step in named_by_remedies(run))


def test_a_leap_is_gone_back_from_to_before_itself() -> None:
    """Not to before the highest spike, which came later and passed."""
    loss = falling() + 0.5 * (STEP >= 250)
    loss[450] += 5.0
    run = told(loss)
    (found,) = [each for each in run.diagnosis.findings if each.rule.code == "CC305"]
    assert "at step 450; after step 25" in found.message
    assert "before step 25" in found.remedies[0]
    kept = re.search(r"about step (\d+), where", words.keep(run))
    assert kept is not None
    assert 200 < float(kept[1]) < 260


def test_one_rise_has_one_way_back() -> None:
    """Two findings tell of the leap; what to do about it is said once."""
    run = told(falling() + 0.5 * (STEP >= 250))
    codes = [found.rule.code for found in run.diagnosis.findings]
    assert {"CC305", "CC313"} <= {*codes}
    assert 1 == " ".join(advice(run)).lower().count("go back")


def test_beside_an_explosion_the_best_is_one_that_was_logged() -> None:
    """Sums of values near 1e40 know nothing of those near 1: no level of zero is made up."""
    loss = falling()
    loss[3:6] = 1e40
    best = told(loss).series["train"].best
    assert best is not None
    assert best.value == pytest.approx(0.3, abs=0.1)
    assert best.level is None or best.level == pytest.approx(0.3, abs=0.1)


def test_a_run_that_learned_nothing_has_no_checkpoint_to_keep() -> None:
    """Neither the headline nor overfitting says that one is worth it."""
    flat = 1.0 - 0.03 * STEP / POINTS + 0.0005 * noise(POINTS)
    run = told(flat, np.abs(STEP - 100.0) / 600.0 + 0.5, Verdict.STUCK)
    assert "CC401" in [found.rule.code for found in run.diagnosis.findings]
    assert "" == words.keep(run)
    assert "checkpoint" not in " ".join(advice(run))
