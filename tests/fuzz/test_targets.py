"""The fuzzing program itself: its targets take their seeds, and it says what it lacks."""

from __future__ import annotations

import importlib.util

import pytest

from convcheck import readers
from convcheck.errors import ConvcheckError
from convcheck.model import Source
from tests.fuzz.__main__ import DEFAULT, main
from tests.fuzz.mending import mended_events, mended_wandb
from tests.fuzz.seeds import seeds
from tests.fuzz.targets import SWITCHES, TARGETS
from tests.readers._stores import history, wandb_log
from tests.readers.test_tensorboard_damage import small_file


@pytest.mark.parametrize("target", TARGETS)
def test_every_seed_is_read_without_a_finding(target: str) -> None:
    """Both ways of a target; some seeds at least are logs, not noise."""
    found = list(seeds(target))
    assert len(found) >= 4
    for seed in found:
        for switch in SWITCHES:
            TARGETS[target](switch + seed)


def test_a_finding_is_not_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    """An error that is none of ours reaches the fuzzer; one of ours does not."""
    module = readers.get("csv")

    def fail(_: Source) -> None:
        raise raised

    monkeypatch.setattr(module, "survey", fail)
    raised: Exception = ConvcheckError("planned")
    TARGETS["csv"](b"0step,loss\n")
    raised = KeyError("unplanned")
    with pytest.raises(KeyError):
        TARGETS["csv"](b"0step,loss\n")


def test_mending_sets_the_checksums_right() -> None:
    """A whole log stays as it is; a damaged one becomes a whole one with other contents."""
    events, starts = small_file()
    assert events == mended_events(events)
    log = wandb_log(history(step, {"loss": "0.5"}) for step in range(900))
    assert log == mended_wandb(log)
    damaged = bytearray(events)
    damaged[starts[2] - 1] ^= 1
    assert events == mended_events(bytes(damaged))


def test_without_atheris_it_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing that is no fuzzing passes for it."""
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    assert main([]) == 2
    assert "pip install" in capsys.readouterr().err
    assert set(DEFAULT) <= set(TARGETS)
