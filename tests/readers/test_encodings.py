"""Logs of two bytes a character, as PowerShell and Excel write them, are read like others."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest

from convcheck.readers._discovery import discover
from convcheck.readers._encoded import as_utf8
from tests.readers import _planted as planted
from tests.readers._found import read_run

COUNT = 40_000
"""Records: more than fit into the head, a block, or what is decoded at once."""

LOGS = {
    "run.csv": "step,loss\r\n" + "".join(f"{k},{k}.5\r\n" for k in range(COUNT)),
    "excel.txt": "step\tloss\r\n" + "".join(f"{k}\t{k},5\r\n" for k in range(COUNT)),
    "run.jsonl": "".join(f'{{"step": {k}, "loss": {k}.5, "α": "Ω𝛼"}}\r\n' for k in range(COUNT)),
    "run.log": "".join(f"iter {k}: loss {k}.5, time 1ms – ok\r\n" for k in range(COUNT)),
    "state.json": "["
    + ",\r\n".join(f'{{"step": {k}, "loss": {k}.5}}' for k in range(COUNT))
    + "]\r\n",
}
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be")
"""With a mark, or told by the zeros of ASCII."""

CARRIERS: dict[str, Callable[[bytes], bytes]] = {"plain": bytes, "compressed": gzip.compress}


@pytest.mark.parametrize("carrier", CARRIERS)
@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("name", LOGS)
def test_every_encoding_gives_the_same_series(
    tmp_path: Path, name: str, encoding: str, carrier: str
) -> None:
    """From a file and through a pipe, compressed or not; nothing is lost at the end."""
    content = CARRIERS[carrier](LOGS[name].encode(encoding))
    (tmp_path / name).write_bytes(content)
    (filed,) = discover(str(tmp_path / name), None, None, read_run)
    (piped,) = discover("-", None, None, read_run, content)
    for source in (filed, piped):
        found = planted.read_all(source).columns["loss"]
        assert list(range(COUNT)) == found.x.tolist()
        assert [k + 0.5 for k in range(COUNT)] == found.value.tolist()


def test_a_character_that_is_cut_off_costs_its_line_alone(tmp_path: Path) -> None:
    """The last byte of a live log may be half of one."""
    text = "step,loss\n1,4\n2,2\n3,1\n"
    (tmp_path / "run.csv").write_bytes(text.encode("utf-16") + b"4")
    (source,) = discover(str(tmp_path / "run.csv"), None, None, read_run)
    assert [4, 2, 1] == planted.read_all(source).columns["loss"].value.tolist()


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize(
    "header",
    ["轮次,损失", "эпоха,потери на обучающей выборке без регуляризации", "\u4e00,\u0400"],
)
def test_a_first_line_in_another_script_tells_no_other_encoding(
    tmp_path: Path, header: str, encoding: str
) -> None:
    """Without a mark the numbers below tell; some of those letters have zeros of their own."""
    text = header + "\n" + "".join(f"{k},{k}.5\n" for k in range(99))
    (tmp_path / "run.csv").write_bytes(text.encode(encoding))
    (source,) = discover(str(tmp_path / "run.csv"), None, None, read_run)
    found = planted.read_all(source).columns[header.partition(",")[2]]
    assert [k + 0.5 for k in range(99)] == found.value.tolist()


@pytest.mark.parametrize(
    "content", [bytes(64), bytes(range(256)) * 2, b"\x18" + bytes(7) + b"\xa3\x7fK\x22\x09" * 20]
)
def test_binary_logs_are_not_taken_for_such_text(content: bytes) -> None:
    """They have zeros, too, but what they would spell are no letters."""
    assert content == as_utf8(BytesIO(content), content).read()
