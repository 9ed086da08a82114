"""Phrases that several reporters share: when a run settled, what to keep, what more would bring."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from convcheck import exit_codes
from convcheck.directions import words_of
from convcheck.noted import is_noted
from convcheck.reporters._text import escape, percent
from convcheck.roles import ADVERSARIAL
from convcheck.rule import Verdict
from convcheck.shares import SEEN
from convcheck.told_ahead import is_foretold
from convcheck.wording import APART, LARGE, TINY, loss, rough, step, untrained_at
from convcheck.wording import percent as share_of

if TYPE_CHECKING:
    from convcheck.report import Best, RunReport, SeriesSummary
    from convcheck.settings import Settings

NO_VALIDATION = "CC109"
"""The rule that says what is unknown without validation: that need not be said twice."""

CLIMBED = "CC313"
"""The rule that says to which level the objective climbed before it settled."""

RISEN = ("CC301", "CC306", CLIMBED)
"""Rules that say from where on the objective rose: what is to be kept must say the same."""

NEARLY_ALL, HALF = 0.9, 0.5
"""Shares of its range from which a run is said to have lost what it had learned, or part of it."""


def place(run: RunReport, at: float) -> str:
    """Return a place in the run, such as ``step 4,801``."""
    return f"{run.axis.unit} {step(at)}"


def span(first: float, last: float) -> str:
    """Return a range of steps, or the step where it is but one."""
    return step(first) if first == last else f"{step(first)} – {step(last)}"


def outcome(run: RunReport) -> str:
    """Return what completes the verdict's name to a headline."""
    told = _outcome(run)
    if not is_one_side(run):
        return told
    side = f"by {named(run.series[run.objective])}, one side of two"
    return f"{side}: {told}" if told else side


def is_one_side(run: RunReport) -> bool:
    """Return whether the verdict is about one of two losses that pull against one another."""
    return is_noted(run.notes, ADVERSARIAL)


def _outcome(run: RunReport) -> str:
    diagnosis = run.diagnosis
    end = place(run, _last_step(run)) if run.steps else "the end"
    if diagnosis.convergence is not None:
        total = f" of {step(run.steps[1])}" if run.steps else ""
        return f"at {place(run, diagnosis.convergence.step)}{total}"
    if diagnosis.leaning is not None:
        return f"but leaning to {diagnosis.leaning.value}"
    return {
        Verdict.CONVERGED: "",
        Verdict.IMPROVING: f"until the log ends at {end}",
        Verdict.STUCK: f"{_nothing(run)} by {end}",
        Verdict.OSCILLATING: f"until the log ends at {end}",
        Verdict.DIVERGED: _lost(run),
        Verdict.INCONCLUSIVE: "the log cannot tell",
    }[diagnosis.verdict]


def _last_step(run: RunReport) -> float:
    """Return the last step that was logged, of the objective or of what is shown beside it."""
    traces = run.curve.raw.values() if run.curve else ()
    ends: list[float] = [trace.step[-1] for trace in traces if trace.step]
    return max(ends + list((run.steps or ())[-1:]))


def _nothing(run: RunReport) -> str:
    """Say that a run learned nothing, without denying a fall that everybody sees."""
    if fact(run, "lost_from") is not None:
        return "with nothing left of what it had learned"
    series = run.series[run.objective]
    if series.first is not None and series.last is not None:
        gain = series.first - series.last if run.goal == "min" else series.last - series.first
        if gain > LARGE * abs(series.first):
            return "with no learning to be seen"
    return "with nothing gained"


def _lost(run: RunReport) -> str:
    """Say how much was lost: all of it where that is not known, as of a loss that is not finite."""
    learned = any(_gained(run, role) for role in {run.objective, "validation"} & {*run.series})
    if not learned:
        return "from the start"
    if fact(run, "rose_alone"):
        return "by its very last values"
    share: float | None = fact(run, "lost_share")
    if share is None or share >= NEARLY_ALL:
        return "it lost what it had learned"
    if share > HALF:
        return f"it lost {percent(share)} of what it had learned"
    rose = f"it {words_of(run.goal)['rose']} again"
    return f"{rose} at its end" if share < SEEN else f"{rose} by {percent(share)} of its range"


def _gained(run: RunReport, role: str) -> bool:
    """Return whether a series ever was better than at first: something can be lost, or kept."""
    series = run.series[role]
    if series.best is None or series.first is None:
        return False
    gain = series.first - series.best.value
    return (gain if run.goal == "min" else -gain) > 0


def sureness(run: RunReport) -> str:
    """Return how sure the verdict is, empty where nothing could be estimated."""
    probability = run.diagnosis.probability
    if probability is None:
        return ""
    return f"{percent(probability)} sure" + (" of that" if run.diagnosis.leaning else "")


def when(run: RunReport) -> str:
    """Return interval, share and level of the convergence; empty where the run did not converge.

    Of a loss that climbed first the finding tells the level: about the step it was still climbing.
    """
    settling = run.diagnosis.convergence
    if settling is None:
        return ""
    told = f"{percent(settling.share_of_run)} into the run"
    told += f"; 90% interval {span(*settling.interval)}"
    if climbed(run):
        later = (risen_from(run) or 0.0) >= settling.step
        return told + (f"; it {words_of(run.goal)['rose']} to another level later" if later else "")
    less = " less what the rate's restarts add" if settling.without_restarts else ""
    return f"{told}; {words_of(run.goal)['what']} {loss(settling.loss)}{less}"


def climbed(run: RunReport) -> bool:
    """Return whether a finding tells of a climb to the level at which the objective settled."""
    return _is_found(run, CLIMBED)


def _is_found(run: RunReport, code: str) -> bool:
    return any(found.rule.code == code for found in run.diagnosis.findings)


def keep(run: RunReport) -> str:
    """Return which checkpoint to keep; empty where none is worth it or nothing is known."""
    role = "validation" if "validation" in run.series else run.objective
    judge, verdict = run.series.get(role), run.diagnosis.verdict
    if judge is None or judge.best is None or is_one_side(run):
        return ""
    if verdict is Verdict.STUCK and fact(run, "lost_from") is None:
        return ""
    if verdict is Verdict.DIVERGED and not _gained(run, role):
        return ""
    if untrained_at(judge.best.range[1], run.axis.unit):
        return f"no checkpoint: {named(judge)} was best at {place(run, 0.0)}, before any training"
    risen = risen_from(run) if role == run.objective else None
    parts = _best(run, judge, judge.best) if risen is None else [_before_it_rose(run, judge, risen)]
    if "validation" not in run.series and not _is_found(run, NO_VALIDATION):
        parts.append("no validation in the log, so nothing is known of new data")
    return "; ".join(parts)


def risen_from(run: RunReport) -> float | None:
    """Return the step from which the objective is said to have risen for good."""
    lost_from = fact(run, "lost_from")
    if run.diagnosis.verdict is Verdict.STUCK and lost_from is not None:
        return float(lost_from)
    spans = [f.evidence.span for f in run.diagnosis.findings if f.rule.code in RISEN]
    return next((span.first for span in spans if span is not None), None)


def _best(run: RunReport, judge: SeriesSummary, best: Best) -> list[str]:
    level = loss(best.value)
    if best.level is not None and abs(best.value - best.level) > APART * abs(best.level):
        level = f"about {rough(best.level)}, logged there {level}"
    told = f"{place(run, best.step)} ({named(judge)} {level})"
    if best.range[0] == best.range[1]:
        return [told]
    return [told, f"any of {span(*best.range)} is as good within the noise"]


def _before_it_rose(run: RunReport, judge: SeriesSummary, risen: float) -> str:
    lowest = words_of(run.goal)["lowest"]
    return f"about {place(run, risen)}, where {named(judge)} was last near its {lowest} level"


def more(run: RunReport) -> str:
    """Return what training longer would bring; empty where that cannot be said."""
    projection = run.diagnosis.projection
    if projection is None:
        return ""
    low, high = projection.interval
    whole = words_of(run.goal)["drop"]
    gain = f"{rough(projection.gain)} ({share_of(projection.share_of_drop)} of the {whole}"
    gain += f"; 90% interval {rough(low)} – {rough(high)})"
    if projection.share_of_drop < TINY:
        gain = f"at most {rough(high)} (90% interval)"
    extra = f"{step(projection.extra)} {run.axis.unit}s more"
    likeliest = run.diagnosis.leaning or run.diagnosis.verdict
    if high > 0 and not is_foretold(projection, likeliest):
        return (
            f"{extra} may bring anything from nothing to {rough(high)} (90% interval): how far it "
            "would go on cannot be told"
        )
    if projection.gain <= 0 >= high:
        return f"{extra} would bring nothing, if nothing else changes"
    if fact(run, "schedule_ended"):
        return f"{extra} would bring {gain}, but only on a longer schedule: the rate has run out"
    if fact(run, "rate_decays"):
        return f"{extra} would bring {gain}, were the learning rate held"
    return f"{extra} would bring {gain}, if nothing else changes"


def fact(run: RunReport, name: str) -> Any:
    """Return a fact of the run by name; none where it is not known."""
    return None if run.standing is None else run.standing.facts.get(name)


def target(run: RunReport) -> str:
    """Return whether the user's target was reached; empty where there is none."""
    if run.target is None:
        return ""
    asked = f"{words_of(run.goal)['what']} {loss(run.target.loss)}"
    if run.target.by_step is not None:
        asked += f" by {place(run, run.target.by_step)}"
    reached = run.target.reached
    if reached is None:
        return f"MISSED: {asked} was never reached"
    return f"{'met' if run.target.met else 'MISSED'}: {asked} was reached at {place(run, reached)}"


def gate(run: RunReport, settings: Settings) -> str:
    """Return which findings alone make the exit code 1; empty where the verdict fails, or none."""
    failing = exit_codes.only_by_findings(run, settings)
    if not failing:
        return ""
    named = ", ".join(f"{each.rule.code} {each.rule.name} ({each.severity})" for each in failing)
    return f"exit code 1 for {named}; --ignore or --fail-on changes that"


def named(series: SeriesSummary) -> str:
    """Return a series' name, as data."""
    return f"`{escape(series.name)}`"


def counted(count: int, noun: str) -> str:
    """Return a number with its noun, such as ``12 points``."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"
