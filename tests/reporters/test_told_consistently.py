"""Headline, findings and facts of one report: nothing is said twice, and nothing is denied."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from convcheck import reporters
from convcheck.findings import NOT_SELECTED, Projection, Skipped
from convcheck.model import Axis
from convcheck.reporters import Look
from convcheck.reporters import _words as words
from convcheck.reporters._headline import advice
from convcheck.rule import Verdict
from convcheck.siblings import Standing
from convcheck.verdicts import VERDICTS, VerdictText
from tests.reporters import _made as made

if TYPE_CHECKING:
    from convcheck.report import RunReport


def text_of(run: RunReport, **look: Any) -> str:
    """Return the report on one run for a person, in one line."""
    text = reporters.get("terminal").render(made.report(run), Look(plot=False, **look))
    return " ".join(text.split())


def with_facts(run: RunReport, **facts: Any) -> RunReport:
    """Return the run with these facts known."""
    verdict = run.diagnosis.verdict
    standing = Standing((), "train", run.goal, verdict, 2.0, 1.0, 0.1, None, facts)
    return replace(run, standing=standing)


def test_the_ladder_is_told_of_a_run_that_converged() -> None:
    """Of one that still improves it would say that it is at rest; who asks for more sees it."""
    assert "in band 5% from 3,745" in text_of(made.HEALTHY)
    assert "in band" not in text_of(made.IMPROVING)
    assert "in band 5% from 3,745" in text_of(made.IMPROVING, verbosity=1)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("iteration", "axis = `iteration`, here counted as steps"),
        ("trainer/global_step", "axis = `trainer/global_step`"),
        ("Step", "axis = `Step`"),
    ],
)
def test_an_axis_of_another_name_is_said_to_be_counted_as_steps(name: str, told: str) -> None:
    """Who logged iterations reads of steps in all sentences."""
    text = text_of(replace(made.HEALTHY, axis=Axis(name, "step")))
    assert f"{told} in band" in text


def test_a_share_below_one_percent_is_told_as_findings_tell_it() -> None:
    """Not as "under 1%" beside a finding that says 0.7%."""
    ahead = Projection(10000, 0.014, (0.0, 0.05), 0.007)
    run = replace(made.HEALTHY, diagnosis=replace(made.HEALTHY.diagnosis, projection=ahead))
    assert "0.014 (0.7% of the drop; 90% interval 0 – 0.05)" in words.more(run)


@pytest.mark.parametrize("verdict", [Verdict.IMPROVING, Verdict.OSCILLATING])
def test_the_log_ends_where_the_last_series_ends(verdict: Verdict) -> None:
    """A checkpoint to keep lies in the log, also where only validation reaches it."""
    run = made.HEALTHY
    assert run.curve is not None
    validation = run.curve.raw["validation"]
    raw = {**run.curve.raw, "validation": replace(validation, step=(*validation.step[:-1], 10050))}
    later = replace(run, curve=replace(run.curve, raw=raw))
    told = words.outcome(replace(later, diagnosis=replace(run.diagnosis, verdict=verdict)))
    assert told == "until the log ends at step 10,050"


def test_longer_training_is_not_called_a_waste_where_it_may_bring_much() -> None:
    """The reason tells of an upper end that a rest does not have."""
    assert "would be wasted" in advice(with_facts(made.HEALTHY))[0]
    (told,) = advice(with_facts(made.HEALTHY, more_ahead=True))
    assert (
        told
        == "Nothing needs mending. Longer training of the same kind would likely bring little more."
    )


def test_who_improves_while_validation_got_worse_is_not_told_to_train_on() -> None:
    """The loss alone does not say how long to train."""
    (told,) = advice(with_facts(made.IMPROVING, validation_turned=True))
    assert told.startswith("Train longer only while validation improves")
    assert advice(with_facts(made.IMPROVING))[0].startswith("Train longer, or")


@pytest.mark.parametrize("sure", [0.4, 0.9])
@pytest.mark.parametrize("text", VERDICTS.values(), ids=[*VERDICTS])
def test_advice_of_a_verdict_holds_for_losses_and_scores(text: VerdictText, sure: float) -> None:
    """It names no direction, for what falls in a loss rises in a reward."""
    words_of_a_loss = {"loss", "fall", "falls", "fell", "rise", "rises", "rose"}
    assert not words_of_a_loss & {*text.advice_at(sure).lower().strip(".").split()}


def test_that_validation_is_missing_is_said_once() -> None:
    """The finding says it, with what to do."""
    missing = made.finding("CC109", "no-validation", "info", "No validation was found.", ())
    found = replace(made.IMPROVING.diagnosis, findings=(missing,))
    assert "no validation in the log" in words.keep(made.IMPROVING)
    assert "no validation" not in words.keep(replace(made.IMPROVING, diagnosis=found))


def test_a_rise_that_is_lost_in_the_range_is_told_as_no_share_of_it() -> None:
    """A run that diverged did not rise by under 1%."""
    diverged = replace(made.HEALTHY.diagnosis, verdict=Verdict.DIVERGED, settling=None)
    run = with_facts(replace(made.HEALTHY, diagnosis=diverged), lost_share=1e-6)
    assert "it rose again at its end" == words.outcome(run)


def test_a_log_without_a_counter_is_no_reason_not_to_say_what_to_do_with_the_run() -> None:
    """What CC107 advises on the log comes after what the run asks for."""
    message = "nothing in the log counts the steps"
    uncounted = made.finding("CC107", "no-usable-step", "warning", message, ("name the counter",))
    diagnosis = replace(made.IMPROVING.diagnosis, findings=(uncounted,))
    training, counter = advice(replace(made.IMPROVING, diagnosis=diagnosis))
    assert training.startswith("Train longer")
    assert counter == "Name the counter."


def test_what_was_not_selected_is_no_lack_of_data() -> None:
    """Rules that the log is too poor for are counted apart from those that nobody asked for."""
    skipped = (
        Skipped("CC401", "no validation"),
        *(Skipped(f"CC20{k}", NOT_SELECTED) for k in "12"),
    )
    run = replace(made.HEALTHY, diagnosis=replace(made.HEALTHY.diagnosis, skipped=skipped))
    assert "; 1 skipped for want of data; 2 not selected" in text_of(run)
