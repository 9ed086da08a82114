"""The report for people: the same as when it was last looked at, and well-behaved."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convcheck import reporters
from convcheck.model import Restart
from convcheck.report import Curve, Report, RunReport, Trace
from convcheck.reporters import Look
from convcheck.reporters._page import visible
from convcheck.reporters._text import cells, escape, shorten, to_ascii, wrap
from tests.reporters import _made as made

GOLDEN = Path(__file__).parent / "golden"
REPORTS: dict[str, Report] = {
    "healthy": made.report(made.HEALTHY),
    "improving": made.report(made.IMPROVING),
    "diverged": made.report(made.DIVERGED),
    "inconclusive": made.report(made.INCONCLUSIVE),
    "several": made.report(
        made.HEALTHY, made.IMPROVING, made.DIVERGED, made.LEANING, unread=(made.MISSING,)
    ),
    "unread": made.report(unread=(made.MISSING,)),
}
LOOKS = {"80": Look(80), "140": Look(140), "ascii": Look(80, unicode=False)}
HEALTHY_LINES = 40
"""One screen."""
ESCAPE = re.compile(r"\x1b\[[0-9;]*m")


def render(report: Report, look: Look) -> str:
    """Render for people."""
    return reporters.get("terminal").render(report, look)


def approved(golden: Path, text: str) -> None:
    """Hold a text against a golden file."""
    if os.environ.get("UPDATE_GOLDEN"):
        golden.write_text(text, encoding="utf-8")
    assert golden.read_text(encoding="utf-8") == text


def one(run: RunReport, look: Look = Look(80)) -> str:  # noqa: B008 - frozen
    """Render one run for people."""
    return render(made.report(run), look)


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("name", REPORTS)
def test_report_looks_as_it_did_when_it_was_approved(name: str, look: str) -> None:
    """Golden files; set UPDATE_GOLDEN=1 to write them anew, and read the difference."""
    approved(GOLDEN / f"{name}_{look}.txt", render(REPORTS[name], LOOKS[look]))


@pytest.mark.parametrize("name", REPORTS)
@pytest.mark.parametrize("width", [40, 60, 80, 140])
def test_no_line_is_wider_than_asked(name: str, width: int) -> None:
    """Names and paths of any length are wrapped or shortened."""
    text = render(REPORTS[name], Look(width, color=True, verbosity=1))
    assert [] == [line for line in text.splitlines() if visible(line) > width]


@pytest.mark.parametrize("name", REPORTS)
def test_colour_adds_nothing_but_escape_codes(name: str) -> None:
    """Nothing is said by colour alone; trailing blanks apart, the text is the same."""
    colored = ESCAPE.sub("", render(REPORTS[name], Look(80, color=True)))
    stripped = [line.rstrip() for line in colored.splitlines()]
    assert render(REPORTS[name], Look(80)).splitlines() == stripped


@pytest.mark.parametrize("name", REPORTS)
def test_ascii_is_ascii(name: str) -> None:
    """A terminal without UTF-8 gets nothing else."""
    assert render(REPORTS[name], Look(80, unicode=False, verbosity=1)).isascii()


def test_a_healthy_report_fits_one_screen() -> None:
    """The answer, the curve and the facts without scrolling."""
    assert len(one(made.HEALTHY).splitlines()) <= HEALTHY_LINES


def test_the_answer_comes_first() -> None:
    """Verdict, step, interval, share and probability stand above everything else."""
    head = "\n".join(one(made.HEALTHY).splitlines()[:5])
    for word in ("CONVERGED", "4,801", "4,450 – 5,180", "48%", "97% sure"):
        assert word in head


def test_the_levels_of_a_score_are_not_told_as_losses() -> None:
    """Where it converged, and at every band."""
    text = one(replace(made.HEALTHY, goal="max"))
    assert "score" in text
    assert not re.search(r"\bloss [\d-]|of the drop; 90%", text)


def test_a_counter_that_went_back_often_is_told_in_few_lines() -> None:
    """The first three returns one by one, the others as a count with what they replaced."""
    often = replace(made.HEALTHY, restarts=tuple(Restart(0.0, 80) for _ in range(9)))
    text = one(often)
    assert text.count("the counter went back to") == 3
    assert "it went back 6 more times: 480 points replaced" in text


def test_names_from_the_log_are_shown_as_data() -> None:
    """Escape codes and line feeds in names are spelled out, markup is left alone."""
    text = one(made.DIVERGED, Look(200, verbosity=1))
    assert "\x1b" not in text
    assert r"\x1b[31mloss\n[bold]x[/bold] | `a` <b>" in text


def test_a_report_without_plot_never_loads_plotext(monkeypatch: pytest.MonkeyPatch) -> None:
    """Piped text needs no picture."""
    monkeypatch.setitem(__import__("sys").modules, "plotext", None)
    assert "CONVERGED" in one(made.HEALTHY, Look(80, plot=False))


def traced(*values: float) -> RunReport:
    """Return the healthy run with other points."""
    trace = Trace(tuple(map(float, range(len(values)))), values)
    end = float(max(len(values) - 1, 0))
    return replace(made.HEALTHY, curve=Curve({"train": trace}), steps=(0.0, end))


@pytest.mark.parametrize(
    "values",
    [
        (),
        (1.0,),
        (float("nan"), float("nan"), float("inf")),
        (1.0, 1.0, 1.0),
        (0.0, 0.0, 0.0),
        (5.0, -3.0, float("-inf"), 1.0),
        (1e300, 1e-300, 1e10, 1.0),
        (-1e308, 1e308),
        (1e-12, 2e-12, 1e-12),
        (1e15, 1e15 + 1, 1e15),
    ],
)
def test_any_curve_can_be_drawn(values: tuple[float, ...]) -> None:
    """Empty, constant, non-finite, negative and extreme values give a report all the same."""
    for look in (Look(80), Look(40, unicode=False), Look(140, color=True)):
        assert "CONVERGED" in one(traced(*values), look)


def test_a_spike_makes_the_scale_logarithmic_only_above_zero() -> None:
    """A logarithm helps where the loss falls by decades, and is impossible at zero."""
    falling = tuple(1000.0 * 0.9**i + 0.1 for i in range(200))
    assert "(log scale)" in one(traced(*falling))
    assert "(log scale)" not in one(traced(*falling, 0.0))


def test_several_runs_end_in_an_overview() -> None:
    """The last lines tell every run at a glance."""
    lines = render(REPORTS["several"], Look(80)).splitlines()
    assert lines[-5].strip() == (
        "4 runs: 1 converged, 1 improving, 1 diverged, 1 inconclusive; 1 unreadable"
    )
    assert [line.split()[1] for line in lines[-4:]] == [
        "CONVERGED",
        "IMPROVING",
        "DIVERGED",
        "INCONCLUSIVE",
    ]


@given(st.text(), st.integers(1, 60))
def test_shortened_and_wrapped_texts_fit(text: str, width: int) -> None:
    """Whatever the letters, East Asian ones that take two columns among them."""
    assert cells(shorten(text, width)) <= width
    assert all(cells(line) <= max(width, 2) for line in wrap(text, width))


@given(st.text())
def test_an_escaped_text_is_printable(text: str) -> None:
    """No control character, no line end, no mark of direction is left."""
    assert escape(text).isprintable()
    assert to_ascii(escape(text)).isascii()


@pytest.mark.parametrize("name", ["x" * 200, "损失" * 60])
def test_a_long_name_stays_on_its_line(name: str) -> None:
    """In title, legend and overview, where nothing can be wrapped."""
    train = replace(made.HEALTHY.series["train"], name=name)
    long = replace(made.HEALTHY, id=name, path=f"runs/{name}", series={"train": train})
    text = render(made.report(long, long), Look(80, verbosity=1))
    assert [] == [line for line in text.splitlines() if visible(line) > 80]
