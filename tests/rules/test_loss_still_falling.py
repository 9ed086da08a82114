"""What is said of how far a loss that was still falling would have gone on."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

import convcheck
from convcheck.diagnosis import diagnose
from convcheck.findings import Projection
from convcheck.profile import Profile
from convcheck.reporters import _words as words
from convcheck.rule import Verdict
from convcheck.settings import Settings
from tests.rules._logged import noise, run_of_values

LINE = 2.0 - 0.8 * np.linspace(0.0, 1.0, 1000) + 0.02 * noise(1000)
STOPS = Projection(extra=999.0, gain=0.0, interval=(0.0, 0.96), share_of_drop=0.0)
"""What is projected where the fitted curve ends with the log, though its line may go on."""


def test_nothing_is_foretold_of_a_fall_that_may_stop_or_go_on() -> None:
    """The finding says so where the gain is none, or none was projected at all."""
    for projection in (STOPS, None):
        profile = Profile(run_of_values(LINE))
        profile.__dict__["projection"] = projection
        (found,) = diagnose(profile, Settings(select=("CC303",))).findings
        assert found.message.endswith("; how far it would have gone on cannot be told")


def test_a_gain_of_nothing_is_not_told_of_a_run_that_improves(tmp_path: Path) -> None:
    """From nothing to the end of the interval everything is possible."""
    log = tmp_path / "loss.csv"
    rows = [f"{step},{loss:.6g}" for step, loss in enumerate(LINE)]
    log.write_text("\n".join(["step,loss", *rows]), encoding="utf-8")
    (run,) = convcheck.analyze(str(log)).runs
    assert Verdict.IMPROVING is run.diagnosis.verdict
    told = words.more(replace(run, diagnosis=replace(run.diagnosis, projection=STOPS)))
    assert "anything from nothing to 0.96" in told
    assert "cannot be told" in told
