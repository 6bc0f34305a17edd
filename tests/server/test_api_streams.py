"""Streams over HTTP: opened, filled, labelled, once, and refused in a sentence."""

import io
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from starlette.testclient import TestClient

from data import deliveries, evaluations, grants, initiatives, overview, streams
from data.runtime import Runtime
from lifecycle.audit import Act
from lifecycle.initiative import Stream
from tests.conftest import OWNER
from tests.server.conftest import bearer

ORDER: dict[str, Any] = {
    "name": "Housing",
    "id": "id",
    "time": "timestamp",
    "score": "p",
    "label": "y",
    "features": ["x", "plan"],
}
CSV = {"Content-Type": "text/csv"}


def cases(n: int = 200, first: int = 0, *, labels: bool = False) -> pd.DataFrame:
    """Scored cases, an hour apart."""
    rng = np.random.default_rng(first)
    x = rng.normal(size=n)
    frame = pd.DataFrame(
        {
            "id": range(first, first + n),
            "timestamp": pd.date_range("2026-01-01", periods=n, freq="h").astype(str),
            "x": x,
            "plan": rng.choice(["S", "M"], n),
            "p": (1 / (1 + np.exp(-x))).round(4),
        }
    )
    return frame.assign(y=(rng.random(n) < frame["p"]).astype(int)) if labels else frame


def csv(frame: pd.DataFrame) -> bytes:
    """Write a frame as CSV."""
    return frame.to_csv(index=False).encode()


def parquet(frame: pd.DataFrame) -> bytes:
    """Write a frame as Parquet."""
    buffer = io.BytesIO()
    frame.to_parquet(buffer, index=False)
    return buffer.getvalue()


@pytest.fixture
def owner(running: Runtime) -> dict[str, str]:
    """The owner's header."""
    return bearer(running.owner_token)


@pytest.fixture
def stream(client: TestClient, owner: dict[str, str], running: Runtime) -> Stream:
    """A stream opened over HTTP, with an initiative of its own."""
    assert client.post("/api/v1/streams", json=ORDER, headers=owner).status_code == 201
    return streams.by_name(running.store, OWNER, "housing")


def test_a_stream_is_opened_with_an_initiative_of_its_own(
    client: TestClient, owner: dict[str, str], running: Runtime
) -> None:
    answer = client.post("/api/v1/streams", json=ORDER, headers=owner)
    assert answer.status_code == 201
    assert answer.json()["stream"] == "housing"
    assert answer.json()["send_cases_to"] == "/api/v1/streams/housing/batches"
    assert [i.name for i in initiatives.listing(running.store, OWNER)] == ["Housing"]


def test_a_stream_is_opened_in_an_initiative_that_is_there(
    client: TestClient, owner: dict[str, str], running: Runtime, act: Act
) -> None:
    initiatives.start(running.store, act, "Homes")
    answer = client.post("/api/v1/streams", json=ORDER | {"initiative": "homes"}, headers=owner)
    assert answer.json()["initiative"] == "homes"
    assert len(initiatives.listing(running.store, OWNER)) == 1


@pytest.mark.parametrize(
    ("change", "status", "said"),
    [
        ({"features": []}, 422, "at least one feature"),
        ({"features": ["x", "x"]}, 422, "named twice"),
        ({"score": "id"}, 422, "named twice"),
        ({"threshold": 2}, 422, "not between 0 and 1"),
        ({"initiative": "nowhere"}, 404, "There is no initiative 'nowhere'"),
        ({"surprise": 1}, 422, "surprise"),
        ({"name": ""}, 422, "Give the initiative a name"),
    ],
)
def test_a_stream_that_does_not_hold_together_is_refused_and_leaves_nothing(
    client: TestClient, owner: dict[str, str], running: Runtime, change: dict[str, Any], status: int, said: str
) -> None:
    answer = client.post("/api/v1/streams", json=ORDER | change, headers=owner)
    assert answer.status_code == status, answer.text
    assert said in answer.json()["error"]
    assert not initiatives.listing(running.store, OWNER)


@pytest.mark.parametrize("headers", [{}, bearer("wrong"), {"Authorization": "Basic eDp5"}, bearer("")])
def test_without_a_valid_token_nothing_is_said_or_done(
    client: TestClient, running: Runtime, headers: dict[str, str]
) -> None:
    answer = client.post("/api/v1/streams", json=ORDER, headers=headers)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"
    assert not initiatives.listing(running.store, OWNER)


@pytest.mark.parametrize(("media", "write"), [("text/csv", csv), ("application/vnd.apache.parquet", parquet)])
def test_cases_come_in_as_csv_and_as_parquet(
    client: TestClient, owner: dict[str, str], running: Runtime, stream: Stream, media: str, write: Any
) -> None:
    at = f"/api/v1/streams/{stream.slug}/batches"
    answer = client.post(at, content=write(cases()), headers=owner | {"Content-Type": media})
    assert answer.status_code == 201, answer.text
    assert answer.json()["rows"] == 200
    assert answer.json()["first"].startswith("2026-01-01T00:00:00")
    assert deliveries.deliveries(running.store, OWNER, stream)[0].kind == "cases"


def test_a_repeated_key_is_answered_with_the_first_receipt(
    client: TestClient, owner: dict[str, str], running: Runtime, stream: Stream
) -> None:
    at, headers = f"/api/v1/streams/{stream.slug}/batches", owner | CSV | {"Idempotency-Key": "monday"}
    made = client.post(at, content=csv(cases()), headers=headers)
    again = client.post(at, content=csv(cases()), headers=headers)
    assert (made.status_code, again.status_code) == (201, 200)
    assert again.json() == made.json() | {"repeated": True}
    other = client.post(at, content=csv(cases(first=500)), headers=headers)
    assert other.status_code == 409
    assert "was used for another file" in other.json()["error"]
    assert len(deliveries.deliveries(running.store, OWNER, stream)) == 1


def test_late_labels_find_their_cases_and_the_stream_is_evaluated(
    client: TestClient, owner: dict[str, str], running: Runtime, stream: Stream
) -> None:
    at = f"/api/v1/streams/{stream.slug}"
    client.post(f"{at}/batches?role=reference", content=csv(cases(labels=True)), headers=owner | CSV)
    later = cases(first=1000, labels=True)
    client.post(f"{at}/batches", content=csv(later.drop(columns="y")), headers=owner | CSV)
    answer = client.post(f"{at}/labels", content=csv(later[["id", "y"]]), headers=owner | CSV)
    assert answer.status_code == 201, answer.text
    running.jobs.wait()
    found = evaluations.load(running.store, OWNER, stream)
    assert found is not None
    assert sum(w.labelled for w in found.windows) == 200
    assert sum(w.tally.tp + w.tally.fn for w in found.windows) == later["y"].sum()
    facts = overview.load(running.store, OWNER, initiatives.listing(running.store, OWNER)[0])
    assert facts.evaluation == found


BAD = {
    "a missing column": (lambda f: csv(f.drop(columns="x")), "The file has no column 'x'"),
    "a duplicate column": (lambda f: csv(f).replace(b"plan", b"x", 1), "column 'x' stands twice"),
    "another separator": (lambda f: csv(f).replace(b",", b";"), "separated by semicolons"),
    "a short row": (lambda f: csv(f) + b"7,2026-01-01\n", "Line 202 has 2 values but the header has 5"),
    "nothing": (lambda f: b"", "The file is empty"),
    "no rows": (lambda f: csv(f.head(0)), "no rows below it"),
    "an infinite feature": (lambda f: csv(f.assign(x=[np.inf, *f["x"][1:]])), "Line 2: 'x' is infinite"),
    "a missing score": (lambda f: csv(f.assign(p=[None, *f["p"][1:]])), "Line 2: the score 'p' is missing"),
    "a score above 1": (lambda f: csv(f.assign(p=[1.5, *f["p"][1:]])), "the score 'p' is 1.5"),
    "a time that is none": (lambda f: csv(f.assign(timestamp="soon")), "'soon' in 'timestamp' is not a time"),
    "an id twice": (lambda f: csv(pd.concat([f, f.head(1)])), "the id '0' stands in the file twice"),
    "a spreadsheet": (lambda f: b"PK\x03\x04 not a table", "Excel"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_file_that_does_not_fit_is_refused_in_a_sentence_and_leaves_nothing(
    client: TestClient, owner: dict[str, str], running: Runtime, stream: Stream, name: str
) -> None:
    write, said = BAD[name]
    answer = client.post(f"/api/v1/streams/{stream.slug}/batches", content=write(cases()), headers=owner | CSV)
    assert answer.status_code == 422, answer.text
    assert said in answer.json()["error"], answer.json()
    assert not deliveries.deliveries(running.store, OWNER, stream)


def test_labels_of_unknown_cases_are_refused_whole(
    client: TestClient, owner: dict[str, str], running: Runtime, stream: Stream
) -> None:
    at, known = f"/api/v1/streams/{stream.slug}", cases(labels=True)
    client.post(f"{at}/batches", content=csv(known.drop(columns="y")), headers=owner | CSV)
    strange = pd.concat([known[["id", "y"]], pd.DataFrame({"id": [99_999], "y": [1]})])
    answer = client.post(f"{at}/labels", content=csv(strange), headers=owner | CSV)
    assert answer.status_code == 422
    assert "1 of 201 ids were never delivered" in answer.json()["error"]
    assert len(deliveries.deliveries(running.store, OWNER, stream)) == 1


def test_a_content_type_that_is_no_table_is_refused(client: TestClient, owner: dict[str, str], stream: Stream) -> None:
    at, headers = f"/api/v1/streams/{stream.slug}/batches", owner | {"Content-Type": "application/json"}
    answer = client.post(at, content=b"{}", headers=headers)
    assert answer.status_code == 422
    assert "text/csv" in answer.json()["error"]


def test_a_body_above_the_limit_is_refused_while_it_comes(
    client: TestClient, owner: dict[str, str], stream: Stream, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.api.streams.MOST_BYTES", 1000)
    answer = client.post(f"/api/v1/streams/{stream.slug}/batches", content=csv(cases()), headers=owner | CSV)
    assert answer.status_code == 413


def test_a_sending_token_sends_to_its_stream_and_nothing_else(
    client: TestClient, owner: dict[str, str], running: Runtime, stream: Stream, act: Act
) -> None:
    client.post("/api/v1/streams", json=ORDER | {"name": "Other"}, headers=owner)
    _, token = grants.make_sending_token(running.store, act, stream.slug, "the job", 30)
    sender = bearer(token) | CSV
    assert client.post("/api/v1/streams/housing/batches", content=csv(cases()), headers=sender).status_code == 201
    assert client.post("/api/v1/streams/other/batches", content=csv(cases()), headers=sender).status_code == 403
    assert client.post("/api/v1/streams", json=ORDER | {"name": "Third"}, headers=bearer(token)).status_code == 403
    assert client.get("/api/v1/initiatives/housing/thread", headers=sender).status_code == 403


def test_a_share_link_is_no_key_to_the_api(client: TestClient, running: Runtime, stream: Stream, act: Act) -> None:
    _, token = grants.make_link(running.store, act, stream.initiative_id, "Board", 14)
    headers = bearer(token)
    assert client.post("/api/v1/streams", json=ORDER | {"name": "X"}, headers=headers).status_code == 403
    answer = client.post("/api/v1/streams/housing/batches", content=csv(cases()), headers=headers | CSV)
    assert answer.status_code == 403
    assert "read-only" in answer.json()["error"]


def test_a_stream_that_decides_by_groups_says_which_column_they_stand_in(
    client: TestClient, owner: dict[str, str], running: Runtime, stream: Stream
) -> None:
    named = {"f": 0.2, "m": 0.9}
    schema = replace(stream.schema, group="sex", by_group=named)
    split = streams.open_stream(running.store, Act(OWNER, running.clock()), stream.initiative_id, "Split", schema)
    found = client.get(f"/api/v1/streams/{split.slug}", headers=owner).json()
    assert found["columns"]["group"] == "sex"
    assert "group" not in client.get(f"/api/v1/streams/{stream.slug}", headers=owner).json()["columns"]
    address = f"/api/v1/streams/{split.slug}/batches"
    sexes = ["f", "m"] * 10
    sent = client.post(address, content=csv(cases(20).assign(sex=sexes)), headers=owner | CSV)
    assert sent.status_code == 201, sent.text
    refused = client.post(address, content=csv(cases(2, 50).assign(sex=["f", "x"])), headers=owner | CSV)
    assert refused.status_code == 422
    assert "is in no group that was given a threshold (f, m)" in refused.text
