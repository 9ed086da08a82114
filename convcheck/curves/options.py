"""How a curve is logged: the options that ``generate`` takes for every family."""

from __future__ import annotations

from dataclasses import dataclass, fields

from .noise import NOISE_LAWS, NoiseLaw
from .steps import SPACINGS, Spacing


@dataclass(frozen=True, slots=True)
class Logging:
    """How a curve is logged; each field is an argument of ``generate``."""

    points: int = 2000
    """Records of the training loss."""
    noise: float = 0.02
    """Standard deviation, as a share of the descent (for a curve that falls only, of the total
    range A), or in units of the unscaled loss where there is no descent."""
    scale: float = 1.0
    """Factor on every logged loss."""
    shift: float = 0.0
    """Added to every logged loss after scaling."""
    spikes: int = 0
    """Upward spikes that recover."""
    spike_height: float = 0.5
    """Their mean height, in the unit of the noise."""
    spike_length: int = 1
    """Records until a spike has recovered."""
    noise_law: NoiseLaw = "white"
    """Law of the noise."""
    noise_memory: float = 0.8
    """Correlation of successive records of autocorrelated noise."""
    validation_noise: float | None = None
    """Noise of the validation loss; half that of training where nothing is said."""
    evaluations: int = 50
    """Points of the validation loss, at most one a training step."""
    spacing: Spacing = "regular"
    """How the steps are spaced."""
    first_step: int = 0
    """The first logged step."""
    stride: int = 1
    """Steps between regular records."""
    repeats: int = 0
    """Steps that are logged twice."""
    resumed_at: float | None = None
    """Share of the steps after which the run stopped and went on from a checkpoint."""
    overlap: float = 0.1
    """Share of the steps that a resumed run trains, and logs, again."""
    missing: int = 0
    """Isolated records whose loss is NaN."""
    cut: float = 1.0
    """Share of the planned run after which it was cut off."""
    start: float | None = None
    """Unscaled loss at which the curve begins, where not the family's."""
    floor: float | None = None
    """Unscaled loss that the curve approaches, where not the family's."""

    def __post_init__(self) -> None:
        """Raise ValueError where a value makes no sense."""
        wrong = [
            (self.points < 1, "points must be at least 1"),
            (self.noise < 0, "noise must not be negative"),
            (self.scale <= 0, "scale must be positive"),
            (self.noise_law not in NOISE_LAWS, f"noise_law is one of {NOISE_LAWS}"),
            (self.spacing not in SPACINGS, f"spacing is one of {SPACINGS}"),
            (not 0 < self.cut <= 1, "cut must lie in (0, 1]"),
            (2 * self.repeats > self.points, "at most half of the points can be repeats"),
            (self.repeats > 0 and self.resumed_at is not None, "repeats or resumed_at, not both"),
            (self.missing > max(self.points - 2, 0), "first and last record cannot be missing"),
            (min(self.spikes, self.repeats, self.missing) < 0, "counts must not be negative"),
            (self.spike_length < 1 or self.stride < 1, "lengths must be at least 1"),
        ]
        for is_wrong, message in wrong:
            if is_wrong:
                raise ValueError(message)


LOGGING_OPTIONS = frozenset(field.name for field in fields(Logging))
