"""Where settings come from: a file, the environment, the command line; the later wins.

Every value remembers its place (``Settings.origins``), so that ``convcheck config`` can tell a
user who set what.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import replace
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


def changed(settings: Settings, fields: Mapping[str, Any]) -> Settings:
    """Return settings with other values in some fields, each read as a file's value would be.

    None stands for the default. Raises UsageError for an unknown field or a value that makes no
    sense.
    """
    layers = _Layers()
    for name, value in fields.items():
        if value is None:
            layers.reset(name)
        else:
            layers.take(name, value, name)
    origins = {
        key: place
        for key, place in settings.origins.items()
        if key.partition(".")[0] not in layers.values
    }
    made = replace(settings, **layers.values, origins=origins)
    made.check_steps()
    return made


def find_file(directory: Path) -> tuple[Path | None, Mapping[str, Any]]:
    """Return the nearest configuration file at or above a directory, and its table.

    Raises UsageError where that file is no valid TOML, or has another value in the table's place.
    """
    for folder in (directory, *directory.parents):
        dedicated = _parse(folder / DEDICATED_FILE)
        if dedicated is not None:
            return folder / DEDICATED_FILE, dedicated
        table = _table_of_ours(folder / SHARED_FILE)
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
            where = place if place in (key, f"--{key}") else f"{place}, {key}"
            raise UsageError(f"{where}: {error.message}", error.hint) from None
        self._put(option, read, place)

    def reset(self, key: str) -> None:
        field = options.find(key).field
        self.values[field] = getattr(Settings(), field)

    def assign(self, written: str, place: str) -> None:
        try:
            option, read = options.assignment(written)
        except UsageError as error:
            raise UsageError(f"{place}: {error.message}", error.hint) from None
        self._put(option, read, place)

    def settings(self) -> Settings:
        made = Settings(**self.values, origins=self.origins)
        made.check_steps()
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


def _table_of_ours(path: Path) -> dict[str, Any] | None:
    """Return the table of this program in a file that it shares with others, if there is one."""
    table = _parse(path)
    for name, within in (("tool", ""), ("convcheck", "tool.")):
        found: Any = (table or {}).get(name)
        if found is not None and not isinstance(found, dict):
            raise UsageError(
                f"{path}: {within}{name} is {found!r}, and no table",
                "settings are the table [tool.convcheck]",
            )
        table = found
    return table


def _parse(path: Path) -> dict[str, Any] | None:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError:
        return None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} is no valid TOML: {error}") from None
