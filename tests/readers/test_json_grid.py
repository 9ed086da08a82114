"""Reading whole blocks at once gives exactly what reading line by line gives."""

from __future__ import annotations

import json
import random
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from convcheck.readers import _json_batches, _json_table
from convcheck.readers._json_blocks import batches
from convcheck.readers._json_dialects import UNKNOWN
from convcheck.readers._json_grid import grid
from convcheck.readers._json_records import LeftOut
from convcheck.readers._json_template import learn
from convcheck.table import Catalog, LossTable, Wanted
from tests.readers._planted import same_bits, source_of

NEVER = 1 << 40

CELLS = (
    *("1", "-1.5e3", "NaN", "nan", "null", "true", "01", "1.2.3", "--", "+1", ".5", "5.", "0x10"),
    *("nan(ind)", "nan(foo)", "-nan", "inf", "-", "1e", "9e-400", "1e999", "-Infinity", "9" * 30),
    *('"1.5"', '"a,b"', '"a:b"', '"{"', '"null"', '"train"', '"val"', '"1 2"', '"x', '"\t"'),
    *("[1]", "{}", '{"c":1}', "1|2", "1_000", "1;", "'x'", "", "1 2", "\t1", "\x1f1"),
    *('"q\\"q"', "\u00e9", '"\u00e9"', "\x7f"),
)
"""What may stand where a value should, in JSON or not."""

KEYS = st.sampled_from(["a", "b", "loss", "step", "mode", "value", "name", "a/c", "train_runtime"])


@st.composite
def odd_lines(draw: st.DrawFn) -> str:
    """Draw a line that may be JSON, with blanks where JSON allows and forbids them."""
    pairs = draw(st.lists(st.tuples(KEYS, st.sampled_from(CELLS)), max_size=4))
    colon, comma = draw(st.sampled_from([(": ", ", "), (":", ","), (" : ", " , ")]))
    inside = comma.join(f'"{key}"{colon}{cell}' for key, cell in pairs)
    opening, closing = draw(
        st.sampled_from([("{", "}")] * 4 + [("[{", "}]"), ("x {", "}"), ("{", "")])
    )
    return opening + inside + closing


def even_lines(keys: tuple[str, ...]) -> st.SearchStrategy[str]:
    """Draw lines of one layout whose values vary."""
    return st.tuples(*[st.sampled_from(CELLS)] * len(keys)).map(
        lambda cells: "{" + ", ".join(f'"{k}": {c}' for k, c in zip(keys, cells, strict=True)) + "}"
    )


LINES = st.lists(
    odd_lines()
    | even_lines(("step", "loss"))
    | even_lines(("step", "mode", "loss"))
    | even_lines(("name", "value", "step"))
    | st.floats().map(lambda value: json.dumps({"step": 1, "loss": value}))
    | st.just(""),
    max_size=40,
)


Reading = tuple[Catalog, LossTable]


def both_ways(text: bytes | str, size: int) -> tuple[Reading, Reading]:
    """Read in blocks of ``size`` bytes at once, and line by line."""
    source = source_of(text)

    def read(grid_from: int) -> Reading:
        left_out = LeftOut()
        catalog = _json_table.catalog(batches(source, left_out, size, grid_from), left_out)
        wanted = [Wanted(e.name, axis) for e in catalog.entries for axis in ("step", "a")]
        left_out = LeftOut()
        drawn = batches(source, left_out, size, grid_from)
        return catalog, _json_table.table(drawn, wanted, left_out)

    return read(0), read(NEVER)


def assert_alike(text: bytes | str, size: int) -> None:
    """Hold the two ways of reading against each other."""
    (catalog, table), (expected_catalog, expected) = both_ways(text, size)
    assert expected_catalog.notes == catalog.notes
    assert [e.name for e in expected_catalog.entries] == [e.name for e in catalog.entries]
    assert set(expected.notes) == set(table.notes)
    assert expected.columns.keys() == table.columns.keys()
    for name, column in expected.columns.items():
        assert column.record.tolist() == table.columns[name].record.tolist()
        assert same_bits(column.x, table.columns[name].x)
        assert same_bits(column.value, table.columns[name].value)


@given(LINES, st.sampled_from(["\n", "\r\n"]), st.sampled_from([80, 400, 4000]), st.booleans())
@example(['{"step": 1, "loss": 2.0}'] * 3 + ['{"step": 1, "loss": 2.0'], "\n", 40, False)
def test_blocks_and_lines_give_the_same(
    lines: list[str], end: str, size: int, closed: bool
) -> None:
    """Columns, values, records and notes are alike for any mixture of lines."""
    assert_alike(end.join(lines) + (end if closed else ""), size)


def generated(rows: int, seed: int) -> list[dict[str, Any]]:
    """Return rows as a training script logs them, with everything that logs have."""
    random.seed(seed)
    found: list[dict[str, Any]] = []
    for step in range(rows):
        row: dict[str, Any] = {"step": step, "loss": random.gauss(1, 1), "note": "a b: c"}
        row["lr"] = None if step % 7 == 0 else random.random() * 1e-4
        row["grad"] = float("nan") if step % 11 == 0 else {"norm": step / 3}
        if step % 50 == 0:
            row = {"mode": "val", "step": step, "loss": random.random(), "when": "12:30"}
        if step % 333 == 0:
            row["extra"] = [1, 2]
        found.append(row)
    return found


@pytest.mark.parametrize("seed", range(3))
def test_a_log_of_many_blocks_gives_the_same(seed: int) -> None:
    """Layouts learned in one block serve in the next; single odd lines do no harm."""
    lines = [json.dumps(row) for row in generated(3000, seed)]
    lines[1000] = "Traceback (most recent call last):"
    lines[2000:2000] = ["", "  "]
    assert_alike("\n".join(lines), 10_000)


def test_the_survey_counts_beyond_what_it_keeps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nulls and texts are no values, also where only the first values are looked at."""
    monkeypatch.setattr(_json_batches, "SEEN_VALUES", 100)
    text = "\n".join(json.dumps(row) for row in generated(2000, 0))
    (catalog, _), (expected, _) = both_ways(text, 10_000)
    assert [(e.name, e.count) for e in expected.entries] == [
        (e.name, e.count) for e in catalog.entries
    ]


LOG = "".join(json.dumps(row) + "\n" for row in generated(150, 0)).encode()

MARKS = b"\",:{}[]\\ \n\t0-x'|\x00\x80"

DAMAGE = st.tuples(
    st.integers(0, len(LOG)),
    st.integers(0, 3),
    st.sampled_from(
        [bytes([byte]) for byte in b"\",:{}[]\\ \n\t0-x'|\x00\x80"] + [b"", b'""', b"}{"]
    ),
)


@given(st.lists(DAMAGE, min_size=1, max_size=6))
def test_a_damaged_log_gives_the_same(damages: list[tuple[int, int, bytes]]) -> None:
    """Bytes that were lost, added or changed are judged alike."""
    damaged = LOG
    for place, length, instead in damages:
        damaged = damaged[:place] + instead + damaged[place + length :]
    assert_alike(damaged, 3000)


def test_the_fast_way_is_taken() -> None:
    """Lines of ordinary logs need not be read one by one."""
    block = "".join(json.dumps(row) + "\n" for row in generated(500, 0) if "extra" not in row)
    found = grid(block.encode(), [], UNKNOWN, None)
    assert found is not None
    assert len(found.rest) == 0


def test_a_value_that_hides_structure_is_never_taken_for_a_number() -> None:
    """A list that swallows a key looks like the layout around its commas; counting finds it."""
    good = b'{"a": 1, "b": 2}\n'
    assert grid(good * 3, [], UNKNOWN, None) is not None
    assert grid(good * 3 + b'{"a": [1, "b": 2}\n', [], UNKNOWN, None) is None


def test_a_layout_has_the_names_that_reshaping_gives() -> None:
    """Splits and pivots belong to the layout."""
    template = learn(b'{"split": "train", "step": 1, "loss": 2.0, "w": "x"}', UNKNOWN, None)
    assert template is not None
    assert template.slots == {"step": 0, "train/loss": 1, "train/w": 2}
    assert template.columns == ("split", "step", "train/loss", "train/w")
    template = learn(b'{"tag": "val/acc", "value": "NaN", "step": 7}', UNKNOWN, None)
    assert template is not None
    assert template.slots == {"val/acc": 0, "step": 1}
    assert np.array_equal(template.quoted, (True, False))


@pytest.mark.parametrize(
    "line",
    [
        *(b'{"a": [1]}', b'{"a": "\\n"}', b'{"a": 1, "a": 2}', b"{}", b"[1]"),
        *(b'{"mode": 1, "a": 2}', b'{"a/b": 1, "a": {"b": 2}}', '{"\u00e9": 1}'.encode()),
        b'{"name": "x", "value": 1, "other": 2}',
    ],
)
def test_lines_whose_records_depend_on_more_than_layout_are_refused(line: bytes) -> None:
    """Lists, escapes, repeated keys and the like are read one by one."""
    assert learn(line, UNKNOWN, None) is None
