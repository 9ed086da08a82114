"""Records that programs print over several lines, and headings that take the place of names."""

from __future__ import annotations

import pprint

from convcheck import readers
from tests.readers._planted import read_one, source_of, survey

LOSSES = [2.5, 1.5, 1.25, 1.125, 1.0, 0.75]


def test_a_box_is_one_record() -> None:
    """The counter of Stable-Baselines stands below what it counts, and its headings are split."""
    box = (
        "-------------------------------\n"
        "| rollout/           |        |\n"
        "|    ep_rew_mean     | {v:<6} |\n"
        "| time/              |        |\n"
        "|    iterations      | {k:<6} |\n"
        "|    total_timesteps | {n:<6} |\n"
        "-------------------------------\n"
    )
    text = "Logging to ./a\n" + "".join(
        box.format(k=k, n=2048 * k, v=v) for k, v in enumerate(LOSSES)
    )
    assert "text" == readers.recognise(text.encode(), "run.log")
    found = read_one(source_of(text, "text"), "rollout/ep_rew_mean", "time/total_timesteps")
    assert ([2048.0 * k for k in range(6)], LOSSES) == found


def test_a_dictionary_over_several_lines_is_one_record() -> None:
    """As pprint breaks it."""
    records = (
        {"epoch": k, "train_loss": v, "val_loss": v + 1, "configuration": "x" * 40}
        for k, v in enumerate(LOSSES)
    )
    text = "".join(pprint.pformat(record, sort_dicts=False) + "\n" for record in records)
    assert 2 * len(LOSSES) <= text.count("\n")
    found = read_one(source_of(text, "text"), "val_loss", "epoch")
    assert ([float(k) for k in range(6)], [v + 1 for v in LOSSES]) == found


def test_the_heading_test_error_tells_the_split() -> None:
    """As the first tutorial of PyTorch prints it."""
    text = "".join(
        f"Epoch {k}\n-------\n"
        + "".join(f"loss: {v + b / 8:>7f}  [{6400 * b:>5d}/60000]\n" for b in range(3))
        + f"Test Error: \n Accuracy: 50.0%, Avg loss: {v + 1:>8f} \n\n"
        for k, v in enumerate(LOSSES, 1)
    )
    _, found = read_one(source_of(text, "text"), "test/Avg loss", "Epoch")
    assert [v + 1 for v in LOSSES] == found


def test_a_heading_may_tell_the_time() -> None:
    """``> TRAINING (2026-01-01 10:00:00)`` above lines that count nothing."""
    text = "".join(
        f" > EPOCH: {k}/6\n > TRAINING (2026-01-01 10:00:00) \n --> GLOBAL_STEP: {9 * k}\n"
        f"     | > loss: {v} ({v})\n > EVALUATION \n     | > avg_loss: {v + 1} (-0.1)\n"
        for k, v in enumerate(LOSSES)
    )
    assert LOSSES == read_one(source_of(text, "text"), "train/loss", "GLOBAL_STEP")[1]
    found = read_one(source_of(text, "text"), "val/avg_loss", "GLOBAL_STEP")[1]
    assert [v + 1 for v in LOSSES] == found


def test_the_evaluations_of_an_estimator_are_no_training() -> None:
    """TensorFlow prints the loss of both under one name."""
    text = "".join(
        f"INFO:tensorflow:loss = {v}, step = {100 * k} (12.3 sec)\n"
        f"INFO:tensorflow:Saving dict for global step {100 * k}: accuracy = 0.5, "
        f"global_step = {100 * k}, loss = {v + 1}\n"
        for k, v in enumerate(LOSSES)
    )
    assert LOSSES == read_one(source_of(text, "text"), "loss", "step")[1]
    found = read_one(source_of(text, "text"), "eval/loss", "global_step")
    assert ([100.0 * k for k in range(6)], [v + 1 for v in LOSSES]) == found


def test_a_loss_of_something_else_is_not_taken_for_the_loss() -> None:
    """Chinese puts what a loss is of before the word, without a blank; unknown words stay."""
    text = "".join(
        f"第{k}轮，重建损失：{9 - v}，分类损失：{v}，总损失：{v + 2}，损失函数：7\n"
        for k, v in enumerate(LOSSES)
    )
    names = {entry.name for entry in survey(source_of(text, "text")).entries}
    assert {"class loss", "total loss"} <= names
    assert "loss" not in names


def test_other_languages_are_read_in_english() -> None:
    """Chinese without blanks and with its own marks, and Spanish."""
    chinese = "".join(f"第{k}轮，训练损失：{v}，验证损失：{v + 1}\n" for k, v in enumerate(LOSSES))
    spanish = "".join(
        f"Época {k}/6 - Pérdida: {v} - Pérdida validación: {v + 1}\n" for k, v in enumerate(LOSSES)
    )
    assert LOSSES == read_one(source_of(chinese, "text"), "train loss", "epoch")[1]
    assert [v + 1 for v in LOSSES] == read_one(source_of(chinese, "text"), "val loss", "epoch")[1]
    assert LOSSES == read_one(source_of(spanish, "text"), "loss", "epoch")[1]
    assert [v + 1 for v in LOSSES] == read_one(source_of(spanish, "text"), "loss val", "epoch")[1]
