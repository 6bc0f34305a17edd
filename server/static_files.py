"""The files every browser loads first, compressed once and answered from memory.

Streamlit serves them as they are on the disk, because a stock compressor would do its work for every visitor anew.
Fifty phones that open the page in the same second would load 115 MB; compressed it is 34 MB, and the disk is not asked.
"""

import gzip
from asyncio import Lock

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

PREFIX = "/static/"
MOST_BYTES = 48_000_000  # more than all files of the platform together, compressed
LEAST_BYTES = 500  # below, a compressed answer is no smaller
CONDITIONS = ("range", "if-range", "if-none-match", "if-modified-since", "if-match", "if-unmodified-since")
TEXT = ("text/", "application/javascript", "application/json", "image/svg+xml", "application/wasm")


class StaticFilesMiddleware:
    """Answers whole files below /static/ from memory once somebody asked for them; passes everything else on."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._kept: dict[tuple[str, bool], list[Message]] = {}
        self._bytes = 0
        self._making: dict[tuple[str, bool], Lock] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or pass on."""
        if not _is_whole_file(scope):
            await self.app(scope, receive, send)
            return
        key = (scope["path"], _takes_gzip(scope))
        answer = self._kept.get(key) or await self._made(key, scope, receive)
        for message in answer:
            own = {"headers": list(message["headers"])} if "headers" in message else {}  # others may add to them
            await send({**message, **own})

    async def _made(self, key: tuple[str, bool], scope: Scope, receive: Receive) -> list[Message]:
        """Make an answer; fifty who ask at once wait for the one who reads and compresses it."""
        async with self._making.setdefault(key, Lock()):
            answer = self._kept.get(key) or await self._make(key, scope, receive)
        self._making.pop(key, None)
        return answer

    async def _make(self, key: tuple[str, bool], scope: Scope, receive: Receive) -> list[Message]:
        """Let the platform answer, compress that, and keep it where it is a file that never changes."""
        messages: list[Message] = []

        async def take(message: Message) -> None:
            messages.append(message)

        await self.app({**scope, "extensions": {}}, receive, take)
        start, body = messages[0], b"".join(message.get("body", b"") for message in messages[1:])
        headers = Headers(raw=start["headers"])
        lasts = start["status"] == 200 and "immutable" in headers.get("cache-control", "")
        if not lasts:  # an address that is no file is answered with the page, and may be anything
            return messages
        written = MutableHeaders(raw=list(start["headers"]))
        if headers.get("content-type", "").startswith(TEXT) and "content-encoding" not in headers:
            written.add_vary_header("Accept-Encoding")
            if key[1] and len(body) >= LEAST_BYTES:
                body = await run_in_threadpool(gzip.compress, body, 6, mtime=0)
                written["content-encoding"] = "gzip"
                if tag := written.get("etag"):
                    written["etag"] = tag if tag.startswith("W/") else f"W/{tag}"
        written["content-length"] = str(len(body))
        answer: list[Message] = [{**start, "headers": written.raw}, {"type": "http.response.body", "body": body}]
        if self._bytes + len(body) <= MOST_BYTES:
            self._kept[key] = answer
            self._bytes += len(body)
        return answer


def _is_whole_file(scope: Scope) -> bool:
    """Answer whether a whole file is asked for, without conditions, which the platform knows how to meet."""
    if scope["type"] != "http" or scope["method"] != "GET" or not scope["path"].startswith(PREFIX):
        return False
    return not any(name in CONDITIONS for name in Headers(scope=scope))


def _takes_gzip(scope: Scope) -> bool:
    """Answer whether the browser takes a compressed answer: gzip is named, and not with a weight of 0."""
    for part in Headers(scope=scope).get("accept-encoding", "").split(","):
        name, _, weight = part.strip().partition(";")
        if name.strip().lower() in ("gzip", "*"):
            return weight.replace(" ", "").lower() not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False
