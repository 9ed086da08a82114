"""The naming tables: which words and names mean training loss, validation loss, step, epoch, ...

Data only. Every name stands here as :func:`convcheck.name_words.normalise` leaves it: lower
case, words apart, "learning rate" as "lr". Earlier entries of an ordered table are preferred.
The names were collected from the sources of the loggers themselves and from logs that people
published.
"""

from __future__ import annotations

# A table reads in rows, not with one word a line.
# fmt: off

CHINESE_MEASURES = {"损失": "loss", "准确率": "accuracy", "学习率": "lr", "轮次": "epoch"}
CHINESE_QUALIFIERS = {
    "训练集": "train", "训练": "train", "验证集": "val", "验证": "val",
    "测试集": "test", "测试": "test", "平均": "average", "总": "total",
    "分类": "class", "回归": "regression",
}
"""What such a measure is of; the words stand beside one another."""
FOREIGN = {
    "pérdida": "loss", "perte": "loss", "verlust": "loss", "perda": "loss",
    "época": "epoch", "epoca": "epoch", "époque": "epoch", "epoche": "epoch",
    "entrenamiento": "train", "treino": "train", "validación": "val", "validação": "val",
}
"""Words of languages that put blanks between them."""

MERGED: tuple[tuple[str, str], ...] = (
    ("learning rates", "lr"),
    ("learning rate", "lr"),
    ("cross entropy", "crossentropy"),
    ("log loss", "logloss"),
    ("negative log likelihood", "nll"),
    ("neg log likelihood", "nll"),
    ("log likelihood", "loglikelihood"),
    ("negative elbo", "nll"),
    ("neg elbo", "nll"),
    ("elbo loss", "loss"),
    ("time step", "timestep"),
    ("time steps", "timesteps"),
    ("bits per byte", "bpb"),
    ("bits per character", "bpc"),
    ("bits per char", "bpc"),
    ("chr f", "chrf"),
    ("epoch average", "average"),
    ("multi class", "multiclass"),
    *(
        (qualifier + measure, f"{of_what} {what}")
        for measure, what in CHINESE_MEASURES.items()
        for qualifier, of_what in CHINESE_QUALIFIERS.items()
    ),
    *CHINESE_MEASURES.items(),
    *FOREIGN.items(),
)
"""Several words that stand for one."""

TRAIN_WORDS = frozenset({"train", "training", "trn", "tr", "learn"})
"""Words that put a quantity on the training split."""

VALIDATION_WORDS = frozenset({
    "val", "valid", "validation", "eval", "evaluation", "evaluate", "dev", "holdout",
    "heldout", "crossval", "xval",
})
"""Words that put a quantity on the validation split."""

TEST_WORDS = frozenset({"test", "testing", "tst"})
"""Words of the test split, which stands in for a validation split that is not there."""

QUANTITIES: tuple[frozenset[str], ...] = (
    frozenset({"loss", "losses"}),
    frozenset({
        "logloss", "mlogloss", "crossentropy", "nll", "xent", "bce", "ce", "cost",
        "objective", "deviance", "multiclass",
    }),
    frozenset({
        "rmse", "mse", "mae", "rmsle", "mape", "smape", "mdape", "logcosh", "l1", "l2",
        "huber",
    }),
    frozenset({
        "error", "err", "errors", "merror", "wer", "cer", "ppl", "perplexity", "bpb", "bpc",
        "fid", "eer",
    }),
)
"""Words of quantities that are to fall, best first: a loss, a loss by its formula, an error."""

PLAIN_WORDS = frozenset({
    "total", "epoch", "step", "iter", "iteration", "batch", "minibatch", "avg", "average",
    "mean", "global", "overall", "full", "all", "sum", "lm", "reduced", "running", "current",
    "metrics", "metric", "scalars", "s", "per", "value", "main", "binary", "multi", "model",
    "vs", "iterations", "samples",
})
"""Words that do not make a quantity a part of something larger."""

COMPONENT_WORDS = frozenset({"value", "main"})
"""Plain words that do, where they stand directly beside "loss": value_loss is a critic's."""

SMOOTHED_WORDS = frozenset({"ema", "ewma", "smooth", "smoothed", "moving"})
"""Words of a copy of the loss that averages over time, or of a model whose weights do."""

GRAIN_WORDS = frozenset({"epoch", "step", "iter", "iteration", "batch", "minibatch"})
"""Words that tell over what a quantity was averaged, not what it is."""

ENERGIES = frozenset({
    "energy", "mean energy", "energy mean", "average energy", "energy average", "train energy",
    "local energy", "vmc energy", "ground state energy",
})
"""Whole names of what variational Monte Carlo minimises; taken where a log has neither a loss nor a
score, because machines report how much energy they use, too."""

NOT_A_LOSS: dict[str, str] = {
    "scale": "the scale of mixed precision, not a loss",
    "scaler": "the scale of mixed precision, not a loss",
    "weight": "a weight, not a loss",
    "weights": "a weight, not a loss",
    "lossweight": "a weight, not a loss",
    "coef": "a weight, not a loss",
    "coefficient": "a weight, not a loss",
    "lambda": "a weight, not a loss",
    "std": "a spread, not a level",
    "stddev": "a spread, not a level",
    "var": "a spread, not a level",
    "variance": "a spread, not a level",
    "best": "the best so far, not a curve",
    "lowest": "the best so far, not a curve",
    "min": "an extreme, not the mean",
    "max": "an extreme, not the mean",
    "minimum": "an extreme, not the mean",
    "maximum": "an extreme, not the mean",
    "delta": "a change, not a level",
    "diff": "a change, not a level",
    "gap": "a difference, not a loss",
    "improvement": "a change, not a level",
    "frac": "a share, not a loss",
    "fraction": "a share, not a loss",
    "ratio": "a share, not a loss",
    "count": "a count, not a loss",
    "num": "a count, not a loss",
    "threshold": "a setting, not a loss",
    "patience": "a setting, not a loss",
    "time": "a time, not a loss",
    "runtime": "a time, not a loss",
    "norm": "a norm, not a loss",
    "aux": "an auxiliary loss",
    "auxiliary": "an auxiliary loss",
}
"""Words that keep a name from being the loss whatever else it says, each with the reason."""

ADVERSARIES: tuple[frozenset[str], frozenset[str]] = (
    frozenset({"g", "gen", "generator", "netg", "adv", "adversarial"}),
    frozenset({"d", "dis", "disc", "discr", "discriminator", "netd", "critic"}),
)
"""Words for two networks that train against one another: what makes, and what judges it."""

ADVERSARIAL = "adversarial-losses"
"""Code of the note that the objective is the loss of one of them, which tells of neither whether
it converged."""

TWINS: dict[str, str] = {"vs samples": "the same curve counted in samples"}
"""Words beside one another that mark a second copy of a curve (Megatron-LM)."""

TRAIN_LOSS: tuple[str, ...] = (
    "train loss", "loss train", "training loss", "loss training", "train total loss",
    "train loss total", "loss train total", "total train loss", "training total loss",
    "train loss epoch", "train epoch loss", "epoch train loss", "loss epoch train",
    "train loss step", "loss", "total loss", "loss total", "losses total", "lm loss",
    "loss metrics global avg loss", "reduced train loss", "epoch loss", "loss epoch",
    "loss current", "avg loss", "mean loss", "average loss", "running loss", "loss step",
    "train batch loss", "batch loss", "tr loss", "trl", "nll loss", "training cost", "train cost",
    "cost", "learn logloss", "xent", "l train",
)
"""Names of the training loss, best first."""

VALIDATION_LOSS: tuple[str, ...] = (
    "val loss", "loss val", "valid loss", "validation loss", "loss valid", "loss validation",
    "eval loss", "loss eval", "val total loss", "total val loss", "validation total loss",
    "val loss epoch", "epoch val loss", "validation epoch loss", "dev loss", "loss dev",
    "lm loss validation", "evaluation loss", "evaluation loss vs iterations",
    "validation evaluation loss vs iterations", "tel", "test loss", "loss test",
    "test epoch loss", "test logloss", "te loss", "l val", "l valid", "l test",
)
"""Names of the validation loss, best first; the test split last."""

RUN_MEAN = "train loss"
"""What the HF Trainer calls the mean of the whole run, in its last record."""

RUN_MEAN_COMPANIONS = frozenset({"loss", "train runtime"})
"""Names that prove that it is the mean."""

PERPLEXITY = frozenset({"perplexity", "ppl"})
RECONSTRUCTION = frozenset({"recon", "reconstruction", "vq", "codebook", "commitment"})
"""Beside these a perplexity counts the codes in use, and is no loss."""

STEP: tuple[str, ...] = (
    "global step", "trainer global step", "step", "steps", "iteration", "iter", "it", "iters",
    "iterations", "current steps", "current step", "num updates", "train num updates",
    "time total timesteps", "total timesteps", "timesteps total", "total env interacts",
    "num env steps sampled", "timesteps", "training iteration", "iter num", "num steps",
    "train step", "training step", "train iter", "optimizer step", "update", "updates",
    "n updates", "round", "boosting round", "tree", "trees", "time iterations", "episode",
    "episodes", "train episode",
)
"""Names of columns that count steps, best first."""

RESETTING: tuple[str, ...] = (
    "batch", "batch idx", "batch index", "batch id", "minibatch", "batches",
)
"""Names of counters that start over at every epoch by their nature."""

SAMPLE: tuple[str, ...] = (
    "samples", "consumed samples", "samples seen", "num samples", "tokens", "tokens seen",
    "num tokens", "consumed tokens", "total tokens", "example counter",
)
"""Names of columns that count samples or tokens."""

EPOCH: tuple[str, ...] = (
    "epoch", "epochs", "current epoch", "train epoch", "trainer epoch", "epoch num",
    "epoch number", "epoch idx", "ep",
)
"""Names of columns that count epochs."""

INDEX: tuple[str, ...] = ("unnamed 0", "index", "idx", "", "x", "t", "n", "i", "row", "record")
"""Names of columns that count rows; taken only where they rise from row to row."""

LEARNING_RATE: tuple[str, ...] = (
    "lr", "train lr", "lr train", "lr pg0", "lr pg 0", "x lr0", "lr0", "lr group 0", "epoch lr",
    "train epoch lr", "lr adam", "lr adamw", "lr sgd", "current lr", "base lr",
)
"""Names of the learning rate, best first; other names with the word "lr" come after."""

RATE_WORDS = frozenset({"lr", "base", "x"})
"""Words of a rate's name that do not tell of which parameters it is."""

NO_RATES = frozenset({"factor", "mult", "multiplier", "gamma"})
"""Words beside "lr" of what a rate is multiplied with."""

GRADIENT_NORM: tuple[str, ...] = (
    "grad norm", "train grad norm", "gradient norm", "train gradient norm", "gnorm",
    "global grad norm", "grad 2 0 norm total", "grad 2 norm total", "total grad norm",
    "grad norm total", "total norm", "norm",
)
"""Names of the gradient's norm, best first."""

LOSS_SCALE: tuple[str, ...] = (
    "loss scale", "train loss scale", "grad scale", "amp scale", "scaler scale",
    "fp16 loss scale",
)
"""Names of the loss scale of mixed precision, best first."""

EPISODE_WORDS = frozenset({"ep", "episode", "episodes", "rollout", "episodic"})
"""Words that only reinforcement learning has."""

REWARD_WORDS = frozenset({"rew", "reward", "rewards", "ret", "return", "returns"})
"""Words for what an agent earns."""

EARNING_WORDS = frozenset({
    "cumulative", "cum", "accumulated", "discounted", "undiscounted", "rolling", "moving",
    "smoothed", "raw", "game", "agent",
})
"""Words beside which a reward is still the reward, not a part of it."""

DOUBTFUL_REWARDS = frozenset({"ret", "return", "returns", "raw"})
"""Words of a reward that is another thing in other logs: what a portfolio earned, say."""

SUPERVISED_WORDS = frozenset({
    "accuracy", "acc", "acc1", "top1", "perplexity", "ppl", "bleu", "wer", "miou", "auc", "auroc",
})
"""Words for how many examples were answered rightly, or how well, which agents do not have."""

GAME_WORDS = EPISODE_WORDS - {"ep"} | {"exploration", "critic", "actor", "td"}
"""Words whose company turns a plain "score" into evidence of reinforcement learning. "Epsilon",
"timestep" and "policy" do not: privacy, diffusion and mixed precision have them, too."""

AGENT_WORDS = frozenset({"kl", "explained", "clipfrac", "grpo", "ppo"})
"""Further words whose company turns a plain "reward" into evidence of reinforcement learning even
where examples were learned from."""

SCORE_WORDS = frozenset({"score", "scores"})
"""Words for what a game counts, and for nearly anything else."""

SCORE_TRAPS = frozenset({
    "std", "min", "max", "len", "length", "cost", "count", "time", "num", "best", "chosen",
    "rejected", "margins", "accuracies", "loss", "scale", "weight", "confidence",
})
"""Words that keep a name from being the score."""

SCORES: tuple[frozenset[str], ...] = (
    frozenset({"success"}),
    frozenset({"accuracy", "acc", "acc1", "top1"}),
    frozenset({"map50", "map", "map5", "ap", "miou", "iou", "dice", "f1", "auc", "auroc"}),
    frozenset({
        "bleu", "sacrebleu", "chrf", "rouge", "rouge1", "rouge2", "rougel", "rougelsum", "psnr",
        "ssim", "ndcg", "mrr", "r2", "acc5", "top5", "hits", "kappa", "mcc", "pearson", "pearsonr",
        "spearman", "spearmanr",
    }),
    frozenset({"precision", "recall", "loglikelihood", "elbo", "fitness", "score", "scores", "q"}),
)
"""Words of quantities that are to rise, best first."""
