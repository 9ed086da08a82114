"""A run of a sweep that ends above its siblings is found; a sweep that agrees is left alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convcheck import curves
from convcheck.findings import Finding
from convcheck.model import Goal
from convcheck.pipeline import analyze
from convcheck.report import Report
from convcheck.rule import Verdict
from convcheck.settings import Settings
from convcheck.siblings import Standing, siblings_below

SEEDS = range(6)
ODD = 2
"""The seed that is planted apart from the others."""
ODD_ONE = f"seed_{ODD}.csv"


def _sweep(
    folder: Path,
    odd: Mapping[str, Any],
    seeds: Sequence[int] = SEEDS,
    sign: float = 1.0,
    name: str = "loss",
    family: str = "exponential",
) -> None:
    """Write a log a seed; the odd one has other parameters."""
    for seed in seeds:
        said: dict[str, Any] = {"points": 300, "start": 2.5, "floor": 0.3, "seed": seed}
        kind = family
        if seed == ODD:
            said |= odd
            kind = said.pop("family", family)
        curve = curves.generate(kind, **said)
        rows = zip(curve.step.tolist(), (sign * curve.loss).tolist(), strict=True)
        text = "".join(f"{step},{loss!r}\n" for step, loss in rows)
        (folder / f"seed_{seed}.csv").write_text(f"step,{name}\n{text}", encoding="utf-8")


def _analyze(folder: Path, **given: Any) -> Report:
    return analyze([str(folder)], Settings(**given))


def _plateaus(report: Report) -> dict[str, Finding]:
    return {
        run.id: found
        for run in report.runs
        for found in run.diagnosis.findings
        if found.rule.code == "CC312"
    }


def test_a_run_in_a_higher_plateau_is_told_apart_from_its_siblings(tmp_path: Path) -> None:
    """Of six seeds the one that settled higher is named, with both ends and how many agree."""
    _sweep(tmp_path, {"floor": 1.2})
    found = _plateaus(_analyze(tmp_path))
    assert [ODD_ONE] == list(found)
    evidence = found[ODD_ONE].evidence
    assert 5 == evidence.values["siblings"]
    assert 1.2 == pytest.approx(evidence.values["end"], abs=0.05)
    assert 0.3 == pytest.approx(evidence.values["siblings_end"], abs=0.05)
    assert evidence.span is not None


def test_a_local_minimum_is_the_first_cause_named(tmp_path: Path) -> None:
    """What its siblings reached speaks for a local minimum, and the advice names their end."""
    _sweep(tmp_path, {"floor": 1.2})
    finding = _plateaus(_analyze(tmp_path))[ODD_ONE]
    assert "local-minimum" == finding.causes[0]
    assert "5 siblings" in finding.remedies[0]
    assert not any("{" in text or "None" in text for text in (finding.message, *finding.remedies))


@pytest.mark.parametrize("family", ["exponential", "power_law_with_offset", "late_drop"])
def test_seeds_that_agree_are_left_alone(tmp_path: Path, family: str) -> None:
    """Six healthy seeds end within each other's noise, and none is singled out."""
    _sweep(tmp_path, {}, family=family)
    report = _analyze(tmp_path)
    assert len(SEEDS) == len(report.runs)
    assert {} == _plateaus(report)


def test_a_score_is_compared_upwards(tmp_path: Path) -> None:
    """Of rewards the run that ends below its siblings is the odd one, shown as logged."""
    _sweep(tmp_path, {"floor": 1.2}, sign=-1.0, name="reward")
    report = _analyze(tmp_path, goal="max", train=("reward",))
    values = _plateaus(report)[ODD_ONE].evidence.values
    assert -1.2 == pytest.approx(values["end"], abs=0.05)
    assert -0.3 == pytest.approx(values["siblings_end"], abs=0.05)


def test_too_few_siblings_tell_nothing(tmp_path: Path) -> None:
    """Two other runs have no common end that could be missed."""
    _sweep(tmp_path, {"floor": 1.2}, seeds=(0, 1, ODD))
    assert {} == _plateaus(_analyze(tmp_path))


def test_a_run_that_began_elsewhere_has_no_siblings(tmp_path: Path) -> None:
    """Another task of another scale in the same folder is not held against the sweep."""
    _sweep(tmp_path, {"start": 9.0, "floor": 4.0})
    assert {} == _plateaus(_analyze(tmp_path))


def test_a_run_that_never_learned_keeps_its_one_headline(tmp_path: Path) -> None:
    """A run that stayed at its start is said to have never learned, and nothing beside that."""
    _sweep(tmp_path, {"family": "flat", "start": 2.5, "floor": None})
    run = _analyze(tmp_path).runs[ODD]
    codes = [found.rule.code for found in run.diagnosis.findings]
    assert Verdict.STUCK is run.diagnosis.verdict
    assert "CC302" in codes
    assert "CC312" not in codes


def test_settings_reach_the_comparison(tmp_path: Path) -> None:
    """A limit, a silenced code and a code that was not selected all count."""
    _sweep(tmp_path, {"floor": 1.2})
    assert {} == _plateaus(_analyze(tmp_path, limits={"CC312.missed": 0.9}))
    assert {} == _plateaus(_analyze(tmp_path, select=("CC1",)))
    silenced = _analyze(tmp_path, ignore=("CC312",))
    assert {} == _plateaus(silenced)
    assert "CC312" in silenced.runs[ODD].diagnosis.suppressed


def test_the_others_are_reported_as_each_alone(tmp_path: Path) -> None:
    """Being one of a sweep changes nothing about a run that ended where its siblings did."""
    _sweep(tmp_path, {"floor": 1.2})
    for run in _analyze(tmp_path).runs:
        if run.id != ODD_ONE:
            alone = analyze([run.path], Settings()).runs[0]
            assert alone.diagnosis == run.diagnosis


def _standing(end: float, verdict: Verdict = Verdict.CONVERGED, goal: Goal = "min") -> Standing:
    return Standing(("loss",), "train", goal, verdict, 3.0, end, 0.01, None, {})


ENDS = st.lists(st.integers(0, 30).map(lambda tenths: tenths / 10.0), min_size=1, max_size=12)


@given(ENDS)
def test_each_run_above_the_median_is_held_against_all_others(ends: list[float]) -> None:
    """The siblings of a run that ended high are all runs but itself."""
    below = siblings_below([_standing(end) for end in ends])
    for place, (end, siblings) in enumerate(zip(ends, below, strict=True)):
        others = ends[:place] + ends[place + 1 :]
        if end <= median(ends):
            assert siblings is None
        elif siblings is not None:
            assert (len(others), median(others)) == (siblings.count, siblings.end)
            assert min(others) == siblings.best


@given(ENDS)
def test_the_order_of_the_runs_is_of_no_matter(ends: list[float]) -> None:
    """The same runs in another order have the same siblings."""
    verdicts = (Verdict.CONVERGED, Verdict.STUCK)
    runs = [_standing(end, verdicts[int(end * 10) % 2]) for end in ends]
    assert siblings_below(runs)[::-1] == siblings_below(runs[::-1])


def test_only_what_converged_is_a_sibling() -> None:
    """Runs that still improve have no end to be held against, and are held against none."""
    improving = [_standing(0.2, Verdict.IMPROVING)] * 4
    assert [None] * 5 == siblings_below([*improving, _standing(1.0)])
