"""Counters printed in thousands, so roughly that several records share one: ``step 1.2k``."""

from __future__ import annotations

import pytest

from tests.readers._planted import codes, read_all, read_one, source_of


def log(stride: int, form: str = "{:.1f}k", lines: int = 60) -> str:
    """Return a log with a line every so many steps."""
    return "".join(
        f"step {form.format(k * stride / 1000)} | loss {4 / (k + 1)!r}\n"
        for k in range(20, 20 + lines)
    )


def test_records_at_one_printed_step_are_all_kept_apart() -> None:
    """Each stands between the count that was printed and the next, and that is noted."""
    source = source_of(log(50), "text")
    steps, values = read_one(source, "loss", "step")
    assert sorted(set(steps)) == steps
    assert 60 == len(values)
    assert all(abs(step - 50 * k) <= 100 for k, step in enumerate(steps, 20))
    assert {"coarse-counter"} == set(codes(read_all(source)))


def test_steps_that_are_printed_once_stay_where_they_are() -> None:
    """Nothing is to be put apart."""
    source = source_of(log(100), "text")
    assert [100.0 * k for k in range(20, 80)] == read_one(source, "loss", "step")[0]
    assert {} == codes(read_all(source))


def test_a_single_step_that_comes_twice_was_logged_again() -> None:
    """As after a resumed run."""
    lines = log(100).splitlines(keepends=True)
    steps, _ = read_one(
        source_of("".join([*lines[:30], lines[29], *lines[30:]]), "text"), "loss", "step"
    )
    assert 60 == len(set(steps))
    assert 61 == len(steps)


def test_steps_in_full_are_never_moved() -> None:
    """A step that is printed to the last digit is where it says."""
    text = "".join(f"step {k // 3 * 1000} | loss {4 / (k + 1)!r}\n" for k in range(60))
    steps, _ = read_one(source_of(text, "text"), "loss", "step")
    assert [k // 3 * 1000.0 for k in range(60)] == steps


def test_no_record_is_moved_beyond_the_last_digit_that_is_printed() -> None:
    """After 2.9k comes 3.0k, though nothing was logged before 91.0k."""
    text = "".join(
        f"step {count} | loss {4 / (k + 1)!r}\n"
        for k, count in enumerate(["2.9k", "91.0k", "91.5k", "1.1M", "1.5M"])
        for _ in range(2)
    )
    steps, _ = read_one(source_of(text, "text"), "loss", "step")
    assert [2900, 2950, 91_000, 91_050, 91_500, 91_550, 1_100_000, 1_150_000] == steps[:8]


@pytest.mark.parametrize(
    "line",
    [
        "[rank{r}]: step {k}k loss: {v}",
        "step {k}k rank: {r} loss: {v}",
        "gpu {r} | step {k}k loss: {v}",
        "step {k}k loss: {v} device=cuda:{r}",
    ],
)
def test_the_lines_of_several_ranks_are_left_where_they_are(line: str) -> None:
    """Each logs the same steps."""
    text = "".join(
        line.format(k=k, r=rank, v=4 / k + rank) + "\n" for k in range(1, 31) for rank in (0, 1)
    )
    steps, _ = read_one(source_of(text, "text"), "loss", "step")
    assert [1000.0 * k for k in range(1, 31) for _ in range(2)] == steps


def test_a_rank_that_is_always_the_same_changes_nothing() -> None:
    """Only the first one logs, as mostly."""
    text = log(50).replace("step", "rank 0: step")
    steps, _ = read_one(source_of(text, "text"), "loss", "step")
    assert 60 == len(set(steps))
