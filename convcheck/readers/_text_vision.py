"""Lines of the programs that train vision models, and of general frameworks."""

from __future__ import annotations

from convcheck.readers._measure_names import is_measure
from convcheck.readers._text_alike import ALIKE
from convcheck.readers._text_dialect import Dialect
from convcheck.readers._text_fields import COUNT, Field, label
from convcheck.readers._text_generic import LEAST_LINES
from convcheck.readers._text_pairs import averaged, plain, sections
from convcheck.readers._text_template import Line

NNUNET = Dialect(
    name="nnunet",
    lines=(
        Line(": Epoch {epoch}"),
        Line(": train_loss {train_loss}"),
        Line(": val_loss {val_loss}"),
        Line(": Current learning rate: {lr}"),
        Line(": epoch: {epoch}"),  # version 1, from here on
        Line(": train loss : {train_loss}"),
        Line(": validation loss: {val_loss}"),
        Line(": lr: {lr}"),
    ),
    mark=b"train",
    proof=(rb"\d{4}-[\d-]+ [\d:.]+: train(?:_loss| loss :) [-\w.]+ *$",),
    axes=("epoch",),
    roles={"train_loss": "train", "val_loss": "validation", "lr": "learning_rate"},
)

KERAS = Dialect(
    name="keras",
    lines=(
        Line("Epoch {epoch}/{}"),
        Line("{}/{}... - ", plain),
        Line("- {}s - ", plain),  # without a bar, before TensorFlow 2
    ),
    mark=b"loss: ",
    proof=(
        rb"(?<!\w)Epoch +" + COUNT + rb"/" + COUNT + rb" *$",
        rb"(?:(?<![\w./])\d+/\d+(?![\w./])|(?<= - )\d+m?s(?!\w))[^\n]{0,300}?"
        rb" - (?:val_)?(?:\w{1,40}_)?loss: [-\d.nai]",
    ),
    axes=("epoch",),
    roles={"loss": "train", "val_loss": "validation"},
    redrawn=True,
)

CAFFE = Dialect(
    name="caffe",
    lines=(
        Line("solver.cpp:{}] Iteration {Iteration}, loss = {loss}"),
        Line("solver.cpp:{}] Iteration {Iteration} (...), loss = {loss}"),
        Line("solver.cpp:{}] Iteration {Iteration}, lr = {lr}"),
        Line("solver.cpp:{}] Iteration {Iteration}, Testing net"),
        Line("solver.cpp:{}] Test net output #{}:", plain, prefix="test/"),
    ),
    mark=b"solver.cpp:",
    proof=(rb"solver\.cpp:\d+\] Iteration \d+(?: \(.{1,80}?\))?, loss = ",),
    axes=("Iteration",),
    roles={"loss": "train", "test/loss": "validation", "lr": "learning_rate"},
)

DETECTRON2 = Dialect(
    name="detectron2",
    lines=(Line("iter: {iter} total_loss: {total_loss}", plain),),
    mark=b"total_loss: ",
    proof=(rb"(?<!\w)iter: \d+  total_loss: [-\w.]+  ",),
    axes=("iter",),
    roles={"total_loss": "train", "validation_loss": "validation", "lr": "learning_rate"},
)

MMENGINE = Dialect(
    name="mmengine",  # and mmcv before it
    lines=(
        Line("Epoch(train) [ {epoch}][ {iter}/{}]", plain),
        Line("Iter(train) [ {iter}/{}]", plain),
        Line("Epoch(val) [ {epoch}][ {}/{}]", plain, prefix="val/"),
        Line("Iter(val) [ {}/{}]", plain, prefix="val/"),
        Line("Epoch [ {epoch}][ {iter}/{}]", plain),
        Line("Iter [ {iter}/{}]", plain),
    ),
    mark=b"[",
    proof=(
        rb"\b(?:Epoch|Iter)\(train\) +\[ *\d+(?:\]\[ *\d+)?/\d+\] |"
        rb"- INFO - (?:Epoch|Iter) \[\d+(?:\]\[\d+)?/\d+\]\tlr: ",
    ),
    axes=("iter", "epoch"),
    roles={"loss": "train", "val/loss": "validation", "grad_norm": "gradient_norm"},
)

DETR = Dialect(
    name="detr",  # and DeiT, MAE and their many descendants
    lines=(
        Line("Epoch: [{epoch}] Total time:"),
        Line("Averaged stats: lr: {train/lr}", averaged, prefix="train/"),
        Line("Averaged stats: ", averaged, prefix="test/"),
    ),
    mark=b"Averaged stats: ",
    proof=(rb"Epoch: \[\d+\] Total time: ", rb"Averaged stats: lr: [-\w.]+ "),
    axes=("epoch",),
    roles={"train/loss": "train", "test/loss": "validation", "train/lr": "learning_rate"},
)

CYCLEGAN = Dialect(
    name="cyclegan",  # pix2pix, CUT and others of its kin
    lines=(
        Line("(epoch: {epoch}, iters: {iters}, time: {}, data: {})", plain),
        Line("(epoch: {epoch}, iters: {iters}, time: {})", plain),  # until 2018
    ),
    mark=b"(epoch: ",
    proof=(
        rb"\(epoch: \d+, iters: \d+, time: [\d.]+(?:, data: [\d.]+)?\) "
        rb"(?:\w{1,40}: [-\w.]+ ){0,20}(?:[DG]_\w{1,40}|cycle_A|NCE): [-\w.]+",
    ),
    axes=("iters", "epoch"),
    roles={"G_L1": "train", "cycle_A": "train", "NCE": "train"},
)
"""Losses against a discriminator tell nothing of convergence; those of what is rebuilt do."""

DARKNET = Dialect(
    name="darknet",
    lines=(
        Line("{iteration}: {loss}, {avg} avg loss, {lr} rate, {} seconds, {images} images"),
        Line("{iteration}: {loss}, {avg} avg, {lr} rate, {} seconds, {images} images"),
    ),
    mark=b" avg",
    proof=(rb"(?<![\w.])\d+: [-\w.]+, [-\w.]+ avg(?: loss)?, [-\w.]+ rate, [\d.]+ seconds, ",),
    axes=("iteration",),
    roles={"loss": "train", "lr": "learning_rate"},
)


def _measured(line: bytes, start: int, prefix: str) -> list[Field]:
    """Return the pairs of a line that reports a loss or a score, else none."""
    found = sections(line, start, prefix)
    return found if any(is_measure(label(each, line)) for each in found) else []


CLU = Dialect(
    name="clu",  # the writer of JAX and Flax
    lines=(
        Line("logging_writer.py:{}] [{step}]", plain),
        Line("{}] ", _measured),  # what the program says itself
    ),
    mark=b"logging_writer.py:",
    proof=(rb"logging_writer\.py:\d+\] \[\d+\] [\w/.-]{1,80}=",),
    axes=("step",),
    least_lines=LEAST_LINES,
)


DL4J = Dialect(
    name="deeplearning4j",
    lines=(Line("Score at iteration {iteration} is {loss}"),),
    mark=b"Score at iteration ",
    proof=(rb"(?<!\w)Score at iteration \d+ is [-\d.Na]",),
    axes=("iteration",),
    roles={"loss": "train"},
)
"""What it calls a score is the loss."""

OBJECT_DETECTION = Dialect(
    name="tf-object-detection",
    lines=(
        Line("Step {step} per-step time {}s", plain),
        Line("'Loss/total_loss': {Loss/total_loss}, 'learning_rate': {learning_rate}}"),
        Line("'Loss/total_loss': {Loss/total_loss}"),
    ),
    mark=b" per-step time ",
    proof=(rb"(?<!\w)Step \d+ per-step time [\d.]+s",),
    axes=("step",),
    roles={"loss": "train", "Loss/total_loss": "train", "learning_rate": "learning_rate"},
    rewrites=ALIKE,
)

DIALECTS = (
    NNUNET,
    DL4J,
    OBJECT_DETECTION,
    CAFFE,
    DETECTRON2,
    MMENGINE,
    DETR,
    CYCLEGAN,
    DARKNET,
    CLU,
    KERAS,
)
