"""Loggers whose header proves what their columns are: one detector each, and the hints.

Only what the layout proves is said here; plain names are left to the naming table.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from convcheck.readers import _tabular_download as download
from convcheck.table import Entry

if TYPE_CHECKING:
    from convcheck.model import Note

Hints = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Dialect:
    """What a header proves."""

    logger: str = ""
    """Who wrote it."""
    hints: Mapping[str, Hints] = field(default_factory=dict)
    """Fields of the catalog entry, by column."""
    common: Hints = field(default_factory=dict)
    """Fields of every entry that is not the axis itself: axis and unit."""
    totals: tuple[Entry, ...] = ()
    """Sums of columns that the log does not hold itself."""
    clock: str = ""
    """Column that holds seconds since the start, where its name alone does not say so."""
    series: Mapping[str, str] = field(default_factory=dict)
    """Names of series, by column, where the file's name says more than the header."""
    notes: tuple[Note, ...] = ()
    """What had to be guessed."""


@dataclass(frozen=True, slots=True)
class Header:
    """What the detectors look at."""

    names: tuple[str, ...]
    """The columns in their order."""
    file: str
    """Name of the file, in lower case, without its folders."""
    path: str
    """The path as given."""

    def has(self, *names: str) -> bool:
        """Return whether all these columns are there."""
        return set(names) <= set(self.names)


def recognise(names: Sequence[str], file: str) -> Dialect:
    """Return the dialect of a table with these columns in a file of this path."""
    header = Header(tuple(names), PurePath(file.replace("\\", "/")).name.lower(), file)
    return next((found for detect in _DETECTORS if (found := detect(header))), Dialect())


EPOCHS: Hints = {"axis": "epoch", "unit": "epoch"}
TRAIN: Hints = {"role": "train", "goal": "min"}
VALIDATION: Hints = {"role": "validation", "goal": "min"}
REWARD: Hints = {"role": "reward", "goal": "max"}
SCORE: Hints = {"goal": "max"}

CATBOOST_LOSSES = re.compile(
    r"(?:Logloss|CrossEntropy|RMSE|MAE|MAPE|MultiClass|MultiClassOneVsAll|Quantile|Poisson|Huber"
    r"|Expectile|Lq|LogLinQuantile|Tweedie|MultiRMSE|MSLE|QueryRMSE|QuerySoftMax|PairLogit\w*)\b.*"
)
"""Names of the metrics that CatBoost can minimise as its objective."""

CATBOOST_SCORES = re.compile(r"(?:AUC|Accuracy|F1|R2|NDCG|MAP|Precision|Recall|MCC|Kappa)\b.*")
"""Names of those that rise."""

BASELINES_REWARDS = ("eprewmean", "rollout/return", "rollout/episode_reward_mean")
"""How OpenAI baselines spell the reward, by algorithm."""

HINDSIGHT_SCORES = ("train/success_rate", "test/success_rate")
"""What its hindsight experience replay logs, on either split."""


def _total(name: str, parts: Sequence[str], hints: Hints) -> tuple[Entry, ...]:
    """Return the entry of a sum, where it has anything to sum."""
    return (Entry(name, parts=tuple(parts), **{**hints, **EPOCHS}),) if parts else ()


def _ultralytics(header: Header) -> Dialect | None:
    """Detect YOLOv5 from 6.0 on and its successors: losses by component, and no total."""
    parts = {
        split: [name for name in header.names if re.fullmatch(rf"{split}/\w+_loss", name)]
        for split in ("train", "val")
    }
    if not header.has("epoch") or not parts["train"] or header.has("train/loss"):
        return None
    if not any(name.startswith(("metrics/", "val/")) for name in header.names):
        return None
    totals = _total("train/loss", parts["train"], TRAIN)
    if not header.has("val/loss"):
        totals += _total("val/loss", parts["val"], VALIDATION)
    return Dialect("ultralytics", {}, EPOCHS, totals, clock="time")


def _yolo_text(header: Header) -> Dialect | None:
    """Detect ``results.txt`` of YOLOv5 to YOLOv7; its columns were named from their contents."""
    if header.names[:2] != ("epoch", "mem") or not header.has("total"):
        return None
    losses = [name for name in header.names if name.startswith("val_")]
    totals = _total("val_total", losses, VALIDATION)
    return Dialect("yolo-results", {"total": TRAIN}, EPOCHS, totals)


def _stable_baselines(header: Header) -> Dialect | None:
    """Detect Stable-Baselines3: the mean reward of the last episodes is what is to rise."""
    if not header.has("rollout/ep_rew_mean"):
        return None
    steps = "time/total_timesteps"
    common = {"axis": steps, "unit": "step"} if header.has(steps) else {}
    return Dialect("stable-baselines3", {"rollout/ep_rew_mean": REWARD}, common)


def _baselines(header: Header) -> Dialect | None:
    """Detect OpenAI baselines; hindsight replay logs how often it succeeds instead of a reward."""
    if "progress" not in header.file:
        return None
    reward = next((name for name in BASELINES_REWARDS if header.has(name)), None)
    if reward is not None:
        return Dialect("baselines", {reward: REWARD})
    hindsight = header.has(*HINDSIGHT_SCORES)
    return Dialect("baselines", dict.fromkeys(HINDSIGHT_SCORES, SCORE)) if hindsight else None


def _spinup(header: Header) -> Dialect | None:
    """Detect Spinning Up: the average return of an epoch's episodes is what is to rise."""
    if not header.has("Epoch", "AverageEpRet"):
        return None
    common = {"axis": "Epoch", "unit": "epoch"}
    return Dialect("spinup", {"AverageEpRet": REWARD}, common, clock="Time")


def _catboost(header: Header) -> Dialect | None:
    """Detect CatBoost's tables of errors; of several test sets, the last has no ``:0`` behind."""
    split = next((word for word in ("learn", "test") if f"{word}_error.tsv" in header.file), None)
    if split is None or header.names[0] != "iter":
        return None
    hints = {name: SCORE for name in header.names if CATBOOST_SCORES.fullmatch(name)}
    losses = [name for name in header.names if CATBOOST_LOSSES.fullmatch(name)]
    losses.sort(key=lambda name: re.search(r":\d+$", name) is not None)
    if losses:
        hints[losses[0]] = TRAIN if split == "learn" else VALIDATION
    return Dialect("catboost", hints, {"axis": "iter", "unit": "step"})


def _timm(header: Header) -> Dialect | None:
    """Detect the ``summary.csv`` of timm's training script."""
    if not header.has("epoch", "train_loss", "eval_loss", "eval_top1"):
        return None
    hints = {"train_loss": TRAIN, "eval_loss": VALIDATION, "eval_top1": SCORE}
    return Dialect("timm", hints, EPOCHS)


def _fastai(header: Header) -> Dialect | None:
    """Detect the ``history.csv`` of fastai; its time is a text such as ``00:12``."""
    if header.names[:3] != ("epoch", "train_loss", "valid_loss") or header.names[-1] != "time":
        return None
    return Dialect("fastai", {"train_loss": TRAIN, "valid_loss": VALIDATION}, EPOCHS)


def _lightning(header: Header) -> Dialect | None:
    """Detect Lightning's CSVLogger: each row has epoch and step, and some of the measures."""
    if not header.has("epoch", "step") or not header.file.endswith("metrics.csv"):
        return None
    return Dialect("lightning", {}, {"axis": "step", "unit": "step"})


def _keras(header: Header) -> Dialect | None:
    """Detect the Keras CSVLogger: first the epoch, then what was logged in alphabetical order."""
    measures = list(header.names[1:])
    if header.names[0] != "epoch" or not header.has("loss", "val_loss"):
        return None
    if measures != sorted(measures):
        return None
    return Dialect("keras", {"loss": TRAIN, "val_loss": VALIDATION}, EPOCHS)


def _tensorboard(header: Header) -> Dialect | None:
    """Detect what TensorBoard's page offers for download: one curve, which the file names."""
    if tuple(name.lower() for name in header.names) != download.HEADER:
        return None
    time, step, value = header.names
    name = download.name_of(header.path) or value
    hints, notes = download.hints_of(name, value, download.has_tag(header.path))
    unit = "epoch" if name.rpartition("/")[2].startswith("epoch_") else "step"
    common = {"axis": step, "unit": unit}
    return Dialect("tensorboard", {value: hints}, common, (), time, {value: name}, notes)


_DETECTORS: tuple[Callable[[Header], Dialect | None], ...] = (
    _ultralytics,
    _yolo_text,
    _stable_baselines,
    _baselines,
    _spinup,
    _catboost,
    _timm,
    _fastai,
    _lightning,
    _keras,
    _tensorboard,
)
"""In this order; the first that detects its logger speaks."""
