"""``convcheck rules``: all rules, each with a sentence."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from convcheck.cli import _options as options
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
    color: options.Color = "auto",
    width: options.Width = None,
    ascii_only: options.Ascii = False,
) -> None:
    """List all rules: one line each in a pipe, wrapped on a terminal or with --width."""
    asked = locals()
    from convcheck import rules as registry
    from convcheck.cli import _looks

    known = registry.all_rules()
    if to == "json":
        _streams.write(_json(known))
    elif to == "markdown":
        _streams.write(markdown(known))
    else:
        wrapped = width is not None or _streams.is_terminal(sys.stdout)
        _streams.write(_table(known, _looks.of_stdout(asked), wrapped=wrapped))


def markdown(known: tuple[Rule, ...]) -> str:
    """Return the rules as a Markdown table."""
    rows = ["| code | this run shows | severity | what it means |", "|---|---|---|---|"]
    rows += [f"| {r.code} | {r.name} | {r.severity} | {r.summary} |" for r in known]
    return "\n".join(rows) + "\n"


def _json(known: tuple[Rule, ...]) -> str:
    import json

    fields = ("code", "name", "severity", "summary")
    return json.dumps([{f: getattr(r, f) for f in fields} for r in known], indent=2) + "\n"


def _table(known: tuple[Rule, ...], look: Look, *, wrapped: bool) -> str:
    """Return a line for each rule; where that is to be wrapped, the summary goes below."""
    from convcheck.reporters._page import MARGIN, Page
    from convcheck.reporters._text import to_ascii

    page = Page(look)
    name_columns = max((len(each.name) for each in known), default=0) + 2
    lines: list[str] = []
    for each in known:
        code = page.paint(f"{each.code:<{CODE_COLUMNS}}", "strong")
        head = f"{code}{each.severity:<{SEVERITY_COLUMNS}}{each.name}"
        if wrapped:
            below = page.hanging("", CODE_COLUMNS + SEVERITY_COLUMNS, each.summary)
            lines += [f"{MARGIN}{head}", *below]
        else:
            lines.append(f"{MARGIN}{head}{' ' * (name_columns - len(each.name))}{each.summary}")
    text = "".join(line + "\n" for line in lines)
    return text if look.unicode else to_ascii(text)
