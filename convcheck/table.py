"""The common loss table and the catalog that comes before it: what every reader fills."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from convcheck.model import AxisUnit, FloatArray, Goal, IntArray, Note


@dataclass(frozen=True, slots=True)
class Entry:
    """One column or tag that a source holds, without its values."""

    name: str
    """As in the log, with the split or sub-run in front where only the folder tells it."""
    count: int | None = None
    """How many values it has, where that is cheap to know."""
    numeric: bool = True
    """False for text; such columns can be axes of time at most."""
    role: str = ""
    """What the logger's layout proves it to be; empty where only the name speaks."""
    axis: str = ""
    """The column it is counted in, where the layout proves that; empty for the common axis."""
    unit: AxisUnit | None = None
    """The unit of that axis, where the layout proves it."""
    goal: Goal | None = None
    """The direction in which it improves, where the layout proves it."""
    first: float | None = None
    """First value, where the survey saw it; a help in telling axes from measures."""
    whole: bool = False
    """Every value that the survey saw is a whole number."""
    increasing: bool = False
    """The values that the survey saw never fall."""
    constant: bool = False
    """The values that the survey saw are all alike."""
    finite: bool = True
    """At least one value that the survey saw is a number."""
    column: str = ""
    """What it is called within the file, where the file's own name says more."""
    parts: tuple[str, ...] = ()
    """For a total that is not in the log: the columns to add up."""


@dataclass(frozen=True, slots=True)
class Catalog:
    """What a source holds, made from its header, first block or tags."""

    entries: tuple[Entry, ...]
    """In the order of the log."""
    logger: str = ""
    """Who wrote it, where the layout proves it (``keras-csvlogger``); else empty."""
    intrinsic_axis: bool = False
    """Every value carries its own step (event files); no column need be found for it."""
    complete: bool = True
    """The whole source was seen; false where the survey looked at its beginning only."""
    notes: tuple[Note, ...] = ()
    """What the survey had to do."""
    extras: Mapping[str, Any] = field(default_factory=dict)
    """Facts of the layout that rules may use."""

    def entry(self, name: str) -> Entry | None:
        """Return the entry of this name, if there is one."""
        return next((entry for entry in self.entries if entry.name == name), None)


@dataclass(frozen=True, slots=True)
class Wanted:
    """One series that the analysis asks a reader for."""

    name: str
    """The entry's name."""
    axis: str = ""
    """The column its position is read from; empty for the intrinsic step or record number."""


@dataclass(frozen=True, slots=True)
class Column:
    """One series as it was logged, in file order: absent is no row, NaN is a row with NaN."""

    name: str
    """The entry's name."""
    record: IntArray
    """Shape (n,), number of the line or record that held the value, over all files."""
    x: FloatArray
    """Shape (n,), its position: step, epoch or record number; NaN where the log had none."""
    value: FloatArray
    """Shape (n,), bit for bit as logged."""
    time: FloatArray | None = None
    """Shape (n,), seconds since the first record, where the log has a clock."""

    def __len__(self) -> int:
        return len(self.value)


@dataclass(frozen=True, slots=True)
class LossTable:
    """The wanted series of one source."""

    columns: Mapping[str, Column]
    """By the entry's name; a wanted series without any value is left out."""
    notes: tuple[Note, ...] = ()
    """What reading had to do: skipped records, a cut end, cells that are no numbers."""
    extras: Mapping[str, Any] = field(default_factory=dict)
    """Facts found while reading that rules may use."""

    def to_arrow(self) -> Any:
        """Return the long form as a ``pyarrow.Table``: series, step, time, value.

        A time is NaN where the log holds none.
        """
        import pyarrow as pa

        from convcheck import long_form

        return pa.Table.from_batches(list(long_form.batches(self)), long_form.schema())
