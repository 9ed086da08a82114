"""Rules and limits that settings name, held against those that there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from convcheck.settings import Settings


def checked(settings: Settings) -> Settings:
    """Return the settings with codes in place of the names of rules.

    Raises UsageError for a rule or a limit that there is not.
    """
    if not settings.names_rules():
        return settings
    from convcheck import rules

    known = rules.all_rules()
    coded = settings.with_codes({rule.name: rule.code for rule in known})
    coded.check_codes(
        {rule.code: {limit.name: limit.least for limit in rule.limits} for rule in known}
    )
    return coded
