"""Text for people: names shown as data, numbers shown short, lines no wider than asked."""

from __future__ import annotations

import math
import unicodedata

from convcheck.wording import capitalized

ASCII = str.maketrans(
    dict(zip("–—−·×’‘“”≈│┤├─└┴┬", "---.x''\"\"~|||-+++", strict=True))
    | {"…": "~", "≤": "<=", "≥": ">=", "±": "+-", "→": "->"}
)
"""What stands for signs that this program's own sentences and pictures use."""


def escape(text: str) -> str:
    r"""Return a text from outside with everything that is not printable spelled out.

    Control characters, line ends, marks that turn the direction of writing, and halves of
    broken characters become ``\x1b`` and the like, so that a name in a log can neither forge a
    line of the report nor command the terminal.
    """
    if text.isprintable():
        return text
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode() for char in text
    )


def to_ascii(text: str) -> str:
    """Return a rendered text in ASCII; letters that have no substitute become escapes."""
    return text.translate(ASCII).encode("ascii", "backslashreplace").decode()


def sentence(text: str) -> str:
    """Return a phrase as a sentence: an upper-case letter first, a full stop last."""
    begun = capitalized(text)
    return begun if not begun or begun.endswith((".", "!", "?")) else begun + "."


def number(value: float) -> str:
    """Return a step plainly, for programs: whole where it is whole, else with ten digits."""
    return f"{value:.0f}" if float(value).is_integer() else f"{value:.10g}"


def percent(share: float) -> str:
    """Return a share for reading; never 0% or 100% for what is neither."""
    if not math.isfinite(share):
        return "unknown"
    if 0 < share < 0.01:
        return "under 1%"
    if 0.99 < share < 1:
        return "over 99%"
    return f"{share * 100:.0f}%"


def cells(text: str) -> int:
    """Return how many columns a text takes: East Asian letters take two, accents none."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1
        for char in text
    )


def wrap(text: str, width: int) -> list[str]:
    """Return a text in lines of at most ``width`` columns, broken at spaces where possible."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        joined = f"{line} {word}" if line else word
        if cells(joined) <= width:
            line = joined
            continue
        if line:
            lines.append(line)
        *full, line = _cut(word, width)
        lines.extend(full)
    return [*lines, line] if line or not lines else lines


def shorten(text: str, width: int) -> str:
    """Return a text of at most ``width`` columns, its middle left out where it is longer."""
    if cells(text) <= width:
        return text
    for kept in range(min(len(text), width) - 1, 0, -1):
        short = f"{text[: kept // 2]}…{text[len(text) - (kept + 1) // 2 :]}"
        if cells(short) <= width:
            return short
    return "…"[:width]


def _cut(word: str, width: int) -> list[str]:
    """Return a word in pieces of at most ``width`` columns."""
    pieces = [""]
    for char in word:
        if pieces[-1] and cells(pieces[-1] + char) > width:
            pieces.append("")
        pieces[-1] += char
    return pieces
