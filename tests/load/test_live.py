"""A session that follows a topic sees a change made elsewhere by itself, and only its fragment runs."""

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.load.live import Follower, client, topics
from tests.load.session import Session
from tests.program import Program, program

pytestmark = pytest.mark.load


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """The program on an empty store."""
    home: Path = tmp_path_factory.mktemp("followed") / "home"
    with program(home) as running:
        yield running


async def start(session: Session, name: str) -> None:
    """Start an initiative in the portfolio."""
    await session.open()
    await session.click("New initiative")
    await session.fill("Name", name)
    await session.click("Start")


def test_a_change_arrives_within_two_seconds_and_nothing_runs_otherwise(empty: Program) -> None:
    async def go() -> None:
        one, other = Session(empty.url), Session(empty.url)
        await other.open("activity")
        (topic,) = topics(other)
        async with client() as opened:
            follower = Follower(other, topic, opened)
            task = asyncio.create_task(follower.run())
            await asyncio.sleep(1.5)
            assert (follower.opened, follower.asked, len(other.reruns)) == (1, 0, 1), "nothing moved, nothing ran"
            before = other.page.texts("markdown")
            await start(one, "Followed")
            end = time.perf_counter() + 2
            while other.page.texts("markdown") == before and time.perf_counter() < end:
                await asyncio.sleep(0.02)
            assert other.page.texts("markdown") != before, "the change did not arrive"
            assert all(run.fragment for run in other.reruns[1:]), "the whole page ran"
            await asyncio.sleep(1.5)
            assert follower.asked <= 2
            task.cancel()
        await asyncio.gather(one.close(), other.close())

    asyncio.run(go())


def test_who_follows_comes_back_after_the_program_was_killed(tmp_path: Path) -> None:
    home = tmp_path / "home"

    async def go() -> None:
        running = await asyncio.to_thread(Program(home).wait_until_ready)
        session = Session(running.url)
        try:
            await session.open("activity")
            async with client() as opened:
                follower = Follower(session, topics(session)[0], opened)
                task = asyncio.create_task(follower.run())
                await asyncio.sleep(0.5)
                running.kill()
                running = await asyncio.to_thread(Program(home, port=running.port).wait_until_ready)
                await session.reconnect()
                assert session.page.says("changes, the latest first")
                for _ in range(100):
                    if follower.opened == 2:
                        break
                    await asyncio.sleep(0.05)
                assert follower.opened == 2
                task.cancel()
            await session.close()
        finally:
            running.stop()

    asyncio.run(go())
