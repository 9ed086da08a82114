"""Lines that people print themselves: a counter, a loss, and names that say which is which."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection

from convcheck import roles
from convcheck.name_words import normalise
from convcheck.readers._measure_names import BARE, is_measure
from convcheck.readers._text_alike import ALIKE
from convcheck.readers._text_at_counter import measured_at
from convcheck.readers._text_dialect import Dialect
from convcheck.readers._text_dictionary import has_dictionary, with_dictionaries
from convcheck.readers._text_fields import COUNT, Field, label
from convcheck.readers._text_limits import LONGEST_LINE
from convcheck.readers._text_pairs import PROGRESS, is_counter, is_fine

LEAST_LINES = 3
"""Lines with the same names, numbers apart, that make a series of what anyone may have printed."""

LEAST_ALONE = 5
"""The same where nothing counts them; then they must be most of the lines besides."""
_LOSSES = frozenset().union(*roles.QUANTITIES)

_PART = rb"(" + COUNT + rb")[ \t]*+/[ \t]*+" + COUNT
_DATE = rb"(?:\A|(?<=\[))\d\d/\d\d,?+[ \t]++\d\d:\d\d:\d\d"
_FRACTION = re.compile(rb"(?<![\w./])(?<!\d,)(?!" + _DATE + rb")" + _PART + rb"(?![\w./])")
"""``200/2000 batches``, ``[10/391]``: how far an epoch has come; ``05/10 12:00:00``, with which a
line or a bracket begins, is a date, ``1/20 0:00:00`` a bar and its clock."""
_BRACKETED = rb"[\[(][ \t]*+" + _PART + rb"[ \t]*+[\])]"
_TWO_FRACTIONS = re.compile(_BRACKETED + rb"[ \t]*+[,|-]?+[ \t]*+" + _BRACKETED)
"""``[0/25][10/391]``, ``[0/25] - [10/391]``: the epoch, and how far it has come."""
_EPOCH_BATCH = re.compile(
    rb"[^\n]{0,60}?(?<!\w)\[[ \t]*+(?:(?P<epoch>" + COUNT + rb"),[ \t]++(?P<batch>" + COUNT + rb")|"
    rb"(?P<near>\d++),(?P<next>\d++))[ \t]*+\][ \t]*+[-:|]?+[ \t]*+[A-Za-z]"
)
"""``[1,  2000] loss`` near the beginning of a line: later ones may be any list. Both numbers may
be in thousands where a blank tells which comma parts them."""
_LAST_BRACKET = re.compile(
    rb"\[(?:(?:step|iter|iteration|batch|epoch)=\d++(?:/\d++)?+(?:,[ \t]*+)?){1,3}+\]:?[ \t]*$"
)
"""``... INFO\t[step=10/120,epoch=0]``: what follows on lines of its own stands there."""
_TIMES = frozenset({"took", "time", "elapsed", "of", "batchsize"})
"""``Epoch 3 of 20 took 12.5s``, ``epoch # 3 [batchSize = 10]``: last words of what is neither
measured nor counted."""
_SAVED = b"Saving dict for global step"
"""How TensorFlow's estimators begin the line of an evaluation."""
EPOCH = "epoch"
BATCH = "batch"


def parse(line: bytes) -> list[Field]:
    """Return the pairs of a line that counts or measures something, else none."""
    found = measured_at(line) or with_dictionaries(line, "eval/" if _SAVED in line else "")
    names = [label(field, line) for field in found]
    measures = any(is_measure(name) for name in names)
    counters = [name for name in names if is_counter(name.encode())]
    if not measures and len(counters) < len(names):
        timed = bool(counters) and _TIMES.issuperset(map(_last_word, {*names} - {*counters}))
        return _counters(found, line) if timed else _in_last_bracket(found, line)
    if measures and not any(is_fine(name) for name in counters):
        found += (not counters and _epoch_and_batch(line)) or _batch(line, found)
    return found


def _counters(found: list[Field], line: bytes) -> list[Field]:
    """Return the counters of a line that tells besides only how long something took."""
    return [each for each in found if is_counter(label(each, line).encode())]


def _last_word(name: str) -> str:
    return name.lower().rpartition(" ")[2]


def _in_last_bracket(found: list[Field], line: bytes) -> list[Field]:
    """Return the counters of a line that ends in ``[step=10/120]``, whatever comes before it."""
    bracket = _LAST_BRACKET.search(line)
    if bracket is None:
        return []
    return [each for each in found if each.start > bracket.start()]


def _epoch_and_batch(line: bytes) -> list[Field]:
    """Return the epoch and the batch of ``[0/25][10/391]`` or ``[1,  2000] loss: 2.173``."""
    if match := _TWO_FRACTIONS.search(line):
        return [Field(*match.span(1), EPOCH), Field(*match.span(2), BATCH)]
    match = _EPOCH_BATCH.match(line)
    if match is None:
        return []
    epoch, batch = ("epoch", "batch") if match["epoch"] else ("near", "next")
    return [Field(*match.span(epoch), EPOCH), Field(*match.span(batch), BATCH)]


def _batch(line: bytes, found: list[Field]) -> list[Field]:
    """Return the first fraction on a line that belongs to no name, as ``batch``.

    How far a validation has come is no position in the training.
    """
    if any(each.prefix and each.prefix[:-1] not in roles.TRAIN_WORDS for each in found):
        return []
    taken = {each.start for each in found}
    for match in _FRACTION.finditer(line):
        before = line[: match.start()].rstrip()[-1:]
        if match.start() not in taken and before not in (b":", b"="):
            return [Field(_start_of_part(match), match.end(1), BATCH)]
    return []


def _start_of_part(match: re.Match[bytes]) -> int:
    """Return where the part of a fraction begins: of ``5,200/391``, 5 is another number."""
    part, _, total = match[0].partition(b"/")
    longer = len(part.strip()) > len(total.strip())
    return match.start(1) + (match[1].rfind(b",") + 1 if longer else 0)


GENERIC = Dialect(
    name="",
    lines=(parse,),
    mark=b"",
    proof=(),
    axes=(),
    rewrites=ALIKE,
    headings=True,
    least_lines=LEAST_LINES,
)


def is_repeated(text: bytes) -> bool:
    """Return whether enough lines report the same measures beside or below a counter.

    Names between quotes need no counter, nor do losses on most of the lines.
    """
    seen: Counter[tuple[str, ...]] = Counter()
    counted = False
    written = 0
    for line in text.split(b"\n"):
        written += bool(line.strip())
        if len(line) > LONGEST_LINE:
            continue
        names = tuple(label(field, line) for field in parse(line))
        counted = counted or any(is_counter(name.encode()) or name == BATCH for name in names)
        if any(is_measure(name) for name in names):
            seen[names] += 1
            if seen[names] >= LEAST_LINES and (counted or has_dictionary(line)):
                return True
    return any(
        count >= max(LEAST_ALONE, written / 2) and any(map(_is_loss, names))
        for names, count in seen.most_common(1)
    )


def _is_loss(name: str) -> bool:
    return not _LOSSES.isdisjoint(normalise(name).split())


def is_axis(name: str) -> bool:
    """Return whether a name counts."""
    return name == BATCH or is_counter(name.encode())


def bare_roles(names: Collection[str]) -> dict[str, str]:
    """Return the roles of names that are a split and nothing else: ``train 9.85 val 9.84``.

    Beside a plain ``Loss``, ``Train``, ``Val`` and ``Test`` are scores.
    """
    lowered = {name.lower() for name in names}
    if "loss" in lowered and not lowered.isdisjoint(("train", "test")):
        return {}
    found = {name: "validation" for name in names if name.lower() in BARE - {"train"}}
    if "train" in names and not any("loss" in name.lower() for name in names):
        found["train"] = "train"
    return found


def axes_of(names: Collection[str]) -> list[str]:
    """Return the counters among the names of a line, the finest first.

    A share of the run is rounded, so it stands behind all that counts.
    """
    counters = [name for name in names if is_axis(name)]
    shares = [name for name in counters if name.lower().endswith(PROGRESS)]
    counts = [name for name in counters if name not in shares]
    fine = [name for name in counts if is_fine(name) and name != BATCH]
    coarse = [name for name in counts if not is_fine(name)]
    return [*fine, *(name for name in counts if name == BATCH), *coarse, *shares]
