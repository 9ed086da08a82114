"""A zoo of real trainings of small models, made and labelled on the spot.

``load(count, seed, jobs, cache)`` gives labelled runs; ``make_run(seed, index)`` makes one.
"""

from __future__ import annotations

from tests.accuracy.zoo.load import load
from tests.accuracy.zoo.run import ZooRun, make_run

__all__ = ["ZooRun", "load", "make_run"]
