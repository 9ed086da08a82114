"""Which columns are told apart from a loss: scores, rewards, adversaries and learning rates."""

from __future__ import annotations

import pytest

from convcheck import roles
from convcheck.series import Choice, choose
from convcheck.table import Entry
from tests._catalogs import catalog, chosen


@pytest.mark.parametrize(
    ("columns", "objective"),
    [
        ("episode,rollout/ep_rew_mean,rollout/ep_len_mean,train/loss", "rollout/ep_rew_mean"),
        ("Epoch,AverageEpRet,StdEpRet,MaxEpRet,LossPi,LossV", "AverageEpRet"),
        ("charts/episodic_return,losses/value_loss,losses/policy_loss", "charts/episodic_return"),
        ("step,loss,reward,reward_std,kl", "reward"),
        ("episode,total_reward,loss", "total_reward"),
        ("step,loss,mean_reward", "mean_reward"),
        ("step,loss,cumulative_reward,lr", "cumulative_reward"),
        ("iter,value_loss,return", "return"),
        ("iter,loss,return,explained_variance", "return"),
        ("episode,loss,return", "return"),
        ("step,loss,return,policy_loss", "return"),
        ("step,loss,raw_reward,kl", "raw_reward"),
        ("step,loss,reward,reward_std,rewards/accuracy_reward", "reward"),
        ("step,loss,reward,kl,rewards/format/mean,rewards/format/std", "reward"),
        ("step,reward,avg_reward_100,actor_loss", "avg_reward_100"),
        ("step,reward,rolling_mean_reward,actor_loss", "rolling_mean_reward"),
        ("episode,score,epsilon", "score"),
        ("episode,loss,avg_reward_100", "avg_reward_100"),
        ("episode,score,epsilon,loss", "score"),
        ("update,avg_score,td_error,loss", "avg_score"),
        ("epoch,loss,val_loss,reward,kl", "reward"),
        ("step_rewards_CartPole-v0", "step_rewards_CartPole-v0"),
        ("epoch,train/success_rate,test/success_rate,test/mean_Q", "train/success_rate"),
        ("epoch,accuracy,precision", "accuracy"),
        ("epoch,train_elbo,kl,val_elbo", "train_elbo"),
    ],
)
def test_a_score_is_to_rise(columns: str, objective: str) -> None:
    """Agents are judged by their reward, logs without a loss by their score."""
    selection = choose(catalog(*columns.split(",")))
    assert objective == chosen(selection)[0]
    assert selection.goal == "max"
    codes = {note.code for note in selection.notes}
    assert codes & {"reinforcement-learning", "score-objective"}


@pytest.mark.parametrize(
    ("columns", "loss"),
    [
        ("epoch,loss,score", "loss"),
        ("epoch,loss,score,epsilon", "loss"),
        ("epoch,loss,score,eps", "loss"),
        ("step,loss,score,timestep", "loss"),
        ("step,loss,score,mixed_precision_policy", "loss"),
        ("ep,loss,score", "loss"),
        ("episode,loss,f1_score", "loss"),
        ("step,loss,returns", "loss"),
        ("epoch,mse,return", "mse"),
        ("step,loss,cumulative_return", "loss"),
        ("step,loss,raw_reward", "loss"),
        ("step,loss,reward,accuracy", "loss"),
        ("step,loss,reward,mixed_precision_policy,perplexity", "loss"),
        ("epoch,train_loss,val_loss,reward", "train_loss"),
        ("epoch,loss,reward_model_loss", "loss"),
        ("step,loss,rewards/format,reward_accuracy", "loss"),
    ],
)
def test_a_loss_is_kept_beside_what_only_may_be_of_an_agent(columns: str, loss: str) -> None:
    """Scores, returns at a market, and rewards of models that learn from examples prove nothing."""
    selection = choose(catalog(*columns.split(",")))
    assert (loss, "min") == (chosen(selection)[0], selection.goal)


@pytest.mark.parametrize(
    "columns", ["loss,reward", "loss,mean_reward", "episode,loss,score", "train/loss,eval/reward"]
)
def test_the_loss_that_a_reward_was_preferred_to_is_named(columns: str) -> None:
    """It may have been meant, so that the note on ambiguous series tells of it."""
    names = columns.split(",")
    selection = choose(catalog("step", *names))
    loss, objective = names[-2:]
    assert f"{objective!r} was preferred" == selection.rejected[loss]


@pytest.mark.parametrize(
    ("measure", "points", "train"),
    [
        ("perplexity", 20, None),
        ("perplexity", 900, "perplexity"),
        ("perplexity", None, "perplexity"),
        ("train_ppl", 20, "train_ppl"),
        ("error", 20, "error"),
    ],
)
def test_the_perplexity_of_an_evaluation_is_not_the_training_loss(
    measure: str, points: int | None, train: str | None
) -> None:
    """Where it stands beside each validation loss and its name tells no split."""
    entries = [Entry(measure, count=points), Entry("eval_loss", count=points and 20)]
    assert chosen(choose(catalog("step", *entries))) == (train, "eval_loss")
    losses = choose(catalog("step", *entries, Entry("loss_ctc", count=900)))
    assert chosen(losses)[0] is not None


def test_an_agent_without_a_reward_is_judged_by_its_loss() -> None:
    """A reward that was never a number does not stand in the way of the loss."""
    reward = Entry("rollout/ep_rew_mean", finite=False)
    assert chosen(choose(catalog("step", reward, "train/loss")))[0] == "train/loss"


def test_an_evaluated_reward_is_preferred_to_the_loss_of_training() -> None:
    """Where the reward is of evaluations alone, it is the objective, not what goes with a loss."""
    selection = choose(catalog("timesteps", "train/loss", "eval/mean_reward"))
    assert chosen(selection) == (None, "eval/mean_reward")
    assert selection.goal == "max"


def test_a_score_that_is_named_is_to_rise() -> None:
    """The goal follows the name of what the user chose, unless the user says it."""
    columns = catalog("loss", "val_acc")
    assert choose(columns, Choice(train=("val_acc",))).goal == "max"
    assert choose(columns, Choice(train=("val_acc",), goal="min")).goal == "min"


@pytest.mark.parametrize(
    "columns",
    [
        ("g_loss", "d_loss"),
        ("Loss_D", "Loss_G"),
        ("generator_loss", "discriminator_loss"),
        ("loss/g", "loss/d"),
        ("train/gen_loss", "train/disc_loss"),
        ("lossG", "lossD"),
        ("critic_loss", "generator_loss"),
    ],
)
def test_a_loss_that_another_pulls_against_is_noted(columns: tuple[str, str]) -> None:
    """The note names both sides of an adversarial training, whether one was asked for or not."""
    for choice in (None, Choice(train=(columns[0],))):
        selection = choose(catalog("step", *columns), choice)
        (note,) = selection.notes
        assert note.code == roles.ADVERSARIAL
        assert {note.where, chosen(selection)[0]} == {*columns}
        assert all(repr(column) in note.message for column in columns)


@pytest.mark.parametrize(
    "columns",
    ["loss,g_loss,d_loss", "loss_d,loss_e", "actor_loss,critic_loss", "loss_G,D_scale", "gen_loss"],
)
def test_a_loss_with_no_adversary_is_not_noted(columns: str) -> None:
    """Neither a total, nor parts of one network, nor an agent and its critic."""
    selection = choose(catalog("step", *columns.split(",")))
    assert roles.ADVERSARIAL not in {note.code for note in selection.notes}


ZERO, BEGINS_AT_ZERO, RISEN = (0.0, True), (0.0, False), (1e-3, False)
"""First value of a rate, and whether it keeps that."""


@pytest.mark.parametrize(
    ("rates", "expected"),
    [
        ({"lr-AdamW/pg1": ZERO, "lr-AdamW/pg2": RISEN}, "lr-AdamW/pg2"),
        ({"lr/pg0": ZERO, "lr/pg1": RISEN}, "lr/pg1"),
        ({"lr_backbone": ZERO, "lr_head": RISEN}, "lr_head"),
        ({"lr_0": ZERO, "lr_1": BEGINS_AT_ZERO, "lr_2": RISEN}, "lr_1"),
        ({"lr_pg0": BEGINS_AT_ZERO, "lr_pg2": RISEN}, "lr_pg0"),
        ({"actor_lr": BEGINS_AT_ZERO, "lr_decay_factor": RISEN}, "actor_lr"),
        ({"actor_lr": ZERO, "lr_multiplier": RISEN}, "actor_lr"),
        ({"lr_decay": RISEN, "critic_lr": BEGINS_AT_ZERO}, "critic_lr"),
        ({"lr0": BEGINS_AT_ZERO, "lr1": BEGINS_AT_ZERO}, "lr0"),
        ({"lr/pg0": ZERO, "lr/pg1": ZERO}, "lr/pg0"),
        ({"lr_head2": ZERO, "lr": RISEN}, "lr"),
        ({"lr": ZERO, "initial_lr": RISEN}, "lr"),
        ({"lr": BEGINS_AT_ZERO, "lr_multiplier": RISEN}, "lr"),
        ({"lr/pg0": ZERO, "lr_ratio": RISEN}, "lr/pg0"),
    ],
)
def test_the_rate_of_frozen_parameters_is_not_that_of_the_run(
    rates: dict[str, tuple[float, bool]], expected: str
) -> None:
    """Of several groups one that learns is taken; the one rate of a run is, whatever it is."""
    entries = [Entry(name, first=first, constant=same) for name, (first, same) in rates.items()]
    selection = choose(catalog("step", "loss", *entries))
    assert expected == selection.picks["learning_rate"].name
