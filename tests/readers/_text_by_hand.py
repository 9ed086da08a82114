"""Logs that people print themselves: lines of the kinds that are read without a dialect."""

# ruff: noqa: ARG005 - all logs share the form of their lines, with validation or without

from __future__ import annotations

from tests.readers._text_planted import Planted

BY_HAND: dict[str, Planted] = {
    "bars as in llm.c": Planted(
        "",
        lambda n, t, v: f"step {n}/1200 | loss {t} | val loss {v} | lr 0.001 | 9.12 ms\n",
        *("loss", "val loss", "step"),
        stride=100,
    ),
    "thousands": Planted(
        "",
        lambda n, t, v: f"Step {n:,}/9,000 | loss {t} | val loss {v} | lr 0.1\n",
        *("loss", "val loss", "Step"),
        stride=450,
    ),
    "two fractions": Planted(
        "",
        lambda n, t, v: f"[3/25][{n}/391] Loss: {t} D(x): 0.7 D(G(z)): 0.2 / 0.1\n",
        *("Loss", "", "batch"),
    ),
    "epoch and batch": Planted(
        "",
        lambda n, t, v: f"[1, {n:5d}] loss: {t}\n",
        *("loss", "", "batch"),
        first=2000,
        stride=2000,
    ),
    "tensors": Planted(
        "",
        lambda n, t, v: (
            f"epoch 1 step {n} loss tensor({t}, device='cuda:0', grad_fn=<NllLossBackward0>) "
            f"val_loss: np.float64({v})\n"
        ),
        *("loss", "val_loss", "step"),
    ),
    "a bar with its counter": Planted(
        "",
        lambda n, t, v: (
            f"steps:  {n // 12:2d}%|\u258c    | {n}/1200 [00:01<01:00,  1.5s/it, avr_loss={t}]\r"
        ),
        *("avr_loss", "", "steps"),
        first=100,
        stride=100,
    ),
    "means in brackets": Planted(
        "",
        lambda n, t, v: (
            f"[Train][Epoch {n}/12][Iter: 0/100]lr(Warmup): 0.1, CELoss: {t}, loss: {t}\n"
            f"[Eval][Epoch {n}][Avg]CELoss: {v}, loss: {v}, top1: 0.5\n"
        ),
        *("train/loss", "eval/loss", "Epoch"),
        first=1,
    ),
    "losses below a step in brackets": Planted(
        "",
        lambda n, t, v: (
            f"node:0\tolmo.train:900\tINFO\t[step={n}/1200,epoch=0]\n"
            f"    train/loss={t}\n    eval/loss={v}\n"
        ),
        *("train/loss", "eval/loss", "step"),
        stride=100,
    ),
    "one line an epoch": Planted(
        "",
        lambda n, t, v: f"Epoch {n}: train loss {t}, val loss {v}, acc 0.8\n",
        *("train loss", "val loss", "Epoch"),
    ),
    "brackets": Planted(
        "", lambda n, t, v: f"[Epoch {n}/12] loss={t}\n", *("loss", "", "Epoch"), first=1
    ),
    "losses below the epoch": Planted(
        "",
        lambda n, t, v: (
            f"Epoch {n}/12\n-----\ntrain Loss: {t} Acc: 0.5\nval Loss: {v} Acc: 0.6\n\n"
        ),
        *("train Loss", "val Loss", "Epoch"),
    ),
    "bare splits": Planted(
        "",
        lambda n, t, v: (
            f"[train] iter {n}: loss {t} 9 ms/iter\n[eval] iter {n}: train 9.9 val {v}\n"
        ),
        *("train/loss", "val", "iter"),
        stride=10,
    ),
    "batches": Planted(
        "",
        lambda n, t, v: (
            f"| epoch   1 | {n:5d}/ 2000 batches | lr 5.00 | ms/batch 10 | loss {t} |\n"
        ),
        *("loss", "", "batch"),
        first=100,
        stride=100,
    ),
    "equals": Planted(
        "",
        lambda n, t, v: f"Iteration {n}, time = 8.05s, wps = 5091, train loss = {t}\n",
        *("train loss", "", "Iteration"),
        stride=20,
    ),
}
