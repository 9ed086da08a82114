"""Values of printed logs: bit for bit what was printed, wherever numbers look alike or are none."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.readers._planted import codes, read_one, source_of, survey


@given(
    st.lists(
        st.one_of(
            st.floats(width=32),
            st.floats(),
            st.sampled_from(["nan", "-nan", "inf", "-inf", "NaN", "1.#QNAN", "-0.0000", "1e-310"]),
        ),
        min_size=20,
        max_size=40,
    )
)
def test_values_are_those_of_float(values: list[float | str]) -> None:
    """Numbers of any spelling are bit for bit what ``float`` makes of them."""
    lines = [f"iter {k}: loss {value}, time 1.00ms, mfu 1.00%\n" for k, value in enumerate(values)]
    _, found = read_one(source_of("".join(lines), "text"), "loss", "iter")
    expected = [float("nan") if "#" in str(value) else float(value) for value in values]
    assert [str(value) for value in map(abs, expected)] == [str(abs(value)) for value in found]


@pytest.mark.parametrize("digits", [1, 4, 9, 15, 17, 30])
def test_many_numbers_of_one_layout_are_those_of_float(digits: int) -> None:
    """Numbers that are converted many at a time are bit for bit what ``float`` makes of them."""
    rng = random.Random(digits)
    words = [f"{rng.uniform(-9, 9):+.{digits}f}" for _ in range(300)]
    words += [f"{rng.uniform(0, 9):.{digits}e}" for _ in range(300)]
    lines = [f"iter {k}: loss {word}, time 1.00ms, mfu 1.00%\n" for k, word in enumerate(words)]
    _, found = read_one(source_of("".join(lines), "text"), "loss", "iter")
    assert list(map(float, words)) == found


def test_what_is_no_number_is_noted() -> None:
    """A value that is no number is left out and counted."""
    lines = "".join(f"iter {k}: loss {k}.5, time 1.00ms, mfu 1.00%\n" for k in range(5))
    source = source_of(lines + "iter 5: loss ***, time 1.00ms, mfu 1.00%\n", "text")
    assert {"not-a-number": 1} == codes(survey(source))
    assert [0.5, 1.5, 2.5, 3.5, 4.5] == read_one(source, "loss", "iter")[1]
