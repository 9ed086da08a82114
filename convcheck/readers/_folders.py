"""A tree of folders with the logs in them, as far as it concerns training runs."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from convcheck import readers
from convcheck.errors import InputError, SourceForbidden, SourceUnreadable
from convcheck.model import Source
from convcheck.readers._bytes import head_of
from convcheck.readers._folder_mlflow import FORMAT as MLFLOW_FORMAT
from convcheck.readers._folder_mlflow import mlflow_run
from convcheck.readers._remote import RemoteEntry, entries_of, is_remote

MOST_FOLDERS = 20_000
"""Folders looked at below one path; more is a whole disk rather than a folder of runs."""
MOST_DEPTH = 16
"""Folders within folders; loggers nest four at most."""
EVENT_FORMAT = "tensorboard"

# fmt: off
_LOG_SUFFIXES = frozenset({
    ".csv", ".tsv", ".tab", ".txt", ".log", ".json", ".jsonl", ".ndjson", ".out", ".err",
    ".stdout", ".stderr", ".db", ".sqlite", ".sqlite3", ".parquet", ".arrow", ".feather",
    ".wandb", ".gz", ".bz2", ".xz", ".zst",
})
# fmt: on
"""Suffixes worth opening; event files are known by their name."""
# fmt: off
_FOREIGN_FOLDERS = frozenset({
    "__pycache__", "node_modules", "site-packages", "venv", "env", "wheels", "build",
    "dist",
})
# fmt: on
_CHECKPOINT = re.compile(r"checkpoint-(\d+)")
_TRAINER_STATE = "trainer_state.json"
_STAMP = re.compile(r"tfevents\.(\d+)")


@dataclass(slots=True)
class Folder:
    """A folder; what is assigned to a run is taken out of it."""

    path: str
    """As named by the user, or as found below that."""
    logs: dict[str, str] = field(default_factory=dict)
    """File to the format that recognises it, in reading order."""
    folders: list[Folder] = field(default_factory=list)
    """Those in it, by name."""
    whole: Source | None = None
    """The run that its layout proves it to be, with all that is below."""
    refused: dict[str, InputError] = field(default_factory=dict)
    """Why files were not accepted, by path."""

    @property
    def name(self) -> str:
        """The last part of its path."""
        return os.path.basename(self.path.rstrip(os.sep))

    def events(self) -> list[str]:
        """Return its own event files in the order in which they were begun."""
        return [file for file, format_ in self.logs.items() if format_ == EVENT_FORMAT]

    def below(self) -> Iterator[Folder]:
        """Yield all folders below it, each before those within."""
        for folder in self.folders:
            yield folder
            yield from folder.below()


def scan(path: str, from_format: str | None) -> Folder:
    """Return the tree of folders below a path, with the files that a reader accepts.

    Raises SourceUnreadable where the path itself cannot be listed or holds too many folders.
    """
    return _scan(path, from_format, _Walk(os.path.realpath(path)), 0)


def event_order(file: str) -> tuple[int, str]:
    """Order event files by the time in their names; copying changes the file system's time."""
    stamp = _STAMP.search(os.path.basename(file))
    return int(stamp[1]) if stamp else 0, file


class _Walk:
    """What was met so far."""

    def __init__(self, top: str) -> None:
        self.top = top
        self.count = 0
        self.seen: set[str] = set()

    def enters(self, entry: os.DirEntry[str] | RemoteEntry) -> bool:
        """Tell whether to go down: not twice, not hidden, not into what is met anyway."""
        if entry.name.startswith(".") or entry.name in _FOREIGN_FOLDERS:
            return False
        if not entry.is_symlink():
            return True
        target = os.path.realpath(entry.path)
        if target == self.top or target.startswith(self.top + os.sep) or target in self.seen:
            return False
        self.seen.add(target)
        return not self.top.startswith(target + os.sep)


def _scan(path: str, from_format: str | None, walk: _Walk, depth: int) -> Folder:
    walk.count += 1
    if walk.count > MOST_FOLDERS:
        message = f"{path}: more than {MOST_FOLDERS:,} folders"
        raise SourceUnreadable(message, "name the folder of the runs", path)
    folder = Folder(path)
    entries = _entries(path, folder, depth)
    if _is_whole(folder, [entry.name for entry in entries], from_format):
        return folder
    files = [entry.path for entry in entries if _is_file(entry) and _may_be_log(entry.name)]
    for file in sorted(files, key=event_order):
        _recognise(file, from_format, folder)
    if depth < MOST_DEPTH:
        inner = [entry.path for entry in entries if _is_folder(entry) and walk.enters(entry)]
        folder.folders = [_scan(child, from_format, walk, depth + 1) for child in inner]
    _keep_newest_checkpoint(folder)
    return folder


def _is_whole(folder: Folder, names: list[str], from_format: str | None) -> bool:
    """Tell whether a folder as a whole is one run, and keep that run."""
    if from_format not in (None, MLFLOW_FORMAT):
        return False
    try:
        folder.whole = mlflow_run(folder.path, names)
    except InputError as error:
        folder.refused[folder.path] = error
        return True
    return folder.whole is not None


def _entries(path: str, folder: Folder, depth: int) -> list[os.DirEntry[str]] | list[RemoteEntry]:
    if is_remote(path):
        return entries_of(path)
    try:
        with os.scandir(path) as found:
            return sorted(found, key=lambda entry: entry.name)
    except OSError as error:
        kind = SourceForbidden if isinstance(error, PermissionError) else SourceUnreadable
        unreadable = kind(f"cannot list {path}: {error.strerror}", path=path)
        if depth == 0:
            raise unreadable from error
        folder.refused[path] = unreadable
        return []


def _is_file(entry: os.DirEntry[str] | RemoteEntry) -> bool:
    try:
        return entry.is_file()
    except OSError:
        return False


def _is_folder(entry: os.DirEntry[str] | RemoteEntry) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def _may_be_log(name: str) -> bool:
    if name.startswith("."):
        return False
    return "tfevents" in name or os.path.splitext(name)[1].lower() in _LOG_SUFFIXES


def _recognise(file: str, from_format: str | None, folder: Folder) -> None:
    """Add the file with its format; with ``--from``, only where that reader accepts it."""
    name = os.path.basename(file)
    try:
        head = head_of(file)
        if from_format is None:
            folder.logs[file] = readers.recognise(head, name)
        elif readers.get(from_format).recognise(head, name) is None:
            folder.logs[file] = from_format
    except InputError as error:
        folder.refused[file] = error


def _keep_newest_checkpoint(folder: Folder) -> None:
    """Lift the log of the newest checkpoint up; the older ones are its beginnings."""
    found = []
    for child in folder.folders:
        match = _CHECKPOINT.fullmatch(child.name)
        state = os.path.join(child.path, _TRAINER_STATE)
        if match and state in child.logs:
            found.append((int(match[1]), state, child))
    if found:
        _, state, newest = max(found, key=lambda item: item[0])
        folder.logs[state] = newest.logs[state]
        checkpoints = [child for _, _, child in found]
        folder.folders = [child for child in folder.folders if child not in checkpoints]
