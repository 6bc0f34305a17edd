"""Bring model files: recognised or refused on the page, scored beside it, and said to be what it is."""

import pickle
import time
from collections.abc import Callable

import pytest
from sklearn.linear_model import LogisticRegression
from skops import io as skops_io
from streamlit.testing.v1 import AppTest

from data import datasets, explanations, initiatives, runs
from data.demo import breast_cancer
from data.runtime import Runtime
from lifecycle.build.worker import MODEL_FILES
from pages.build import predictions
from tests.conftest import OWNER
from tests.pages.conftest import Open, words

SLUG = "breast-cancer-triage"


def models_of(page: AppTest) -> AppTest:
    """Choose the way, and the example's columns."""
    way = next(c for c in page.get("button_group") if "Bring model files" in str(c.options))
    return way.set_value("Bring model files").run()


def files(page: AppTest):  # type: ignore[no-untyped-def]
    return next(one for one in page.file_uploader if one.label.startswith("Model files"))


def a_model(running: Runtime) -> bytes:
    own = initiatives.listing(running.store, OWNER)[0]
    dataset = datasets.listing(running.store, OWNER, own.id)[0]
    frame = datasets.frame(running.store, OWNER, own.id, dataset.id)
    task = breast_cancer.task(frame)
    return skops_io.dumps(LogisticRegression(max_iter=5000).fit(frame[list(task.features)[:3]], frame[task.target]))


def ended(running: Runtime, kind: str) -> None:
    """Wait until no work of a kind runs; more can be started afterwards."""
    while running.jobs.under_way(kind):
        time.sleep(0.05)


def test_without_data_it_says_to_load_some(running_at: Callable[[str], Runtime], visit: Open) -> None:
    running_at("signed")
    assert "load the data first" in words(models_of(visit("build", initiative=SLUG)))


@pytest.mark.filterwarnings("ignore:lbfgs")
def test_a_pickle_is_refused_and_a_skops_file_beside_it_is_compared(
    running_at: Callable[[str], Runtime], visit: Open
) -> None:
    running = running_at("trained")
    page = visit("build", initiative=SLUG)
    own = initiatives.listing(running.store, OWNER)[0]
    page.session_state[f"data/{own.id}/False"] = True
    page = models_of(page.run())
    files(page).upload("old.pkl", pickle.dumps([1])).run()
    assert "old.pkl: This is a pickle, which can run any program" in words(page).replace("**", "")
    button = next(b for b in page.button if b.label.startswith("Score and compare"))
    assert button.disabled
    files(page).upload("mine.skops", a_model(running)).run()
    text = words(page)
    assert "mine.skops: a skops file" in text.replace("**", "")
    assert "the program cannot know" in text
    next(b for b in page.button if b.label.startswith("Score and compare")).click().run()
    ended(running, predictions.KIND)
    page.run()
    run = runs.latest(running.store, OWNER, own.id)
    assert run is not None
    assert (run.facts.origin, list(run.facts.names.values())) == (MODEL_FILES, ["mine"])
    text = words(page)
    assert "a skops file of" in text
    assert "it takes 3 columns" in text
    page.toggle(key="explain").set_value(True).run()
    assert "The file is opened in its limited process alone" in words(page)
    next(b for b in page.button if b.label == "Explain mine").click().run()
    ended(running, explanations.KIND)
    page.run()
    assert not page.exception
    assert "features that are left out stand as in 50 background cases" in words(page)
    page.segmented_control(key="why").set_value("refits").run()
    assert "It was not trained here, so it cannot be fitted again" in words(page)
