"""Logs of boosted trees and of scikit-learn, as each prints them."""

# ruff: noqa: ARG005 - all logs share the form of their lines, with validation or without

from __future__ import annotations

from tests.readers._text_planted import Planted

LEARNERS: dict[str, Planted] = {
    "xgboost": Planted(
        "xgboost",
        lambda n, t, v: f"[{n}]\ttrain-logloss:{t}\ttrain-auc:0.98\teval-logloss:{v}\n",
        *("train-logloss", "eval-logloss", "iteration"),
    ),
    "xgboost folds": Planted(
        "xgboost",
        lambda n, t, v: f"[{n}]\ttrain-rmse:{t}+0.0126\ttest-rmse:{v}+0.0166\n",
        *("train-rmse", "test-rmse", "iteration"),
    ),
    "lightgbm": Planted(
        "lightgbm",
        lambda n, t, v: (
            f"[{n}]\ttraining's binary_logloss: {t}\ttraining's auc: 0.9\t"
            f"valid_1's binary_logloss: {v}\tvalid_1's auc: 0.8\n"
        ),
        *("training's binary_logloss", "valid_1's binary_logloss", "iteration"),
        first=1,
        preamble="[LightGBM] [Info] Total Bins 343\n",
    ),
    "catboost": Planted(
        "catboost",
        lambda n, t, v: (
            f"{n}:\tlearn: {t}\ttest: {v}\tbest: {v} ({n})\ttotal: 52.3ms\tremaining: 575ms\n"
        ),
        *("learn", "test", "iteration"),
        preamble="Learning rate set to 0.145821\n",
        postscript="\nbestTest = 0.46\nbestIteration = 11\n",
    ),
    "lightgbm, stopped early": Planted(
        "lightgbm",
        lambda n, t, v: f"[{n}]\ttrain's l2: {t}\tvalid's l2: {v}\n",
        *("train's l2", "valid's l2", "iteration"),
        first=10,
        stride=10,
        postscript="Early stopping, best iteration is:\n[100]\ttrain's l2: 0.7\tvalid's l2: 0.9\n",
    ),
    "sklearn perceptron": Planted(
        "scikit-learn",
        lambda n, t, v: f"Iteration {n}, loss = {t}\nValidation score: 0.566667\n",
        *("loss", "", "iteration"),
        first=1,
    ),
    "sklearn sgd": Planted(
        "scikit-learn",
        lambda n, t, v: (
            f"-- Epoch {n}\nNorm: 66.32, NNZs: 5, Bias: -2.377490, T: 300, Avg. loss: {t}\n"
            "Total training time: 0.00 seconds.\n"
        ),
        *("Avg. loss", "", "epoch"),
        first=1,
    ),
    "sklearn table": Planted(
        "scikit-learn",
        lambda n, t, v: f"{n:10d} {t:>16} {-0.0001:16.4f}            0.02s\n",
        *("train loss", "", "iter"),
        first=1,
        preamble="      Iter       Train Loss      OOB Improve   Remaining Time \n",
    ),
    "sklearn histograms": Planted(
        "scikit-learn",
        lambda n, t, v: (
            f"[{n}/12] 1 tree, 6 leaves, max depth = 3, train loss: {t}, val loss: {v}, in 0.1s\n"
        ),
        *("train loss", "val loss", "iteration"),
        first=1,
    ),
}
