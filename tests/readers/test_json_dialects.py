"""What the layout of JSON lines tells: splits, long forms, and who wrote the log."""

from __future__ import annotations

import pytest

from convcheck.readers import jsonl
from convcheck.readers._json_dialects import GLOBAL_ITER
from convcheck.table import Wanted
from tests.readers._planted import codes, read_one, source_of, survey


@pytest.mark.parametrize("key", ["split", "mode", "phase", "type", "stage", "subset"])
def test_a_column_that_tells_the_split_goes_in_front(key: str) -> None:
    """One key under two splits makes two series over one axis."""
    source = source_of(
        [{key: "train", "step": 1, "loss": 2.0}, {key: "validation", "step": 1, "loss": 3.0}]
    )
    assert read_one(source, "train/loss", "step") == ([1.0], [2.0])
    assert read_one(source, "val/loss", "step") == ([1.0], [3.0])


def test_a_name_that_says_its_split_keeps_it() -> None:
    """A stage column does not turn val_loss into train/val_loss."""
    source = source_of([{"stage": "train", "epoch": 1, "train_loss": 2.0, "val_loss": 3.0}])
    expected = ["stage", "epoch", "train_loss", "val_loss"]
    assert expected == [entry.name for entry in survey(source).entries]


@pytest.mark.parametrize("key", ["name", "metric", "tag"])
def test_the_long_form_is_pivoted(key: str) -> None:
    """One record a value becomes one series a name."""
    source = source_of(
        [
            {key: "train/loss", "value": 2.0, "step": 1, "timestamp": 1e9},
            {key: "val/loss", "value": 3.0, "step": 1, "timestamp": 1e9},
            {key: "train/loss", "value": 1.0, "step": 2, "timestamp": 1e9 + 5},
        ]
    )
    assert read_one(source, "train/loss", "step") == ([1.0, 2.0], [2.0, 1.0])
    column = jsonl.read(source, [Wanted("train/loss", "step")]).columns["train/loss"]
    assert column.time is not None
    assert column.time.tolist() == [0.0, 5.0]


def test_arrays_of_clearml_are_pivoted() -> None:
    """Metric and variant make the name."""
    event = {"metric": "loss", "variant": "train", "value": 2.0, "iter": 1, "timestamp": 10**12}
    source = source_of([[event, event | {"value": 1.0, "iter": 2}]])
    assert read_one(source, "loss/train", "iter") == ([1.0, 2.0], [2.0, 1.0])


def test_the_closing_record_of_the_trainer_is_no_point() -> None:
    """The mean loss of the whole run must not be taken for the training loss."""
    rows: list[object] = [
        {"loss": 2.0, "step": 1, "epoch": 0.1},
        {"eval_loss": 2.5, "eval_runtime": 1.0, "step": 1, "epoch": 0.1},
        {"train_runtime": 9.0, "train_loss": 1.5, "step": 1, "epoch": 0.1},
    ]
    catalog = survey(source_of(rows))
    assert catalog.entry("train_loss") is None
    assert codes(catalog) == {"summary-record": 1}
    assert catalog.logger == "transformers"


def hints(records: list[object], name: str) -> tuple[str, str, str]:
    """Return logger, role and axis that a log proves for one column."""
    catalog = survey(source_of(records))
    entry = catalog.entry(name)
    assert entry is not None
    return catalog.logger, entry.role, entry.axis


def test_layouts_prove_logger_role_and_axis() -> None:
    """What only one logger writes says what its columns are."""
    row: dict[str, object] = {"iteration": 19, "total_loss": 2.0, "lr": 0.1, "time": 0.2}
    assert hints([row], "total_loss") == ("detectron2", "train", "iteration")
    row = {"train_lr": 0.1, "train_loss": 2.0, "test_loss": 3.0, "epoch": 0, "n_parameters": 9}
    assert hints([row], "test_loss") == ("detr", "validation", "epoch")
    row = {"current_steps": 10, "total_steps": 99, "loss": 2.0, "elapsed_time": "0:01:23"}
    assert hints([row], "loss") == ("llama-factory", "train", "current_steps")
    row = {"training_iteration": 1, "time_total_s": 3.0, "info": {"loss": 2.0}}
    assert hints([row], "info/loss") == ("ray-tune", "", "training_iteration")
    row = {"loss": 2.0, "_step": 0, "_runtime": 1.0, "_timestamp": 1e9}
    assert hints([row], "loss") == ("wandb", "", "_step")
    row = {"time/total_timesteps": 64, "time/iterations": 1, "rollout/ep_rew_mean": -1.0}
    expected = ("stable-baselines3", "reward", "time/total_timesteps")
    assert expected == hints([row], "rollout/ep_rew_mean")
    rows: list[object] = [
        {"epoch": 1, "train_loss": "12.3", "train_num_updates": "100"},
        {"epoch": 1, "valid_loss": "11.3", "valid_num_updates": "100"},
    ]
    assert hints(rows, "valid_loss") == ("fairseq", "validation", "valid_num_updates")


def test_validation_records_of_mmengine_stand_at_the_last_iteration() -> None:
    """Their step counts epochs and must not mix with the iterations."""
    rows: list[object] = [
        {"loss": 2.0, "epoch": 1, "iter": 50, "step": 50},
        {"loss": 1.0, "epoch": 1, "iter": 100, "step": 100},
        {"coco/bbox_mAP": 0.5, "step": 1},
    ]
    source = source_of(rows)
    assert hints(rows, "loss") == ("mmengine", "train", "iter")
    assert read_one(source, "val/coco/bbox_mAP", "iter") == ([100.0], [0.5])


def test_iterations_of_mmcv_rise_over_the_epochs() -> None:
    """The iteration starts over in each epoch; the axis made of both does not."""
    rows: list[object] = [{"env_info": "x", "seed": 0}]
    for epoch in (1, 2):
        rows += [{"mode": "train", "epoch": epoch, "iter": i, "loss": 1.0} for i in (50, 100)]
        rows += [{"mode": "val", "epoch": epoch, "iter": 7, "loss": 2.0}]
    assert hints(rows, "train/loss") == ("mmcv", "train", GLOBAL_ITER)
    assert read_one(source_of(rows), "train/loss", GLOBAL_ITER)[0] == [50.0, 100.0, 150.0, 200.0]
    assert read_one(source_of(rows), "val/loss", GLOBAL_ITER)[0] == [100.0, 200.0]


def test_only_training_records_with_an_iteration_are_those_of_mmcv() -> None:
    """Other programs tell the mode and the epoch, too; validation alone has no axis of both."""
    rows: list[object] = [
        {"mode": "train", "epoch": 1, "loss": 2.0},
        {"mode": "val", "epoch": 1, "iter": 9, "loss": 3.0},
    ]
    assert hints(rows, "train/loss")[0] == ""
    assert read_one(source_of(rows), "train/loss", "epoch") == ([1.0], [2.0])
