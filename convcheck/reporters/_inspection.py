"""What was recognised in a log, as text or data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from convcheck.reporters import _words as words
from convcheck.reporters._text import escape
from convcheck.wording import step

if TYPE_CHECKING:
    from convcheck.report import Inspection
    from convcheck.reporters._page import Page

ROLE_COLUMNS = 16


def as_lines(found: Inspection, page: Page) -> list[str]:
    """Return an inspection for a terminal."""
    run = f"  {escape(found.run)}" if found.run else ""
    lines = [f" {page.paint(escape(found.path), 'strong')}{run}"]
    written = f", written by {escape(found.logger)}" if found.logger else ""
    lines += page.labelled("format", f"{found.format}{written}")
    for file in found.files:
        lines += page.labelled("file", escape(file))
    if found.axis is not None:
        lines += page.labelled("axis", f"`{escape(found.axis.name)}`, in {found.axis.unit}s")
    if found.goal is not None:
        lines += page.labelled("goal", "fall" if found.goal == "min" else "rise")
    lines += _chosen(found, page) + _rejected(found, page)
    for each in found.restarts:
        lost = words.counted(each.discarded, "point")
        lines += page.labelled("restart", f"back to {step(each.at)}; {lost} replaced")
    for note in found.notes:
        lines += page.labelled("note", escape(note.message))
    if found.problem:
        lines += page.labelled("problem", escape(found.problem), "bad")
    return lines


def as_dict(found: Inspection) -> dict[str, Any]:
    """Return an inspection as plain values."""
    axis = found.axis
    return {
        "path": found.path,
        "run": found.run or None,
        "format": found.format,
        "logger": found.logger or None,
        "files": list(found.files),
        "axis": axis and {"name": axis.name, "unit": axis.unit},
        "goal": found.goal,
        "series": {
            role: {"name": name, "points": found.points.get(name)}
            for role, name in found.roles.items()
        },
        "entries": [
            {"name": each.name, "count": each.count, "numeric": each.numeric}
            for each in found.entries
        ],
        "rejected": [{"name": name, "why": why} for name, why in found.rejected.items()],
        "restarts": [{"at": each.at, "discarded": each.discarded} for each in found.restarts],
        "notes": [
            {"code": note.code, "count": note.count, "message": note.message}
            for note in found.notes
        ],
        "problem": found.problem or None,
    }


def _chosen(found: Inspection, page: Page) -> list[str]:
    if not found.roles:
        return []
    lines = page.title("Chosen")
    for role, name in found.roles.items():
        points = found.points.get(name)
        count = "" if points is None else f" ({words.counted(points, 'point')})"
        lines += page.hanging(role.replace("_", " "), ROLE_COLUMNS, f"`{escape(name)}`{count}")
    return lines


def _rejected(found: Inspection, page: Page) -> list[str]:
    if not found.rejected:
        return []
    lines = page.title("Not chosen")
    for name, why in found.rejected.items():
        lines += page.hanging("-", 2, f"`{escape(name)}`: {escape(why)}")
    return lines
