"""The formats for programs: complete, valid, and free of anything meant for eyes."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from convcheck import reporters
from convcheck.reporters import Look
from convcheck.rule import Verdict
from convcheck.schema import plain
from tests.reporters import _made as made

EVERYTHING = made.report(
    made.HEALTHY, made.IMPROVING, made.DIVERGED, made.INCONCLUSIVE, unread=(made.MISSING,)
)
LOUD = Look(color=True, plot=True, verbosity=2)

RUN_KEYS = {
    "id", "source", "axis", "goal", "series", "columns", "verdict", "leaning", "probability",
    "reason", "settling", "convergence", "noise", "projection", "findings", "checks", "notes",
    "exit_code",
}  # fmt: skip
FINDING_KEYS = {
    "code", "name", "severity", "message", "series", "steps", "evidence", "causes", "remedies",
}  # fmt: skip
SERIES_KEYS = {"name", "points", "non_finite", "first", "last", "last_non_finite", "best"}


def strict(text: str) -> Any:
    """Parse JSON, refusing the NaN and Infinity that Python lets pass."""
    return json.loads(text, parse_constant=lambda word: pytest.fail(f"{word} is no JSON"))


@pytest.fixture(name="document")
def _document() -> dict[str, Any]:
    parsed = strict(reporters.get("json").render(EVERYTHING, LOUD))
    assert isinstance(parsed, dict)
    return parsed


def test_json_is_what_the_api_returns(document: dict[str, Any]) -> None:
    """One schema, whichever way it is asked for."""
    assert EVERYTHING.to_dict() == document


def test_json_has_every_promised_field(document: dict[str, Any]) -> None:
    """Fields are never left out; what is unknown is null."""
    assert {"schema_version", "tool", "settings", "runs", "unread", "summary"} <= set(document)
    assert document["schema_version"] == 1
    assert document["tool"] == {"name": "convcheck", "version": made.VERSION}
    assert {"runs", "by_verdict", "exit_code"} <= set(document["summary"])
    assert {verdict.value for verdict in Verdict} == set(document["summary"]["by_verdict"])
    for run in document["runs"]:
        assert set(run) >= RUN_KEYS
        assert {"path", "format", "logger", "files"} == set(run["source"])
        assert {"name", "unit", "first", "last"} == set(run["axis"])
        assert {"ran", "skipped", "suppressed"} == set(run["checks"])
        assert {"train", "validation"} <= set(run["series"])
        assert all(SERIES_KEYS == set(each) for each in run["series"].values() if each)
        assert all(FINDING_KEYS == set(each) for each in run["findings"])
        assert all({"code", "count", "message"} <= set(each) for each in run["notes"])


def test_json_tells_settling_apart_from_convergence(document: dict[str, Any]) -> None:
    """Convergence is the settling of a converged run, and null for every other."""
    healthy, improving, diverged, _ = document["runs"]
    assert healthy["convergence"] == healthy["settling"]
    assert healthy["settling"]["ladder"]["2%"] == {"step": 4801, "loss": 0.3402}
    assert improving["convergence"] is None
    assert improving["settling"]["step"] == 9480
    assert diverged["settling"] is None


def test_json_writes_null_for_what_is_no_number(document: dict[str, Any]) -> None:
    """Evidence may hold NaN; JSON may not."""
    evidence = document["runs"][2]["findings"][0]["evidence"]
    assert evidence == {"rise": 0.31, "limit": 0.05, "never": None}
    assert document["runs"][2]["series"]["train"]["last_non_finite"] == "nan"


def test_json_makes_plain_values_of_numpy() -> None:
    """Rules may put numpy's scalars and arrays into their evidence."""
    assert plain({"a": np.float64(1.5), "b": np.int64(2), "c": np.array([1.0, np.nan])}) == {
        "a": 1.5,
        "b": 2,
        "c": [1.0, None],
    }
    assert plain(np.bool_(True)) is True
    assert plain(np.float32("inf")) is None


def test_jsonl_holds_the_same_runs_one_a_line(document: dict[str, Any]) -> None:
    """Runs, then unread inputs, then the summary."""
    lines = [strict(line) for line in reporters.get("jsonl").render(EVERYTHING, LOUD).splitlines()]
    assert [line["type"] for line in lines] == ["run"] * 4 + ["unread", "summary"]
    extra = {"type": "run", "schema_version": 1}
    assert lines[:4] == [{**extra, **run} for run in document["runs"]]
    assert lines[-1]["exit_code"] == 3


def test_quiet_has_one_line_for_every_input() -> None:
    """Five fields, a dash for what is not known, the unread one as well."""
    assert reporters.get("quiet").render(EVERYTHING, LOUD) == (
        "converged\t4801\t0.97\thealthy\truns/healthy.csv\n"
        "improving\t-\t0.93\timproving\truns/improving.csv\n"
        "diverged\t-\t-\tbroken\truns/broken.csv\n"
        "inconclusive\t-\t-\tshort\truns/short.csv\n"
        "unreadable\t-\t-\t-\truns/gone.csv\n"
    )


@pytest.mark.parametrize(
    ("step", "told"), [(12362.5, "12362.5"), (0.1 + 0.2, "0.3"), (2e11, "200000000000")]
)
def test_quiet_tells_a_step_as_it_is(step: float, told: str) -> None:
    """Neither rounded to few digits nor with an exponent."""
    settling = made.HEALTHY.diagnosis.settling
    assert settling is not None
    diagnosis = replace(made.HEALTHY.diagnosis, settling=replace(settling, step=step))
    line = reporters.get("quiet").render(
        made.report(replace(made.HEALTHY, diagnosis=diagnosis)), LOUD
    )
    assert line.split("\t")[1] == told


def test_quiet_keeps_a_hostile_path_on_its_line() -> None:
    """A tab or a line feed in a file's name cannot forge a field or a line."""
    hostile = replace(made.HEALTHY, path="a\tb\nconverged", id="\x1b[2J")
    line = reporters.get("quiet").render(made.report(hostile), LOUD)
    assert line == "converged\t4801\t0.97\t\\x1b[2J\ta\\tb\\nconverged\n"


@pytest.mark.parametrize("name", ["json", "jsonl", "quiet"])
def test_formats_for_programs_ignore_the_look(name: str) -> None:
    """No colour, no plot, no width: the same bytes wherever they go."""
    reporter = reporters.get(name)
    text = reporter.render(EVERYTHING, LOUD)
    assert "\x1b" not in text
    assert text == reporter.render(EVERYTHING, Look(width=40, unicode=False, plot=False))


@pytest.mark.parametrize("name", reporters.names())
def test_every_reporter_keeps_the_contract(name: str) -> None:
    """A summary, suffixes, a pure rendering that ends its last line, of an empty report too."""
    reporter = reporters.get(name)
    assert reporter.SUMMARY
    assert all(suffix.startswith(".") for suffix in reporter.SUFFIXES)
    plain_look = Look(plot=False)
    assert reporter.render(EVERYTHING, plain_look) == reporter.render(EVERYTHING, plain_look)
    assert reporter.render(EVERYTHING, plain_look).endswith("\n")
    reporter.render(made.report(), plain_look)


def test_no_two_reporters_claim_a_suffix() -> None:
    """A file's name asks for one format."""
    claimed = [suffix for name in reporters.names() for suffix in reporters.get(name).SUFFIXES]
    assert sorted(set(claimed)) == sorted(claimed)


def test_a_report_shows_itself_in_a_few_words() -> None:
    """Who prints it in a notebook sees the verdicts, not thousands of points."""
    told = repr(EVERYTHING)
    assert "<RunReport 'healthy': converged at step 4,801, probability 0.97" in told
    assert "diverged" in told
    assert made.MISSING.path in told
    assert "exit code 3" in told
    assert len(told) < 120 * len(EVERYTHING.runs)
