"""The weight of a term of the loss that was logged beside it, where the loss climbed for good.

What grows by design, as the weight of the divergence of a variational autoencoder does, raises a
sum whose terms improve: such a climb is told as one, and as nothing that was not learned.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from convcheck.profile import Profile

WEIGHTS = frozenset(
    {"beta", "weight", "weights", "lossweight", "coef", "coefficient", "lambda"}
    | {"anneal", "annealing"}
)
"""Words of the weight of a term, or of its schedule."""
OTHER_WEIGHTS = frozenset({"decay", "norm", "std", "mean", "max", "min", "grad", "gradient"})
"""Words beside them that speak of the weights of a network."""
LENGTH, SHARE, SURELY = 0.2, 0.1, 6.0
"""Share of the run, share of the range, and standard errors from which a climb is one for good: as
for a lasting rise."""


def weight_behind_a_climb(profile: Profile) -> str | None:
    """Return the name of a logged weight where the loss came down and climbed; None elsewhere.

    Only names of columns are known here, not their values: that it was raised is for who trained
    to say.
    """
    from convcheck.drawn_curve import rise_at_the_end

    curve = profile.objective
    named = [column for column in profile.run.rejected if _is_weight(column)]
    if not named or not curve.enough or curve.constant:
        return None
    share, errors = rise_at_the_end(curve)
    fell = curve.ends.start - curve.rise.lowest > curve.rise.size
    lasting = curve.rise.share_since >= LENGTH and share > SHARE and errors > SURELY
    return named[0] if fell and lasting else None


def _is_weight(column: str) -> bool:
    from convcheck.name_words import normalise

    words = {*normalise(column).split()}
    return bool(words & WEIGHTS) and not words & OTHER_WEIGHTS
