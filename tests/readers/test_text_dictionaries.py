"""Dictionaries that Python prints line by line, whoever chose their keys."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convcheck import readers
from tests.readers._planted import codes, read_all, read_one, source_of, survey

STEPS = [float(k) for k in range(1, 9)]
LOSSES = [0.5 + 2 / k for k in range(1, 9)]


def printed(line: str) -> str:
    """Return a log of such lines, ``k`` the step and ``v`` the loss."""
    return "".join(
        line.replace("<k>", f"{k:.0f}").replace("<v>", repr(v)) + "\n"
        for k, v in zip(STEPS, LOSSES, strict=True)
    )


@pytest.mark.parametrize(
    "name", ["step", "iter", "global_step", "iteration", "batch", "epoch", "train/step"]
)
@pytest.mark.parametrize(
    "line",
    [
        "{'NAME': <k>, 'loss': <v>}",
        "{'NAME': '<k>', 'loss': '<v>'}",
        "2024-01-02 03:04:05,678 - INFO - {'NAME': <k>, 'loss': <v>}",
        "[rank0] metrics: {'loss': <v>, 'NAME': <k>} took 3 s",
        "{'lr': 1e-4, 'ok': True, 'at': '10:00:01', 'NAME': <k>, 'loss': <v>, 'best': None}",
        "{'NAME': <k>, 'loss': tensor(<v>, device='cuda:0'), 'n': [1, 2], 'note': \"it's {\"}",
        "{'shape': (1, 2), 'all': [{'loss': 9.0}], 'NAME': np.int64(<k>), 'loss': <v>}",
        'INFO:root: {"NAME": <k>, "loss": np.float64(<v>), "note": \'it}\'}',
        "defaultdict(<class 'float'>, {'NAME': <k>, 'loss': <v>})",
    ],
)
def test_a_dictionary_is_read_by_the_counter_in_it(line: str, name: str) -> None:
    """Its loss stands at the step that it names, whatever else it holds."""
    text = printed(line.replace("NAME", name))
    assert "text" == readers.recognise(text.encode(), "run.log")
    entry = survey(source_of(text, "text")).entry("loss")
    assert entry is not None
    assert name == entry.axis
    assert (STEPS, LOSSES) == read_one(source_of(text, "text"), "loss", name)


@pytest.mark.parametrize("line", ["{'loss': <v>, 'lr': 0.1}", "INFO: {'lr': 0.1, 'loss': <v>}"])
def test_a_dictionary_without_a_counter_stands_at_its_record(line: str) -> None:
    """Quoted names are proof enough of a report; its number in the log tells where it stands."""
    text = printed(line)
    assert "text" == readers.recognise(text.encode(), "run.log")
    entry = survey(source_of(text, "text")).entry("loss")
    assert entry is not None
    assert "" == entry.axis
    records = [float(k) for k in range(len(STEPS))]
    assert (records, LOSSES) == read_one(source_of(text, "text"), "loss")


@pytest.mark.parametrize(
    "line",
    ["step <k>: {'loss': <v>}", "step <k>\n{'loss': <v>, 'acc': 0.5}", "step=<k> {'loss': <v>}"],
)
def test_a_counter_may_stand_before_the_dictionary(line: str) -> None:
    """The step on the same line or the line before counts."""
    text = printed(line)
    assert "text" == readers.recognise(text.encode(), "run.log")
    assert (STEPS, LOSSES) == read_one(source_of(text, "text"), "loss", "step")


@pytest.mark.parametrize(
    "line",
    [
        "{'step': <k>, 'train': {'loss': <v>, 'acc': 0.5}, 'val': {'loss': 7.0}}",
        "{'step': <k>, 'train': Counter({'loss': <v>}), 'val': {'more': {'x': 'y'}, 'loss': 7.0}}",
        "step <k> train: {'loss': <v>}, val: {'loss': 7.0}",
        "[train] step <k> {'loss': <v>}\n[val] step <k> {'loss': 7.0}",
    ],
)
def test_inner_dictionaries_and_words_before_tell_the_split(line: str) -> None:
    """Losses of training and validation with the same key are two series."""
    columns = read_all(source_of(printed(line), "text")).columns
    assert LOSSES == columns["train/loss"].value.tolist()
    assert [7.0] * 8 == columns["val/loss"].value.tolist()
    assert STEPS == columns["train/loss"].x.tolist()
    assert STEPS == columns["val/loss"].x.tolist()


def test_inner_dictionaries_with_numbered_names_are_not_mixed_up() -> None:
    """Losses of ``head1`` and ``head2`` never make one series."""
    lines = [f"{{'step': {k}, 'loss': 2.5, 'head{k % 2}': {{'loss': {k}.5}}}}\n" for k in range(8)]
    columns = read_all(source_of("".join(lines), "text")).columns
    assert {"step", "loss"} == columns.keys()
    assert [2.5] * 8 == columns["loss"].value.tolist()


def test_a_value_that_was_not_measured_is_no_point() -> None:
    """``None`` leaves a gap and nothing to note."""
    lines = [
        f"{{'step': {k}, 'loss': 2.5, 'val_loss': {k / 8 if k % 2 else None}}}\n" for k in range(8)
    ]
    source = source_of("".join(lines), "text")
    assert ([1.0, 3.0, 5.0, 7.0], [0.125, 0.375, 0.625, 0.875]) == read_one(
        source, "val_loss", "step"
    )
    assert {} == codes(survey(source))


def test_the_step_of_a_dictionary_goes_before_its_epoch() -> None:
    """Beside a step, an epoch would put many points at one place, also behind a leading loss."""
    text = printed("{'loss': <v>, 'step': <k>, 'epoch': 1.0}")
    entry = survey(source_of(text, "text")).entry("loss")
    assert entry is not None
    assert "step" == entry.axis


@pytest.mark.parametrize(
    "text",
    [
        "{'lr': 0.1, 'batch_size': 32}\n" * 9,
        "{'loss': 'mse', 'optimizer': 'adam'}\n" * 9,
        "{'loss': 0.5}\n" * 2,
    ],
)
def test_dictionaries_that_report_nothing_are_refused(text: str) -> None:
    """Settings make no log, and neither does a single report."""
    assert readers.get("text").recognise(text.encode(), "run.log")


@given(st.text(alphabet="{}[]()'\":, _.-0123456789losstepNan\\", max_size=60))
def test_whatever_looks_like_a_dictionary_is_no_error(line: str) -> None:
    """Broken dictionaries between whole ones cost no point of these."""
    text = printed("{'step': <k>, 'loss': <v>}") + line + "\n"
    x, value = read_one(source_of(text, "text"), "loss", "step")
    assert STEPS == x[:8]
    assert LOSSES == value[:8]
