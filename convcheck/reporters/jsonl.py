"""One JSON object a line: each run, each unread input, then the summary."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from convcheck.report import Report
    from convcheck.reporters import Look

SUMMARY = "one JSON object a line, for streams and for jq"
SUFFIXES = (".jsonl", ".ndjson")


def render(report: Report, look: Look) -> str:  # noqa: ARG001 - data look the same everywhere
    """Return lines whose ``type`` is ``run``, ``unread`` or, the last, ``summary``."""
    whole = report.to_dict()
    common = {"schema_version": whole["schema_version"]}
    records: list[dict[str, Any]] = []
    records.extend({"type": "run", **common, **run} for run in whole["runs"])
    records.extend({"type": "unread", **common, **unread} for unread in whole["unread"])
    rest = {key: whole[key] for key in ("tool", "settings")}
    records.append({"type": "summary", **common, **rest, **whole["summary"]})
    return "".join(json.dumps(record, allow_nan=False) + "\n" for record in records)
