"""Registry of readers: every module here whose name has no leading underscore is one.

A reader module offers

``SUMMARY``
    one line for the README's table of formats;
``RANK``
    the order in which readers are asked, and in which alternatives of one run are preferred
    (smaller first);
``recognise(head, name) -> str | None``
    ``None`` where it accepts a file with these first bytes (up to 64 KiB, decompressed) and this
    file name, else the reason why not, as a phrase that completes "not X: ...";
``survey(source) -> Catalog``
    what the source holds, without its values;
``read(source, wanted) -> LossTable``
    the wanted series, and only those.

and may offer ``runs(path) -> tuple[str, ...]``, the names of the runs in one file that holds
several. Adding a format is adding one file; nothing else names the readers.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, Protocol, cast

from convcheck.errors import UnknownFormat, UsageError

if TYPE_CHECKING:
    from convcheck.model import Source
    from convcheck.table import Catalog, LossTable, Wanted

HEAD_BYTES = 65_536


class Reader(Protocol):
    """The inner form that all reader modules share."""

    __name__: str
    SUMMARY: str
    RANK: int

    def recognise(self, head: bytes, name: str) -> str | None:
        """Accept with ``None``, or give the reason why not."""

    def survey(self, source: Source) -> Catalog:
        """List what the source holds."""

    def read(self, source: Source, wanted: Sequence[Wanted]) -> LossTable:
        """Read the wanted series."""


@cache
def names() -> tuple[str, ...]:
    """Return the names of all readers, in alphabetical order."""
    found = pkgutil.iter_modules(__path__)
    return tuple(sorted(module.name for module in found if not module.name.startswith("_")))


def get(name: str) -> Reader:
    """Return the reader of this name.

    Raises UsageError where there is none.
    """
    if name not in names():
        raise UsageError(f"no reader is called {name!r}", f"known readers: {', '.join(names())}")
    return cast("Reader", importlib.import_module(f"{__name__}.{name}"))


def by_likelihood(file_name: str) -> Iterator[Reader]:
    """Yield readers, those first whose name stands in the file's name.

    A reader whose name is in ``run.csv`` is asked before any other is even imported, so that
    a CSV does not pay for the event reader.
    """
    lowered = file_name.lower()
    likely = [name for name in names() if name in lowered]
    likely.sort(key=len, reverse=True)
    yield from (get(name) for name in likely)
    rest = [get(name) for name in names() if name not in likely]
    yield from sorted(rest, key=lambda reader: reader.RANK)


def recognise(head: bytes, file_name: str) -> str:
    """Return the name of the reader that accepts a file.

    Raises UnknownFormat with every reader's reason where none does.
    """
    refused: dict[str, list[str]] = {}
    for reader in by_likelihood(file_name):
        reason = reader.recognise(head, file_name)
        name = reader.__name__.rpartition(".")[2]
        if reason is None:
            return name
        refused.setdefault(reason, []).append(name)
    reasons = [f"not {' or '.join(who)}: {reason}" for reason, who in refused.items()]
    hint = f"if it is a log all the same, name its format with --from; {'; '.join(reasons)}"
    name = "standard input" if file_name == "-" else file_name
    raise UnknownFormat(f"no reader recognises {name}", hint, path=file_name)
