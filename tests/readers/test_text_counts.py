"""Counters that are rounded or grouped: ``1.5k``, ``1.500``, ``1 500``."""

from __future__ import annotations

import pytest

from convcheck import readers
from convcheck.readers._text_counts import rounded_or_grouped
from tests.readers._planted import read_all, read_one, source_of, survey

LOSSES = [2.3453, 1.5, 1.2341, 0.9985, 0.5003, 0.1205, 0.0935, 0.0121]


def printed(line: str, steps: list[str]) -> str:
    """Return a log of such lines, ``<k>`` the step and ``<v>`` the loss."""
    return "".join(
        line.replace("<k>", step).replace("<v>", repr(loss)) + "\n"
        for step, loss in zip(steps, LOSSES, strict=False)
    )


LINES = ["step <k> loss <v>", "step: <k> loss: <v>", "[step=<k>] loss=<v>", "Step <k>/9M  loss <v>"]


@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        (["0.1k", "0.2k", "1.1k", "2.3k"], [100.0, 200.0, 1100.0, 2300.0]),
        (["975", "1K", "1.025K", "12.5K"], [975.0, 1000.0, 1025.0, 12500.0]),
        (["990k", "1M", "1.01M", "1.125M"], [990e3, 1e6, 1.01e6, 1.125e6]),
    ],
)
def test_a_letter_stands_for_thousands_or_millions(
    line: str, steps: list[str], expected: list[float]
) -> None:
    """The last letter of a counter is no unit to be dropped."""
    text = printed(line, steps)
    assert "text" == readers.recognise(text.encode(), "run.log")
    axis = "Step" if "Step" in line else "step"
    assert (expected, LOSSES[:4]) == read_one(source_of(text, "text"), "loss", axis)


def test_rounded_counters_are_exact_however_many_there_are() -> None:
    """``1.1k`` is 1100, by the column as one by one."""
    steps = [f"{k / 10:.1f}k" for k in range(1, 5000)]
    text = "".join(f"step {step} loss 0.5\n" for step in steps)
    found = read_one(source_of(text, "text"), "step")[1]
    assert [100.0 * k for k in range(1, 5000)] == found


@pytest.mark.parametrize(
    "line", ["step <k> batch 128KB loss <v>", "step <k> loss <v> 5K", "step <k> loss <v> it 1.2k/s"]
)
def test_other_numbers_with_a_letter_are_no_counts(line: str) -> None:
    """Bytes, rates and measures keep what they were."""
    text = printed(line, ["1", "2", "3", "4"])
    assert ([1.0, 2.0, 3.0, 4.0], LOSSES[:4]) == read_one(source_of(text, "text"), "loss", "step")
    columns = read_all(source_of(text, "text")).columns
    assert all(column.value.max() < 1000 for column in columns.values())


@pytest.mark.parametrize("mark", [".", " "])
@pytest.mark.parametrize("stride", [125, 500, 300_000])
@pytest.mark.parametrize(
    "line",
    ["step <k> loss <v>", "step <k>: loss: <v>", "iter: <k>, loss: <v>", "[step <k>] loss <v>"],
)
def test_marks_part_thousands_where_only_that_rises(line: str, stride: int, mark: str) -> None:
    """Step ``1.500`` follows step ``500``, and is no step one and a half."""
    steps = [float(stride * k) for k in range(1, 9)]
    text = printed(line, [f"{step:,.0f}".replace(",", mark) for step in steps])
    axis = "iter" if "iter" in line else "step"
    assert (steps, LOSSES) == read_one(source_of(text, "text"), "loss", axis)


def test_several_lines_may_stand_at_one_count() -> None:
    """Training and validation at a step are no step back."""
    text = "".join(
        f"step {500 * k:,} loss 0.5\nstep {500 * k:,} val loss 0.6\n".replace(",", ".")
        for k in range(1, 9)
    )
    source = source_of(text, "text")
    assert [500.0 * k for k in range(1, 9)] == read_one(source, "val loss", "step")[0]


def test_a_printed_dictionary_is_read_by_the_same_rule() -> None:
    """``{'step': '1.500'}`` is as any other line."""
    steps = [500.0 * k for k in range(1, 9)]
    texts = [f"{step:,.0f}".replace(",", ".") for step in steps]
    source = source_of(printed("{'step': '<k>', 'loss': <v>}", texts), "text")
    assert (steps, LOSSES) == read_one(source, "loss", "step")


@pytest.mark.parametrize(
    ("line", "steps", "expected"),
    [
        ("step <k> loss <v>", ["1.250", "1.500", "1.750", "2.000"], [1.25, 1.5, 1.75, 2.0]),
        ("step <k> loss <v>", ["9", "9.125", "9.250", "10"], [9.0, 9.125, 9.25, 10.0]),
        ("step <k> loss <v>", ["500", "0.500", "1.000", "1.500"], [500.0, 0.5, 1.0, 1.5]),
        ("step <k> loss <v>", ["500", "1.000", "1.50", "1.750"], [500.0, 1.0, 1.5, 1.75]),
        ("step <k> loss <v>", ["1 100", "1 200", "2 100", "2 200"], [1.0, 1.0, 2.0, 2.0]),
        ("step <k>/391 loss <v>", ["9 100", "1 200", "1 300", "1 390"], [9.0, 1.0, 1.0, 1.0]),
        ("epoch <k> loss <v>", ["500", "1.000", "1.500", "2.000"], [500.0, 1.0, 1.5, 2.0]),
        ("epoch <k> loss <v>", ["500", "1 000", "1 500", "2 000"], [500.0, 1.0, 1.0, 2.0]),
        ("step <k> 0.25 loss <v>", ["5", "1 000", "1 500", "2 000"], [5.0, 1.0, 1.0, 2.0]),
    ],
)
def test_what_does_not_prove_thousands_stays_as_it_is(
    line: str, steps: list[str], expected: list[float]
) -> None:
    """A point is else a decimal one, and what follows a blank another number."""
    source = source_of(printed(line, steps) * 1, "text")
    assert expected == read_one(source, line.partition(" ")[0])[1]


def test_two_marks_prove_thousands_without_any_order() -> None:
    """``1.500.000`` can be nothing else, also after a restart."""
    steps = ["900.000", "1.200.000", "1.500.000", "900.000", "1.200.000"]
    source = source_of(printed("step <k> loss <v>", steps), "text")
    assert [9e5, 1.2e6, 1.5e6, 9e5, 1.2e6] == read_one(source, "step")[1]


@pytest.mark.parametrize(
    ("rest", "expected"),
    [
        (b": 0.0k/000k loss", b"0.0k"),
        (b" 000M", b"000M"),
        (b" 0 000 000: loss", b"0 000 000"),
        (b" 0 000 / 00 000", b"0 000"),
        (b" 0.000.000", b"0.000.000"),
        (b" 0.0ks", b""),
        (b" 0k/s", b""),
        (b" 0 000ms", b""),
        (b" 0 000/000", b""),
        (b" 0 000 0.0", b""),
        (b" 0 0000", b""),
        (b" 0.000", b""),
    ],
)
def test_only_whole_counts_are_taken(rest: bytes, expected: bytes) -> None:
    """Rates, units, fractions and lists are none."""
    span = rounded_or_grouped(b"step" + rest, 4, fine=True)
    assert expected == (b"" if span is None else (b"step" + rest)[slice(*span)])


def texts(cells: list[str], times: int) -> list[object]:
    """Return records with such texts for their step."""
    return [{"step": cell, "loss": 0.5} for cell in cells for _ in range(times)]


@pytest.mark.parametrize("times", [1, 2])
@pytest.mark.parametrize("mark", [".", " ", "\u202f", "'"])
def test_the_texts_of_json_are_read_by_the_same_rule(mark: str, times: int) -> None:
    """``"1.500"`` follows ``"500"``; several records may be at one step."""
    steps = [float(k) for k in range(500, 2500, 500)] + [float(k) for k in range(2500, 9000)]
    source = source_of(texts([f"{step:,.0f}".replace(",", mark) for step in steps], times))
    assert [step for step in steps for _ in range(times)] == read_one(source, "step")[1]
    entry = survey(source).entry("step")
    assert entry is not None
    assert entry.increasing


@pytest.mark.parametrize(
    "cells",
    [
        ["1.250", "1.500", "1.750"],
        ["9", "9.125", "9.250"],
        ["500", "0.750", "1.000"],
        ["500", "1.000", "1.5"],
    ],
)
def test_texts_of_json_that_prove_no_thousands_are_decimal(cells: list[str]) -> None:
    """Nothing is made of a point that may be a decimal one."""
    assert list(map(float, cells)) == read_one(source_of(texts(cells, 1)), "step")[1]


def test_three_numbers_after_a_counter_are_no_thousands() -> None:
    """``iter 1 256 256`` is iteration one of images of that size."""
    source = source_of(printed("iter <k> 256 256 loss <v>", ["1", "2", "3", "4"]), "text")
    assert ([1.0, 2.0, 3.0, 4.0], LOSSES[:4]) == read_one(source, "loss", "iter")
