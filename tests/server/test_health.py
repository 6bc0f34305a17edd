"""Health: good only when the store answers."""

import pytest
from starlette.testclient import TestClient

from data import initiatives
from data.runtime import Runtime
from lifecycle.audit import Act
from lifecycle.errors import StoreProblem


def test_healthy_is_json_that_counts_what_the_store_holds(client: TestClient, running: Runtime, act: Act) -> None:
    initiatives.start(running.store, act, "One")
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json() == {"status": "ok", "store": "ok", "changes": 1, "log_set_aside": False}


def test_a_store_that_does_not_answer_is_not_healthy(
    client: TestClient, running: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> None:
        raise StoreProblem("The store is closed.")

    monkeypatch.setattr(running.store, "read", broken)
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json() == {"status": "failed", "detail": "The store is closed."}
