"""Files that hold the splits of one run: learn_error and test_error, train/loss and val/loss."""

from __future__ import annotations

import json
import os
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from convcheck.errors import InputError
from convcheck.model import Source
from convcheck.readers._bytes import head_of
from convcheck.readers._folders import EVENT_FORMAT, Folder
from convcheck.readers._split_names import split_in_name, split_of

_CATBOOST_NAME = "*_error.tsv"
"""CatBoost leaves expensive metrics out of the training file, so their headers may differ."""

_RANK = re.compile(r"rank[_-]?\d", re.IGNORECASE)
"""The logs of ranks differ in their numbers, as those of several seeds do."""

_TABULAR = ("csv", "jsonl")
"""Formats whose first line tells the columns."""


def take_tables(folder: Folder) -> list[Source]:
    """Take the folder's logs other than event files out of it, one source each.

    Two files that differ in the split only are one source, also where the split is a folder.
    """
    holders = [folder, *(child for child in folder.folders if split_of(child.name))]
    formats = {
        file: format_
        for holder in holders
        for file, format_ in holder.logs.items()
        if format_ != EVENT_FORMAT
    }
    sources = []
    for train, validation in _pairs(folder, formats):
        splits = {train: "train", validation: "validation"}
        files = (train, validation)
        sources.append(Source(folder.path, formats[train], files, splits=splits))
    paired = {file for source in sources for file in source.files}
    alone = [file for file in formats if file in folder.logs and file not in paired]
    sources += [Source(folder.path, formats[file], (file,)) for file in alone]
    for holder in holders:
        for file in (*paired, *alone):
            holder.logs.pop(file, None)
    return sources


def _pairs(folder: Folder, formats: dict[str, str]) -> Iterable[tuple[str, str]]:
    """Yield files whose names differ in the split only and that have the same columns."""
    families: dict[str, dict[str, list[tuple[int, str]]]] = defaultdict(lambda: defaultdict(list))
    for file in formats:
        name, split, goodness = split_in_name(os.path.relpath(file, folder.path))
        if split:
            families[name][split].append((goodness, file))
    for name, by_split in families.items():
        if set(by_split) != {"train", "validation"}:
            continue
        train, validation = (min(by_split[split])[1] for split in ("train", "validation"))
        if formats[train] == formats[validation] and (
            os.path.basename(name) == _CATBOOST_NAME or _have_same_columns(train, validation)
        ):
            yield train, validation


def are_ranks(sources: Sequence[Source]) -> bool:
    """Return whether logs are those of the ranks of one training, by their names."""
    return all(_RANK.search(os.path.basename(file)) for each in sources for file in each.files)


def have_same_columns(sources: list[Source]) -> bool:
    """Return whether all are single files of one tabular format and log the very same columns.

    The same columns twice are two runs (two seeds); one run logged twice is logged in two ways.
    """
    if any(len(source.files) != 1 or source.format not in _TABULAR for source in sources):
        return False
    first, *others = [source.files[0] for source in sources]
    same_format = len({source.format for source in sources}) == 1
    return same_format and all(_have_same_columns(first, other) for other in others)


def _have_same_columns(first: str, second: str) -> bool:
    try:
        lines = [head_of(file).partition(b"\n")[0].strip() for file in (first, second)]
    except InputError:
        return False
    return lines[0] == lines[1] or (_keys(lines[0]) == _keys(lines[1]) != set())


def _keys(line: bytes) -> set[str]:
    """Return the keys of a JSON object in one line; none where it is something else."""
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        return set()
    return set(record) if isinstance(record, dict) else set()
