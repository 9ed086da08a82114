"""Who wrote a JSON log, as its keys prove, and what that says about its columns."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from convcheck.readers._json_grouped import grouped_counters, with_groups_joined
from convcheck.readers._json_reshape import Record, with_split
from convcheck.readers._json_told_split import (
    sets_told,
    telling_key,
    under_told_set,
    under_told_split,
)

if TYPE_CHECKING:
    from convcheck.model import AxisUnit, Goal

GLOBAL_ITER = "epoch+iter"
"""The axis made of two columns, where one counts epochs and the other starts over in each."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """One logger's layout."""

    logger: str = ""
    """Its name; empty for logs written by hand."""
    proof: frozenset[str] = frozenset()
    """Columns that together only this logger writes."""
    either: frozenset[str] = frozenset()
    """Further columns of which one must be there; empty where none need be."""
    axis: str = ""
    """The column that counts its records."""
    unit: AxisUnit | None = None
    """The unit of that axis."""
    axes: Mapping[str, str] = field(default_factory=dict)
    """Other axes of the same unit, by how the names of their columns begin."""
    roles: Mapping[str, str] = field(default_factory=dict)
    """What columns are."""
    goals: Mapping[str, Goal] = field(default_factory=dict)
    """The direction in which columns improve."""
    split_key: str = ""
    """The key that tells the split of each record; only of logs written by hand."""
    grouped: tuple[str, ...] = ()
    """Counters whose texts have marks between thousands; only of such logs."""
    sets: Mapping[str, str] = field(default_factory=dict)
    """Texts that tell one of several sets of a split, and what these are called; as above."""

    def hints(self, name: str, names: Collection[str]) -> dict[str, Any]:
        """Return the fields of a catalog entry that the layout proves for one of the columns."""
        others = (axis for start, axis in self.axes.items() if name.startswith(start))
        axis = next(others, self.axis)
        found: dict[str, Any] = {}
        if name != axis and (axis in names or axis == GLOBAL_ITER):
            found = {"axis": axis, "unit": self.unit}
        if name in self.roles:
            found["role"] = self.roles[name]
        if name in self.goals:
            found["goal"] = self.goals[name]
        return found


_TRAINER_ROLES = {
    "loss": "train",
    "eval_loss": "validation",
    "learning_rate": "learning_rate",
    "grad_norm": "gradient_norm",
}

TRANSFORMERS = Dialect(
    logger="transformers",
    proof=frozenset({"epoch", "step"}),
    either=frozenset({"eval_runtime", "eval_steps_per_second", "eval_samples_per_second"}),
    axis="step",
    unit="step",
    roles=_TRAINER_ROLES,
)

MMENGINE = Dialect(
    logger="mmengine",
    proof=frozenset({"iter", "step"}),
    axis="iter",
    unit="step",
    roles={"loss": "train", "lr": "learning_rate", "grad_norm": "gradient_norm"},
)

MMCV = Dialect(
    logger="mmcv",
    proof=frozenset({"mode", "epoch", "iter"}),
    axis=GLOBAL_ITER,
    unit="step",
    roles={"train/loss": "train", "val/loss": "validation", "train/lr": "learning_rate"},
)

DIALECTS: tuple[Dialect, ...] = (
    Dialect(
        logger="detectron2",
        proof=frozenset({"iteration", "total_loss"}),
        axis="iteration",
        unit="step",
        roles={"total_loss": "train", "lr": "learning_rate", "validation_loss": "validation"},
    ),
    MMCV,
    MMENGINE,
    Dialect(
        logger="detr",  # and DeiT, MAE and their many descendants
        proof=frozenset({"train_loss", "n_parameters"}),
        axis="epoch",
        unit="epoch",
        roles={"train_loss": "train", "test_loss": "validation", "train_lr": "learning_rate"},
    ),
    Dialect(
        logger="llama-factory",
        proof=frozenset({"current_steps", "total_steps"}),
        axis="current_steps",
        unit="step",
        roles={"loss": "train", "eval_loss": "validation", "lr": "learning_rate"},
    ),
    Dialect(
        logger="ray-tune",
        proof=frozenset({"training_iteration", "time_total_s"}),
        axis="training_iteration",
        unit="step",
    ),
    Dialect(
        logger="wandb",
        proof=frozenset({"_step"}),
        either=frozenset({"_runtime", "_timestamp"}),
        axis="_step",
        unit="step",
    ),
    Dialect(
        logger="stable-baselines3",
        proof=frozenset({"time/total_timesteps", "time/iterations"}),
        axis="time/total_timesteps",
        unit="step",
        roles={"rollout/ep_rew_mean": "reward"},
        goals={"rollout/ep_rew_mean": "max"},
    ),
    Dialect(
        logger="fairseq",
        proof=frozenset({"train_loss", "train_num_updates"}),
        axis="num_updates",
        unit="step",
        axes={"train_": "train_num_updates", "valid_": "valid_num_updates"},
        roles={"loss": "train", "valid_loss": "validation", "lr": "learning_rate"},
    ),
    TRANSFORMERS,
)
"""In the order in which they are tried."""

UNKNOWN = Dialect()


def identify(head: Sequence[Record]) -> Dialect:
    """Return the dialect that the first records of a log prove."""
    names = {name for record in head for name in record}
    for dialect in DIALECTS:
        if _proven(dialect, names) and _fits(dialect, head):
            return dialect
    key, grouped = telling_key(head, names), grouped_counters(head, names)
    sets = sets_told(head, names, key)
    if not (key or grouped or sets):
        return UNKNOWN
    return replace(UNKNOWN, split_key=key, grouped=grouped, sets=sets)


def adapted(dialect: Dialect, record: Record) -> Record:
    """Return the record with what only its dialect tells made plain."""
    if dialect is MMENGINE and "iter" not in record and "step" in record:
        # A validation record: its step may count epochs. Without "step" its position is that of
        # the last training record.
        return {with_split(name, "val"): cell for name, cell in record.items() if name != "step"}
    if dialect is MMCV and record.get("mode") != "train":
        # The iterations of a validation record are those of the validation loop.
        return {name: cell for name, cell in record.items() if name != "iter"}
    if dialect.grouped:
        record = with_groups_joined(record, dialect.grouped)
    if dialect.split_key:
        record = under_told_split(record, dialect.split_key)
    return under_told_set(record, dialect.sets, dialect.split_key) if dialect.sets else record


def _proven(dialect: Dialect, names: Collection[str]) -> bool:
    """Return whether the columns that only this logger writes are there."""
    names = frozenset(names)
    return dialect.proof <= names and (not dialect.either or not dialect.either.isdisjoint(names))


def _fits(dialect: Dialect, head: Sequence[Record]) -> bool:
    """Return whether the values agree with what the logger writes."""
    if dialect is MMENGINE:
        pairs = [(record["iter"], record.get("step")) for record in head if "iter" in record]
        return all(iteration == step for iteration, step in pairs)
    if dialect is MMCV:
        return any(record.get("mode") == "train" and "iter" in record for record in head)
    return True
