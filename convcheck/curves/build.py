"""From the name of a family to a logged curve with its truth."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from difflib import get_close_matches
from typing import Any

from .curve import Curve
from .options import LOGGING_OPTIONS, Logging
from .record import record
from .shape import FAMILIES, Shape


def generate(
    family: str,
    *,
    points: int = 2000,
    noise: float = 0.02,
    seed: int = 0,
    scale: float = 1.0,
    shift: float = 0.0,
    spikes: int = 0,
    **parameters: Any,
) -> Curve:
    """Return a curve of a family, with its truth; the same arguments give the same curve.

    ``parameters`` are the family's own (``FAMILIES[family].parameters``) and the further fields
    of ``Logging``. Raises ValueError for an unknown family or parameter, or a senseless value.
    """
    options = {
        "points": points,
        "noise": noise,
        "scale": scale,
        "shift": shift,
        "spikes": spikes,
        **parameters,
    }
    logging = Logging(**{k: v for k, v in options.items() if k in LOGGING_OPTIONS})
    own = {k: v for k, v in parameters.items() if k not in LOGGING_OPTIONS}
    shape = _shape(family, own, logging)
    return record(shape, logging, family=family, seed=seed, options=options)


def _shape(name: str, own: Mapping[str, float], logging: Logging) -> Shape:
    """Return the shape of a family in units of the unscaled loss."""
    _require_known("family", [name], FAMILIES)
    family = FAMILIES[name]
    _require_known(f"parameter of {name}", own, [*family.parameters, *LOGGING_OPTIONS, "seed"])
    defaults = {key: value.default for key, value in family.parameters.items()}
    shape = family.build(**{**defaults, **own})
    start = shape.start if logging.start is None else logging.start
    floor = shape.floor if logging.floor is None else logging.floor
    if not start > floor >= 0:
        raise ValueError(f"start ({start}) must be above floor ({floor}), and floor not negative")
    return replace(shape, start=start, floor=floor).cut(logging.cut).in_loss_units()


def _require_known(what: str, names: Iterable[str], known: Collection[str]) -> None:
    for name in names:
        if name not in known:
            near = get_close_matches(name, known, n=1)
            hint = f"; did you mean {near[0]}?" if near else ""
            raise ValueError(f"unknown {what}: {name}{hint}")
