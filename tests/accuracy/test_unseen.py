"""What is asked was never seen: not by the scores, and not by what says how sure they are."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from convcheck.decision_model import CLASSES
from convcheck.temperature import Temperature
from tests.accuracy import stored_cases, unseen
from tests.accuracy.fit_temperature import Scored
from tests.accuracy.measured import measure
from tests.accuracy.sources import Known, Source

CASES = stored_cases.read()[:12]
MEASURED = [measure(case) for case in CASES]
SOURCE = Source("trained", CASES, [replace(run, source="trained") for run in MEASURED])
NOTHING = Known([], [])


def scored(run_source: str = "trained") -> list[Scored]:
    """Return the runs with scores of their own, some with a settling step and some without."""
    random = np.random.default_rng(1)
    return [
        Scored(
            replace(run, source=run_source, settled=(0.1, 0.0, 0.3) if number % 2 else None),
            random.normal(size=len(CLASSES)),
        )
        for number, run in enumerate(SOURCE.measured)
    ]


def test_kept_scores_are_read_as_they_were_written(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The second time nothing is fitted, and every score and settling step is the same."""
    monkeypatch.setattr(unseen, "FOLDER", tmp_path)
    monkeypatch.setattr(unseen, "_score_groups", lambda *_: scored())
    first = unseen.held_out_scores(SOURCE, NOTHING)
    monkeypatch.setattr(unseen, "_score_groups", lambda *_: pytest.fail("fitted again"))
    again = unseen.held_out_scores(SOURCE, NOTHING)
    assert [each.run for each in scored()] == [each.run for each in first]
    assert [each.run for each in first] == [each.run for each in again]
    assert all((one.scores == two.scores).all() for one, two in zip(scored(), again, strict=True))


def test_another_run_among_those_learned_from_asks_for_a_new_fit(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Scores are kept for what was learned from, not for the name of the source alone."""
    fitted: list[int] = []

    def score(_source: Source, known: Known, _jobs: int) -> list[Scored]:
        fitted.append(len(known.runs))
        return scored()

    monkeypatch.setattr(unseen, "FOLDER", tmp_path)
    monkeypatch.setattr(unseen, "_score_groups", score)
    for known in (NOTHING, Known(SOURCE.measured[:1], []), Known(SOURCE.measured[:1], [])):
        unseen.held_out_scores(SOURCE, known)
    assert [0, 1] == fitted


def test_no_run_of_its_kind_teaches_how_sure_the_scores_of_a_run_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whatever source they come from; and every run is answered, in its place."""
    taught: list[set[str]] = []

    def fit(runs: list[Scored]) -> Temperature:
        taught.append({each.run.kind for each in runs})
        return Temperature()

    monkeypatch.setattr(unseen, "fit_temperature", fit)
    runs = {"trained": scored(), "zoo": scored("zoo")}
    answers = unseen.unseen_answers(runs)
    kinds = {each.run.kind for each in scored()}
    assert len(kinds) > 1
    for kind in kinds:
        assert any(kind not in seen for seen in taught)
    assert all(seen < kinds for seen in taught)
    for name, of_source in runs.items():
        assert [each.run.id for each in of_source] == [each.id for each in answers[name]]
