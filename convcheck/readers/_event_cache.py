"""Event files that were read already: `survey` reads them whole, `read` need not do it again."""

from __future__ import annotations

import io
from collections import OrderedDict

from convcheck.errors import SourceUnreadable
from convcheck.model import Source
from convcheck.readers._bytes import identity, open_source
from convcheck.readers._event_file import EventFile, read_event_file

KEPT_VALUES = 2_000_000
"""Scalars kept of earlier sources, 32 bytes each; the last source is kept whatever its size."""

_Key = tuple[str, int, int]


class _Cache:
    """The files read last, by path, size and time of change."""

    def __init__(self) -> None:
        self._files: OrderedDict[_Key, EventFile] = OrderedDict()
        self._values = 0

    def get(self, key: _Key) -> EventFile | None:
        """Return a file if it is kept, and keep it longer."""
        if key in self._files:
            self._files.move_to_end(key)
        return self._files.get(key)

    def put(self, key: _Key, file: EventFile) -> None:
        """Keep a file."""
        self._files[key] = file
        self._values += file.values

    def forget(self, keep: int) -> None:
        """Drop the oldest files until little is left, but not the last ``keep``."""
        while self._values > KEPT_VALUES and len(self._files) > keep:
            _, oldest = self._files.popitem(last=False)
            self._values -= oldest.values


_cache = _Cache()


def event_files(source: Source) -> dict[str, EventFile]:
    """Return what each file of a source holds, in reading order.

    Raises SourceNotFound or SourceUnreadable.
    """
    if source.content is not None:
        return {"": read_event_file(io.BytesIO(source.content))}
    found = {file: _event_file(file) for file in source.files}
    _cache.forget(keep=len(found))
    return found


def _event_file(path: str) -> EventFile:
    with open_source(path) as stream:
        key = identity(path)
        found = _cache.get(key)
        if found is None:
            try:
                found = read_event_file(stream)
            except OSError as error:
                raise SourceUnreadable(f"cannot read {path}: {error}", path=path) from error
            _cache.put(key, found)
    return found
