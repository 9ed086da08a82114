"""Files of results that are kept: whole or not there at all, and none of older code."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def written_whole(path: Path) -> Iterator[Path]:
    """Give a file beside ``path`` to write to; it takes the place of ``path`` once it is whole.

    Whatever interrupts the writing removes it, and leaves ``path`` as it was. Every process has
    a file of its own, so that two programs may write the same.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(f".{os.getpid()}.part")
    try:
        yield partial
        partial.replace(path)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise


def remove_older(path: Path) -> None:
    """Remove what is called as ``path`` is, ``name-hash.suffix``, but for another hash."""
    name, _, key = path.stem.rpartition("-")
    for other in path.parent.glob(f"{name}-{'?' * len(key)}{path.suffix}"):
        if other != path:
            other.unlink(missing_ok=True)
