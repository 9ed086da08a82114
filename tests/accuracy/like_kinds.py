"""Which kinds of task are alike, whatever the source of the runs calls them.

Alike are kinds of one sort of model that learns one sort of answer from one sort of data. Whoever
asks how well the coefficients do on a kind of task they never saw leaves out all kinds like it.
"""

from __future__ import annotations

LIKE = tuple(
    frozenset(names.split())
    for names in (
        # Classes, by a dense network or a softmax regression.
        "blobs many_classes h6 lrsmall2 over",
        "spirals early3",
        "moons lrsmall3",
        "digits glyphs dropout digits_m mt cnn dead early h1 h2 h8 lrsmall1 noise1 sat sorted zero",
        "tumours cancer",
        "wines wine",
        "modular_addition modadd",
        # Values, by a dense network or a linear regression.
        "linear ill_conditioned lin",
        "friedman fried fried_s early2 h3 dead2",
        "disease diab diab_n fried_s h6 lrbig3",
        "sine",
        # Models of their own.
        "convolution cnn",
        "language char chargru early over",
        "gated add",
        "autoencoder ae",
        "variational vae",
        "factorisation mf",
        "boosted_classes boosted_values stumps xgboost lightgbm catboost",
        # Rewards: moves in a grid, and policies that follow their gradient.
        "grid q1 r3 r4 p3",
        "bandit control r3 r4 p3",
    )
)
"""Kinds of the zoo, of ``truth`` and of ``trained``. A kind of ``truth`` that is named after its
recipe (``early``, ``h6``) may hold several tasks, so that it is in several groups."""
ALONE = frozenset({"rand"})
"""Real kinds like none of the zoo: ``rand`` are labels drawn at random, to be memorised."""


def like_kinds(kind: str) -> frozenset[str]:
    """Return the kind itself and all that share a group with it."""
    return frozenset({kind}).union(*(group for group in LIKE if kind in group))
