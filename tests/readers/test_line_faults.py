"""Logs of lines, damaged at every place: only what is damaged is lost, and the loss is counted."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from convcheck import readers
from convcheck.model import Source
from tests.readers._planted import codes, read_all, survey
from tests.readers.test_contract import SAMPLES, survey_and_read

LOSSES = [round(2 / (step + 1) + 0.0625, 6) for step in range(12)]
GARBAGE = b"@@ \xff\xfe garbage, of no meaning\n"


@dataclass(frozen=True, slots=True)
class LineLog:
    """A log of one record a line, with the series ``loss``."""

    reader: str
    """Who reads it."""
    header: bytes
    """What comes before the records."""
    line: str
    """One record; the loss is not the last on it."""
    axis: str
    """The counter's name; empty where each record carries its own."""
    counted: bool = True
    """Whether a foreign line is a loss; text logs are full of them."""

    @property
    def lines(self) -> list[bytes]:
        """The records, line by line."""
        return [
            self.line.format(step=step, loss=loss).encode() + b"\n"
            for step, loss in enumerate(LOSSES)
        ]

    def losses(self, content: bytes) -> tuple[list[float], set[str]]:
        """Return the losses that are read of a content, and the codes of the notes."""
        source = Source("-", self.reader, (), content)
        table = read_all(source)
        column = table.columns.get("loss")
        told = codes(table) | codes(survey(source))
        return ([] if column is None else column.value.tolist()), set(told)


LOGS = {
    "csv": LineLog("csv", b"step,loss,lr\n", "{step},{loss},0.125", "step"),
    "tsv": LineLog("csv", b"step\tloss\tlr\n", "{step}\t{loss}\t0.125", "step"),
    "padded": LineLog("csv", b"  step,   loss,   lr\n", "   {step},  {loss},   0.125", "step"),
    "jsonl": LineLog("jsonl", b"", '{{"step": {step}, "loss": {loss}, "lr": 0.125}}', "step"),
    "longtable": LineLog(
        "longtable", b"series,step,time,value\n", "loss,{step},{step}.5,{loss}", ""
    ),
    "text": LineLog("text", b"", "iter {step}: loss {loss:.6f}, time 1.0ms", "iter", counted=False),
}

every_log = pytest.mark.parametrize("log", LOGS.values(), ids=LOGS)


@every_log
def test_a_garbage_line_costs_itself_only(log: LineLog) -> None:
    """Wherever it stands behind the first record; what is no other output is counted."""
    for place in range(1, len(LOSSES) + 1):
        lines = log.lines
        lines.insert(place, GARBAGE)
        found, told = log.losses(log.header + b"".join(lines))
        assert LOSSES == found, place
        assert told or not log.counted, place


@every_log
def test_a_cut_costs_the_cut_line_only(log: LineLog) -> None:
    """No value is lost before the cut, and none is invented by it."""
    whole = log.header + b"".join(log.lines)
    start = len(log.header) + sum(map(len, log.lines[:3]))
    for cut in range(start, len(whole) + 1):
        found, _ = log.losses(whole[:cut])
        complete = whole[len(log.header) : cut].count(b"\n")
        assert LOSSES[:complete] == found[:complete], cut
        assert found in (LOSSES[:complete], LOSSES[: complete + 1]), cut


@every_log
def test_a_flipped_byte_costs_its_line_and_its_neighbour_at_most(log: LineLog) -> None:
    """A line end that is lost joins two lines; all others are read as they were."""
    lines = log.lines
    start = len(log.header) + sum(map(len, lines[:5]))
    whole = log.header + b"".join(lines)
    for place in range(start, start + len(lines[5])):
        for bit in range(8):
            damaged = bytearray(whole)
            damaged[place] ^= 1 << bit
            found, _ = log.losses(bytes(damaged))
            assert LOSSES[:5] == found[:5], (place, bit)
            assert LOSSES[7:] == found[-len(LOSSES[7:]) :], (place, bit)


@pytest.mark.parametrize(
    ("file", "reader"),
    [
        ("log.csv", "csv"),
        ("results.txt", "csv"),
        ("log.jsonl", "jsonl"),
        ("state.json", "json"),
        ("train.log", "text"),
    ],
)
def test_any_flipped_bit_is_read_or_refused(file: str, reader: str) -> None:
    """In headers too, no single bit makes another error than ours."""
    content = SAMPLES[file]
    for place in range(len(content)):
        for bit in range(8):
            damaged = bytearray(content)
            damaged[place] ^= 1 << bit
            survey_and_read(readers.get(reader), Source("-", reader, (), bytes(damaged)))
