"""Monitor: what arrived, the ways in, drift, incidents; and connecting a model that runs elsewhere."""

import io
import re
import time
from collections.abc import Callable

import numpy as np
import pandas as pd

from data import deliveries, evaluations, initiatives, overview, streams
from data.demo import breast_cancer
from data.jobs import State
from data.runtime import Runtime
from lifecycle.figures import money
from lifecycle.initiative import Stream
from tests.conftest import NOW, OWNER
from tests.pages.conftest import Open, words

SLUG = "breast-cancer-triage"


def scored(n: int = 400, seed: int = 0) -> pd.DataFrame:
    """Scored cases of a model that runs elsewhere, hour by hour."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=n)
    score = 1 / (1 + np.exp(-x))
    return pd.DataFrame(
        {
            "id": [f"{seed}-{i:04d}" for i in range(n)],
            "timestamp": pd.date_range("2026-01-01", periods=n, freq="h").astype(str),
            "x": x,
            "plan": rng.choice(["S", "M", "L"], n),
            "y_pred_proba": score.round(4),
            "target": (rng.random(n) < score).astype(int),
        }
    )


def csv(frame: pd.DataFrame) -> bytes:
    """Write a frame as a file somebody uploads."""
    buffer = io.BytesIO()
    frame.to_csv(buffer, index=False)
    return buffer.getvalue()


def wait_for_evaluation(running: Runtime, stream: Stream) -> None:
    """Wait until what was delivered is evaluated."""
    end = time.monotonic() + 60
    while (job := evaluations.under_way(running.jobs, stream)) and job.state is State.RUNNING:
        assert time.monotonic() < end
        time.sleep(0.05)


def test_an_open_stream_without_cases_says_so_and_offers_the_ways_in(
    running_at: Callable[[str], Runtime], visit: Open
) -> None:
    running_at("released")
    page = visit("monitor", initiative=SLUG)
    assert "no cases have arrived yet" in words(page)
    assert page.file_uploader
    assert any("/api/v1/streams/" in code.value for code in page.code)


def test_an_uploaded_delivery_is_received_once(running_at: Callable[[str], Runtime], visit: Open) -> None:
    running = running_at("released")
    own = initiatives.listing(running.store, OWNER)[0]
    stream = streams.listing(running.store, OWNER, own.id)[0]
    cases, _ = breast_cancer.later_cases(running.store, OWNER, stream, NOW)
    page = visit("monitor", initiative=SLUG)
    for _ in range(2):
        page.radio[0].set_value("Scored cases").run()
        page.file_uploader[0].upload("later.csv", csv(cases)).run()
        next(b for b in page.button if b.label == "Deliver this file").click().run()
    received = deliveries.deliveries(running.store, OWNER, stream)
    assert [d.rows for d in received if d.kind == "cases"] == [171]


def test_a_file_that_does_not_fit_the_stream_is_refused_in_a_sentence(
    running_at: Callable[[str], Runtime], visit: Open
) -> None:
    running_at("released")
    page = visit("monitor", initiative=SLUG)
    page.file_uploader[0].upload("later.csv", csv(scored(20))).run()
    next(b for b in page.button if b.label == "Deliver this file").click().run()
    assert re.search(r"The file has no column 'case_id', .* and 28 more\.", words(page))
    assert "CSV or Parquet with the columns case_id, decided_at, score and 30 more." in words(page)


def test_labels_delivered_as_cases_are_told_where_they_belong(
    running_at: Callable[[str], Runtime], visit: Open
) -> None:
    running = running_at("released")
    stream = streams.listing(running.store, OWNER, initiatives.listing(running.store, OWNER)[0].id)[0]
    _, labels = breast_cancer.later_cases(running.store, OWNER, stream, NOW)
    page = visit("monitor", initiative=SLUG)
    page.file_uploader[0].upload("labels.csv", csv(labels)).run()
    next(b for b in page.button if b.label == "Deliver this file").click().run()
    assert "Choose “Labels that became known”" in words(page)


def test_after_the_cases_the_form_stays_in_place_and_asks_for_their_labels(
    running_at: Callable[[str], Runtime], visit: Open
) -> None:
    running = running_at("released")
    stream = streams.listing(running.store, OWNER, initiatives.listing(running.store, OWNER)[0].id)[0]
    cases, labels = breast_cancer.later_cases(running.store, OWNER, stream, NOW)
    page = visit("monitor", initiative=SLUG)
    page.file_uploader[0].upload("later.csv", csv(cases)).run()
    next(b for b in page.button if b.label == "Deliver this file").click().run()
    wait_for_evaluation(running, stream)
    page.run()
    order = [element.type for element in page.main]
    assert order.index("file_uploader") < order.index("subheader"), "the form stands before drift"
    assert page.radio[0].value == "Labels that became known"
    page.file_uploader[0].upload("labels.csv", csv(labels)).run()
    next(b for b in page.button if b.label == "Deliver this file").click().run()
    wait_for_evaluation(running, stream)
    page.run()
    assert "was expected by now" in words(page)
    assert not page.file_uploader, "nothing is waited for: the form is folded away"


def test_what_arrived_is_set_against_what_was_expected(running_at: Callable[[str], Runtime], visit: Open) -> None:
    running_at("monitored")
    page = visit("monitor", initiative=SLUG)
    text = words(page)
    assert re.search(r"\*\*€[\d.]+k\*\* arrived; €[\d.]+k was expected by now", text)
    assert "columns drifted in the latest window" in text
    drift = page.dataframe[0].value
    assert set(drift["Method"]) <= {"K-S p_value", "chi-square p_value", "Z-test p_value"}
    assert len(drift) == 31
    assert drift["Chance reaches"].isna().all(), "a p-value knows its size already"
    assert page.dataframe[0].proto.placeholder == "–"


def test_the_yearly_figure_of_the_header_is_found_again_in_the_page(
    running_at: Callable[[str], Runtime], visit: Open
) -> None:
    running = running_at("monitored")
    found = overview.load(running.store, OWNER, initiatives.listing(running.store, OWNER)[0]).realised
    assert found is not None
    text = words(visit("monitor", initiative=SLUG))
    assert re.search(rf"in 90 days is {re.escape(money(found.yearly.mid))} \(.*\) a year at this pace", text)


def test_cases_dated_before_their_release_are_said_to_carry_made_up_times(
    running_at: Callable[[str], Runtime], visit: Open
) -> None:
    running_at("monitored")
    assert "made-up time stamps" in words(visit("monitor", initiative=SLUG))
    assert "made-up time stamps" in words(visit("leadership", initiative=SLUG))


def test_a_file_of_another_model_opens_a_stream_with_the_columns_it_proposes(running: Runtime, visit: Open) -> None:
    page = visit("connect")
    page.file_uploader[0].upload("housing model.csv", csv(scored())).run()
    assert page.selectbox(key="connect/identifier").value == "id"
    assert page.selectbox(key="connect/score").value == "y_pred_proba"
    next(b for b in page.button if b.label == "Open the stream with this file").click().run()
    assert not page.exception
    own = initiatives.listing(running.store, OWNER)[0]
    facts = overview.load(running.store, OWNER, own)
    assert own.name == "housing model"
    assert facts.stream is not None
    assert facts.stream.schema.features == {"x": "numeric", "plan": "categorical"}


def test_a_file_that_cannot_be_a_stream_leaves_nothing_behind(running: Runtime, visit: Open) -> None:
    bad = scored()
    bad.loc[7, "y_pred_proba"] = 3.0
    page = visit("connect")
    page.file_uploader[0].upload("bad.csv", csv(bad)).run()
    page.selectbox(key="connect/score").set_value("y_pred_proba").run()
    next(b for b in page.button if b.label == "Open the stream with this file").click().run()
    assert "Line 9: the score 'y_pred_proba' is 3" in words(page)
    assert not initiatives.listing(running.store, OWNER)
