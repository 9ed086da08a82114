"""``convcheck analyze``: the main job."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import typer

from convcheck.cli import _options as o
from convcheck.cli import _streams

if TYPE_CHECKING:
    from convcheck.report import Report

EXAMPLES = """Examples:

\b
  convcheck analyze run.csv
  convcheck analyze runs/ --jobs 2 -q
  convcheck analyze run.jsonl --val 'eval/*loss' --band 0.01
  convcheck analyze run.csv -o report.json -o markdown:summary.txt
  convcheck analyze run.csv --target 0.35 --by-step 20000 --fail-on warning
"""


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("analyze", epilog=EXAMPLES)(analyze)


def analyze(
    paths: o.Paths,
    train: o.Train = None,
    val: o.Validation = None,
    x: o.X = None,
    lr: o.LearningRate = None,
    grad_norm: o.GradientNorm = None,
    run: o.RunName = None,
    from_format: o.Format = None,
    on_restart: o.OnRestart = None,
    goal: o.Goal = None,
    band: o.Band = None,
    from_step: o.FromStep = None,
    to_step: o.ToStep = None,
    select: o.Select = None,
    ignore: o.Ignore = None,
    assignments: o.Assignments = None,
    target: o.Target = None,
    by_step: o.ByStep = None,
    fail_on: o.FailOn = None,
    accept: o.Accept = None,
    exit_zero: o.ExitZero = False,
    to: o.To = None,
    json: o.Json = False,
    output: o.Output = None,
    quiet: o.Quiet = False,
    verbose: o.Verbose = 0,
    plot: o.Plot = None,
    color: o.Color = "auto",
    width: o.Width = None,
    ascii_only: o.Ascii = False,
    jobs: o.Jobs = None,
) -> None:
    """Judge runs: converged or not, when, how sure, what to do."""
    asked = locals()
    from convcheck.cli import _output

    plan = _output.plan(asked)
    report = _analyze(paths, asked)
    code = report.exit_code
    plan.write(report)
    if not plan.shows_all:
        for unread in report.unread:
            _streams.complain(unread)
    raise typer.Exit(code)


def _analyze(paths: Sequence[str], asked: Mapping[str, Any]) -> Report:
    from convcheck.cli import _progress, _settings, _stdin

    settings = _settings.settle(asked)
    content = _stdin.content(paths)
    from convcheck import pipeline

    progress = _progress.Progress()
    try:
        return pipeline.analyze(paths, settings, stdin=content, progress=progress)
    finally:
        progress.clear()
        sys.stderr.flush()
