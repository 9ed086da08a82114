"""Registry of reporters: every module here whose name has no leading underscore is one.

A reporter module offers

``SUMMARY``
    one line for help and the README;
``SUFFIXES``
    endings of file names that ask for it, such as ``(".json",)``;
``render(report, look) -> str``
    the whole report as text that ends with a line feed; a pure function, which writes nothing.

Adding a format is adding one file; nothing else names the reporters.
"""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from typing import TYPE_CHECKING, Protocol, cast

from convcheck.errors import UsageError
from convcheck.nearest import did_you_mean
from convcheck.reporters._look import Look

if TYPE_CHECKING:
    from convcheck.report import Report

__all__ = ["Look", "Reporter", "for_file", "get", "names"]


class Reporter(Protocol):
    """The inner form that all reporter modules share."""

    __name__: str
    SUMMARY: str
    SUFFIXES: tuple[str, ...]

    def render(self, report: Report, look: Look) -> str:
        """Return the whole report as text."""


@cache
def names() -> tuple[str, ...]:
    """Return the names of all reporters, in alphabetical order."""
    found = pkgutil.iter_modules(__path__)
    return tuple(sorted(module.name for module in found if not module.name.startswith("_")))


def get(name: str) -> Reporter:
    """Return the reporter of this name.

    Raises UsageError where there is none.
    """
    if name not in names():
        raise UsageError(f"there is no output format {name!r}", did_you_mean(name, names()))
    return cast("Reporter", importlib.import_module(f"{__name__}.{name}"))


def for_file(path: str) -> str:
    """Return the name of the reporter that a file's name asks for by its ending.

    Raises UsageError where none does.
    """
    for name in names():
        if path.lower().endswith(get(name).SUFFIXES):
            return name
    raise UsageError(
        f"the name {path!r} tells no output format",
        f"put one in front, such as json:{path.rpartition(':')[2]}; formats: {', '.join(names())}",
    )
