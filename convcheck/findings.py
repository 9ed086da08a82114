"""Records of what was concluded about a run: findings, settling, projection, diagnosis."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from convcheck.rule import Evidence, Rule, Severity, Verdict


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
    first_remedies: int = 0
    """How many of them, from the first on, are general or for a likely cause."""
    chances: Mapping[str, float] = field(default_factory=dict)
    """How likely those causes are that trainings were made with, given that something is wrong."""


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
    without_restarts: bool = False
    """What warm restarts of the learning rate add was taken off before the step was looked for."""


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


NOT_SELECTED = "not selected"
"""Why a rule did not run that settings left out."""


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
    """When the loss settled, whatever the verdict; none where that has no meaning: it diverged, or
    did not converge and fell by less than its noise."""
    noise: Noise | None
    """None where there are too few points to tell, or it diverged."""
    projection: Projection | None
    """None where the curve cannot be continued, or has no drop to hold a gain against."""
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
