"""Numbers as people print them: in thousands, with decimal commas, in tensors, beside an epoch."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import convcheck
from tests.readers._planted import codes, read_one, source_of, survey

EPOCHS, BATCHES = 5, 20


def losses(lines: str) -> list[float]:
    """Return the loss of each line of a log with steps."""
    return read_one(source_of(lines, "text"), "loss", "step")[1]


@given(st.lists(st.integers(-(10**9), 10**9), min_size=3), st.integers(0, 2))
def test_thousands_are_those_of_float(numbers: list[int], places: int) -> None:
    """Whatever is printed in groups of three digits is the number that was printed."""
    words = [
        f"{number:,}" + (f".{number % 10**places:0{places}}" * (places > 0)) for number in numbers
    ]
    lines = "".join(f"step {k:,} loss {word} lr 0.1\n" for k, word in enumerate(words))
    assert [float(word.replace(",", "")) for word in words] == losses(lines)


def test_many_numbers_in_thousands_are_those_of_float() -> None:
    """Numbers that are converted many at a time are those that were printed."""
    lines = [f"step {k * 40:,} loss {k * 7.25:,.2f} lr 0.1\n" for k in range(30_000)]
    x, value = read_one(source_of("".join(lines), "text"), "loss", "step")
    assert [k * 40.0 for k in range(30_000)] == x
    assert [k * 7.25 for k in range(30_000)] == value


@given(st.lists(st.integers(0, 10**6 - 1), min_size=3), st.integers(1, 5))
def test_decimal_commas_are_those_of_float(numbers: list[int], places: int) -> None:
    """One number below one proves what the commas of all are, where no number has a point."""
    words = [f"{number / 10**places:.{places}f}" for number in [*numbers, 1]]
    lines = "".join(f"step {k} loss {word}\n" for k, word in enumerate(words))
    assert list(map(float, words)) == losses(lines.replace(".", ","))


def test_a_name_has_commas_of_its_own() -> None:
    """Decimal commas of the loss are read as such beside steps in thousands and a printed point."""
    lines = "".join(f"step {k:,} loss 0,{k % 7 + 1} lr 0.1\n" for k in range(0, 5000, 500))
    x, value = read_one(source_of(lines, "text"), "loss", "step")
    assert list(range(0, 5000, 500)) == x
    assert [(k % 7 + 1) / 10 for k in range(0, 5000, 500)] == value


def test_commas_that_nothing_explains_are_left_out_with_a_note() -> None:
    """Of a name with points and decimal commas, numbers with the latter are counted."""
    lines = [f"step {k} loss {k}.5\n" for k in range(6)]
    source = source_of("".join(lines) + "step 6 loss 0,25\n" * 3, "text")
    assert {"not-a-number": 3} == codes(survey(source))
    assert [0.5, 1.5, 2.5, 3.5, 4.5, 5.5] == read_one(source, "loss", "step")[1]


@pytest.mark.parametrize("values", ["[1,200]", "[ 1,200, 3]", "1,200,0.5", "1,2,3,4"])
def test_a_list_is_not_one_number(values: str) -> None:
    """Digits with commas between them, where a list can stand, are not read as thousands."""
    lines = "".join(f"step {k} loss 0.5 size {values}\n" for k in range(5))
    source = source_of(lines, "text")
    assert [0.5] * 5 == read_one(source, "loss", "step")[1]
    entry = survey(source).entry("size")
    assert entry is None or entry.first == 1.0


@pytest.mark.parametrize(
    "line",
    [
        "[{epoch}/5][{batch}/391]\tLoss_D: {loss:.4f}\tLoss_G: 1.2\tD(G(z)): 0.2 / 0.1",
        "[{epoch}/5] [{batch}/391] loss={loss:.4f}",
        "[{epoch}, {batch:5d}] loss: {loss:.3f}",
        "2024-01-01 [rank0]: [{epoch}, {batch:5d}] loss: {loss:.3f}",
        "Epoch [{epoch}/5] Batch [{batch}/391] Loss: {loss:.4f}",
        "(epoch: {epoch}, iters: {batch}, time: 0.1, data: 0.2) G_GAN: 1.2 G_L1: {loss:.3f} "
        "D_real: .5 D_fake: .6",
    ],
)
def test_batches_are_counted_on_from_epoch_to_epoch(tmp_path: Path, line: str) -> None:
    """No point is lost where the batch starts over at every epoch, however both are printed."""
    lines = [
        line.format(epoch=epoch, batch=batch, loss=2.0 / (1 + epoch * BATCHES + batch / 10))
        for epoch in range(EPOCHS)
        for batch in range(10, 10 * BATCHES + 1, 10)
    ]
    (tmp_path / "train.log").write_text("\n".join(lines) + "\n")
    (run,) = convcheck.analyze(str(tmp_path / "train.log")).runs
    assert EPOCHS * BATCHES == run.series[run.objective].points
    assert (10, 10 * EPOCHS * BATCHES) == run.steps
    assert {"counter-resets": EPOCHS - 1} == {
        note.code: note.count for note in run.notes if note.code != "adversarial-losses"
    }
