"""Names of injected causes in the truth, and the ids of causes that name them rightly."""

from __future__ import annotations

from collections.abc import Mapping

RATE_TOO_LARGE = frozenset({"learning-rate-too-large"})
RATE_TOO_SMALL = frozenset({"learning-rate-too-small"})
TOO_FEW_STEPS = frozenset({"too-few-steps", "interrupted-run"})
MOMENTUM = frozenset({"momentum-too-high"})
SMALL_BATCH = frozenset({"batch-too-small"})
NOT_SHUFFLED = frozenset({"data-not-shuffled"})
LABELS = frozenset({"corrupted-labels"})
DEAD = frozenset({"dead-units"})
ALIKE = frozenset({"symmetric-initialisation"})
BADLY_SCALED = frozenset({"badly-scaled-initialisation"})

CAUSES_MAP: Mapping[str, frozenset[str]] = {
    # Short names of the folder ``trained``.
    "batch1": SMALL_BATCH,
    "dead": DEAD,
    "early": TOO_FEW_STEPS,
    "huge": BADLY_SCALED,
    "labels": LABELS,
    "lr_large": RATE_TOO_LARGE,
    "lr_small": RATE_TOO_SMALL,
    "mom": MOMENTUM,
    "sorted": NOT_SHUFFLED,
    "tiny": BADLY_SCALED,
    "zero": ALIKE,
    # Names of the folder ``truth`` and of the zoo.
    "batch_size_1": SMALL_BATCH,
    "batchnorm_tiny_batch": SMALL_BATCH,
    "const_init": ALIKE,
    "constant_input": frozenset({"inputs-not-normalised"}),
    "corrupt_batches": frozenset({"corrupted-data"}),
    "data_shift": frozenset({"data-changed"}),
    "dead_relu": DEAD,
    "double_softmax": frozenset({"wrong-loss"}),
    "huge_init": BADLY_SCALED,
    "killed_truncated": TOO_FEW_STEPS,
    "label_corruption": LABELS,
    "late_drop": BADLY_SCALED | frozenset({"phase-of-training"}),
    "lr_at_stability_edge": RATE_TOO_LARGE,
    "lr_decayed_too_early": frozenset({"rate-decayed-too-early"}),
    "lr_too_large": RATE_TOO_LARGE,
    "lr_too_small": RATE_TOO_SMALL,
    "momentum_too_high": MOMENTUM,
    "numeric_overflow": frozenset({"numeric-overflow", "learning-rate-too-large"}),
    "numeric_overflow_fp16": frozenset({"mixed-precision", "numeric-overflow"}),
    "optimizer_not_stepping": frozenset({"optimizer-not-stepping"}),
    "resumed_duplicate_steps": frozenset({"resumed-run", "optimizer-state-lost"}),
    "saturated_sigmoid": frozenset({"saturated-activation", "badly-scaled-initialisation"}),
    "stopped_early": TOO_FEW_STEPS,
    "too_few_data": frozenset({"too-little-data"}),
    "too_small_model": frozenset({"model-too-small"}),
    "unshuffled_sorted": NOT_SHUFFLED,
    "vanishing_gradient": frozenset({"saturated-activation"}),
    "weight_decay_too_strong": frozenset({"regularisation-too-strong"}),
    "zero_grad_forgotten": frozenset({"gradients-not-cleared"}),
    "zero_init": ALIKE,
}
"""By the name of the injected cause: the ids of which any one counts as naming it."""

CHIEF = ("too-few-steps", "badly-scaled-initialisation", "mixed-precision", "resumed-run")
"""Where several ids name a cause: the one that is fitted."""


def chief(cause: str) -> str:
    """Return the id that stands for an injected cause."""
    ids = CAUSES_MAP[cause]
    return next((each for each in CHIEF if each in ids), min(ids))
