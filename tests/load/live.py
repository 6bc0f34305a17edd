"""What the live component does in a browser: it hears that a topic has moved, and its fragment runs again."""

import asyncio
import contextlib
import random
from collections.abc import Callable
from dataclasses import dataclass, field

import httpx2

from tests.load.page import Node
from tests.load.session import Disconnected, Gone, Session

NAME = "throughline_live"
WAIT = 0.5  # seconds until a stream that broke is opened again


def client() -> httpx2.AsyncClient:
    """Make a client that can hold a stream open for everybody at once."""
    return httpx2.AsyncClient(timeout=httpx2.Timeout(10, read=40), limits=httpx2.Limits(max_connections=None))


@dataclass
class Follower:
    """Follows one topic for one session until `run` is cancelled; counts what it heard and what it asked for."""

    session: Session
    topic: str
    client: httpx2.AsyncClient
    rng: random.Random = field(default_factory=random.Random)
    drawn: Callable[[], None] = lambda: None
    heard: int = 0
    asked: int = 0
    opened: int = 0

    async def run(self) -> None:
        """Hold the stream open, and open it again when it breaks."""
        while True:
            with contextlib.suppress(httpx2.HTTPError, Disconnected, Gone):
                await self._listen()
            await asyncio.sleep(WAIT * (0.5 + self.rng.random()))

    async def _listen(self) -> None:
        pairs = "; ".join(f"{name}={value}" for name, value in self.session.cookies.items())
        where, head = f"{self.session.url}/live", {"Cookie": pairs} if pairs else {}
        async with self.client.stream("GET", where, params={"topic": self.topic}, headers=head) as answer:
            answer.raise_for_status()
            self.opened += 1
            async for line in answer.aiter_lines():
                if line.startswith("data: "):
                    self.heard += 1
                    await self._compare(int(line.removeprefix("data: ")))

    async def _compare(self, latest: int) -> None:
        """Ask for a run when the page has not seen the revision; what moves meanwhile is heard afterwards."""
        node = component(self.session, self.topic)
        if node is None or latest <= node.data["seen"]:
            return
        await asyncio.sleep(self.rng.random() * node.data["spread"] / 1000)
        node = component(self.session, self.topic)
        if node is not None and latest > node.data["seen"]:
            self.asked += 1
            await self.session.trigger(node, "moved", latest)
            self.drawn()


def component(session: Session, topic: str) -> Node | None:
    """Find the component that follows a topic on the page of a session; None where there is none."""
    for node in session.page.elements("bidi_component"):
        if node.proto.component_name == NAME and node.data["topic"] == topic:
            return node
    return None


def topics(session: Session) -> list[str]:
    """Give the topics the page of a session follows."""
    nodes = session.page.elements("bidi_component")
    return [node.data["topic"] for node in nodes if node.proto.component_name == NAME]
