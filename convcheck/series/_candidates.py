"""Rank the columns that could play a role, the likeliest first."""

from __future__ import annotations

from collections.abc import Sequence

from convcheck import roles
from convcheck.series._names import Name, parse
from convcheck.table import Entry

FEW_POINTS = 2
"""A column with so few values, beside one with ten times more, sums up the run (HF Trainer)."""
SUMMARY_SHARE = 10
"""How many times more values another candidate must have for that."""
ENOUGH_EPOCHS = 10
"""Epoch means are preferred to single steps from this many on: fewer say little of a curve."""

REWARD = "reward"
"""The role by which a reader marks the reward of an agent."""

Rank = tuple[float, ...]


def training_losses(entries: Sequence[Entry]) -> list[Entry]:
    """Return the columns that may be the training loss: by layout, by name, by words."""
    found = [entry for entry in entries if may_be_loss(entry, "train")]
    if {parse(entry.name).text for entry in entries} >= roles.RUN_MEAN_COMPANIONS:
        found = [entry for entry in found if parse(entry.name).text != roles.RUN_MEAN]
    if any(roles.RECONSTRUCTION.intersection(parse(entry.name).words) for entry in found):
        found = [entry for entry in found if not roles.PERPLEXITY & {*parse(entry.name).words}]
    if any(_marks_validation(entry) for entry in entries):
        found = [entry for entry in found if entry.role or parse(entry.name).split]
    most = _most_points(found)
    return sorted(found, key=lambda entry: _loss_rank(entry, most, roles.TRAIN_LOSS, "train"))


def validation_losses(entries: Sequence[Entry], train: Entry | None) -> list[Entry]:
    """Return the columns that may be the validation loss, partners of ``train`` first."""
    found = [entry for entry in entries if may_be_loss(entry, "validation")]
    most = _most_points(found)
    core = _bare(parse(train.name)) if train else None
    return sorted(
        found,
        key=lambda entry: _loss_rank(entry, most, roles.VALIDATION_LOSS, "validation", core),
    )


def step_or_epoch(chosen: Entry, found: Sequence[Entry], paired: bool) -> Entry:
    """Return the epoch mean where a validation loss goes with it, else the single steps."""
    words = parse(chosen.name).words
    if "epoch" not in words or chosen.role:
        return chosen
    if paired and (chosen.count is None or chosen.count >= ENOUGH_EPOCHS):
        return chosen
    sibling = tuple("step" if word == "epoch" else word for word in words)
    return next((entry for entry in found if parse(entry.name).words == sibling), chosen)


def rewards(entries: Sequence[Entry]) -> list[Entry]:
    """Return the columns that may be the reward, returns of whole episodes first."""
    found = [entry for entry in entries if _may_be_reward(entry)]
    most = _most_points(found)
    return sorted(
        found,
        key=lambda entry: (entry.role != REWARD, *_doubts(entry, most), *_reward_rank(entry)),
    )


def scores(entries: Sequence[Entry], splits: Sequence[str]) -> list[Entry]:
    """Return the columns of these splits that are to rise: rewards, then accuracies, ..."""
    earned = [entry for entry in rewards(entries) if _split_of(entry) in splits]
    found = [entry for entry in entries if _may_be_score(entry, splits) and entry.role != REWARD]
    most = _most_points(found)

    def rank(entry: Entry) -> Rank:
        name = parse(entry.name)
        tier = name.score if name.score is not None else len(roles.SCORES)
        place = splits.index(name.split), "batch" in name.words, len(name.words)
        return (*_doubts(entry, most), tier, *place)

    return earned + sorted(found, key=rank)


def learning_rates(entries: Sequence[Entry]) -> list[Entry]:
    """Return the columns that may be the learning rate, best first.

    Where one of a group of parameters is named first and was zero throughout, as of layers that
    are frozen, groups that were not go before it.
    """
    named = by_table(entries, roles.LEARNING_RATE, "learning_rate")
    found = [*named, *(entry for entry in by_word(entries, "lr") if entry not in named)]
    found = [entry for entry in found if not roles.NO_RATES.intersection(parse(entry.name).words)]
    if not found or not _is_of_a_group(found[0]):
        return found
    groups = [entry for entry in found if _is_of_a_group(entry) and not parse(entry.name).trap]
    return sorted(
        groups or found, key=lambda entry: ("decay" in parse(entry.name).words, _is_zero(entry))
    )


def _is_of_a_group(entry: Entry) -> bool:
    """Return whether a rate's name tells of which parameters, or of which optimizer, it is."""
    return any(word not in roles.RATE_WORDS for word in parse(entry.name).parts)


def _is_zero(entry: Entry) -> bool:
    """Return whether a column was never filled with anything but zeros."""
    return entry.constant and entry.first == 0


def by_table(entries: Sequence[Entry], table: Sequence[str], role: str) -> list[Entry]:
    """Return the columns whose layout or whole name gives them the role, best first."""
    found = [
        entry
        for entry in entries
        if entry.numeric
        and entry.finite
        and (entry.role == role or _place(entry, table) is not None)
    ]
    return sorted(found, key=lambda entry: (entry.role != role, _place(entry, table) or 0))


def by_word(entries: Sequence[Entry], *words: str) -> list[Entry]:
    """Return the columns whose names hold all these words, the shortest first."""
    found = [
        entry
        for entry in entries
        if entry.numeric
        and entry.finite
        and all(any(_stem(own) == word for own in parse(entry.name).words) for word in words)
    ]
    return sorted(found, key=lambda entry: len(parse(entry.name).words))


def _stem(word: str) -> str:
    return word.rstrip("0123456789")


def _marks_validation(entry: Entry) -> bool:
    """Return whether the column proves that names without a split are of validation.

    CatBoost's test_error.tsv and the event file that Keras writes for validation hold nothing
    else; where a folder tells the split, the names say it already.
    """
    name = parse(entry.name)
    hinted = entry.role == "validation" and not name.split
    return hinted or (name.text.startswith("evaluation ") and name.text.endswith("vs iterations"))


def may_be_loss(entry: Entry, split: str) -> bool:
    """Return whether a column may be the loss of a split: by layout, name or words."""
    name = parse(entry.name)
    if not entry.numeric or entry.role not in ("", split):
        return False
    if entry.role == split and (entry.parts or not _is_of_another_role(name)):
        return True
    splits = ("train", "") if split == "train" else ("validation", "test")
    table = roles.TRAIN_LOSS if split == "train" else roles.VALIDATION_LOSS
    if name.trap:
        return False
    return name.text in table or (name.quantity is not None and name.split in splits)


def _is_of_another_role(name: Name) -> bool:
    """Return whether the name speaks of the rate, a score or a setting.

    A reader may mark everything below ``train/`` as training: that is a split, not a role.
    """
    if name.trap or name.text in roles.LEARNING_RATE or name.text in roles.GRADIENT_NORM:
        return True
    return name.quantity is None and (name.score is not None or "lr" in name.words)


def _loss_rank(
    entry: Entry,
    most: int,
    table: Sequence[str],
    role: str,
    core: tuple[str, ...] | None = None,
) -> Rank:
    name = parse(entry.name)
    unusable, lonely, constant = _doubts(entry, most)
    partner = core is not None and _bare(name) == core
    is_part = bool(name.parts) and not partner and entry.role != role
    place = _place(entry, table)
    source = 0 if entry.role == role else 1 if place is not None else 2 if name.split else 3
    return (
        unusable,
        lonely,
        is_part,
        constant,
        name.split == "test" and entry.role != role,
        core is not None and not partner,
        source,
        name.quantity if name.quantity is not None else len(roles.QUANTITIES),
        len(name.parts),
        place or 0,
        -(entry.count or 0),
    )


def _most_points(found: Sequence[Entry]) -> int:
    return max((entry.count or 0 for entry in found), default=0)


def _doubts(entry: Entry, most: int) -> tuple[bool, bool, bool]:
    """Return whether it is never a number, a mere summary of the run, constant."""
    points = most if entry.count is None else entry.count
    lonely = points <= FEW_POINTS and points * SUMMARY_SHARE <= most
    return not entry.finite, lonely, entry.constant


def _may_be_reward(entry: Entry) -> bool:
    name = parse(entry.name)
    if entry.role:
        return entry.role == REWARD
    return (
        entry.numeric
        and name.score is None
        and bool(roles.REWARD_WORDS.intersection(name.words))
        and not roles.SCORE_TRAPS.intersection(name.words)
    )


def _reward_rank(entry: Entry) -> Rank:
    words = parse(entry.name).words
    of_episodes = bool(roles.EPISODE_WORDS.intersection(words))
    return (
        not of_episodes,
        not of_episodes and _is_one_of_several(entry),
        not {"mean", "average", "avg"}.intersection(words),
        len(beyond(entry, roles.REWARD_WORDS)),
    )


def _is_one_of_several(entry: Entry) -> bool:
    """Return whether a reward's name says more than that, and than over how many it is a mean."""
    words = beyond(entry, roles.REWARD_WORDS | roles.EARNING_WORDS)
    return any(_stem(word) not in ("", "last") for word in words)


def beyond(entry: Entry, words: frozenset[str]) -> list[str]:
    """Return the words of the name that are neither of these nor plain."""
    return [word for word in parse(entry.name).parts if word not in words]


def _split_of(entry: Entry) -> str:
    """Return the split; what the layout marks as the reward is the objective whatever its name."""
    return "" if entry.role == REWARD else parse(entry.name).split


def _may_be_score(entry: Entry, splits: Sequence[str]) -> bool:
    name = parse(entry.name)
    return entry.numeric and name.score is not None and name.split in splits


def _place(entry: Entry, table: Sequence[str]) -> int | None:
    text = parse(entry.name).text
    return table.index(text) if text in table else None


def _bare(name: Name) -> tuple[str, ...]:
    """Return what is measured, apart from the split and from how often it is logged."""
    return tuple(word for word in name.core if word not in ("epoch", "step", "s"))
