"""Families whose descent follows a learning-rate schedule, which is logged."""

from __future__ import annotations

import numpy as np

from .shape import Cycle, FloatArray, Range, Shape, family


@family(
    "falls anew at each tenfold cut of the learning rate",
    healthy=True,
    first=Range(0.3, 0.2, 0.5),
    second=Range(0.6, 0.55, 0.85),
    time_constant=Range(0.03, 0.01, 0.08),
    first_share=Range(0.25, 0.1, 0.35),
    second_share=Range(0.1, 0.05, 0.2),
)
def step_schedule(
    first: float, second: float, time_constant: float, first_share: float, second_share: float
) -> Shape:
    """Build three exponential descents: from the start and from the two cuts."""

    def falling_from(u: FloatArray, at: float) -> FloatArray:
        return np.asarray(np.exp(-np.maximum(u - at, 0.0) / time_constant))

    def level(u: FloatArray) -> FloatArray:
        return np.asarray(
            (1 - first_share - second_share) * falling_from(u, 0.0)
            + first_share * falling_from(u, first)
            + second_share * falling_from(u, second)
        )

    def learning_rate(u: FloatArray) -> FloatArray:
        return np.select([u < first, u < second], [1.0, 0.1], 0.01)

    return Shape(level, learning_rate=learning_rate)


@family(
    "exponential descent on top of a half cosine that the learning rate follows to zero",
    healthy=True,
    time_constant=Range(0.05, 0.01, 0.2),
    schedule_share=Range(0.4, 0.1, 0.9),
)
def cosine_schedule(time_constant: float, schedule_share: float) -> Shape:
    """Build a descent of which a share is held up by the rate; without rate, nothing moves on."""

    def learning_rate(u: FloatArray) -> FloatArray:
        return np.asarray(0.5 * (1 + np.cos(np.pi * np.minimum(u, 1.0))))

    def level(u: FloatArray) -> FloatArray:
        descent = np.exp(-np.minimum(u, 1.0) / time_constant)
        return np.asarray((1 - schedule_share) * descent + schedule_share * learning_rate(u))

    return Shape(level, learning_rate=learning_rate)


@family(
    "warm restarts: the loss goes up and down with the learning rate, its minima settle",
    healthy=True,
    time_constant=Range(0.08, 0.02, 0.3),
    cycles=Range(5, 3, 10, whole=True),
    bump=Range(0.2, 0.08, 0.4),
)
def cosine_restarts(time_constant: float, cycles: float, bump: float) -> Shape:
    """Build an exponential through the minima, and a bump with each cycle after the first."""

    def learning_rate(u: FloatArray) -> FloatArray:
        within = np.where(u >= 1.0, 1.0, (u * cycles) % 1.0)
        return np.asarray(0.5 * (1 + np.cos(np.pi * within)))

    def wave(u: FloatArray) -> FloatArray:
        return np.where(u * cycles >= 1.0, bump * learning_rate(u), 0.0)

    return Shape(
        lambda u: np.exp(-u / time_constant),
        cycle=Cycle(wave, cycles, shared=True),
        learning_rate=learning_rate,
    )


@family(
    "rises while the learning rate warms up, then falls",
    healthy=True,
    until=Range(0.05, 0.02, 0.1),
    bump=Range(0.15, 0.05, 0.4),
    time_constant=Range(0.1, 0.02, 0.5),
)
def warm_up_bump(until: float, bump: float, time_constant: float) -> Shape:
    """Build a rise to 1 + bump at ``until`` and an exponential descent from there."""

    def learning_rate(u: FloatArray) -> FloatArray:
        return np.minimum(u / until, 1.0)

    def level(u: FloatArray) -> FloatArray:
        descent = np.exp(-np.maximum(u - until, 0.0) / time_constant)
        return np.asarray((1 + bump * learning_rate(u)) * descent)

    return Shape(level, learning_rate=learning_rate)
