"""Tables with a column that tells each row's split: ``epoch,phase,loss``."""

from __future__ import annotations

import pytest

from convcheck.readers import csv
from convcheck.table import Wanted
from tests.readers._planted import codes, read_all, read_one, source_of, survey

EPOCHS = [float(k) for k in range(1, 9)]
TRAIN = [2 / k for k in EPOCHS]
VALIDATION = [1 + 2 / k for k in EPOCHS]


def table(header: str, row: str, words: tuple[str, str] = ("train", "val")) -> str:
    """Return a table with a row for each split and epoch."""
    rows = (
        row.format(k=int(epoch), split=word, loss=loss)
        for epoch, *losses in zip(EPOCHS, TRAIN, VALIDATION, strict=True)
        for word, loss in zip(words, losses, strict=True)
    )
    return "\n".join([header, *rows]) + "\n"


@pytest.mark.parametrize("key", ["split", "phase", "Mode", "stage", "subset", "type", "set"])
@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("epoch,KEY,loss", "{k},{split},{loss!r}"),
        ("KEY;epoch;loss", "{split};{k};{loss!r}"),
        ('epoch,loss,"KEY"', '{k},{loss!r},"{split}"'),
        ("| epoch | KEY | loss |\n|---|---|---|", "| {k} | {split} | {loss!r} |"),
    ],
)
def test_the_rows_of_each_split_are_a_series(header: str, row: str, key: str) -> None:
    """Validation is never mixed into training, wherever the column stands."""
    source = source_of(table(header.replace("KEY", key), row), "csv")
    assert (EPOCHS, TRAIN) == read_one(source, "train/loss", "epoch")
    assert (EPOCHS, VALIDATION) == read_one(source, "val/loss", "epoch")
    assert survey(source).entry("loss") is None
    assert {} == codes(read_all(source))


@pytest.mark.parametrize("words", [("training", "validation"), ("Train", "Eval"), ("trn", "dev")])
def test_splits_are_known_by_whatever_word(words: tuple[str, str]) -> None:
    """As in JSON, all words for a split are one."""
    source = source_of(table("epoch,split,loss", "{k},{split},{loss!r}", words), "csv")
    assert VALIDATION == read_one(source, "val/loss", "epoch")[1]


def test_counters_and_columns_that_say_their_split_stay_whole() -> None:
    """Only what differs between splits is divided."""
    header, row = "epoch,step,phase,loss,val_loss", "{k},{k}0,{split},{loss!r},0.5"
    entries = {entry.name for entry in survey(source_of(table(header, row), "csv")).entries}
    assert {"epoch", "step", "phase", "train/loss", "val/loss", "val_loss"} == entries


@pytest.mark.parametrize("words", [("adam", "sgd"), ("train", "pretrain"), ("1", "2")])
def test_a_column_that_tells_no_split_divides_nothing(words: tuple[str, str]) -> None:
    """A mode or type of another kind leaves one loss."""
    source = source_of(table("epoch,mode,loss", "{k},{split},{loss!r}", words), "csv")
    assert len(TRAIN + VALIDATION) == len(read_one(source, "loss", "epoch")[1])


def test_rows_keep_their_numbers_and_headers_are_no_rows() -> None:
    """What stands between the rows of a split still counts them; a repeated header does not."""
    text = "phase,loss\ntrain,4\nval,3\nphase,loss\ntrain,2\nval,1\n"
    column = read_all(source_of(text, "csv")).columns["val/loss"]
    assert [1, 3] == column.record.tolist()
    assert {"repeated-header": 1} == codes(read_all(source_of(text, "csv")))


def test_a_split_that_comes_after_the_first_rows_is_read() -> None:
    """Its rows are a series of their own, however late it begins."""
    text = "step,split,loss\n" + "".join(f"{k},train,{k / 8}\n" for k in range(30_000))
    late = "30000,Validation,9\n30001,test,8\n30002,validation,7\n"
    source = source_of(text + late, "csv")
    assert {"train/loss", "val/loss", "test/loss"} <= {e.name for e in survey(source).entries}
    assert 30_000 == len(read_one(source, "train/loss", "step")[1])
    assert ([30_000, 30_002], [9, 7]) == read_one(source, "val/loss", "step")
    assert ([30_001], [8]) == read_one(source, "test/loss", "step")
    assert {} == codes(read_all(source))


def test_rows_of_no_known_split_are_left_out_and_noted() -> None:
    """They are not mixed into those of another."""
    text = "step,split,loss\n" + "".join(f"{k},train,{k / 8}\n" for k in range(30_000))
    table = csv.read(source_of(text + "30000,warmup,9\n", "csv"), [Wanted("train/loss", "step")])
    assert 30_000 == len(table.columns["train/loss"].value)
    assert {"other-splits": 1} == codes(table)


def test_the_column_that_tells_several_splits_is_taken() -> None:
    """A stage that is always ``train`` divides nothing."""
    text = table("epoch,stage,split,loss", "{k},train,{split},{loss!r}")
    source = source_of(text, "csv")
    assert (EPOCHS, TRAIN) == read_one(source, "train/loss", "epoch")
    assert (EPOCHS, VALIDATION) == read_one(source, "val/loss", "epoch")


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ("epoch,is_train,loss", ("True", "False")),
        ("epoch,is_training,loss", ("1", "0")),
        ("epoch,is_val,loss", ("false", "true")),
    ],
)
def test_truth_tells_the_split_too(header: str, words: tuple[str, str]) -> None:
    """As in JSON, and as numbers where the column's name leaves no doubt."""
    source = source_of(table(header, "{k},{split},{loss!r}", words), "csv")
    assert (EPOCHS, TRAIN) == read_one(source, "train/loss", "epoch")
    assert (EPOCHS, VALIDATION) == read_one(source, "val/loss", "epoch")


@pytest.mark.parametrize("header", ["epoch,train,loss", "epoch,is_best,loss"])
def test_other_truths_divide_nothing(header: str) -> None:
    """A column of ones and noughts may be anything."""
    source = source_of(table(header, "{k},{split},{loss!r}", ("1", "0")), "csv")
    assert len(TRAIN + VALIDATION) == len(read_one(source, "loss", "epoch")[1])


@pytest.mark.parametrize("header", ["epoch,kind,train_loss,val_loss", "epoch,event,val_loss"])
@pytest.mark.parametrize("words", [("train", "val"), ("train", "train")])
def test_columns_that_say_their_split_are_left_whole(header: str, words: tuple[str, str]) -> None:
    """No row is left out, nor is one said to be."""
    row = "{k},{split}" + header.count("loss") * ",{loss!r}"
    source = source_of(table(header, row, words), "csv")
    assert len(TRAIN + VALIDATION) == len(read_one(source, "val_loss", "epoch")[1])
    assert {} == codes(read_all(source))
