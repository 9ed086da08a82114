"""Records of what was logged: where it came from, its series, and what a reader had to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    FloatArray = NDArray[np.float64]
    IntArray = NDArray[np.int64]
    BoolArray = NDArray[np.bool_]

Goal = Literal["min", "max"]
AxisUnit = Literal["step", "epoch", "sample", "record"]


@dataclass(frozen=True, slots=True)
class Note:
    """Something that a reader or the series builder had to do; always in the report."""

    code: str
    """Stable name of the kind of event, such as ``skipped-records``."""
    message: str
    """What happened, in words for a person; data in it is not yet escaped."""
    count: int = 1
    """How many records, rows or series it concerns."""
    where: str = ""
    """File, line or series, where one is known."""


@dataclass(frozen=True, slots=True)
class Source:
    """One run as it lies on disk: what a reader is asked to survey and to read."""

    path: str
    """The path as the user named it, or as it was found below a directory."""
    format: str
    """Name of the reader, which is its module's name."""
    files: tuple[str, ...]
    """The files to read, in reading order; empty where the content is held in memory."""
    content: bytes | None = None
    """The bytes themselves where they came through standard input."""
    run: str = ""
    """Which of several runs in one file or folder; empty where there is one only."""
    splits: Mapping[str, str] = field(default_factory=dict)
    """File to split (``train`` or ``validation``), where sibling files or folders carry it."""
    notes: tuple[Note, ...] = ()
    """What the search for logs had to decide, such as alternatives that were left out."""


@dataclass(frozen=True)
class Series:
    """One logged quantity after restarts were resolved."""

    name: str
    """As in the log."""
    role: str
    """What it is taken for: ``train``, ``validation``, ``learning_rate``, ..."""
    step: FloatArray
    """Shape (n,), strictly increasing, in the unit of the run's axis."""
    value: FloatArray
    """Shape (n,), as logged; NaN and infinities stand where they were logged."""
    time: FloatArray | None = None
    """Shape (n,), seconds since the first record, where the log has a clock."""

    def __len__(self) -> int:
        return len(self.step)

    @cached_property
    def finite(self) -> BoolArray:
        """Shape (n,), true where the value is a number."""
        import numpy as np

        return np.isfinite(self.value)


@dataclass(frozen=True, slots=True)
class Axis:
    """What the run's points are counted in."""

    name: str
    """The column or intrinsic counter, as in the log; ``record`` where there is none."""
    unit: AxisUnit
    """What one unit of it is."""
    whole: bool = True
    """Whether every position is a whole number."""


@dataclass(frozen=True, slots=True)
class Restart:
    """A place where the log's counter went back, as after a resumed checkpoint."""

    at: float
    """The step that the log returned to."""
    discarded: int
    """Points logged at or after that step before, which the later ones replaced."""


@dataclass(frozen=True)
class Run:
    """One training run: an objective series and what was logged beside it."""

    id: str
    """Short name, unique within a report."""
    path: str
    """Where it was read from."""
    format: str
    """Name of the reader."""
    logger: str
    """Who wrote it, where the layout proves it; else empty."""
    files: tuple[str, ...]
    """Every file that was read."""
    axis: Axis
    """What its points are counted in."""
    goal: Goal
    """Whether the objective is to fall (a loss) or to rise (a score)."""
    objective: Series
    """The series that the verdict is about: training, or validation where that is all."""
    series: Mapping[str, Series]
    """All chosen series by role, the objective among them."""
    rejected: Mapping[str, str] = field(default_factory=dict)
    """Columns that were not chosen, each with the reason."""
    restarts: tuple[Restart, ...] = ()
    """Where the counter went back in the objective series."""
    notes: tuple[Note, ...] = ()
    """What readers and the series builder had to do."""
    extras: Mapping[str, Any] = field(default_factory=dict)
    """Facts of the logger's layout, such as the steps an epoch holds."""

    @property
    def validation(self) -> Series | None:
        """The validation series, where there is one beside the objective."""
        found = self.series.get("validation")
        return None if found is self.objective else found

    @property
    def learning_rate(self) -> Series | None:
        """The learning rate, where it was logged."""
        return self.series.get("learning_rate")

    @property
    def gradient_norm(self) -> Series | None:
        """The norm of the gradient, where it was logged."""
        return self.series.get("gradient_norm")
