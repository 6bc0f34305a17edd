"""The live channel: a stream of server-sent events that says when a topic has moved, and nothing else.

What moved is read by the page, with the page's own checks; a stream that leaks would leak a number.
"""

import asyncio
import contextlib
import signal
import threading
from collections.abc import AsyncIterator, Iterator
from types import FrameType

import anyio
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import Send

from data import visitors, workshops
from data.runtime import Runtime, running
from lifecycle.access import Capability, Principal
from lifecycle.errors import StoreProblem, ThroughlineError
from lifecycle.topics import can_watch

PACE = 1.0  # seconds between two events of a stream at least; what moves meanwhile is told as one
BEAT = 15.0  # seconds between two events at most, so that both ends notice when the other is gone
LONGEST_TOPIC = 200
MOST_OF_A_SEAT = 6
MOST_OF_THE_OWNER = 120  # everybody who holds the owner's link, and each of their windows
MOST = 1000
HEADERS = {"cache-control": "no-store", "x-accel-buffering": "no"}

_open: dict[str, list["LiveStream"]] = {}


class LiveStream(StreamingResponse):
    """One open stream. It ends when access ends, when the program stops, or when its seat opens too many others."""

    def __init__(self, request: Request, runtime: Runtime, who: Principal, topic: str) -> None:
        self.request, self.runtime, self.who, self.topic = request, runtime, who, topic
        self.scope = anyio.CancelScope()
        super().__init__(self.events(), media_type="text/event-stream", headers=HEADERS)

    async def events(self) -> AsyncIterator[str]:
        """Give the revision at once, when it moved, and every now and then; `PACE` apart at least.

        The heartbeat repeats the revision as an event, because scripts in a browser do not get to see a comment:
        so they notice a connection that died silently, and a revision they missed.
        """
        topics = self.runtime.store.topics
        while not topics.closed and await allowed(self.request, self.runtime, self.topic):
            revision = topics.revision(self.topic)
            yield f"data: {revision}\n\n"
            await topics.pause(PACE)
            await topics.changed(self.topic, revision, BEAT - PACE)

    async def stream_response(self, send: Send) -> None:
        """Send what comes until it ends, or this stream has to make room."""
        with counted(self), self.scope:
            await super().stream_response(send)
        if self.scope.cancelled_caught:
            await send({"type": "http.response.body", "body": b"", "more_body": False})


async def live(request: Request) -> Response:
    """Open a stream on a topic for whoever may watch it: GET /live?topic=…."""
    if request.method != "GET":
        return _refuse("A stream is opened with GET.", 405)
    topic = request.query_params.get("topic", "")
    if not topic or len(topic) > LONGEST_TOPIC:
        return _refuse("Name what to follow: /live?topic=…", 400)
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return _refuse("Other sites cannot follow this.", 403)
    try:
        runtime = running()
        who = await run_in_threadpool(watcher, request, runtime, topic)
    except (ThroughlineError, OSError) as problem:
        return _refuse(str(problem), 503)
    if who is None:
        return _refuse("You may not follow this live.", 403)
    if sum(len(streams) for streams in _open.values()) >= MOST:
        return _refuse("Too many people follow live at this moment.", 503)
    return LiveStream(request, runtime, who, topic)


def watcher(request: Request, runtime: Runtime, topic: str) -> Principal | None:
    """Say as whom somebody may watch a topic: as who they are to pages, or from their seat; None if they may not."""
    found = (visitors.of_page(runtime, request.headers, request.cookies), visitors.seated(runtime, request.cookies))
    belongs_to = workshops.initiative_of(runtime.store, topic)
    return next((who for who in found if who and can_watch(who, topic, belongs_to)), None)


async def allowed(request: Request, runtime: Runtime, topic: str) -> bool:
    """Answer whether the person of a request may (still) watch a topic."""
    try:
        return await run_in_threadpool(watcher, request, runtime, topic) is not None
    except (ThroughlineError, OSError):
        return False


@contextlib.contextmanager
def counted(stream: LiveStream) -> Iterator[None]:
    """Count an open stream; where a seat has too many, its oldest one ends.

    The oldest and not the newest: a phone that lost its network leaves a stream behind that nobody reads and that
    the system gives up only after a quarter of an hour. It must not keep its owner out.
    """
    own = _open.setdefault(stream.who.id, [])
    own.append(stream)
    if len(own) > _most(stream.who):
        own[0].scope.cancel()
    try:
        yield
    finally:
        own.remove(stream)
        if not own:
            del _open[stream.who.id]


@contextlib.contextmanager
def ending_with_the_program() -> Iterator[None]:
    """End all streams as soon as the program is told to stop.

    The server waits for every open answer before it lets anything else be tidied up, and a stream never ends by
    itself; so we have to hear the signal when the server does.
    """
    loop = asyncio.get_running_loop()
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

    def stop(number: int, frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(_end)
        handler = before[signal.Signals(number)]
        assert callable(handler)
        handler(number, frame)

    ours = [number for number, handler in before.items() if callable(handler)]
    for number in ours:
        signal.signal(number, stop)
    try:
        yield
    finally:
        for number in ours:
            signal.signal(number, before[number])


def _end() -> None:
    with contextlib.suppress(StoreProblem):
        running().store.topics.close()


def _most(who: Principal) -> int:
    return MOST_OF_A_SEAT if who.capability is Capability.PARTICIPANT else MOST_OF_THE_OWNER


def _refuse(sentence: str, status: int) -> Response:
    return PlainTextResponse(sentence, status, {"cache-control": "no-store"})


ROUTES = [Route("/live", live)]
