"""``convcheck analyze``: the main job."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import typer

from convcheck.cli import _options as options
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
    paths: options.Paths,
    train: options.Train = None,
    val: options.Validation = None,
    x: options.X = None,
    lr: options.LearningRate = None,
    grad_norm: options.GradientNorm = None,
    run: options.RunName = None,
    from_format: options.Format = None,
    on_restart: options.OnRestart = None,
    goal: options.Goal = None,
    band: options.Band = None,
    from_step: options.FromStep = None,
    to_step: options.ToStep = None,
    select: options.Select = None,
    ignore: options.Ignore = None,
    assignments: options.Assignments = None,
    target: options.Target = None,
    by_step: options.ByStep = None,
    fail_on: options.FailOn = None,
    accept: options.Accept = None,
    exit_zero: options.ExitZero = False,
    to: options.To = None,
    json: options.Json = False,
    output: options.Output = None,
    quiet: options.Quiet = False,
    verbose: options.Verbose = 0,
    plot: options.Plot = None,
    color: options.Color = "auto",
    width: options.Width = None,
    ascii_only: options.Ascii = False,
    jobs: options.Jobs = None,
) -> None:
    """Judge runs: converged or not, when, how sure, what to do."""
    asked = locals()
    from convcheck.cli import _output

    plan = _output.plan(asked)
    plan.refuse_inputs(paths)
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
