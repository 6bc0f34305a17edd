"""The HTTP side of the program, without a socket."""

from collections.abc import Iterator

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Mount
from starlette.testclient import TestClient

from data.runtime import Runtime
from server import health, links, live, workshops
from server.api import api
from server.headers import HeadersMiddleware


@pytest.fixture
def client(running: Runtime) -> Iterator[TestClient]:
    """Ask the routes of the running program."""
    yield from ask()


def ask() -> Iterator[TestClient]:
    """Serve the routes as app.py does."""
    routes = [*health.ROUTES, *links.ROUTES, *workshops.ROUTES, *live.ROUTES, Mount("/api", api)]
    app = Starlette(routes=routes, middleware=[Middleware(HeadersMiddleware)])
    with TestClient(app, base_url="http://127.0.0.1:8501", follow_redirects=False) as made:
        yield made


def bearer(token: str) -> dict[str, str]:
    """Give the header that carries a token."""
    return {"Authorization": f"Bearer {token}"}
