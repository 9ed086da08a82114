"""Tell a log of reinforcement learning, where losses say nothing, from one of examples."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from convcheck import roles
from convcheck.series._candidates import REWARD, beyond, may_be_loss, rewards
from convcheck.series._names import parse

if TYPE_CHECKING:
    from convcheck.table import Entry


def proves_agent(entries: Sequence[Entry]) -> bool:
    """Return whether the log is of reinforcement learning, where losses say nothing.

    A return per episode proves it, and so does a plain reward where nothing tells of examples to
    learn from. Beside such signs, and for what may be another thing, a word that only agents have
    is asked for. (Preference tuning logs ``rewards/chosen`` too; its loss does count.)
    """
    found = [entry for entry in rewards(entries) if entry.finite]
    if any(entry.role == REWARD for entry in found):
        return True
    if any(roles.EPISODE_WORDS.intersection(parse(entry.name).words) for entry in found):
        return True
    whole = [entry for entry in found if _is_whole(entry, roles.REWARD_WORDS)]
    if whole and _speaks_of_agents(entries, roles.AGENT_WORDS | roles.GAME_WORDS):
        return True
    if _learns_from_examples(entries):
        return False
    if any(not _is_doubtful(entry) for entry in whole):
        return True
    if whole and not any(_is_plain_loss(entry) for entry in entries):
        return True
    played = any(_is_whole(entry, roles.SCORE_WORDS) for entry in entries if entry.finite)
    return played and _speaks_of_agents(entries, roles.GAME_WORDS)


def _is_doubtful(entry: Entry) -> bool:
    """Return whether a reward may be what is earned at a market, or that of other weights."""
    return bool(roles.DOUBTFUL_REWARDS.intersection(parse(entry.name).words))


def _is_plain_loss(entry: Entry) -> bool:
    return entry.finite and may_be_loss(entry, "train") and not parse(entry.name).parts


def _is_whole(entry: Entry, earned: frozenset[str]) -> bool:
    """Return whether the name says nothing but one of these words, and perhaps over how many."""
    usable = entry.numeric and entry.role in ("", "train") and not parse(entry.name).trap
    words = [word for word in beyond(entry, earned | roles.EARNING_WORDS) if not word.isdigit()]
    named = earned.intersection(parse(entry.name).words)
    return usable and bool(named) and not words


def _speaks_of_agents(entries: Sequence[Entry], words: frozenset[str]) -> bool:
    """Return whether a name holds one of these words, or tells of the loss of a policy."""
    names = [parse(entry.name) for entry in entries]
    return any(
        words.intersection(name.words) or ("policy" in name.words and name.quantity is not None)
        for name in names
    )


def _learns_from_examples(entries: Sequence[Entry]) -> bool:
    """Return whether a validation loss, or a measure of answers right or wrong, was logged."""
    return any(
        entry.finite
        and (
            may_be_loss(entry, "validation")
            or (
                bool(roles.SUPERVISED_WORDS.intersection(parse(entry.name).words))
                and not roles.REWARD_WORDS.intersection(parse(entry.name).words)
            )
        )
        for entry in entries
    )
