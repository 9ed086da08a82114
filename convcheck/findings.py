"""Records of what was concluded: verdicts, rules and what they found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from convcheck.model import Span

Severity = Literal["error", "warning", "info"]
Need = Literal[
    "points",
    "zero",
    "train",
    "validation",
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
    fires: tuple[Example, ...] = ()
    """Planted logs where it must speak."""
    silent: tuple[Example, ...] = ()
    """Planted logs where it must not."""


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


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that spoke, with what it saw and what applies of its advice."""

    rule: Rule
    """The rule itself; nothing is copied from it."""
    severity: Severity
    """After evidence and settings."""
    evidence: Evidence
    """What was seen."""
    message: str
    """The rule's message, filled in."""
    causes: tuple[str, ...]
    """Ids of the causes that apply, likeliest first."""
    remedies: tuple[str, ...]
    """The remedies that apply, filled in."""


@dataclass(frozen=True, slots=True)
class SettlingPoint:
    """One rung of the settling ladder."""

    band: str
    """The band, as written by the user: ``2%`` of the drop or an absolute loss."""
    step: float | None
    """First step after which the mean curve stays inside the band; none where it never does."""
    loss: float | None
    """Level of the mean curve there."""


@dataclass(frozen=True, slots=True)
class Settling:
    """When the loss settled, by the chosen band."""

    step: float
    """First logged step after which the mean curve stays inside the band to the end."""
    interval: tuple[float, float]
    """Steps that hold the true settling step in 90 of 100 runs."""
    share_of_run: float
    """Where in the run that is, 0 to 1."""
    loss: float
    """Level of the mean curve there."""
    ladder: tuple[SettlingPoint, ...]
    """The same for other bands, widest first."""


@dataclass(frozen=True, slots=True)
class Projection:
    """What training longer would bring, were everything held as it is."""

    extra: float
    """How many more steps."""
    gain: float
    """By how much the loss would fall."""
    interval: tuple[float, float]
    """Ninety-percent interval of the gain."""
    share_of_drop: float
    """The gain as a share of the run's total range."""


@dataclass(frozen=True, slots=True)
class Noise:
    """How loud the log is, and what that hides."""

    sigma: float
    """Standard deviation of one logged value about the mean curve."""
    band_visible_z: float | None
    """Band width over the standard error of the final level; below 2 the band is hidden."""
    words: str
    """The same for a person."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """A rule that did not run."""

    code: str
    """The rule."""
    why: str
    """What the log lacks, or which setting left it out."""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """All that was concluded about one run."""

    verdict: Verdict
    """Exactly one; ``inconclusive`` where the log cannot tell."""
    leaning: Verdict | None
    """The likeliest verdict where it is ``inconclusive``; none where nothing could be said."""
    probability: float | None
    """That the verdict (or the leaning) is the right one of the five."""
    reason: str
    """One sentence that says what decided."""
    settling: Settling | None
    """When the loss settled, whatever the verdict; none where that has no meaning."""
    noise: Noise | None
    """None where there are too few points to tell."""
    projection: Projection | None
    """None where the curve cannot be continued."""
    findings: tuple[Finding, ...]
    """Gravest first."""
    ran: tuple[str, ...]
    """Codes of the rules that were run."""
    skipped: tuple[Skipped, ...]
    """Rules that could not be run."""
    suppressed: tuple[str, ...]
    """Codes of findings that settings silenced."""
    probabilities: Mapping[str, float] = field(default_factory=dict)
    """Probability of each of the five verdicts."""

    @property
    def convergence(self) -> Settling | None:
        """The settling of a converged run: the iteration of convergence."""
        return self.settling if self.verdict is Verdict.CONVERGED else None
