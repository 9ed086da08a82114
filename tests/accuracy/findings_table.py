"""Precision and recall of findings against measured flags, and how often causes are named."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from convcheck.advice import likeliest_causes
from convcheck.diagnosis import diagnose
from convcheck.findings import Diagnosis
from convcheck.model import Run
from convcheck.profile import Profile
from convcheck.settings import Settings
from tests.accuracy.causes_map import CAUSES_MAP

NAMED = 3
"""Causes that a person reads."""


@dataclass(frozen=True)
class Case:
    """One labelled run."""

    run: Run
    """What was logged."""
    flags: frozenset[str]
    """Measured facts, by the names of LABELS.md."""
    injected_cause: str
    """What was done to the training, or ``none``."""
    outcome: str
    """What became of it, as the product words it."""

    @cached_property
    def diagnosis(self) -> Diagnosis:
        """What the product concludes."""
        return diagnose(Profile(self.run), Settings())

    @property
    def codes(self) -> frozenset[str]:
        """Codes of what was found, of any severity."""
        return frozenset(found.rule.code for found in self.diagnosis.findings)

    @property
    def is_healthy(self) -> bool:
        """Converged, without a flag and without an injected cause."""
        return self.outcome == "converged" and not self.flags and self.injected_cause == "none"


@dataclass(frozen=True, slots=True)
class Flag:
    """A flag and the codes that should find it."""

    name: str
    """As in LABELS.md."""
    codes: frozenset[str]
    """Any of these finds it."""
    unless: str = ""
    """Runs with this flag may or may not be found, and do not count."""
    needs: str = ""
    """Role of a series that the log must hold; other runs do not count."""


FLAGS = (
    Flag("nan", frozenset({"CC201", "CC202"})),
    Flag("resumed", frozenset({"CC101"})),
    Flag("truncated", frozenset({"CC102"})),
    Flag("spikes", frozenset({"CC305"})),
    Flag("overfitting", frozenset({"CC401"}), "overfit_near", "validation"),
    Flag("generalisation_gap", frozenset({"CC402"}), "overfitting", "validation"),
    Flag("late_drop", frozenset({"CC309"})),
    Flag("creeping", frozenset({"CC310"})),
    Flag("noisy", frozenset({"CC308"})),
    Flag("underfit", frozenset({"CC406", "CC312"})),
    Flag("schedule_limited", frozenset({"CC311"})),
)


def findings_table(cases: Iterable[Case]) -> str:
    """Return three tables as text: flags against codes, causes, and healthy runs."""
    every = list(cases)
    return "\n\n".join([_flag_table(every), _cause_table(every), _healthy(every)])


def _flag_table(cases: Sequence[Case]) -> str:
    lines = ["flag                codes           runs  found  precision  recall"]
    for flag in FLAGS:
        counted = [case for case in cases if _counts(case, flag)]
        true = [flag.name in case.flags for case in counted]
        said = [bool(flag.codes & case.codes) for case in counted]
        both = sum(t and s for t, s in zip(true, said, strict=True))
        lines.append(
            f"{flag.name:<18}  {' '.join(sorted(flag.codes)):<14}{sum(true):>6}{sum(said):>7}"
            f"{_ratio(both, sum(said)):>11}{_ratio(both, sum(true)):>8}"
        )
    return "\n".join(lines)


def _counts(case: Case, flag: Flag) -> bool:
    has = not flag.needs or (flag.needs in case.run.series and case.run.objective.role == "train")
    return has and not (flag.unless and flag.unless in case.flags)


def _cause_table(cases: Sequence[Case]) -> str:
    faulty = [
        case
        for case in cases
        if case.outcome != "converged" and case.injected_cause in CAUSES_MAP
    ]
    runs: Counter[str] = Counter()
    named: Counter[str] = Counter()
    for case in faulty:
        runs[case.injected_cause] += 1
        named[case.injected_cause] += is_named(case)
    plain = _by_outcome_alone(faulty)
    lines = ["injected cause            runs  among the first three"]
    lines += [
        f"{cause:<24}{runs[cause]:>6}  {_ratio(named[cause], runs[cause])}"
        for cause in sorted(runs, key=lambda cause: (-runs[cause], cause))
    ]
    lines.append(
        f"all faulty, not converged{len(faulty):>5}  {_ratio(sum(named.values()), len(faulty))} "
        f"(a table of the outcome alone: {_ratio(plain, len(faulty))}, leaving each run out)"
    )
    return "\n".join(lines)


def is_named(case: Case) -> bool:
    """Return whether the injected cause is among the first that the findings name."""
    causes = likeliest_causes(case.diagnosis.findings)[:NAMED]
    return bool(CAUSES_MAP[case.injected_cause] & set(causes))


def _by_outcome_alone(faulty: Sequence[Case]) -> int:
    """Count the runs that a table of the true outcome would name, each left out of its table."""
    seen: Mapping[str, Counter[frozenset[str]]] = defaultdict(Counter)
    for case in faulty:
        seen[case.outcome][CAUSES_MAP[case.injected_cause]] += 1
    named = 0
    for case in faulty:
        own = CAUSES_MAP[case.injected_cause]
        others = Counter(seen[case.outcome])
        others[own] -= 1
        named += own in [cause for cause, _ in others.most_common(NAMED)]
    return named


def _healthy(cases: Sequence[Case]) -> str:
    healthy = [case for case in cases if case.is_healthy]
    lines = []
    for severity in ("error", "warning"):
        alarmed = [
            case
            for case in healthy
            if any(found.severity == severity for found in case.diagnosis.findings)
        ]
        codes = Counter(
            found.rule.code
            for case in alarmed
            for found in case.diagnosis.findings
            if found.severity == severity
        )
        which = ", ".join(f"{code} x{count}" for code, count in codes.most_common())
        lines.append(
            f"healthy runs with a finding of severity {severity}: {len(alarmed)} of "
            f"{len(healthy)}{f' ({which})' if which else ''}"
        )
    return "\n".join(lines)


def _ratio(part: int, whole: int) -> str:
    return f"{part / whole:.2f}" if whole else "-"
