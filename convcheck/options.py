"""The options of an analysis by the names users write, and how each value is read."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from convcheck.band import Band
from convcheck.errors import UsageError
from convcheck.nearest import did_you_mean
from convcheck.rule import SEVERITIES, Verdict

TRUE_WORDS = ("1", "true", "yes", "on")
FALSE_WORDS = ("0", "false", "no", "off", "")


@dataclass(frozen=True, slots=True)
class Option:
    """One option: ``--key`` on the command line, ``key`` in a file, ``CONVCHECK_KEY`` outside."""

    field: str
    """The field of ``Settings`` that it fills."""
    parse: Callable[[Any], Any]
    """Makes the field's value from text or from a value of TOML; raises UsageError."""


def names(value: Any) -> tuple[str, ...]:
    """Read one name or glob, or a list of them; a comma may be part of a name."""
    return tuple(text(each) for each in (value if isinstance(value, list | tuple) else (value,)))


def codes(value: Any) -> tuple[str, ...]:
    """Read codes of rules, or their beginnings, separated by commas or in a list."""
    return tuple(map(code, _words(value)))


def code(written: str) -> str:
    """Return a rule's code in its usual form; ``401`` is CC401."""
    return f"CC{written}" if written.isdecimal() else written.upper()


def verdicts(value: Any) -> tuple[str, ...]:
    """Read verdicts, separated by commas or in a list."""
    return tuple(choice(*Verdict)(word) for word in _words(value))


def text(value: Any) -> str:
    """Read a text."""
    if not isinstance(value, str):
        raise UsageError(f"{value!r} is no text")
    return value


def number(value: Any) -> float:
    """Read a finite number."""
    try:
        read = math.nan if isinstance(value, bool) else float(value)
    except (TypeError, ValueError):
        read = math.nan
    if not math.isfinite(read):
        raise UsageError(f"{value!r} is no number")
    return read


def count(value: Any) -> int:
    """Read a whole number that is at least 1."""
    read = number(value)
    if read < 1 or not read.is_integer():
        raise UsageError(f"{value!r} is no whole number above 0")
    return int(read)


def flag(value: Any) -> bool:
    """Read true or false."""
    word = str(value).lower()
    if word not in TRUE_WORDS + FALSE_WORDS:
        raise UsageError(f"{value!r} is neither true nor false")
    return word in TRUE_WORDS


def band(value: Any) -> Band:
    """Read a band such as ``2%`` or ``0.01``."""
    return value if isinstance(value, Band) else Band.parse(str(value))


def choice(*known: str) -> Callable[[Any], str]:
    """Return a parser that takes one of these words."""

    def parse(value: Any) -> str:
        if value not in known:
            raise UsageError(f"{value!r} is not one of {', '.join(known)}")
        return str(value)

    return parse


def limits(value: Any) -> dict[str, float]:
    """Read ``{"CC401.rise": 4}``, or the same nested as TOML makes of an unquoted key."""
    return {_limit_name(key): number(each) for key, each in _flat(value)}


def severities(value: Any) -> dict[str, str]:
    """Read ``{"CC401": "error"}``."""
    return {code(key): choice(*SEVERITIES)(each) for key, each in _flat(value)}


OPTIONS: Mapping[str, Option] = {
    "train": Option("train", names),
    "val": Option("validation", names),
    "x": Option("x", names),
    "lr": Option("learning_rate", names),
    "grad-norm": Option("gradient_norm", names),
    "run": Option("run", text),
    "from": Option("from_format", text),
    "on-restart": Option("on_restart", choice("last", "first", "error")),
    "goal": Option("goal", choice("min", "max")),
    "band": Option("band", band),
    "from-step": Option("from_step", number),
    "to-step": Option("to_step", number),
    "select": Option("select", codes),
    "ignore": Option("ignore", codes),
    "limits": Option("limits", limits),
    "severities": Option("severities", severities),
    "target": Option("target", number),
    "by-step": Option("by_step", number),
    "fail-on": Option("fail_on", choice("warning", "error", "never")),
    "accept": Option("accept", verdicts),
    "exit-zero": Option("exit_zero", flag),
    "jobs": Option("jobs", count),
}

INSTEAD = {
    "set": "limits of rules are the table [limits]: CC401.rise = 0.1; severities are [severities]",
    "tool": "in convcheck.toml keys stand alone; the table [tool.convcheck] is for pyproject.toml",
}
"""What to write in place of keys that stand elsewhere for what they name."""

SPELLINGS = {option.field.replace("_", "-"): key for key, option in OPTIONS.items()}
"""The long name of a field is understood too: ``learning-rate`` for ``lr``."""


def find(key: str) -> Option:
    """Return the option that a user means by a key.

    Raises UsageError with the nearest name where there is none.
    """
    written = key.lower().replace("_", "-")
    written = SPELLINGS.get(written, written)
    if written not in OPTIONS:
        hint = INSTEAD.get(written) or did_you_mean(written, OPTIONS)
        raise UsageError(f"there is no setting {key!r}", hint)
    return OPTIONS[written]


def assignment(written: str) -> tuple[Option, dict[str, Any]]:
    """Read ``CC401.rise=4`` (a limit) or ``CC401.severity=error``.

    Raises UsageError where it has another form.
    """
    key, equals, value = written.partition("=")
    owner, dot, name = key.strip().partition(".")
    if not (equals and dot and owner and name):
        raise UsageError(
            f"{written!r} sets nothing",
            "write CODE.limit=NUMBER, such as CC401.rise=4, or CODE.severity=error",
        )
    if name == "severity":
        return OPTIONS["severities"], severities({owner: value.strip()})
    return OPTIONS["limits"], limits({f"{owner}.{name}": value.strip()})


def _words(value: Any) -> list[str]:
    listed: Iterable[Any] = value if isinstance(value, list | tuple) else (value,)
    split = (word.strip() for each in listed for word in text(each).split(","))
    return [word for word in split if word]


def _flat(value: Any) -> list[tuple[str, Any]]:
    if not isinstance(value, Mapping):
        raise UsageError(f"{value!r} is no table of codes")
    pairs: list[tuple[str, Any]] = []
    for key, each in value.items():
        if isinstance(each, Mapping):
            pairs.extend((f"{key}.{name}", inner) for name, inner in _flat(each))
        else:
            pairs.append((str(key), each))
    return pairs


def _limit_name(key: str) -> str:
    owner, _, name = key.partition(".")
    return f"{code(owner)}.{name}"
