"""Paths on storage services (``s3://``, ``gs://``, ``hf://``, ``abfs://``), opened by pyarrow."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from convcheck.errors import SourceNotFound, SourceUnreadable

if TYPE_CHECKING:
    import pyarrow.fs

_SCHEME = re.compile(r"(?:s3|gs|gcs|hf|abfss?)://")
BUFFER_BYTES = 4 << 20
"""Fetched at once: every request costs tens of milliseconds, whatever its size."""


@dataclass(frozen=True, slots=True)
class RemoteEntry:
    """A file or folder, with the face of ``os.DirEntry``."""

    name: str
    """The last part of its path."""
    path: str
    """The whole of it, with the scheme."""
    folder: bool
    """Whether it is a folder."""

    def is_file(self) -> bool:
        """Tell whether it is a file."""
        return not self.folder

    def is_dir(self) -> bool:
        """Tell whether it is a folder."""
        return self.folder

    def is_symlink(self) -> bool:
        """Tell that storage services have no links."""
        return False


def is_remote(path: str) -> bool:
    """Return whether a path names something on a storage service."""
    return _SCHEME.match(path) is not None


def is_folder(path: str) -> bool:
    """Return whether a remote path is a folder.

    Raises SourceNotFound or SourceUnreadable.
    """
    return bool(_info(path).type.name == "Directory")


def remote_identity(path: str) -> tuple[str, int, int]:
    """Return path, size and time of change, in nanoseconds, of a remote file.

    Raises SourceNotFound or SourceUnreadable.
    """
    info = _info(path)
    return path, int(info.size or 0), int(info.mtime_ns or 0)


def open_remote(path: str) -> BinaryIO:
    """Open a remote file; raises SourceNotFound or SourceUnreadable."""
    if is_folder(path):
        raise SourceUnreadable(f"{path} is a folder", "name the log within it", path)
    with _explained(path):
        system, inner = _opened(path)
        return cast(
            "BinaryIO", io.BufferedReader(_Raw(system.open_input_file(inner)), BUFFER_BYTES)
        )


def entries_of(path: str) -> list[RemoteEntry]:
    """Return what a remote folder holds, by name; raises SourceUnreadable."""
    with _explained(path):
        import pyarrow.fs

        system, inner = _opened(path)
        found = system.get_file_info(pyarrow.fs.FileSelector(inner))
    top, _, query = path.partition("?")
    tail = f"?{query}" if query else ""
    entries = [
        RemoteEntry(
            each.base_name,
            f"{top.rstrip('/')}/{each.base_name}{tail}",
            each.type.name == "Directory",
        )
        for each in found
    ]
    return sorted(entries, key=lambda entry: entry.name)


class _Raw(io.RawIOBase):
    """A file of pyarrow with the face that Python's buffers ask for."""

    def __init__(self, file: Any) -> None:
        self._file = file

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def readinto(self, target: Any) -> int:
        data = self._file.read(len(target))
        target[: len(data)] = data
        return len(data)

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self._file.seek(offset, whence)
        return self.tell()

    def tell(self) -> int:
        return int(self._file.tell())

    def close(self) -> None:
        self._file.close()
        super().close()


def _info(path: str) -> pyarrow.fs.FileInfo:
    with _explained(path):
        system, inner = _opened(path)
        info = system.get_file_info(inner)
    if info.type.name == "NotFound":
        raise SourceNotFound(f"nothing at {path}", "check the spelling", path)
    return info


def _opened(path: str) -> tuple[pyarrow.fs.FileSystem, str]:
    """Return the file system of a path, and the path within it."""
    import pyarrow.fs

    system, inner = pyarrow.fs.FileSystem.from_uri(path)
    return system, inner


@contextmanager
def _explained(path: str) -> Iterator[None]:
    """Turn the exceptions of file systems into ours.

    The client libraries behind them raise what they like, so there is no shorter list.
    """
    try:
        yield
    except FileNotFoundError as error:
        raise SourceNotFound(f"nothing at {path}", "check the spelling", path) from error
    except Exception as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise SourceUnreadable(
            f"cannot open {path}: {reason}",
            "credentials and the end point are taken from the environment, as the service's own "
            "tools take them",
            path,
        ) from error
