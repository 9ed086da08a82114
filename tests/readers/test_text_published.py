"""Text logs that strangers published: recognised, and read as a person reads them."""

from __future__ import annotations

from pathlib import Path

import pytest

from convcheck import readers
from convcheck.model import Source
from convcheck.readers import HEAD_BYTES, text
from convcheck.series import choose
from convcheck.table import Wanted
from tests.readers._planted import SHARED, survey

WILD: dict[str, tuple[str, str, int, float, float, str, int, float, float]] = {
    "58e42a24": ("modded-nanogpt", "train_loss", 52, 6.9351, 2.0147, "val_loss", 1, 1.9938, 1.9938),
    "8262c5c1": (
        "modded-nanogpt",
        "train_loss",
        174,
        8.311852,
        2.461507,
        "val_loss",
        10,
        8.311,
        2.7047,
    ),
    "0d7baee0": ("", "train/loss", 800, 8.739, 1.8766, "val", 17, 9.8491, 2.3993),
    "e8e85e79": ("", "train loss", 6229, 13.508, 3.739, "", 0, 0, 0),
    "3f59c97b": ("detectron2", "total_loss", 801, 0.1409, 0.1668, "", 0, 0, 0),
    "39ddec06": ("detr", "train/loss", 76, 49.1367, 29.0541, "test/loss", 75, 54.2838, 53.8471),
    "8ea18dad": ("xgboost", "", 0, 0, 0, "validation_0-logloss", 79, 0.689458, 0.532879),
    "2d3676eb": ("mlperf", "", 0, 0, 0, "eval_error", 107, 0.3749770224094391, 0.12394073605537415),
    "de0ced0f": ("mlperf", "loss", 20, 0.13044639118015766, 0.07771671217467103, "", 0, 0, 0),
    "5c11bf30": (
        "mlperf",
        "",
        0,
        0,
        0,
        "eval_accuracy",
        17,
        0.0939600020647049,
        0.7499399781227112,
    ),
}


@pytest.mark.shared
@pytest.mark.parametrize("digest", WILD)
def test_published_logs_are_read_as_a_person_reads_them(digest: str) -> None:
    """Logger, chosen series, points, first and last value, checked by eye."""
    found = sorted(SHARED.glob(f"wild/*/*__{digest}-*"))
    if not found:
        pytest.skip("../shared is not here")
    logger, *expected = WILD[digest]
    source = Source(str(found[0]), "text", (str(found[0]),))
    assert "text" == readers.recognise(found[0].read_bytes()[:HEAD_BYTES], found[0].name)
    catalog = survey(source)
    assert logger == catalog.logger
    picks = choose(catalog).picks
    for role, (name, points, first, last) in (
        ("train", expected[:4]),
        ("validation", expected[4:]),
    ):
        if not name:
            assert role not in picks
            continue
        pick = picks[role]
        column = text.read(source, [Wanted(pick.name, pick.axis)]).columns[pick.name]
        assert (name, points, first, last) == (
            *(pick.name, len(column)),
            *(column.value[0], column.value[-1]),
        )


@pytest.mark.shared
@pytest.mark.parametrize(
    "path", [*sorted(SHARED.glob("wild/text_stdout/*")), *sorted(SHARED.glob("wild/mlperf/*"))]
)
def test_every_published_log_is_recognised_as_text(path: Path) -> None:
    """No other reader takes a text log, and its survey finds an objective."""
    assert "text" == readers.recognise(path.read_bytes()[:HEAD_BYTES], path.name)
    assert choose(text.survey(Source(str(path), "text", (str(path),)))).picks
