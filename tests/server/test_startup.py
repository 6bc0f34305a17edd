"""Start-up: seen while it lasts, said plainly when it cannot go on."""

import asyncio
import threading
import tomllib
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from server import startup
from server.startup import Progress, StartupMiddleware
from tests.program import ROOT


@pytest.fixture
def progress(monkeypatch: pytest.MonkeyPatch) -> Progress:
    """A start of its own."""
    made = Progress()
    monkeypatch.setattr(startup, "progress", made)
    return made


@pytest.fixture
def client() -> TestClient:
    """A program behind the start-up."""

    async def page(request: Any) -> PlainTextResponse:
        return PlainTextResponse("the page")

    app = Starlette(routes=[Route("/{path:path}", page)])
    app.add_middleware(StartupMiddleware)
    return TestClient(app)


def test_while_it_starts_a_page_says_how_far_it_is(progress: Progress, client: TestClient) -> None:
    progress.report(0.4, "Demo: week 3 of 26")
    answer = client.get("/")
    assert answer.status_code == 503
    assert "Demo: week 3 of 26" in answer.text
    assert "value='40'" in answer.text
    assert 'http-equiv="refresh"' in answer.text


def test_while_it_starts_programs_are_told_to_come_back(progress: Progress, client: TestClient) -> None:
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json()["status"] == "starting"
    assert answer.headers["retry-after"]


def test_when_it_cannot_start_the_reason_stands_on_the_page(progress: Progress, client: TestClient) -> None:
    progress.problem = "The store is in use by process 42 <script>."
    assert "in use by process 42 &lt;script&gt;." in client.get("/").text
    assert 'http-equiv="refresh"' not in client.get("/").text
    assert client.get("/healthz").json() == {
        "status": "failed",
        "progress": 0.0,
        "detail": "The store is in use by process 42 <script>.",
    }


def test_once_ready_requests_pass(progress: Progress, client: TestClient) -> None:
    progress.ready.set()
    assert client.get("/").text == "the page"


def test_a_page_that_connects_too_early_is_told_to_try_again(progress: Progress) -> None:
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    asyncio.run(StartupMiddleware(None)({"type": "websocket", "path": "/"}, None, send))  # type: ignore[arg-type]
    assert sent == [{"type": "websocket.close", "code": 1013}]


def test_a_start_that_fails_is_printed_and_shown(
    progress: Progress, monkeypatch: pytest.MonkeyPatch, tmp_path: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "throughline.duckdb").write_text("this is not a database " * 1000)
    monkeypatch.setenv("THROUGHLINE_HOME", str(tmp_path))
    monkeypatch.setattr(startup, "warm_up", lambda: None)
    startup._start()
    assert "is damaged and cannot be read" in progress.problem
    assert "make restore" in progress.problem
    assert "Throughline cannot start" in capsys.readouterr().err
    assert not progress.ready.is_set()


def test_garbage_is_collected_now_and_then_and_not_after_every_rerun(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())
    assert settings["runner"]["postScriptGC"] is False
    ended, collected = threading.Event(), list[int]()

    def collect() -> None:
        collected.append(1)
        if len(collected) == 3:
            ended.set()

    monkeypatch.setattr(startup, "TIDY", 0.001)
    monkeypatch.setattr(startup.gc, "collect", collect)
    startup.tidy(ended)
    assert len(collected) == 3


@pytest.mark.parametrize(
    ("writable", "given", "expected"),
    [
        (True, None, None),
        (False, None, "home/compiled"),
        (False, "/elsewhere", "/elsewhere"),
    ],
)
def test_compiled_loops_are_kept_where_they_can_be_written(
    writable: bool, given: str | None, expected: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    environment = {"NUMBA_CACHE_DIR": given} if given else {}
    monkeypatch.setattr(startup.os, "environ", environment)
    monkeypatch.setattr(startup.os, "access", lambda path, mode: writable)
    startup.keep_compiled(Path("code"), Path("home"))
    assert environment.get("NUMBA_CACHE_DIR") == expected
