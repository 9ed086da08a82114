"""Registry of rules: every module here whose name has no leading underscore is one.

A rule module offers

``RULE``
    everything that is known about the symptom (``rule.Rule``);
``check(profile, limits) -> Sequence[Evidence]``
    where and how strongly this run shows it; ``limits`` holds every limit of the rule by name,
    as set by the user or by default;
``check_siblings(standing, siblings, limits) -> Sequence[Evidence]``
    the same for a run beside its siblings, only where ``RULE.beside_siblings`` words that.

Adding a rule is adding one file; nothing else names the rules.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Protocol, cast

from convcheck.errors import UsageError
from convcheck.nearest import did_you_mean

if TYPE_CHECKING:
    from convcheck.profile import Profile
    from convcheck.rule import Evidence, Rule
    from convcheck.siblings import Siblings, Standing


class RuleModule(Protocol):
    """The inner form that all rule modules share."""

    __name__: str
    RULE: Rule

    def check(self, profile: Profile, limits: Mapping[str, float]) -> Sequence[Evidence]:
        """Return what the run shows of the symptom; nothing where it does not."""


class ComparingModule(RuleModule, Protocol):
    """A rule that may also hold a run against its siblings."""

    def check_siblings(
        self, own: Standing, siblings: Siblings, limits: Mapping[str, float]
    ) -> Sequence[Evidence]:
        """Return what the run shows of the symptom beside its siblings."""


@cache
def modules() -> tuple[RuleModule, ...]:
    """Return all rule modules, sorted by code."""
    return tuple(sorted(_one_by_one(), key=lambda module: module.RULE.code))


def comparing() -> tuple[ComparingModule, ...]:
    """Return the rules that hold a run against its siblings, sorted by code."""
    return tuple(
        cast("ComparingModule", module) for module in modules() if module.RULE.beside_siblings
    )


def all_rules() -> tuple[Rule, ...]:
    """Return all rules, sorted by code."""
    return tuple(module.RULE for module in modules())


def rule(code: str) -> Rule:
    """Return the rule of this code, its number, or its name, in upper or lower case.

    Raises UsageError with the nearest one where there is none. Loads no more than it looks at.
    """
    for module in _one_by_one():
        known = module.RULE
        if (
            code.upper() in (known.code, known.code.removeprefix("CC"))
            or code.lower() == known.name
        ):
            return known
    words = [word for each in all_rules() for word in (each.code, each.name)]
    raise UsageError(f"there is no rule {code!r}", did_you_mean(code, words))


def _one_by_one() -> Iterator[RuleModule]:
    """Yield all rule modules in the order of their files, each loaded when it is its turn."""
    for found in pkgutil.iter_modules(__path__):
        if not found.name.startswith("_"):
            yield cast("RuleModule", importlib.import_module(f"{__name__}.{found.name}"))
