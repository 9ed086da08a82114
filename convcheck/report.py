"""Records of what is told: one report a run, the inputs that could not be read, and both together.

Pictures and texts of every format are made from these records alone; no reporter goes back to
a log or computes anything about it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from convcheck import __version__, exit_codes
from convcheck.wording import step

if TYPE_CHECKING:
    from convcheck.findings import Diagnosis
    from convcheck.model import Axis, Goal, Note, Restart
    from convcheck.settings import Settings
    from convcheck.siblings import Standing
    from convcheck.table import Entry

NonFinite = Literal["nan", "inf", "-inf"]


@dataclass(frozen=True, slots=True)
class Best:
    """The best that a series reached; noise makes it a range, not a point."""

    value: float
    """As logged."""
    step: float
    """Where it was logged."""
    range: tuple[float, float]
    """First and last of the steps whose levels cannot be told from the best one."""
    level: float | None = None
    """Mean of what was logged about that step, as a window smooths it; none where none does."""


@dataclass(frozen=True, slots=True)
class SeriesSummary:
    """What a reader wants to know of one series without looking at its points."""

    name: str
    """As in the log."""
    points: int
    """How many values it has, those that are no numbers among them."""
    non_finite: int = 0
    """How many of them are NaN or infinite."""
    first: float | None = None
    """First finite value."""
    last: float | None = None
    """Last finite value."""
    last_non_finite: NonFinite | None = None
    """The last value of all, where that is no number."""
    best: Best | None = None
    """None where a best has no meaning (a learning rate), or no value is finite."""


@dataclass(frozen=True, slots=True)
class Trace:
    """A line to draw: at most ``downsample.MOST_POINTS`` points."""

    step: tuple[float, ...]
    """Ascending, in the unit of the run's axis."""
    value: tuple[float, ...]
    """As logged; may be non-finite."""


@dataclass(frozen=True, slots=True)
class Curve:
    """What every picture of a run is drawn from."""

    raw: Mapping[str, Trace]
    """Logged points by role: ``train``, ``validation``, ..."""
    fitted: Trace | None = None
    """The mean curve of the objective, as logged (not negated)."""
    band: tuple[float, float] | None = None
    """Lowest and highest level of the mean curve from the settling step on."""


@dataclass(frozen=True, slots=True)
class Target:
    """A loss that the user asked for."""

    loss: float
    """What the mean curve was to reach."""
    by_step: float | None = None
    """The last step at which it may have been reached."""
    reached: float | None = None
    """First step at which the mean curve reached it; none where it never did."""

    @property
    def met(self) -> bool:
        """Whether it was reached in time."""
        if self.reached is None:
            return False
        return self.by_step is None or self.reached <= self.by_step


@dataclass(frozen=True, repr=False)
class RunReport:
    """All that is told about one run."""

    id: str
    """Short name, unique within the report."""
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
    steps: tuple[float, float] | None
    """First and last step of the objective; none where it has no point."""
    goal: Goal
    """Whether the objective is to fall or to rise."""
    objective: str
    """Role of the series that the verdict is about, a key of ``series``."""
    series: Mapping[str, SeriesSummary]
    """The chosen series by role."""
    diagnosis: Diagnosis
    """What was concluded."""
    rejected: Mapping[str, str] = field(default_factory=dict)
    """Columns that were not chosen, each with the reason."""
    restarts: tuple[Restart, ...] = ()
    """Where the counter went back."""
    notes: tuple[Note, ...] = ()
    """What readers and the series builder had to do."""
    curve: Curve | None = None
    """None where there is nothing to draw."""
    target: Target | None = None
    """None where the user asked for none."""
    standing: Standing | None = None
    """What other runs of the same call are compared by; none where too few points are finite."""

    def __repr__(self) -> str:
        """Return the run and its verdict; a line for each point would bury them."""
        said = self.diagnosis
        settled = said.convergence
        at = "" if settled is None else f" at {self.axis.unit} {step(settled.step)}"
        sure = "" if said.probability is None else f", probability {said.probability:.2f}"
        codes = "".join(f", {found.rule.code}" for found in said.findings)
        return f"<RunReport {self.id!r}: {said.verdict}{at}{sure}{codes}>"


@dataclass(frozen=True, slots=True)
class Unread:
    """An input that could not be analyzed."""

    path: str
    """As the user named it, or as it was found below a directory."""
    message: str
    """What went wrong."""
    hint: str = ""
    """What to try."""
    exit_code: int = exit_codes.UNUSABLE_INPUT
    """The code it earns; ``exit_codes.INTERNAL_ERROR`` where the program is at fault."""
    error: Exception | None = field(default=None, compare=False, repr=False)
    """What was raised."""


@dataclass(frozen=True, repr=False)
class Report:
    """The outcome of one call: what every reporter renders."""

    runs: tuple[RunReport, ...]
    """In the order of the inputs, and in path order below a directory."""
    unread: tuple[Unread, ...]
    """In the order of the inputs."""
    settings: Settings
    """The settings in force."""
    version: str = __version__
    """Version of convcheck."""

    def __repr__(self) -> str:
        """Return the runs, each with its verdict, and the inputs that could not be read."""
        runs, unread = list(self.runs), [each.path for each in self.unread]
        return f"<Report of {runs}, unread {unread}, exit code {self.exit_code}>"

    @property
    def exit_code(self) -> int:
        """The gravest code among runs and unread inputs; with neither, that of unusable input."""
        codes = [exit_codes.of_run(run, self.settings) for run in self.runs]
        return exit_codes.gravest([*codes, *(unread.exit_code for unread in self.unread)])

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON report: plain values only, and null for what is no finite number."""
        from convcheck import schema

        return schema.report_to_dict(self)


@dataclass(frozen=True, slots=True)
class Inspection:
    """What was recognised in one run, before any analysis: what ``convcheck inspect`` shows."""

    path: str
    """Where it lies."""
    format: str
    """Name of the reader."""
    logger: str
    """Who wrote it, where the layout proves it; else empty."""
    files: tuple[str, ...]
    """The files that belong to it."""
    entries: tuple[Entry, ...]
    """Everything that the source holds, in the order of the log."""
    roles: Mapping[str, str]
    """Role to the name of the series chosen for it."""
    axis: Axis | None
    """What the points are counted in; none where no series was chosen."""
    goal: Goal | None
    """Whether the objective is to fall or to rise; none where there is no objective."""
    points: Mapping[str, int] = field(default_factory=dict)
    """Name of a chosen series to the number of its points."""
    restarts: tuple[Restart, ...] = ()
    """Where the counter went back."""
    rejected: Mapping[str, str] = field(default_factory=dict)
    """Columns that were not chosen, each with the reason."""
    notes: tuple[Note, ...] = ()
    """What survey and reading had to do."""
    run: str = ""
    """Which of the runs that the path holds; empty where that is one."""
    problem: str = ""
    """Why it cannot be analyzed, such as having no loss series; empty where it can."""
