"""From a path to the runs in it: a file, a folder of logs, or standard input."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from fnmatch import fnmatchcase

from convcheck import readers
from convcheck.errors import (
    InputError,
    NoObjective,
    SourceForbidden,
    SourceNotFound,
    SourceUnreadable,
    UnknownFormat,
)
from convcheck.model import Source
from convcheck.readers._alternatives import ReadRun, best_sources
from convcheck.readers._bytes import head_of, made_plain, with_schema
from convcheck.readers._folder_runs import FoundRun, runs_in
from convcheck.readers._folders import EVENT_FORMAT, Folder, scan
from convcheck.readers._namesakes import with_namesakes
from convcheck.readers._remote import is_folder, is_remote

STANDARD_INPUT = "-"
MOST_CONTENT_BYTES = 1 << 30
"""Bytes taken from standard input, which is held in memory as a whole."""


def discover(
    path: str,
    from_format: str | None,
    run_glob: str | None,
    read_run: ReadRun,
    stdin: bytes | None = None,
) -> list[Source]:
    """Return the runs under a path, in path order; ``-`` stands for standard input.

    ``read_run`` is asked where several logs may tell of one run. Raises SourceNotFound,
    SourceUnreadable, UnknownFormat, NoObjective where ``run_glob`` matches no run, and UsageError
    for an unknown format.
    """
    if from_format is not None:
        readers.get(from_format)
    if path == STANDARD_INPUT:
        return _in_memory(_standard_input(from_format, stdin), run_glob)
    if not (is_folder(path) if is_remote(path) else os.path.isdir(path)):
        if not is_remote(path) and not os.path.lexists(path):
            raise SourceNotFound(f"nothing at {path}", "check the spelling", path)
        return _in_file(path, from_format, run_glob)
    return _in_folder(path, from_format, run_glob, read_run)


def standard_input() -> bytes:
    """Return what standard input holds; of more than is taken, one byte that shows it."""
    return sys.stdin.buffer.read(MOST_CONTENT_BYTES + 1)


def _standard_input(from_format: str | None, content: bytes | None) -> Source:
    if content is None:
        content = standard_input()
    head = content[: readers.HEAD_BYTES]
    plain = made_plain(io.BytesIO(content), head, STANDARD_INPUT)
    content = plain.read(MOST_CONTENT_BYTES + 1)
    if len(content) > MOST_CONTENT_BYTES:
        size = f"{MOST_CONTENT_BYTES >> 30} GiB"
        raise SourceUnreadable(
            f"standard input holds more than {size}", "give the log as a file", STANDARD_INPUT
        )
    if not content:
        raise SourceUnreadable("standard input is empty", "pipe a log into it", STANDARD_INPUT)
    head = content[: readers.HEAD_BYTES]
    head = with_schema(head, Source(STANDARD_INPUT, "", (), content))
    format_ = from_format or readers.recognise(head, STANDARD_INPUT)
    return Source(STANDARD_INPUT, format_, (), content)


def _in_memory(source: Source, run_glob: str | None) -> list[Source]:
    """Return the runs of what is held in memory, where its reader can tell several apart."""
    divided = getattr(readers.get(source.format), "parts", None)
    parts = divided(source.content) if divided is not None else {}
    found = [replace(source, run=run, content=part) for run, part in parts.items()]
    return _matching(found, run_glob, STANDARD_INPUT) if found else [source]


def _in_file(path: str, from_format: str | None, run_glob: str | None) -> list[Source]:
    head = head_of(path)
    format_ = from_format or readers.recognise(head, os.path.basename(path))
    source = Source(path, format_, (path,))
    return _matching(_runs_of(source), run_glob, path)


def _in_folder(
    path: str, from_format: str | None, run_glob: str | None, read_run: ReadRun
) -> list[Source]:
    folder = scan(path, from_format)
    refused = {
        file: error for each in (folder, *folder.below()) for file, error in each.refused.items()
    }

    def has_points(source: Source) -> bool:
        run = read_run(source)
        return run is not None and len(run.objective) > 0

    found = runs_in(folder, has_points)
    if not found:
        raise _nothing_found(folder, refused, from_format)
    runs = _without_strays(found, has_points)
    kept = {run.folder for run in runs}
    strays = [file for run in found if run.folder not in kept for file in run.files]
    runs = [each for run in runs for each in _with_collections_apart(run)]
    sources = [source for run in runs for source in best_sources(run, read_run)]
    sources = with_namesakes(sources, (*refused, *strays))
    if len(sources) == 1:
        sources = [replace(source, path=path) for source in sources]
    return _matching(_with_unreadable(sources, refused), run_glob, path)


def _with_unreadable(sources: list[Source], refused: Mapping[str, InputError]) -> list[Source]:
    """Add what may be the log of a run and must not be read: trying it tells the reason again.

    What is empty, damaged or not downloaded is no run's, unless it is called like those that are.
    """
    told = {source.path for source in sources}
    forbidden = [
        Source(file, sources[0].format, (file,))
        for file, error in refused.items()
        if isinstance(error, SourceForbidden) and file not in told
    ]
    if not forbidden:
        return sources
    return sorted([*sources, *forbidden], key=lambda source: source.path.split(os.sep))


def _without_strays(runs: list[FoundRun], has_points: Callable[[Source], bool]) -> list[FoundRun]:
    """Drop tables without an objective where they lie among runs: settings, summaries, data."""
    if len(runs) < 2:
        return runs
    kept = [
        run
        for run in runs
        if any(source.format == EVENT_FORMAT or has_points(source) for source in run.alternatives)
    ]
    return kept or runs[:1]


def _with_collections_apart(run: FoundRun) -> list[FoundRun]:
    """Return the run without the files that hold several, and the runs in those.

    A run of the same name in two of them, as in a database and its export, is one run.
    """
    single: list[Source] = []
    collected: dict[str, list[Source]] = {}
    for source in run.alternatives:
        found = _runs_of(source)
        if len(found) == 1:
            single += found
        for each in found if len(found) > 1 else ():
            collected.setdefault(each.run, []).append(each)
    groups = ([single] if single else []) + list(collected.values())
    return [replace(run, alternatives=tuple(group)) for group in groups]


def _runs_of(source: Source) -> list[Source]:
    """Return the runs in a file that may hold several, as a database does."""
    list_runs = getattr(readers.get(source.format), "runs", None)
    if source.run or list_runs is None or len(source.files) != 1:
        return [source]
    try:
        names = list_runs(source.files[0])
    except InputError:  # reading it tells the reason again
        return [source]
    return [replace(source, run=name) for name in names] or [source]


def _matching(sources: list[Source], run_glob: str | None, path: str) -> list[Source]:
    """Return the runs whose name matches ``--run``.

    A run is named by its file if that holds several, else by its folder below the path.
    """
    if run_glob is None:
        return sources
    found = [source for source in sources if _matches(_run_name(source, path), run_glob)]
    if not found:
        names = {_run_name(source, path) for source in sources}
        known = ", ".join(sorted(name for name in names if name)[:10]) or "one without a name"
        raise NoObjective(f"no run matches {run_glob!r}", f"the runs are: {known}", path)
    return found


def _run_name(source: Source, path: str) -> str:
    if source.run:
        return source.run
    name = os.path.relpath(source.path, path)
    return os.path.basename(os.path.abspath(path)) if name == "." else name


def _matches(name: str, run_glob: str) -> bool:
    base = os.path.basename(name)
    return name == run_glob or fnmatchcase(name, run_glob) or fnmatchcase(base, run_glob)


def _nothing_found(
    folder: Folder, refused: Mapping[str, InputError], from_format: str | None
) -> UnknownFormat:
    folders = 1 + sum(1 for _ in folder.below())
    looked = f"looked at {folders:,} folder{'s' * (folders > 1)}"
    if refused:
        count = len(refused)
        looked += f" and {count:,} file{'s' * (count > 1)}, which no reader accepts"
        first = next(iter(refused.values()))
        looked += f"; {first.message}: {first.hint}" if count == 1 else ""
    what = f"log in the format {from_format}" if from_format else "log of a training run"
    hint = f"{looked}; name the log itself if it has an unusual form"
    return UnknownFormat(f"no {what} in {folder.path}", hint, folder.path)
