"""Logs of the trainers of image models, of Keras and of MLPerf, as each prints them."""

# ruff: noqa: ARG005 - all logs share the form of their lines, with validation or without

from __future__ import annotations

from tests.readers._text_planted import Planted

VISION: dict[str, Planted] = {
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
    "clu": Planted(
        "clu",
        lambda n, t, v: (
            f"I0623 10:00:00.123456 140000 logging_writer.py:48] [{n}] train/loss={t}, "
            f"learning_rate=0.001\nI0623 10:00:00.223456 140000 logging_writer.py:48] [{n}] "
            f"eval/accuracy=0.4, eval/loss={v}\n"
        ),
        *("train/loss", "eval/loss", "step"),
        first=100,
        stride=100,
    ),
    "tf-object-detection": Planted(
        "tf-object-detection",
        lambda n, t, v: (
            f"INFO:tensorflow:Step {n} per-step time 0.543s\n"
            "I0101 10:00:00.000000 140 model_lib_v2.py:705] {'Loss/classification_loss': 7.5,\n"
            f" 'Loss/localization_loss': 7.5,\n 'Loss/total_loss': {t},\n"
            " 'learning_rate': 0.03}\n"
        ),
        *("Loss/total_loss", "", "step"),
        stride=100,
    ),
    "paddle": Planted(
        "paddle",
        lambda n, t, v: (
            f"Epoch {n}/12\nstep 8/8 [====================] - loss: {t} - acc: 0.5 - 12ms/step\n"
            "Eval begin...\n"
            f"step 2/2 [====================] - loss: {v} - acc: 0.4 - 8ms/step\n"
            "Eval samples: 10000\n"
        ),
        *("loss", "val/loss", "epoch"),
        first=1,
    ),
    "yolo": Planted(
        "yolo",
        lambda n, t, v: (
            "\n      Epoch    GPU_mem       loss  Instances       Size\n"
            + "".join(
                f"\r     {n}/11      3.21G       {t}        {b}        640: {b}0%|####      | {b}/9"
                for b in (1, 9)
            )
            + "\n                 Class     Images  Instances          P          R      mAP50"
            "   mAP50-95: 100%|##########| 7/7\n"
            "                   all        200        450      0.9      0.8      0.7      0.5\n"
        ),
        *("train/loss", "", "epoch"),
    ),
    "deeplearning4j": Planted(
        "deeplearning4j",
        lambda n, t, v: (
            "10:00:00.123 [main] INFO  o.d.o.l.ScoreIterationListener - "
            f"Score at iteration {n} is {t}\n"
        ),
        *("loss", "", "iteration"),
        stride=10,
    ),
}
