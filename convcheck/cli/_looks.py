"""How output is to look, from the options and from what the stream can show."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from typing import Any

from convcheck.cli import _streams
from convcheck.reporters._look import Look


def of_stdout(asked: Mapping[str, Any]) -> Look:
    """Return how a report is to look on standard output."""
    stream = sys.stdout
    terminal = _streams.is_terminal(stream)
    plot = asked.get("plot")
    return Look(
        width=_streams.width(asked.get("width"), stream, os.environ),
        color=_streams.wants_color(asked.get("color") or "auto", stream, os.environ),
        unicode=not asked.get("ascii_only") and _streams.speaks_unicode(stream, os.environ),
        plot=terminal if plot is None else plot,
        verbosity=asked.get("verbose") or 0,
    )


def of_file(asked: Mapping[str, Any]) -> Look:
    """Return how a report is to look in a file: plain, unless more is asked for."""
    width = asked.get("width")
    return Look(
        width=_streams.DEFAULT_WIDTH if width is None else max(width, _streams.NARROWEST),
        color=asked.get("color") == "always",
        unicode=not asked.get("ascii_only"),
        plot=bool(asked.get("plot")),
        verbosity=asked.get("verbose") or 0,
    )
