"""The band that a settled loss stays inside: a share of the total range, or an absolute loss."""

from __future__ import annotations

import math
from dataclasses import dataclass

from convcheck.errors import UsageError


@dataclass(frozen=True, slots=True)
class Band:
    """How far the mean curve may still travel once it counts as settled."""

    size: float
    """Share of the total range (0.02 for ``2%``), or a loss where it is absolute."""
    absolute: bool = False
    """Whether ``size`` is a loss instead of a share of the range."""

    @classmethod
    def parse(cls, text: str) -> Band:
        """Read ``2%`` (of the total range) or ``0.01`` (of loss).

        Raises UsageError where it is no positive number, or 100 % or more.
        """
        share = text.strip().endswith("%")
        try:
            size = float(text.strip().removesuffix("%"))
        except ValueError:
            size = math.nan
        if not 0 < size < (100 if share else math.inf):
            raise UsageError(
                f"{text!r} is no band",
                "a band is a share of the total range, such as 2%, or a loss, such as 0.01",
            )
        return cls(size / 100) if share else cls(size, absolute=True)

    @property
    def label(self) -> str:
        """The band as a user writes it."""
        return f"{self.size:g}" if self.absolute else f"{self.size * 100:g}%"

    def width(self, total_range: float) -> float:
        """Return the band in units of loss, for a run of this total range."""
        return self.size if self.absolute else self.size * total_range


DEFAULT_BAND = Band(0.02)
"""Control theory's two-percent settling time."""
