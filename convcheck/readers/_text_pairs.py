"""Names and numbers in pairs: ``loss: 2.3``, ``loss=2.3``, ``loss 2.3``, ``'loss': '2.3'``."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from convcheck import roles
from convcheck.readers._split_apart import is_trial, set_named
from convcheck.readers._text_counts import rounded_or_grouped
from convcheck.readers._text_fields import COUNT, NUMBER, Field, label

Pairs = Callable[[bytes, int, str], list[Field]]
"""Takes a line, where the pairs begin, and what goes in front of their names."""

WRAPPER = rb"(?:\w{1,20}\.)?(?:[Tt]ensor|[Aa]rray|(?:float|int)\d\d)\(\[*+"
"""What stands before the number in ``tensor(2.3, device='cuda:0')`` and ``np.float64(2.3)``."""
WRAPPED = (
    rb"(?:(?<=\w\()[+-]?+\d++,\d++(?:[eE][+-]?\d++)?+(?=[ \t]*+(?:\)|,[ \t]*+[a-z_]{1,20}+=)))"
)
"""A number with a comma in ``tensor(0,1234, device='cuda:0')``: what follows it has a name."""
_WORD = rb"(?!(?i:nan|inf)(?:ms|s|%|z)?+(?!\w)|" + WRAPPER + rb")[A-Za-z_](?:[\w/.@+-]|'s)*+"
_NAME = rb"(?<![\w.])(" + _WORD + rb"(?: " + _WORD + rb")*+)"
_UNIT = rb"(?:ms|us|s|%|[KMGT]i?B?|z)?+"
VALUE_END = _UNIT + rb"(?!\w|[.:]\d|,\d\d\d(?!\d))"

_PLAIN = re.compile(
    _NAME + rb"(?:[ \t]*+[:=]?+[ \t]*+(?:" + WRAPPER + rb"|\[)?+[ \t]*+"
    rb"(" + WRAPPED + rb"|" + NUMBER + rb")([ \t]*+/[ \t]*+" + COUNT + rb")?+" + VALUE_END + rb")?"
)
_PART_IN_BRACKETS = re.compile(
    rb"[ \t]*+[:=]?+[ \t]*+[\[(][ \t]*+(\d{1,3}(?:,\d{3})++)[ \t]*+/[ \t]*+(\d++)[ \t]*+[\])]"
)
"""``[1,000/2000]`` behind a name: a part in thousands of a whole that is not."""
_AVERAGED = re.compile(
    rb"(?<![\w.])([A-Za-z_][\w.-]*+):[ \t]++(" + NUMBER + rb")(?:[ \t]*+\((" + NUMBER + rb")\))?+"
)
_QUOTED = re.compile(
    rb"""['"]([^'"\n]{1,80})['"][ \t]*+:[ \t]*+(?:""" + WRAPPER + rb""")?+"""
    rb"""(?:(['"])[ \t]*+)?+((?:[^\s'",{}\[\]()]|(?(2),(?=[^\s'",{}\[\]()])|(?!))){1,40}+)"""
)
"""A comma ends the value unless it stands between quotes."""
_WORDS_APART = re.compile(rb"[^A-Za-z0-9]+")

SPLIT_WORDS = roles.TRAIN_WORDS | roles.VALIDATION_WORDS | roles.TEST_WORDS
PROGRESS = "progress"
"""``Progress: 12.5%``: the share of the run, or of the epoch."""
COUNTERS = frozenset(
    {"epoch", "epochs", "ep", "step", "steps", "iter", "iters", "iteration", "iterations", "it"}
    | {"global_step", "update", "updates", "num_updates", "round", "batch", "batches", "episode"}
    | {PROGRESS, "time/total_timesteps"}
)
"""Last words of names that count."""

_BAR = re.compile(rb"(?<=%)[ \t]*+\|[^|\n]{0,400}\|[ \t]*+(\d++)/\d++(?![\w.])")
_DRAWN = re.compile(rb"(?<=%)\|(?:[ #\d]|\xe2\x96[\x80-\x8f])*+\|[ \t]*+\d++/\d++")
"""A bar of tqdm, whose share follows what it is called: ``mAP50: 100%|####| 7/7``."""
_PLACE_IN_CODE = re.compile(rb"\.(?:py|cc?|cpp|cu|h|lua|jl)$")
"""``@monitor.py:467``: the file and line from which a logger was called."""
_UNIT_BEFORE = re.compile(rb"(?:(?:ms|s|secs?|seconds?|mins|minutes?)\.?|min\.) +(?=[A-Za-z])")
"""``12.5 s Mean Reward``; but ``min`` alone is mostly the lowest of something."""
_MEANS = frozenset({"avg", "average", "mean"})
"""``[Eval][Epoch 3][Avg] loss: 0.5`` is still of the evaluation."""


def plain(line: bytes, start: int, prefix: str) -> list[Field]:
    """Return ``name: number``, ``name=number`` and ``name number``; a fraction only of counters."""
    return [
        replace(_field(match, 2, prefix), end=_end_of_count(match))
        for match in _PLAIN.finditer(line, start)
        if match[2] is not None and (match[3] is None or is_counter(match[1]))
    ]


def sections(line: bytes, start: int, prefix: str) -> list[Field]:
    """Return pairs as ``plain`` does, those after ``[valid]`` or ``Test set:`` under that split."""
    return sections_until(line, start, len(line), prefix)[0]


def sections_until(line: bytes, start: int, end: int, prefix: str) -> tuple[list[Field], str]:
    """Return the pairs of a part of a line, and what goes in front of the names after it."""
    found = []
    for match in _PLAIN.finditer(line, start, end):
        if _PLACE_IN_CODE.search(match[1]) or _DRAWN.match(line, match.end()):
            found += _of_bar(match, line)
            continue
        words = _words(match[1])
        split = split_among(words)
        counts, is_value = is_counter(match[1]), match[2] is not None and match[3] is None
        if counts or not is_value:
            bracketed = line[match.start() - 1 : match.start()] == b"[" and not {*words} <= _MEANS
            prefix = f"{split}/" if split else "" if bracketed and not counts else prefix
        if counts and is_value and _BAR.match(line, match.end()):
            found += _of_bar(match, line)
        elif counts and (span := _rounded_or_grouped(line, match)):
            found.append(_counter(match, *span))
        elif counts and match[2] is not None:
            found.append(_counter(match, match.start(2), _end_of_count(match)))
        elif counts and (part := _part_in_brackets(line, match)):
            found.append(part)
        elif is_value:
            field = _field(match, 2, "" if says_its_split(match[1]) else prefix)
            found.append(replace(field, name_start=_without_unit(line, match)))
    return _without_seconds(found, line), prefix


def split_among(words: Sequence[str]) -> str:
    """Return the word among others that tells a split, or which of its sets, else an empty text."""
    split = next((word for word in words if word in SPLIT_WORDS), "")
    if not split or len(words) == 1:
        return split
    phrase = " ".join(words)
    return set_named(phrase) or ("" if is_trial(phrase) else split)


def is_fine(counter: str) -> bool:
    """Return whether a counter moves within an epoch."""
    return not counter.lower().rpartition(" ")[2].startswith("ep")


def says_its_split(name: bytes) -> bool:
    """Return whether a name needs no split in front: it says one, or all splits share it."""
    words = _words(name)
    return "lr" in words or not SPLIT_WORDS.isdisjoint(words)


def averaged(line: bytes, start: int, prefix: str) -> list[Field]:
    """Return the mean of the epoch in ``name: latest (mean)``, else the only number."""
    return [
        _field(match, 2 if match[3] is None else 3, prefix)
        for match in _AVERAGED.finditer(line, start)
    ]


def quoted(line: bytes, start: int, prefix: str) -> list[Field]:
    """Return the pairs of a dictionary as Python or JSON prints it."""
    return [_field(match, 3, prefix) for match in _QUOTED.finditer(line, start)]


def is_counter(name: bytes) -> bool:
    """Return whether a name counts steps, epochs or the like."""
    last = name.rpartition(b" ")[2].lower().decode("latin-1")
    split, slash, counter = last.rpartition("/")
    if last in COUNTERS:
        return True
    return counter in COUNTERS and (not slash or split in SPLIT_WORDS or split == "trainer")


def _words(name: bytes) -> list[str]:
    return _WORDS_APART.sub(b" ", name).decode("latin-1").lower().split()


def _field(match: re.Match[bytes], value: int, prefix: str) -> Field:
    start, end = match.span(value)
    name_start, name_end = match.span(1)
    return Field(start, end, "", name_start, name_end, prefix)


def _without_seconds(found: list[Field], line: bytes) -> list[Field]:
    """Leave out the seconds that a batch took (``Batch 0.812``) where something else counts."""
    counters = [each for each in found if is_counter(label(each, line).encode())]
    seconds = [
        each
        for each in counters
        if b"." in line[each.start : each.end]
        and _words(line[each.name_start : each.name_end])[-1].startswith("batch")
    ]
    return [each for each in found if each not in seconds] if counters != seconds else found


def _without_unit(line: bytes, match: re.Match[bytes]) -> int:
    """Return where a name begins: of ``20.5 s. Mean Reward: 3``, the seconds are of the time."""
    unit = _UNIT_BEFORE.match(match[1])
    is_behind_number = line[: match.start()].rstrip(b" ")[-1:].isdigit()
    return match.start(1) + (unit.end() if unit and is_behind_number else 0)


def _counter(match: re.Match[bytes], start: int, end: int) -> Field:
    """Return a counter; ``end of epoch`` and ``train epoch`` are one with ``epoch``."""
    name_start, name_end = match.span(1)
    last = match[1].rpartition(b" ")[2]
    if last.lower() == b"epoch":
        name_start = name_end - len(last)
    return Field(start, end, "", name_start, name_end)


def _of_bar(match: re.Match[bytes], line: bytes) -> list[Field]:
    """Return the counter of ``steps:  8%|#  | 10/120``; how full the bar is, counts nothing.

    A bar named after epochs mostly shows how far one epoch has come.
    """
    bar = _BAR.match(line, match.end())
    if bar is None or not is_counter(match[1]) or not is_fine(match[1].decode("latin-1")):
        return []
    return [_counter(match, *bar.span(1))]


def _rounded_or_grouped(line: bytes, match: re.Match[bytes]) -> tuple[int, int] | None:
    fine = is_fine(match[1].decode("latin-1"))
    return rounded_or_grouped(line, match.end(1), fine=fine)


def _part_in_brackets(line: bytes, match: re.Match[bytes]) -> Field | None:
    """Return the counter of ``step [1,000/2000]``; ``Epoch [1,200/1563]`` is batch 200 of epoch 1.

    None where the whole has fewer digits than the part.
    """
    part = _PART_IN_BRACKETS.match(line, match.end(1))
    if part is None or not is_fine(match[1].decode("latin-1")):
        return None
    if _digits(part[1]) > _digits(part[2]):
        return None
    return Field(*part.span(1), "", *match.span(1))


def _end_of_count(match: re.Match[bytes]) -> int:
    """Return where a counter ends: of ``5,200/391``, 200 of 391 is another number."""
    number, total = match[2], match[3] or b""
    if total and b"," in number and _digits(number) > _digits(total):
        return match.start(2) + number.index(b",")
    return match.end(2)


def _digits(text: bytes) -> int:
    return sum(map(text.count, (b"%d" % digit for digit in range(10))))
