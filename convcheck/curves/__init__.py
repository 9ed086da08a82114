"""Generated loss curves with planted truth: for examples, tests, samples and accuracy runs.

    curve = generate("exponential", points=500, noise=0.05, seed=3, spikes=2)
    curve.truth.verdict, curve.truth.settling[0.02]

``FAMILIES`` lists the kinds of curve and their parameters, ``Logging`` how they can be logged.
The truth is computed from each family's closed form, so it was known before any noise was drawn.
Nothing here imports more than numpy.
"""

from . import climbs, cycles, descents, drops, failures, schedules, splits  # noqa: F401  (they register)
from .build import generate
from .canonical import CANONICAL
from .curve import Curve, Truth
from .draw import healthy, random_curve
from .options import Logging
from .shape import FAMILIES, Family, Range
from .verdict import Verdict

__all__ = [
    "CANONICAL",
    "FAMILIES",
    "Curve",
    "Family",
    "Logging",
    "Range",
    "Truth",
    "Verdict",
    "generate",
    "healthy",
    "random_curve",
]
