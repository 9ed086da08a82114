"""From a catalog to the columns that are wanted, and from the loss table to a run.

``choose`` decides which columns are the training loss, the validation loss, the axis and so on;
``build`` puts them on one axis and settles restarts. The words that decide stand in
:mod:`convcheck.roles`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from convcheck.series._choose import choose
from convcheck.series._selection import Choice, Pick, Selection

if TYPE_CHECKING:
    from convcheck.model import Run, Source
    from convcheck.table import Catalog, LossTable

__all__ = ["Choice", "Pick", "Selection", "build", "choose"]


def build(
    selection: Selection,
    table: LossTable,
    source: Source,
    catalog: Catalog,
    choice: Choice | None = None,
) -> Run:
    """Put the chosen series on one axis, settle restarts and cut to the steps asked for.

    Raises NoObjective where neither training nor validation has a point (left), and InputError
    where the log's counter goes back and ``choice.on_restart`` is ``error``.
    """
    from convcheck.series import _build  # numpy is needed from here on only

    return _build.build(selection, table, source, catalog, choice or Choice())
