"""SQLite databases as loggers keep them: opened to read only, and never trusted."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from convcheck.errors import SourceUnreadable
from convcheck.model import Note
from convcheck.readers._bytes import open_source
from convcheck.readers._remote import is_remote

if TYPE_CHECKING:
    from convcheck.model import Source

MAGIC = b"SQLite format 3\0"
MOST_CELL_BYTES = 64 << 20
"""A larger cell is an error; a database can promise cells of a gigabyte in a few bytes."""
MOST_HELD_BYTES = 1 << 30
"""A database that is compressed, remote or piped in has to be held in memory."""
SCHEMA_BYTES = 1 << 18
"""Of the schema; MLflow's has 40 kB."""
LOCK_SECONDS = 2.0
"""A commit is over in less; who holds the lock longer will not let go of it."""
INSTRUCTIONS_AT_ONCE = 1_000_000
INSTRUCTIONS_FREE = 200_000_000
INSTRUCTIONS_PER_BYTE = 100
"""Instructions of SQLite's machine that a query may take: a row takes about thirty and has ten
bytes at least, but the pages of a damaged database may lead in circles."""

_TROUBLE = (sqlite3.Error, MemoryError, OverflowError, UnicodeError)
"""What a damaged database makes Python's module raise; it decodes names in its own messages."""
_WRITE_AHEAD = b"\2\2"
_JOURNALED = b"\1\1"
_MODE_AT = slice(18, 20)
"""The two bytes of the header that tell a write-ahead log from a rollback journal."""


class Database:
    """An open database."""

    def __init__(self, connection: sqlite3.Connection, path: str, size: int) -> None:
        self.path = path
        self.notes: list[Note] = []
        """What opening and reading had to do."""
        self._connection = connection
        self._left = INSTRUCTIONS_FREE + INSTRUCTIONS_PER_BYTE * size
        connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MOST_CELL_BYTES)
        connection.set_progress_handler(self._spend, INSTRUCTIONS_AT_ONCE)

    def rows(self, query: str, *parameters: str) -> Iterator[tuple[Any, ...]]:
        """Yield rows up to the end or the first damage, which becomes a note."""
        try:
            yield from self._connection.execute(query, parameters)
        except _TROUBLE as error:
            message = f"the database is damaged, its rows were read up to there: {error}"
            self.notes.append(Note("damaged-database", message, where=self.path))

    def has(self, table: str, *columns: str) -> bool:
        """Return whether there is a table (no view) with at least these columns."""
        query = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ? AND rootpage > 0"
        if not list(self.rows(query, table)):
            return False
        found = {name for (name,) in self.rows("SELECT name FROM pragma_table_info(?)", table)}
        return found.issuperset(columns)

    def _spend(self) -> int:
        """Count instructions; anything but 0 stops the query."""
        self._left -= INSTRUCTIONS_AT_ONCE
        return int(self._left < 0)


@contextmanager
def opened(source: Source) -> Iterator[Database]:
    """Open the database of a source. Raises SourceNotFound or SourceUnreadable."""
    notes: list[Note] = []
    if source.content is not None:
        connection, size = _in_memory(source.content, source.path), len(source.content)
    else:
        connection, size, notes = _from_file(source.files[0] if source.files else source.path)
    with closing(connection):
        database = Database(connection, source.path, size)
        database.notes += notes
        yield database


def schema(source: Source) -> bytes:
    """Return the statements that made the tables, as far as they can be read; it may be empty."""
    try:
        with opened(source) as database:
            rows = database.rows("SELECT sql FROM sqlite_master WHERE type = 'table'")
            return "\n".join(str(sql) for (sql,) in rows).encode("utf-8", "replace")[:SCHEMA_BYTES]
    except SourceUnreadable:
        return b""


def _from_file(path: str) -> tuple[sqlite3.Connection, int, list[Note]]:
    """Return a connection, the bytes behind it, and what opening had to do."""
    with open_source(path) as stream:
        head = stream.read(_MODE_AT.stop)
        if not head.startswith(MAGIC):
            raise SourceUnreadable(f"{path} is no SQLite database", path=path)
        if is_remote(path) or not _begins_with(path, MAGIC):
            content = head + stream.read(MOST_HELD_BYTES)
            return _in_memory(content, path), len(content), []
    size = os.path.getsize(path)
    # Without a log beside it nothing can be missed, and SQLite would leave one in the folder.
    settled = head[_MODE_AT] == _WRITE_AHEAD and not os.path.exists(os.path.realpath(path) + "-wal")
    try:
        return _connected(path, immutable=settled), size, []
    except _TROUBLE as error:
        message = f"read without a lock, what is being written may be missing: {error}"
        note = Note("unlocked-database", message, where=path)
    try:
        return _connected(path, immutable=True), size, [note]
    except _TROUBLE as error:
        raise SourceUnreadable(f"cannot read the database {path}: {error}", path=path) from error


def _begins_with(path: str, magic: bytes) -> bool:
    """Return whether a file holds the database itself, not a compressed one."""
    with open(path, "rb") as file:
        return file.read(len(magic)) == magic


def _connected(path: str, *, immutable: bool) -> sqlite3.Connection:
    """Open a file to read only; ``immutable`` means without locks. Raises sqlite3.Error."""
    uri = Path(os.path.abspath(path)).as_uri() + "?mode=ro" + "&immutable=1" * immutable
    return _tried(sqlite3.connect(uri, uri=True, timeout=LOCK_SECONDS))


def _in_memory(content: bytes, path: str) -> sqlite3.Connection:
    """Open a database that is held in memory. Raises SourceUnreadable."""
    if len(content) > MOST_HELD_BYTES:
        raise SourceUnreadable(
            f"{path} is larger than {MOST_HELD_BYTES >> 30} GiB",
            "give it as a plain local file, which need not be held in memory",
            path,
        )
    # In memory there is no write-ahead log, and SQLite refuses a header that asks for one.
    mode = _JOURNALED if content[_MODE_AT] == _WRITE_AHEAD else content[_MODE_AT]
    connection = sqlite3.connect(":memory:")
    try:
        connection.deserialize(content[: _MODE_AT.start] + mode + content[_MODE_AT.stop :])
        return _tried(connection)
    except _TROUBLE as error:
        connection.close()
        raise SourceUnreadable(f"cannot read the database {path}: {error}", path=path) from error


def _tried(connection: sqlite3.Connection) -> sqlite3.Connection:
    """Return the connection if its schema can be read; raises sqlite3.Error."""
    try:
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except BaseException:
        connection.close()
        raise
    return connection
