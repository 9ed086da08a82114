"""Telling lines by the looks of earlier ones gives exactly what reading line by line gives."""

from __future__ import annotations

import json
import random
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convcheck.readers import _json_alike
from convcheck.readers._json_alike import Models
from convcheck.readers._json_dialects import UNKNOWN
from tests.readers.test_json_grid import assert_alike

BLOCK = 8_000


def steady(rows: int, first: int = 0) -> list[str]:
    """Return lines of two layouts, each of few lengths, as most trainers print them."""
    random.seed(rows)
    lines = []
    for step in range(first, first + rows):
        if step % 10 == 9:
            lines.append(f'{{"mode": "val", "step": {step}, "loss2": {random.random():.3f}}}')
        else:
            loss, at = random.gauss(0, 1), f"12:{step % 60:02d}"
            lines.append(f'{{"step": {step}, "loss": {loss:.4f}, "at": "{at}", "x": null}}')
    return lines


@pytest.mark.parametrize("first", [0, 950])
def test_a_steady_log_gives_the_same(first: int) -> None:
    """Also where a counter gains a digit, and where a line ends the file without its end."""
    assert_alike("\n".join(steady(4000, first)), BLOCK)


@settings(max_examples=40)
@given(
    st.lists(
        st.tuples(st.integers(0, 60_000), st.integers(0, 9), st.binary(max_size=9)), max_size=8
    )
)
def test_a_damaged_steady_log_gives_the_same(damages: list[tuple[int, int, bytes]]) -> None:
    """Whatever bytes stand in place of others, and wherever."""
    text = "\n".join(steady(1500)).encode()
    for place, length, instead in damages:
        text = text[:place] + instead + text[place + length :]
    assert_alike(text, BLOCK)


@settings(max_examples=40)
@given(
    st.lists(
        st.tuples(st.integers(300, 1400), st.sampled_from("0159-.enNa \"',:{}[]\\")), max_size=8
    )
)
def test_a_changed_character_gives_the_same(changes: list[tuple[int, str]]) -> None:
    """Lines keep their lengths then, so that nothing but the comparison tells them apart."""
    lines = steady(1500)
    for number, character in changes:
        at = number % len(lines[number])
        lines[number] = lines[number][:at] + character + lines[number][at + 1 :]
    assert_alike("\n".join(lines), BLOCK)


def test_digits_of_names_belong_to_the_layout() -> None:
    """``layer_1`` and ``layer_2`` are two series, however alike their lines are."""
    lines = [f'{{"step": {100 + n}, "layer_{1 + n // 700}": 0.{n % 10}}}' for n in range(890)]
    assert_alike("\n".join(lines * 2), BLOCK)


def test_steady_lines_are_told_by_their_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Once a block was taken apart by its commas, few lines of the next are left for that."""
    lines: Counter[str] = Counter()
    by_commas = Models._by_commas

    def counted(self: Models, data: bytes, size: int) -> object:
        lines["by commas"] += data.count(b"\n", 0, size)
        return by_commas(self, data, size)

    monkeypatch.setattr(Models, "_by_commas", counted)
    models = Models(UNKNOWN, None)
    for first in range(1000, 9000, 1000):
        block = ("\n".join(steady(1000, first)) + "\n").encode()
        found = models.grid(block + bytes(8192), len(block))
        assert found is not None
        assert 1000 == sum(len(match.line) for match in found.matches) + len(found.rest)
    assert lines["by commas"] < 2000


def test_a_log_of_long_fractions_gives_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its lines have many lengths: comparing is given up, here after one block."""
    monkeypatch.setattr(_json_alike, "FREQUENT", 4)
    monkeypatch.setattr(_json_alike, "MOST_FAILURES", 1)
    random.seed(1)
    rows = [
        {"step": step, "loss": random.random(), "lr": random.random() ** 9} for step in range(2000)
    ]
    assert_alike("\n".join(map(json.dumps, rows)), BLOCK)
