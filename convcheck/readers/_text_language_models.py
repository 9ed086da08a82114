"""Lines of the programs that train language models, speech and translation models among them."""

from __future__ import annotations

import re

from convcheck.readers._split_before import split_before
from convcheck.readers._text_dialect import Dialect
from convcheck.readers._text_dictionary import pairs
from convcheck.readers._text_fields import NUMBER, Field
from convcheck.readers._text_pairs import plain, quoted, sections
from convcheck.readers._text_template import Line

NANOGPT = Dialect(
    name="nanogpt",
    lines=(
        Line("iter {iter}: loss {loss}, time {time}ms, mfu {mfu}%"),
        Line("iter {iter}: loss {loss}, time {time}ms"),
        Line("step {iter}: train loss {train/loss}, val loss {val/loss}"),
    ),
    mark=b"loss ",
    proof=(rb"\biter \d+: loss [-\w.]+, time [\d.]+ms|\bstep \d+: train loss [-\w.]+, val loss ",),
    axes=("iter",),
    roles={"loss": "train", "val/loss": "validation"},
)

MODDED_NANOGPT = Dialect(
    name="modded-nanogpt",
    lines=(Line("step:{step}/{}", plain),),
    mark=b"step:",
    proof=(rb"(?<![\w.])step:\d+/\d+ (?:train_loss|val_loss|train_time):",),
    axes=("step",),
    roles={"train_loss": "train", "val_loss": "validation"},
)

LLM_C = Dialect(
    name="llm.c",
    lines=(
        Line("s:{step} tel:{tel}"),
        Line("s:{step} trl:{trl}", plain),
        Line("s:{step} eval:{eval}"),
        Line("step {step}/{} | loss {loss} ({}z)", plain),
        Line("step {step}/{} | train loss {train loss}", plain),
        Line("val loss {val loss}"),
    ),
    mark=b"s",
    proof=(
        rb"(?<![\w.])s:\d+ (?:tel|trl):|"
        rb"(?<!\w)step +\d+/\d+ \| (?:loss [-\w.]+ \([-+\w.]+z\)|train loss [-\w.]+ \|)",
    ),
    axes=("step",),
    roles={
        "tel": "validation",
        "trl": "train",
        "eval": "validation_accuracy",
        "val loss": "validation",
        "norm": "gradient_norm",
    },
    goals={"eval": "max"},
)

MEGATRON = Dialect(
    name="megatron-lm",
    lines=(
        Line("iteration {iteration}/ {} |", plain),
        Line("validation loss at iteration {iteration}... | lm loss value: {validation lm loss}"),
    ),
    mark=b"iteration",
    proof=(rb"(?<!\w)iteration +\d+/ +\d+ \| ", rb"\bloss: [-+\d.na]+(?:E[-+]\d+)? \|"),
    axes=("iteration",),
    roles={"lm loss": "train", "validation lm loss": "validation", "grad norm": "gradient_norm"},
)

TORCHTITAN = Dialect(
    name="torchtitan",
    lines=(
        Line("validate step: {step}", plain, prefix="validate/"),
        Line("step: {step} loss: {loss}", plain),
    ),
    mark=b"step: ",
    proof=(rb"(?<!\w)step: +\d+ +loss: +[-\w.]+ +(?:grad_norm|memory): ",),
    axes=("step",),
    roles={"loss": "train", "validate/loss": "validation", "grad_norm": "gradient_norm"},
)


def _dictionary(line: bytes) -> list[Field]:
    """Return the pairs of a dictionary that Python printed; every record has its epoch."""
    start = line.find(b"{'")
    if not 0 <= start < line.find(b"'epoch':"):
        return []
    split = split_before(line[:start].decode("latin-1"))
    return pairs(line, start, f"{split}/" if split else "")[0]


TRANSFORMERS = Dialect(
    name="transformers",
    lines=(_dictionary,),
    mark=b"{'",
    proof=(
        rb"\{'(?:\w{1,40}_)?(?:loss|reward|runtime)': (?:tensor\()?'?[-+\d.naif]",
        rb", 'epoch': '?\d",
    ),
    axes=("global_step", "step", "epoch"),  # the first two where others print such lines
    roles={"loss": "train", "eval_loss": "validation", "grad_norm": "gradient_norm"},
)


def _object(line: bytes) -> list[Field]:
    """Return the pairs of a JSON object that follows the logger's name."""
    start = line.find(b'{"epoch"')
    return quoted(line, start, "") if start >= 0 else []


FAIRSEQ = Dialect(
    name="fairseq",
    lines=(
        Line("| train_inner | epoch {epoch}: {} / {}", plain, prefix="train_inner/"),
        Line("| train | epoch {epoch} |", plain, prefix="train/"),
        Line("| valid | epoch {epoch} | valid on '...' subset |", plain, prefix="valid/"),
        Line("| valid... | epoch {epoch} |", plain, prefix="valid/"),
        _object,
    ),
    mark=b"epoch",
    proof=(rb"\| (?:train|valid|train_inner)(?: on '\w+')? *\| +(?:epoch +\d+|\{\"epoch\": )",),
    axes=(
        *("train_inner/num_updates", "train/num_updates", "valid/num_updates"),
        *("train_num_updates", "valid_num_updates", "num_updates", "epoch"),
    ),
    roles={
        "train/loss": "train",
        "train_loss": "train",
        "valid/loss": "validation",
        "valid_loss": "validation",
        "train/lr": "learning_rate",
        "train/gnorm": "gradient_norm",
    },
)

ESPNET = Dialect(
    name="espnet2",
    lines=(Line("{epoch}epoch results:", sections),),
    mark=b"epoch results:",
    proof=(rb"(?<!\w)\d+epoch results: \[",),
    axes=("epoch",),
    roles={"train/loss": "train", "valid/loss": "validation"},
)

MARIAN = Dialect(
    name="marian",
    lines=(
        Line("] Ep. {epoch} : Up. {updates} : Sen. {} : Cost {cost} ... : L.r. {lr}"),
        Line("] Ep. {epoch} : Up. {updates} : Sen. {} : Cost {cost}"),
        *(
            Line(f"[valid] Ep. {{epoch}} : Up. {{updates}} : {measure} : {{valid/{measure}}} :")
            for measure in ("ce-mean-words", "cross-entropy", "perplexity", "bleu", "translation")
        ),
    ),
    mark=b" : Up. ",
    proof=(rb"\] Ep\. [\d.]+ : Up\. \d+ : Sen\. [\d,]+ : Cost [-\d.na]",),
    axes=("updates", "epoch"),
    roles={"cost": "train", "valid/ce-mean-words": "validation", "lr": "learning_rate"},
)

TACOTRON2 = Dialect(
    name="tacotron2",
    lines=(
        Line("Train loss {iteration} {train loss} Grad Norm {grad norm}"),
        Line("Validation loss {iteration}: {validation loss}"),
    ),
    mark=b"Grad Norm",
    proof=(rb"(?<!\w)Train loss \d+ [-\w.]+ Grad Norm [-\w.]+ ",),
    axes=("iteration",),
    roles={"train loss": "train", "validation loss": "validation", "grad norm": "gradient_norm"},
)

_NUMBERED = re.compile(rb"(?<![\w.:])(\d++):\t(" + NUMBER + rb")$")


def _numbered(line: bytes) -> list[Field]:
    """Return the iteration and the loss at the end of a line, where nothing names them."""
    match = _NUMBERED.search(line)
    return [Field(*match.span(1), "iteration"), Field(*match.span(2), "loss")] if match else []


WAVEGLOW = Dialect(
    name="waveglow",
    lines=(_numbered,),
    mark=b":\t",
    proof=(rb"(?<!\w)Epoch: \d+$", rb"(?<![\w.:])\d+:\t-?\d+\.\d{9}$"),
    axes=("iteration",),
    roles={"loss": "train"},
)

VITS = Dialect(
    name="vits",
    lines=(
        Line(
            "\tINFO\t[{loss_disc}, {loss_gen}, {loss_fm}, {loss_mel}, {loss_dur}, {loss_kl}, "
            "{global_step}, {lr}]"
        ),
    ),
    mark=b"%]\n",
    proof=(
        rb"\tINFO\tTrain Epoch: \d+ \[\d+%\]$",
        rb"\tINFO\t\[(?:[-+.\dena]+, ){6}\d+, [\de.-]+\]$",
    ),
    axes=("global_step",),
    roles={"loss_mel": "train", "lr": "learning_rate"},
)
"""Of its losses, listed without names, that of the spectrogram alone tells how it comes on."""

DIALECTS = (
    MODDED_NANOGPT,
    NANOGPT,
    LLM_C,
    MEGATRON,
    TORCHTITAN,
    FAIRSEQ,
    ESPNET,
    MARIAN,
    TACOTRON2,
    WAVEGLOW,
    VITS,
    TRANSFORMERS,
)
