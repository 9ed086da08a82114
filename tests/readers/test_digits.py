"""Numbers that are calculated from digits are those of ``float``, bit for bit."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from convcheck.readers._digits import calculated, can_calculate
from convcheck.readers._json_slots import words

SHORT = st.from_regex(rb"-?[0-9]{1,9}(\.[0-9]{1,9})?", fullmatch=True).filter(can_calculate)


@given(SHORT, st.data())
def test_each_digit_may_vary(text: bytes, data: st.DataObject) -> None:
    """Signs, points, leading zeros and lengths are those of the first."""
    digits = data.draw(st.lists(st.lists(st.integers(0, 9), min_size=16, max_size=16), max_size=9))
    texts = [text]
    for each in digits:
        drawn = iter(each)
        texts.append(bytes(48 + next(drawn) if 48 <= c <= 57 else c for c in text))
    starts = np.arange(len(texts)) * len(text)
    value, alike = calculated(words(b"".join(texts) + b"9" * 8), starts, text)
    assert alike.all()
    assert np.array([float(each) for each in texts]).tobytes() == value.tobytes()


@given(SHORT, st.integers(0, 15), st.sampled_from(b" +-./:;AEaenx\x00\x80\xff"))
def test_another_character_is_noticed(text: bytes, place: int, character: int) -> None:
    """A text of another form is not taken for a number."""
    place %= len(text)
    other = text[:place] + bytes([character]) + text[place + 1 :]
    _, alike = calculated(words(other + b"0" * 8), np.array([0]), text)
    assert [other == text] == alike.tolist()
