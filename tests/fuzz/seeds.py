"""The logs that fuzzing starts from: small ones of every dialect, made by the repo's generators."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from tests.bench.event_files import framed
from tests.readers import _event_bytes as eb
from tests.readers._stores import definition, history, wandb_log
from tests.readers._text_logs import PLANTED

SAMPLES = Path(__file__).resolve().parents[2] / "sample_logs"
MOST_BYTES = 4096
"""Longer seeds make fuzzing slow; a log's beginning says most."""


def seeds(target: str) -> Iterator[bytes]:
    """Yield the seeds of one target, each at most MOST_BYTES long."""
    for content in _MADE[target]():
        yield content[:MOST_BYTES]
    for suffix in _SUFFIXES[target]:
        for path in sorted(SAMPLES.rglob(f"*{suffix}*")):
            yield path.read_bytes()[:MOST_BYTES]


_SUFFIXES: Mapping[str, tuple[str, ...]] = {
    "events": ("tfevents",),
    "wandb": (),
    "json": (".jsonl", ".json"),
    "csv": (".csv",),
    "text": (),
}


def _events() -> Iterator[bytes]:
    values = [value for value, _ in eb.ENCODINGS.values()]
    for value in values:
        yield framed(eb.VERSION) + framed(eb.event([value], 3))
    yield b"".join(framed(eb.event([value], at)) for at, value in enumerate(values))
    alike = [framed(eb.event([eb.simple("train/loss", 1 / step)], step)) for step in range(1, 40)]
    yield framed(eb.VERSION) + b"".join(alike)
    yield b"".join([*alike[:9], framed(eb.SESSION_START), *alike[4:20]])
    both = [eb.simple("train/loss", 0.5), eb.simple("val/loss", 0.7)]
    yield b"".join(framed(eb.event(both, step)) for step in range(30))


def _wandb() -> Iterator[bytes]:
    rows = [history(step, {"loss": f"{1 / (step + 1)}", "val.loss": "NaN"}) for step in range(20)]
    yield wandb_log(rows)
    yield wandb_log([definition("loss", "epoch", goal=1), *rows[:5]])
    yield wandb_log([history(0, {"loss": '"text"', "lr": "[1, 2]", "n": '{"a": 1e999}'})])
    yield wandb_log(rows, block=512)


def _json() -> Iterator[bytes]:
    yield from (
        b'{"step": 1, "loss": 2.5}\n{"step": 2, "loss": NaN}\n{"step": 3, "loss": "-"}\n' * 4,
        b'{"log_history": [{"step": 1, "loss": 2.5, "epoch": 0.1}, {"step": 2, "eval_loss": null},'
        b'{"train_loss": 0.2, "train_runtime": 3.1, "step": 2}], "global_step": 2}',
        b'{"train": {"logloss": [0.6, 0.5, 0.4]}, "eval": {"logloss": [0.7, 0.6, 0.6]}}',
        b'{"loss": [1.5, 1.25, NaN, Infinity], "val_loss": [1.6, 1.5, 1.4, 1.3]}',
        b'{"meta": {"learn_metrics": [{"name": "AUC", "best_value": "Max"}], "test_metrics": '
        b'[{"name": "AUC", "best_value": "Max"}], "iteration_count": 2}, "iterations": '
        b'[{"learn": [0.5], "test": [0.4], "iteration": 0}, {"learn": [0.6], "iteration": 1}]}',
        b'{"mode": "train", "epoch": 1, "iter": 50, "lr": 0.1, "loss": 0.9, "time": 0.2}\n'
        b'{"mode": "val", "epoch": 1, "iter": 9, "bbox_mAP": 0.3}\n',
        b'{"lr": 0.02, "loss": 0.9, "loss_cls": 0.5, "epoch": 1, "iter": 50, "step": 50}\n'
        b'{"coco/bbox_mAP": 0.11, "data_time": 0.02, "step": 1}\n',
        b'{"current_steps": 5, "total_steps": 9, "loss": 1.5, "elapsed_time": "0:01:23"}\n',
        b'{"training_iteration": 1, "info": {"learner": {"loss": "null"}}, "done": false}\n',
        b'[{"epoch": 0, "loss": 1}, {"epoch": 1, "loss": -0.0}, {"epoch": 2, "loss": 1e-400}]',
        b'[{"metric": "loss", "variant": "train", "value": 0.5, "iter": 1, "timestamp": 17}]\n',
        b'{"a": {"b": [1, {"c": "\\u00e9\\ud83d\\ude00"}], "loss": 1}, "step": 1}\n' * 3,
    )


def _csv() -> Iterator[bytes]:
    yield from (
        b'step,loss,"a, b"\r\n1,2.5,\r\n2,nan,3\r\nstep,loss,"a, b"\r\n2,1e-3,4\r\n',
        b"epoch,accuracy,loss,val_accuracy,val_loss\r\n0,0.1,2.3,NA,NA\r\n1,0.2,nan,0.2,2.1\r\n",
        b"epoch,step,train_loss_step,train_loss_epoch,val_loss\n0,9,1.5,,\n0,19,,,1.4\n0,19,,1.2,\n",
        b"   epoch,   train/box_loss,   train/cls_loss,   val/box_loss\n  0,   0.1,   0.2,   0.3\n",
        b"  0/2  1G  0.1  0.2  0.3  0.6  7  640\n  1/2  1G  0.1  0.1  0.2  0.4  9  64\n",
        b"iter\tRMSE:0\tRMSE\n0\t49.1\t49.0\n1\t48\t47.5\n",
        b"Epoch\tAverageEpRet\tLossPi\tTime\n0\t-0.5\t-0.1\t3.25\n1\t0.5\t-0.2\t6.5\n",
        b"epoch;loss;lr\n1;0,5;0,001\n2;0,25;0,001\n",
        b"# a title\n\nepoch | loss\n0 | 1.#QNAN\n1 | -1.#INF\n",
        b"timestamp\tstep\tloss\n1700000000000\t0\t1.0\n1700000001000\t1\t0.5\n",
        b"epoch,train_loss,valid_loss,time\n0,1.5,1.4,00:12\n1,1.2,1.3,00:12\n",
        b"\xef\xbb\xbfstep,loss\r\r\n1,\x00 2.0\r\r\n3,1.0\r\r\n",
        b"1.0\n0.5\n0.25\n0.125\n",
        "step,loss\n1,2.5\n2,1.5\n".encode("utf-16"),
        b'step,loss,acc\n"1,000","2,345",0.5\n"2,000","998",0.6\n"3,000","1,002.5",0.7\n',
        b'step,loss\r\n1,"0,5"\r\n2,"0,25"\r\n3,"12,3456"\r\n',
        b"step;tokens;loss\n998;1,234,567;2,345\n1,998;2,234,567;1,998\n2,998;3,234,567;0,998\n",
        b"step\tloss\n1,000\t2,345\n2,000\t2,344\n3,000\t-1,5e-3\n",
        b"| epoch | loss | val_loss |\n|---:|:--:|---|\n| 1 | 2.5 | nan |\n| 2 | 1,234 |\n",
        b"Wall time,Step,Value\n1700000000.5,0,2.5\n1700000001.5,10,NaN\n1700000002.5,20,1e-7\n",
    )


def _text() -> Iterator[bytes]:
    yield from (log.text.encode() for log in PLANTED.values())
    for line in _HAND_WRITTEN:
        yield b"".join(line % {b"k": k, b"v": b"%d" % (900 - k)} for k in range(1, 9))


_HAND_WRITTEN = (
    b"step %(k)d,230 | loss: 0.%(v)s\n",
    b"step %(k)d000 loss 2,%(v)s val_loss 0,%(v)s lr 1e-7\n",
    b"epoch %(k)d, loss 12,3%(v)s, tokens 1,234,%(v)s, acc -0,5\n",
    b"[%(k)d/25][10/400] Loss_D: 0.%(v)s Loss_G: nan\n",
    b"[%(k)d/25] - [0/400] loss=1,%(v)s\n",
    b"[%(k)d,  2000] loss: 1.%(v)s\n",
    b"2024-01-02 03:04:05,%(v)s INFO trainer: step=%(k)d loss=1.%(v)s lr=1e-07\n",
    b"\x1b[32mEpoch %(k)d/10\x1b[0m loss: 0.%(v)s - val_loss: 1.#QNAN\n",
    b"\r 10%%|#     | %(k)d/400 [00:01<00:09, 1.5it/s, loss=0.%(v)s]",
    b"(epoch: %(k)d, iters: 100, time: 0.1, data: 0.2) G_L1: 0.%(v)s D_real: inf cycle_A: 1.5 \n",
    b"%(k)d: 12.%(v)s, 12.5 avg loss, 0.001 rate, 3.5 seconds, 64 images\n",
    b"epoch %(k)d loss tensor(0.%(v)s, device='cuda:0', grad_fn=<NllLossBackward0>)\n",
    b"Train Epoch: %(k)d [1,%(v)s/60,000 (3%%)]\tLoss: 0.%(v)s\nTest set: Average loss: 0.%(v)s\n",
)
"""Lines with a counter ``k`` and digits ``v``, in the ways of writing that people invent."""


_MADE: Mapping[str, Callable[[], Iterator[bytes]]] = {
    "events": _events,
    "wandb": _wandb,
    "json": _json,
    "csv": _csv,
    "text": _text,
}
