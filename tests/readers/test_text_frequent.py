"""Lines like frequent ones of earlier blocks are told by their looks, and nothing else changes."""

from __future__ import annotations

import random
import re

import pytest

from convcheck.readers import _text_scan, _text_skeletons, text
from convcheck.table import Wanted
from tests.readers._planted import source_of

PATTERN = re.compile(r"iter (\d+): loss (-?[\d.]+|nan),")


@pytest.mark.parametrize("others", [0.0, 0.05, 0.5])
def test_a_log_of_many_blocks_is_read_as_a_loop_reads_it(
    others: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether few or many of its lines are of another kind."""
    monkeypatch.setattr(_text_skeletons, "FREQUENT", 8)
    monkeypatch.setattr(_text_scan, "BLOCK_BYTES", 4_000)
    random.seed(1)
    lines = []
    for step in range(2000):
        if random.random() < others:
            lines.append(random.choice(["", "saved 3 files", f"took {step} of 90", "x" * step]))
        loss = "nan" if step % 97 == 0 else f"{random.gauss(1, 1):.4f}"
        lines.append(f"iter {step}: loss {loss}, time {random.random() * 200:.2f}ms, mfu 30.11%")
    log = "\n".join(lines) + "\n"
    column = text.read(source_of(log), [Wanted("loss", "iter")]).columns["loss"]
    expected = [(float(step), float(loss)) for step, loss in PATTERN.findall(log)]
    assert [repr(point) for point in expected] == [
        repr(point) for point in zip(column.x.tolist(), column.value.tolist(), strict=True)
    ]
    assert [n for n, line in enumerate(lines) if "iter" in line] == column.record.tolist()
