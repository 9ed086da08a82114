"""Take a column's name apart: its words, its split, and what quantity it speaks of."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from convcheck import roles
from convcheck.name_words import normalise


@dataclass(frozen=True, slots=True)
class Name:
    """What the words of a column's name say."""

    text: str
    """The words, joined by blanks, as they stand in the tables of ``roles``."""
    words: tuple[str, ...]
    """The words one by one."""
    split: str
    """``train``, ``validation``, ``test``, or empty."""
    quantity: int | None
    """Place in ``roles.QUANTITIES``; None where the name speaks of nothing that is to fall."""
    score: int | None
    """Place in ``roles.SCORES``; None where the name speaks of nothing that is to rise."""
    parts: tuple[str, ...]
    """Words that make it a part of a larger quantity, such as ``bbox`` in ``loss_bbox``."""
    trap: str
    """Why it is no loss although it sounds like one; empty where nothing speaks against it."""

    @property
    def core(self) -> tuple[str, ...]:
        """The words without those of the split: alike for a training and validation pair."""
        split = roles.TRAIN_WORDS | roles.VALIDATION_WORDS | roles.TEST_WORDS
        return tuple(word for word in self.words if word not in split)


@lru_cache(maxsize=32_768)
def parse(name: str) -> Name:
    """Take a name apart."""
    text = normalise(name)
    words = tuple(text.split())
    return Name(
        text=text,
        words=words,
        split=_split(words),
        quantity=_worst(words),
        score=_score(words),
        parts=_parts(words),
        trap=_trap(text, words),
    )


def _split(words: tuple[str, ...]) -> str:
    """Return the split; where two are named, as in train/val_loss, the rarer one tells."""
    if roles.VALIDATION_WORDS.intersection(words):
        return "validation"
    if roles.TEST_WORDS.intersection(words):
        return "test"
    return "train" if roles.TRAIN_WORDS.intersection(words) else ""


def _worst(words: tuple[str, ...]) -> int | None:
    """Return the last tier that a word belongs to: "lm loss ppl" is a perplexity, not a loss."""
    tiers = [tier for tier, of in enumerate(roles.QUANTITIES) if of.intersection(words)]
    return max(tiers, default=None)


def _score(words: tuple[str, ...]) -> int | None:
    if roles.SCORE_TRAPS.intersection(words):
        return None
    tiers = [tier for tier, of in enumerate(roles.SCORES) if of.intersection(words)]
    return min(tiers, default=None)


def _parts(words: tuple[str, ...]) -> tuple[str, ...]:
    """Return the words that single out a part; a number behind a split counts data sets."""
    splits = roles.TRAIN_WORDS | roles.VALIDATION_WORDS | roles.TEST_WORDS
    known = roles.PLAIN_WORDS.union(splits, *roles.QUANTITIES)
    before = dict(zip(words[1:], words, strict=False))
    return tuple(
        word
        for word, follows in zip(words, (*words[1:], ""), strict=False)
        if (word in roles.COMPONENT_WORDS and follows == "loss")
        or (word.isdigit() and before.get(word) not in splits)
        or not (word in known or word.isdigit())
    )


def _trap(text: str, words: tuple[str, ...]) -> str:
    found = [why for phrase, why in roles.TWINS.items() if phrase in text]
    found += [roles.NOT_A_LOSS[word] for word in words if word in roles.NOT_A_LOSS]
    return next(iter(found), "")
