"""The settings in force for a command."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from convcheck.cli import _options

if TYPE_CHECKING:
    from convcheck.settings import Settings


def settle(asked: Mapping[str, Any]) -> Settings:
    """Join configuration file, environment and a command's parameters.

    Raises UsageError for anything unknown, rules and their limits among it.
    """
    from convcheck import configuration, rule_codes

    said, assignments = _options.said(asked), asked.get("assignments") or ()
    return rule_codes.checked(configuration.load(Path.cwd(), os.environ, said, assignments))
