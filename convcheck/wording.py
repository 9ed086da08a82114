"""Numbers as people read them, and templates filled with them.

A template says how a number is to be read: ``{at:step}``, ``{end:loss}``, ``{gain:rough}``,
``{share:percent}``, ``{rate:rate}``, ``{points:count}``, ``{factor:times}``.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from string import Formatter
from typing import Any


def step(value: float) -> str:
    """Return a position in the run, thousands separated."""
    return f"{value:,.0f}" if float(value).is_integer() or abs(value) >= 100 else f"{value:,.4g}"


def capitalized(text: str) -> str:
    """Return a text with its first letter in upper case, and all others as they are."""
    return text[:1].upper() + text[1:]


HELD = 1e60
"""Size at which curves hold larger values, so that their squares stay finite: no more is known."""
APART = 0.1
"""Share of a level from which a value logged beside it reads as another: who looks the level up
would find it denied, so both are told, or how many values it stands for."""


LARGE = 0.3
"""Share of the first value from which a fall is seen by everybody: words that deny it, such as "it
fell by only" or "nothing gained", would sound wrong. It moves words alone."""


def loss(value: float) -> str:
    """Return a loss with four significant digits; zero has no sign."""
    if not math.isfinite(value):
        return "NaN" if math.isnan(value) else ("inf" if value > 0 else "-inf")
    if abs(value) >= HELD:
        return f"over {HELD:.4g}" if value > 0 else f"under {-HELD:.4g}"
    if 1000 <= abs(value) < 1e6:
        return f"{value:,.0f}"
    return f"{value + 0.0:.4g}"


def rough(value: float) -> str:
    """Return a forecast with the two digits that may count."""
    text = f"{value:.2g}"
    return f"{float(text):,.0f}" if 100 <= value < 1e6 else text


TINY = 0.0005
"""Share that would round to nothing."""


NEARLY_ALL = 0.995
"""Share that would round to all."""


def percent(share: float) -> str:
    """Return a share as a percentage, with a decimal where it is small."""
    if 0 < abs(share) < TINY:
        return "under 0.1%"
    if NEARLY_ALL <= share < 1.0:
        return "over 99%"
    return f"{share:.1%}" if abs(share) < 0.0995 and round(share, 3) % 0.01 else f"{share:,.0%}"


MOST_PERCENT = 1.1
"""Share from which it is told as a factor: nobody thinks of 376% as a share."""


def part(share: float) -> str:
    """Return a share to go before what it is a share of: ``12% of``, ``1.8 times``."""
    if share >= MOST_PERCENT:
        return times(share)
    return f"{percent(share)} of"


def rate(value: float) -> str:
    """Return a learning rate with two significant digits."""
    return f"{value:.2g}"


def count(value: float) -> str:
    """Return a whole number, thousands separated."""
    return f"{round(value):,}"


def untrained_at(place: float, unit: str) -> bool:
    """Return whether nothing was trained yet: at epoch 0 an epoch may have been."""
    return place == 0 and unit in ("step", "sample")


def often(value: int) -> str:
    """Return how often something happened, in words."""
    return "once" if value == 1 else f"{value:,} times"


def times(value: float) -> str:
    """Return a factor."""
    return f"{value:.2g} times" if value < 100 or value >= 1e6 else f"{value:,.0f} times"


FORMS: Mapping[str, Callable[[float], str]] = {
    "step": step,
    "loss": loss,
    "rough": rough,
    "percent": percent,
    "part": part,
    "rate": rate,
    "count": count,
    "times": times,
}
"""What may stand after the colon of a placeholder."""


class _People(Formatter):
    def format_field(self, value: Any, format_spec: str) -> str:
        form = FORMS.get(format_spec)
        return str(value) if form is None else form(value)


def fill(template: str, facts: Mapping[str, Any]) -> str:
    """Fill a template. Raises KeyError where a fact is missing."""
    return _People().vformat(template, (), facts)


def placeholders(template: str) -> tuple[str, ...]:
    """Return the names of the facts that a template speaks of."""
    return tuple(name for _, name, _, _ in Formatter().parse(template) if name)
