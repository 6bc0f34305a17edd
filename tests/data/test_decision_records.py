"""Decisions of both kinds are read from their own table, and numbered in one row."""

import pytest

from data import decision_records, initiatives
from data.codec import to_json, utc
from data.store import Store
from lifecycle.audit import Act
from lifecycle.build.decision import Decision
from lifecycle.build.kind_decision import KindDecision
from lifecycle.initiative import Initiative
from tests.conftest import NOW
from tests.data.builders import change
from tests.lifecycle import samples
from tests.lifecycle.build import kind_records


def keep(store: Store, act: Act, initiative: Initiative, made: Decision | KindDecision) -> None:
    table = "decision" if isinstance(made, Decision) else "kind_decision"
    row = [initiative.id, made.number, to_json(made), utc(NOW)]
    store.write(change(act, f"INSERT INTO {table} VALUES (?, ?, ?, ?)", row))


def test_each_kind_is_read_from_its_own_table_the_latest_first(store: Store, act: Act, initiative: Initiative) -> None:
    made = [samples.decision(number=number) for number in (1, 10, 9)]
    other = [kind_records.on_forecast(number=2), kind_records.on_classes(number=3)]
    for one in (*made, *other):
        keep(store, act, initiative, one)
    with store.read() as cursor:
        assert decision_records.of_initiative(cursor, Decision, initiative.id) == [made[1], made[2], made[0]]
        assert decision_records.of_initiative(cursor, KindDecision, initiative.id) == other[::-1]
        assert decision_records.latest(cursor, Decision, initiative.id) == made[1]
        assert decision_records.latest(cursor, KindDecision, initiative.id) == other[1]


@pytest.mark.parametrize(
    ("yes_no", "kinds", "expected"), [((), (), 1), ((1,), (), 2), ((), (1,), 2), ((1, 4), (2, 3), 5), ((2,), (1, 3), 4)]
)
def test_the_next_number_follows_the_highest_of_either_kind(
    store: Store, act: Act, initiative: Initiative, yes_no: tuple[int, ...], kinds: tuple[int, ...], expected: int
) -> None:
    for number in yes_no:
        keep(store, act, initiative, samples.decision(number=number))
    for number in kinds:
        keep(store, act, initiative, kind_records.on_forecast(number=number))
    with store.read() as cursor:
        assert decision_records.next_number(cursor, initiative.id) == expected


def test_another_initiative_has_decisions_and_numbers_of_its_own(
    store: Store, act: Act, initiative: Initiative
) -> None:
    other = initiatives.start(store, act, "Another")
    keep(store, act, other, samples.decision(number=7))
    with store.read() as cursor:
        assert decision_records.of_initiative(cursor, Decision, initiative.id) == []
        assert decision_records.latest(cursor, Decision, initiative.id) is None
        assert decision_records.latest(cursor, KindDecision, other.id) is None
        assert decision_records.next_number(cursor, initiative.id) == 1
        assert decision_records.next_number(cursor, other.id) == 8
