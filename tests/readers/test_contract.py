"""What every reader promises, whatever its format: a new reader is held to it by itself."""

from __future__ import annotations

import contextlib
import random
from pathlib import Path

import pytest

from convcheck import readers
from convcheck.errors import ConvcheckError
from convcheck.model import Source
from convcheck.table import Wanted

FOREIGN = {
    "empty.log": b"",
    "zeros.bin": b"\0" * 100,
    "picture.png": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\1\0\0\0\1\0\x08\x06\0\0\0\x5c\x72\xa8\x66",
    "page.html": b"<!DOCTYPE html>\n<html><body><p>loss: see below, or above</p></body></html>\n",
    "essay.txt": b"It was a dark night, and the loss was great.\nNobody, it is said, slept.\n" * 9,
    "module.py": b"import os\n\n\ndef train(model, data):\n    return model(data)\n",
    "noise.bin": bytes(random.Random(7).randbytes(4096)),
}
"""First bytes that no reader may accept."""

SAMPLES = {
    "log.csv": b'step,loss,"a, b"\r\n1,2.5,\r\n2,nan,3\r\nstep,loss,"a, b"\r\n2,1e-3,4\r\n',
    "results.txt": b"  0/2  1G  0.1  0.2  0.3  0.6  7  640\n  1/2  1G  0.1  0.1  0.2  0.4  9  64\n",
    "log.jsonl": b'{"step": 1, "loss": 2.5}\n{"step": 2, "loss": NaN}\n{"step": 3, "loss": "-"}\n',
    "state.json": b'{"log_history": [{"step": 1, "loss": 2.5}, {"step": 2, "eval_loss": null}]}',
    "train.log": b"iter 0: loss 4.2, time 1ms\niter 1: loss nan, time 1ms\nstep 1: val loss 3.1\n",
    "table.md": b"| step | loss |\n|---|:-:|\n| 1,000 | 2.5 |\n| 2,000 | nan |\n",
    "run-a-tag-loss.csv": b'Wall time,Step,Value\n1.5,0,"1,250.5"\n2.5,10,"1,1"\n3.5,20,1\n',
    "commas.log": b"[1/2][0/3] loss: 2,5\n[1/2][1/3] loss: 1,234\n[2/2][0/3] loss: 0,5\n",
    "events.out.tfevents.1": bytes.fromhex(
        "18000000000000007f0b5c42090000000000f03f1a0d627261696e2e4576656e743a3296fa0d18"
    ),
}
"""Small logs; each reader is given all of them, its own and the others'."""

STRANGERS = (b"\xff\xfe\0", b"nan,", b'{"a": [', b'"', b"9" * 400, b"\r", b"-" * 30 + b"\n")
"""What is put into the samples at every so many bytes."""

EVERY = 9
"""Bytes between two places where something is put in."""


def survey_and_read(reader: readers.Reader, source: Source) -> None:
    """Do all that a reader can do with a source, as far as it goes."""
    with contextlib.suppress(ConvcheckError):
        catalog = reader.survey(source)
        wanted = [Wanted(entry.name, entry.axis) for entry in catalog.entries]
        table = reader.read(source, wanted)
        for name, column in table.columns.items():
            assert len(column.x) == len(column.value) == len(column.record) > 0, name


def spoiled(content: bytes) -> list[bytes]:
    """Return a log cut at every byte, and with strangers in its middle."""
    cuts = [content[:end] for end in range(len(content) + 1)]
    places = range(0, len(content), EVERY)
    return cuts + [content[:at] + odd + content[at:] for at in places for odd in STRANGERS]


@pytest.mark.parametrize("name", readers.names())
@pytest.mark.parametrize("file", FOREIGN)
def test_every_reader_refuses_foreign_files_with_a_reason(name: str, file: str) -> None:
    """The reason completes the sentence "not X: ..."."""
    reason = readers.get(name).recognise(FOREIGN[file], file)
    assert reason
    assert reason == reason.strip()


@pytest.mark.parametrize("name", readers.names())
def test_every_reader_says_what_it_reads_and_when_it_is_asked(name: str) -> None:
    """A summary for the table of formats, and a rank."""
    reader = readers.get(name)
    assert reader.SUMMARY
    assert isinstance(reader.RANK, int)


@pytest.mark.parametrize("name", readers.names())
@pytest.mark.parametrize("file", SAMPLES)
def test_no_reader_fails_in_an_unplanned_way(tmp_path: Path, name: str, file: str) -> None:
    """Cut at any byte and with garbage in any place, a log is read, or refused by our errors."""
    reader = readers.get(name)
    path = tmp_path / file
    for content in spoiled(SAMPLES[file]):
        reader.recognise(content, file)
        path.write_bytes(content)
        survey_and_read(reader, Source(str(path), name, (str(path),)))


@pytest.mark.parametrize("name", readers.names())
def test_no_reader_fails_in_an_unplanned_way_on_standard_input(name: str) -> None:
    """Content held in memory is read as files are, or refused."""
    for content in [*SAMPLES.values(), *FOREIGN.values()]:
        survey_and_read(readers.get(name), Source("-", name, (), content))


@pytest.mark.parametrize("name", readers.names())
def test_what_cannot_be_opened_is_an_error_of_ours(tmp_path: Path, name: str) -> None:
    """A missing file and a folder in a file's place have words of their own."""
    for path in (tmp_path / "missing.log", tmp_path):
        with pytest.raises(ConvcheckError) as raised:
            readers.get(name).survey(Source(str(path), name, (str(path),)))
        assert str(path) in raised.value.message
