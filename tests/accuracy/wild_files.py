"""How many of the logs that strangers published are read, and how many refused with a reason."""

from __future__ import annotations

from collections import Counter
from functools import cache

from convcheck.errors import InputError
from convcheck.pipeline import find, read_run
from convcheck.settings import Settings
from tests.accuracy.markdown import table
from tests.readers.wild_files import checked_files, wild_paths

HEAD = ("published logs", "files", "checked by hand", "read", "refused with a reason")


@cache
def outcomes() -> dict[str, str]:
    """Return why each file is refused, empty where it is read; none without the data folder."""
    return {file: _refusal(str(path)) for file, path in wild_paths().items()}


def wild_section() -> str:
    """Return a row a folder of published logs, and their sum, as a Markdown table."""
    told = outcomes()
    folders = sorted({_folder(file) for file in told})
    files = Counter(map(_folder, told))
    checked = Counter(_folder(wild.file) for wild in checked_files())
    refused = Counter(_folder(file) for file, why in told.items() if why)
    rows = [(name, files[name], checked[name], refused[name]) for name in folders]
    rows.append(("all", files.total(), checked.total(), refused.total()))
    return table(HEAD, [(name, *map(str, (n, hand, n - no, no))) for name, n, hand, no in rows])


def wild_sentence() -> str:
    """Return the sum of the table in words; empty without the data folder."""
    told = outcomes()
    if not told:
        return ""
    refused = sum(bool(why) for why in told.values())
    checked = len(tuple(checked_files()))
    return (
        f"Of {len(told)} logs that strangers published, {len(told) - refused} are read and "
        f"{refused}, which hold neither loss nor score, are refused with that reason; what is read "
        f"of {checked} was compared with what a person finds in them."
    )


def _folder(file: str) -> str:
    return file.partition("/")[0]


def _refusal(path: str) -> str:
    try:
        for source in find(path, Settings()):
            read_run(source, Settings())
    except InputError as error:
        return error.message
    return ""
