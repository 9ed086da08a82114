"""What a survey found in a log, kept for the reading that follows: one scan serves both."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from convcheck.errors import SourceUnreadable
from convcheck.readers._bytes import identity
from convcheck.readers._json_batches import GridBatch
from convcheck.readers._json_blocks import LINES
from convcheck.readers._json_grid import Match
from convcheck.readers._lines import BLOCK_BYTES, lent_blocks

if TYPE_CHECKING:
    from convcheck.model import Source
    from convcheck.readers._json_batches import Batch
    from convcheck.readers._json_records import LeftOut

KEPT_BYTES = 256 << 20
"""Memory for it; a log that would need more is scanned anew."""

CELL_BYTES = 100
"""What a cell of a record costs that was parsed by itself."""

_Key = tuple["Source", tuple[tuple[str, int, int], ...]]


@dataclass(slots=True)
class Kept:
    """The batches of a log, less the bytes of their blocks."""

    key: _Key
    left_out: LeftOut
    """What the survey left out."""
    batches: list[Batch] = field(default_factory=list)
    bytes: int = 0
    """Memory they take, about."""

    def again(self, source: Source) -> Iterator[Batch]:
        """Yield the batches once more.

        Raises SourceUnreadable where the log is shorter than it was.
        """
        drawn = lent_blocks(source, BLOCK_BYTES, LINES)
        for batch in self.batches:
            block = next(drawn, None)
            # A log that grows meanwhile has a longer last block: what is new is left alone.
            if block is None or (isinstance(batch, GridBatch) and block.size < batch.size):
                raise SourceUnreadable(
                    f"{source.path} shrank while it was read", "try again", source.path
                )
            yield replace(batch, data=block.buffer) if isinstance(batch, GridBatch) else batch


_kept: list[Kept] = []
"""That of the last survey, until it is used."""


def keeping(source: Source, batches: Iterator[Batch], left_out: LeftOut) -> Iterator[Batch]:
    """Yield the batches of a survey and keep what they need of memory, if that is not too much."""
    _kept.clear()
    key = _key(source)
    kept = Kept(key, left_out) if key else None
    for batch in batches:
        yield batch
        if kept is not None:
            kept.batches.append(_small(batch))
            kept.bytes += _bytes(kept.batches[-1])
            kept = kept if kept.bytes <= KEPT_BYTES else None
    if kept is not None and key == _key(source):
        _kept.append(kept)


def take(source: Source) -> Kept | None:
    """Return what the last survey kept of this log and forget it; None where it has changed."""
    kept = _kept.pop() if _kept else None
    return kept if kept is not None and kept.key == _key(source) else None


def _key(source: Source) -> _Key | None:
    try:
        return source, tuple(identity(file) for file in source.files)
    except OSError:
        return None


def _small(batch: Batch) -> Batch:
    """Return a batch without its bytes, and with small numbers."""
    if not isinstance(batch, GridBatch):
        return batch
    matches = [
        Match(match.template, _small_numbers(match.line), _small_numbers(match.begin))
        for match in batch.matches
    ]
    return replace(batch, data=b"", matches=matches, record=_small_numbers(batch.record))


def _small_numbers(numbers: Any) -> Any:
    return np.asarray(numbers, np.int32)


def _bytes(batch: Batch) -> int:
    """Return about how much memory a batch takes."""
    if not isinstance(batch, GridBatch):
        return CELL_BYTES * sum(map(len, batch.records))
    of_others = sum(len(record) for records in batch.others.values() for record in records)
    of_matches = sum(match.line.nbytes + match.begin.nbytes for match in batch.matches)
    return batch.record.nbytes + of_matches + CELL_BYTES * of_others
