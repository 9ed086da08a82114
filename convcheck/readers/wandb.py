"""W&B's local logs: `run-*.wandb`, written online and offline alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convcheck.model import Source
    from convcheck.table import Catalog, LossTable, Wanted

SUMMARY = "W&B: local logs `wandb/*run-*/run-*.wandb`, offline ones among them"
RANK = 11

MAGIC = b":W&B"
VERSION_0 = b"\xe1\xbe\0"


def recognise(head: bytes, name: str) -> str | None:  # noqa: ARG001 - the contents decide
    """Accept files with W&B's header."""
    if not head.startswith(MAGIC):
        return "it does not begin as W&B's logs do"
    if not head.startswith(MAGIC + VERSION_0):
        return "it is a W&B log of a version that is not known"
    return None


def survey(source: Source) -> Catalog:
    """List what was logged; raises SourceNotFound or SourceUnreadable."""
    from convcheck.readers import _wandb_table

    return _wandb_table.catalog(source)


def read(source: Source, wanted: Sequence[Wanted]) -> LossTable:
    """Read the wanted series; raises SourceNotFound or SourceUnreadable."""
    from convcheck.readers import _wandb_table

    return _wandb_table.table(source, wanted)
