"""A zoo of real trainings of small models, made and labelled on the spot.

``load(count, seed, jobs, cache)`` gives labelled runs; ``make_run(seed, index)`` makes one.
How a run comes about: ``recipes`` draws a recipe (``faults`` spoil it), ``train`` steps a model of
``tasks`` through it and on to four times its length, ``logging_styles`` says what its log shows,
``labelling`` what became of it, and ``run`` puts these together.  Where the end of a training does
not decide what comes before it, ``early`` makes a second run of its first part.
"""

from __future__ import annotations

from tests.accuracy.zoo.load import load
from tests.accuracy.zoo.run import ZooRun, make_run

__all__ = ["ZooRun", "load", "make_run"]
