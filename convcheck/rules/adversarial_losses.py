"""CC111: the loss is that of one of two networks that train against one another."""

from __future__ import annotations

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
    message="the verdict is about {chosen} alone, and by their names {chosen} and {other} pull "
    "against one another: then neither loss tells whether the training converged, and neither says "
    "anything of the other",
    why="Each side's loss is measured against the other as it is at that moment. A loss that rises "
    "means that the other side got better, one that rests that they are in balance: both are "
    "healthy, and both look like a fault.",
    how="The objective's name speaks of a generator or of a discriminator, and another loss of the "
    "same split speaks of the other.",
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
    ),
    silent=(
        Example("exponential", {}, "one network"),
        Example("exponential", {"notes": ("component-loss",)}, "parts of one loss"),
    ),
)


def check(profile: Profile, limits: Mapping[str, float]) -> Sequence[Evidence]:  # noqa: ARG001  (it has no limit)
    """Name both sides."""
    run = profile.run
    noted = next((note for note in run.notes if note.code == ADVERSARIAL), None)
    if noted is None:
        return ()
    other = repr(noted.where) if noted.where else "another loss"
    return (Evidence(None, {"chosen": repr(run.objective.name), "other": other}),)
