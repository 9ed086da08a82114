"""Where reports go and how they look there: ``--to``, ``--json``, ``-q``, ``-o`` and the rest."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from convcheck import reporters
from convcheck.cli import _looks, _streams, _targets
from convcheck.errors import OutputError, UsageError

if TYPE_CHECKING:
    from convcheck.report import Report

FOR_PEOPLE = "terminal"
STDOUT = "-"


@dataclass(frozen=True, slots=True)
class Destination:
    """One place that gets a report."""

    format: str
    """Name of the reporter."""
    path: str
    """The file, or ``-`` for standard output."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything about output that is known before the analysis."""

    destinations: tuple[Destination, ...]
    """In the order in which they are written."""
    asked: Mapping[str, Any]
    """The command's parameters, for colour, width and so on."""

    def refuse_inputs(self, inputs: Sequence[str]) -> None:
        """Raise UsageError where a destination is one of these inputs."""
        _targets.refuse_inputs([each.path for each in self.destinations], inputs)

    def write(self, report: Report) -> None:
        """Render and write to every destination.

        Raises UsageError where one is a log that was read, and OutputError where one fails.
        """
        self.refuse_inputs([file for run in report.runs for file in run.files])
        for destination in self.destinations:
            reporter = reporters.get(destination.format)
            if destination.path == STDOUT:
                _streams.write(reporter.render(report, _looks.of_stdout(self.asked)))
            else:
                write_file(destination.path, reporter.render(report, _looks.of_file(self.asked)))

    @property
    def shows_all(self) -> bool:
        """Whether who reads standard error reads about unread inputs in the report itself."""
        for_people = Destination(FOR_PEOPLE, STDOUT) in self.destinations
        return for_people and (_streams.is_terminal(sys.stdout) or _streams.are_one())


def plan(asked: Mapping[str, Any]) -> Plan:
    """Read the output options of a command.

    Raises UsageError for formats that are unknown or contradict each other, and OutputError for
    a file in a folder that does not exist, so that no analysis is done in vain.
    """
    stdout = _stdout_format(asked)
    files = [parse(each, stdout or FOR_PEOPLE) for each in asked["output"] or ()]
    if stdout or not files:
        files.insert(0, Destination(stdout or FOR_PEOPLE, STDOUT))
    _refuse_repeated([each.path for each in files])
    for destination in files:
        reporters.get(destination.format)
        folder = os.path.dirname(destination.path)
        if folder and not os.path.isdir(folder):
            raise OutputError(f"there is no folder {folder}", "make it first", destination.path)
    return Plan(tuple(files), asked)


def parse(written: str, stdout_format: str) -> Destination:
    """Read ``[FORMAT:]FILE``; without a format the file's ending tells it.

    Raises UsageError where neither does.
    """
    format_name, path = _targets.split(written, reporters.names())
    if format_name:
        return Destination(format_name, path)
    if path == STDOUT:
        return Destination(stdout_format, STDOUT)
    return Destination(reporters.for_file(path), path)


def write_file(path: str, text: str) -> None:
    """Write a text as UTF-8; raises OutputError where that fails."""
    try:
        with open(path, "w", encoding="utf-8", newline="\n", errors="backslashreplace") as file:
            file.write(text)
    except OSError as error:
        raise OutputError(f"cannot write {path}: {error.strerror}", path=path) from None


def _stdout_format(asked: Mapping[str, Any]) -> str | None:
    """Return the format that is asked of standard output, if one is."""
    wanted = {
        "--to": asked["to"],
        "--json": "json" if asked["json"] else None,
        "--quiet": "quiet" if asked["quiet"] else None,
    }
    given = {option: name for option, name in wanted.items() if name}
    if len(set(given.values())) > 1:
        raise UsageError(f"{' and '.join(given)} ask for different formats on standard output")
    return next(iter(given.values()), None)


def _refuse_repeated(paths: Sequence[str]) -> None:
    repeated = next((path for path in paths if paths.count(path) > 1), None)
    if repeated is not None:
        name = "standard output" if repeated == STDOUT else repeated
        raise UsageError(f"more than one report is asked for in {name}")
