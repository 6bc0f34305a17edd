"""Deliveries: whole or not at all, once, and nothing is overwritten."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pandas as pd
import pytest

from data import audit, deliveries, initiatives, streams
from data.deliveries import Parcel
from data.store import Store
from lifecycle.access import Capability, Principal
from lifecycle.audit import Act
from lifecycle.errors import BadInput, Conflict, ThroughlineError
from lifecycle.initiative import Initiative, Stream
from lifecycle.monitor.stream import StreamSchema
from tests.conftest import NOW, OWNER
from tests.data.builders import (
    SCHEMA,
    actions,
    cases,
    chain_problem,
    contents,
    deliver,
    deliver_labels,
    open_stream,
    parcel,
    rows,
    trail,
    truth,
)

AUTO = replace(SCHEMA, features={"zeal": "auto", "area": "auto", "mood": "auto"})


@pytest.fixture
def stream(store: Store, act: Act, initiative: Initiative) -> Stream:
    """A stream that waits for its first cases."""
    return open_stream(store, act, initiative.id)


def labels(**by_case: object) -> pd.DataFrame:
    return pd.DataFrame({"case_id": list(by_case), "truth": list(by_case.values())})


def kept(store: Store, stream: Stream) -> list[tuple[Any, ...]]:
    return rows(store, f"SELECT case_id, yes, value FROM labels_{stream.number} ORDER BY case_id")


def refused(store: Store, problem: type[ThroughlineError], said: str, work: Any) -> None:
    """Expect work to be refused with a sentence, and the store to be exactly as before."""
    before = contents(store)
    with pytest.raises(problem, match=said):
        work()
    assert contents(store) == before


def test_cases_are_kept_as_they_were_sent(store: Store, act: Act, stream: Stream) -> None:
    frame = cases(5)
    made = deliveries.deliver(store, act, stream, parcel(frame, key="monday", origin="monday.csv"))
    found = rows(store, "SELECT delivery, reference, case_id, moment, score, f0, f1 FROM cases_1 ORDER BY case_id")
    wanted = [
        (1, False, row.case_id, datetime.fromisoformat(row.decided_at), row.score, row.zeal, row.area)
        for row in frame.itertuples()
    ]
    assert found == wanted
    assert (made.number, made.kind, made.origin, made.rows, made.repeated) == (1, "cases", "monday.csv", 5, False)
    assert made.first_at == wanted[0][3].replace(tzinfo=UTC)
    assert made.last_at == wanted[-1][3].replace(tzinfo=UTC)
    assert deliveries.deliveries(store, OWNER, stream) == [made]


def test_a_delivery_is_recorded_with_its_hash(store: Store, act: Act, stream: Stream) -> None:
    sent = parcel(cases(5), origin="monday.csv")
    deliveries.deliver(store, act, stream, sent)
    event = audit.recent(store, OWNER)[0]
    assert (event.action, event.subject, event.initiative_id) == (
        "delivery.received",
        "delivery 1",
        stream.initiative_id,
    )
    wanted = {"stream": "s", "kind": "cases", "rows": 5, "origin": "monday.csv", "sha256": sent.sha256}
    assert event.after == wanted


def test_deliveries_are_numbered_and_listed_the_latest_first(store: Store, act: Act, stream: Stream) -> None:
    other = open_stream(store, act, stream.initiative_id)
    deliver(store, act, stream, cases(4, "a"))
    deliver(store, act, other, cases(4, "a"))
    deliver_labels(store, act, stream, labels(a0000=1))
    deliver(store, act, stream, cases(4, "b"))
    listed = deliveries.deliveries(store, OWNER, stream)
    assert [(one.number, one.kind, one.rows) for one in listed] == [(3, "cases", 4), (2, "labels", 1), (1, "cases", 4)]
    assert listed[1].first_at is None


def test_a_case_is_recommended_from_the_threshold_on(store: Store, act: Act, stream: Stream) -> None:
    deliver(store, act, stream, cases(3, score=[0.49, 0.5, 0.51]))
    found = rows(store, "SELECT recommended, acted, held_out FROM cases_1 ORDER BY case_id")
    assert found == [(False, False, False), (True, True, False), (True, True, False)]


def test_what_was_done_and_who_was_held_out_is_kept(store: Store, act: Act, initiative: Initiative) -> None:
    schema = replace(SCHEMA, action="called", held_out="control")
    stream = open_stream(store, act, initiative.id, schema)
    deliver(store, act, stream, cases(4, score=[0.9, 0.9, 0.9, 0.1], called=[1, 0, 0, 1], control=[0, 0, 1, 0]))
    found = rows(store, "SELECT recommended, acted, held_out FROM cases_1 ORDER BY case_id")
    assert found == [(True, True, False), (True, False, False), (True, False, True), (False, True, False)]


def test_missing_features_are_kept_as_missing(store: Store, act: Act, stream: Stream) -> None:
    deliver(store, act, stream, cases(3, zeal=[1.5, None, 2.5], area=["north", None, "south"]))
    assert rows(store, "SELECT f0, f1 FROM cases_1 ORDER BY case_id") == [(1.5, "north"), (None, None), (2.5, "south")]


def test_ids_like_007_are_kept_as_written(store: Store, act: Act, stream: Stream) -> None:
    deliver(store, act, stream, cases(3, case_id=["007", "0070", "7"]))
    deliver_labels(store, act, stream, pd.DataFrame({"case_id": ["007", "7"], "truth": [1, 0]}))
    assert kept(store, stream) == [("007", True, "1"), ("7", False, "0")]


def test_numbers_as_ids_find_their_labels(store: Store, act: Act, stream: Stream) -> None:
    deliver(store, act, stream, cases(3, case_id=[1, 2, 3]))
    deliver_labels(store, act, stream, pd.DataFrame({"case_id": [1.0, 3.0], "truth": [1, 0]}))
    assert kept(store, stream) == [("1", True, "1"), ("3", False, "0")]


def test_a_key_repeated_with_the_same_bytes_is_the_same_delivery(store: Store, act: Act, stream: Stream) -> None:
    made = deliveries.deliver(store, act, stream, parcel(cases(5), key="monday"))
    before = contents(store)
    again = deliveries.deliver(store, act, stream, parcel(cases(5), key="monday"))
    assert again == replace(made, repeated=True)
    assert contents(store) == before


def test_a_repeat_costs_no_check_of_the_file(
    store: Store, act: Act, stream: Stream, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = parcel(cases(5), key="monday")
    deliveries.deliver(store, act, stream, sent)
    monkeypatch.setattr(deliveries, "check", lambda *given: 1 / 0)
    assert deliveries.deliver(store, act, stream, sent).repeated


def test_a_key_repeated_with_other_bytes_is_refused(store: Store, act: Act, stream: Stream) -> None:
    deliveries.deliver(store, act, stream, parcel(cases(5), key="monday"))
    other = parcel(cases(5, "d"), key="monday")
    said = r"The key 'monday' was used for another file \(delivery 1\)"
    refused(store, Conflict, said, lambda: deliveries.deliver(store, act, stream, other))
    refused(store, Conflict, said, lambda: deliveries.deliver_labels(store, act, stream, other))


def test_without_a_key_the_same_content_is_the_same_delivery(store: Store, act: Act, stream: Stream) -> None:
    assert not deliver(store, act, stream, cases(5)).repeated
    before = contents(store)
    assert deliver(store, act, stream, cases(5)).repeated
    assert contents(store) == before


def test_one_key_may_be_used_in_two_streams(store: Store, act: Act, stream: Stream) -> None:
    other = open_stream(store, act, stream.initiative_id)
    for one in (stream, other):
        assert not deliveries.deliver(store, act, one, parcel(cases(5), key="monday")).repeated


def test_labels_are_repeated_by_their_key_too(store: Store, act: Act, stream: Stream) -> None:
    deliver(store, act, stream, cases(5))
    sent = parcel(labels(c0000=1, c0001=0), key="labels")
    made = deliveries.deliver_labels(store, act, stream, sent)
    before = contents(store)
    assert deliveries.deliver_labels(store, act, stream, sent) == replace(made, repeated=True)
    assert contents(store) == before


def test_the_same_delivery_from_many_at_once_is_kept_once(store: Store, act: Act, stream: Stream) -> None:
    sent = parcel(cases(30), key="monday")
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: deliveries.deliver(store, act, stream, sent), range(16)))
    assert sorted(one.repeated for one in made) == [False] + [True] * 15
    assert {one.number for one in made} == {1}
    assert rows(store, "SELECT count(*) FROM cases_1") == [(30,)]
    assert actions(store).count("delivery.received") == 1


def test_the_same_labels_from_many_at_once_are_kept_once(store: Store, act: Act, stream: Stream) -> None:
    deliver(store, act, stream, cases(30))
    sent = parcel(truth(cases(30)), key="labels")
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: deliveries.deliver_labels(store, act, stream, sent), range(16)))
    assert sorted(one.repeated for one in made) == [False] + [True] * 15
    assert len(kept(store, stream)) == 30


def test_a_case_delivered_twice_is_refused_and_nothing_of_the_file_is_kept(
    store: Store, act: Act, stream: Stream
) -> None:
    deliver(store, act, stream, cases(5))
    again = pd.concat([cases(3, "new"), cases(5).tail(2)], ignore_index=True)
    said = r"2 of these cases were delivered before, such as 'c0003' in delivery 1"
    refused(store, Conflict, said, lambda: deliver(store, act, stream, again))


def test_a_case_of_the_reference_cannot_come_again_as_a_case(store: Store, act: Act, stream: Stream) -> None:
    deliver(store, act, stream, cases(5), deliveries.REFERENCE)
    refused(store, Conflict, "5 of these cases", lambda: deliver(store, act, stream, cases(5, zeal=1.0)))


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"score": [0.1, 1.2, 0.3]}, "Line 3: the score 'score' is 1.2"),
        ({"score": [0.1, None, 0.3]}, "Line 3: the score 'score' is missing"),
        ({"decided_at": ["2026-05-04", "2026-05-05", "soon"]}, "Line 4: 'soon' in 'decided_at' is not a time"),
        ({"case_id": ["a", "b", "a"]}, "Line 4: the id 'a' stands in the file twice"),
        ({"case_id": ["a", None, "b"]}, "Line 3 has no 'case_id'"),
        ({"zeal": [1, 2, "many"]}, "Line 4: 'many' in 'zeal' is not a number"),
        ({"truth": [0, 1, 2]}, "more than two values"),
    ],
)
def test_a_file_that_does_not_fit_is_refused_by_its_line_and_nothing_is_kept(
    store: Store, act: Act, stream: Stream, columns: dict[str, Any], said: str
) -> None:
    refused(store, BadInput, said, lambda: deliver(store, act, stream, cases(3, **columns)))


def test_a_file_without_a_column_of_the_stream_is_refused(store: Store, act: Act, stream: Stream) -> None:
    frame = cases(3).drop(columns=["zeal"])
    refused(store, BadInput, "The file has no column 'zeal'", lambda: deliver(store, act, stream, frame))


def test_rows_of_parquet_are_counted_from_one(store: Store, act: Act, stream: Stream) -> None:
    frame = cases(3, score=[0.1, 0.2, 7])
    sent = Parcel(frame, "x.parquet", "key", "mark", "Row", 1)
    refused(store, BadInput, "Row 3: the score", lambda: deliveries.deliver(store, act, stream, sent))


def test_labels_may_come_with_their_cases(store: Store, act: Act, stream: Stream) -> None:
    deliver(store, act, stream, cases(3, truth=[1, None, 0]))
    assert kept(store, stream) == [("c0000", True, "1"), ("c0002", False, "0")]


def test_a_label_column_without_a_label_is_no_label(store: Store, act: Act, stream: Stream) -> None:
    deliver(store, act, stream, cases(3, truth=[None, None, None]))
    assert kept(store, stream) == []


def test_labels_come_later_and_are_joined_by_their_id(store: Store, act: Act, stream: Stream) -> None:
    deliver(store, act, stream, cases(4))
    made = deliver_labels(store, act, stream, labels(c0002=1, c0000=0))
    assert (made.number, made.kind, made.rows, made.first_at) == (2, "labels", 2, None)
    assert kept(store, stream) == [("c0000", False, "0"), ("c0002", True, "1")]
    event = audit.recent(store, OWNER)[0]
    assert (event.action, event.after["kind"]) == ("delivery.received", "labels")


def test_labels_of_unknown_cases_are_refused_with_a_count_and_an_example(
    store: Store, act: Act, stream: Stream
) -> None:
    deliver(store, act, stream, cases(3))
    sent = labels(c0000=1, x1=0, x2=1)
    said = r"2 of 3 ids were never delivered to this stream, such as 'x[12]'\. Send the cases first"
    refused(store, BadInput, said, lambda: deliver_labels(store, act, stream, sent))


def test_a_label_that_is_known_already_and_equal_is_skipped(store: Store, act: Act, stream: Stream) -> None:
    deliver(store, act, stream, cases(3))
    deliver_labels(store, act, stream, labels(c0000=1, c0001=0))
    made = deliver_labels(store, act, stream, labels(c0000=1, c0002=0))
    assert (made.repeated, made.rows) == (False, 2)
    assert rows(store, "SELECT case_id, delivery FROM labels_1 ORDER BY 1") == [
        ("c0000", 2),
        ("c0001", 2),
        ("c0002", 3),
    ]


def test_a_label_that_contradicts_is_refused_with_the_whole_file(store: Store, act: Act, stream: Stream) -> None:
    deliver(store, act, stream, cases(3))
    deliver_labels(store, act, stream, labels(c0000=1, c0001=0))
    sent = labels(c0002=1, c0001=1)
    said = "1 cases have another label already, such as 'c0001'"
    refused(store, Conflict, said, lambda: deliver_labels(store, act, stream, sent))


def test_a_third_value_of_the_label_is_refused_across_deliveries(
    store: Store, act: Act, initiative: Initiative
) -> None:
    stream = open_stream(store, act, initiative.id, replace(SCHEMA, positive="churned"))
    deliver(store, act, stream, cases(6))
    deliver_labels(store, act, stream, labels(c0000="churned", c0001="stayed"))
    said = "more than two values: churned, died, stayed"
    refused(store, BadInput, said, lambda: deliver_labels(store, act, stream, labels(c0002="died")))
    with_truth = cases(2, "d", truth=["died", "died"])
    refused(store, BadInput, said, lambda: deliver(store, act, stream, with_truth))
    deliver_labels(store, act, stream, labels(c0002="stayed"))
    assert len(kept(store, stream)) == 3


def test_two_values_that_both_mean_no_are_refused_across_deliveries(store: Store, act: Act, stream: Stream) -> None:
    deliver(store, act, stream, cases(6))
    deliver_labels(store, act, stream, labels(c0000="no"))
    said = "more than two values: 1, nope, no|more than two values: 1, no, nope"
    refused(store, BadInput, said, lambda: deliver_labels(store, act, stream, labels(c0001="nope")))


def test_labels_before_any_case_are_refused(store: Store, act: Act, initiative: Initiative) -> None:
    stream = open_stream(store, act, initiative.id, AUTO)
    said = "No case has been delivered to this stream yet"
    refused(store, BadInput, said, lambda: deliver_labels(store, act, stream, labels(c0000=1)))


def test_reference_and_cases_are_kept_apart(store: Store, act: Act, stream: Stream) -> None:
    made = deliver(store, act, stream, cases(4, "r"), deliveries.REFERENCE)
    deliver(store, act, stream, cases(3, "c"))
    assert made.kind == "reference"
    found = rows(store, "SELECT reference, count(*), min(delivery) FROM cases_1 GROUP BY 1 ORDER BY 1")
    assert found == [(False, 3, 2), (True, 4, 1)]


def test_open_features_are_settled_by_the_first_delivery(store: Store, act: Act, initiative: Initiative) -> None:
    stream = open_stream(store, act, initiative.id, AUTO)
    deliver(store, act, stream, cases(4, mood=["good", "bad", "good", "fair"]))
    now = streams.by_name(store, OWNER, stream.id)
    assert list(now.schema.features.items()) == [("zeal", "numeric"), ("area", "categorical"), ("mood", "categorical")]
    assert actions(store)[-2:] == ["stream.settled", "delivery.received"]
    assert rows(store, "SELECT f0, f2 FROM cases_1 ORDER BY case_id")[0] == (cases(4)["zeal"][0], "good")
    assert chain_problem(store) is None


def test_settled_features_stay_settled_for_whoever_still_holds_the_open_stream(
    store: Store, act: Act, initiative: Initiative
) -> None:
    stream = open_stream(store, act, initiative.id, AUTO)
    deliver(store, act, stream, cases(4, "a", mood=[1, 2, 3, 4]))
    deliver(store, act, stream, cases(4, "b", mood=[5, 6, 7, 8]))
    assert rows(store, "SELECT sum(f2) FROM cases_1") == [(36.0,)]
    words = cases(4, "w", mood=["good", "bad", "good", "fair"])
    refused(store, BadInput, "'good' in 'mood' is not a number", lambda: deliver(store, act, stream, words))
    assert actions(store).count("stream.settled") == 1


def test_a_first_delivery_that_is_refused_settles_nothing(store: Store, act: Act, initiative: Initiative) -> None:
    stream = open_stream(store, act, initiative.id, AUTO)
    bad = cases(2, mood=["good", "bad"], score=[0.5, 3])
    refused(store, BadInput, "the score", lambda: deliver(store, act, stream, bad))
    deliver(store, act, stream, cases(2, mood=[1, 2]))
    assert streams.by_name(store, OWNER, stream.id).schema.features["mood"] == "numeric"


def test_two_first_deliveries_at_once_settle_the_features_once(store: Store, act: Act, initiative: Initiative) -> None:
    stream = open_stream(store, act, initiative.id, AUTO)
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda n: deliver(store, act, stream, cases(4, f"p{n}-", mood=[1, 2, 3, 4])), range(6)))
    assert actions(store).count("stream.settled") == 1
    assert rows(store, "SELECT count(*), count(DISTINCT delivery) FROM cases_1") == [(24, 6)]


def test_features_keep_their_order_from_the_schema_to_the_rows(store: Store, act: Act, initiative: Initiative) -> None:
    named = dict.fromkeys(("zulu", "alpha", "mike", "bravo"), "auto")
    stream = open_stream(store, act, initiative.id, replace(SCHEMA, features=named))
    frame = cases(2).drop(columns=["zeal", "area"]).assign(bravo=4, alpha=2, zulu=1, mike=3)
    deliver(store, act, stream, frame)
    found = streams.by_name(store, OWNER, stream.id)
    assert list(found.schema.features) == ["zulu", "alpha", "mike", "bravo"]
    deliver(store, act, found, frame.assign(case_id=["x", "y"]))
    assert set(rows(store, "SELECT f0, f1, f2, f3 FROM cases_1")) == {(1, 2, 3, 4)}


def test_a_column_whose_name_is_sql_is_only_a_name(store: Store, act: Act, initiative: Initiative) -> None:
    name = 'x" DOUBLE); DROP TABLE audit; --'
    stream = open_stream(store, act, initiative.id, replace(SCHEMA, features={name: "numeric"}))
    deliver(store, act, stream, cases(2, **{name: [1, 2]}))
    assert rows(store, "SELECT sum(f0) FROM cases_1") == [(3.0,)]
    assert chain_problem(store) is None


def test_a_stream_can_be_opened_with_its_first_delivery_in_a_new_initiative(store: Store, act: Act) -> None:
    sent = parcel(cases(4, mood=[1, 2, 3, 4]))
    made = deliveries.open_with(store, act, None, "Fraud watch", AUTO, sent, deliveries.CASES)
    assert made.schema.settled
    assert streams.by_name(store, OWNER, "fraud-watch") == made
    assert [one.id for one in initiatives.listing(store, OWNER)] == [made.initiative_id]
    assert actions(store) == ["initiative.started", "stream.opened", "delivery.received"]
    assert rows(store, "SELECT count(*) FROM cases_1") == [(4,)]


def test_a_stream_can_be_opened_with_its_reference_in_an_initiative_that_is_there(
    store: Store, act: Act, initiative: Initiative
) -> None:
    sent = parcel(cases(4, truth=[1, 0, 1, 0]))
    made = deliveries.open_with(store, act, initiative.id, "Live", SCHEMA, sent, deliveries.REFERENCE)
    assert made.initiative_id == initiative.id
    assert [one.kind for one in deliveries.deliveries(store, OWNER, made)] == ["reference"]
    assert len(kept(store, made)) == 4


@pytest.mark.parametrize(
    ("schema", "columns", "name"),
    [
        (SCHEMA, {"score": [0.5, 7]}, "Live"),
        (SCHEMA, {"decided_at": ["soon", "later"]}, "Live"),
        (replace(SCHEMA, label="score"), {}, "Live"),
        (replace(SCHEMA, features={"absent": "auto"}), {}, "Live"),
        (SCHEMA, {}, "  "),
    ],
)
def test_a_stream_whose_first_delivery_does_not_fit_is_not_opened(
    store: Store, act: Act, schema: StreamSchema, columns: dict[str, Any], name: str
) -> None:
    sent = parcel(cases(2, **columns))
    work = lambda: deliveries.open_with(store, act, None, name, schema, sent, deliveries.CASES)  # noqa: E731
    refused(store, BadInput, ".", work)
    assert trail(store) == []


def test_opening_with_a_delivery_leaves_nothing_when_its_rows_cannot_be_kept(
    store: Store, act: Act, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deliveries, "_event", lambda *given: 1 / 0)
    before = contents(store)
    with pytest.raises(ZeroDivisionError):
        deliveries.open_with(store, act, None, "Live", SCHEMA, parcel(cases(2)), deliveries.CASES)
    assert contents(store) == before


def test_a_token_sends_to_its_own_stream(store: Store, act: Act, stream: Stream) -> None:
    token = Act(Principal("t", "Token: feed", Capability.INGEST, stream.initiative_id, stream.id), NOW)
    deliver(store, token, stream, cases(3))
    deliver_labels(store, token, stream, labels(c0000=1))
    recorded = rows(store, "SELECT actor, capability FROM audit WHERE action = 'delivery.received'")
    assert recorded == [("Token: feed", "ingest")] * 2


def test_ten_thousand_cases_are_kept_to_the_last_digit(store: Store, act: Act, stream: Stream) -> None:
    frame = cases(10_000)
    deliver(store, act, stream, frame)
    deliver_labels(store, act, stream, truth(frame))
    assert rows(store, "SELECT count(*), sum(score) FROM cases_1")[0] == (10_000, pytest.approx(frame["score"].sum()))
    assert rows(store, "SELECT count(*) FILTER (yes) FROM labels_1") == [(int(truth(frame)["truth"].sum()),)]
