"""Text of any kind: what is no log is refused with the reason, and nothing else is raised."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convcheck import readers
from convcheck.errors import ConvcheckError, UnknownFormat
from convcheck.readers import HEAD_BYTES, text
from tests.readers._planted import read_all, read_one, source_of
from tests.readers._text_logs import LISTING, PLANTED
from tests.readers._text_planted import TRAIN

HOSTILE = {
    "one endless line": b"step 1: loss 2.0 " * 600_000,
    "digits": b"1" * 200_000,
    "slashes": b"1/" * 100_000,
    "commas": b"step 1 loss " + b"1," * 100_000 + b"\n" + b"step 1,000 loss 1,0\n" * 20_000,
    "commas by name": b"".join(b"step 1 loss%d=1,000 x%d=0,5\n" % (k, k) for k in range(5_000)) * 3,
    "lists": (b"[1, 2] [1/2][" * 5_000 + b" loss: 1\n") * 20,
    "tensors": (b"tensor(" * 9_000 + b"\n" + b"loss tensor([" * 5_000 + b"\n") * 9,
    "words": b"loss " * 40_000 + b"\n" + b"a_" * 32_000 + b"\n[1]\t" + b"a_" * 30_000,
    "equals": (b"epoch=" * 10_000 + b"\n") * 20,
    "brackets": (b"[1]\tx" * 12_000 + b"\n") * 4,
    "keras": b"Epoch 1/2\n" + b"1/1 " * 16_000 + b"\n" + b"- loss: " * 8_000,
    "megatron": (b"iteration 1/ 2 | " * 3_000 + b"\n") * 20,
    "mlperf": (b":::MLLOG {" * 6_000 + b"\n") * 10 + b':::MLPv0.5 ("key": "' * 3_000,
    "dictionary": (b"{'loss': 1" * 6_000 + b"\n") * 10,
    "quotes": b"{'epoch': " + b"'" * 60_000,
    "escapes": b"\x1b[" * 100_000 + b"\x1b]" * 50_000,
    "trees": b"[1]\tvalid_0's l2: 1\n" * 9 + b"best iteration is:" * 20_000 + b"\n[1]\t" * 9,
    "names": b"".join(b"epoch 1 loss%d=2.0\n" % k for k in range(3_000)) * 3,
    "latin-1": "Époque 3 größe 5\n".encode("latin-1") * 2000,
}


@pytest.mark.parametrize(
    ("head", "why"),
    [
        (b"step,loss\n1,2.0\n2,1.5\n3,1.2\n", "report a loss"),
        (b'{"step": 1, "loss": 2.0}\n' * 5, "JSON"),
        (b'[{"step": 1, "loss": 2.0}]', "JSON"),
        (b"<html><body>loss: 1 step: 2</body></html>", "HTML"),
        (bytes(range(256)) * 20, "binary"),
        (b"\x89PNG\r\n\x1a\n", "image"),
        (b"", "empty"),
        (LISTING.encode(), "source code"),
        (b"In the third epoch the loss fell to 2.\nThat is all.\n", "report a loss"),
        (b"lr: 0.1\nepochs: 100\nloss: mse\n", "report a loss"),
    ],
)
def test_what_is_no_log_is_refused(head: bytes, why: str) -> None:
    """Tables, JSON, pages, binaries, listings and prose are refused with the reason."""
    assert why in (text.recognise(head, "context.txt") or "")


def test_a_csv_with_text_in_its_name_is_not_taken() -> None:
    """The name of a file makes this reader likely, not right."""
    with contextlib.suppress(UnknownFormat):
        assert "csv" == readers.recognise(b"step,loss\n1,2.0\n2,1.5\n3,1.2\n", "text_run.csv")


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_text_is_read_or_refused_in_reasonable_time(content: bytes) -> None:
    """Nothing but a planned error is raised; every search is linear in the length of the text."""
    with contextlib.suppress(ConvcheckError):
        text.recognise(content[:HEAD_BYTES], "run.log")
    with contextlib.suppress(ConvcheckError):
        read_all(source_of(content, "text"))


@given(st.data())
def test_garbage_lines_change_nothing_else(data: st.DataObject) -> None:
    """Lines of any bytes among those of a log cost no value of it."""
    log = PLANTED["nanogpt"]
    lines = log.text.encode().splitlines(keepends=True)
    for garbage in data.draw(st.lists(st.binary(max_size=40), max_size=8)):
        at = data.draw(st.integers(0, len(lines)))
        lines.insert(at, garbage.replace(b"\r", b"").replace(b"\n", b"") + b"\n")
    _, found = read_one(source_of(b"".join(lines), "text"), "loss", "iter")
    expected = [float(value) for value in TRAIN]
    assert expected == [value for value in found if value in expected][: len(expected)]


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    """Arbitrary bytes give a planned error or an answer."""
    with contextlib.suppress(ConvcheckError):
        read_all(source_of(content, "text"))
