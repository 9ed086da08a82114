"""Markdown: the same story, and names that stay names."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from convcheck.reporters import Look, get
from tests.reporters import _made as made
from tests.reporters.test_terminal import approved

GOLDEN = Path(__file__).parent / "golden" / "several.md"


def test_markdown_looks_as_it_did_when_it_was_approved() -> None:
    """One table row for every input, one section for every run."""
    report = made.report(made.HEALTHY, made.DIVERGED, unread=(made.MISSING,))
    approved(GOLDEN, get("markdown").render(report, Look()))


def test_markup_in_names_is_shown_literally() -> None:
    """A name can neither begin a heading, end a table's cell, nor mention anyone."""
    hostile = replace(made.HEALTHY, id="# a|b @me <b> [x](y) `z`\n")
    text = get("markdown").render(made.report(hostile), Look())
    assert r"| \# a\|b \@me \<b\> \[x\](y) \`z\`\\n |" in text


def test_a_loss_that_is_told_less_its_restarts_says_so() -> None:
    """What was taken off is named where the loss is, and nowhere else."""
    diagnosis = made.HEALTHY.diagnosis
    assert diagnosis.settling is not None
    less = replace(diagnosis.settling, without_restarts=True)
    run = replace(made.HEALTHY, diagnosis=replace(diagnosis, settling=less))
    told, plain = (get("markdown").render(made.report(one), Look()) for one in (run, made.HEALTHY))
    assert "loss 0.3402 less what the rate's restarts add" in told
    assert "restarts add" not in plain
