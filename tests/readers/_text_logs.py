"""One log of each dialect of the text reader, written as its logger prints it, with the answer."""

# ruff: noqa: ARG005 - all logs share the form of their lines, with validation or without

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

ROUNDS = 12

TRAIN = [f"{2 / (k + 1) + 0.5:.4f}" for k in range(ROUNDS)]
VALIDATION = [f"{2 / (k + 2) + 0.75:.4f}" for k in range(ROUNDS)]


@dataclass(frozen=True, slots=True)
class Planted:
    """A log whose series are known."""

    logger: str
    """The dialect; empty for lines written by hand."""
    line: Callable[[int, str, str], str]
    """What one round prints, of its position and its training and validation loss."""
    train: str
    """Name of the training loss."""
    validation: str
    """Name of the validation loss; empty where the log has none."""
    axis: str
    """Name of the counter."""
    first: int = 0
    """Position of the first round."""
    stride: int = 1
    """Positions from one round to the next."""
    preamble: str = ""
    """What is printed before the first round."""
    postscript: str = ""
    """What is printed after the last round."""
    validation_axis: str = ""
    """Name of the validation's own counter, where it has one."""

    @property
    def positions(self) -> list[float]:
        """Where the rounds stand."""
        return [float(self.first + k * self.stride) for k in range(ROUNDS)]

    @property
    def text(self) -> str:
        """The whole log."""
        rounds = [
            self.line(self.first + k * self.stride, TRAIN[k], VALIDATION[k]) for k in range(ROUNDS)
        ]
        return self.preamble + "".join(rounds) + self.postscript


PLANTED: dict[str, Planted] = {
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
    "xgboost": Planted(
        "xgboost",
        lambda n, t, v: f"[{n}]\ttrain-logloss:{t}\ttrain-auc:0.98\teval-logloss:{v}\n",
        *("train-logloss", "eval-logloss", "iteration"),
    ),
    "xgboost folds": Planted(
        "xgboost",
        lambda n, t, v: f"[{n}]\ttrain-rmse:{t}+0.0126\ttest-rmse:{v}+0.0166\n",
        *("train-rmse", "test-rmse", "iteration"),
    ),
    "lightgbm": Planted(
        "lightgbm",
        lambda n, t, v: (
            f"[{n}]\ttraining's binary_logloss: {t}\ttraining's auc: 0.9\t"
            f"valid_1's binary_logloss: {v}\tvalid_1's auc: 0.8\n"
        ),
        *("training's binary_logloss", "valid_1's binary_logloss", "iteration"),
        first=1,
        preamble="[LightGBM] [Info] Total Bins 343\n",
    ),
    "catboost": Planted(
        "catboost",
        lambda n, t, v: (
            f"{n}:\tlearn: {t}\ttest: {v}\tbest: {v} ({n})\ttotal: 52.3ms\tremaining: 575ms\n"
        ),
        *("learn", "test", "iteration"),
        preamble="Learning rate set to 0.145821\n",
        postscript="\nbestTest = 0.46\nbestIteration = 11\n",
    ),
    "sklearn perceptron": Planted(
        "scikit-learn",
        lambda n, t, v: f"Iteration {n}, loss = {t}\nValidation score: 0.566667\n",
        *("loss", "", "iteration"),
        first=1,
    ),
    "sklearn sgd": Planted(
        "scikit-learn",
        lambda n, t, v: (
            f"-- Epoch {n}\nNorm: 66.32, NNZs: 5, Bias: -2.377490, T: 300, Avg. loss: {t}\n"
            "Total training time: 0.00 seconds.\n"
        ),
        *("Avg. loss", "", "epoch"),
        first=1,
    ),
    "sklearn table": Planted(
        "scikit-learn",
        lambda n, t, v: f"{n:10d} {t:>16} {-0.0001:16.4f}            0.02s\n",
        *("train loss", "", "iter"),
        first=1,
        preamble="      Iter       Train Loss      OOB Improve   Remaining Time \n",
    ),
    "sklearn histograms": Planted(
        "scikit-learn",
        lambda n, t, v: (
            f"[{n}/12] 1 tree, 6 leaves, max depth = 3, train loss: {t}, val loss: {v}, in 0.1s\n"
        ),
        *("train loss", "val loss", "iteration"),
        first=1,
    ),
    "nnunet": Planted(
        "nnunet",
        lambda n, t, v: (
            f"2026-01-01 10:00:00.123456: \n2026-01-01 10:00:00.123456: Epoch {n}\n"
            "2026-01-01 10:00:00.123456: Current learning rate: 0.01\n"
            f"2026-01-01 10:00:00.123456: train_loss -{t}\n"
            f"2026-01-01 10:00:00.123456: val_loss -{v}\n"
            "2026-01-01 10:00:00.123456: Pseudo dice [0.5, 0.6]\n"
        ),
        *("train_loss", "val_loss", "epoch"),
    ),
    "keras bar": Planted(
        "keras",
        lambda n, t, v: (
            f"Epoch {n}/12\n"
            + "".join(
                f"\r\x1b[1m{b}/9\x1b[0m \x1b[32m###\x1b[0m \x1b[1m1s\x1b[0m 5ms/step - loss: 9.9000"
                for b in range(1, 10)
            )
            + f"\r9/9 ### 1s 5ms/step - accuracy: 0.6 - loss: {t} - val_loss: {v}\n"
        ),
        *("loss", "val_loss", "epoch"),
        first=1,
    ),
    "keras lines": Planted(
        "keras",
        lambda n, t, v: f"Epoch {n}/12\n9/9 - 1s - 50ms/step - loss: {t} - val_loss: {v}\n",
        *("loss", "val_loss", "epoch"),
        first=1,
    ),
    "keras 1": Planted(
        "keras",
        lambda n, t, v: f"Epoch {n}/12\n - 1s - loss: {t} - acc: 0.5 - val_loss: {v}\n",
        *("loss", "val_loss", "epoch"),
        first=1,
    ),
    "caffe": Planted(
        "caffe",
        lambda n, t, v: (
            f"I0101 10:00:00.000000  1234 solver.cpp:337] Iteration {n}, Testing net (#0)\n"
            "I0101 10:00:00.000000  1234 solver.cpp:404]     Test net output #0: accuracy = 0.5\n"
            f"I0101 10:00:00.000000  1234 solver.cpp:404]     Test net output #1: loss = {v} "
            f"(* 1 = {v} loss)\n"
            f"I0101 10:00:00.000000  1234 solver.cpp:228] Iteration {n}, loss = {t}\n"
            f"I0101 10:00:00.000000  1234 sgd_solver.cpp:106] Iteration {n}, lr = 0.01\n"
        ),
        *("loss", "test/loss", "Iteration"),
        stride=100,
    ),
    "detectron2": Planted(
        "detectron2",
        lambda n, t, v: (
            f"[11/18 18:14:12] d2.utils.events INFO:  eta: 21:18:00  iter: {n}  total_loss: {t}  "
            "loss_cls: 0.05095  time: 0.6875  data_time: 0.3772  lr: 0.02038  max_mem: 11811M\n"
        ),
        *("total_loss", "", "iter"),
        first=19,
        stride=20,
    ),
    "mmengine": Planted(
        "mmengine",
        lambda n, t, v: (
            f"2023/01/01 00:00:00 - mmengine - INFO - Iter(train) [ {n}/900]  lr: 2.0000e-02  "
            f"eta: 0:11:11  time: 0.5  memory: 3000  loss: {t}  loss_cls: 0.2\n"
        ),
        *("loss", "", "iter"),
        first=50,
        stride=50,
    ),
    "detr": Planted(
        "detr",
        lambda n, t, v: (
            f"Epoch: [{n}]  [0/2]  eta: 0:00:11  lr: 0.000100  loss: 9.9000 (8.8000)\n"
            f"Epoch: [{n}] Total time: 0:00:07 (3.5723 s / it)\n"
            f"Averaged stats: lr: 0.000100  loss: 9.9000 ({t})  loss_ce: 2.0000 (2.1000)\n"
            "Test:  [0/4]  eta: 0:00:13  loss: 7.7 (7.7)\nTest: Total time: 0:00:04 (1.14 s / it)\n"
            f"Averaged stats: class_error: 100.00  loss: 7.7000 ({v})  loss_ce: 2.0000 (2.1000)\n"
        ),
        *("train/loss", "test/loss", "epoch"),
    ),
    "mlperf": Planted(
        "mlperf",
        lambda n, t, v: (
            ':::MLLOG {"namespace": "", "time_ms": 1601086743021, "event_type": "POINT_IN_TIME", '
            f'"key": "eval_error", "value": {v}, "metadata": {{"lineno": 38, "epoch_num": {n}}}}}\n'
        ),
        *("", "eval_error", "epoch_num"),
    ),
    "mlperf 0.5": Planted(
        "mlperf",
        lambda n, t, v: (
            ":::MLPv0.5.0 ssd 1544241197.01 (ssd.py:251) eval_error: "
            f'{{"epoch": {n}, "value": {v}}}\n'
            ":::MLPv0.5.0 ssd 1544241197.02 (ssd.py:254) eval_target: 0.212\n"
        ),
        *("", "eval_error", "epoch"),
    ),
    "cyclegan": Planted(
        "cyclegan",
        lambda n, t, v: (
            f"(epoch: 1, iters: {n}, time: 0.138, data: 0.201) D_A: 0.201 G_A: 0.402 cycle_A: {t} "
            "idt_A: 0.5 D_B: .3 G_B: 0.4 cycle_B: 9.9 idt_B: 0.5 \n"
        ),
        *("cycle_A", "", "iters"),
        first=100,
        stride=100,
        preamble="================ Training Loss (Sun Jan  1 00:00:00 2023) ================\n",
    ),
    "darknet": Planted(
        "darknet",
        lambda n, t, v: (
            f"Loaded: 0.000034 seconds\n {n}: {t}, 9.900000 avg loss, 0.001000 rate, "
            f"3.120000 seconds, {n * 64} images, 1.500000 hours left\n"
        ),
        *("loss", "", "iteration"),
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
