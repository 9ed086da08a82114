"""Bad input by hand: a message with what, where and what to do; never a traceback, never 0."""

from __future__ import annotations

import os
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from convcheck.cli import run
from tests.bench.event_files import framed
from tests.readers import _event_bytes as eb

POINTER = f"version https://git-lfs.github.com/spec/v1\noid sha256:{'ab' * 32}\nsize 123456\n"
TWO_GIGABYTES = 2 << 30
TEN_MEGABYTES = 10 << 20


def _png() -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        sum_ = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", sum_)

    header = struct.pack(">IIBBBBB", 10, 10, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"".join(b"\0" + bytes(range(30)) for _ in range(10)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels)


def _rows(value: str, count: int = 20, column: str = "loss") -> bytes:
    return (f"step,{column}\n" + "".join(f"{step},{value}\n" for step in range(count))).encode()


def _events(count: int) -> bytes:
    values = [eb.event([eb.simple("loss", 1 / (step + 1))], step or None) for step in range(count)]
    return b"".join(framed(data) for data in [eb.VERSION, *values])


def _two_gigabyte_record() -> bytes:
    """Return a header with a right checksum that promises far more than follows."""
    return _length(TWO_GIGABYTES) + b"not quite two gigabytes"


def _length(size: int) -> bytes:
    table = np.arange(256, dtype=np.uint32)
    for _ in range(8):
        table = np.where(table & 1, table >> 1 ^ np.uint32(0x82F63B78), table >> 1)
    state, length = 0xFFFFFFFF, struct.pack("<Q", size)
    for byte in length:
        state = int(table[(state ^ byte) & 0xFF]) ^ state >> 8
    crc = ~state & 0xFFFFFFFF
    return length + struct.pack("<I", ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF)


UNUSABLE: dict[str, tuple[str, bytes, str, str]] = {
    "empty": ("run.csv", b"", "is empty", "nothing was logged yet"),
    "only a header": ("run.csv", b"step,loss\n", "'loss' has no values", "nothing was logged"),
    "binary": ("run.bin", bytes(range(256)) * 20, "no reader recognises", "binary"),
    "an image named .csv": ("run.csv", _png(), "no reader recognises", "it is an image"),
    "a loss of words": ("run.csv", _rows("low"), "no column is a loss", "'loss' holds text"),
    "a column of text": ("run.csv", _rows("good", column="note"), "no column is a loss", "--train"),
    "a git-lfs pointer": ("run.csv", POINTER.encode(), "git-lfs pointer", "git lfs pull"),
    "a pointer to events": ("a.tfevents.1", POINTER.encode(), "git-lfs pointer", "git lfs pull"),
    "2 GB promised at once": ("a.tfevents.1", _two_gigabyte_record(), "no column", "cut off"),
    "10 MB on one line": ("run.txt", b"x" * TEN_MEGABYTES, "no reader recognises", "--from"),
    "10 MB of header": ("run.csv", b"step,loss," + b"x" * TEN_MEGABYTES, "recognises", "--from"),
}
"""File name, content, and words of the message and of the hint."""

JUDGED: dict[str, tuple[str, bytes, int, str, str]] = {
    "all NaN": ("run.csv", _rows("nan"), 1, "DIVERGED", "CC201"),
    "all NaN in JSON": (
        "run.jsonl",
        b"".join(b'{"step": %d, "loss": NaN}\n' % step for step in range(20)),
        1,
        "DIVERGED",
        "CC201",
    ),
    "one row": ("run.csv", _rows("0.5", count=1), 4, "INCONCLUSIVE", "CC108"),
    "10 MB in one record": (
        "run.jsonl",
        b'{"step": 1, "loss": 0.5, "note": "' + b"x" * TEN_MEGABYTES + b'"}\n',
        4,
        "INCONCLUSIVE",
        "CC108",
    ),
}
"""File name, content, exit code, verdict and a finding."""

every_unusable = pytest.mark.parametrize("case", UNUSABLE)


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture(name="complaint")
def _complaint(capsys: pytest.CaptureFixture[str]) -> Callable[[str], str]:
    """Return a function that analyzes what cannot be used, and returns what was said of it."""

    def analyze(path: str) -> str:
        assert run([path]) == 3
        out, err = capsys.readouterr()
        assert "UNREADABLE" in out
        assert "Traceback" not in out + err
        assert "hint: " in err
        return err

    return analyze


@every_unusable
def test_what_cannot_be_used_is_told_with_place_and_remedy(
    case: str, complaint: Callable[[str], str]
) -> None:
    """Exit code 3; the message names the file, what is wrong, and what to do."""
    name, content, message, hint = UNUSABLE[case]
    Path(name).write_bytes(content)
    said = complaint(name)
    assert name in said
    assert message in said
    assert hint in said


@every_unusable
def test_what_cannot_be_used_still_is_a_line_for_scripts(
    case: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """``-q`` gives as many lines as inputs."""
    name, content, _, _ = UNUSABLE[case]
    Path(name).write_bytes(content)
    assert run([name, "-q"]) == 3
    assert f"unreadable\t-\t-\t-\t{name}\n" == capsys.readouterr().out


def test_nothing_at_a_path_is_told(complaint: Callable[[str], str]) -> None:
    """A path that is mistyped is no log that failed."""
    assert "nothing at missing.csv" in complaint("missing.csv")


def test_a_folder_without_logs_is_told(complaint: Callable[[str], str]) -> None:
    """What was looked at is said, and that the log itself can be named."""
    Path("folder").mkdir()
    Path("folder/README.md").write_text("no log here\n")
    assert "no log of a training run in folder" in complaint("folder")


def test_a_file_that_may_not_be_read_is_told(
    complaint: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """No permission, and how to get one; simulated where everything may be read."""
    Path("run.csv").write_bytes(_rows("0.5"))
    if os.geteuid() == 0:
        _refuse_opening("run.csv", monkeypatch)
    else:
        Path("run.csv").chmod(0)
    said = complaint("run.csv")
    assert "run.csv" in said
    assert "no permission" in said


def _refuse_opening(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    import builtins
    import io

    open_ = io.open

    def refuse(file: object, *arguments: object, **options: object) -> object:
        if str(file).endswith(name):
            raise PermissionError(13, "Permission denied", name)
        return open_(file, *arguments, **options)  # type: ignore[call-overload]  # passed on

    monkeypatch.setattr(builtins, "open", refuse)
    monkeypatch.setattr(io, "open", refuse)


@pytest.mark.parametrize("case", JUDGED)
def test_what_can_be_judged_is_judged(case: str, capsys: pytest.CaptureFixture[str]) -> None:
    """NaN to the last is diverged; a single row is inconclusive; neither passes."""
    name, content, code, verdict, finding = JUDGED[case]
    Path(name).write_bytes(content)
    assert code == run([name])
    out, err = capsys.readouterr()
    assert verdict in out
    assert finding in out
    assert err == ""


def test_a_length_of_two_gigabytes_ends_the_log_before_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """What was logged before counts; that the log breaks off is a warning."""
    Path("a.tfevents.1").write_bytes(_events(30) + _two_gigabyte_record())
    run(["a.tfevents.1", "--json"])
    before = capsys.readouterr().out
    assert '"code": "CC102"' in before
    assert '"points": 30' in before
    assert run(["a.tfevents.1", "--fail-on", "warning"]) == 1
