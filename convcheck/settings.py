"""Everything a user can set about an analysis, with its default and its meaning."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from convcheck.band import DEFAULT_BAND, Band
from convcheck.errors import UsageError
from convcheck.nearest import did_you_mean, nearest

if TYPE_CHECKING:
    from convcheck.model import Goal
    from convcheck.rule import Severity

FailOn = Literal["warning", "error", "never"]
OnRestart = Literal["last", "first", "error"]


@dataclass(frozen=True)
class Settings:
    """The settings in force; a field left alone has its default."""

    train: tuple[str, ...] = ()
    """Names or globs of the training loss; the first that matches is taken."""
    validation: tuple[str, ...] = ()
    """Names or globs of the validation loss."""
    x: tuple[str, ...] = ()
    """Names or globs of the axis."""
    learning_rate: tuple[str, ...] = ()
    """Names or globs of the learning rate."""
    gradient_norm: tuple[str, ...] = ()
    """Names or globs of the gradient's norm."""
    run: str = ""
    """Glob over the names of runs, where an input holds several; empty for all."""
    from_format: str = ""
    """Name of the reader to use; empty to recognise the format."""
    on_restart: OnRestart = "last"
    """Which records win where a counter went back."""
    goal: Goal | None = None
    """Whether the objective is to fall or to rise; none to infer it from its name."""
    band: Band = DEFAULT_BAND
    """How far the mean curve may still travel once it counts as settled."""
    from_step: float | None = None
    """Leave out what was logged before this step."""
    to_step: float | None = None
    """Leave out what was logged after this step."""
    select: tuple[str, ...] = ()
    """Codes, or their beginnings, of the rules to run; empty for all."""
    ignore: tuple[str, ...] = ()
    """Codes, or their beginnings, of the rules whose findings are suppressed."""
    limits: Mapping[str, float] = field(default_factory=dict)
    """Limits of rules, such as ``{"CC401.rise": 4.0}``."""
    severities: Mapping[str, Severity] = field(default_factory=dict)
    """Severities of rules, such as ``{"CC401": "error"}``."""
    target: float | None = None
    """A loss that the mean curve must reach; the gate fails where it does not."""
    by_step: float | None = None
    """The last step at which the target may be reached."""
    fail_on: FailOn = "error"
    """Least grave finding that fails the gate."""
    accept: tuple[str, ...] = ()
    """Verdicts that pass the gate beside ``converged``."""
    exit_zero: bool = False
    """Exit with 0 where the gate failed or the verdict is inconclusive."""
    jobs: int = 1
    """How many inputs to analyze at once; changes no result, so it is no part of a report."""
    origins: Mapping[str, str] = field(default_factory=dict, compare=False)
    """Field, or ``limits.CC401.rise``, to the place its value came from; absent for a default."""

    def is_selected(self, code: str) -> bool:
        """Return whether the rule of this code is to run."""
        return not self.select or code.startswith(self.select)

    def is_ignored(self, code: str) -> bool:
        """Return whether findings of this code are suppressed."""
        return bool(self.ignore) and code.startswith(self.ignore)

    def limits_of(self, code: str) -> dict[str, float]:
        """Return the limits that were set for the rule of this code, by their short names."""
        pairs = ((key.partition("."), value) for key, value in self.limits.items())
        return {name: value for (owner, _, name), value in pairs if owner == code}

    def names_rules(self) -> bool:
        """Return whether any setting names a rule, so that ``check_codes`` has work to do."""
        return bool(self.select or self.ignore or self.limits or self.severities)

    def check_steps(self) -> None:
        """Raise UsageError where one of the steps makes no sense beside the others."""
        if self.by_step is not None and self.target is None:
            raise UsageError("by-step says when, but not what", "give --target LOSS as well")
        first, last = self.from_step, self.to_step
        if first is not None and last is not None and first > last:
            raise UsageError("from-step lies after to-step", "no point of any log is between them")

    def with_codes(self, named: Mapping[str, str]) -> Settings:
        """Return the settings with codes in place of names; ``named`` is name to code."""

        def coded(word: str) -> str:
            owner, dot, limit = word.partition(".")
            return named.get(owner.lower(), owner) + dot + limit

        def origin(key: str) -> str:
            field, _, word = key.partition(".")
            return f"{field}.{coded(word)}" if word else key

        return dataclasses.replace(
            self,
            select=tuple(map(coded, self.select)),
            ignore=tuple(map(coded, self.ignore)),
            limits={coded(key): value for key, value in self.limits.items()},
            severities={coded(key): value for key, value in self.severities.items()},
            origins={origin(key): place for key, place in self.origins.items()},
        )

    def check_codes(self, known: Mapping[str, Mapping[str, float]]) -> None:
        """Hold every rule and limit that is named against the known ones.

        ``known`` is each rule's code with its limits, by name, and the least value of each. Raises
        UsageError that names the place, with the nearest name where a code or limit is unknown.
        """
        for key in ("select", "ignore"):
            for prefix in getattr(self, key):
                if not any(code.startswith(prefix) for code in known):
                    raise self._unknown_code(prefix, known, key, key)
        for code in self.severities:
            if code not in known:
                raise self._unknown_code(code, known, f"severities.{code}", "severities")
        for key, value in self.limits.items():
            self._check_limit(key, value, known)
        if self.select and all(self.is_ignored(code) for code in known if self.is_selected(code)):
            selected, ignored = ", ".join(self.select), ", ".join(self.ignore)
            raise UsageError(
                f"no rule is left to run: {selected} selected, {ignored} ignored",
                "leave one of them out",
            )

    def _check_limit(
        self, key: str, value: float, known: Mapping[str, Mapping[str, float]]
    ) -> None:
        code, _, name = key.partition(".")
        if code not in known:
            raise self._unknown_code(code, known, f"limits.{key}", "limits")
        where = self._place(f"limits.{key}", "limits")
        if name not in known[code]:
            hint = did_you_mean(name, (*known[code], "severity"))
            raise UsageError(f"{where}rule {code} has no limit {name!r}", hint)
        least = known[code][name]
        if value < least:
            raise UsageError(
                f"{where}{key} is {value:g}, and no limit below {least:g} has a meaning"
            )

    def _unknown_code(self, code: str, known: Iterable[str], origin: str, key: str) -> UsageError:
        near = nearest(code, known)
        hint = f"did you mean {near!r}?" if near else "convcheck rules lists them all"
        return UsageError(f"{self._place(origin, key)}no rule has the code or name {code!r}", hint)

    def _place(self, origin: str, key: str) -> str:
        """Return where a value came from, as the beginning of a complaint."""
        place = self.origins.get(origin, "")
        if place and not place.startswith("--"):
            place += f", {key}"
        return f"{place}: " if place else ""

    def to_dict(self) -> dict[str, Any]:
        """Return the settings as plain values, in the order in which they are declared."""
        plain: dict[str, Any] = {}
        for each in dataclasses.fields(self):
            value = getattr(self, each.name)
            if isinstance(value, Band):
                value = value.label
            elif isinstance(value, tuple):
                value = list(value)
            elif isinstance(value, Mapping):
                value = dict(sorted(value.items()))
            plain[each.name] = value
        del plain["jobs"], plain["origins"]
        return plain
