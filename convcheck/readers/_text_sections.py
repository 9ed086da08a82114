"""The stretches of lines between headings, and whether these tell what stands below them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from convcheck.readers._measure_names import is_measure
from convcheck.readers._text_generic import is_axis

if TYPE_CHECKING:
    from convcheck.model import IntArray

Shape = tuple[str, ...]
"""The names on a line."""

LEAST_EVALUATIONS = 2
"""Headings of an evaluation that count without any of training."""


class Sections:
    """The sections of a log, each below a heading or at the beginning of a file."""

    def __init__(
        self,
        found: Sequence[tuple[int, str]],
        files: Sequence[int],
        lines: Sequence[tuple[Shape, IntArray]],
    ) -> None:
        self._set(dict.fromkeys(files, "") | dict(found))
        self._lines = _Lines(lines)

    def _set(self, begins: dict[int, str]) -> None:
        """Take over where sections begin, and which splits they are of."""
        self.record = np.array(sorted(begins), np.int64)
        self.split = [begins[record] for record in self.record.tolist()]
        self._kinds = list(dict.fromkeys(self.split))
        number = {split: at for at, split in enumerate(self._kinds)}
        self._kind = np.array([number[split] for split in self.split])

    def of(self, record: IntArray) -> Iterator[tuple[str, IntArray]]:
        """Yield each split with the places of the records below its headings."""
        kind = self._kind[np.searchsorted(self.record, record, side="right") - 1]
        for number, split in enumerate(self._kinds):
            chosen = np.flatnonzero(kind == number)
            if len(chosen):
                yield split, chosen

    def count(self) -> bool:
        """Return whether the headings tell the split of what stands below them."""
        if "train" not in self.split:
            return self._evaluations_apart()
        turns = [
            one for one, before in zip(self.split, ["", *self.split], strict=False) if one != before
        ]
        return turns.count("train") > 1 and len(set(turns) - {""}) > 1 and self._hold()

    def end_at_counters(self) -> None:
        """End each evaluation at the first line with a counter after one that measures without.

        That line is of training where others with the same names stand below its headings. Where a
        heading says when training goes on, only a summary of the epoch ends an evaluation before.
        """
        spans = list(self._spans())
        of_train: set[Shape] = set()
        for first, last, split in spans:
            of_train |= self._lines.shapes(first, last) if split == "train" else set()
        begins = dict(zip(self.record.tolist(), self.split, strict=True))
        told = self._training_is_told()
        for first, last, split in spans:
            end = -1 if split in ("", "train") else self._end(first, last)
            if end >= 0 and (not told or self._is_summary(first, end, last, of_train)):
                is_train = self._lines.shapes(end, end + 1) & of_train
                begins[int(self._lines.record[end])] = "train" if is_train else ""
        self._set(begins)

    def _spans(self) -> Iterator[tuple[int, int, str]]:
        """Yield the first line of each section, the first after it, and its split."""
        bounds = np.searchsorted(self._lines.record, self.record).tolist()
        yield from zip(bounds, [*bounds[1:], len(self._lines.record)], self.split, strict=True)

    def _end(self, first: int, last: int) -> int:
        """Return the first line of a section that is no longer of its evaluation; -1 for none."""
        measured = np.flatnonzero(self._lines.measures[first:last])
        counted = np.flatnonzero(self._lines.counts[first:last])
        if not len(measured) or not len(counted) or counted[0] <= measured[0]:
            return -1
        return first + int(counted[0])

    def _training_is_told(self) -> bool:
        """Return whether a heading of training stands between most evaluations of one split.

        Once it has ended, the best model may be evaluated again.
        """
        since: set[str] = set()
        apart = together = 0
        for first, last, split in self._spans():
            if split in ("", "train"):
                since.clear()
            elif self._lines.measures[first:last].any():
                together += split in since
                apart += split not in since
                since.add(split)
        return "train" in self.split and together < apart

    def _is_summary(self, first: int, end: int, last: int, of_train: set[Shape]) -> bool:
        """Return whether from ``end`` on one line alone measures, and nothing new."""
        before, after = self._lines.shapes(first, end), self._lines.shapes(end, last)
        if self._lines.measures[end:last].sum() != 1 or after & of_train:
            return False
        return _measured(after) <= _measured(before)

    def _hold(self) -> bool:
        """Return whether each heading has a number below it, itself or where it comes again.

        The log may end with one.
        """
        spans = list(self._spans())
        held = False
        for (first, last, split), (_, _, following) in pairwise(spans):
            held = held or bool(self._lines.measures[first:last].any())
            if split and split != following and not held:
                return False
            held = held and split == following
        return True

    def _evaluations_apart(self) -> bool:
        """Return whether evaluations measure without a counter, and all other lines with one."""
        ended = 0
        for first, last, split in self._spans():
            end = self._end(first, last) if split else first
            without = first if split and end < 0 else end
            if self._lines.measures_without_counter(without, last) != (split != "" and end < 0):
                return False
            ended += bool(split) and end >= 0 and bool(self._lines.measures[end:last].any())
        return ended >= LEAST_EVALUATIONS


def _measured(shapes: set[Shape]) -> set[str]:
    """Return the losses and scores on lines with these names."""
    return {name for shape in shapes for name in shape if is_measure(name) and not is_axis(name)}


class _Lines:
    """The lines with numbers in their order; the arrays have shape (n,)."""

    def __init__(self, lines: Sequence[tuple[Shape, IntArray]]) -> None:
        self._shapes = [shape for shape, _ in lines]
        record = np.concatenate([each for _, each in lines] or [np.empty(0, np.int64)])
        shape = np.repeat(np.arange(len(lines)), [len(each) for _, each in lines])
        order = np.argsort(record, kind="stable")
        self.record, self._shape = record[order], shape[order]
        counts = np.array([any(map(is_axis, each)) for each in self._shapes], np.bool_)
        measures = np.array([not all(map(is_axis, each)) for each in self._shapes], np.bool_)
        self.counts, self.measures = counts[self._shape], measures[self._shape]

    def measures_without_counter(self, first: int, last: int) -> bool:
        """Return whether some of these lines measure, and do not count."""
        return bool((self.measures[first:last] & ~self.counts[first:last]).any())

    def shapes(self, first: int, last: int) -> set[Shape]:
        """Return the names on those of these lines that measure."""
        chosen = self._shape[first:last][self.measures[first:last]]
        return {self._shapes[each] for each in np.unique(chosen).tolist()}
