"""Text logs: every dialect is found and read among whatever else is printed."""

from __future__ import annotations

import pytest

from convcheck import readers
from convcheck.errors import NoObjective
from convcheck.readers import HEAD_BYTES, text
from convcheck.readers._text_clean import cleaned
from convcheck.readers._text_dialects import DIALECTS, identify
from convcheck.readers._text_fields import label
from convcheck.readers._text_skeletons import blanked
from convcheck.series import choose
from tests.readers._planted import codes, read_one, source_of, survey
from tests.readers._text_logs import LISTING, PLANTED
from tests.readers._text_planted import TRAIN, VALIDATION, Planted

NVIDIA_SMI = """\
+-----------------------------------------------------------------------------+
| NVIDIA-SMI 525.85.12    Driver Version: 525.85.12    CUDA Version: 12.0     |
| N/A   31C    P0    62W / 400W |   1024MiB / 81920MiB |      3%      Default |
+-----------------------------------------------------------------------------+
"""

planted = pytest.mark.parametrize("log", PLANTED.values(), ids=PLANTED.keys())


def noisy(log: str) -> str:
    """Return a log among other output: listings, colours, stamps and ranks before each line."""
    lines = [
        f"\x1b[36m2024-05-01 12:00:{k % 60:02d},123\x1b[0m [rank0]: {line}" if line else ""
        for k, line in enumerate(log.splitlines())
    ]
    return LISTING + NVIDIA_SMI + "\nSaving checkpoint to /x/y-3.pt\n".join(lines) + "\n"


def is_as_planted(content: bytes | str, log: Planted) -> bool:
    """Assert that survey, choice and values are those that were planted."""
    source = source_of(content, "text")
    catalog = survey(source)
    assert log.logger == catalog.logger
    picks = choose(catalog).picks
    for role, name, values in (
        ("train", log.train, TRAIN),
        ("validation", log.validation, VALIDATION),
    ):
        if not name:
            assert role not in picks
            continue
        axis = log.axis if role == "train" else log.validation_axis or log.axis
        assert (name, axis) == (picks[role].name, picks[role].axis)
        sign = -1 if log.logger == "nnunet" else 1
        expected = [sign * float(value) for value in values]
        assert (log.positions, expected) == read_one(source, name, axis)
    return True


@planted
def test_each_dialect_is_read_as_it_was_printed(log: Planted) -> None:
    """Logger, training and validation loss, axis and every value are found."""
    assert is_as_planted(log.text, log)


@planted
def test_each_dialect_is_recognised(log: Planted) -> None:
    """The reader accepts the log by its contents, and no reader before it does."""
    assert "text" == readers.recognise(log.text.encode(), "run.txt")


@planted
def test_other_output_does_not_disturb_a_dialect(log: Planted) -> None:
    """Listings, tables, colours, time stamps, ranks and foreign lines change nothing."""
    assert is_as_planted(noisy(log.text), log)


@planted
@pytest.mark.parametrize("end", ["\r\n", "\r", "\n\0"])
def test_line_ends_do_not_matter(log: Planted, end: str) -> None:
    """Windows line ends, bare carriage returns and NUL bytes change nothing."""
    assert is_as_planted(log.text.replace("\n", end), log)


@planted
def test_no_cut_invents_a_value(log: Planted) -> None:
    """Wherever a log is cut off, what is read was printed, and what was whole before is read."""
    content = log.text.encode()
    name = log.train or log.validation
    axis = log.axis if log.train else log.validation_axis or log.axis
    values = {float(value) for value in (TRAIN if log.train else VALIDATION)}
    if log.logger == "keras":
        values.add(9.9)  # the running mean of an epoch that is not over
    if log.logger == "nnunet":
        values = {-value for value in values}
    for end in range(len(content) - len(content) // 6, len(content)):
        _, found = read_one(source_of(content[:end], "text"), name, axis)
        assert values >= set(found)
        assert 8 <= len(found)


@planted
def test_a_cut_value_is_left_out_with_a_note(log: Planted) -> None:
    """A last line without its end, whose last number may lack digits, is noted."""
    last = (VALIDATION if log.validation else TRAIN)[-1]
    last = last if last in log.text else f"{float(last):.6E}"
    content = log.text[: log.text.rindex(last) + 3]
    assert "truncated-log" in codes(survey(source_of(content, "text")))


@planted
def test_digits_do_not_change_where_fields_stand(log: Planted) -> None:
    """Fields are at the same places whatever the digits: lines of one skeleton are parsed once."""
    content = cleaned(log.text.encode())
    dialect = identify(content)
    assert dialect is not None
    for line in content.split(b"\n"):
        fields = dialect.parse(line)
        assert fields == dialect.parse(blanked(line))
        assert all(label(field, line) for field in fields)


def test_every_dialect_is_planted() -> None:
    """A new dialect needs a log among the tests."""
    assert {each.name for each in DIALECTS} <= {log.logger for log in PLANTED.values()}


def test_a_long_listing_before_the_first_step_is_accepted_by_name() -> None:
    """A log whose steps come after the head is read; one without any has a clear error."""
    listing = LISTING * (HEAD_BYTES // len(LISTING) + 1)
    log = PLANTED["modded-nanogpt"]
    content = (listing + log.text).encode()
    assert text.recognise(content[:HEAD_BYTES], "train.log") is None
    assert text.recognise(content[:HEAD_BYTES], "train.py") is not None
    assert is_as_planted(content, log)
    with pytest.raises(NoObjective, match="no line of the log reports a loss") as caught:
        text.survey(source_of(listing, "text"))
    assert "step 10: loss 2.31" in caught.value.hint
