"""Input that was made to do harm: memory stays small, and what is wrong is said in words."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from tests.bench.event_files import framed, framed_all, length_delimited, varint
from tests.fuzz.mending import mended_events
from tests.readers import _event_bytes as eb
from tests.readers._stores import field, history, wandb_log

MOST_MEGABYTES = 512
"""Resident in a process that reads all of these files and reports on them; each alone takes a
third of it, of which numpy and pyarrow take 80."""
DEPTH = 100_000
TEN_GIGABYTES = 10 << 30
CHILD = """
import resource, sys
from convcheck.cli import run
sys.stdout = open(sys.argv[1], "w")
code = run(sys.argv[2:])
sys.stdout.close()
try:
    peak = int(open("/proc/self/status").read().split("VmHWM:")[1].split()[0])
except OSError:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(code, peak, file=sys.stderr)
"""
"""Where Linux tells the peak of this program it is taken: that of ``getrusage`` may be the peak of
the test process, which a child inherits."""
LOSSES = [1 / (step + 1) for step in range(30)]


def _events(*further: bytes) -> bytes:
    values = [eb.event([eb.simple("loss", value)], step) for step, value in enumerate(LOSSES)]
    return b"".join(framed(data) for data in (eb.VERSION, *values)) + b"".join(further)


def _claim(length: int) -> bytes:
    """Return the beginning of a record whose length has a right checksum, whatever it says."""
    return mended_events(length.to_bytes(8, "little") + bytes(4)) + b"and little more"


def _many_tags() -> bytes:
    values = (eb.event([eb.simple(f"{place}/loss", 0.5)], place) for place in range(21_000))
    return b"".join(framed_all([eb.VERSION, *values]))


def _long_tag() -> bytes:
    """Return a record with a tag that claims to have 2^60 bytes."""
    tag = b"\x0a" + varint(1 << 60) + b"loss\x15\0\0\0\0"
    return framed(b"\x09" + bytes(8) + length_delimited(5, length_delimited(1, tag)))


def _rows(wide: int) -> bytes:
    names = ",".join(f"c{place}" for place in range(wide))
    cells = ",".join(["0.5"] * wide)
    rows = (f"{step},{value},{cells}\n" for step, value in enumerate(LOSSES))
    return f"step,loss,{names}\n".encode() + "".join(rows).encode()


def _lines(*further: str) -> bytes:
    lines = [json.dumps({"step": step, "loss": value}) for step, value in enumerate(LOSSES)]
    return "\n".join([*lines[:20], *further, *lines[20:], ""]).encode()


def _wandb(*further: bytes) -> bytes:
    rows = [history(step, {"loss": str(value)}) for step, value in enumerate(LOSSES)]
    return wandb_log([*rows, *further])


def _bomb() -> bytes:
    """Return a short table before 10 GB of zeros, compressed to a few hundred kilobytes."""
    part = bytes(1 << 27)
    packed: bytes = pa.compress(part, "zstd", asbytes=True)
    first: bytes = pa.compress(b"step,loss\n1,2.5\n2,1.5\n", "zstd", asbytes=True)
    return first + packed * (TEN_GIGABYTES // len(part))


FILES: Mapping[str, tuple[Callable[[], bytes], str]] = {
    "exa.tfevents.1": (lambda: _events(_claim(1 << 60)), "truncated-log"),
    "ten.tfevents.1": (lambda: _events(_claim(TEN_GIGABYTES)), "truncated-log"),
    "tag.tfevents.1": (lambda: _events(_long_tag()), "checksum-mismatch"),
    "many.tfevents.1": (_many_tags, "too-many-columns"),
    "wide.csv": (lambda: _rows(100_000), "its first line is longer than 65,536 bytes"),
    "bomb.csv.zst": (_bomb, "grows suspiciously when decompressed"),
    "deep.json": (lambda: b'{"a":' * DEPTH, "it is no JSON"),
    "deep_list.json": (lambda: b'{"loss":' + b"[" * DEPTH + b"]" * DEPTH + b"}", "it is no JSON"),
    "deep.jsonl": (lambda: _lines('{"a":' * DEPTH, "[" * DEPTH), "foreign-lines"),
    "wide.jsonl": (
        lambda: _lines(json.dumps({f"c{place}": 1 for place in range(100_000)})),
        "too-many-columns",
    ),
    "deep.wandb": (
        lambda: _wandb(history(30, {"loss": "[" * DEPTH, "lr": '{"a":' * DEPTH})),
        "not-a-number",
    ),
    "lie.wandb": (
        lambda: _wandb(field(2, b"\x0a" + varint(1 << 60) + b"loss")),
        "malformed-records",
    ),
    "deep.log": (
        lambda: (
            b"".join(b"{'loss': %.4f, 'epoch': %d}\n" % (v, k) for k, v in enumerate(LOSSES))
            + b"{'loss': " * DEPTH
        ),
        "",
    ),
    "foot.parquet": (lambda: b"PAR1" + bytes(99) + b"\xff\xff\xff\x7fPAR1", "foot.parquet"),
}
"""File name to its content, and the code of a note or words of the refusal."""


@pytest.fixture(scope="module", name="told")
def _told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Analyze all the files in one process of their own."""
    folder = tmp_path_factory.mktemp("hostile")
    for name, (content, _) in FILES.items():
        (folder / name).write_bytes(content())
    out = folder / "report.out"
    command = [sys.executable, "-c", CHILD, str(out), *FILES, "--json"]
    root = Path(__file__).resolve().parents[2]
    child = subprocess.run(
        command,
        cwd=folder,
        env={"PYTHONPATH": str(root), "OPENBLAS_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in child.stderr
    code, kilobytes = child.stderr.split("\n")[-2].split()
    report = json.loads(out.read_text(encoding="utf-8"))
    return {"code": int(code), "megabytes": int(kilobytes) // 1024, **report}


def test_memory_stays_small(told: dict[str, Any]) -> None:
    """Whatever lengths, columns, depths and growth the files promise."""
    assert told["code"] == 3
    assert told["megabytes"] < MOST_MEGABYTES


@pytest.mark.parametrize("name", FILES)
def test_what_is_wrong_is_said(told: dict[str, Any], name: str) -> None:
    """Each file is refused with the reason, or read with a note of what was left out."""
    _, expected = FILES[name]
    refused = [each["message"] + each["hint"] for each in told["unread"] if name in each["path"]]
    notes = [
        note["code"]
        for run in told["runs"]
        if run["source"]["path"] == name
        for note in run["notes"]
    ]
    assert len(refused) == 1 or any(run["source"]["path"] == name for run in told["runs"])
    assert any(expected in words for words in refused) or expected in ("", *notes)
