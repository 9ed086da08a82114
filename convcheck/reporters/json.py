"""The whole report as one JSON document."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from convcheck.report import Report
    from convcheck.reporters import Look

SUMMARY = "one JSON document, its fields stable within schema_version 1"
SUFFIXES = (".json",)


def render(report: Report, look: Look) -> str:  # noqa: ARG001 - data look the same everywhere
    """Return the report as indented JSON in ASCII."""
    return json.dumps(report.to_dict(), indent=2, allow_nan=False) + "\n"
