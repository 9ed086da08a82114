"""CC111: the loss is that of one of two networks that train against one another."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from convcheck.roles import ADVERSARIAL
from convcheck.rule import Cause, Evidence, Example, Remedy, Rule

if TYPE_CHECKING:
    from convcheck.profile import Profile

RULE = Rule(
    code="CC111",
    name="adversarial-losses",
    severity="info",
    summary="The loss that was judged is one side of two that pull against one another.",
    message="the verdict is about {chosen} alone, and by their names {side} and {other} pull "
    "against one another: then neither loss tells whether the training converged, and neither says "
    "anything of the other",
    why="Each side's loss is measured against the other as it is at that moment. A loss that rises "
    "means that the other side got better, one that rests that they are in balance: both are "
    "healthy, and both look like a fault.",
    how="The objective's name speaks of a generator or of a discriminator, and another loss of the "
    "same split speaks of the other; or columns beside it are called so in pairs, as D_A and G_A "
    "are.",
    when_wrong="Generators and discriminators that work together, as those of ELECTRA do, have "
    "such names, too: both of their losses are to fall. Names as short as g and d may stand for "
    "something else.",
    causes=(Cause("logging-mistake", "nothing was logged that says how good the samples are"),),
    remedies=(
        Remedy(
            "judge an adversarial training by what it makes: log a score of the samples, such as "
            "FID, and name it with --train NAME --goal min"
        ),
        Remedy("see that neither loss goes to zero for good: then one side has won"),
    ),
    references=(
        "Goodfellow, NIPS 2016 tutorial: generative adversarial networks, section 5",
        "Heusel et al., GANs trained by a two time-scale update rule converge to a local Nash "
        "equilibrium, NIPS 2017",
    ),
    needs=(),
    fires=(
        Example("exponential", {"notes": (ADVERSARIAL,)}, "a discriminator's loss"),
        Example("flat", {"notes": (ADVERSARIAL,)}, "a generator's loss, in balance"),
        Example(
            "exponential",
            {"rejected": {"D_A": "no role", "G_A": "no role"}},
            "a loss of both beside those of two networks",
        ),
    ),
    silent=(
        Example("exponential", {}, "one network"),
        Example(
            "exponential", {"rejected": {"d_a": "no role", "g_a": "no role"}}, "names like others"
        ),
        Example("exponential", {"notes": ("component-loss",)}, "parts of one loss"),
    ),
)

PAIRED = re.compile(r"(?:.*/)?(?:loss_)?(?P<side>[GD])_(?P<domain>[AB])")
"""What CycleGAN and its kin call the losses of the two networks of either direction."""


def check(profile: Profile, limits: Mapping[str, float]) -> Sequence[Evidence]:  # noqa: ARG001  (it has no limit)
    """Name both sides."""
    run = profile.run
    noted = next((note for note in run.notes if note.code == ADVERSARIAL), None)
    chosen = repr(run.objective.name)
    if noted is not None:
        other = repr(noted.where) if noted.where else "another loss"
        return (Evidence(None, {"chosen": chosen, "side": chosen, "other": other}),)
    pair = _pair([*run.rejected])
    if pair is None:
        return ()
    side, other = map(repr, pair)
    return (Evidence(None, {"chosen": chosen, "side": side, "other": other}),)


def _pair(columns: Sequence[str]) -> tuple[str, str] | None:
    """Return two columns that are called after both networks, and else alike: ``G_A``, ``D_A``.

    They are told by capitals: ``d_a`` may be anything.
    """
    told = [found for found in map(PAIRED.fullmatch, columns) if found]
    sides = {(found["side"], found["domain"]): found.string for found in told}
    for (side, domain), column in sides.items():
        if side == "G" and ("D", domain) in sides:
            return column, sides["D", domain]
    return None
