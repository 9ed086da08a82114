"""A remedy without a log: letters stand for the numbers that a report would fill in."""

from __future__ import annotations

import re
from collections.abc import Iterable
from string import Formatter

from convcheck.directions import OF_A_LOSS

WORDS = {**OF_A_LOSS, "unit": "step", "weight": "the weight of a term"}
"""What a field is for a loss that is counted in steps."""
RATES = {
    "rate": "R",
    "rate_low": "R/10",
    "rate_high": "R/3",
    "rate_threefold": "3R",
    "rate_tenfold": "10R",
}
LETTERS = {
    "step": "NMK",
    "count": "NMK",
    "loss": "XYZ",
    "rough": "XYZ",
    "percent": "P",
    "part": "P",
    "rate": "R",
}
"""Form of a number to its letters, another for each number of one text."""
AROUND = {"percent": "{}%", "part": "{}% of"}
"""How a letter is written in a form that says more than the number."""
MEANINGS = {
    "NMK": "a step, or how many",
    "XYZ": "a logged value",
    "P": "a share",
    "R": "the peak of the learning rate",
}
"""What letters mean."""
EMPTY = re.compile(r" ?\((?: to )?\)")
"""What is left of parentheses whose words only a log can tell."""
LETTER = re.compile(r"(?<![\w])\d*([NMKXYZPR])(?![\w])")


def unfilled(template: str) -> str:
    """Return a template with letters for numbers, and without what only a log can word."""
    names: dict[str, str] = {}
    parts: list[str] = []
    for text, name, form, _ in Formatter().parse(template):
        parts += [text, _word(name, form or "", names) if name else ""]
    return EMPTY.sub("", "".join(parts))


def legend(texts: Iterable[str]) -> tuple[str, ...]:
    """Return what the letters in texts mean; nothing where there is none."""
    used = {letter for text in texts for letter in LETTER.findall(text)}
    told = [
        f"{', '.join(letter for letter in letters if letter in used)} for {meaning}"
        for letters, meaning in MEANINGS.items()
        if used & {*letters}
    ]
    return (f"a report has numbers in place of letters: {'; '.join(told)}",) if told else ()


def _word(name: str, form: str, names: dict[str, str]) -> str:
    """Return what stands for a field; ``names`` are the letters given so far in this text."""
    if not form:
        return WORDS.get(name, "")
    if form == "times":
        return "several times"
    if name not in names:
        letters = LETTERS[form]
        given = sum(each in letters for each in names.values())
        names[name] = RATES.get(name) or letters[given]
    return AROUND.get(form, "{}").format(names[name])
