"""What a label promises: closed-form curves get the outcome that was planted in them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from tests.accuracy.labelling import Construction, Label, label, settling_bracket

Floats = NDArray[np.float64]

TRUTH = Path(__file__).resolve().parents[3] / "shared" / "data" / "truth"
"""The published labelled trainings, beside the checkout."""

STEPS = np.unique(np.concatenate([np.linspace(0, 1000, 120), np.geomspace(1, 1000, 40)]).round())
CONTINUED = np.linspace(1050, 4000, 60)
TRIVIAL = 1.0
SCATTER = np.random.default_rng(9).normal(0, 0.5, 100)


def exponential(step: Floats, tau: float) -> Floats:
    """Fall from the trivial loss to a tenth of it."""
    return 0.1 + 0.9 * np.exp(-step / tau)


def flat(step: Floats) -> Floats:
    """Stay at the trivial loss."""
    return np.full(step.size, TRIVIAL)


def cycle(step: Floats) -> Floats:
    """Fall, then swing between .1 and .7; the run ends at the foot of a swing."""
    return exponential(step, 50) + 0.3 - 0.3 * np.cos((step - 1000) / 15)


def rising(step: Floats) -> Floats:
    """Fall a little, then grow without bound."""
    return exponential(step, 100) + (step / 400) ** 3


def cut_off(step: Floats) -> Floats:
    """Fall, then be lost."""
    return np.where(step < 600, exponential(step, 100), np.nan)


def label_of(curve: Any, **known: Any) -> Label:
    """Label a curve given as a function of the step."""
    return label(STEPS, curve(STEPS), CONTINUED, curve(CONTINUED), TRIVIAL, **known)


@pytest.mark.parametrize(
    ("outcome", "curve"),
    [
        ("converged", lambda step: exponential(step, 60)),
        ("improving", lambda step: exponential(step, 900)),
        ("stuck", flat),
        ("oscillating", cycle),
        ("diverged", rising),
        ("diverged", cut_off),
    ],
)
def test_a_planted_curve_gets_its_outcome_and_no_doubt(outcome: str, curve: Any) -> None:
    """Clear closed-form curves are labelled as planted, and not called ambiguous."""
    found = label_of(curve)
    assert (outcome, False) == (found.outcome, found.ambiguous)


@settings(max_examples=60)
@given(
    tau=st.floats(20, 3000), factor=st.floats(0.01, 1000), stretch=st.sampled_from([0.1, 1, 50.0])
)
def test_units_of_loss_and_step_do_not_matter(tau: float, factor: float, stretch: float) -> None:
    """The label of a run is the same in other units of loss and step."""
    plain = label_of(lambda step: exponential(step, tau))
    scaled = label(
        STEPS * stretch,
        factor * exponential(STEPS, tau),
        CONTINUED * stretch,
        factor * exponential(CONTINUED, tau),
        factor * TRIVIAL,
    )
    assert (plain.outcome, plain.flags) == (scaled.outcome, scaled.flags)


@settings(max_examples=60)
@given(values=st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=60), trivial=st.floats(-9, 9))
def test_every_finite_curve_gets_a_label_that_accepts_itself(
    values: list[float], trivial: float
) -> None:
    """Labelling is total, and the outcome is always among the acceptable ones."""
    found = label(range(len(values)), values, [], [], trivial)
    assert found.outcome in found.acceptable
    assert found.ambiguous == (len(found.acceptable) > 1)


def test_a_gain_near_the_limit_is_granted_both_answers() -> None:
    """A continuation that gains 2 % to 5 % of the drop makes converged and improving fair."""
    found = label_of(lambda step: exponential(step, 290))
    assert {"converged", "improving"} <= found.acceptable


def test_a_rising_validation_is_overfitting_beside_the_outcome() -> None:
    """Validation that climbs back while training falls is flagged, and decides nothing."""
    found = label_of(
        lambda step: exponential(step, 60), validation=exponential(STEPS, 60) + STEPS / 2500
    )
    assert ("converged", True) == (found.outcome, "overfitting" in found.flags)


def test_noise_that_hides_the_trend_is_flagged() -> None:
    """An improving run whose log scatters more than it falls is a hidden trend, and noisy."""
    step = np.arange(10, 1001, 10)
    logged = (step, exponential(step.astype(float), 2500) + SCATTER)
    found = label_of(lambda step: exponential(step, 2500), logged=logged)
    assert {"hidden_trend", "noisy"} <= found.flags


def test_a_corrupt_batch_is_a_spike_only_where_it_shows() -> None:
    """A spike is flagged when the log shows it, and not when it fell between two points."""
    step = np.arange(10, 1001, 10)
    loss = exponential(step.astype(float), 60)
    shown = loss.copy()
    shown[49] += 1.0
    known = Construction(spike_steps=(500,))
    flags = [
        label_of(lambda step: exponential(step, 60), logged=(step, each), construction=known).flags
        for each in (shown, loss)
    ]
    assert [True, False] == ["spikes" in each for each in flags]


def test_an_empty_curve_is_refused() -> None:
    """A curve without a step has no outcome to speak of."""
    with pytest.raises(ValueError, match="steps and losses"):
        label([], [], [], [], 1.0)


@settings(max_examples=60)
@given(tau=st.floats(30, 400), band=st.sampled_from([0.01, 0.02, 0.05]))
def test_the_settling_bracket_holds_the_step_known_in_closed_form(tau: float, band: float) -> None:
    """exp(-t/tau) settles where what remains is ``band`` of the whole fall."""
    step = np.arange(0.0, 1001.0)
    before, after = settling_bracket(step, np.exp(-step / tau), 0, band)
    rest = np.exp(-1000 / tau)
    settled = -tau * np.log(rest + band * (1 - rest))
    assert before - 3 <= settled <= after + 3


def _published() -> list[dict[str, Any]]:
    lines = (TRUTH / "truth.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def _relabelled(run: dict[str, Any]) -> Label:
    """Label a published run from its curves."""
    curve = json.loads((TRUTH / "curves" / f"{run['id']}.json").read_text(encoding="utf-8"))
    table = np.array(
        [[np.nan if value is None else value for value in row] for row in curve["dense"]]
    )
    sign = -1.0 if run["higher_is_better"] else 1.0
    step, loss, validation = table[:, 0], sign * table[:, 1], sign * table[:, 2]
    inside, evidence = step <= curve["T"], run["evidence"]
    known = Construction(
        best_possible=0.0 if run["higher_is_better"] else None,
        stretched=evidence.get("stretch4x_L"),
        spike_steps=tuple(evidence.get("injected_spike_steps") or ()),
        dead_units=evidence.get("dead_relu_frac") or 0.0,
    )
    return label(
        step[inside],
        loss[inside],
        step[~inside],
        loss[~inside],
        sign * evidence["L_triv"],
        validation[inside],
        construction=known,
    )


@pytest.mark.shared
@pytest.mark.skipif(
    not TRUTH.exists(), reason="the published trainings are not beside the checkout"
)
def test_the_published_trainings_get_their_published_outcome() -> None:
    """From their curves, 95 % of the clear published runs get the published outcome again."""
    names = {"still_improving": "improving"}
    clear = [run for run in _published() if not run["ambiguous"]]
    agree = [names.get(run["outcome"], run["outcome"]) == _relabelled(run).outcome for run in clear]
    assert len(agree) >= 80
    assert np.mean(agree) >= 0.95
