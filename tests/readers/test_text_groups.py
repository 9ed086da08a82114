"""Marks within printed numbers: decimal commas in tensors, thousands of further locales."""

from __future__ import annotations

import pytest

from convcheck import readers
from tests.readers._planted import read_one, source_of

STEPS = [float(k) for k in range(1, 9)]
LOSSES = [2.3453, 1.5, 1.2341, 0.9985, 0.5003, 0.1205, 0.0935, 0.0121]


def printed(line: str, losses: list[str]) -> str:
    """Return a log of such lines, ``<k>`` the step and ``<v>`` the loss."""
    return "".join(
        line.replace("<k>", str(k)).replace("<v>", loss) + "\n" for k, loss in enumerate(losses, 1)
    )


@pytest.mark.parametrize(
    "line",
    [
        "step <k> loss: tensor(<v>, device='cuda:0')",
        "step <k> loss: tensor(<v>) lr 0,001",
        "step <k>, lr: 0,001, loss: tensor(<v>, grad_fn=<NllLossBackward0>)",
        "{'step': <k>, 'loss': tensor(<v>, device='cuda:0')}",
        "{'loss': np.float64(<v>), 'step': <k>, 'epoch': 1}",
    ],
)
def test_a_decimal_comma_in_a_tensor_is_one(line: str) -> None:
    """``tensor(0,1234, device='cuda:0')`` is no loss of nought."""
    text = printed(line, [f"{loss:.4f}".replace(".", ",") for loss in LOSSES])
    assert "text" == readers.recognise(text.encode(), "run.log")
    assert (STEPS, LOSSES) == read_one(source_of(text, "text"), "loss", "step")


@pytest.mark.parametrize("values", ["array([1,2, 3])", "tensor([1,2345])", "tensor(1, 2)"])
def test_a_list_in_a_tensor_is_not_one_number(values: str) -> None:
    """Of several numbers the first is taken, as without commas."""
    text = printed(f"step <k> loss: {values}", ["0"] * 8)
    assert [1.0] * 8 == read_one(source_of(text, "text"), "loss", "step")[1]


@pytest.mark.parametrize(
    "line",
    [
        '{"loss": tensor(<v>), "step": <k>}',
        '{"step": <k>, "loss": tensor(<v>, device=\'cuda:0\')}',
        '{"step": <k>, "loss": np.float64(<v>), "best": None}',
    ],
)
@pytest.mark.parametrize("name", ["run.log", "run.jsonl"])
def test_dictionaries_with_double_quotes_may_begin_a_log(line: str, name: str) -> None:
    """What JSON has not makes them printed dictionaries, whatever the file is called."""
    text = printed(line, [repr(loss) for loss in LOSSES])
    assert "text" == readers.recognise(text.encode(), name)
    assert (STEPS, LOSSES) == read_one(source_of(text, "text"), "loss", "step")


def test_a_tensor_beside_a_number_leaves_it_json() -> None:
    """A record whose loss JSON can tell is read as JSON."""
    text = printed('{"step": <k>, "loss": <v>, "norm": tensor(0.5)}', list(map(str, LOSSES)))
    assert "jsonl" == readers.recognise(text.encode(), "run.jsonl")
    assert (STEPS, LOSSES) == read_one(source_of(text, "jsonl"), "loss", "step")


@pytest.mark.parametrize("mark", ["'", "\u2019", "\u00a0", "\u2009", "\u202f"])
def test_printed_thousands_have_the_marks_of_each_locale(mark: str) -> None:
    """Step ``1'000`` follows step ``500``, and is no step one."""
    steps = [500.0 * k for k in range(1, 9)]
    lines = [
        f"step {step:,.0f} loss {1000 * loss:,.2f}\n".replace(",", mark)
        for step, loss in zip(steps, LOSSES, strict=True)
    ]
    source = source_of("".join(lines), "text")
    expected = [float(f"{1000 * loss:.2f}") for loss in LOSSES]
    assert (steps, expected) == read_one(source, "loss", "step")


@pytest.mark.parametrize("behind", [",12s", ",5", ", acc 0.5"])
def test_a_comma_behind_three_places_ends_a_number(behind: str) -> None:
    """A loss of ``3.344,12s`` is 3.344 beside a time, and no loss of thousands."""
    losses = [round(loss + 1.0, 3) for loss in LOSSES]
    text = printed(f"step <k> loss <v>{behind}", [f"{loss:.3f}" for loss in losses])
    assert (STEPS, losses) == read_one(source_of(text, "text"), "loss", "step")


def test_a_comma_behind_three_places_ends_a_number_below_one() -> None:
    """Nobody groups a nought: of ``0.234,5``, the loss is 0.234."""
    text = printed("step <k> loss <v>,5 acc 0.5", [f"{loss / 3:.3f}" for loss in LOSSES])
    source = source_of(text, "text")
    assert [float(f"{loss / 3:.3f}") for loss in LOSSES] == read_one(source, "loss", "step")[1]
