"""Names of metrics that say whether they are to fall or to rise, and names that only sound so."""

from __future__ import annotations

import pytest

from convcheck.errors import NoObjective
from convcheck.model import Goal
from convcheck.series import choose
from convcheck.table import Catalog, Entry

FALL = (
    "bits_per_char bits_per_character bpc bits_per_byte fid val_fid eer wer cer energy "
    "Energy.Mean mean_energy"
)
RISE = (
    "kappa cohen_kappa chrf chrF++ bleu sacrebleu rouge1 rouge-2 rougeL rougeLsum rouge_l "
    "ndcg@10 spearman spearmanr pearson pearsonr mcc"
)
NEITHER = "gpu_energy_j energy_kwh gpu_power certainty fidelity confident steer mccabe step_rouged"


def goal_of(*names: str) -> tuple[str, Goal]:
    """Return what is chosen in a log with an epoch and these columns, and its direction."""
    selection = choose(Catalog((Entry("epoch"), *map(Entry, names))))
    picks = selection.picks
    return (picks.get("train") or picks["validation"]).name, selection.goal


@pytest.mark.parametrize("name", FALL.split())
def test_names_of_errors_are_to_fall(name: str) -> None:
    """A lone metric of this name is analyzed as one that is to fall."""
    assert (name, "min") == goal_of(name)


@pytest.mark.parametrize("name", RISE.split())
def test_names_of_scores_are_to_rise(name: str) -> None:
    """A lone metric of this name is analyzed as one that is to rise."""
    assert (name, "max") == goal_of(name)


@pytest.mark.parametrize("name", NEITHER.split())
def test_words_within_words_mean_nothing(name: str) -> None:
    """Only whole words count, and an energy only where nothing tells of a machine."""
    with pytest.raises(NoObjective):
        goal_of(name)


@pytest.mark.parametrize("name", ["loss", "accuracy", "mse", "mean_reward"])
def test_an_energy_yields_to_every_loss_and_score(name: str) -> None:
    """A column of energy is the objective only where there is nothing else."""
    assert name == goal_of("energy", name)[0]
