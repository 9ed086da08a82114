"""Tell a log of reinforcement learning, where losses say nothing, from one of examples."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from convcheck import roles
from convcheck.series._candidates import REWARD, beyond, may_be_loss, rewards
from convcheck.series._names import parse

if TYPE_CHECKING:
    from convcheck.table import Entry


def proves_agent(entries: Sequence[Entry]) -> bool:
    """Return whether the log is of reinforcement learning, where losses say nothing.

    Some evidence stands whatever else was logged; the rest only where nothing tells of examples to
    learn from. (Preference tuning logs ``rewards/chosen`` too; its loss does count.)
    """
    log = _Log(entries)
    if any(shows(log) for shows in SURE_EVIDENCE):
        return True
    return not _learns_from_examples(entries) and any(shows(log) for shows in WEAKER_EVIDENCE)


@dataclass(frozen=True)
class _Log:
    """The columns of a log, and its rewards, found once and on demand."""

    entries: Sequence[Entry]
    """All columns."""

    @cached_property
    def rewards(self) -> list[Entry]:
        """Those that may be the reward."""
        return [entry for entry in rewards(self.entries) if entry.finite]

    @cached_property
    def plain_rewards(self) -> list[Entry]:
        """Those of them whose names say no more than that."""
        return [entry for entry in self.rewards if _is_whole(entry, roles.REWARD_WORDS)]


def _has_a_reward_by_layout(log: _Log) -> bool:
    """Return whether the logger's layout marks a reward: then no name need be read."""
    return any(entry.role == REWARD for entry in log.rewards)


def _has_a_return_per_episode(log: _Log) -> bool:
    """Return whether a reward is counted by the episode, which only agents have."""
    names = [parse(entry.name) for entry in log.rewards]
    return any(roles.EPISODE_WORDS.intersection(name.words) for name in names)


def _has_a_reward_beside_words_of_agents(log: _Log) -> bool:
    """Return whether a plain reward, which may be another thing, is beside a word of agents."""
    words = roles.AGENT_WORDS | roles.GAME_WORDS
    return bool(log.plain_rewards) and _speaks_of_agents(log.entries, words)


def _has_an_undoubted_reward(log: _Log) -> bool:
    """Return whether a plain reward is called what hardly anything else is."""
    return any(not _is_doubtful(entry) for entry in log.plain_rewards)


def _has_a_reward_and_no_loss(log: _Log) -> bool:
    """Return whether a plain reward, even a doubtful one, stands where no loss was logged."""
    return bool(log.plain_rewards) and not any(map(_is_plain_loss, log.entries))


def _has_a_score_beside_words_of_games(log: _Log) -> bool:
    """Return whether a score, as nearly anything is called, is beside a word that games have."""
    played = any(_is_whole(entry, roles.SCORE_WORDS) for entry in log.entries if entry.finite)
    return played and _speaks_of_agents(log.entries, roles.GAME_WORDS)


SURE_EVIDENCE = (
    _has_a_reward_by_layout,
    _has_a_return_per_episode,
    _has_a_reward_beside_words_of_agents,
)
"""What proves an agent whatever else was logged, the strongest first."""
WEAKER_EVIDENCE = (
    _has_an_undoubted_reward,
    _has_a_reward_and_no_loss,
    _has_a_score_beside_words_of_games,
)
"""What proves one where nothing tells of examples to learn from, the strongest first."""


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
