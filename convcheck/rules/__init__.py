"""Registry of rules: every module here whose name has no leading underscore is one.

A rule module offers

``RULE``
    everything that is known about the symptom (``findings.Rule``);
``check(profile, limits) -> Sequence[Evidence]``
    where and how strongly this run shows it; ``limits`` holds every limit of the rule by name,
    as set by the user or by default.

Adding a rule is adding one file; nothing else names the rules.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Protocol, cast

from convcheck.errors import UsageError
from convcheck.nearest import did_you_mean

if TYPE_CHECKING:
    from convcheck.findings import Evidence, Rule
    from convcheck.profile import Profile


class RuleModule(Protocol):
    """The inner form that all rule modules share."""

    __name__: str
    RULE: Rule

    def check(self, profile: Profile, limits: Mapping[str, float]) -> Sequence[Evidence]:
        """Return what the run shows of the symptom; nothing where it does not."""


@cache
def modules() -> tuple[RuleModule, ...]:
    """Return all rule modules, sorted by code."""
    names = [m.name for m in pkgutil.iter_modules(__path__) if not m.name.startswith("_")]
    found = [cast("RuleModule", importlib.import_module(f"{__name__}.{name}")) for name in names]
    return tuple(sorted(found, key=lambda module: module.RULE.code))


def all_rules() -> tuple[Rule, ...]:
    """Return all rules, sorted by code."""
    return tuple(module.RULE for module in modules())


def rule(code: str) -> Rule:
    """Return the rule of this code or name, in upper or lower case.

    Raises UsageError with the nearest one where there is none.
    """
    for each in all_rules():
        if code.upper() == each.code or code.lower() == each.name:
            return each
    known = [word for each in all_rules() for word in (each.code, each.name)]
    raise UsageError(f"there is no rule {code!r}", did_you_mean(code, known))
