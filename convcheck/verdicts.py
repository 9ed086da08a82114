"""The six verdicts in words: what each means, how it is decided, when it can be wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from convcheck.rule import Example, Verdict

SURE = 0.7
"""Probability from which a verdict carries advice, a warning or an error without reserve: below
it, three in ten would be wrong."""


@dataclass(frozen=True, slots=True)
class VerdictText:
    """Everything a person can ask about a verdict."""

    verdict: Verdict
    """Which one."""
    summary: str
    """What it says about a run."""
    why: str
    """Why it matters."""
    how: str
    """How it is decided."""
    when_wrong: str
    """When it can be wrong."""
    causes: tuple[str, ...]
    """What usually leads to it, likeliest first."""
    remedies: tuple[str, ...]
    """What to do, most useful first."""
    advice: str
    """What to do in one sentence, for a report without findings."""
    when_unsure: str
    """The same where the verdict is less than SURE: what to look at before doing it."""
    example: Example
    """A planted log that shows it."""
    references: tuple[str, ...] = ()
    """Where to read more."""
    of_trees: str = ""
    """The advice where trees are boosted, if that of networks does not fit them."""

    def advice_at(self, probability: float | None, *, boosted: bool = False) -> str:
        """Return what to do where the verdict is this sure; none known is as sure as can be."""
        if boosted and self.of_trees:
            return self.of_trees
        return self.advice if probability is None or probability >= SURE else self.when_unsure


SETTLING_TIME = "Ogata, Modern Control Engineering, section 5.3: settling time, 2% criterion"
PRECHELT = "Prechelt, Early Stopping - But When?, in Neural Networks: Tricks of the Trade (1998)"
EDGE_OF_STABILITY = "Cohen et al., Gradient Descent on Neural Networks Typically Occurs at the Edge of Stability (ICLR 2021)"  # noqa: E501 - a title
CYCLES = "Smith, Cyclical Learning Rates for Training Neural Networks (WACV 2017)"
CLIPPING = "Pascanu et al., On the Difficulty of Training Recurrent Neural Networks (ICML 2013)"
RECIPE = "Karpathy, A Recipe for Training Neural Networks (2019): overfit a single batch first"

VERDICTS: Mapping[Verdict, VerdictText] = {
    Verdict.CONVERGED: VerdictText(
        Verdict.CONVERGED,
        summary="The loss has settled, and training as long again would bring next to nothing.",
        why="More steps of the same training are wasted; what could still help is a change of "
        "model, data or schedule.",
        how="The mean curve under the noise is fitted. It has settled at the first step after "
        "which it moves by no more than 2% of its total range (--band changes that); what a "
        "logged learning rate that restarts adds is taken off first. Where noise hides the step, "
        "validation and the learning rate help to tell it. The run has converged where "
        "it stayed settled, as a rule for the last 20% of the run, and the continued fit "
        "gains no more than 3% of the range in as many steps again. It must be 1.3 times "
        "as likely as improving, and 1.8 times as likely as any other verdict: a wrong one stops a "
        "run that should go on.",
        when_wrong="A fall that comes after a long plateau cannot be foreseen by anyone. The "
        "range contains the first logged value: for a language model that falls from 11 to 3, "
        "2% is 0.16, so look at the narrower bands of the ladder, or give an absolute band. "
        "Where the learning rate has decayed to nothing, the run settled because the schedule "
        "ended. A loss that fell to the wrong thing, as with wrong labels, converges as well. "
        "Levels count too, as nats or squared errors of standardised targets: in a far smaller "
        "unit a run looks more settled than it is, in a far larger one less.",
        causes=("the optimizer has reached a minimum", "the learning rate has decayed away"),
        remedies=(
            "Stop here next time, at the step of convergence and a margin.",
            "To get lower, change the model, the data or the schedule, not the number of steps.",
        ),
        advice="Nothing needs mending. Longer training of the same kind would be wasted.",
        when_unsure="Nothing needs mending, but it is not sure that it rests: look at the curve "
        "before you shorten the training.",
        example=Example("exponential", {"points": 400, "seed": 1}),
        references=(SETTLING_TIME, PRECHELT),
    ),
    Verdict.IMPROVING: VerdictText(
        Verdict.IMPROVING,
        summary="The loss was still falling when the log ended.",
        why="The run was stopped early, or is not finished: the last value is not what this "
        "training can reach.",
        how="It learned, it neither diverged nor oscillates, and it has not converged: either "
        "it had not settled for long enough, or training longer would gain more than 3% of the "
        "range. Where noise hides the band, the last quarter must have stopped gaining.",
        when_wrong="A slow power law never quite ends, and a fall below the noise cannot be told "
        "from rest. A schedule that ends soon may settle the run a few steps later.",
        causes=("too few epochs", "a learning rate too small for that many epochs"),
        remedies=(
            "Train longer; the projection says what that would bring.",
            "Or raise the learning rate by a factor of 2 to 3, with a warm-up, to get there sooner.",  # noqa: E501 - one sentence
        ),
        advice="Train longer, or with a larger learning rate to get there sooner.",
        when_unsure="See whether the curve still moves at its end; if so, train longer, or with a "
        "larger learning rate.",
        example=Example("exponential", {"points": 400, "seed": 1, "cut": 0.3}),
        references=(PRECHELT,),
    ),
    Verdict.STUCK: VerdictText(
        Verdict.STUCK,
        summary="It never learned: no descent that can be told from noise, or too small a one.",
        why="The model does no better than guessing, so every further step is wasted.",
        how="Flat means that a falling curve explains the log no better than a constant does, or "
        "that the loss fell by less than 4% of where it started, or that it stays at the loss of "
        "guessing one of k classes (ln k). Where a start exploded, the fall from it is no "
        "learning: what counts is where the loss rests, and a level near that of guessing (also "
        "1 or 1/2, for the mean of standardised targets) speaks for stuck. So does one where a run "
        "ends up that had learned and lost it again; the reason says that then.",
        when_wrong="The fall may have come before the first logged point. A model that is fine-"
        "tuned may begin where it can end. Some tasks begin with a long plateau. A loss in "
        "another unit (a perplexity, a squared error of raw targets) may rest at such a level by "
        "accident, above all where it fell there at once.",
        causes=(
            "the learning rate is far too small or far too large",
            "gradients do not arrive: dead units, saturation, badly scaled initial weights",
            "the labels do not belong to the inputs, or the data loader repeats one batch",
            "layers are frozen, or the optimizer was given other parameters than the model's",
        ),
        remedies=(
            "Try to overfit a single batch; where that fails, the defect is in the code or the data.",  # noqa: E501 - one sentence
            "Try learning rates a factor of 10 above and below.",
            "Check activation function and weight initialisation (ReLU with He, tanh with Glorot).",
        ),
        advice="Try to overfit a single batch; if that fails, look for a defect before tuning.",
        when_unsure="See whether the curve moves by more than its noise after its first points; if "
        "not, try to overfit a single batch.",
        of_trees="See whether the labels belong to the inputs; if so, try a larger learning rate.",
        example=Example("flat", {"points": 400, "seed": 1}),
        references=(RECIPE,),
    ),
    Verdict.OSCILLATING: VerdictText(
        Verdict.OSCILLATING,
        summary="The loss swings to the end of the run, so that it settles in no narrow band.",
        why="Which loss the last checkpoint has is chance, and the swing keeps the mean high.",
        how="A regular cycle (a comb, a sawtooth) whose swing exceeds 5% of the range, or an "
        "irregular bounce that exceeds 15%, lasts to the end. Noise has no memory from one "
        "window to the next; a swing has. A cycle that the logged learning rate shares is a "
        "schedule and no fault.",
        when_wrong="Fewer than three periods, or fewer than 20 points, cannot show a cycle. Data "
        "that are read in the same order every epoch draw a comb into a per-step loss that "
        "averages out over epochs. A cyclic schedule that was not logged looks the same.",
        causes=(
            "the learning rate is too large",
            "too much momentum where it rings; none where the errors look like a comb",
            "data are not shuffled, or the batch is too small",
        ),
        remedies=(
            "Lower the learning rate to a third, or let it decay.",
            "Shuffle the data in every epoch.",
            "Use a larger batch, or average the weights over the last steps.",
        ),
        advice="Lower the learning rate to a third, or let it decay; shuffle in every epoch.",
        when_unsure="See whether the curve swings by more than its noise; if so, lower the "
        "learning rate to a third, or let it decay.",
        of_trees="Lower the learning rate to a third.",
        example=Example("sine", {"points": 400, "seed": 1}),
        references=(EDGE_OF_STABILITY, CYCLES),
    ),
    Verdict.DIVERGED: VerdictText(
        Verdict.DIVERGED,
        summary="The loss became NaN or infinite, or rose and did not come back.",
        why="What was learned is lost; only a checkpoint from before is of use.",
        how="The log ends in values that are not finite, or the mean curve ends more than 10% "
        "of the range above its minimum, beyond the noise, and is above its start, still "
        "growing, or has lost more than half of the drop. Where the last points broke away from "
        "all before them and kept that up for three points or more, they alone decide.",
        when_wrong="A loss whose weight changes during the run (KL annealing, curricula) may "
        "rise on purpose. A training loss that rises while validation improves is not called "
        "diverged.",
        causes=(
            "the learning rate is too large, or there was no warm-up",
            "numbers overflow in half precision",
            "a broken batch: log of zero, division by zero, a corrupted sample",
        ),
        remedies=(
            "Lower the learning rate to a third and warm it up.",
            "Clip the gradient's norm at 1.0.",
            "In mixed precision use bfloat16, or a dynamic loss scale.",
        ),
        advice="Go back to a checkpoint from before and lower the learning rate to a third.",
        when_unsure="See whether what was lost is more than noise and not given up on purpose; if "
        "so, go back to a checkpoint from before and lower the learning rate to a third.",
        of_trees="Keep the trees from before the rise only, and lower the learning rate.",
        example=Example("blow_up", {"points": 400, "seed": 1}),
        references=(CLIPPING, EDGE_OF_STABILITY),
    ),
    Verdict.INCONCLUSIVE: VerdictText(
        Verdict.INCONCLUSIVE,
        summary="The log cannot tell.",
        why="A verdict from too little would be a guess; this one is honest.",
        how="There are fewer than 7 points, or the verdict that leads has a chance below one "
        "in three; it is then named as a leaning. Or the last points broke away from all before "
        "them, and the log ends too soon to tell whether that stays: they have lost a quarter to a "
        "half of the drop, or more but are on their way back. It then leans to diverged.",
        when_wrong="It is never wrong, but may be more cautious than you need.",
        causes=("too few points", "noise that hides the band", "a case on the border of two"),
        remedies=(
            "Log more often, or log the mean over some steps instead of single batches.",
            "Train longer, so that there is more to see.",
            "Where that is no reason to fail, accept it: --accept inconclusive.",
        ),
        advice="Log more often or train longer, then look again.",
        when_unsure="Log more often or train longer, then look again.",
        example=Example("exponential", {"points": 5, "seed": 1}),
    ),
}
"""Every verdict has its text."""
