"""Records of what a rule knows and of what it sees.

Whoever lists or explains rules loads these and no more; what is concluded from them is in
``findings``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal

Severity = Literal["error", "warning", "info"]
Need = Literal[
    "points",
    "zero",
    "train",
    "validation",
    "one_unit",
    "learning_rate",
    "gradient_norm",
    "loss_scale",
    "epoch",
]

SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")
"""Gravest first."""


class Verdict(StrEnum):
    """What became of a run; exactly one of these."""

    CONVERGED = "converged"
    IMPROVING = "improving"
    STUCK = "stuck"
    OSCILLATING = "oscillating"
    DIVERGED = "diverged"
    INCONCLUSIVE = "inconclusive"


@dataclass(frozen=True, slots=True)
class Limit:
    """A threshold of a rule, adjustable with ``--set CODE.name=value``."""

    name: str
    """How settings call it."""
    value: float
    """Its default."""
    unit: str
    """What it is a number of."""
    reason: str
    """Why this value, in one sentence."""
    source: str
    """Where the value or the idea comes from."""
    least: float = 0.0
    """The lowest value that means something."""


@dataclass(frozen=True, slots=True)
class Remedy:
    """Something to change, worded with the log's own numbers."""

    text: str
    """What to do; ``{name}`` is filled from the facts of the run and of the evidence."""
    cause: str = ""
    """The cause it addresses; empty where it helps whatever the cause."""
    needs: tuple[str, ...] = ()
    """Facts that must be known and true for it to apply."""
    unless: tuple[str, ...] = ()
    """Facts that rule it out, such as a warm-up that the log already shows."""


@dataclass(frozen=True, slots=True)
class Cause:
    """A possible cause of a symptom, and when the log speaks for it."""

    id: str
    """Stable name, one of ``causes.CAUSES``."""
    because: str
    """What in a log points to it."""
    needs: tuple[str, ...] = ()
    """Facts that must be known and true for it to be named."""
    unless: tuple[str, ...] = ()
    """Facts that rule it out."""


@dataclass(frozen=True, slots=True)
class Example:
    """A planted log, built by ``convcheck.curves`` when asked."""

    family: str
    """The family of curves."""
    parameters: Mapping[str, Any] = field(default_factory=dict)
    """What the generator is given beyond its defaults."""
    note: str = ""
    """What the example shows."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Everything that is known about one symptom; its module also holds ``check``."""

    code: str
    """Stable for ever, such as ``CC301``."""
    name: str
    """The symptom: reads well after "this run shows"."""
    severity: Severity
    """How grave it is unless the evidence or the settings say otherwise."""
    summary: str
    """What it is, in one sentence."""
    message: str
    """What a person reads in a report; ``{name}`` is filled from the facts and the evidence."""
    why: str
    """Why it matters."""
    how: str
    """How it is decided."""
    when_wrong: str
    """When it can be wrong."""
    causes: tuple[Cause, ...]
    """Likeliest first."""
    remedies: tuple[Remedy, ...]
    """Most useful first."""
    references: tuple[str, ...] = ()
    """Where to read more."""
    limits: tuple[Limit, ...] = ()
    """Its thresholds."""
    needs: tuple[Need, ...] = ("points",)
    """What the log must hold; the rule is skipped, and that is said, where it does not."""
    yields_to: tuple[str, ...] = ()
    """Codes that, when found, explain this one away."""
    beside_siblings: str = ""
    """The message where a run is held against its siblings, for which the module then also holds
    ``check_siblings``; empty where the rule looks at one run alone."""
    fires: tuple[Example, ...] = ()
    """Planted logs where it must speak."""
    silent: tuple[Example, ...] = ()
    """Planted logs where it must not."""


@dataclass(frozen=True, slots=True)
class Span:
    """A closed range of the run's axis."""

    first: float
    """Where it begins, in the unit of the axis."""
    last: float
    """Where it ends, in the unit of the axis."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a rule saw: numbers, no prose."""

    span: Span | None
    """The steps it speaks of; none for the whole run."""
    values: Mapping[str, Any]
    """Observed values and the limits that they were held against, for message and remedies."""
    series: str = ""
    """Role of the series it speaks of; empty for the objective."""
    severity: Severity | None = None
    """Where this case is graver or milder than the rule's own severity."""
    causes: tuple[str, ...] = ()
    """Order of causes where the evidence speaks for another than the rule's own."""
