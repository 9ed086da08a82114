"""Opening a log safely, with words for everything that can be wrong with it."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING, BinaryIO, cast

from convcheck.errors import SourceForbidden, SourceNotFound, SourceUnreadable, UnknownFormat
from convcheck.model import Source
from convcheck.readers import HEAD_BYTES
from convcheck.readers._compressed import decompressed
from convcheck.readers._encoded import as_utf8
from convcheck.readers._remote import is_remote, open_remote, remote_identity

if TYPE_CHECKING:
    from io import BufferedReader

_DATABASE_MAGIC = b"SQLite format 3\0"
_LFS_MAGIC = b"version https://git-lfs.github.com/spec/"
_ARCHIVES = (b"PK\x03\x04", b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07")
_TAR_MAGIC, _TAR_AT = b"ustar", 257


def open_source(path: str) -> BinaryIO:
    """Open a log for reading from its beginning: decompressed, and UTF-16 as UTF-8.

    Raises SourceNotFound or SourceUnreadable: a folder, a device, no permission, an empty file,
    or a pointer that git-lfs left in the file's place; and UnknownFormat for an archive of files.
    """
    stream = _open(path)
    try:
        head = stream.read(HEAD_BYTES)
        _refuse_useless(head, path)
        return made_plain(stream, head, path)
    except OSError as error:
        stream.close()
        raise SourceUnreadable(f"cannot read {path}: {error.strerror}", path=path) from error
    except BaseException:
        stream.close()
        raise


def made_plain(stream: BinaryIO, head: bytes, path: str) -> BinaryIO:
    """Return a stream with these first bytes from its beginning, in a form that readers know.

    Raises SourceUnreadable where it is damaged, and UnknownFormat where it holds several files.
    """
    stream.seek(0)
    unpacked = decompressed(stream, head, path)
    if unpacked is not stream:
        head = cast("BufferedReader", unpacked).peek()
    if head.startswith(_ARCHIVES) or head[_TAR_AT:].startswith(_TAR_MAGIC):
        raise UnknownFormat(
            f"{path} is an archive of files", "unpack it, and name the log or its folder", path
        )
    return as_utf8(unpacked, head)


def head_of(path: str) -> bytes:
    """Return the first bytes of a log, decompressed; raises as `open_source` does.

    A database may have its schema anywhere, so that is put behind them.
    """
    with open_source(path) as stream:
        try:
            head = stream.read(HEAD_BYTES)
        except (OSError, EOFError) as error:
            raise SourceUnreadable(f"cannot read {path}: {error}", path=path) from error
    if not head:
        raise SourceUnreadable(f"{path} holds nothing when decompressed", path=path)
    return with_schema(head, Source(path, "", (path,)))


def with_schema(head: bytes, source: Source) -> bytes:
    """Return first bytes with the schema behind them where they are a database's."""
    if not head.startswith(_DATABASE_MAGIC):
        return head
    from convcheck.readers._database import schema

    return head + schema(source)


def identity(path: str) -> tuple[str, int, int]:
    """Return path, size and time of change of a log that can be opened: alike means unchanged."""
    if is_remote(path):
        return remote_identity(path)
    state = os.stat(path)
    return os.path.abspath(path), state.st_size, state.st_mtime_ns


def _open(path: str) -> BinaryIO:
    """Open a regular file; a pipe or device could block for ever or never end."""
    if is_remote(path):
        return open_remote(path)
    try:
        kind = os.stat(path).st_mode
        if stat.S_ISDIR(kind):
            os.listdir(path)  # where that is not permitted, that is what to tell
            raise SourceUnreadable(f"{path} is a folder", "name the log within it", path)
        if not stat.S_ISREG(kind):
            raise SourceUnreadable(
                f"{path} is no regular file", "give its contents through standard input: -", path
            )
        return open(path, "rb", buffering=0)
    except FileNotFoundError as error:
        raise SourceNotFound(f"no such file: {path}", "check the spelling", path) from error
    except PermissionError as error:
        raise SourceForbidden(
            f"no permission to read {path}", "ask its owner for it, or for a copy", path
        ) from error
    except (OSError, ValueError) as error:
        raise SourceUnreadable(
            f"cannot open {path}: {error}", "give another path, or a copy of the file", path
        ) from error


def _refuse_useless(head: bytes, path: str) -> None:
    """Raise SourceUnreadable for an empty file and for a pointer of git-lfs."""
    if not head:
        raise SourceUnreadable(f"{path} is empty", "nothing was logged yet", path)
    if head.startswith(_LFS_MAGIC):
        raise SourceUnreadable(
            f"{path} is a git-lfs pointer, not the log itself", "fetch it with: git lfs pull", path
        )
