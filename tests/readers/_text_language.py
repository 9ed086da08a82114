"""Logs of the trainers of language and speech models, as each prints them."""

from __future__ import annotations

from tests.readers._text_planted import Planted

LANGUAGE: dict[str, Planted] = {
    "nanogpt": Planted(
        "nanogpt",
        lambda n, t, v: (
            f"step {n}: train loss 1.2345, val loss {v}\n"
            f"iter {n}: loss {t}, time 12.34ms, mfu -100.00%\n"
        ),
        *("loss", "val/loss", "iter"),
        stride=100,
    ),
    "modded-nanogpt": Planted(
        "modded-nanogpt",
        lambda n, t, v: (
            f"step:{n}/1200 train_loss:{t} train_time:10ms step_avg:nanms\n"
            f"step:{n}/1200 val_loss:{v} train_time:10ms step_avg:{'nan' if n < 200 else '9.1'}ms\n"
        ),
        *("train_loss", "val_loss", "step"),
        stride=100,
        preamble='print0(f"step:{step}/{n} val_loss:{val_loss:.4f}")\nwarmup_step:1/20\n',
        postscript="final_int8 val_loss:1.9938 val_bpb:1.1808\n",
    ),
    "llm.c file": Planted(
        "llm.c",
        lambda n, t, v: f"s:{n} tel:{v}\ns:{n} eval:0.2500\ns:{n} trl:{t} lr:0.000300 norm:1.25\n",
        *("trl", "tel", "step"),
        stride=250,
    ),
    "llm.c output": Planted(
        "llm.c",
        lambda n, t, v: (
            f"step {n:4d}/1200 | loss {t} ({'nan' if n < 5 else '+0.10'}z)| norm 1.25 (+0.20z)| "
            f"lr 3.00e-04 | 123.45 ms | 50.0% bf16 MFU | 123456 tok/s\nval loss {v}\n"
        ),
        *("loss", "val loss", "step"),
        first=1,
    ),
    "megatron-lm": Planted(
        "megatron-lm",
        lambda n, t, v: (
            f" [2024-01-01 00:00:00] iteration {n:8d}/    1200 | consumed samples: {n * 64:12d} | "
            f"learning rate: 1.0E-04 | lm loss: {float(t):.6E} | loss scale: 1.0 | "
            "grad norm: 0.123 | number of skipped iterations:   0 |\n"
            f" validation loss at iteration {n} | lm loss value: {float(v):.6E} | "
            "lm loss PPL: 2.0E+01 | \n"
        ),
        *("lm loss", "validation lm loss", "iteration"),
        first=100,
        stride=100,
    ),
    "torchtitan": Planted(
        "torchtitan",
        lambda n, t, v: (
            f"[titan] 2025-01-01 00:00:00,000 - root - INFO - \x1b[31mstep: {n:2}  "
            f"\x1b[32mloss:  {t}  \x1b[38;2;180;60;0mgrad_norm:  1.2345  memory:  0.50GiB(1.05%)  "
            "tps: 12,345  mfu: 0.5%\x1b[39m\n"
            f"\x1b[31mvalidate step: {n:2}  \x1b[32mloss:  {v}  memory:  1.00GiB(1.05%)\x1b[39m\n"
        ),
        *("loss", "validate/loss", "step"),
        first=1,
        stride=10,
    ),
    "transformers 4": Planted(
        "transformers",
        lambda n, t, v: (
            f" 10%|#    | {n}/12 [00:01<00:02, 3.1it/s]\r          \r"
            f"{{'loss': {t}, 'grad_norm': nan, 'learning_rate': 5e-05, 'epoch': {n}.0}}\n"
            f"{{'eval_loss': {v}, 'eval_runtime': 1.2, 'epoch': {n}.0}}\n"
        ),
        *("loss", "eval_loss", "epoch"),
        first=1,
        postscript="{'train_runtime': 123.4, 'train_loss': 1.5, 'epoch': 12.0}\n",
    ),
    "transformers 5": Planted(
        "transformers",
        lambda n, t, v: (
            f"\r 10%|#    | {n}/12 [00:01<00:02, 3.1it/s]"
            f"{{'loss': '{t}', 'grad_norm': '1.5', 'learning_rate': '5e-05', 'epoch': '{n}'}}\n"
            f"\r{{'eval_loss': '{v}', 'eval_runtime': '1.2', 'epoch': '{n}'}}\n"
        ),
        *("loss", "eval_loss", "epoch"),
        first=1,
    ),
    "fairseq": Planted(
        "fairseq",
        lambda n, t, v: (
            f"2021-01-01 00:00:00 | INFO | train_inner | epoch {n:03d}:    10 / 50 loss=9.9, "
            f"num_updates={n * 50 - 40}, lr=1e-05, gnorm=1.2\n"
            f"2021-01-01 00:00:00 | INFO | valid | epoch {n:03d} | valid on 'valid' subset | "
            f"loss {v} | nll_loss 3.1 | ppl 8.5 | num_updates {n} | best_loss 3.1\n"
            f"2021-01-01 00:00:00 | INFO | train | epoch {n:03d} | loss {t} | num_updates {n} | "
            "lr 1e-05 | gnorm 1.2\n"
        ),
        *("train/loss", "valid/loss", "train/num_updates"),
        first=1,
        validation_axis="valid/num_updates",
    ),
    "espnet2": Planted(
        "espnet2",
        lambda n, t, v: (
            f"[host] 2021-01-01 00:00:00,123 (trainer:343) INFO: {n}epoch results: [train] "
            f"iter_time=0.1, loss_ctc=9.9, loss={t}, acc=0.5, time=1 minute and 2.5 seconds, "
            f"[valid] loss_ctc=8.8, loss={v}, acc=0.6, time=3 seconds, [att_plot] time=1.1 s\n"
        ),
        *("train/loss", "valid/loss", "epoch"),
        first=1,
    ),
    "nanogpt in thousands": Planted(
        "nanogpt",
        lambda n, t, v: (
            f"step {n:,}: train loss 1.2345, val loss {v}\n"
            f"iter {n:,}: loss {t}, time 1,234.56ms, mfu 35.00%\n"
        ),
        *("loss", "val/loss", "iter"),
        stride=500_000,
    ),
    "marian": Planted(
        "marian",
        lambda n, t, v: (
            f"[2026-01-01 10:00:00] Ep. 1 : Up. {n} : Sen. {64 * n:,} : Cost {t} * 412,771 after "
            f"827,207 : Time 599.31s : 688.74 words/s : L.r. 1.0000e-04\n"
            f"[2026-01-01 10:00:05] [valid] Ep. 1 : Up. {n} : ce-mean-words : {v} : new best\n"
            f"[2026-01-01 10:00:06] [valid] Ep. 1 : Up. {n} : perplexity : 7.5 : new best\n"
        ),
        *("cost", "valid/ce-mean-words", "updates"),
        first=500,
        stride=500,
    ),
    "tacotron2": Planted(
        "tacotron2",
        lambda n, t, v: (
            f"Train loss {n} {t} Grad Norm 0.612345 2.34s/it\nValidation loss {n}: {v}  \n"
        ),
        *("train loss", "validation loss", "iteration"),
    ),
    "waveglow": Planted(
        "waveglow",
        lambda n, t, _: (f"Epoch: {n // 4}\n" if n % 4 == 0 else "") + f"{n}:\t{t}00000\n",
        *("loss", "", "iteration"),
        preamble="FP16 Run: False\n",
    ),
    "vits": Planted(
        "vits",
        lambda n, t, _: (
            f"2024-01-01 10:00:00,000\tbase\tINFO\tTrain Epoch: 1 [{n}%]\n"
            "2024-01-01 10:00:00,000\tbase\tINFO\t"
            f"[9.5, 9.25, 9.125, {t}, 9.75, 9.0, {n}, 0.0002]\n"
        ),
        *("loss_mel", "", "global_step"),
        stride=200,
    ),
}
