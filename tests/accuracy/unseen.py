"""Answers from coefficients that never saw what is asked.

Every group of kinds is scored by coefficients fitted to all else; how sure its scores are is
learned from how the groups of other kinds fared. (Those were scored by coefficients that had seen
this group: of it that leaves a trace of a trace in some forty weights.) The first part takes
minutes, so it is kept until a run, a lesson or the code that fits has changed.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np

import convcheck
from convcheck.decision_model import CLASSES
from convcheck.temperature import Temperature
from tests.accuracy.answers import answer_scored
from tests.accuracy.fit import fit_model
from tests.accuracy.fit_settling import fit_settling
from tests.accuracy.fit_temperature import Scored, fit_temperature
from tests.accuracy.kept import remove_older, written_whole
from tests.accuracy.measured import CACHE, CODE, with_settled
from tests.accuracy.scores import Answer
from tests.accuracy.sources import Known, Source, belongs, groups

FOLDER = CACHE.parent / "unseen"
PACKAGE = Path(convcheck.__file__).parent
HERE = Path(__file__).parent
FITTING = (
    *(HERE / f"{name}.py" for name in ("fit", "softmax", "boosting", "run_weights", "zoo/run")),
    *(HERE / f"{name}.py" for name in ("fit_settling", "lessons", "like_kinds", "sources")),
    HERE / "other_zeros.py",
    *(PACKAGE / f"{name}.py" for name in ("decision_model", "decision_tables", "broken_line")),
    *(PACKAGE / f"{name}.py" for name in ("settled", "settling_model", "measures/interval")),
)
"""Code that scores hang on beside that which measures: when any of it changes, all are new."""
FITTING_CODE = b"".join(path.read_bytes() for path in (*FITTING, Path(__file__)))
"""That code as it was when it was loaded."""


def held_out_scores(source: Source, known: Known, jobs: int = 1) -> list[Scored]:
    """Score every run of a source by coefficients that saw nothing of its kind."""
    path = FOLDER / f"{source.name}-{_key(source, known)}.npz"
    if not path.exists():
        _keep(path, _score_groups(source, known, jobs))
    return _read(path, source)


def _score_groups(source: Source, known: Known, jobs: int) -> list[Scored]:
    work = partial(_score_group, source, known)
    found: dict[str, Scored] = {}
    with ThreadPoolExecutor(jobs) as pool:
        for scored in pool.map(work, groups(source.name, source.measured)):
            found |= {each.run.id: each for each in scored}
    return [found[run.id] for run in source.measured]


def _score_group(source: Source, known: Known, group: frozenset[str]) -> list[Scored]:
    """Score the runs of one group of kinds by coefficients that saw none of them."""
    print(f"fitting without {source.name}: {', '.join(sorted(group))}", file=sys.stderr)
    model = fit_model([run for run in known.runs if not belongs(run, source.name, group)])
    settling = fit_settling([one for one in known.lessons if not belongs(one, source.name, group)])
    return [
        Scored(
            with_settled(run, case, settling),
            np.full(len(CLASSES), np.nan) if run.guarded else model.scores(run.quantities),
        )
        for run, case in zip(source.measured, source.cases, strict=True)
        if run.kind in group
    ]


def unseen_answers(scored: Mapping[str, Sequence[Scored]]) -> dict[str, list[Answer]]:
    """Answer every run of every source, as sure as those of other kinds ask for."""
    everything = [each for runs in scored.values() for each in runs]
    found: dict[str, list[Answer]] = {}
    for name, runs in scored.items():
        answers: dict[str, Answer] = {}
        for group in groups(name, [each.run for each in runs]):
            others = [each for each in everything if not belongs(each.run, name, group)]
            temperature = fit_temperature(others)
            of_group = [each for each in runs if each.run.kind in group]
            answers |= {each.run.id: _answer(each, temperature) for each in of_group}
        found[name] = [answers[each.run.id] for each in runs]
    return found


def _answer(scored: Scored, temperature: Temperature) -> Answer:
    run = scored.run
    return answer_scored(run, scored.scores, 1.0 if run.guarded else temperature.of(run.quantities))


def _key(source: Source, known: Known) -> str:
    """Hash all that scores hang on: the code, what is learned from, and what is scored."""
    digest = hashlib.sha256(CODE.encode() + FITTING_CODE)
    for run in (*known.runs, *source.measured):
        digest.update(run.content.encode())
    for lesson in known.lessons:
        digest.update(lesson.settled.tobytes())
    return digest.hexdigest()[:12]


def _keep(path: Path, scored: Sequence[Scored]) -> None:
    unknown = (np.nan,) * 3
    with written_whole(path) as partial_path, partial_path.open("wb") as stream:
        np.savez(
            stream,
            scores=np.array([each.scores for each in scored]),
            settled=np.array([each.run.settled or unknown for each in scored]),
        )
    remove_older(path)


def _read(path: Path, source: Source) -> list[Scored]:
    with np.load(path) as kept:
        scores, settled = kept["scores"], kept["settled"]
    return [
        Scored(replace(run, settled=None if np.isnan(place[0]) else tuple(place.tolist())), row)
        for run, place, row in zip(source.measured, settled, scores, strict=True)
    ]
