"""The live channel: who may open a stream, what comes over it and when, and every way it ends."""

import asyncio
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest
from starlette.testclient import TestClient

from data import grants, initiatives, runtime, seats, visitors, workshops
from data.runtime import Runtime
from data.store import Saved
from data.visitors import LOCAL_HEADER, OWNER_COOKIE, SEAT_COOKIE, VIEW_COOKIE, owner_cookie
from lifecycle.access import NOBODY, Capability, Principal
from lifecycle.audit import Act
from lifecycle.envision.workshop.agenda import default_agenda
from lifecycle.envision.workshop.seats import seat_roles
from lifecycle.errors import StoreProblem
from lifecycle.topics import ACTIVITY, console, initiative, room
from server import live
from tests.conftest import NOW, OWNER
from tests.program import program

PARTICIPANT = Principal("p1", "Amara", Capability.PARTICIPANT, "i1", workshop_id="w1")
VIEWER = Principal("v", "Link", Capability.VIEWER, "i1")
SEAT = "a-token-of-a-seat"
PACE, BEAT = 0.2, 0.6


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let time pass faster than in the program."""
    monkeypatch.setattr(live, "PACE", PACE)
    monkeypatch.setattr(live, "BEAT", BEAT)


@pytest.fixture
def people(monkeypatch: pytest.MonkeyPatch) -> dict[str, Principal]:
    """Say who is who by a header; what is not in this table is nobody."""
    known = {"owner": OWNER, "participant": PARTICIPANT, "viewer": VIEWER}

    def of_page(place: Runtime, headers: Any, cookies: Any) -> Principal:
        return known.get(headers.get("x-who", ""), NOBODY)

    monkeypatch.setattr(visitors, "of_page", of_page)
    return known


class Stream:
    """An open stream, read event by event."""

    def __init__(self, answer: Any) -> None:
        self.answer, self.lines = answer, answer.iter_lines()

    def next(self) -> int:
        """Wait for the next event and give its revision; StopIteration when the stream has ended."""
        return next(int(line.removeprefix("data: ")) for line in self.lines if line)

    def timed(self) -> tuple[int, float]:
        """Wait for the next event; gives its revision and how long it took."""
        start = time.monotonic()
        return self.next(), time.monotonic() - start


@pytest.fixture
def opened(client: TestClient) -> Iterator[Callable[..., Stream]]:
    """Open streams that are closed at the end."""
    with ExitStack() as stack:

        def open_stream(topic: str, who: str = "owner", **headers: str) -> Stream:
            answer = stack.enter_context(
                client.stream("GET", "/live", params={"topic": topic}, headers={"x-who": who, **headers})
            )
            assert answer.status_code == 200, answer.read()
            return Stream(answer)

        yield open_stream


def ask(client: TestClient, topic: str = ACTIVITY, **headers: str) -> int:
    """Ask for a stream without reading it."""
    with client.stream("GET", "/live", params={"topic": topic}, headers=headers) as answer:
        return int(answer.status_code)


def move(place: Runtime, *topics: str) -> int:
    """Save a change that moves topics; gives the revision of the first."""
    place.store.write(lambda cursor: Saved(None, (), topics))
    return place.store.topics.revision(topics[0])


def until(so: Callable[[], bool]) -> None:
    """Wait until something is so."""
    end = time.monotonic() + 10
    while not so():
        assert time.monotonic() < end, "it never came about"
        time.sleep(0.01)


# Who may


@pytest.mark.parametrize(
    ("who", "allowed"),
    [
        ("owner", {ACTIVITY, room("w1"), room("w2"), console("w1"), initiative("i1")}),
        ("participant", {room("w1")}),
        ("viewer", set()),
        ("nobody", set()),
    ],
)
def test_who_may_open_what(client: TestClient, people: dict[str, Principal], who: str, allowed: set[str]) -> None:
    every = (ACTIVITY, room("w1"), room("w2"), console("w1"), initiative("i1"))
    assert {topic: ask(client, topic, **{"x-who": who}) for topic in every} == {
        topic: 200 if topic in allowed else 403 for topic in every
    }


def test_a_stream_is_opened_with_the_identity_pages_have(client: TestClient, running: Runtime, act: Act) -> None:
    own = initiatives.start(running.store, act, "Own")
    _, token = grants.make_link(running.store, act, own.id, "Board", 14)
    assert ask(client) == 403
    assert ask(client, **{LOCAL_HEADER: running.local_mark}) == 200
    assert ask(client, **{LOCAL_HEADER: "wrong"}) == 403
    assert ask(client, cookie=f"{OWNER_COOKIE}={owner_cookie(running.owner_token)}") == 200
    viewer = {"cookie": f"{VIEW_COOKIE}={token}", LOCAL_HEADER: running.local_mark}
    assert ask(client, initiative(own.id), **viewer) == 403


def test_an_editor_of_one_initiative_follows_its_workshops_and_no_others(
    client: TestClient, running: Runtime, act: Act, people: dict[str, Principal]
) -> None:
    own, other = (initiatives.start(running.store, act, name) for name in ("Own", "Other"))
    mine, theirs = (workshops.open_workshop(running.store, act, one.id, "W", default_agenda()) for one in (own, other))
    people["bound"] = Principal("e1", "Editor", Capability.EDITOR, own.id)
    for topic in (room, console):
        assert ask(client, topic(mine.id), **{"x-who": "bound"}) == 200
        assert ask(client, topic(theirs.id), **{"x-who": "bound"}) == 403
        assert ask(client, topic("gone"), **{"x-who": "bound"}) == 403


def test_a_seat_opens_its_own_room_whatever_else_its_holder_may_be(
    client: TestClient, running: Runtime, act: Act
) -> None:
    own = initiatives.start(running.store, act, "Own")
    mine, other = (workshops.open_workshop(running.store, act, own.id, name, default_agenda()) for name in "AB")
    seats.join(running.store, NOW, mine.code, "Amara", next(iter(seat_roles())), SEAT)
    _, link = grants.make_link(running.store, act, own.id, "Board", 14)
    for cookies in ("", f"; {VIEW_COOKIE}={link}", f"; {VIEW_COOKIE}=withdrawn"):
        seat = {"cookie": f"{SEAT_COOKIE}={SEAT}{cookies}"}
        assert ask(client, room(mine.id), **seat) == 200
        assert ask(client, room(other.id), **seat) == 403
        assert ask(client, console(mine.id), **seat) == 403
        assert ask(client, initiative(own.id), **seat) == 403
    assert ask(client, room(mine.id), cookie=f"{SEAT_COOKIE}=another") == 403


def test_a_refusal_is_a_sentence_and_says_nothing_of_the_topic(client: TestClient) -> None:
    answer = client.get("/live", params={"topic": room("secret")})
    assert (answer.status_code, answer.text) == (403, "You may not follow this live.")
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_another_site_cannot_open_streams_in_the_owners_browser(
    client: TestClient, people: dict[str, Principal], site: str
) -> None:
    assert ask(client, **{"x-who": "owner", "sec-fetch-site": site}) == 403
    assert ask(client, **{"x-who": "owner", "sec-fetch-site": "same-origin"}) == 200


@pytest.mark.parametrize("query", ["", "?topic=", f"?topic={'x' * 201}"])
def test_a_topic_has_to_be_named(client: TestClient, people: dict[str, Principal], query: str) -> None:
    assert client.get(f"/live{query}", headers={"x-who": "owner"}).status_code == 400


def test_a_question_for_the_head_alone_does_not_hang(client: TestClient, people: dict[str, Principal]) -> None:
    assert client.head("/live?topic=x", headers={"x-who": "owner"}).status_code == 405


def test_without_a_store_it_says_so(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def closed(*_: object) -> Principal:
        raise StoreProblem("The store is closed.")

    monkeypatch.setattr(visitors, "of_page", closed)
    answer = client.get("/live?topic=x")
    assert (answer.status_code, answer.text) == (503, "The store is closed.")
    runtime.use(None)
    assert client.get("/live?topic=x").status_code == 503


# What comes


def test_the_answer_is_an_event_stream_nobody_keeps_or_holds_back(
    opened: Callable[..., Stream], people: dict[str, Principal]
) -> None:
    headers = opened(ACTIVITY, **{"accept-encoding": "gzip"}).answer.headers
    assert headers["content-type"].startswith("text/event-stream")
    assert headers["cache-control"] == "no-store"
    assert headers["x-accel-buffering"] == "no"
    assert "content-encoding" not in headers
    assert "connect-src 'self'" in headers["content-security-policy"]


def test_the_first_event_comes_at_once_with_the_revision_of_now(
    opened: Callable[..., Stream], people: dict[str, Principal], running: Runtime
) -> None:
    now = move(running, "a")
    revision, took = opened("a").timed()
    assert revision == now
    assert took < PACE


def test_a_change_is_told_at_once(
    opened: Callable[..., Stream], people: dict[str, Principal], running: Runtime
) -> None:
    stream = opened("a")
    first = stream.next()
    time.sleep(PACE * 1.5)
    revision = move(running, "a")
    assert stream.timed()[0] == revision == first + 1


def test_everybody_who_follows_hears_it_and_nobody_else(
    opened: Callable[..., Stream], people: dict[str, Principal], running: Runtime
) -> None:
    several = [opened(room("w1"), who) for who in ("owner", "participant", "owner")]
    other = opened(room("w2"))
    before = [stream.next() for stream in [*several, other]]
    time.sleep(PACE * 1.5)
    revision = move(running, room("w1"))
    assert [stream.next() for stream in several] == [revision] * 3
    revision, took = other.timed()
    assert revision == before[-1]
    assert took > (BEAT - PACE) / 2, "only the heartbeat came"


def test_many_changes_in_a_row_are_told_as_one_with_the_latest_revision(
    opened: Callable[..., Stream], people: dict[str, Principal], running: Runtime
) -> None:
    stream = opened("a")
    stream.next()
    latest = [move(running, "a") for _ in range(50)][-1]
    revision, took = stream.timed()
    assert revision == latest
    assert took > PACE * 0.5
    revision, took = stream.timed()
    assert revision == latest
    assert took > (BEAT - PACE) * 0.8, "and then nothing but the heartbeat"


def test_events_keep_their_distance_however_often_something_moves(
    opened: Callable[..., Stream], people: dict[str, Principal], running: Runtime
) -> None:
    stream, over = opened("a"), threading.Event()

    def keep_moving() -> None:
        while not over.wait(0.01):
            running.store.topics.publish(["a"])

    mover = threading.Thread(target=keep_moving)
    mover.start()
    start = time.monotonic()
    revisions = [stream.next() for _ in range(6)]
    took = time.monotonic() - start
    over.set()
    mover.join()
    assert took >= PACE * 5 * 0.95
    assert revisions == sorted(set(revisions))


def test_the_heartbeat_repeats_the_revision(opened: Callable[..., Stream], people: dict[str, Principal]) -> None:
    stream = opened("a")
    first = stream.next()
    revision, took = stream.timed()
    assert revision == first
    assert BEAT * 0.8 < took < BEAT * 3


# How it ends


def ends(stream: Stream, within: float) -> None:
    """Wait for the end of a stream."""
    start = time.monotonic()
    for _ in stream.lines:
        pass
    assert time.monotonic() - start < within


@pytest.mark.parametrize("moved", [True, False])
def test_a_stream_ends_with_the_access_of_its_person(
    opened: Callable[..., Stream], people: dict[str, Principal], running: Runtime, moved: bool
) -> None:
    stream = opened(room("w1"), "participant")
    stream.next()
    people["participant"] = Principal("p1", "Amara", Capability.PARTICIPANT, "i1", workshop_id="another")
    if moved:
        move(running, room("w1"))
    with pytest.raises(StopIteration):
        stream.next()


def test_a_stream_ends_when_who_it_is_can_no_longer_be_told(
    opened: Callable[..., Stream], people: dict[str, Principal], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> Principal:
        raise StoreProblem("The store is closed.")

    stream = opened("a")
    stream.next()
    monkeypatch.setattr(visitors, "of_page", broken)
    with pytest.raises(StopIteration):
        stream.next()


def test_streams_end_with_the_program(
    opened: Callable[..., Stream], people: dict[str, Principal], running: Runtime
) -> None:
    streams = [opened("a") for _ in range(5)]
    for stream in streams:
        stream.next()
    running.store.topics.close()
    for stream in streams:
        ends(stream, PACE)


def test_a_seat_that_opens_too_many_loses_its_oldest_stream_alone(
    opened: Callable[..., Stream], people: dict[str, Principal]
) -> None:
    people["neighbour"] = Principal("p2", "Noah", Capability.PARTICIPANT, "i1", workshop_id="w1")
    neighbour = opened(room("w1"), "neighbour")
    own = [opened(room("w1"), "participant") for _ in range(live.MOST_OF_A_SEAT)]
    for stream in [neighbour, *own]:
        stream.next()
    newest = opened(room("w1"), "participant")
    newest.next()
    ends(own[0], BEAT / 2)
    assert len({stream.next() for stream in [neighbour, newest, *own[1:]]}) == 1


def test_the_owner_may_open_many(opened: Callable[..., Stream], people: dict[str, Principal]) -> None:
    streams = [opened("a") for _ in range(live.MOST_OF_A_SEAT * 2)]
    assert len({stream.next() for stream in streams}) == 1
    assert len({stream.next() for stream in streams}) == 1


def test_there_is_an_end_to_all_streams_together(
    opened: Callable[..., Stream],
    client: TestClient,
    people: dict[str, Principal],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(live, "MOST", 3)
    people |= {f"p{number}": Principal(f"p{number}", "N", Capability.OWNER) for number in range(4)}
    streams = [opened("a", f"p{number}") for number in range(3)]
    assert len({stream.next() for stream in streams}) == 1
    assert ask(client, "a", **{"x-who": "p3"}) == 503


def test_nothing_stays_behind_when_people_leave(
    client: TestClient, people: dict[str, Principal], running: Runtime
) -> None:
    with ExitStack() as stack:
        request = {"url": "/live?topic=a", "headers": {"x-who": "owner"}}
        streams = [Stream(stack.enter_context(client.stream("GET", **request))) for _ in range(4)]
        assert len({stream.next() for stream in streams}) == 1
        assert len(live._open[OWNER.id]) == 4
    until(lambda: not live._open and not running.store.topics.watchers)


@contextmanager
def handled(number: signal.Signals) -> Iterator[list[int]]:
    """Handle a signal as the server does, and note it."""
    noted: list[int] = []
    before = signal.signal(number, lambda number, frame: noted.append(number))
    try:
        yield noted
    finally:
        signal.signal(number, before)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_signal_that_stops_the_server_ends_streams_first_and_still_reaches_it(
    running: Runtime, number: signal.Signals
) -> None:
    async def main() -> float:
        with live.ending_with_the_program():
            waiting = asyncio.create_task(running.store.topics.changed("a", running.store.topics.revision("a"), 20))
            await asyncio.sleep(0.01)
            start = time.monotonic()
            os.kill(os.getpid(), number)
            await waiting
            return time.monotonic() - start

    with handled(number) as noted:
        handler = signal.getsignal(number)
        took = asyncio.run(main())
        assert signal.getsignal(number) is handler, "and afterwards everything is as it was"
    assert noted == [number]
    assert running.store.topics.closed
    assert took < 2


def test_elsewhere_than_in_the_main_thread_no_signal_is_touched(running: Runtime) -> None:
    async def main() -> None:
        with live.ending_with_the_program():
            await asyncio.sleep(0)

    before = signal.getsignal(signal.SIGTERM)
    thread = threading.Thread(target=asyncio.run, args=(main(),))
    thread.start()
    thread.join()
    assert signal.getsignal(signal.SIGTERM) is before
    assert not running.store.topics.closed


def test_the_real_program_streams_and_stops_at_once(tmp_path: Path) -> None:
    with program(tmp_path / "home") as served, ExitStack() as stack:
        client = stack.enter_context(httpx2.Client(base_url=served.url, timeout=20))
        streams = [
            Stream(stack.enter_context(client.stream("GET", "/live", params={"topic": ACTIVITY}))) for _ in range(20)
        ]
        before = {stream.next() for stream in streams}
        assert len(before) == 1
        assert "content-encoding" not in streams[0].answer.headers
        assert "connect-src 'self'" in streams[0].answer.headers["content-security-policy"]
        order = {"name": "S", "id": "id", "time": "at", "score": "p", "label": "y", "features": ["x"]}
        token = {"Authorization": "Bearer owner-token-of-the-tests"}
        assert client.post("/api/v1/streams", json=order, headers=token).status_code == 201
        assert {stream.next() > min(before) for stream in streams} == {True}
        start = time.monotonic()
        served.stop()
        assert time.monotonic() - start < 8
        assert "Traceback" not in served.printed()
