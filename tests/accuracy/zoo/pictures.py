"""Contact sheets for looking at labels: python -m tests.accuracy.zoo.pictures --count 200.

One panel a run: logged loss grey, validation orange, noise-free loss black, trivial loss dotted;
the frame has the colour of the outcome and is thin where the run is ambiguous.
"""

from __future__ import annotations

import argparse
import struct
import zlib
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tests.accuracy.zoo.cache import DEFAULT_CACHE
from tests.accuracy.zoo.load import DEFAULT_SEED, load
from tests.accuracy.zoo.run import ZooRun

Pixels = NDArray[np.uint8]
Floats = NDArray[np.float64]

WIDTH, HEIGHT = 170, 120
"""Of a panel, in pixels."""

COLUMNS, ROWS = 8, 5
"""Panels of a sheet."""

FRAMES = {
    "converged": (40, 150, 60),
    "improving": (40, 110, 220),
    "stuck": (120, 120, 120),
    "oscillating": (190, 60, 200),
    "diverged": (220, 40, 40),
}
"""Colour of an outcome."""

GREY, ORANGE, BLACK, DOTS = (170, 185, 205), (245, 150, 40), (0, 0, 0), (200, 120, 120)
"""Colours of the series."""


def main() -> None:
    """Write the sheets, and print which run is where."""
    parser = argparse.ArgumentParser(prog="python -m tests.accuracy.zoo.pictures")
    parser.add_argument("--count", type=int, default=200, help="runs to draw")
    parser.add_argument("--seed", type=int, default=DEFAULT_SEED, help="seed of the zoo")
    parser.add_argument("--outcome", choices=sorted(FRAMES), help="draw only these")
    parser.add_argument("--folder", type=Path, default=DEFAULT_CACHE.parent / "pictures")
    parser.add_argument("--first", type=int, default=0, help="index of the first run")
    options = parser.parse_args()
    runs = load(options.first + options.count, options.seed)[options.first :]
    if options.outcome:
        runs = [run for run in runs if run.label.outcome == options.outcome]
    options.folder.mkdir(parents=True, exist_ok=True)
    size = COLUMNS * ROWS
    for sheet, start in enumerate(range(0, len(runs), size)):
        shown = runs[start : start + size]
        path = options.folder / f"sheet{sheet:02d}.png"
        path.write_bytes(_png(_sheet(shown)))
        print(path)
        for place, run in enumerate(shown):
            print("  ", divmod(place, COLUMNS), _caption(run))


def _caption(run: ZooRun) -> str:
    doubts = ",".join(sorted(run.label.acceptable - {run.label.outcome})) or "clear"
    flags = " ".join(sorted(run.label.flags))
    return (
        f"{run.id} {run.task} {run.optimizer} {run.fault}: {run.label.outcome} ({doubts}) {flags}"
    )


def _sheet(runs: list[ZooRun]) -> Pixels:
    page = np.full((ROWS * HEIGHT, COLUMNS * WIDTH, 3), 255, np.uint8)
    for place, run in enumerate(runs):
        row, column = divmod(place, COLUMNS)
        panel = page[row * HEIGHT : (row + 1) * HEIGHT, column * WIDTH : (column + 1) * WIDTH]
        _draw(panel, run)
    return page


def _draw(panel: Pixels, run: ZooRun) -> None:
    thickness = 2 if run.label.ambiguous else 5
    panel[...] = FRAMES[run.label.outcome]
    panel[thickness:-thickness, thickness:-thickness] = 255
    inside = panel[8:-8, 8:-8]
    finite = run.dense_loss[np.isfinite(run.dense_loss)]
    trivial = run.label.evidence["trivial"] - run.hyper["left_out"]
    low, high = _limits(np.append(finite, trivial))
    scale = (run.total_steps, low, high)
    dots = np.linspace(0, run.total_steps, 30)
    _points(inside, dots, np.full(30, trivial), scale, DOTS)
    _points(inside, run.step, run.loss, scale, GREY)
    if run.validation_step is not None and run.validation_loss is not None:
        _points(inside, run.validation_step, run.validation_loss, scale, ORANGE)
    _points(inside, run.dense_step, run.dense_loss, scale, BLACK)


def _limits(values: Floats) -> tuple[float, float]:
    low, high = np.percentile(values, [0, 98])
    margin = 0.1 * (high - low) or 1.0
    return float(low - margin), float(high + margin)


def _points(
    inside: Pixels,
    step: NDArray[Any],
    value: Floats,
    scale: tuple[int, float, float],
    colour: tuple[int, int, int],
) -> None:
    total, low, high = scale
    usable = np.isfinite(value)
    height, width = inside.shape[0] - 1, inside.shape[1] - 2
    x = (np.asarray(step)[usable] / total * width).astype(int)
    share = np.clip((value[usable] - low) / (high - low), 0, 1)
    y = ((1 - share) * height).astype(int)
    inside[y, x] = colour
    inside[y, np.minimum(x + 1, width)] = colour


def _png(pixels: Pixels) -> bytes:
    """Encode (height, width, 3) as a PNG of 8-bit colours, each row unfiltered."""
    height, width, _ = pixels.shape
    rows = np.concatenate([np.zeros((height, 1), np.uint8), pixels.reshape(height, -1)], axis=1)
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(rows.tobytes())), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in chunks)


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


if __name__ == "__main__":
    main()
