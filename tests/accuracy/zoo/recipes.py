"""How a run is drawn: (seed, index) decides a recipe, and nothing else does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from tests.accuracy.zoo.faults import AIMED_FAULTS, FAULTS, between, possible_faults
from tests.accuracy.zoo.optimizers import RATE_FACTORS
from tests.accuracy.zoo.rate_search import SEARCHED
from tests.accuracy.zoo.recipe import Recipe
from tests.accuracy.zoo.tasks import TASKS, Task

HEALTHY_SHARE = 0.26
"""Runs without a fault, about as in the published truth files."""

OPTIMIZER_WEIGHTS = {
    "adam": 0.34,
    "sgd": 0.24,
    "momentum": 0.18,
    "adamw": 0.08,
    "nesterov": 0.06,
    "rmsprop": 0.05,
    "adagrad": 0.05,
}
"""Shares of the optimizers."""

SCHEDULE_WEIGHTS = {
    "constant": 0.58,
    "cosine": 0.10,
    "step": 0.07,
    "warm_up": 0.06,
    "warm_up_cosine": 0.04,
    "one_cycle": 0.05,
    "linear": 0.03,
    "plateau": 0.07,
}
"""Shares of the schedules."""

LOGGING_WEIGHTS = {"single": 0.40, "window": 0.25, "epoch": 0.35}
"""Shares of the ways of logging."""

LEFT_OUT_SHARE, MOST_LEFT_OUT = 0.5, 6.0
"""Likelihoods logged without some constant, and the largest such constant, in nats."""

SLOW_TASKS = frozenset(
    {"sequence", "language", "grid", "convolution", "residual", "gated", "control", "variational"}
)
"""Kinds whose steps cost several times as much."""

LONGEST, LONGEST_SLOW = 5000, 1200
"""Steps of the longest runs."""

POINTS = ((10, 30), (30, 80), (80, 250), (250, 1000), (1000, 5000))
"""Ranges of logged points ..."""

POINTS_WEIGHTS = (0.16, 0.27, 0.30, 0.20, 0.07)
"""... and their shares; the median is about a hundred, as in the published files."""


AIMS = {"none": 0.80, "oscillating": 0.14, "diverged": 0.03, "stuck": 0.03}
"""Shares of runs drawn with an outcome in mind, since nature gives too few of them."""


def draw_recipe(seed: int, index: int) -> Recipe:
    """Draw the recipe of run ``index``."""
    rng = np.random.default_rng([seed, index, 0])
    aim = _choose(AIMS, rng)
    task = list(TASKS)[index % len(TASKS)]
    recipe = _healthy(task, TASKS[task], rng)
    fault = _draw_fault(task, aim, rng)
    if fault != "none":
        recipe = FAULTS[fault][1](recipe, rng)
    if aim in SEARCHED:
        rate = _usual_rate(recipe) * between(rng, 1.0, 3.0)
        recipe = replace(recipe, schedule="constant", learning_rate=rate)
    return _with_length(replace(recipe, fault=fault, aim=aim), TASKS[task], rng)


def _draw_fault(task: str, aim: str, rng: np.random.Generator) -> str:
    possible = possible_faults(task)
    if aim != "none":
        return str(rng.choice([name for name in possible if name in AIMED_FAULTS[aim]]))
    if rng.random() < HEALTHY_SHARE:
        return "none"
    return _choose({name: FAULTS[name][0] for name in possible}, rng)


def _healthy(name: str, task: Task, rng: np.random.Generator) -> Recipe:
    optimizer = _choose(OPTIMIZER_WEIGHTS, rng)
    if task.optimizers and optimizer not in task.optimizers:
        optimizer = str(rng.choice(task.optimizers))
    adaptive = RATE_FACTORS[optimizer][0] == "adam"
    recipe = Recipe(
        task=name,
        optimizer=optimizer,
        momentum=0.9 if adaptive else float(rng.choice([0.8, 0.9, 0.95])),
        schedule=_choose(SCHEDULE_WEIGHTS, rng),
        weight_decay=float(rng.choice([0.0, 0.0, 0.0, 1e-4, 1e-3])),
        batch=int(rng.choice([0, 8, 16, 32, 32, 64, 64])),
        length=between(rng, 0.12, 3.0),
        examples=int(between(rng, *task.examples)),
        validation_examples=int(between(rng, 40, 200)),
        noise=between(rng, 0.03, 0.6),
        hidden=int(rng.choice([6, 10, 16, 24])),
        layers=int(rng.integers(task.layers[0], task.layers[1] + 1)),
        activation=str(rng.choice(["tanh", "relu", "sigmoid"], p=[0.4, 0.5, 0.1])),
        decimals=int(rng.choice([0, 4], p=[0.85, 0.15])),
        log_validation=bool(rng.random() < 0.7),
        log_learning_rate=bool(rng.random() < 0.35),
        log_gradient_norm=bool(rng.random() < 0.25),
        stop_on_nan=bool(rng.random() < 0.4),
    )
    if task.likelihood and rng.random() < LEFT_OUT_SHARE:
        recipe = replace(recipe, left_out=float(rng.uniform(0.0, MOST_LEFT_OUT)))
    return replace(recipe, learning_rate=_usual_rate(recipe) * between(rng, 0.3, 2.0))


def _usual_rate(recipe: Recipe) -> float:
    """Rate at which the optimizer does well on the task."""
    task, (family, factor) = TASKS[recipe.task], RATE_FACTORS[recipe.optimizer]
    return factor * (task.sgd_rate if family == "sgd" else task.adam_rate)


def _with_length(recipe: Recipe, task: Task, rng: np.random.Generator) -> Recipe:
    """Draw the length of the run and how it is logged: last, since faults change the epoch."""
    longest = LONGEST_SLOW if recipe.task in SLOW_TASKS else LONGEST
    points = int(between(rng, *POINTS[rng.choice(len(POINTS), p=POINTS_WEIGHTS)]))
    style = _choose(LOGGING_WEIGHTS, rng)
    survived = recipe.kill_at or 1.0
    steps = max(10, int(task.steps * recipe.length))
    per_epoch = max(1, recipe.examples // min(recipe.batch or recipe.examples, recipe.examples))
    if recipe.fault == "stopped_early":
        points = min(points, max(10, steps))
        longest = max(10, 2 * steps)
    if style == "epoch" and 10 * per_epoch / survived > longest:
        style = "window"
    if style == "epoch":
        epochs = max(np.ceil(10 / survived), round(steps / per_epoch))
        steps, log_every = per_epoch * int(min(longest // per_epoch, epochs)), per_epoch
    else:
        steps = min(longest, max(steps, int(points / survived) + 1))
        log_every = max(1, int(steps * survived) // points)
    validate_every = max(1, steps // log_every // 200, int(rng.choice([1, 1, 1, 2, 5])))
    return replace(
        recipe, steps=steps, logging=style, log_every=log_every, validate_every=validate_every
    )


def _choose(weights: Mapping[str, float], rng: np.random.Generator) -> str:
    shares = np.array(list(weights.values()))
    return str(rng.choice(list(weights), p=shares / shares.sum()))
