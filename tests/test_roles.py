"""Which columns are the losses and the axis, from catalogs with a planted answer."""

from __future__ import annotations

import pytest

from convcheck import roles
from convcheck.errors import NoObjective, UsageError
from convcheck.name_words import normalise
from convcheck.series import Choice, choose
from convcheck.table import Entry
from tests._catalogs import catalog, chosen


@pytest.mark.parametrize(
    ("columns", "train", "validation", "axis"),
    [
        ("epoch,loss,val_loss", "loss", "val_loss", "epoch"),
        ("Step,Train Loss,Val Loss,LR", "Train Loss", "Val Loss", "Step"),
        ("global_step,train/loss,val/loss", "train/loss", "val/loss", "global_step"),
        ("iteration,training_loss,test_loss,test_acc", "training_loss", "test_loss", "iteration"),
        ("round,train-rmse,eval-rmse", "train-rmse", "eval-rmse", "round"),
        ("iter,learn/RMSE,test/RMSE", "learn/RMSE", "test/RMSE", "iter"),
        ("iteration,training's l2,valid_1's l2", "training's l2", "valid_1's l2", "iteration"),
        ("epoch,trainLoss,valLoss", "trainLoss", "valLoss", "epoch"),
        ("epoch,train_rmse,train_loss,val_rmse,val_loss", "train_loss", "val_loss", "epoch"),
        ("iteration,total_loss,loss_cls,loss_box_reg,lr", "total_loss", None, "iteration"),
        ("step,train.adv_loss,train.loss,val.psnr", "train.loss", None, "step"),
        ("step,loss,main,aux", "loss", None, "step"),
        ("epoch,loss,val_loss,test_loss", "loss", "val_loss", "epoch"),
        ("s,trl,tel", "trl", "tel", ""),
        ("epoch,step,loss", "loss", None, "step"),
        ("step_avg,iter,loss", "loss", None, "iter"),
        ("batch,epoch,loss", "loss", None, "epoch"),
        ("batch,loss", "loss", None, "batch"),
        ("my_lossvalue,seconds", "my_lossvalue", None, ""),
        ("consumed samples,lm loss", "lm loss", None, "consumed samples"),
        ("step,rewards/chosen,rewards/margins,kl,loss", "loss", None, "step"),
        ("epoch,train/neg_elbo,val/neg_elbo,elbo", "train/neg_elbo", "val/neg_elbo", "epoch"),
        ("step,elbo_loss,elbo", "elbo_loss", None, "step"),
        ("step,xent,ppl,Train perplexity", "xent", None, "step"),
        ("iter,tr_loss,te_loss", "tr_loss", "te_loss", "iter"),
        ("epoch,L_train,L_val", "L_train", "L_val", "epoch"),
        ("iter,TRAIN AVG.LOSS,CROSSVAL AVG.LOSS", "TRAIN AVG.LOSS", "CROSSVAL AVG.LOSS", "iter"),
        ("轮次,训练损失,验证损失", "训练损失", "验证损失", "轮次"),
        ("Época,Pérdida,Pérdida validación", "Pérdida", "Pérdida validación", "Época"),
        ("step,validation_0-logloss,validation_1-logloss", "validation_0-logloss",
         "validation_1-logloss", "step"),
    ],
)  # fmt: skip
def test_the_total_of_each_split_is_chosen(
    columns: str, train: str, validation: str | None, axis: str
) -> None:
    """Of the names that loggers write, the right ones become training, validation and axis."""
    selection = choose(catalog(*columns.split(",")))
    assert (train, validation) == chosen(selection)
    assert axis == selection.axis
    assert selection.goal == "min"


@pytest.mark.parametrize(
    "trap",
    [
        "loss_scale", "loss-scale", "lm loss vs samples", "aux_loss", "best_loss", "loss_weight",
        "valid_best_loss", "DeltaLossPi", "loss_std", "frac_non_finite_loss", "loss/min",
    ],
)  # fmt: skip
def test_what_only_sounds_like_a_loss_is_not_chosen(trap: str) -> None:
    """Scales, weights, spreads, extremes and copies are rejected with a reason, even alone."""
    selection = choose(catalog("step", "nll", trap))
    assert chosen(selection) == ("nll", None)
    assert trap in selection.rejected or trap == selection.picks["loss_scale"].name
    with pytest.raises(NoObjective):
        choose(catalog("step", trap))


@pytest.mark.parametrize(
    "part", ["decoder_loss", "value_loss", "loss_bbox", "main_loss", "smooth_l1_loss"]
)
def test_a_part_yields_to_the_total(part: str) -> None:
    """A part of the loss is not chosen beside the total, whatever their order."""
    for columns in ((part, "loss"), ("loss", part)):
        selection = choose(catalog("step", *columns))
        assert chosen(selection) == ("loss", None)
        assert "part" in selection.rejected[part]


@pytest.mark.parametrize("copy", ["loss_ema", "ema_loss", "smooth_loss", "loss/smoothed"])
def test_a_smoothed_copy_is_no_part(copy: str) -> None:
    """What averages the loss is not told as one of its terms."""
    selection = choose(catalog("step", copy, "loss"))
    assert chosen(selection) == ("loss", None)
    assert "smoothed" in selection.rejected[copy]


@pytest.mark.parametrize(
    ("columns", "points", "same"),
    [
        (("train/loss", "loss"), (500, 20), True),
        (("train/loss", "loss"), (500, 500), False),
        (("train/loss", "loss"), (None, None), False),
        (("epoch_loss", "batch_loss"), (500, 500), True),
        (("val_loss", "test_loss"), (500, 20), False),
    ],
)
def test_one_loss_logged_twice_is_no_choice_between_two(
    columns: tuple[str, str], points: tuple[int | None, int | None], same: bool
) -> None:
    """As nanoGPT and Keras do; where nothing tells which is which, and of two splits, it is one."""
    entries = [Entry(name, count=count) for name, count in zip(columns, points, strict=True)]
    selection = choose(catalog("step", *entries))
    assert columns[0] in chosen(selection)
    assert same == selection.rejected[columns[1]].startswith("the same loss")


def test_a_name_without_a_word_is_no_obstacle() -> None:
    """Columns may be named by signs alone, or not at all."""
    selection = choose(catalog("step", "?!", "", "loss"))
    assert chosen(selection) == ("loss", None)
    assert {"?!", ""} <= set(selection.rejected)


def test_parts_without_total_are_chosen_with_a_note() -> None:
    """Where only parts are logged, one is taken and the note says so."""
    selection = choose(catalog("step", "loss_0", "loss_1"))
    assert chosen(selection) == ("loss_0", None)
    assert [note.code for note in selection.notes] == ["component-loss"]


def test_the_losses_of_yolo_are_added_up() -> None:
    """Where the known parts have no total, their sum is the loss of either split."""
    names = [f"{split}/{part}_loss" for split in ("train", "val") for part in ("box", "cls", "dfl")]
    selection = choose(catalog("epoch", *names))
    assert chosen(selection) == ("train/loss", "val/loss")
    assert selection.picks["train"].parts == tuple(names[:3])
    assert {wanted.name for wanted in selection.wanted} == set(names)
    assert not set(names) & set(selection.rejected)


def test_validation_that_is_always_zero_was_off() -> None:
    """A validation loss of constant zero beside a loss that varies is none."""
    off = Entry("val/loss", count=9, first=0.0, constant=True)
    assert chosen(choose(catalog("epoch", "loss", off))) == ("loss", None)
    level = Entry("val/loss", count=9, first=2.3, constant=True)
    assert chosen(choose(catalog("epoch", "loss", level))) == ("loss", "val/loss")


@pytest.mark.parametrize("doubt", [{"finite": False}, {"constant": True}])
def test_a_doubtful_column_yields_to_another_candidate(doubt: dict[str, bool]) -> None:
    """A column never finite, or constant, is chosen only where there is no other."""
    doubtful = Entry("train/loss", **doubt)  # type: ignore[arg-type]
    assert chosen(choose(catalog("step", doubtful, "training_loss")))[0] == "training_loss"
    assert chosen(choose(catalog("step", doubtful, "decoder_loss")))[0] == (
        "decoder_loss" if "finite" in doubt else "train/loss"
    )
    assert chosen(choose(catalog("step", doubtful)))[0] == "train/loss"


def test_the_mean_of_the_whole_run_is_not_the_loss() -> None:
    """The single train_loss of the HF Trainer's last record does not win over loss."""
    columns = ("loss", "step", "train_loss", "train_runtime", "eval_loss")
    assert chosen(choose(catalog(*columns))) == ("loss", "eval_loss")
    lonely = (Entry("loss", count=100), Entry("train_loss", count=1))
    assert chosen(choose(catalog(*lonely)))[0] == "loss"


@pytest.mark.parametrize(
    ("epochs", "columns", "train"),
    [
        (50, ("val_loss",), "train_loss_epoch"),
        (3, ("val_loss",), "train_loss_step"),
        (50, (), "train_loss_step"),
    ],
)
def test_epoch_means_go_with_validation(epochs: int, columns: tuple[str, ...], train: str) -> None:
    """Of step and epoch twins the epoch mean is taken if validation pairs with enough of them."""
    twins = (Entry("train_loss_step", count=5000), Entry("train_loss_epoch", count=epochs))
    assert chosen(choose(catalog("step", *twins, *columns)))[0] == train


def test_what_the_layout_proves_goes_before_names() -> None:
    """A reader's hint wins over a better name, and an option wins over both."""
    columns = (Entry("RMSE", role="train", axis="iter", unit="step"), "loss", "epoch", "iter")
    selection = choose(catalog(*columns))
    assert (chosen(selection)[0], selection.axis) == ("RMSE", "iter")
    assert chosen(choose(catalog(*columns), Choice(train=("loss",))))[0] == "loss"
    assert choose(catalog(*columns), Choice(x=("epoch",))).picks["train"].axis == "epoch"


def test_a_file_of_the_validation_split_holds_no_training_loss() -> None:
    """Further columns of CatBoost's test_error.tsv are not taken for training."""
    selection = choose(catalog("iter", "Logloss:0", Entry("Logloss", role="validation")))
    assert chosen(selection) == (None, "Logloss")


def test_validation_is_of_the_same_quantity() -> None:
    """What validates a series that the user names is the same quantity of the other split."""
    columns = catalog("epoch", "train_rmse", "train_loss", "val_loss", "val_rmse")
    assert chosen(choose(columns, Choice(train=("train_rmse",)))) == ("train_rmse", "val_rmse")


def test_naming_the_validation_leaves_the_training_to_the_log() -> None:
    """The other series are chosen as ever, without the one that was named."""
    columns = catalog("epoch", "loss", "total_loss", "train_acc", "val_acc")
    assert chosen(choose(columns, Choice(validation=("loss",)))) == ("total_loss", "loss")
    selection = choose(columns, Choice(validation=("val_acc",)))
    assert (chosen(selection), selection.goal) == (("train_acc", "val_acc"), "max")


def test_the_first_option_that_matches_is_taken() -> None:
    """Names and globs are tried in the order given; case and separators may differ."""
    columns = catalog("epoch", "a/Loss", "b/loss")
    assert chosen(choose(columns, Choice(train=("c*", "b/*", "a/*"))))[0] == "b/loss"
    assert chosen(choose(columns, Choice(train=("A_loss",))))[0] == "a/Loss"


def test_an_option_that_matches_nothing_names_the_nearest() -> None:
    """A misspelt column is a usage error that shows what was probably meant."""
    with pytest.raises(UsageError, match="--val") as raised:
        choose(catalog("loss", "val_loss"), Choice(validation=("vall_loss",)))
    assert "val_loss" in raised.value.hint


def test_without_a_loss_the_error_lists_the_columns() -> None:
    """A log without loss or score says what it holds and which option names one."""
    with pytest.raises(NoObjective) as raised:
        choose(catalog("alpha", "beta", "step"))
    assert "--train" in raised.value.hint
    assert "alpha, beta, step" in raised.value.hint


def test_event_files_carry_their_own_step() -> None:
    """In event files no column is the axis; Keras counts epoch_* tags in epochs."""
    tags = ("train/epoch_loss", "validation/epoch_loss", "train/batch_loss", "epoch")
    selection = choose(catalog(*tags, intrinsic=True))
    assert chosen(selection) == ("train/epoch_loss", "validation/epoch_loss")
    assert {wanted.axis for wanted in selection.wanted} == {""}
    assert selection.unit == "epoch"
    with pytest.raises(UsageError, match="own step"):
        choose(catalog(*tags, intrinsic=True), Choice(x=("wall_time",)))


def test_every_column_is_used_or_rejected_with_a_reason() -> None:
    """Nothing in a log goes unmentioned."""
    columns = "epoch,step,loss,loss_cls,val_loss,lr,lr/pg1,acc,seconds,grad_norm,loss_scale"
    text = Entry("note", numeric=False)
    selection = choose(catalog(*columns.split(","), text))
    used = {wanted.name for wanted in selection.wanted} | {selection.axis}
    assert used | set(selection.rejected) == {*columns.split(","), "note"}
    assert not used & set(selection.rejected)
    assert all(selection.rejected.values())


@pytest.mark.parametrize(
    "table",
    [
        roles.TRAIN_LOSS, roles.VALIDATION_LOSS, roles.STEP, roles.EPOCH, roles.SAMPLE,
        roles.RESETTING, roles.INDEX, roles.LEARNING_RATE, roles.GRADIENT_NORM, roles.LOSS_SCALE,
    ],
)  # fmt: skip
def test_names_in_the_tables_can_be_met(table: tuple[str, ...]) -> None:
    """Every name in a table is in its normal form, and stands there once."""
    assert [normalise(name) for name in table] == list(table)
    assert len(set(table)) == len(table)
