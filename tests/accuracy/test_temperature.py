"""How sure the scores are: learned from planted runs, and no reason for another order."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from convcheck import decision_model, temperature
from convcheck.decision import decide_from
from convcheck.decision_model import CLASSES
from convcheck.rule import Verdict
from convcheck.temperature import HIGHEST, UNLIKE, Temperature, to_chances
from tests.accuracy import stored_cases
from tests.accuracy.fit_temperature import FEWEST, QUANTITIES, Scored, fit_temperature
from tests.accuracy.measured import measure

MEASURED = next(run for run in map(measure, stored_cases.read()) if not run.guarded)
TOO_SURE, TOO_HUMBLE = 1.7, 0.6
"""By what the planted scores should be divided, in short logs and in long ones."""
SHORT, LONG = 1.5, 3.0
"""Decimal logarithms of their points."""


def planted(count: int) -> list[Scored]:
    """Draw outcomes from scores over the true temperature of each log, short or long in turn."""
    random = np.random.default_rng(7)
    runs = []
    for number in range(count):
        points, heat = ((SHORT, TOO_SURE), (LONG, TOO_HUMBLE))[number % 2]
        scores = random.normal(0.0, 2.0, len(CLASSES))
        outcome = random.choice(CLASSES, p=to_chances(scores, heat))
        quantities = MEASURED.quantities | {"points": points + random.normal(0.0, 0.05)}
        run = replace(MEASURED, id=str(number), outcome=str(outcome), quantities=quantities)
        runs.append(Scored(replace(run, source="trained"), scores))
    return runs


def test_planted_temperatures_are_found() -> None:
    """Where scores were too sure they are warmed, where they were too humble they are cooled."""
    learned = fit_temperature(planted(6000))
    for points, heat in ((SHORT, TOO_SURE), (LONG, TOO_HUMBLE)):
        found = learned.of(MEASURED.quantities | {"points": points})
        assert found == pytest.approx(heat, rel=0.15)


def test_few_runs_teach_nothing() -> None:
    """It stays one where no calibration could be measured."""
    assert Temperature() == fit_temperature(planted(FEWEST - 1))


def test_runs_that_a_guard_decides_teach_nothing() -> None:
    """Their scores are not known, and their verdict is no matter of probability."""
    runs = planted(2 * FEWEST)
    guarded = [replace(each, run=replace(each.run, guarded="stuck")) for each in runs]
    assert fit_temperature(runs).to_dict() == fit_temperature([*runs, *guarded]).to_dict()


def test_a_temperature_changes_neither_the_order_nor_who_leads() -> None:
    """The classes stand as the bare scores put them, the burden of proof among them."""
    random = np.random.default_rng(3)
    for scores in random.normal(0.0, 1.5, (300, len(CLASSES))):
        cold, warm = to_chances(scores, 0.5), to_chances(scores, 2.0)
        assert list(np.argsort(scores)) == list(np.argsort(cold)) == list(np.argsort(warm))
        decided = [decide_from(to_chances(scores, heat), heat) for heat in (0.5, 1.0, 2.0)]
        said = {verdict for verdict, _, _ in decided if verdict is not Verdict.INCONCLUSIVE}
        leant_to = {leaning for verdict, leaning, _ in decided if verdict is Verdict.INCONCLUSIVE}
        assert len(said) <= 1
        assert leant_to <= {Verdict(CLASSES[int(np.argmax(scores))])}
        assert cold.max() > to_chances(scores).max() > warm.max()


def test_no_scores_make_a_verdict_certain() -> None:
    """However far ahead a class is, each of the others keeps a fifth of what is unlike all."""
    chances = to_chances(np.array([1e6, 0.0, 0.0, -1e6, 3.0]))
    assert 1.0 == pytest.approx(chances.sum())
    assert list(chances[1:]) == pytest.approx([UNLIKE / 5] * 4)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, -1e9, 1e9, 0.0])
def test_no_temperature_is_beyond_the_bounds(value: float) -> None:
    """Whatever a quantity is, known or not, it lies between 1 / HIGHEST and HIGHEST."""
    found = temperature.load().of(dict.fromkeys(QUANTITIES, value))
    assert 1.0 / HIGHEST <= found <= HIGHEST


def test_the_file_holds_what_is_asked_for() -> None:
    """Every quantity of the temperature is one that every log is measured by."""
    assert set(QUANTITIES) == set(temperature.load().lines) <= set(decision_model.load().lines)


def test_what_is_written_is_what_is_read() -> None:
    """A temperature that went through the file is the same to the digits that the file keeps."""
    learned = fit_temperature(planted(2000))
    again = Temperature.from_dict(learned.to_dict())
    assert again.of(MEASURED.quantities) == pytest.approx(learned.of(MEASURED.quantities), rel=0.01)
