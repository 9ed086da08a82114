"""The Python API: settings are read, held against what there is, and all of them count."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import convcheck
from convcheck.band import Band
from convcheck.errors import UsageError
from convcheck.settings import Settings


@pytest.fixture(name="log")
def _log(tmp_path: Path) -> Path:
    """Write a loss that falls and settles."""
    path = tmp_path / "run.csv"
    rows = "".join(f"{step},{0.5 + 2 * 0.9**step:.6f}\n" for step in range(100))
    path.write_text(f"step,loss\n{rows}")
    return path


def test_fields_are_read_as_on_the_command_line(log: Path) -> None:
    """One name for a list of them, a band as text, verdicts with commas, rules by name."""
    given: dict[str, Any] = {
        "train": "loss",
        "band": "5%",
        "accept": "improving,stuck",
        "ignore": "overfitting",
        "limits": {"401.rise": "4"},
    }
    settings = convcheck.analyze(log, **given).settings
    assert (("loss",), Band(0.05)) == (settings.train, settings.band)
    assert ("improving", "stuck") == settings.accept
    assert (("CC401",), {"CC401.rise": 4.0}) == (settings.ignore, settings.limits)


def test_what_is_given_goes_before_the_settings_beside_it(log: Path) -> None:
    """Both count; None stands for the default, a Band for itself."""
    base = Settings(target=0.1, goal="min", from_step=10.0, accept=("stuck",))
    settings = convcheck.analyze(
        log, settings=base, target=-5.0, goal=None, accept=None, band=Band(0.01)
    ).settings
    assert (-5.0, None, 10.0) == (settings.target, settings.goal, settings.from_step)
    assert ((), Band(0.01)) == (settings.accept, settings.band)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"trian": "loss"}, "train"),
        ({"train": 3}, "train: 3 is no text"),
        ({"band": "wide"}, "band: 'wide' is no band"),
        ({"target": "low"}, "target: 'low' is no number"),
        ({"accept": "improvin"}, "accept: 'improvin' is not one of"),
        ({"limits": {"CC401.ris": 4}}, "rise"),
        ({"severities": {"CC410": "error"}}, "no rule has the code"),
        ({"select": "overfiting"}, "no rule has the code or name"),
        ({"by_step": 10}, "by-step says when"),
        ({"settings": Settings(from_step=5.0), "to_step": 4}, "from-step lies after to-step"),
        ({"settings": Settings(limits={"CC401.ris": 4.0})}, "rise"),
    ],
)
def test_what_makes_no_sense_is_refused(log: Path, given: dict[str, Any], told: str) -> None:
    """Unknown names, values, rules and limits are usage errors that name what was meant."""
    with pytest.raises(UsageError) as caught:
        convcheck.analyze(log, **given)
    assert told in f"{caught.value.message} {caught.value.hint}"
