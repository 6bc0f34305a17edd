"""The thread and the readiness gate over HTTP, and the description of the API."""

from collections.abc import Callable, Iterator

import pytest
from starlette.testclient import TestClient

from data.runtime import Runtime
from tests.server.conftest import ask, bearer

SLUG = "breast-cancer-triage"
Ask = Callable[[str], tuple[TestClient, dict[str, str]]]


@pytest.fixture
def client_at(running_at: Callable[[str], Runtime]) -> Iterator[Ask]:
    """Ask the program on a store after a stage, as its owner."""
    asked: list[Iterator[TestClient]] = []

    def open_client(stage: str) -> tuple[TestClient, dict[str, str]]:
        running = running_at(stage)
        asked.append(ask())
        return next(asked[-1]), bearer(running.owner_token)

    yield open_client
    for each in asked:
        for _ in each:
            pass


def test_the_thread_carries_intervals_dates_and_sources(client_at: Ask) -> None:
    client, owner = client_at("monitored")
    thread = client.get(f"/api/v1/initiatives/{SLUG}/thread", headers=owner).json()
    assert thread["phase"] == "Monitor"
    for name in ("promised", "built", "released", "realised"):
        figure = thread[name]
        assert figure["low"] <= figure["value"] <= figure["high"]
        assert figure["as_of"]
        assert figure["source"]
    assert set(thread["guardrails"]) == {"fair", "robust", "privacy", "safe", "responsible", "transparent"}


def test_what_is_not_known_says_why(client_at: Ask) -> None:
    client, owner = client_at("signed")
    thread = client.get(f"/api/v1/initiatives/{SLUG}/thread", headers=owner).json()
    assert thread["built"]["value"] is None
    assert thread["built"]["why_unknown"] == "no candidate chosen yet"


def test_a_pipeline_reads_the_verdict_with_every_check(client_at: Ask) -> None:
    client, owner = client_at("decided")
    gate = client.get(f"/api/v1/initiatives/{SLUG}/readiness", headers=owner).json()
    assert gate["verdict"] == "NO-GO"
    assert len(gate["checks"]) >= 12
    assert {c["outcome"] for c in gate["checks"]} <= {"pass", "fail", "missing", "not applicable", "waived"}


def test_there_is_no_readiness_before_a_decision(client_at: Ask) -> None:
    client, owner = client_at("signed")
    assert client.get(f"/api/v1/initiatives/{SLUG}/readiness", headers=owner).status_code == 409


def test_the_api_describes_itself(client: TestClient) -> None:
    found = client.get("/api/openapi.json").json()
    paths = {
        "/v1/streams",
        "/v1/streams/{stream}",
        "/v1/streams/{stream}/batches",
        "/v1/streams/{stream}/labels",
        "/v1/initiatives/{initiative}/thread",
        "/v1/initiatives/{initiative}/readiness",
    }
    assert set(found["paths"]) == paths
    for path in found["paths"].values():
        for operation in path.values():
            assert operation["summary"]
            assert "401" in operation["responses"]
