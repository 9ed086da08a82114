"""Event files that were read already: `survey` reads them whole, `read` need not do it again."""

from __future__ import annotations

import io
import os
from collections import OrderedDict

from convcheck.errors import SourceUnreadable
from convcheck.model import Source
from convcheck.readers._bytes import open_source
from convcheck.readers._event_file import EventFile, read_event_file

KEPT_VALUES = 2_000_000
"""Scalars kept of earlier sources, 32 bytes each; the last source is kept whatever its size."""

_Key = tuple[str, int, int]
_kept: OrderedDict[_Key, EventFile] = OrderedDict()


def event_files(source: Source) -> dict[str, EventFile]:
    """Return what each file of a source holds, in reading order.

    Raises SourceNotFound or SourceUnreadable.
    """
    if source.content is not None:
        return {"": read_event_file(io.BytesIO(source.content))}
    found = {file: _event_file(file) for file in source.files}
    _forget(keep=len(found))
    return found


def _event_file(path: str) -> EventFile:
    with open_source(path) as stream:
        key = _key(path)
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]
        try:
            found = read_event_file(stream)
        except OSError as error:
            raise SourceUnreadable(f"cannot read {path}: {error}", path=path) from error
    _kept[key] = found
    return found


def _key(path: str) -> _Key:
    state = os.stat(path)
    return os.path.abspath(path), state.st_size, state.st_mtime_ns


def _forget(keep: int) -> None:
    """Drop the oldest files until little is left beside the last ``keep``."""
    sizes = {key: sum(map(len, found.scalars.values())) for key, found in _kept.items()}
    total = sum(sizes.values())
    for key in list(_kept)[: max(len(_kept) - keep, 0)]:
        if total <= KEPT_VALUES:
            break
        total -= sizes[key]
        del _kept[key]
