"""The worked example: a complete canvas, cases to build on, and others kept aside for later."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pandas as pd
import pytest

from data import datasets, deliveries, streams
from data.demo import breast_cancer
from data.store import Store
from lifecycle.audit import Act
from lifecycle.envision.canvas import clean, missing, to_contract
from lifecycle.errors import Conflict, NotAllowed, NotFound
from lifecycle.initiative import Initiative, Stream
from lifecycle.monitor.stream import StreamSchema, check_cases
from tests.conftest import NOW, OWNER, Place
from tests.data.builders import SCHEMA, open_stream, strangers


@pytest.fixture
def released(at: Callable[[str], Place]) -> tuple[Place, Stream]:
    place = at("released")
    return place, streams.listing(place.store, OWNER, place.initiative.id)[0]


def test_its_canvas_is_complete_and_clean() -> None:
    filled = breast_cancer.canvas(NOW.date())
    assert missing(filled) == []
    assert {path: clean(path, value) for path, value in filled.items()} == filled
    assert to_contract(filled).review_date == NOW.date() + timedelta(days=180)


def test_it_is_built_on_398_of_the_569_cases(store: Store, act: Act, initiative: Initiative) -> None:
    made = breast_cancer.load(store, act, initiative.id)
    frame = datasets.frame(store, OWNER, initiative.id, made.id)
    assert (made.rows, len(frame), made.origin) == (398, 398, breast_cancer.ORIGIN)
    assert frame["case_id"].is_unique
    assert set(frame["diagnosis"]) == {"malignant", "benign"}
    assert not frame.isna().any().any()
    task = breast_cancer.task(frame)
    assert list(task.features) == [name for name in frame.columns if name not in ("case_id", "diagnosis")]
    assert len(task.features) == 30


def test_the_cases_kept_aside_are_the_others(released: tuple[Place, Stream]) -> None:
    place, stream = released
    cases, labels = breast_cancer.later_cases(place.store, OWNER, stream, NOW)
    dataset = datasets.listing(place.store, OWNER, place.initiative.id)[0]
    built_on = set(datasets.frame(place.store, OWNER, place.initiative.id, dataset.id)["case_id"])
    assert len(cases) == len(labels) == 171
    assert list(cases["case_id"]) == list(labels["case_id"])
    assert not built_on & set(cases["case_id"])
    assert len(built_on | set(cases["case_id"])) == 569
    assert "diagnosis" not in cases.columns


def test_the_cases_kept_aside_fit_their_stream_and_end_now(released: tuple[Place, Stream]) -> None:
    place, stream = released
    frame, _ = breast_cancer.later_cases(place.store, OWNER, stream, NOW)
    checked = check_cases(frame, stream.schema)
    assert checked["moment"].max() == pd.Timestamp(NOW.replace(tzinfo=None))
    assert checked["moment"].is_monotonic_increasing
    assert timedelta(days=89) < checked["moment"].max() - checked["moment"].min() < timedelta(days=90)
    assert checked["score"].between(0, 1).all()
    assert 0.2 < checked["recommended"].mean() < 0.9


def test_the_cases_kept_aside_are_the_same_every_time_and_dated_anew(released: tuple[Place, Stream]) -> None:
    place, stream = released
    first, labels = breast_cancer.later_cases(place.store, OWNER, stream, NOW)
    later = datetime(2027, 1, 1, tzinfo=UTC)
    second, same = breast_cancer.later_cases(place.store, OWNER, stream, later)
    pd.testing.assert_frame_equal(labels, same)
    time = stream.schema.time
    pd.testing.assert_frame_equal(first.drop(columns=[time]), second.drop(columns=[time]))
    assert second[time].iloc[-1] == "2027-01-01 00:00:00"


def test_scores_are_those_of_the_released_model(released: tuple[Place, Stream]) -> None:
    place, stream = released
    cases, labels = breast_cancer.later_cases(place.store, OWNER, stream, NOW)
    yes = labels["diagnosis"] == "malignant"
    assert cases["score"][yes].mean() > 0.8
    assert cases["score"][~yes].mean() < 0.2


def test_the_example_is_known_by_its_stream(released: tuple[Place, Stream]) -> None:
    _, stream = released
    assert breast_cancer.is_example(stream)
    assert not breast_cancer.is_example(replace(stream, release=None))
    assert not breast_cancer.is_example(replace(stream, schema=SCHEMA))


def test_another_stream_has_no_cases_kept_aside(store: Store, act: Act, initiative: Initiative) -> None:
    stream = open_stream(store, act, initiative.id)
    with pytest.raises(NotFound, match="belong to the breast-cancer example"):
        breast_cancer.later_cases(store, OWNER, stream, NOW)


def test_without_a_decision_nothing_can_be_scored(store: Store, act: Act, initiative: Initiative) -> None:
    schema = StreamSchema("case_id", "t", "score", "diagnosis", {"mean_radius": "numeric"}, positive="malignant")
    stream = replace(open_stream(store, act, initiative.id, schema), release=1)
    with pytest.raises(Conflict, match="Nothing has been decided in Build yet"):
        breast_cancer.later_cases(store, OWNER, stream, NOW)


def test_who_may_not_work_in_it_gets_no_cases(released: tuple[Place, Stream]) -> None:
    place, stream = released
    for who in strangers(place.initiative.id).values():
        with pytest.raises(NotAllowed):
            breast_cancer.later_cases(place.store, who, stream, NOW)
    assert [one.kind for one in deliveries.deliveries(place.store, OWNER, stream)] == ["reference"]
