"""Where settings come from: a file, the environment, the command line; the later wins.

Every value remembers its place (``Settings.origins``), so that ``convcheck config`` can tell a
user who set what.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from convcheck import options
from convcheck.errors import UsageError
from convcheck.settings import Settings

PREFIX = "CONVCHECK_"
DEDICATED_FILE = "convcheck.toml"
SHARED_FILE = "pyproject.toml"


def load(
    directory: Path,
    environment: Mapping[str, str],
    given: Mapping[str, Any],
    assignments: Sequence[str] = (),
) -> Settings:
    """Return the settings in force for a command that runs in ``directory``.

    ``given`` holds what the command line said by option key (``{"grad-norm": ["norm"]}``);
    ``assignments`` are the texts after ``--set``. Raises UsageError for an unknown key or a value
    that makes no sense, naming its place.
    """
    layers = _Layers()
    path, table = find_file(directory)
    for key, value in table.items():
        layers.take(key, value, str(path))
    for variable, value in sorted(environment.items()):
        if variable.startswith(PREFIX):
            _take_variable(layers, variable, value)
    for key, value in given.items():
        layers.take(key, value, f"--{key}")
    for written in assignments:
        layers.assign(written, "--set")
    return layers.settings()


def find_file(directory: Path) -> tuple[Path | None, Mapping[str, Any]]:
    """Return the nearest configuration file at or above a directory, and its table.

    Raises UsageError where that file is no valid TOML.
    """
    for folder in (directory, *directory.parents):
        dedicated = _parse(folder / DEDICATED_FILE)
        if dedicated is not None:
            return folder / DEDICATED_FILE, dedicated
        shared = _parse(folder / SHARED_FILE)
        table = (shared or {}).get("tool", {}).get("convcheck")
        if table is not None:
            return folder / SHARED_FILE, table
    return None, {}


class _Layers:
    """Values gathered so far, each with its place."""

    def __init__(self) -> None:
        self.values: dict[str, Any] = {}
        self.origins: dict[str, str] = {}

    def take(self, key: str, value: Any, place: str) -> None:
        try:
            option = options.find(key)
            read = option.parse(value)
        except UsageError as error:
            where = place if place == f"--{key}" else f"{place}, {key}"
            raise UsageError(f"{where}: {error.message}", error.hint) from None
        self._put(option, read, place)

    def assign(self, written: str, place: str) -> None:
        try:
            option, read = options.assignment(written)
        except UsageError as error:
            raise UsageError(f"{place}: {error.message}", error.hint) from None
        self._put(option, read, place)

    def settings(self) -> Settings:
        made = Settings(**self.values, origins=self.origins)
        if made.by_step is not None and made.target is None:
            raise UsageError("by-step says when, but not what", "give --target LOSS as well")
        first, last = made.from_step, made.to_step
        if first is not None and last is not None and first > last:
            raise UsageError("from-step lies after to-step", "no point of any log is between them")
        return made

    def _put(self, option: options.Option, read: Any, place: str) -> None:
        if isinstance(read, dict):
            self.values[option.field] = self.values.get(option.field, {}) | read
            self.origins |= {f"{option.field}.{key}": place for key in read}
        else:
            self.values[option.field] = read
            self.origins[option.field] = place


def _take_variable(layers: _Layers, variable: str, value: str) -> None:
    key = variable.removeprefix(PREFIX).lower().replace("_", "-")
    if key == "set":
        for written in value.split(","):
            layers.assign(written, variable)
    else:
        layers.take(key, value, variable)


def _parse(path: Path) -> dict[str, Any] | None:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError:
        return None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} is no valid TOML: {error}") from None
