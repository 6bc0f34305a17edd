"""Between domain objects and the store: nothing is lost on the way there and back."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.codec import aware, first, from_json, plain, to_json, utc
from lifecycle.deploy.release import Method, Plan
from lifecycle.figures import Interval
from lifecycle.monitor.incident import Disposition, Step
from lifecycle.monitor.stream import StreamSchema
from lifecycle.tally import Tally
from tests.conftest import NOW
from tests.data.builders import weekly

NAMES = st.lists(st.text(min_size=1, max_size=8), min_size=1, max_size=8, unique=True)


@pytest.mark.parametrize(
    "value",
    [
        Plan(Method.CANARY, 0.1, None, 200),
        Step(NOW, "Ada", "Gefunden: ü €", Disposition.RETRAIN),
        Interval(-1.5, 0.0, 3e12, 0.8),
        StreamSchema("id", "at", "s", "y", {"z": "numeric", "a": "auto"}, action="called"),
        weekly([Tally(1, 2, 3, 4, 5, 6), Tally()]),
    ],
)
def test_what_is_written_is_read_back_the_same(value: object) -> None:
    assert from_json(type(value), to_json(value)) == value


def test_the_order_of_a_mapping_is_kept() -> None:
    schema = StreamSchema("id", "at", "s", "y", {"zeal": "numeric", "area": "categorical", "mood": "auto"})
    assert list(from_json(StreamSchema, to_json(schema)).features) == ["zeal", "area", "mood"]


@given(names=NAMES)
def test_the_order_of_any_features_is_kept(names: list[str]) -> None:
    schema = StreamSchema("id", "at", "s", "y", dict.fromkeys(names, "numeric"))
    assert list(from_json(StreamSchema, to_json(schema)).features) == names


def test_words_and_moments_become_plain_json_values() -> None:
    assert plain(Step(NOW, "Ada", "n", Disposition.FIX_DATA)) == {
        "at": "2026-11-23T09:00:00Z",
        "who": "Ada",
        "note": "n",
        "disposition": "fix data",
    }


def test_what_is_not_a_number_is_never_written() -> None:
    with pytest.raises(ValueError):
        to_json(Interval(float("nan"), 0, 1, 0.8))


def test_text_stays_readable_in_json() -> None:
    assert "Gefunden: ü €" in to_json(Step(NOW, "Ada", "Gefunden: ü €"))


@given(
    moment=st.datetimes(min_value=datetime(1980, 1, 1), max_value=datetime(2100, 1, 1)),
    minutes=st.integers(-14 * 60, 14 * 60),
)
def test_a_moment_is_kept_whatever_its_time_zone(moment: datetime, minutes: int) -> None:
    zoned = moment.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    assert utc(zoned).tzinfo is None
    assert aware(utc(zoned)) == zoned
    assert aware(utc(zoned)).tzinfo is UTC


def test_the_first_of_no_rows_is_none() -> None:
    assert first([]) is None
    assert first([(1,), (2,)]) == (1,)
