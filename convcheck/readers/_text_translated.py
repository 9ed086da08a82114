"""Words for losses and epochs in other languages than English, and full-width marks, in English."""

from __future__ import annotations

import re

_CHINESE = {
    "训练损失": "train loss",
    "验证损失": "val loss",
    "测试损失": "test loss",
    "平均损失": "avg loss",
    "损失": "loss",
    "训练准确率": "train accuracy",
    "验证准确率": "val accuracy",
    "测试准确率": "test accuracy",
    "准确率": "accuracy",
    "学习率": "lr",
    "轮次": "epoch",
    "：": ": ",
    "，": ", ",
}
_LATIN = {
    "pérdida": "loss",
    "perda": "loss",
    "perte": "loss",
    "verlust": "loss",
    "época": "epoch",
    "époque": "epoch",
    "epoche": "epoch",
    "entrenamiento": "train",
    "validación": "val",
    "treino": "train",
    "validação": "val",
}
_ENGLISH = {word.encode(): text.encode() for word, text in (_CHINESE | _LATIN).items()}
_ENGLISH |= {word.title().encode(): text.encode() for word, text in _LATIN.items()}
_ROUND = re.compile("第[ ]?([0-9]+)[ ]?(?:轮次|轮|个?epoch)".encode())
_LOSSES = tuple(word.encode() for word in ("损失", "érdida", "erda", "erte", "erlust"))
_BEFORE, _BEHIND = rb"(?<![\w\x80-\xff])", rb"(?![\w\x80-\xff])"
_WORDS = re.compile(
    b"|".join(
        word if word.decode()[0] > "ÿ" else _BEFORE + word + _BEHIND
        for word in sorted(_ENGLISH, key=len, reverse=True)
    )
)
"""Chinese words stand beside one another, those of other languages alone."""


def translated(data: bytes, looked_at: int) -> bytes:
    """Return lines with such words in English, where a loss is among the first bytes."""
    if all(data.find(word, 0, looked_at) < 0 for word in _LOSSES):
        return data
    data = _ROUND.sub(rb"epoch \1 ", data)
    return _WORDS.sub(lambda match: _ENGLISH[match[0]], data)
