"""An example of predictions from elsewhere: two quick models judge scikit-learn's breast-cancer data."""

import numpy as np
import pandas as pd

from lifecycle.build.prediction_roles import Model, Roles
from lifecycle.build.predictions import Aligned, align

NAME = "Example: two models on breast-cancer data"
FILE = "breast-cancer data, shipped inside scikit-learn"
POSITIVE = "malignant"


def aligned() -> Aligned:
    """Align the example's predictions."""
    models = tuple(Model(name, 0, name) for name in ("Logistic regression", "Naive Bayes"))
    return align([(FILE, frame())], Roles("diagnosis", POSITIVE, models, ("case_id",)))


def frame() -> pd.DataFrame:
    """Make a file as people would bring it: case id, truth, four measurements, and a column a model.

    Every case is judged by models that had not seen it (five folds).
    """
    from sklearn.datasets import load_breast_cancer
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import cross_val_predict
    from sklearn.naive_bayes import GaussianNB
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    loaded = load_breast_cancer(as_frame=True)
    measured = loaded.data[["mean texture", "mean smoothness", "mean symmetry", "mean compactness"]]
    malignant = (loaded.target == 0).astype(int)
    models = {
        "Logistic regression": make_pipeline(StandardScaler(), LogisticRegression()),
        "Naive Bayes": GaussianNB(),
    }
    found = {
        name: cross_val_predict(model, measured, malignant, cv=5, method="predict_proba")[:, 1].round(4)
        for name, model in models.items()
    }
    cases = pd.Series([f"wdbc-{number:03d}" for number in range(1, len(measured) + 1)], name="case_id")
    truth = pd.Series(np.where(malignant == 1, POSITIVE, "benign"), name="diagnosis")
    made: pd.DataFrame = pd.concat([cases, truth, measured, pd.DataFrame(found)], axis=1)
    return made
