"""Loggers that write tables: what their layout proves, and runs that lie in several files."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

import convcheck
from convcheck.errors import NoObjective
from convcheck.model import Source
from convcheck.readers import csv
from convcheck.series import Choice, choose
from convcheck.table import Catalog, Entry, LossTable, Wanted
from tests.readers._planted import same_bits


def written(folder: Path, contents: dict[str, str], **splits: str) -> Source:
    """Write the files of one run; ``splits`` names the split of a file by its stem."""
    paths = {}
    for name, text in contents.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        paths[str(path)] = splits.get(path.stem, "")
    known = {path: split for path, split in paths.items() if split}
    return Source(str(folder), "csv", tuple(paths), splits=known)


def entry(catalog: Catalog, name: str) -> Entry:
    """Return an entry that must be there."""
    found = catalog.entry(name)
    assert found is not None
    return found


def read(source: Source, *names: str, axis: str = "") -> LossTable:
    """Read some series on one axis."""
    return csv.read(source, [Wanted(name, axis) for name in names])


ULTRALYTICS = (
    "   epoch, time, train/box_loss, train/cls_loss, metrics/mAP50(B), val/box_loss, val/cls_loss\n"
    "       1,  2.5,              3,              2,              0.1,            4,           3\n"
    "       2,  5.0,              2,            nan,              0.2,            3,            \n"
    "       3,  7.5,              1,            0.5,              0.3,            2,           1\n"
)


def test_ultralytics_losses_are_summed_by_split(tmp_path: Path) -> None:
    """The log has no total, so one is offered; NaN in a part is NaN, absence of one is no row."""
    source = written(tmp_path, {"results.csv": ULTRALYTICS})
    catalog = csv.survey(source)
    assert catalog.logger == "ultralytics"
    total = entry(catalog, "train/loss")
    assert ("train/box_loss", "train/cls_loss") == total.parts
    assert ("train", "epoch", "epoch", "min") == (total.role, total.axis, total.unit, total.goal)
    assert entry(catalog, "val/loss").role == "validation"
    found = read(source, "train/loss", "val/loss", axis="epoch").columns
    assert same_bits([5, math.nan, 1.5], found["train/loss"].value)
    assert [1, 3] == found["val/loss"].x.tolist()
    assert [7, 3] == found["val/loss"].value.tolist()


def test_seconds_of_a_clock_start_at_the_first_record(tmp_path: Path) -> None:
    """Where the layout has a clock, every series carries it."""
    source = written(tmp_path, {"results.csv": ULTRALYTICS})
    column = read(source, "val/cls_loss", axis="epoch").columns["val/cls_loss"]
    assert column.time is not None
    assert [0.0, 5.0] == column.time.tolist()


def test_a_total_that_the_log_has_is_not_made_up(tmp_path: Path) -> None:
    """Classification runs of Ultralytics log their one loss themselves."""
    text = "epoch,train/loss,metrics/accuracy_top1,val/loss\n1,3,0.1,4\n2,2,0.2,3\n"
    catalog = csv.survey(written(tmp_path, {"results.csv": text}))
    assert [()] * 4 == [found.parts for found in catalog.entries]


@pytest.mark.parametrize(
    ("file", "header", "logger", "roles"),
    [
        ("training.log", "epoch,acc,loss,val_acc,val_loss", "keras",
         {"loss": "train", "val_loss": "validation"}),
        ("metrics.csv", "epoch,step,train_loss,val_loss", "lightning", {}),
        ("progress.csv", "train/loss,rollout/ep_rew_mean,time/total_timesteps",
         "stable-baselines3", {"rollout/ep_rew_mean": "reward"}),
        ("progress.csv", "eplenmean,eprewmean,misc/total_timesteps", "baselines",
         {"eprewmean": "reward"}),
        ("progress.csv", "epoch,test/success_rate,train/success_rate", "baselines", {}),
        ("progress.txt", "Epoch,AverageEpRet,LossPi,LossV", "spinup", {"AverageEpRet": "reward"}),
        ("summary.csv", "epoch,train_loss,eval_loss,eval_top1,lr", "timm",
         {"train_loss": "train", "eval_loss": "validation"}),
        ("history.csv", "epoch,train_loss,valid_loss,accuracy,time", "fastai",
         {"train_loss": "train", "valid_loss": "validation"}),
        ("learn_error.tsv", "iter,AUC,Logloss", "catboost", {"Logloss": "train"}),
        ("test_error.tsv", "iter,Logloss:0,Logloss", "catboost", {"Logloss": "validation"}),
        ("log.csv", "step,train,val", "", {}),
    ],
)  # fmt: skip
def test_headers_prove_the_logger_and_its_roles(
    tmp_path: Path, file: str, header: str, logger: str, roles: dict[str, str]
) -> None:
    """What only one logger writes is named after it, and its columns have their roles."""
    columns = header.count(",") + 1
    rows = "".join(",".join([str(at)] * columns) + "\n" for at in range(4))
    catalog = csv.survey(written(tmp_path, {file: f"{header}\n{rows}"}))
    assert logger == catalog.logger
    assert roles == {found.name: found.role for found in catalog.entries if found.role}
    for found in catalog.entries:
        expected = {"reward": "max", "train": "min", "validation": "min"}.get(found.role)
        assert found.goal == expected or not found.role
        assert found.axis in ("", *header.split(","))


def test_a_table_of_learning_and_one_of_testing_are_one_run(tmp_path: Path) -> None:
    """CatBoost's pair: the split stands in front of each measure, the counter is shared."""
    source = written(
        tmp_path,
        {
            "learn_error.tsv": "iter\tLogloss\tAUC\n0\t0.6\t0.5\n1\t0.5\t0.6\n",
            "test_error.tsv": "iter\tLogloss\tAUC\n0\t0.7\t0.4\n1\t0.6\t0.5\n",
        },
        learn_error="train",
        test_error="validation",
    )
    catalog = csv.survey(source)
    names = ["iter", "train/Logloss", "train/AUC", "validation/Logloss", "validation/AUC"]
    assert names == [found.name for found in catalog.entries]
    assert entry(catalog, "validation/Logloss").role == "validation"
    found = read(source, "train/Logloss", "validation/Logloss", axis="iter").columns
    assert [0.6, 0.5] == found["train/Logloss"].value.tolist()
    assert [0.7, 0.6] == found["validation/Logloss"].value.tolist()
    assert [0, 1] == found["validation/Logloss"].x.tolist()
    assert [2, 3] == found["validation/Logloss"].record.tolist()


def test_files_of_one_metric_are_named_after_their_paths(tmp_path: Path) -> None:
    """DVCLive's folder of metrics is one run; the column says less than the path."""
    source = written(
        tmp_path,
        {
            "plots/metrics/train/loss.tsv": "step\tloss\n0\t1.0\n1\tnan\n2\t0.3\n",
            "plots/metrics/val/loss.tsv": "step\tloss\n0\t0.5\n2\t0.4\n",
        },
    )
    assert ["step", "train/loss", "val/loss"] == [e.name for e in csv.survey(source).entries]
    found = read(source, "train/loss", "val/loss", axis="step").columns
    assert same_bits([1.0, math.nan, 0.3], found["train/loss"].value)
    assert [0, 2] == found["val/loss"].x.tolist()


def test_files_of_deepspeed_are_named_after_their_files(tmp_path: Path) -> None:
    """DeepSpeed writes one file a metric, and its header again after each restart."""
    source = written(
        tmp_path,
        {
            "Train_Samples_train_loss.csv": "step,train_loss\n8,3\n16,2\nstep,train_loss\n16,2\n",
            "Train_Samples_lr.csv": "step,lr\n8,0.1\n16,0.1\n",
        },
    )
    found = read(source, "Train_Samples_train_loss", "Train_Samples_lr", axis="step")
    assert [8, 16, 16] == found.columns["Train_Samples_train_loss"].x.tolist()
    assert ["repeated-header"] == [note.code for note in found.notes]


def test_a_run_that_goes_on_in_a_second_file_is_one_series(tmp_path: Path) -> None:
    """Files with the same columns follow each other; records count on."""
    source = written(
        tmp_path,
        {
            "loss_1.csv": "step,loss\n1,5\n2,4\n",
            "loss_2.csv": "step,loss\n2,3\n3,2\n",
            "loss_3.csv": "Nothing was logged.\n",
        },
    )
    column = read(source, "loss", axis="step").columns["loss"]
    assert [5, 4, 3, 2] == column.value.tolist()
    assert [1, 2, 2, 3] == column.x.tolist()
    assert [0, 1, 2, 3] == column.record.tolist()
    catalog = csv.survey(source)
    assert entry(catalog, "loss").count == 4
    assert ["no-table"] == [note.code for note in catalog.notes]


DOWNLOAD = "Wall time,Step,Value\n1700000000.5,0,2.5\n1700000003.5,10,2.25\n1700000006.5,20,2.125\n"


@pytest.mark.parametrize(
    ("file", "name", "role", "unit"),
    [
        ("run-train-tag-epoch_loss.csv", "train/epoch_loss", "", "epoch"),
        ("run-validation-tag-epoch_loss.csv", "validation/epoch_loss", "", "epoch"),
        ("run-.-tag-Loss_train (1).csv", "Loss_train", "", "step"),
        ("run-a_b-tag-learning_rate.csv", "learning_rate", "", "step"),
        ("run-test_run-tag-loss.csv", "loss", "", "step"),
        ("run-dev2-tag-loss.csv", "loss", "", "step"),
        ("run-fit_2024_validation-tag-loss.csv", "validation/loss", "", "step"),
        ("run-PPO_1-tag-rollout_ep_len_mean.csv", "rollout_ep_len_mean", "", "step"),
        ("run-a-tag-elo (2).csv", "elo", "", "step"),
        ("accuracy.csv", "accuracy", "", "step"),
        ("data.csv", "data", "train", "step"),
        ("my_val.csv", "my_val", "validation", "step"),
    ],
)
def test_a_download_of_tensorboard_is_called_by_its_file(
    tmp_path: Path, file: str, name: str, role: str, unit: str
) -> None:
    """The header says Value; where the file's name tells nothing, a loss is guessed with a note."""
    source = written(tmp_path, {file: DOWNLOAD})
    catalog = csv.survey(source)
    found = entry(catalog, name)
    assert ("tensorboard", role, "Step", unit) == (
        *(catalog.logger, found.role),
        *(found.axis, found.unit),
    )
    assert ["guessed-objective"] * (role != "") == [note.code for note in catalog.notes]
    column = read(source, name, axis="Step").columns[name]
    assert ([0, 10, 20], [2.5, 2.25, 2.125]) == (column.x.tolist(), column.value.tolist())
    assert column.time is not None
    assert [0.0, 3.0, 6.0] == column.time.tolist()


@pytest.mark.parametrize("column", ["Value", "value"])
def test_a_download_can_be_asked_for_by_its_column(tmp_path: Path, column: str) -> None:
    """``--train Value`` is what the header calls it, in the header's case."""
    text = DOWNLOAD if column == "Value" else DOWNLOAD.lower()
    catalog = csv.survey(written(tmp_path, {"run-a-tag-foo.csv": text}))
    assert "foo" == choose(catalog, Choice(train=(column,))).picks["train"].name


@pytest.mark.parametrize("tag", ["rollout_win_rate", "Charts_SPS", "tokens_per_sec", "elo"])
def test_a_download_whose_tag_names_no_loss_is_refused(tmp_path: Path, tag: str) -> None:
    """What is to rise, or neither, is not judged as a loss; the option that would is named."""
    source = written(tmp_path, {f"run-a-tag-{tag}.csv": DOWNLOAD})
    with pytest.raises(NoObjective) as raised:
        choose(csv.survey(source))
    assert "--train" in raised.value.hint


def test_downloads_of_both_splits_are_one_run(tmp_path: Path) -> None:
    """Two files that differ in the run's name are the splits of one training."""
    for split in ("train", "validation"):
        (tmp_path / f"run-{split}-tag-epoch_loss.csv").write_text(DOWNLOAD)
    (run,) = convcheck.analyze(str(tmp_path)).runs
    names = {role: series.name for role, series in run.series.items()}
    assert {"train": "train/epoch_loss", "validation": "validation/epoch_loss"} == names
