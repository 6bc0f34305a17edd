"""Memory: what is costly is made once, and what was not asked for longest is dropped first."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from data.memory import Memory


class Counted:
    """A memory that notes what had to be made."""

    def __init__(self, limit: int) -> None:
        self.memory, self.made = Memory(limit), list[int]()

    def ask(self, key: int) -> int:
        return self.memory(key, lambda: self.made.append(key) or key * 10)


def test_what_is_remembered_is_made_once() -> None:
    counted = Counted(4)
    assert [counted.ask(1), counted.ask(1), counted.ask(2), counted.ask(1)] == [10, 10, 20, 10]
    assert counted.made == [1, 2]


def test_the_very_thing_that_was_made_is_given_again() -> None:
    memory, thing = Memory(4), object()
    assert memory("key", lambda: thing) is thing
    assert memory("key", object) is thing


def test_nothing_is_remembered_as_well_as_anything_else() -> None:
    made: list[int] = []
    memory = Memory(4)
    for _ in range(3):
        assert memory("key", lambda: made.append(1)) is None
    assert made == [1]


def test_what_was_not_asked_for_longest_is_dropped_first() -> None:
    counted = Counted(3)
    for key in (1, 2, 3, 1, 4):
        counted.ask(key)
    counted.made.clear()
    for key in (1, 3, 4):
        counted.ask(key)
    assert counted.made == []
    counted.ask(2)
    assert counted.made == [2]


def test_what_could_not_be_made_is_tried_again() -> None:
    memory = Memory(4)
    with pytest.raises(ZeroDivisionError):
        memory("key", lambda: 1 / 0)
    assert memory("key", lambda: 2) == 2


def test_making_one_thing_does_not_hold_up_another() -> None:
    memory, begun, go = Memory(4), threading.Event(), threading.Event()

    def slowly() -> str:
        begun.set()
        assert go.wait(30)
        return "slow"

    with ThreadPoolExecutor(2) as pool:
        slow = pool.submit(memory, "slow", slowly)
        assert begun.wait(30)
        assert memory("quick", lambda: "quick") == "quick"
        go.set()
        assert slow.result(30) == "slow"


def test_many_who_ask_at_once_get_the_same() -> None:
    counted = Counted(50)
    with ThreadPoolExecutor(8) as pool:
        given = list(pool.map(counted.ask, [number % 20 for number in range(400)]))
    assert given == [number % 20 * 10 for number in range(400)]
    assert set(counted.made) == set(range(20))
