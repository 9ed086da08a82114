"""Logs that strangers published are read as a person reads them, or refused with the reason."""

from __future__ import annotations

from collections import Counter
from pathlib import PurePath

import pytest

from convcheck.errors import InputError
from convcheck.pipeline import find, read_run
from convcheck.settings import Settings
from tests.accuracy.wild_files import outcomes
from tests.readers.wild_files import REFUSED, WILD, WildFile, checked_files, wild_paths

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not WILD.exists(), reason="skipped: no shared data folder"),
]
SUM_ROUNDING = 1e-9
"""Relative; a total that the log does not hold is added up in any order."""
EVERY_FORMAT = {"csv": 33, "json": 3, "jsonl": 3, "mlflow": 2, "tensorboard": 19, "text": 32}
"""How many files of each format the table holds."""


@pytest.mark.parametrize("wild", tuple(checked_files()), ids=lambda wild: wild.file)
def test_published_logs_are_read_as_a_person_reads_them(wild: WildFile) -> None:
    """Format, training and validation series, points, first and last value."""
    (source,) = find(str(wild_paths()[wild.file]), Settings())
    run = read_run(source, Settings())
    names = {role: series.name for role, series in run.series.items()}
    objective = run.objective
    assert wild.format == run.format
    assert (wild.train, wild.validation) == tuple(
        _anonymous(names.get(role, ""), source.path) for role in ("train", "validation")
    )
    assert wild.points == len(objective)
    ends = [wild.first, wild.last]
    assert ends == pytest.approx([objective.value[0], objective.value[-1]], rel=SUM_ROUNDING)


def test_the_table_holds_files_of_every_format() -> None:
    """Ninety and more of the files were checked by hand."""
    assert EVERY_FORMAT == Counter(wild.format for wild in checked_files())


@pytest.mark.parametrize("file", REFUSED)
def test_logs_without_a_loss_are_refused_with_the_reason(file: str) -> None:
    """Clocks alone, and event files with nothing but a version record."""
    with pytest.raises(InputError) as raised:
        read_run(find(str(wild_paths()[file]), Settings())[0], Settings())
    assert raised.value.exit_code == 3
    assert REFUSED[file] in raised.value.message + raised.value.hint


def test_every_published_log_is_read_or_refused_with_the_reason() -> None:
    """Of all files, those in which a person finds neither loss nor score are refused, no other."""
    assert set(REFUSED) == {file for file, message in outcomes().items() if message}


def _anonymous(name: str, path: str) -> str:
    """Return the name of a series, the name of the file it is taken from cut to its last part."""
    return name.replace(PurePath(path).name, "*-" + path.rpartition("-")[2])
