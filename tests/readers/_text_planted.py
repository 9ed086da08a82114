"""A printed log whose series are known."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

ROUNDS = 12

TRAIN = [f"{2 / (k + 1) + 0.5:.4f}" for k in range(ROUNDS)]
VALIDATION = [f"{2 / (k + 2) + 0.75:.4f}" for k in range(ROUNDS)]


@dataclass(frozen=True, slots=True)
class Planted:
    """A log whose series are known."""

    logger: str
    """The dialect; empty for lines written by hand."""
    line: Callable[[int, str, str], str]
    """What one round prints, of its position and its training and validation loss."""
    train: str
    """Name of the training loss."""
    validation: str
    """Name of the validation loss; empty where the log has none."""
    axis: str
    """Name of the counter."""
    first: int = 0
    """Position of the first round."""
    stride: int = 1
    """Positions from one round to the next."""
    preamble: str = ""
    """What is printed before the first round."""
    postscript: str = ""
    """What is printed after the last round."""
    validation_axis: str = ""
    """Name of the validation's own counter, where it has one."""

    @property
    def positions(self) -> list[float]:
        """Where the rounds stand."""
        return [float(self.first + k * self.stride) for k in range(ROUNDS)]

    @property
    def text(self) -> str:
        """The whole log."""
        rounds = [
            self.line(self.first + k * self.stride, TRAIN[k], VALIDATION[k]) for k in range(ROUNDS)
        ]
        return self.preamble + "".join(rounds) + self.postscript
