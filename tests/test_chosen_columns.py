"""The columns that are chosen in logs of real trainings, against the names that are known."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from convcheck import readers
from convcheck.model import Source
from convcheck.name_words import normalise
from convcheck.pipeline import find, read_run
from convcheck.series import Selection, build, choose
from convcheck.settings import Settings

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"
SPLITS = {"train": "train", "learn": "train", "validation": "validation", "test": "validation"}
"""Folders of event files, and the split that each stands for."""
OBJECTIVES = ("train", "validation")
COMMON_WORDS = {"train", "learn", "validation", "test", "eval"}


def runs(folder: str) -> list[dict[str, Any]]:
    """Return what is known of the runs in a folder; nothing where it is missing."""
    truth = SHARED / folder / "truth.jsonl"
    lines = truth.read_text(encoding="utf-8").splitlines() if truth.exists() else []
    return [json.loads(line) for line in lines]


def logs(folder: str) -> Iterator[Any]:
    """Yield every log that the truth of a folder lists, as a parameter with its answer."""
    if not runs(folder):
        yield pytest.param(None, {}, marks=pytest.mark.skip(reason="../shared is not here"))
    for run in runs(folder):
        goal = "max" if run.get("higher_is_better") else "min"
        for log in run["files"]:
            path = SHARED / folder / log["path"]
            yield pytest.param(path, {**log, "goal": goal}, id=log["path"])


def source_of(path: Path, log: dict[str, Any]) -> Source:
    """Return the source of one log; a folder holds event files, its subfolders the splits."""
    files = sorted(path.rglob("*tfevents*")) if path.is_dir() else [path]
    splits = {str(file): SPLITS[file.parent.name] for file in files if file.parent.name in SPLITS}
    return Source(str(path), log["format"], tuple(map(str, files)), splits=splits)


def measured(name: str | None) -> set[str] | None:
    """Return the words of a name without its split, which may come from the folder's name."""
    return None if name is None else set(normalise(name).split()) - COMMON_WORDS


def name_of(selection: Selection, role: str) -> str | None:
    """Return the name of the series in a role, if there is one."""
    return selection.picks[role].name if role in selection.picks else None


@pytest.mark.shared
@pytest.mark.parametrize(("path", "log"), [*logs("truth"), *logs("trained")])
def test_the_right_columns_are_chosen(path: Path, log: dict[str, Any]) -> None:
    """Training loss, validation loss and axis are those that the training program logged."""
    source = source_of(path, log)
    reader = readers.get(source.format)
    catalog = reader.survey(source)
    selection = choose(catalog)
    table = reader.read(source, selection.wanted)
    run = build(selection, table, source, catalog)
    train, validation = name_of(selection, "train"), name_of(selection, "validation")
    if log["loss"] is None:  # a file of the validation split alone: its name need not say so
        assert measured(log["val"]) == measured(run.objective.name)
    else:
        assert measured(log["loss"]) == measured(train)
        assert measured(log["val"]) == measured(validation)
        assert train != validation
    if log["x_col"] is not None and not catalog.intrinsic_axis:
        assert normalise(log["x_col"]) == normalise(run.axis.name)
    assert log["goal"] == run.goal
    assert len(run.objective)


@pytest.mark.shared
@pytest.mark.skipif(not runs("truth"), reason="../shared is not here")
def test_a_folder_is_one_run_with_the_columns_of_one_of_its_logs() -> None:
    """However often clients logged it side by side; text logs and rewards are among them."""
    for truth in runs("truth"):
        (source,) = find(str(SHARED / "truth" / "runs" / truth["id"]), Settings())
        run = read_run(source, Settings())
        chosen = [run.series[role].name if role in run.series else None for role in OBJECTIVES]
        known = [[log["loss"], log["val"]] for log in truth["files"]]
        if "validation-never-finite" in {note.code for note in run.notes}:
            chosen, known = chosen[:1], [pair[:1] for pair in known]
        assert list(map(measured, chosen)) in [list(map(measured, pair)) for pair in known]
