"""The files that are measured, made once and kept in the cache of the checkout."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.bench.event_files import Encoding

ROOT = Path(__file__).resolve().parents[2]
CACHE = ROOT / ".cache" / "bench"


def _scalars(path: Path, count: int, tags: int = 1, encoding: Encoding = "simple") -> None:
    from tests.bench.event_files import write_scalars

    path.mkdir()
    names = ["train/loss", "val/loss", *(f"layer_{number}/norm" for number in range(tags - 2))]
    target = path / "events.out.tfevents.1700000000.host"
    write_scalars(target, max(1, count // tags), names[:tags], encoding)


def _tensors(path: Path, count: int) -> None:
    _scalars(path, count, encoding="tensor")


def _many_tags(path: Path, count: int) -> None:
    _scalars(path, count, tags=194)


def _mixed_events(path: Path, count: int) -> None:
    from tests.bench.event_files import write_mixed

    path.mkdir()
    write_mixed(path / "events.out.tfevents.1700000000.host", count)


def _small_events(path: Path, count: int) -> None:
    from tests.bench.event_files import write_small_files

    write_small_files(path, max(1, count))


def _table(path: Path, count: int) -> None:
    from tests.bench.table_logs import write_table

    write_table(path, count)


def _json_rows(path: Path, count: int) -> None:
    from tests.bench.json_logs import write_rows

    write_rows(path, count)


def _json_rows_with_nan(path: Path, count: int) -> None:
    from tests.bench.json_logs import write_rows_with_nan

    write_rows_with_nan(path, count)


def _mixed_records(path: Path, count: int) -> None:
    from tests.bench.json_logs import write_mixed_records

    write_mixed_records(path, count)


def _wide_rows(path: Path, count: int) -> None:
    from tests.bench.json_logs import write_wide_rows

    write_wide_rows(path, count)


def _text(path: Path, count: int) -> None:
    from tests.bench.text_logs import write_text

    write_text(path, count)


MAKERS: dict[str, Callable[[Path, int], None]] = {
    "scalars": _scalars,
    "tensors": _tensors,
    "mixed-events": _mixed_events,
    "many-tags": _many_tags,
    "small-events": _small_events,
    "table.csv": _table,
    "rows.jsonl": _json_rows,
    "rows-with-nan.jsonl": _json_rows_with_nan,
    "mixed-records.jsonl": _mixed_records,
    "wide-rows.jsonl": _wide_rows,
    "nanogpt.log": _text,
}
"""What writes each file or folder, given its path and a count of records."""


def made(name: str, count: int) -> Path:
    """Return the path of a file with so many records, made if it is not there.

    A process of its own makes it: what it needs of memory must not count as the measured
    program's, whose peak begins with that of the process that starts it.
    """
    path = CACHE / str(count) / name
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        print(f"making {name} of {count:,} records", file=sys.stderr)
        command = [sys.executable, "-m", "tests.bench.files", name, str(count), str(path)]
        subprocess.run(command, check=True, cwd=ROOT)
    return path


def _main(name: str, count: str, target: str) -> None:
    """Write beside the target first, so that what is there is whole."""
    path = Path(target)
    unfinished = path.with_name(f"unfinished-{path.name}")
    if unfinished.is_dir():
        shutil.rmtree(unfinished)
    unfinished.unlink(missing_ok=True)
    MAKERS[name](unfinished, int(count))
    unfinished.rename(path)


if __name__ == "__main__":
    _main(*sys.argv[1:])
