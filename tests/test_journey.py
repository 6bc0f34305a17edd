"""The whole journey by the functions the pages call: every figure of the thread is there at its end."""

from collections.abc import Callable

from data import overview
from lifecycle.facts import Phase, phase
from lifecycle.thread import value_thread
from tests.conftest import OWNER, Place


def test_the_thread_holds_every_figure_at_the_end(at: Callable[[str], Place]) -> None:
    place = at("monitored")
    facts = overview.load(place.store, OWNER, place.initiative)
    thread = value_thread(facts)
    for figure in thread.figures:
        assert figure.interval is not None, figure
        assert figure.interval.low <= figure.interval.mid <= figure.interval.high
        assert figure.as_of is not None
    assert phase(facts)[0] is Phase.MONITOR


def test_each_stage_is_in_its_phase(at: Callable[[str], Place]) -> None:
    expected = {
        "signed": Phase.BUILD,
        "trained": Phase.BUILD,
        "decided": Phase.DEPLOY,
        "released": Phase.MONITOR,
    }
    for stage, name in expected.items():
        place = at(stage)
        assert phase(overview.load(place.store, OWNER, place.initiative))[0] is name
