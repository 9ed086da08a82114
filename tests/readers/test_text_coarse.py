"""Counters printed in thousands, so roughly that several records share one: ``step 1.2k``."""

from __future__ import annotations

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
