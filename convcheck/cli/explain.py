"""``convcheck explain``: one rule or verdict in full."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from convcheck.cli import _completion, _streams
from convcheck.cli import _options as options

if TYPE_CHECKING:
    from convcheck.reporters import Look
    from convcheck.reporters._explanation import Explanation

EXAMPLES = """Examples:

\b
  convcheck explain CC401
  convcheck explain oscillating --to markdown
"""


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("explain", epilog=EXAMPLES)(explain)


def explain(
    name: Annotated[
        str,
        typer.Argument(
            metavar="CODE",
            help="A rule's code, number or name, or a verdict.",
            autocompletion=_completion.explained,
        ),
    ],
    to: Annotated[
        Literal["terminal", "markdown", "json"], typer.Option("--to", help="Output format.")
    ] = "terminal",
    plot: options.Plot = None,
    color: options.Color = "auto",
    width: options.Width = None,
    ascii_only: options.Ascii = False,
) -> None:
    """Explain one rule or verdict in full."""
    asked = locals()
    from convcheck.cli import _looks
    from convcheck.reporters import _explanation

    found = _find(name)
    if to == "json":
        import json

        _streams.write(json.dumps(_explanation.as_dict(found), indent=2) + "\n")
    elif to == "markdown":
        _streams.write(_explanation.as_markdown(found))
    else:
        _streams.write(_text(found, _looks.of_stdout(asked)))


def _find(name: str) -> Explanation:
    """Return the explanation of a verdict or rule; raises UsageError where there is none."""
    from convcheck import rules
    from convcheck.errors import UsageError
    from convcheck.nearest import nearest
    from convcheck.reporters import _explanation
    from convcheck.rule import Verdict

    if name.lower() in [*Verdict]:
        from convcheck.verdicts import VERDICTS

        return _explanation.of_verdict(VERDICTS[Verdict(name.lower())])
    try:
        return _explanation.of_rule(rules.rule(name))
    except UsageError:
        known = [word for rule in rules.all_rules() for word in (rule.code, rule.name)]
        near = nearest(name, [*known, *map(str, Verdict)])
        others = f"convcheck rules lists the rules; verdicts: {', '.join(Verdict)}"
        hint = f"did you mean {near!r}?" if near else others
        raise UsageError(f"there is no rule or verdict {name!r}", hint) from None


def _text(found: Explanation, look: Look) -> str:
    from convcheck.reporters import _explanation
    from convcheck.reporters._page import Page
    from convcheck.reporters._text import to_ascii

    page = Page(look)
    lines = _explanation.as_lines(found, page)
    if look.plot and found.example is not None:
        from convcheck.reporters._example import chart

        lines += chart(found.example, page)
    text = "\n".join(lines) + "\n"
    return text if look.unicode else to_ascii(text)
