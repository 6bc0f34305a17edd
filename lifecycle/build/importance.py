"""Which features drive a candidate's score: mean absolute SHAP values."""

from typing import Any

import numpy as np
import pandas as pd

MOST_ROWS = 100


def mean_shap(pipeline: Any, X: pd.DataFrame, seed: int) -> dict[str, float]:
    """Give each feature's share of the mean |SHAP value|, on up to 100 rows drawn with the seed.

    The values of columns made from one category are added up case by case, as one feature, before their size is taken;
    of several classes the mean is. Shares sum to 1; all are 0 for a model that ignores its input.
    Source: Lundberg & Lee 2017, by the shap package.
    """
    import shap

    columns, model = pipeline.named_steps["columns"], pipeline.named_steps["model"]
    rows = np.random.default_rng(seed).choice(len(X), min(len(X), MOST_ROWS), replace=False)
    inputs = np.asarray(columns.transform(X.iloc[np.sort(rows)]), dtype=float)
    if hasattr(model, "calibrated_classifiers_"):
        model = model.calibrated_classifiers_[0].estimator  # calibration keeps the order of its scores
    if hasattr(model, "constant_"):
        return dict.fromkeys(map(str, X.columns), 0.0)
    linear = hasattr(model, "coef_")
    explainer = shap.LinearExplainer(model, inputs) if linear else shap.TreeExplainer(model)
    values = np.asarray(explainer.shap_values(inputs))
    values = values if values.ndim == 3 else values[..., None]
    if values.shape[-1] == 2:  # one layer a class; of two, one says it all
        values = values[..., 1:]
    made_from = np.array(sources(columns))
    weight = np.array([np.abs(values[:, made_from == name].sum(axis=1)).mean() for name in X.columns])
    total = weight.sum()
    return {
        str(name): float(share) for name, share in zip(X.columns, weight / total if total > 0 else weight, strict=True)
    }


def sources(columns: Any) -> list[str]:
    """Name the feature each made column comes from, in the order of the made columns."""
    found: list[str] = []
    for name, step, features in columns.transformers_:
        if name == "categorical":
            for feature, values, rare in zip(features, step.categories_, step.infrequent_categories_, strict=True):
                # The encoder makes one column a value, and one for all the rare values together.
                together = 0 if rare is None else len(rare) - 1
                found += [feature] * (len(values) - together)
        elif name == "numeric":
            found += features
    return found
