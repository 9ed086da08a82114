"""CC313: the loss rose above its lowest level for good, though its verdict is a sound one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from convcheck.rule import Cause, Evidence, Example, Limit, Remedy, Rule, Span, Verdict
from convcheck.rules._weights import weight_behind_a_climb
from convcheck.wording import step

if TYPE_CHECKING:
    from convcheck.profile import Profile

RULE = Rule(
    code="CC313",
    name="lasting-rise",
    severity="warning",
    summary="The loss rose again from its lowest level and stays above it, far below its start.",
    message="the {what} {rose} from {lowest:loss}, near which it was until {unit} {onset:step}, "
    "by {rise_share:percent} of its range, and {ended} {end:loss}{rested}",
    why="It did not settle at the best that it had reached: either what it is made of changed, or "
    "part of what was learned is lost.",
    how="The verdict is converged or improving, or stuck where the weight of a term was logged "
    "beside a loss that had come down. The level at the end stands above the lowest by a "
    "share of the range and beyond its noise, and has done so for a fifth of the run.",
    when_wrong="A penalty that is phased in (KL annealing), a curriculum and harder data raise the "
    "loss on purpose.",
    causes=(
        Cause("optimizer-state-lost", "the rise follows a restart", needs=("restarted",)),
        Cause("data-changed", "the data grew harder, or changed"),
        Cause("regularisation-too-strong", "a penalty was raised, or grew"),
        Cause("learning-rate-too-large", "it was thrown out of the valley it was in"),
    ),
    remedies=(
        Remedy(
            "see whether {weight}, which was logged beside it, was raised from about {unit} "
            "{onset:step} on: then the sum climbs while its terms may improve, and they are to be "
            "judged one by one",
        ),
        Remedy(
            "if nothing was changed on purpose about {unit} {back_to:step}, go back to a "
            "checkpoint from there",
        ),
        Remedy(
            "if nothing was changed on purpose about {unit} {onset:step}, go back to the "
            "checkpoint of about {unit} {best_validated:step}, at which validation was "
            "best{though}",
        ),
        Remedy(
            "log the terms of the loss one by one: a penalty that grows raises their sum while the "
            "fit improves",
            "regularisation-too-strong",
            unless=("terms",),
        ),
        Remedy(
            "see which of the terms that are logged ({terms}) rose from about {unit} {onset:step} "
            "on: a penalty that grows raises their sum while the fit improves",
            "regularisation-too-strong",
        ),
        Remedy("look at the data that was read from about {unit} {onset:step} on", "data-changed"),
        Remedy(
            "let the learning rate decay from about {unit} {onset:step} on",
            "learning-rate-too-large",
            unless=("rate_decays",),
        ),
    ),
    limits=(
        Limit(
            "rise",
            0.1,
            "share of the range",
            "the rise that a divergence needs: this one is over, but no smaller",
            "the definition of the verdict diverged",
        ),
        Limit(
            "z",
            6.0,
            "standard errors",
            "remembered noise wanders by a few",
            "as for a slow upward drift",
        ),
        Limit(
            "length",
            0.2,
            "share of the run",
            "a shorter one may be a burst that comes down again",
            "the dwell that a converged run is asked for",
        ),
        Limit(
            "near",
            3.0,
            "standard errors",
            "within this of its lowest level the loss counts as not yet risen",
            "the same for the rise of a run that diverged",
        ),
    ),
    yields_to=("CC201", "CC301", "CC304", "CC306"),
    fires=(
        Example("raised_penalty", {}, "climbs while a penalty is raised"),
        Example("raised_penalty", {"shift": -10.0}, "the same below zero"),
    ),
    silent=(
        Example("exponential", {}, "settled"),
        Example("harder_data", {"kept": 0.0}, "leaps up, and comes down as far as before"),
        Example("exponential", {"noise": 0.3, "noise_law": "autocorrelated"}, "wandering noise"),
    ),
)

PART = "a part of the loss"
"""How the reason begins why a term of a sum was not taken for the loss."""
FEWEST_TERMS, MOST_TERMS = 2, 4
"""Terms that a sum has at least, and that a sentence names at most."""
RESTING = (Verdict.CONVERGED, Verdict.IMPROVING)
"""Verdicts beside which a rise would go untold."""


def check(profile: Profile, limits: Mapping[str, float]) -> Sequence[Evidence]:
    """Hold the level at the end against the lowest."""
    from convcheck.drawn_curve import rise_at_the_end
    from convcheck.last_low import last_low
    from convcheck.told_best import way_back
    from convcheck.told_levels import climb

    curve, decision = profile.objective, profile.decision
    weight, likeliest = weight_behind_a_climb(profile), decision.leaning or decision.verdict
    phased = likeliest is Verdict.STUCK and weight is not None
    if not (likeliest in RESTING or phased) or profile.facts.get("rate_cycles"):
        return ()
    told, (share, z) = climb(curve), rise_at_the_end(curve)
    lasting = curve.rise.share_since >= limits["length"] and z > limits["z"]
    if not lasting or min(share, told.share) <= limits["rise"]:
        return ()
    onset = last_low(curve, told, limits["near"])
    values = {
        "lowest": profile.sign * told.lowest,
        "end": profile.sign * told.end,
        "rise": told.size,
        "rise_share": told.share,
        **_end(profile, onset),
        "onset": onset,
        **way_back(profile, onset),
        "terms": _terms(profile),
        "weight": weight,
        "z": z,
    }
    causes = ("regularisation-too-strong",) if weight is not None else ()
    return (Evidence(Span(onset, float(curve.step[-1])), values, causes=causes),)


def _end(profile: Profile, onset: float) -> dict[str, str]:
    """Say in words how it ended: a run that converged came to rest near its settling step."""
    settling = profile.settling
    converged = profile.decision.verdict is Verdict.CONVERGED
    if not converged or settling is None or settling.step <= onset:
        return {"ended": "ended at", "rested": ""}
    near = f" near {profile.run.axis.unit} {step(settling.step)}"
    return {"ended": "came to rest at", "rested": near}


def _terms(profile: Profile) -> str | None:
    """Return the names of what was logged and is a part of the loss; None for fewer than two."""
    names = [f"'{name}'" for name, why in profile.run.rejected.items() if why.startswith(PART)]
    return ", ".join(names[:MOST_TERMS]) if len(names) >= FEWEST_TERMS else None
