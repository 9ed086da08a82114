"""Tables whose cells hold more than the number: colours, tensors, odd exponents, percents."""

from __future__ import annotations

import pytest

from convcheck import pipeline
from convcheck.errors import NoObjective
from convcheck.readers import csv
from convcheck.readers._tabular_printed import unadorned
from convcheck.settings import Settings
from tests.readers._planted import codes, read_all, source_of, survey

PLAIN = {"step": [1.0, 2.0, 3.0], "loss": [0.5, 0.25, 0.125], "acc": [0.0, 1.0, 1.0]}


def values(text: str | bytes) -> dict[str, list[float]]:
    """Return the values of all numeric columns of a table."""
    columns = read_all(source_of(text, "csv")).columns
    return {name: column.value.tolist() for name, column in columns.items()}


CELLS = [
    "\x1b[32m{}\x1b[0m",
    "\x1b[1m\x1b[38;5;9m{}\x1b[m",
    "tensor({})",
    "tensor({}, device='cuda:0')",
    "\"tensor({}, device='cuda:0', grad_fn=<NllLossBackward0>)\"",
    "tensor([{}], dtype=torch.float64)",
    '"tf.Tensor({}, shape=(), dtype=float32)"',
    "np.float32({})",
    "Array({}, dtype=float32)",
    "{}D+00",
    "{}d0",
]


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_number_in_a_cell_is_read_whatever_is_printed_around_it(
    cell: str, delimiter: str
) -> None:
    """Nor does a comma within it part cells."""
    rows = zip((1, 2, 3), ("0.5", "0.25", "0.125"), (0, 1, 1), strict=True)
    lines = [[str(step), cell.format(loss), str(acc)] for step, loss, acc in rows]
    text = "\n".join(delimiter.join(cells) for cells in [["step", "loss", "acc"], *lines]) + "\n"
    assert csv.recognise(text.encode(), "log.csv") is None
    assert PLAIN == values(text)
    assert {} == codes(read_all(source_of(text, "csv")))


@pytest.mark.parametrize(
    "text",
    [
        "\x1b[1mstep,loss,acc\x1b[0m\n\x1b[32m1,0.5,0\x1b[0m\n2,0.25,1\n\x1b[31m3,0.125,1\x1b[0m\n",
        "sep=;\nstep;loss;acc\n1;0,5;0\n2;0,25;1\n3;0,125;1\n",
        "\ufeffsep=,\r\nstep,loss,acc\r\n1,0.5,0\r\n2,0.25,1\r\n3,0.125,1\r\n",
    ],
)
def test_whole_lines_may_be_dressed(text: str) -> None:
    """Coloured lines, and the delimiter told in the first as Excel does."""
    assert PLAIN == values(text)


def test_large_tables_are_read_like_small_ones() -> None:
    """What the fast way cannot take is left to the tolerant one."""
    text = "step,loss\n" + "".join(f"{k},tensor({k / 8}, device='cuda:0')\n" for k in range(60_000))
    assert [k / 8 for k in range(60_000)] == values(text)["loss"]


def test_several_numbers_in_a_tensor_are_no_number() -> None:
    """The first of them is not taken for all."""
    text = "step,loss,acc\n" + "".join(f'{k},"tensor([0.5, 0.25])",1\n' for k in range(4))
    assert "loss" not in values(text)


def test_a_loss_of_text_is_told() -> None:
    """It is not silently left out beside columns that can be read."""
    text = "step,loss,acc,note\n" + "".join(f"{k},[0.5],1,run 3\n" for k in range(4))
    (note,) = survey(source_of(text, "csv")).notes
    assert ("not-a-number", "loss") == (note.code, note.where)
    assert "[0.5]" in note.message


@pytest.mark.parametrize("cell", ["12d4", "1.5d", "d3", "1.5D-0003", "5 %%"])
def test_what_only_resembles_a_number_is_text(cell: str) -> None:
    """Such as the beginning of a commit's name."""
    text = "step,loss,id\n" + "".join(f"{k},0.5,{cell}\n" for k in range(4))
    assert "id" not in values(text)


def test_percents_are_taken_as_they_are_printed() -> None:
    """As in a text log."""
    text = "step,loss,acc\n1,0.5,50%\n2,0.25,62.5%\n3,0.125,75 %\n"
    assert [50, 62.5, 75] == values(text)["acc"]


def test_no_log_is_nothing_logged() -> None:
    """So notebooks of Transformers show a loss that was not logged yet."""
    text = "Step\tTraining Loss\tValidation Loss\n10\tNo log\t2.5\n20\tNo log\t1.5\n30\t0.5\t1\n"
    assert [0.5] == values(text)["Training Loss"]


def test_a_table_drawn_as_a_box_is_read() -> None:
    """As rich prints it."""
    rows = "".join(f"\u2502 {k} \u2502 {8 - k}.5 \u2502\n" for k in range(6))
    text = (
        "\u250f\u2501\u2501\u2501\u2533\u2501\u2501\u2501\u2513\n\u2503 step \u2503 loss \u2503\n"
        f"\u2521\u2501\u2501\u2501\u2547\u2501\u2501\u2501\u2529\n{rows}"
        "\u2514\u2500\u2500\u2500\u2534\u2500\u2500\u2500\u2518\n"
    )
    assert csv.recognise(text.encode(), "log.txt") is None
    assert [8.5, 7.5, 6.5, 5.5, 4.5, 3.5] == values(text)["loss"]


def test_clocks_are_columns_of_a_printed_table() -> None:
    """A column says how long each epoch took."""
    rows = "".join(f"{k}         {8 - k}.5      00:1{k}     \n" for k in range(6))
    text = f"epoch     train_loss  time    \n{rows}"
    assert csv.recognise(text.encode(), "log.txt") is None
    assert [8.5, 7.5, 6.5, 5.5, 4.5, 3.5] == values(text)["train_loss"]


def test_long_words_behind_colours_take_no_time_squared() -> None:
    """A name before a bracket is short."""
    cell = ",\x1b[31m" + 20_000 * "a" + "("
    assert 20 * cell == unadorned(20 * cell)


def test_the_text_that_a_loss_holds_is_told_once() -> None:
    """With an example."""
    text = "epoch,loss\n" + "".join(f'{k},"tensor([2.{k}, 2.0])"\n' for k in range(1, 9))
    with pytest.raises(NoObjective) as raised:
        pipeline.read_run(source_of(text, "csv"), Settings())
    assert 1 == raised.value.hint.count("'loss' holds text, not numbers (first: tensor([2.1, 2.0])")
    assert 1 == raised.value.hint.count("holds text")


def test_the_seconds_of_each_row_do_not_hide_a_table() -> None:
    """``2.13s`` in a column called ``dur`` is no number, and no reason to refuse the others."""
    text = "  epoch    train loss    dur\n-------  ------------  -----\n" + "".join(
        f"      {k}    {loss}    2.13s\n" for k, loss in ((1, 0.5), (2, 0.25), (3, 0.125))
    )
    assert csv.recognise(text.encode(), "run.log") is None
    assert [0.5, 0.25, 0.125] == values(text)["train loss"]


VOWPAL = (
    "Reading datafile = train.dat\nnum sources = 1\n"
    "average  since   example   current\nloss     last    counter   label\n"
    "0.5      0.5           1   1.0\n0.25     0.125         2   1.0\n"
    "0.125    0.125         4   2.0\n"
)
"""A header over two lines, and above it settings of as many words as other lines have."""


def test_settings_above_a_header_are_no_rows() -> None:
    """As Vowpal Wabbit prints them: ``num sources = 1`` has as many words as the line above."""
    assert csv.recognise(VOWPAL.encode(), "run.log") is None
    assert 3 == len(values(VOWPAL)["average loss"])


def test_a_header_may_stand_on_two_lines() -> None:
    """Where each word stands below another, both are the name; else the line above is prose."""
    assert [0.5, 0.25, 0.125] == values(VOWPAL)["average loss"]
    assert [1.0, 2.0, 4.0] == values(VOWPAL)["example counter"]
    prose = VOWPAL.replace("average  since   example   current", "these are my runs")
    assert [0.5, 0.25, 0.125] == values(prose)["loss"]
    many = "model,epoch 1,epoch 2\n" + "".join(f"{k},0.5,0.25\n" for k in range(3))
    assert {"model", "epoch 1", "epoch 2"} == set(values(many))
