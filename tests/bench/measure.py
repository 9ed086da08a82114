"""What one run of a command costs: CPU time and peak memory, by the system's own account."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from typing import IO

from tests.bench.files import ROOT


@dataclass(frozen=True, slots=True)
class Command:
    """A program to measure."""

    label: str
    """How the table calls it."""
    arguments: tuple[str, ...]
    """The program and its arguments; ``{path}`` stands for the file, ``{out}`` for a new one."""
    file: str
    """What it reads: a name among the files."""
    count: int
    """Records in that file at full scale."""
    in_process: bool = False
    """The CPU seconds that count are its last line; otherwise the whole process counts."""
    until: str = ""
    """It never ends by itself: it has done its work once it says this."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one run took."""

    cpu: float
    """Seconds of user and system time."""
    peak: int
    """Largest resident memory in KiB."""


def python(*arguments: str) -> tuple[str, ...]:
    """Return the arguments that run a module of this environment."""
    return (sys.executable, "-m", *arguments)


def cost(command: Command, path: str, out: str) -> Cost:
    """Run a command to its end and return what it took.

    Raises RuntimeError where it fails.
    """
    arguments = [part.format(path=path, out=out) for part in command.arguments]
    # One pipe for both: a second that nobody reads meanwhile could fill up.
    process = subprocess.Popen(
        arguments, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=ROOT
    )
    with process:
        assert process.stdout is not None
        said = _until(process.stdout, command.until)
        if command.until:
            process.kill()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode and not command.until:
        raise RuntimeError(f"{' '.join(arguments)} failed:\n{said}")
    whole = usage.ru_utime + usage.ru_stime
    seconds = float(said.splitlines()[-1]) if command.in_process else whole
    return Cost(seconds, usage.ru_maxrss)


def _until(stream: IO[str], text: str) -> str:
    """Return what is said up to the line that holds the text, or to the end without a text.

    Raises RuntimeError where no line does.
    """
    said = []
    for line in stream:
        said.append(line)
        if text and text in line:
            return "".join(said)
    if text:
        raise RuntimeError(f"{text!r} was never said:\n{''.join(said)}")
    return "".join(said)
