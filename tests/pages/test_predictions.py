"""Predictions and model files are brought into an initiative's Build, and compared under its contract."""

import pickle
from collections.abc import Callable

import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression
from skops import io as skops_io
from streamlit.testing.v1 import AppTest

from data import initiatives, rooms, runs
from data.runtime import Runtime
from lifecycle.build.worker import PREDICTIONS
from tests.conftest import OWNER
from tests.pages.conftest import Open, words

SLUG = "breast-cancer-triage"
RANDOM = np.random.default_rng(8)
FRAME = pd.DataFrame({"id": np.arange(150), "a": RANDOM.normal(size=150).round(3), "p": RANDOM.random(150).round(3)})
FRAME["y"] = (FRAME["a"] + RANDOM.normal(size=150) > 0).astype(int)
MODEL = skops_io.dumps(LogisticRegression().fit(FRAME[["a"]], FRAME["y"]))


def press(page: AppTest, label: str) -> AppTest:
    return next(button for button in page.button if button.label == label).click().run()


def csv(frame: pd.DataFrame) -> bytes:
    return frame.to_csv(index=False).encode()


def bringing(visit: Open) -> AppTest:
    page = visit("build", initiative=SLUG)
    way = next(group for group in page.button_group if "Bring predictions" in group.options)
    return way.set_value("Bring predictions").run()


def test_predictions_are_compared_under_the_contract(running_at: Callable[[str], Runtime], visit: Open) -> None:
    running = running_at("signed")
    page = bringing(visit)
    page.file_uploader[0].upload("theirs.csv", csv(FRAME)).run()
    assert "150 cases can be compared" in words(page)
    press(page, "Compare these predictions")
    running.jobs.wait()
    own = initiatives.listing(running.store, OWNER)[0]
    run = runs.latest(running.store, OWNER, own.id)
    assert run is not None
    assert run.facts.origin == PREDICTIONS
    text = words(visit("build", initiative=SLUG))
    assert "p earns" in text
    assert "column p of theirs.csv" in text
    assert "folds" not in text


def test_a_model_file_scores_the_cases_of_a_data_file(running: Runtime, visit: Open) -> None:
    page = visit("compare")
    page.file_uploader[0].upload("cases.csv", csv(FRAME)).upload("risk.skops", MODEL).run()
    assert "risk.skops will score 150 cases here" in words(page)
    press(page, "Open the room")
    running.jobs.wait()
    (room,) = rooms.listing(running.store, OWNER)
    run = rooms.run_of(running.store, OWNER, room.id)
    assert list(run.facts.names.values()) == ["p", "risk"]
    assert "model file risk.skops (skops, SHA-256" in words(visit("compare", room=room.id))


def test_a_pickle_is_refused_with_the_way_out(running: Runtime, visit: Open) -> None:
    page = visit("compare")
    page.file_uploader[0].upload("risk.pkl", pickle.dumps({"a": 1}), "application/octet-stream").run()
    assert "skops" in words(page)
    assert not any(button.label == "Open the room" for button in page.button)


def test_a_model_file_without_cases_asks_for_them(running: Runtime, visit: Open) -> None:
    page = visit("compare")
    page.file_uploader[0].upload("risk.skops", MODEL, "application/zip").run()
    assert "Add the data file whose cases the model scores" in words(page)
