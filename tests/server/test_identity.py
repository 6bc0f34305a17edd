"""Only a request made on this computer, for this computer, through no proxy, is local."""

import asyncio
from typing import Any

import pytest

from data.runtime import Runtime
from data.visitors import LOCAL_HEADER
from server.identity import IdentityMiddleware, is_local


def scope(client: str = "127.0.0.1", server: str = "127.0.0.1", host: str = "127.0.0.1:8501", **more: str) -> Any:
    """A request as the server hands it on."""
    headers = [(b"host", host.encode())] + [(k.replace("_", "-").encode(), v.encode()) for k, v in more.items()]
    return {"type": "http", "client": (client, 1), "server": (server, 8501), "headers": headers, "path": "/"}


@pytest.mark.parametrize("host", ["127.0.0.1:8501", "localhost:8501", "localhost", "[::1]:8501", "127.0.0.1"])
def test_a_request_on_this_computer_is_local(host: str) -> None:
    assert is_local(scope(host=host))


@pytest.mark.parametrize(
    "request_scope",
    [
        scope(client="192.168.1.7"),
        scope(server="192.168.1.2"),
        scope(host="evil.example:8501"),
        scope(host="127.0.0.1.evil.example"),
        scope(host=""),
        scope(x_forwarded_for="203.0.113.9"),
        scope(forwarded="for=203.0.113.9"),
        scope(via="1.1 proxy"),
        scope() | {"client": None},
    ],
)
def test_anything_else_is_not(request_scope: Any) -> None:
    assert not is_local(request_scope)


def passed_on(request_scope: Any) -> list[bytes]:
    """Give the marks a request carries after the middleware."""
    seen: list[Any] = []

    async def app(inner: Any, receive: Any, send: Any) -> None:
        seen.append(inner)

    asyncio.run(IdentityMiddleware(app)(request_scope, None, None))  # type: ignore[arg-type]
    return [value for key, value in seen[0]["headers"] if key == LOCAL_HEADER.encode()]


def test_a_local_request_gets_the_mark_of_this_process(running: Runtime) -> None:
    assert passed_on(scope()) == [running.local_mark.encode()]


def test_a_mark_sent_from_outside_is_taken_off(running: Runtime) -> None:
    forged = scope(client="192.168.1.7", x_throughline_local=running.local_mark)
    assert passed_on(forged) == []


def test_trust_in_this_computer_can_be_switched_off(running: Runtime, monkeypatch: pytest.MonkeyPatch) -> None:
    object.__setattr__(running, "trust_local", False)
    assert passed_on(scope()) == []
