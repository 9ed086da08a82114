"""Numbers as people print them: in thousands, with decimal commas, in tensors, beside an epoch."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import convcheck
from convcheck import readers
from tests.readers._planted import codes, read_one, source_of, survey

EPOCHS, BATCHES = 5, 20


def losses(lines: str) -> list[float]:
    """Return the loss of each line of a log with steps."""
    return read_one(source_of(lines, "text"), "loss", "step")[1]


@given(st.lists(st.integers(-(10**9), 10**9), min_size=3), st.integers(0, 2))
def test_thousands_are_those_of_float(numbers: list[int], places: int) -> None:
    """Whatever is printed in groups, two of them once, is the number that was printed."""
    words = [
        f"{number:,}" + (f".{number % 10**places:0{places}}" * (places > 0))
        for number in [*numbers, 10**6]
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


@pytest.mark.parametrize(
    ("line", "axis"),
    [
        ("step {k:_} loss 2.5", "step"),
        ("step {k:_}/2_000_000 loss 2.5", "step"),
        ("[{k:_}/2_000_000] loss 2.5", "batch"),
        ("step: {k:_}, loss: 2.5, seen {k:_}.5 of it", "step"),
        ("{{'step': {k:_}, 'loss': 2.5}}", "step"),
    ],
)
@pytest.mark.parametrize("stride", [1, 40, 120_000])
def test_underscores_part_thousands(line: str, axis: str, stride: int) -> None:
    """No step beyond 999 is lost where Python wrote it as ``1_000``, few or many of a length."""
    steps = range(980, 980 + 40 * stride, stride)
    lines = "".join(line.format(k=k) + "\n" for k in steps)
    assert list(steps) == read_one(source_of(lines, "text"), "loss", axis)[0]


@pytest.mark.parametrize("word", ["1_00", "1_0000", "1000_000", "1_000_", "v1_000"])
def test_other_underscores_part_no_thousands(word: str) -> None:
    """Digits that are not in groups of three are a name, not a number."""
    lines = "".join(f"step {k} loss 0.5 run {word}\n" for k in range(5))
    assert survey(source_of(lines, "text")).entry("run") is None


def test_losses_in_thousands_with_underscores_are_those_of_float() -> None:
    """Numbers that are converted many at a time are those that were printed."""
    lines = [f"step {k:_} loss {k * 7.25:_.2f} lr 0.1\n" for k in range(0, 400_000, 40)]
    x, value = read_one(source_of("".join(lines), "text"), "loss", "step")
    assert [float(k) for k in range(0, 400_000, 40)] == x
    assert [k * 7.25 for k in range(0, 400_000, 40)] == value


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


def test_commas_that_nothing_proves_are_read_by_what_the_name_is() -> None:
    """A loss of 2,345 has three places, a step of 2,000 is a number in thousands; both noted."""
    lines = "".join(f"step {k},000 loss 2,{345 - k} size 1,{k}00\n" for k in range(1, 6))
    source = source_of(lines, "text")
    x, value = read_one(source, "loss", "step")
    assert [1000.0, 2000.0, 3000.0, 4000.0, 5000.0] == x
    assert [2.344, 2.343, 2.342, 2.341, 2.34] == value
    assert [1100.0, 1200.0, 1300.0, 1400.0, 1500.0] == read_one(source, "size", "step")[1]
    noted = [note.where for note in survey(source).notes if note.code == "guessed-commas"]
    assert ["step", "loss"] == noted


def test_a_counter_from_999_to_1000_proves_thousands() -> None:
    """Losses are in thousands too where the program groups its steps."""
    lines = "".join(f"step {k:,} loss 2,{345 - k % 100}\n" for k in range(995, 1005))
    source = source_of(lines, "text")
    assert [2345.0 - k % 100 for k in range(995, 1005)] == read_one(source, "loss", "step")[1]
    assert {} == codes(survey(source))


@pytest.mark.parametrize(
    ("line", "axis"),
    [
        ("Epoch {k},19 loss: 0.5", "Epoch"),
        ("Epoch {k},19 loss: 0,5", "Epoch"),
        ("step {k},200/391 loss 0.5", "step"),
        ("Epoch [   {k},100] loss: 0.5", "epoch"),
        ("epoch [ {k:3d},{k:3d}] loss 0.5", "epoch"),
    ],
)
def test_what_follows_the_comma_of_a_counter_is_another_number(line: str, axis: str) -> None:
    """An epoch and a batch with a comma between them are two numbers, not one in thousands."""
    lines = "".join(line.format(k=k) + "\n" for k in range(1, 9))
    assert list(range(1, 9)) == read_one(source_of(lines, "text"), "loss", axis)[0]


def test_both_kinds_of_pairs_count_the_epoch() -> None:
    """Of ``1,99`` and ``1,100`` the second is no thousand, because the first is none."""
    lines = "".join(f"Epoch {k // 120 + 1},{k % 120} loss 0.5\n" for k in range(360))
    expected = [k // 120 + 1 for k in range(360)]
    assert expected == read_one(source_of(lines, "text"), "loss", "Epoch")[0]


def test_the_batch_of_an_epoch_is_no_part_of_a_number() -> None:
    """Of ``Epoch 5,200/391`` the batch is 200."""
    lines = "".join(f"Epoch {k} at 5,{k}00/391 loss 0.5\n" for k in range(1, 9))
    x, _ = read_one(source_of(lines, "text"), "loss", "batch")
    assert [100.0 * k for k in range(1, 9)] == x


def test_lines_that_are_left_out_have_no_odd_commas() -> None:
    """What stands once on a line of its own kind is not counted as text either."""
    lines = [f"step {k} loss {k}.5\n" for k in range(6)]
    source = source_of("".join(lines) + "step 6 loss 0,25 chance 1\n", "text")
    assert {} == codes(survey(source))


@pytest.mark.parametrize(
    ("line", "axis"),
    [
        ("[{k:,},   200] loss: 2.5", "epoch"),
        ("[1, {k:5,d}] loss: 2.5", "batch"),
        ("[{k:,}, {k:5,d}] loss: 2.5", "batch"),
        ("step [{k:,}/9999999] loss: 2.5", "step"),
        ("Iteration: [ {k:,} / 9999999 ] loss: 2.5", "Iteration"),
    ],
)
@pytest.mark.parametrize("first", [995, 1000])
def test_counters_in_brackets_go_beyond_a_thousand(line: str, axis: str, first: int) -> None:
    """``[1,000,   200]`` is an epoch and a batch, ``[1,000/9999999]`` a part of a whole."""
    steps = [float(k) for k in range(first, first + 12)]
    lines = "".join(line.format(k=int(k)) + "\n" for k in steps)
    assert "text" == readers.recognise(lines.encode(), "run.log")
    entry = survey(source_of(lines, "text")).entry("loss")
    assert entry is not None
    assert axis == entry.axis
    assert steps == read_one(source_of(lines, "text"), "loss", axis)[0]


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
        "(epoch: {epoch}, iters: {batch}, time: 0.1) G_GAN: 1.2 G_L1: {loss:.3f} D_real: .5",
        "(epoch: {epoch}, iters: {batch}, time: 0.1) loss: {loss:.3f} acc: 0.5",
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


def test_what_darknet_prints_beside_its_loss_could_not_have_been_meant(tmp_path: Path) -> None:
    """The layout proves which number is the loss and which its average."""
    lines = [
        f" {k}: {9 / k:.6f}, {9 / k:.6f} avg loss, 0.001000 rate, 3.5 seconds, {k * 64} images"
        for k in range(1, 99)
    ]
    (tmp_path / "train.log").write_text("\n".join(lines) + "\n")
    (run,) = convcheck.analyze(str(tmp_path / "train.log")).runs
    assert "loss" == run.series[run.objective].name
    assert "CC105" not in [finding.rule.code for finding in run.diagnosis.findings]


def test_lines_that_only_begin_like_those_of_cyclegan_are_anyone_s() -> None:
    """An epoch, an iteration and a time in parentheses prove no logger."""
    lines = "".join(f"(epoch: {k}, iters: {k}00, time: 0.1) loss: 0.5\n" for k in range(1, 9))
    assert "" == survey(source_of(lines, "text")).logger
