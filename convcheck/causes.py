"""What can be wrong with a training: causes by id, and what one loss curve shows of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CauseText:
    """A cause in words."""

    title: str
    """Its name."""
    description: str
    """What happens, in one sentence."""
    visible: str
    """What one curve can show of it, and what it cannot."""


def _text(title: str, description: str, visible: str) -> CauseText:
    return CauseText(title, description, visible)


CAUSES: Mapping[str, CauseText] = {
    # The learning rate and the length of the run.
    "learning-rate-too-large": _text(
        "learning rate too large",
        "Steps are longer than the valley is wide, so the weights jump across it or out of it.",
        "Swings, leaps and divergence show it; a run that merely settles too high does not.",
    ),
    "learning-rate-too-small": _text(
        "learning rate too small",
        "Steps are so short that the run ends long before the weights arrive.",
        "A nearly straight, smooth descent shows it; it looks like a run that was cut short.",
    ),
    "too-few-steps": _text(
        "too few steps or epochs for the learning rate",
        "The run was stopped on its way; rate and length go together.",
        "The slope at the end shows it; how far it would have gone is a projection.",
    ),
    "rate-decayed-too-early": _text(
        "learning rate decayed too early",
        "The schedule came to its end before the loss had come to its own.",
        "Only beside the logged learning rate.",
    ),
    "constant-rate-floor": _text(
        "a constant rate keeps a noise floor",
        "At a constant rate the weights wander about the minimum at a distance set by the rate.",
        "The wander shows; how low a decayed rate would go does not.",
    ),
    "missing-warm-up": _text(
        "no warm-up",
        "The first steps are taken at full rate, before the optimizer knows the scale of things.",
        "A leap in the first steps shows it.",
    ),
    "rate-not-set": _text(
        "the rate is not what was meant",
        "A schedule was misconfigured, stepped too often, or loaded from a checkpoint.",
        "Only beside the logged learning rate.",
    ),
    # The optimizer.
    "momentum-missing": _text(
        "momentum missing",
        "Without momentum the weights bounce between the walls of a narrow valley.",
        "Errors like a comb suggest it; a rate too large looks alike.",
    ),
    "momentum-too-high": _text(
        "momentum too high",
        "The weights overshoot and swing back, like a ball in a bowl.",
        "Ringing shows it; other slow cycles look alike.",
    ),
    "optimizer-not-stepping": _text(
        "the optimizer never stepped",
        "Its step is not called, it holds other parameters, or they are frozen.",
        "A loss without any trend is all there is to see; a constant one all but proves it.",
    ),
    "gradients-not-cleared": _text(
        "gradients not set to zero between steps",
        "Every step adds the gradients of all steps before.",
        "Ever larger swings or a steady rise; a rate too large looks alike.",
    ),
    "missing-gradient-clipping": _text(
        "no gradient clipping",
        "One rare large gradient throws the weights far away.",
        "Leaps and sudden breaks suggest it; the gradient's norm shows it.",
    ),
    "optimizer-state-lost": _text(
        "optimizer state lost at a restart",
        "Momentum and second moments began at zero with trained weights.",
        "A leap right after a restart shows it.",
    ),
    # The data.
    "too-little-data": _text(
        "too little data",
        "The model learns its few examples by heart.",
        "Validation that turns up shows it; the training loss alone never does.",
    ),
    "corrupted-data": _text(
        "corrupted data",
        "Some records are damaged: missing values, wrong scale, unreadable files.",
        "Spikes and breaks suggest it; damage spread evenly looks like noise.",
    ),
    "corrupted-labels": _text(
        "wrong labels",
        "Labels contradict the inputs, so they can only be learned by heart.",
        "Validation far from training suggests it; labels that are wrong in a consistent way are "
        "learned well, and only a baseline or a look at the data shows them.",
    ),
    "data-not-shuffled": _text(
        "data not shuffled",
        "Batches come in an order that has a meaning, and each pulls its own way.",
        "A cycle in step with the epoch shows it; with epoch means only it is invisible.",
    ),
    "data-changed": _text(
        "the data changed during the run",
        "From some step on other data were fed, or in another form.",
        "A lasting rise at one step suggests it.",
    ),
    "inputs-not-normalised": _text(
        "inputs or targets not normalised",
        "Inputs far from unit scale, or without any variation, starve or flood the units.",
        "A first loss far from that of guessing suggests it; the curve cannot prove it.",
    ),
    "batch-too-small": _text(
        "batch too small",
        "The gradient of a few examples points nearly anywhere.",
        "Loud noise suggests it; how loud a larger batch would be is arithmetic.",
    ),
    # The model.
    "model-too-small": _text(
        "too few nodes or layers",
        "The model cannot express what is to be learned.",
        "A high plateau that training and validation share suggests it; nothing proves it but a "
        "larger model.",
    ),
    "unsuitable-architecture": _text(
        "unsuitable model",
        "The model looks at the input in a way that hides what matters.",
        "A plateau above what others reach; one curve cannot tell it from hard data.",
    ),
    "saturated-activation": _text(
        "unsuitable or saturated activation function",
        "Sigmoid or tanh units at their limits pass no gradient down.",
        "A slow or absent start suggests it; the gradient's norm shows it.",
    ),
    "dead-units": _text(
        "dead ReLU units",
        "Units whose input is negative for every example never learn again.",
        "A loss that stays at chance suggests it; the share of dead units is not in a curve.",
    ),
    "symmetric-initialisation": _text(
        "weights initialised alike or at zero",
        "Units that begin alike stay alike, and a network of them is one unit wide.",
        "A loss that stays at chance, or a plateau before any fall, suggests it.",
    ),
    "badly-scaled-initialisation": _text(
        "badly scaled initial weights",
        "Weights too large flood or saturate the units, too small ones starve them.",
        "A first loss far above that of guessing, or a long first plateau, shows it.",
    ),
    "local-minimum": _text(
        "stuck in a local minimum or on a plateau",
        "The weights came to rest where the slope is nil though better places exist.",
        "One run cannot tell it from the best there is: several seeds can.",
    ),
    "missing-regularisation": _text(
        "missing regularisation",
        "Nothing keeps the model from learning its examples by heart.",
        "Validation that turns up while training falls shows it.",
    ),
    "regularisation-too-strong": _text(
        "regularisation too strong",
        "Weight decay or dropout holds the model back from fitting anything.",
        "A high plateau that training and validation share suggests it.",
    ),
    "wrong-loss": _text(
        "a loss that does not fit the model's output",
        "Such as a softmax applied twice, or a mean where a sum was meant.",
        "A floor above zero on easy data suggests it; code shows it, a curve does not.",
    ),
    # Numbers.
    "numeric-overflow": _text(
        "numeric overflow",
        "A number left the range of its type: an exponential, a division, a logarithm of zero.",
        "A sudden NaN or infinity shows it.",
    ),
    "mixed-precision": _text(
        "mixed precision out of range",
        "Half precision overflows above 65,504 and loses what is below 6e-8.",
        "A collapsing loss scale shows it; a sudden NaN suggests it.",
    ),
    # The log and what it is about.
    "resumed-run": _text(
        "resumed from a checkpoint",
        "Steps after the checkpoint were trained, and logged, twice.",
        "The counter of the log shows it.",
    ),
    "interrupted-run": _text(
        "interrupted before its end",
        "It was killed, ran out of time, or is still going on.",
        "A cut record shows it; whether more was planned is seldom in a log.",
    ),
    "logging-mistake": _text(
        "a logging mistake",
        "What was logged is not what was meant.",
        "Impossible values and counters show it; a wrong but plausible column does not.",
    ),
    "evaluation-differs": _text(
        "training and validation measured differently",
        "Dropout, augmentation, label smoothing or averaging act on one of them only.",
        "Validation below training from the start suggests it.",
    ),
    "validation-differs": _text(
        "validation data unlike training data",
        "They come from elsewhere, or examples leaked from one to the other.",
        "A gap that is there from the beginning suggests it.",
    ),
    "validation-too-small": _text(
        "validation set too small",
        "The loss over few examples is mostly chance.",
        "Noise between evaluations shows it.",
    ),
    "phase-of-training": _text(
        "a phase of training",
        "Plateaus before a drop and short leaps are how such models learn.",
        "The shape shows it; what comes next does not show.",
    ),
    "more-steps-than-needed": _text(
        "more steps than needed",
        "The run went on after the loss had settled.",
        "The settled tail shows it; validation may still have gained from it.",
    ),
}
"""Every cause that a rule may name."""

NO_FAULTS = frozenset(
    {
        "too-few-steps",
        "interrupted-run",
        "resumed-run",
        "more-steps-than-needed",
        "phase-of-training",
        "constant-rate-floor",
        "evaluation-differs",
        "validation-too-small",
    }
)
"""Causes that a sound training has as well: naming one accuses nobody."""

BOOSTERS = ("catboost", "lightgbm", "xgboost", "gradient boosting")
"""Programs that boost trees, as readers name them."""
OF_NETWORKS = frozenset(
    {
        "missing-warm-up",
        "constant-rate-floor",
        "momentum-missing",
        "momentum-too-high",
        "optimizer-not-stepping",
        "optimizer-state-lost",
        "gradients-not-cleared",
        "missing-gradient-clipping",
        "data-not-shuffled",
        "inputs-not-normalised",
        "batch-too-small",
        "saturated-activation",
        "dead-units",
        "symmetric-initialisation",
        "badly-scaled-initialisation",
        "local-minimum",
        "mixed-precision",
    }
)
"""Causes that need weights, moved batch by batch: trees that are boosted have none."""
