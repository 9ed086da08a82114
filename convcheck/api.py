"""The public API: what ``import convcheck`` offers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from convcheck import configuration, pipeline, rule_codes
from convcheck.settings import Settings

if TYPE_CHECKING:
    from os import PathLike

    from convcheck.report import Report
    from convcheck.table import LossTable


def analyze(*paths: str | PathLike[str], settings: Settings | None = None, **given: Any) -> Report:
    """Analyze the runs under ``paths``.

    ``given`` are fields of ``Settings``, such as ``train="my_loss"`` or ``band="1%"``, written as
    in a configuration file; they go before those of ``settings``, and None stands for a default.
    No configuration file is read. Raises UsageError for what makes no sense. Inputs that cannot be
    read are listed in the report; where there was only one input, its ConvcheckError is raised.
    """
    names = [str(path) for path in paths]
    asked = rule_codes.checked(configuration.changed(settings or Settings(), given))
    report = pipeline.analyze(names, asked)
    if len(names) == 1 and not report.runs and len(report.unread) == 1:
        raise pipeline.as_error(report.unread[0])
    return report


def read(path: str | PathLike[str], from_format: str = "") -> LossTable:
    """Read every numeric series of the first run under ``path`` into the common loss table.

    Raises InputError where it cannot be read.
    """
    settings = Settings(from_format=from_format)
    return pipeline.read_table(pipeline.find(str(path), settings)[0], settings)
