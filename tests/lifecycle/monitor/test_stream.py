"""A stream's columns: proposed from a file, and every delivery checked before anything is kept."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import numpy as np
import pandas as pd
import pytest

from lifecycle.errors import BadInput
from lifecycle.monitor.stream import (
    Proposal,
    StreamSchema,
    check_cases,
    check_labels,
    check_schema,
    propose,
    read_times,
    settle,
)

SCHEMA = StreamSchema("id", "at", "p", "y", {"size": "numeric", "site": "categorical"})


def frame(**columns: Any) -> pd.DataFrame:
    """Give a delivery of three cases, with columns changed."""
    made: dict[str, Any] = {
        "id": ["a", "b", "c"],
        "at": ["2026-11-01", "2026-11-02 14:30:00", "2026-11-03T01:00:00+02:00"],
        "p": [0.0, 0.5, 1.0],
        "size": [1.0, 2.0, 3.0],
        "site": ["north", "south", "north"],
    }
    return pd.DataFrame(made | columns)


def refusal(data: pd.DataFrame, schema: StreamSchema = SCHEMA, **where: Any) -> str:
    with pytest.raises(BadInput) as caught:
        check_cases(data, schema, **where)
    return str(caught.value)


def label_refusal(data: dict[str, list[Any]], schema: StreamSchema = SCHEMA) -> str:
    with pytest.raises(BadInput) as caught:
        check_labels(pd.DataFrame(data), schema)
    return str(caught.value)


# --- proposing which column is what ----------------------------------------------------------------------------------


def scored(**columns: Any) -> pd.DataFrame:
    """Give a file of scored cases as somebody might send it."""
    made: dict[str, Any] = {
        "customer_id": [f"{i:03d}" for i in range(60)],
        "scored_at": pd.date_range("2026-01-01", periods=60).astype(str),
        "churn_probability": np.linspace(0.01, 0.99, 60),
        "tenure": np.arange(60.0),
        "plan": ["basic", "plus"] * 30,
        "churned": [0, 1] * 30,
    }
    return pd.DataFrame(made | columns)


def test_a_plain_file_is_proposed_whole() -> None:
    found = propose(scored())
    assert found.parts == {
        "identifier": "customer_id",
        "time": "scored_at",
        "score": "churn_probability",
        "label": "churned",
    }
    assert found.features == {"tenure": "numeric", "plan": "categorical"}
    assert (found.left_out, found.missing, found.positive) == ({}, [], "1")
    assert found.schema is not None
    assert check_schema(found.schema) is None
    assert found.schema.label == "churned"


def test_flags_are_found_where_they_hold_noughts_and_ones() -> None:
    found = propose(scored(contacted=[True, False] * 30, holdout=[0.0, 1.0] * 30))
    assert (found.parts["action"], found.parts["held_out"]) == ("contacted", "holdout")
    assert found.schema is not None
    assert (found.schema.action, found.schema.held_out) == ("contacted", "holdout")
    other = propose(scored(contacted=["phone", "mail"] * 30, holdout=[0, 2] * 30))
    assert {"action", "held_out"}.isdisjoint(other.parts)
    assert {"contacted", "holdout"} <= set(other.features)


def test_predictions_already_made_are_left_out() -> None:
    found = propose(scored(prediction=[1, 0] * 30, y_pred=[1, 0] * 30))
    assert found.left_out == {"prediction": "a prediction already made", "y_pred": "a prediction already made"}
    assert set(found.features) == {"tenure", "plan"}


def test_free_text_and_further_dates_are_left_out_with_the_reason() -> None:
    found = propose(scored(notes=[f"note {i}" for i in range(60)], born=pd.date_range("1990-01-01", periods=60)))
    assert set(found.left_out) == {"notes", "born"}
    assert all("free text" in why for why in found.left_out.values())


@pytest.mark.parametrize(
    ("column", "values", "part"),
    [
        ("customer_id", ["same"] * 60, "identifier"),
        ("customer_id", [None, *map(str, range(59))], "identifier"),
        ("scored_at", ["last week"] * 60, "time"),
        ("scored_at", list(range(60)), "time"),
        ("churn_probability", ["high", "low", "none"] * 20, "score"),
        ("churn_probability", [0, 1] * 30, "score"),
    ],
)
def test_a_column_that_only_has_the_name_is_not_taken(column: str, values: list[Any], part: str) -> None:
    found = propose(scored(**{column: values}))
    assert found.missing == [part]
    assert found.schema is None


def test_a_score_between_nought_and_one_comes_before_other_numbers() -> None:
    assert propose(scored(risk_points=np.arange(60))).parts["score"] == "churn_probability"
    points = scored(risk_points=np.arange(60)).drop(columns="churn_probability")
    assert propose(points).parts["score"] == "risk_points"


@pytest.mark.parametrize(
    ("values", "positive"),
    [
        ([0, 1], "1"),
        ([True, False], "1"),
        (["no", "yes"], "yes"),
        (["Positive", "Negative"], "Positive"),
        (["stays", "leaves"], "stays"),
        ([1.0, 2.0], "1"),
    ],
)
def test_the_value_that_means_yes_is_guessed(values: list[Any], positive: str) -> None:
    assert propose(scored(churned=values * 30)).positive == positive


@pytest.mark.parametrize("values", [[0, 1, 2] * 20, [1] * 60, [None] * 60])
def test_a_label_has_two_values_or_is_not_proposed(values: list[Any]) -> None:
    found = propose(scored(churned=values))
    assert "label" not in found.parts
    assert found.positive == "1"


def test_labels_known_for_some_cases_are_enough() -> None:
    assert propose(scored(churned=[0, 1, None] * 20)).parts["label"] == "churned"


def test_a_proposal_without_a_label_waits_for_labels_under_that_name() -> None:
    found = propose(scored().drop(columns="churned"))
    assert found.schema is not None
    assert found.schema.label == "label"


def test_one_column_plays_one_part() -> None:
    found = propose(scored(score=np.linspace(0.1, 0.9, 60), outcome_date=["2026-02-01"] * 60))
    assert len(set(found.parts.values())) == len(found.parts)
    assert set(found.parts.values()).isdisjoint(found.features)


def test_an_empty_file_lacks_everything() -> None:
    assert propose(pd.DataFrame()) == Proposal({}, {}, {}, "1")
    assert propose(pd.DataFrame()).missing == ["identifier", "time", "score"]


# --- schemas ---------------------------------------------------------------------------------------------------------


def test_every_delivery_needs_all_columns_but_the_label() -> None:
    assert SCHEMA.columns() == ["id", "at", "p", "size", "site"]
    flagged = replace(SCHEMA, action="done", held_out="left")
    assert flagged.columns() == ["id", "at", "p", "done", "left", "size", "site"]


@pytest.mark.parametrize("schema", [SCHEMA, replace(SCHEMA, threshold=0.0), replace(SCHEMA, features={"x": "auto"})])
def test_a_schema_that_holds_together_is_taken(schema: StreamSchema) -> None:
    assert check_schema(schema) is None


@pytest.mark.parametrize("part", ["identifier", "time", "score", "label"])
def test_a_part_without_a_name_is_refused(part: str) -> None:
    with pytest.raises(BadInput, match="needs a name"):
        check_schema(replace(SCHEMA, **{part: " "}))


@pytest.mark.parametrize(
    "update",
    [{"label": "p"}, {"action": "id"}, {"held_out": "size"}, {"features": {"at": "numeric"}}, {"label": "site"}],
)
def test_a_column_named_twice_is_refused(update: dict[str, Any]) -> None:
    with pytest.raises(BadInput, match="is named twice"):
        check_schema(replace(SCHEMA, **update))


def test_a_stream_without_features_is_refused() -> None:
    with pytest.raises(BadInput, match="at least one feature"):
        check_schema(replace(SCHEMA, features={}))


def test_an_unknown_kind_of_feature_is_refused() -> None:
    with pytest.raises(BadInput, match="not 'text'"):
        check_schema(replace(SCHEMA, features={"x": "text"}))


@pytest.mark.parametrize("threshold", [-0.01, 1.01, float("nan"), float("inf")])
def test_a_threshold_no_probability_has_is_refused(threshold: float) -> None:
    with pytest.raises(BadInput, match="not between 0 and 1"):
        check_schema(replace(SCHEMA, threshold=threshold))


def test_open_features_are_settled_from_the_first_cases() -> None:
    waiting = replace(SCHEMA, features={"size": "auto", "site": "auto", "note": "auto"})
    many = pd.concat([frame()] * 20, ignore_index=True).assign(note=[f"n{i}" for i in range(60)])
    settled = settle(waiting, many)
    assert (waiting.settled, settled.settled) == (False, True)
    assert settled.features == {"size": "numeric", "site": "categorical", "note": "categorical"}


def test_settled_features_stay_as_they_are() -> None:
    assert settle(replace(SCHEMA, features={"size": "categorical", "site": "auto"}), frame()).features == {
        "size": "categorical",
        "site": "categorical",
    }


def test_settling_needs_every_column() -> None:
    with pytest.raises(BadInput, match="no column 'size'"):
        settle(SCHEMA, frame().drop(columns="size"))


# --- deliveries of cases ---------------------------------------------------------------------------------------------


def test_cases_come_in_the_form_of_the_store() -> None:
    found = check_cases(frame(), SCHEMA)
    assert list(found) == ["case_id", "moment", "score", "recommended", "acted", "held_out", "f0", "f1"]
    assert found["case_id"].tolist() == ["a", "b", "c"]
    assert found["moment"].tolist() == [datetime(2026, 11, 1), datetime(2026, 11, 2, 14, 30), datetime(2026, 11, 2, 23)]
    assert found["score"].tolist() == [0.0, 0.5, 1.0]
    assert found["recommended"].tolist() == [False, True, True]
    assert found["acted"].tolist() == [False, True, True]
    assert not found["held_out"].any()
    assert found["f0"].tolist() == [1.0, 2.0, 3.0]
    assert found["f1"].tolist() == ["north", "south", "north"]


@pytest.mark.parametrize("column", ["id", "at", "p", "size", "site"])
def test_a_missing_column_is_named_with_what_the_file_has(column: str) -> None:
    kept = frame().drop(columns=column)
    assert refusal(kept) == f"The file has no column '{column}'. It has {', '.join(kept.columns)}."


def test_of_many_missing_columns_five_are_named_and_the_others_counted() -> None:
    wide = replace(SCHEMA, features={f"f{i}": "numeric" for i in range(30)})
    other = pd.DataFrame({f"column{i}": [1] for i in range(86)})
    with pytest.raises(BadInput) as refused:
        check_cases(other, wide)
    assert str(refused.value) == (
        "The file has no column 'id', 'at', 'p', 'f0', 'f1' and 28 more. "
        "It has column0, column1, column2, column3, column4 and 81 more."
    )


@pytest.mark.parametrize("check", [check_cases, lambda labels, schema: settle(schema, labels)])
def test_labels_sent_as_cases_are_recognised(check: Callable[[pd.DataFrame, StreamSchema], object]) -> None:
    with pytest.raises(BadInput, match=r"This looks like labels: 'id' and 'y'.*Labels that became known"):
        check(pd.DataFrame({"id": ["a", "b"], SCHEMA.label: ["yes", "no"], "comment": ["x", "y"]}), SCHEMA)


def test_cases_that_bring_their_labels_are_not_taken_for_labels_when_a_column_is_missing() -> None:
    kept = frame(**{SCHEMA.label: "1"}).drop(columns="size")
    assert refusal(kept).startswith("The file has no column 'size'. ")


def test_columns_nobody_asked_for_are_ignored() -> None:
    assert "extra" not in check_cases(frame(extra=1), SCHEMA)


@pytest.mark.parametrize(
    ("ids", "read"),
    [
        (["007", "07", "7"], ["007", "07", "7"]),
        ([7, 8, 9], ["7", "8", "9"]),
        ([7.0, 8.0, 9.5], ["7", "8", "9.5"]),
        (["a", 1, 2.0], ["a", "1", "2"]),
    ],
)
def test_ids_are_text_and_leading_zeros_are_kept(ids: list[Any], read: list[str]) -> None:
    assert check_cases(frame(id=ids), SCHEMA)["case_id"].tolist() == read


@pytest.mark.parametrize("ids", [["a", "b", "a"], [7, 8, "7"], [7.0, 8, 7], [True, 2, 1]])
def test_an_id_that_stands_twice_is_refused_with_its_line(ids: list[Any]) -> None:
    assert refusal(frame(id=pd.Series(ids, dtype=object))).startswith("Line 4: the id '")


def test_a_case_without_an_id_is_refused() -> None:
    assert refusal(frame(id=["a", None, "c"])).startswith("Line 3 has no 'id'.")


def test_problems_are_counted_as_the_file_counts_its_rows() -> None:
    assert refusal(frame(id=["a", None, "c"]), row_name="Row", first=1).startswith("Row 2 has no 'id'.")


@pytest.mark.parametrize("moment", ["yesterday", "", None, "2026-13-01", "01/02/2026", "2026-11-31"])
def test_a_time_that_cannot_be_read_is_refused(moment: str | None) -> None:
    message = refusal(frame(at=["2026-11-01", moment, "2026-11-03"]))
    assert message.startswith("Line 3: ")
    assert "in 'at' is not a time" in message


def test_numbers_are_never_taken_for_times() -> None:
    assert "is not a time" in refusal(frame(at=[20261101, 20261102, 20261103]))


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        (pd.Series(pd.to_datetime(["2026-06-01 12:00"]).tz_localize("Europe/Berlin")), datetime(2026, 6, 1, 10)),
        (pd.Series(pd.to_datetime(["2026-06-01 12:00"])), datetime(2026, 6, 1, 12)),
        (pd.Series([date(2026, 6, 1)]), datetime(2026, 6, 1)),
        (pd.Series(["2026-06-01T12:00:00Z"]), datetime(2026, 6, 1, 12)),
        (pd.Series(["2026-06-01 12:00:00.250-01:30"]), datetime(2026, 6, 1, 13, 30, 0, 250_000)),
    ],
)
def test_times_are_read_as_utc_without_a_zone(column: pd.Series, expected: datetime) -> None:
    found = read_times(column)
    assert found.dt.tz is None
    assert found.tolist() == [expected]


@pytest.mark.parametrize(
    ("score", "shown"),
    [(np.nan, "missing"), (np.inf, "inf"), (-np.inf, "-inf"), (1.0001, "1.0001"), (-0.2, "-0.2"), (87.0, "87")],
)
def test_a_score_that_is_no_probability_is_refused(score: float, shown: str) -> None:
    assert refusal(frame(p=[0.1, score, 0.2])).startswith(f"Line 3: the score 'p' is {shown}. It must be a probability")


def test_a_score_in_words_is_refused_and_one_in_digits_is_read() -> None:
    assert refusal(frame(p=[0.1, 0.2, "high"])) == "Line 4: 'high' in 'p' is not a number."
    assert check_cases(frame(p=["0.1", "0.2", "1"]), SCHEMA)["score"].tolist() == [0.1, 0.2, 1.0]


def test_a_score_on_the_threshold_is_recommended() -> None:
    found = check_cases(frame(p=[0.299, 0.3, 0.301]), replace(SCHEMA, threshold=0.3))
    assert found["recommended"].tolist() == [False, True, True]


SPLIT = replace(SCHEMA, group="sex", by_group={"f": 0.3, "m": 0.6})


def test_a_case_is_recommended_from_the_threshold_of_its_group_on() -> None:
    data = frame(p=[0.3, 0.3, 0.6], sex=["f", "m", "m"])
    assert check_cases(data, SPLIT)["recommended"].tolist() == [True, False, True]
    assert check_cases(data, SPLIT)["acted"].tolist() == [True, False, True]
    assert check_cases(frame(p=[0.3, 0.3, 0.6]), replace(SCHEMA, threshold=0.3))["recommended"].all()
    assert "sex" in SPLIT.columns()
    assert "f2" not in check_cases(data, SPLIT)


def test_a_group_that_is_a_feature_too_is_one_column() -> None:
    both = replace(SPLIT, group="site", by_group={"north": 0.1, "south": 0.9})
    assert both.columns().count("site") == 1
    check_schema(both)
    assert check_cases(frame(p=[0.5, 0.5, 0.05]), both)["recommended"].tolist() == [True, False, False]


@pytest.mark.parametrize(
    ("sex", "said"),
    [
        (["f", "m", "x"], "Line 4: 'x' in 'sex' is in no group that was given a threshold (f, m)"),
        (["f", None, "m"], "Line 3: an empty cell in 'sex' is in no group"),
    ],
)
def test_nobody_is_judged_by_the_threshold_of_another_group(sex: list[Any], said: str) -> None:
    assert said in refusal(frame(sex=sex), SPLIT)


def test_without_the_column_of_the_groups_nothing_is_taken() -> None:
    assert "The file has no column 'sex'" in refusal(frame(), SPLIT)


def test_a_numeric_attribute_is_cut_as_the_decision_cut_it() -> None:
    named = {"up to 30": 0.9, "over 30": 0.1, "not stated": 0.5}
    aged = replace(SCHEMA, group="age", by_group=named, cuts=(30.0,))
    found = check_cases(frame(p=[0.5, 0.5, 0.5], age=[30, 31, None]), aged)
    assert found["recommended"].tolist() == [False, True, True]


@pytest.mark.parametrize(
    ("update", "said"),
    [
        ({"group": None}, "need the column the groups stand in"),
        ({"by_group": {}}, "a threshold for each of them"),
        ({"by_group": {"f": 0.3, "m": 1.2}}, "The threshold of the group 'm' is not between 0 and 1"),
        ({"group": "p"}, "named twice"),
    ],
)
def test_thresholds_by_group_that_make_no_sense_are_refused(update: dict[str, Any], said: str) -> None:
    with pytest.raises(BadInput, match=said):
        check_schema(replace(SPLIT, **update))


def test_thresholds_by_group_that_hold_together_are_taken() -> None:
    check_schema(SPLIT)


@pytest.mark.parametrize("done", [[1, 0, 1], [True, False, True], [1.0, 0.0, 1.0], ["1", "0", "1"]])
def test_what_was_done_is_taken_from_its_column(done: list[Any]) -> None:
    found = check_cases(frame(done=done), replace(SCHEMA, action="done"))
    assert found["acted"].tolist() == [True, False, True]
    assert found["recommended"].tolist() == [False, True, True]


def test_who_is_held_out_is_not_acted_on_unless_it_says_so() -> None:
    held = check_cases(frame(left=[0, 1, 0]), replace(SCHEMA, held_out="left"))
    assert held["held_out"].tolist() == [False, True, False]
    assert held["recommended"].tolist() == [False, True, True]
    assert held["acted"].tolist() == [False, False, True]
    told = check_cases(frame(left=[0, 1, 0], done=[1, 1, 1]), replace(SCHEMA, held_out="left", action="done"))
    assert told["acted"].all()


@pytest.mark.parametrize(("value", "shown"), [("yes", "yes"), (2, "2"), (None, "nan"), (0.5, "0.5")])
def test_a_flag_that_is_neither_nought_nor_one_is_refused(value: Any, shown: str) -> None:
    message = refusal(frame(done=[1, value, 0]), replace(SCHEMA, action="done"))
    assert message == f"Line 3: 'done' is '{shown}'. It must be 0 or 1."


def test_numeric_features_may_have_gaps_but_no_words_and_no_infinity() -> None:
    found = check_cases(frame(size=[None, 2, 3]), SCHEMA)["f0"]
    assert found.isna().tolist() == [True, False, False]
    assert found.dtype == float
    assert check_cases(frame(size=[np.nan] * 3), SCHEMA)["f0"].isna().all()
    assert check_cases(frame(size=pd.array([1, None, 3], dtype="Int64")), SCHEMA)["f0"].isna().sum() == 1
    assert refusal(frame(size=["1", "big", "3"])) == "Line 3: 'big' in 'size' is not a number."
    for endless in (np.inf, -np.inf):
        assert refusal(frame(size=[1, 2, endless])).startswith("Line 4: 'size' is infinite.")


@pytest.mark.parametrize(
    ("cells", "read"),
    [
        (["a", None, "b"], ["a", None, "b"]),
        ([1.0, np.nan, 2.0], ["1", None, "2"]),
        ([True, False, True], ["1", "0", "1"]),
        (["007", "7", None], ["007", "7", None]),
        ([None, None, None], [None, None, None]),
        (pd.Categorical(["x", None, "y"]), ["x", None, "y"]),
    ],
)
def test_categories_are_text_and_gaps_stay_gaps(cells: Any, read: list[str | None]) -> None:
    assert check_cases(frame(site=cells), SCHEMA)["f1"].tolist() == read


def test_constant_columns_and_single_cases_are_taken() -> None:
    assert check_cases(frame(size=3.0, site="same", p=0.5), SCHEMA)["recommended"].all()
    assert len(check_cases(frame().head(1), SCHEMA)) == 1


def test_rows_are_named_by_their_place_in_the_file_after_some_were_taken_out() -> None:
    kept = frame(id=["a", "b", None])[lambda data: data["size"] > 1]
    assert refusal(kept).startswith("Line 4 has no 'id'.")


# --- deliveries of labels --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "positive", "yes"),
    [
        ([0, 1, 1], "1", [False, True, True]),
        ([False, True, True], "1", [False, True, True]),
        ([0.0, 1.0, 1.0], "1", [False, True, True]),
        (["0", "1", "1"], "1", [False, True, True]),
        (["no", "yes", "yes"], "yes", [False, True, True]),
        (["no", "yes", "yes"], "no", [True, False, False]),
        (["yes"] * 3, "yes", [True] * 3),
        ([0, 0, 0], "1", [False] * 3),
    ],
)
def test_labels_mean_yes_where_they_hold_the_agreed_value(values: list[Any], positive: str, yes: list[bool]) -> None:
    found = check_labels(pd.DataFrame({"id": ["a", "b", "007"], "y": values}), replace(SCHEMA, positive=positive))
    assert found["case_id"].tolist() == ["a", "b", "007"]
    assert found["yes"].tolist() == yes
    assert found["value"].nunique() == len(set(yes))


def test_three_label_values_are_refused() -> None:
    message = label_refusal({"id": ["a", "b", "c"], "y": [0, 1, 2]})
    assert message.startswith("The label 'y' has more than two values (0, 1, 2).")


@pytest.mark.parametrize(("positive", "other"), [("1", "yes"), ("malignant", "1"), ("yes", "True")])
def test_another_way_to_write_yes_is_not_taken_for_a_no(positive: str, other: str) -> None:
    message = label_refusal({"id": ["a", "b"], "y": [positive, other]}, replace(SCHEMA, positive=positive))
    assert message == (
        f"Line 3: {other!r} in 'y' reads like a yes, but this stream writes yes as {positive!r}. Write it that way."
    )


def test_a_label_that_is_missing_is_refused_with_its_line() -> None:
    assert label_refusal({"id": ["a", "b"], "y": [1, None]}).startswith("Line 3 has no 'y'.")


def test_labels_need_their_columns_and_each_case_once() -> None:
    assert "no column 'y'" in label_refusal({"id": ["a"]})
    assert "no column 'id'" in label_refusal({"y": [1]})
    assert label_refusal({"id": ["a", "a"], "y": [1, 1]}).startswith("Line 3: the id 'a' stands in the file twice.")
    assert label_refusal({"id": [None, "a"], "y": [1, 1]}).startswith("Line 2 has no 'id'.")
