"""The generated blocks of the README, from the code itself.

python -m tests.readme_tables           show what differs, and exit with 1 if anything does
python -m tests.readme_tables --write   write it
"""

from __future__ import annotations

import ast
import difflib
import io
import re
import sys
from collections.abc import Callable, Iterable, Mapping
from contextlib import chdir, redirect_stdout
from itertools import groupby, pairwise
from pathlib import Path

from convcheck import cli, exit_codes, readers, rules
from convcheck.verdicts import VERDICTS

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
RESULTS = ROOT / "tests" / "accuracy" / "results.md"
SHOWN = ("analyze", "sample_logs/overfitting.csv")
"""The report that the README opens with."""
SHOWN_LINES = 26
"""Its first screen: the answer and the curve."""
FAMILIES = {
    "CC1": "the log itself",
    "CC2": "numerics",
    "CC3": "optimisation",
    "CC4": "generalisation",
    "CC5": "comparison with a baseline",
    "CC6": "schedule and optimizer",
}
"""What the first digit of a code stands for."""

_BLOCK = re.compile(r"(<!-- generated: (\S+) -->\n).*?(<!-- end -->)", re.DOTALL)


def report() -> str:
    """Return the first screen of a real report, as a terminal shows it."""
    screen = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    with chdir(ROOT), redirect_stdout(screen):
        cli.run([*SHOWN, "--plot", "--width", "100", "--color", "never"])
    screen.seek(0)
    lines = screen.read().splitlines()[:SHOWN_LINES]
    return "\n".join(["```console", f"$ convcheck {SHOWN[1]}", *lines, " ...", "```", ""])


def verdicts() -> str:
    """Return the six verdicts."""
    rows = ((f"`{verdict}`", text.summary) for verdict, text in VERDICTS.items())
    return _table(("verdict", "what it says"), rows)


def codes() -> str:
    """Return the exit codes: the numbers in ``exit_codes``, and the docstrings below them."""
    body = ast.parse(Path(exit_codes.__file__).read_text(encoding="utf-8")).body
    rows = []
    for line, below in pairwise(body):
        match (line, below):
            case (
                ast.Assign(value=ast.Constant(value=int(code))),
                ast.Expr(value=ast.Constant(value=str(meaning))),
            ):
                rows.append((str(code), " ".join(meaning.split())))
    return _table(("exit code", "meaning"), rows)


def formats() -> str:
    """Return what can be read, in the readers' own words, in the order of preference.

    All in one line, which is broken where it is shown: a table would make the README too long.
    """
    known = sorted(map(readers.get, readers.names()), key=lambda reader: reader.RANK)
    return (
        "<br>".join(f"**{each.__name__.rpartition('.')[2]}** {each.SUMMARY}" for each in known)
        + "\n"
    )


def symptoms() -> str:
    """Return the rules, a row a family."""
    rows = []
    for family, members in groupby(rules.all_rules(), lambda rule: rule.code[:3]):
        named = ", ".join(f"{rule.code[2:]} {rule.name}" for rule in members)
        rows.append((f"{family}xx {FAMILIES[family]}", named))
    return _table(("family", "this run shows ..."), rows)


def accuracy() -> str:
    """Return what ``make accuracy`` measured last, if it has."""
    if RESULTS.is_file():
        return RESULTS.read_text(encoding="utf-8").strip() + "\n"
    return "`make accuracy` measures it; no figures have been recorded for this version yet.\n"


BLOCKS: Mapping[str, Callable[[], str]] = {
    "report": report,
    "verdicts": verdicts,
    "exit-codes": codes,
    "formats": formats,
    "rules": symptoms,
    "accuracy": accuracy,
}
"""Every block by the name in its marker."""


def up_to_date(text: str) -> str:
    """Return a text with all its generated blocks made anew.

    Raises KeyError for a marker that names no block.
    """
    return _BLOCK.sub(lambda found: f"{found[1]}{BLOCKS[found[2]]()}{found[3]}", text)


def main(arguments: list[str]) -> int:
    """Write the blocks, or show how they differ from what is there."""
    old = README.read_text(encoding="utf-8")
    new = up_to_date(old)
    if "--write" in arguments:
        README.write_text(new, encoding="utf-8")
        return 0
    changes = difflib.unified_diff(
        old.splitlines(), new.splitlines(), "README.md", "generated", lineterm=""
    )
    print("\n".join(changes), end="")
    return int(old != new)


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "".join(f"| {' | '.join(map(_cell, line))} |\n" for line in lines)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
