"""One log of each dialect of the text reader, with the answer; and a listing, which is no log."""

from __future__ import annotations

from tests.readers._text_by_hand import BY_HAND
from tests.readers._text_language import LANGUAGE
from tests.readers._text_learners import LEARNERS
from tests.readers._text_planted import Planted
from tests.readers._text_vision import VISION

PLANTED: dict[str, Planted] = {**LANGUAGE, **LEARNERS, **VISION, **BY_HAND}

LISTING = """\
import torch
def train(step, loss):
    print(f"step {step}: train loss {loss:.4f}, val loss {val:.4f}")
    print(f"iter {it}: loss {lossf:.4f}, time {dt*1000:.2f}ms, mfu {mfu*100:.2f}%")
learning_rate = 6e-4 # max learning rate
"""
