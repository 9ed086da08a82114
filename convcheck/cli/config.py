"""``convcheck config``: the settings in force and where each came from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

from convcheck.cli import _options as options
from convcheck.cli import _streams

if TYPE_CHECKING:
    from convcheck.settings import Settings

DEFAULT = "default"
EXAMPLES = """A convcheck.toml; in pyproject.toml the tables are [tool.convcheck] and
[tool.convcheck.limits]:

\b
  accept = ["improving"]
  ignore = ["CC109"]
  [limits]
  CC401.rise = 0.1
  [severities]
  CC401 = "error"
"""


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("config", epilog=EXAMPLES)(config)


def config(assignments: options.Assignments = None, json: options.AsData = False) -> None:
    """Show the settings in force and where each came from.

    Settings come from [tool.convcheck] in pyproject.toml or from convcheck.toml, whichever is
    nearest upward; CONVCHECK_* variables go before these, and options before all. Keys are named
    like the options; limits of rules are the table limits, their severities the table severities.
    """
    asked = locals()
    from convcheck.cli import _settings

    rows = _rows(_settings.settle(asked))
    if json:
        import json as encoder

        records = {key: {"value": value, "from": origin} for key, value, origin in rows}
        _streams.write(encoder.dumps(records, indent=2) + "\n")
    else:
        _streams.write(_table(rows))


def _rows(settings: Settings) -> list[tuple[str, Any, str]]:
    """Return key, value and origin of every setting."""
    from convcheck.options import OPTIONS

    values = {**settings.to_dict(), "jobs": settings.jobs}
    rows: list[tuple[str, Any, str]] = []
    for key, option in OPTIONS.items():
        value = values[option.field]
        if isinstance(value, dict):
            rows += [
                (f"{key}.{name}", each, settings.origins.get(f"{option.field}.{name}", DEFAULT))
                for name, each in value.items()
            ]
        else:
            rows.append((key, value, settings.origins.get(option.field, DEFAULT)))
    return rows


def _table(rows: list[tuple[str, Any, str]]) -> str:
    from convcheck.reporters._text import escape

    shown = [(key, _word(value), origin) for key, value, origin in rows]
    keys = max(len(key) for key, _, _ in shown)
    values = max(len(value) for _, value, _ in shown)
    return "".join(
        f"{key:<{keys}}  {escape(value):<{values}}  {escape(origin)}\n"
        for key, value, origin in shown
    )


def _word(value: Any) -> str:
    if value in (None, "", []):
        return "-"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return f"{value:g}" if isinstance(value, float) else str(value)
