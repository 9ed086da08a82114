"""Lines are alike where they differ in free digits alone."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from convcheck.readers._likeness import Likeness, Likenesses

CHARACTERS = "0123456789./:;+-,aA \x00\x7f\xff?@P`p"


@given(
    st.text("0123456789.-a", min_size=1, max_size=30),
    st.lists(st.tuples(st.integers(0, 29), st.sampled_from(CHARACTERS)), max_size=40),
    st.data(),
)
def test_only_free_digits_may_differ(
    line: str, changes: list[tuple[int, str]], data: st.DataObject
) -> None:
    """As a comparison of single characters has it."""
    places = range(len(line))
    free = [line[at].isdigit() and data.draw(st.booleans()) for at in places]
    others = [line[: at % len(line)] + c + line[at % len(line) + 1 :] for at, c in changes]
    expected = [
        all(o == c or (f and o in "0123456789") for o, c, f in zip(other, line, free, strict=True))
        for other in (line, *others)
    ]
    cells = np.frombuffer("".join((line, *others)).encode("latin-1"), np.uint8)
    starts = np.arange(len(others) + 1) * len(line)
    likeness = Likeness.of(cells[: len(line)], np.array(free))
    assert expected == likeness.of_lines(cells, starts).tolist()


def test_a_line_is_told_by_the_number_of_the_one_it_is_like() -> None:
    """Lines of other lengths and lines like none have -1."""
    known = Likenesses()
    for number, line in ((3, b"step 1"), (5, b"loss 2"), (8, b"a 10")):
        cells = np.frombuffer(line, np.uint8)
        assert known.add(number, cells, (cells >= ord("0")) & (cells <= ord("9")))
    data = b"loss 9step 0a 77none 3step 12"
    starts = np.array([0, 6, 12, 16, 22])
    widths = np.diff(starts, append=len(data))
    numbers = known.numbers(np.frombuffer(data, np.uint8), starts, widths)
    assert [5, 3, 8, -1, -1] == numbers.tolist()
