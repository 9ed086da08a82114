"""Precision and recall of findings against measured flags, and how often causes are named."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from convcheck.advice import likeliest_causes
from convcheck.diagnosis import diagnose
from convcheck.findings import Diagnosis
from convcheck.profile import Profile
from convcheck.settings import Settings
from tests.accuracy.cases import Case
from tests.accuracy.causes_map import CAUSES_MAP

NAMED = 3
"""Causes that a person reads."""


@dataclass(frozen=True)
class Diagnosed:
    """One labelled run with what the product concludes about it."""

    case: Case
    """The run and its truth."""

    @cached_property
    def diagnosis(self) -> Diagnosis:
        """What the product concludes."""
        return diagnose(Profile(self.case.run), Settings())

    @property
    def codes(self) -> frozenset[str]:
        """Codes of what was found, of any severity."""
        return frozenset(found.rule.code for found in self.diagnosis.findings)

    @property
    def is_healthy(self) -> bool:
        """Converged, without a flag and without an injected cause."""
        case = self.case
        return case.outcome == "converged" and not case.flags and case.cause == "none"


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
    Flag("overfitting", frozenset({"CC401", "CC407"}), "overfit_near", "validation"),
    Flag("generalisation_gap", frozenset({"CC402"}), "overfitting", "validation"),
    Flag("late_drop", frozenset({"CC309"})),
    Flag("creeping", frozenset({"CC310"})),
    Flag("noisy", frozenset({"CC308"})),
    Flag("underfit", frozenset({"CC406", "CC312"})),
    Flag("schedule_limited", frozenset({"CC311"})),
)


def findings_table(cases: Iterable[Case]) -> str:
    """Return as text: flags against codes, best steps, causes, and healthy runs."""
    every = [Diagnosed(case) for case in cases]
    parts = [_flag_table(every), _best_steps(every), _cause_table(every), _healthy(every)]
    return "\n\n".join(part for part in parts if part)


def _flag_table(cases: Sequence[Diagnosed]) -> str:
    lines = ["flag                codes           runs  found  precision  recall"]
    for flag in FLAGS:
        counted = [each for each in cases if _counts(each, flag)]
        true = [flag.name in each.case.flags for each in counted]
        said = [bool(flag.codes & each.codes) for each in counted]
        both = sum(t and s for t, s in zip(true, said, strict=True))
        lines.append(
            f"{flag.name:<18}  {' '.join(sorted(flag.codes)):<14}{sum(true):>6}{sum(said):>7}"
            f"{_ratio(both, sum(said)):>11}{_ratio(both, sum(true)):>8}"
        )
    return "\n".join(lines)


def _counts(each: Diagnosed, flag: Flag) -> bool:
    run, flags = each.case.run, each.case.flags
    has = not flag.needs or (flag.needs in run.series and run.objective.role == "train")
    return has and not (flag.unless and flag.unless in flags)


def _best_steps(cases: Iterable[Diagnosed]) -> str:
    """Return how often the range of the best step holds the truth's, where it was recorded."""
    inside = []
    for each in cases:
        best = _true_best_step(each.case)
        found = [f for f in each.diagnosis.findings if f.rule.code == "CC401"]
        if best is None or not found or "overfitting" not in each.case.flags:
            continue
        values = found[0].evidence.values
        inside.append(values["best_from"] <= best <= values["best_to"])
    if not inside:
        return ""
    return f"range of the best step holds the true one: {sum(inside)} of {len(inside)}"


def _true_best_step(case: Case) -> float | None:
    """Return the step of the lowest noise-free validation loss, on the axis of the log.

    An epoch counts from its first step to its last, so a step lies in the epoch that it belongs to.
    """
    truth, file = case.extras.get("truth", {}), case.extras.get("file", {})
    step: float | None = (truth.get("validation") or {}).get("val_best_step")
    if step is None or file.get("x") != "epoch":
        return step
    epoch = np.ceil(step / truth["steps_per_epoch"]) + file.get("x_base", 1) - 1
    return float(epoch)


def _cause_table(cases: Sequence[Diagnosed]) -> str:
    faulty = [
        each for each in cases if each.case.outcome != "converged" and each.case.cause in CAUSES_MAP
    ]
    runs: Counter[str] = Counter()
    named: Counter[str] = Counter()
    for each in faulty:
        runs[each.case.cause] += 1
        named[each.case.cause] += is_named(each)
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


def is_named(each: Diagnosed) -> bool:
    """Return whether the injected cause is among the first that the findings name."""
    causes = likeliest_causes(each.diagnosis.findings)[:NAMED]
    return bool(CAUSES_MAP[each.case.cause] & set(causes))


def _by_outcome_alone(faulty: Sequence[Diagnosed]) -> int:
    """Count the runs that a table of the true outcome would name, each left out of its table."""
    seen: Mapping[str, Counter[frozenset[str]]] = defaultdict(Counter)
    for each in faulty:
        seen[each.case.outcome][CAUSES_MAP[each.case.cause]] += 1
    named = 0
    for each in faulty:
        own = CAUSES_MAP[each.case.cause]
        others = Counter(seen[each.case.outcome])
        others[own] -= 1
        named += own in [cause for cause, _ in others.most_common(NAMED)]
    return named


def _healthy(cases: Sequence[Diagnosed]) -> str:
    healthy = [each for each in cases if each.is_healthy]
    lines = []
    for severity in ("error", "warning"):
        alarmed = [
            each
            for each in healthy
            if any(found.severity == severity for found in each.diagnosis.findings)
        ]
        codes = Counter(
            found.rule.code
            for each in alarmed
            for found in each.diagnosis.findings
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
