"""``convcheck rules``: all rules, one line each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from convcheck.cli import _options as o
from convcheck.cli import _streams

if TYPE_CHECKING:
    from convcheck.reporters import Look
    from convcheck.rule import Rule

CODE_COLUMNS = 7
SEVERITY_COLUMNS = 9


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("rules")(rules)


def rules(
    to: Annotated[
        Literal["terminal", "markdown", "json"], typer.Option("--to", help="Output format.")
    ] = "terminal",
    color: o.Color = "auto",
    width: o.Width = None,
    ascii_only: o.Ascii = False,
) -> None:
    """List all rules, one line each."""
    asked = locals()
    from convcheck import rules as registry
    from convcheck.cli import _looks

    known = registry.all_rules()
    if to == "json":
        _streams.write(_json(known))
    elif to == "markdown":
        _streams.write(markdown(known))
    else:
        _streams.write(_table(known, _looks.of_stdout(asked)))


def markdown(known: tuple[Rule, ...]) -> str:
    """Return the rules as a Markdown table, as it stands in the README."""
    rows = ["| code | this run shows | severity | what it means |", "|---|---|---|---|"]
    rows += [f"| {r.code} | {r.name} | {r.severity} | {r.summary} |" for r in known]
    return "\n".join(rows) + "\n"


def _json(known: tuple[Rule, ...]) -> str:
    import json

    fields = ("code", "name", "severity", "summary")
    return json.dumps([{f: getattr(r, f) for f in fields} for r in known], indent=2) + "\n"


def _table(known: tuple[Rule, ...], look: Look) -> str:
    from convcheck.reporters._page import Page
    from convcheck.reporters._text import to_ascii

    page = Page(look)
    name_columns = max((len(each.name) for each in known), default=0) + 2
    lines: list[str] = []
    for each in known:
        head = page.paint(f"{each.code:<{CODE_COLUMNS}}", "strong")
        head += f"{each.severity:<{SEVERITY_COLUMNS}}{each.name:<{name_columns}}"
        columns = CODE_COLUMNS + SEVERITY_COLUMNS + name_columns
        lines += page.hanging(head, columns, each.summary)
    text = "".join(line + "\n" for line in lines)
    return text if look.unicode else to_ascii(text)
