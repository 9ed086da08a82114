"""Columns of tables that tell which of several runs a row is of."""

from __future__ import annotations

RUN_COLUMNS = ("run_name", "run", "run_id", "run_uuid", "trial_id")
"""Their names, best first; in a table of several runs they hold texts or numbers."""
