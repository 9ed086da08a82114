"""Logging a shape: records in the order of a log, with noise, spikes and what is not finite."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from .acceptance import Log
from .curve import Curve
from .facts import GRID, deepest_fall
from .noise import draw_noise, draw_spikes
from .options import Logging
from .shape import PEAK_LEARNING_RATE, FloatArray, IntArray, Shape
from .steps import place_in_run, repeated_order, resumed_order, spaced_steps
from .truth import Planted, planted_truth

_STREAMS = ("steps", "noise", "spikes", "missing", "validation")
"""Each has its own generator, so that a curve with spikes differs from the one without by them."""


def record(
    shape: Shape, logging: Logging, *, family: str, seed: int, options: Mapping[str, Any]
) -> Curve:
    """Return the curve of a shape in loss units; ``options`` are kept as they are."""
    steps, order = _steps(logging, _random(seed, "steps"))
    place = place_in_run(steps)
    unit = deepest_fall(shape.level(GRID)) or 1.0
    sigma = 0.0 if shape.exact else logging.noise * unit
    mean = shape.mean(place)[order]
    loss = mean + sigma * draw_noise(
        logging.noise_law,
        shape.level(place)[order],
        _random(seed, "noise"),
        logging.noise_memory,
    )
    heights, begins = draw_spikes(
        logging.spikes, len(order), logging.spike_length, _random(seed, "spikes")
    )
    loss = logging.scale * (loss + logging.spike_height * unit * heights) + logging.shift
    _break_off(loss, shape, place[order], logging, _random(seed, "missing"))
    validation_sigma = _validation_sigma(shape, logging)
    validation_step, validation, validation_clean = _validation(
        shape, steps, logging, validation_sigma, _random(seed, "validation")
    )
    memory = logging.noise_memory if logging.noise_law == "autocorrelated" else 0.0
    planted = Planted(
        sigma, validation_sigma, tuple(steps[order][begins].tolist()), _flags(shape, logging)
    )
    log = Log(place, sigma, memory, logging.scale, logging.shift)
    rate = None if shape.learning_rate is None else shape.learning_rate(place)[order]
    return Curve(
        family=family,
        seed=seed,
        options=dict(options),
        step=steps[order],
        loss=loss,
        clean=logging.scale * mean + logging.shift,
        learning_rate=None if rate is None else PEAK_LEARNING_RATE * rate,
        validation_step=validation_step,
        validation=validation,
        validation_clean=validation_clean,
        truth=planted_truth(shape, steps, validation_step, log, planted),
    )


def _random(seed: int, stream: str) -> np.random.Generator:
    return np.random.default_rng([seed, _STREAMS.index(stream)])


def _steps(logging: Logging, random: np.random.Generator) -> tuple[IntArray, IntArray]:
    """Return the increasing steps, and for each record the index of its step."""
    count, order = logging.points - logging.repeats, None
    if logging.resumed_at is not None:
        # Solves points = count + overlap x count for the number of different steps.
        count = max(round(logging.points / (1 + logging.overlap)), 1)
        again = logging.points - count
        stopped = min(max(round(logging.resumed_at * count), again), count)
        order = resumed_order(count, stopped, again)
    elif logging.repeats:
        order = repeated_order(count, logging.repeats, random)
    steps = spaced_steps(count, logging.spacing, logging.first_step, logging.stride, random)
    return steps, np.arange(count) if order is None else order


def _break_off(
    loss: FloatArray,
    shape: Shape,
    place: FloatArray,
    logging: Logging,
    random: np.random.Generator,
) -> None:
    """Overwrite what is not finite: isolated records, and the end of the run."""
    if logging.missing:
        loss[random.choice(np.arange(1, len(loss) - 1), logging.missing, replace=False)] = np.nan
    if shape.nan_from is not None:
        loss[place >= shape.nan_from] = np.inf if shape.infinite else np.nan


def _validation_sigma(shape: Shape, logging: Logging) -> float:
    if shape.validation is None:
        return 0.0
    share = logging.noise / 2 if logging.validation_noise is None else logging.validation_noise
    return share * deepest_fall(shape.validation(GRID))


def _validation(
    shape: Shape, steps: IntArray, logging: Logging, sigma: float, random: np.random.Generator
) -> tuple[IntArray | None, FloatArray | None, FloatArray | None]:
    """Return steps, logged values and mean of the validation loss, evenly spread over the steps."""
    if shape.validation is None:
        return None, None, None
    count = min(logging.evaluations, len(steps))
    chosen = np.linspace(len(steps) - 1, 0, count).round().astype(np.int64)[::-1]
    mean = shape.validation(place_in_run(steps)[chosen])
    noisy = mean + sigma * random.standard_normal(count)
    clean = logging.scale * mean + logging.shift
    return steps[chosen], logging.scale * noisy + logging.shift, clean


def _flags(shape: Shape, logging: Logging) -> frozenset[str]:
    planted = {
        "spikes": logging.spikes > 0,
        "nan": shape.nan_from is not None and not shape.infinite,
        "infinite": shape.nan_from is not None and shape.infinite,
        "missing": logging.missing > 0,
        "resumed": logging.resumed_at is not None,
        "repeated": logging.repeats > 0,
        "irregular": logging.spacing != "regular",
        "truncated": logging.cut < 1,
        "schedule": shape.learning_rate is not None,
        "cycle": shape.cycle is not None,
    }
    return frozenset(name for name, is_planted in planted.items() if is_planted)
