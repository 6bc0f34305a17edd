"""The platform's files are compressed once, answered from memory, and otherwise as the platform answers them."""

import gzip
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Mount
from starlette.testclient import TestClient
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit.web.server.starlette.starlette_static_routes import create_streamlit_static_handler

from server import static_files
from server.headers import HeadersMiddleware
from server.static_files import StaticFilesMiddleware

SCRIPT = ("export const answer = 42\n" * 400).encode()
FONT = bytes(range(256)) * 8
PAGE = b"<!doctype html><title>page</title>" + b" " * 1000


class Counted:
    """Counts what reaches the platform."""

    def __init__(self, app: ASGIApp) -> None:
        self.app, self.asked = app, list[str]()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            self.asked.append(scope["path"])
        await self.app(scope, receive, send)


@pytest.fixture
def platform(tmp_path: Path) -> Counted:
    """The platform's own handler on a folder with a page, a script and a font."""
    (tmp_path / "static").mkdir()
    (tmp_path / "index.html").write_bytes(PAGE)
    (tmp_path / "static" / "index.abc.js").write_bytes(SCRIPT)
    (tmp_path / "static" / "small.js").write_bytes(b"1")
    (tmp_path / "static" / "font.woff2").write_bytes(FONT)
    return Counted(create_streamlit_static_handler(str(tmp_path), ""))


@pytest.fixture
def browser(platform: Counted) -> Iterator[TestClient]:
    """A browser at the middleware in front of it."""
    stack = [Middleware(HeadersMiddleware), Middleware(StaticFilesMiddleware)]
    with TestClient(Starlette(routes=[Mount("/", platform)], middleware=stack)) as made:
        yield made


def raw(browser: TestClient, path: str, **headers: str) -> tuple[bytes, dict[str, str]]:
    """Get the bytes as they are sent, and the headers."""
    with browser.stream("GET", path, headers=headers) as answer:
        return b"".join(answer.iter_raw()), dict(answer.headers)


def test_a_script_is_sent_compressed_and_kept(browser: TestClient, platform: Counted) -> None:
    for _ in range(3):
        body, headers = raw(browser, "/static/index.abc.js", **{"accept-encoding": "gzip, deflate, br"})
        assert gzip.decompress(body) == SCRIPT
        assert headers["content-encoding"] == "gzip"
        assert headers["content-length"] == str(len(body))
        assert "javascript" in headers["content-type"]
        assert "immutable" in headers["cache-control"]
        assert headers["vary"] == "Accept-Encoding"
        assert headers["x-content-type-options"] == "nosniff"
    assert platform.asked == ["/static/index.abc.js"]


@pytest.mark.parametrize("accepted", ["identity", "br", "gzip;q=0", "", "GZIP ; Q=0.0"])
def test_who_does_not_take_gzip_gets_the_file(browser: TestClient, accepted: str) -> None:
    body, headers = raw(browser, "/static/index.abc.js", **{"accept-encoding": accepted})
    assert body == SCRIPT
    assert "content-encoding" not in headers
    assert headers["vary"] == "Accept-Encoding"


@pytest.mark.parametrize("accepted", ["gzip", "br;q=1.0, gzip;q=0.8", "*", "GZIP"])
def test_who_takes_gzip_gets_it(browser: TestClient, accepted: str) -> None:
    assert raw(browser, "/static/index.abc.js", **{"accept-encoding": accepted})[1]["content-encoding"] == "gzip"


@pytest.mark.parametrize(("path", "content"), [("/static/font.woff2", FONT), ("/static/small.js", b"1")])
def test_what_gains_nothing_is_sent_as_it_is_but_kept(
    browser: TestClient, platform: Counted, path: str, content: bytes
) -> None:
    for _ in range(2):
        body, headers = raw(browser, path, **{"accept-encoding": "gzip"})
        assert (body, headers.get("content-encoding")) == (content, None)
    assert platform.asked == [path]


def test_conditions_are_met_by_the_platform(browser: TestClient) -> None:
    first = browser.get("/static/index.abc.js")
    tag = first.headers["etag"]
    assert browser.get("/static/index.abc.js", headers={"if-none-match": tag}).status_code == 304
    assert browser.get("/static/index.abc.js", headers={"if-none-match": '"other"'}).status_code == 200
    part = browser.get("/static/index.abc.js", headers={"range": "bytes=0-9", "accept-encoding": "identity"})
    assert (part.status_code, part.content) == (206, SCRIPT[:10])


def test_an_address_that_is_no_file_is_not_kept(browser: TestClient, platform: Counted) -> None:
    for path in ("/static/nothing.js", "/static/nothing.js", "/", "/seat"):
        answer = browser.get(path)
        assert answer.content == PAGE
        assert "immutable" not in answer.headers["cache-control"]
    assert platform.asked == ["/static/nothing.js", "/static/nothing.js", "/", "/seat"]


def test_other_methods_reach_the_platform(browser: TestClient, platform: Counted) -> None:
    browser.get("/static/index.abc.js")
    head = browser.head("/static/index.abc.js")
    assert (head.status_code, head.content, head.headers["content-length"]) == (200, b"", str(len(SCRIPT)))
    assert browser.post("/static/index.abc.js").status_code == 405
    assert len(platform.asked) == 3


def test_who_asks_at_once_gets_the_same_and_the_platform_is_asked_once(browser: TestClient, platform: Counted) -> None:
    with ThreadPoolExecutor(8) as crowd:
        answers = list(crowd.map(lambda _: browser.get("/static/index.abc.js").content, range(40)))
    assert set(answers) == {SCRIPT}
    assert platform.asked == ["/static/index.abc.js"]


def test_memory_has_a_limit(browser: TestClient, platform: Counted, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(static_files, "MOST_BYTES", 10)
    assert [browser.get("/static/index.abc.js").content for _ in range(2)] == [SCRIPT, SCRIPT]
    assert len(platform.asked) == 2
