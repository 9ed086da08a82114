"""Text logs: every dialect among whatever else is printed, never an unplanned error."""

from __future__ import annotations

import contextlib
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convcheck import readers
from convcheck.errors import ConvcheckError, NoObjective, UnknownFormat
from convcheck.model import Source
from convcheck.readers import HEAD_BYTES, text
from convcheck.readers._text_clean import cleaned
from convcheck.readers._text_dialects import DIALECTS, identify
from convcheck.readers._text_fields import label
from convcheck.readers._text_skeletons import blanked
from convcheck.series import choose
from convcheck.table import Wanted
from tests.readers._planted import SHARED, codes, read_all, read_one, source_of, survey
from tests.readers._text_logs import PLANTED, TRAIN, VALIDATION, Planted

NVIDIA_SMI = """\
+-----------------------------------------------------------------------------+
| NVIDIA-SMI 525.85.12    Driver Version: 525.85.12    CUDA Version: 12.0     |
| N/A   31C    P0    62W / 400W |   1024MiB / 81920MiB |      3%      Default |
+-----------------------------------------------------------------------------+
"""
LISTING = """\
import torch
def train(step, loss):
    print(f"step {step}: train loss {loss:.4f}, val loss {val:.4f}")
    print(f"iter {it}: loss {lossf:.4f}, time {dt*1000:.2f}ms, mfu {mfu*100:.2f}%")
learning_rate = 6e-4 # max learning rate
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


def test_a_later_file_does_not_inherit_the_counter(tmp_path: Path) -> None:
    """The epoch of the last line of one file is not that of the first line of the next."""
    files = tuple(str(tmp_path / name) for name in ("one.log", "two.log"))
    lines = "train loss: 0.5 val loss: 0.6\n" * 3
    for file, log in zip(files, (f"Epoch 7\n{lines}", f"{lines}Epoch 1\n{lines}"), strict=True):
        Path(file).write_text(log)
    x, _ = read_one(Source(str(tmp_path), "text", files), "train loss", "Epoch")
    assert [7.0] * 3 + ["nan"] * 3 + [1.0] * 3 == [step if step == step else "nan" for step in x]


def test_lines_that_lost_their_counter_are_left_out_with_a_note() -> None:
    """The end of a line that other output tore in two gets no position of another line."""
    whole = [f"Iteration {k}, wps = 50, train loss = {k}.5\n" for k in range(500)]
    source = source_of("".join(whole) + "0, wps = 50, train loss = 9.9\n" * 3, "text")
    assert {"foreign-lines": 3} == codes(survey(source))
    assert 499.5 == read_one(source, "train loss", "Iteration")[1][-1]


def test_losses_before_the_first_counter_have_no_position() -> None:
    """A value printed before any step is read with NaN for its position."""
    log = PLANTED["llm.c output"]
    x, value = read_one(source_of("val loss 11.0\n" + log.text, "text"), "val loss", "step")
    assert x[0] != x[0]
    assert 11.0 == value[0]


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
    "names": b"".join(b"epoch 1 loss%d=2.0\n" % k for k in range(3_000)) * 3,
    "latin-1": "Époque 3 größe 5\n".encode("latin-1") * 2000,
}


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


WILD: dict[str, tuple[str, str, int, float, float, str, int, float, float]] = {
    "58e42a24": ("modded-nanogpt", "train_loss", 52, 6.9351, 2.0147, "val_loss", 1, 1.9938, 1.9938),
    "8262c5c1": (
        "modded-nanogpt",
        "train_loss",
        174,
        8.311852,
        2.461507,
        "val_loss",
        10,
        8.311,
        2.7047,
    ),
    "0d7baee0": ("", "train/loss", 800, 8.739, 1.8766, "val", 17, 9.8491, 2.3993),
    "e8e85e79": ("", "train loss", 6229, 13.508, 3.739, "", 0, 0, 0),
    "3f59c97b": ("detectron2", "total_loss", 801, 0.1409, 0.1668, "", 0, 0, 0),
    "39ddec06": ("detr", "train/loss", 76, 49.1367, 29.0541, "test/loss", 75, 54.2838, 53.8471),
    "8ea18dad": ("xgboost", "", 0, 0, 0, "validation_0-logloss", 79, 0.689458, 0.532879),
    "2d3676eb": ("mlperf", "", 0, 0, 0, "eval_error", 107, 0.3749770224094391, 0.12394073605537415),
    "de0ced0f": ("mlperf", "loss", 20, 0.13044639118015766, 0.07771671217467103, "", 0, 0, 0),
    "5c11bf30": (
        "mlperf",
        "",
        0,
        0,
        0,
        "eval_accuracy",
        17,
        0.0939600020647049,
        0.7499399781227112,
    ),
}


@pytest.mark.shared
@pytest.mark.parametrize("digest", WILD)
def test_published_logs_are_read_as_a_person_reads_them(digest: str) -> None:
    """Logger, chosen series, points, first and last value, checked by eye."""
    found = sorted(SHARED.glob(f"wild/*/*__{digest}-*"))
    if not found:
        pytest.skip("../shared is not here")
    logger, *expected = WILD[digest]
    source = Source(str(found[0]), "text", (str(found[0]),))
    assert "text" == readers.recognise(found[0].read_bytes()[:HEAD_BYTES], found[0].name)
    catalog = survey(source)
    assert logger == catalog.logger
    picks = choose(catalog).picks
    for role, (name, points, first, last) in (
        ("train", expected[:4]),
        ("validation", expected[4:]),
    ):
        if not name:
            assert role not in picks
            continue
        pick = picks[role]
        column = text.read(source, [Wanted(pick.name, pick.axis)]).columns[pick.name]
        assert (name, points, first, last) == (
            *(pick.name, len(column)),
            *(column.value[0], column.value[-1]),
        )


@pytest.mark.shared
@pytest.mark.parametrize(
    "path", [*sorted(SHARED.glob("wild/text_stdout/*")), *sorted(SHARED.glob("wild/mlperf/*"))]
)
def test_every_published_log_is_recognised_as_text(path: Path) -> None:
    """No other reader takes a text log, and its survey finds an objective."""
    assert "text" == readers.recognise(path.read_bytes()[:HEAD_BYTES], path.name)
    assert choose(text.survey(Source(str(path), "text", (str(path),)))).picks


def test_a_csv_with_text_in_its_name_is_not_taken() -> None:
    """The name of a file makes this reader likely, not right."""
    with contextlib.suppress(UnknownFormat):
        assert "csv" == readers.recognise(b"step,loss\n1,2.0\n2,1.5\n3,1.2\n", "text_run.csv")
