"""The record about forecasts or classes as files: nothing is lost, nothing people typed does anything."""

import json

import pytest

from lifecycle.build.comparison import Difference
from lifecycle.build.kind_decision import KindDecision, Split
from lifecycle.build.kind_exports import (
    AMOUNTS_ARE,
    groups,
    kind_decision_json,
    kind_decision_markdown,
    kind_sentence,
    next_best,
    read_kind_decision,
    split,
    stakes,
)
from lifecycle.build.multiclass import MatrixStakes
from lifecycle.build.record_exports import decision_json, read_decision
from lifecycle.build.regression import UnitStakes
from lifecycle.envision.three_point import ThreePoint
from lifecycle.errors import BadInput
from lifecycle.figures import Interval
from tests.lifecycle.build.kind_records import on_classes, on_forecast
from tests.lifecycle.builders import a_signed_version
from tests.lifecycle.samples import decision

BOTH = pytest.mark.parametrize("made", [on_forecast(), on_classes()], ids=["forecast", "classes"])
HOSTILE = "<script>alert(1)</script> ![x](http://far.example/x.png) =1+1 | 日本 🦊"


@BOTH
def test_the_json_reads_back_as_the_same_decision(made: KindDecision) -> None:
    read = read_kind_decision(kind_decision_json("Demand", made))
    assert read == made
    assert type(read.champion) is type(made.champion)
    assert type(read.stakes) is type(made.stakes)


@BOTH
def test_one_kind_of_record_is_not_taken_for_another(made: KindDecision) -> None:
    with pytest.raises(BadInput, match="This is not a decision record"):
        read_decision(kind_decision_json("Demand", made))
    with pytest.raises(BadInput, match="on forecasts or classes"):
        read_kind_decision(decision_json("Demand", decision()))


def test_a_damaged_record_says_so() -> None:
    body = json.loads(kind_decision_json("Demand", on_forecast()))
    del body["decision"]["stakes"]
    with pytest.raises(BadInput, match="cannot be read"):
        read_kind_decision(json.dumps(body))


@BOTH
def test_the_markdown_tells_all_that_was_frozen(made: KindDecision) -> None:
    text = kind_decision_markdown("Demand", made).replace("\\", "")
    for row in (made.champion, *made.challengers):
        assert f"| {row.name} |" in text
    for part in ("It is off least.", "Jonas would wait.", "Ada (", "Priya Raman", "Large ones need more."):
        assert part in text
    for part in (made.dataset_sha256, made.artefact_sha256, made.contract_fingerprint, "seed 7, 60 resamples"):
        assert part in text
    assert all(verdict.name in text for verdict in made.verdicts)
    assert "It is defined for yes/no decisions" in text


@pytest.mark.parametrize(
    ("made", "key", "name"),
    [(on_forecast(), "error_ratio", "Group error ratio"), (on_classes(), "accuracy_gap", "Group accuracy gap")],
)
def test_groups_stand_with_their_numbers_and_read_back(made: KindDecision, key: str, name: str) -> None:
    (section,) = groups(made)
    assert section.rows == [
        [name, "north | east", "40", "0.25", "0.125 to 0.5"],
        [name, "south", "29", "–", "–"],
    ]
    text = kind_decision_markdown("Demand", made).replace("\\", "")
    assert "## How protected groups fare" in text
    assert f"Sites differ in group_{key}. 95 %: 0 to 2. n = 29." in text
    assert next(v for v in read_kind_decision(kind_decision_json("Demand", made)).verdicts if v.name == name).groups
    assert groups(on_forecast(verdicts=())) == []


def test_a_forecast_tells_costs_adjustment_and_measures() -> None:
    text = kind_decision_markdown("Demand", on_forecast()).replace("\\", "")
    for part in ("A unit forecast too few costs | £6", "+ 2", "RMSE", "MAE", "WAPE", "R²", "Bias", "Today's forecast"):
        assert part in text


def test_classes_tell_payoffs_rule_and_measures() -> None:
    text = kind_decision_markdown("Demand", on_classes()).replace("\\", "")
    for part in ("| storm | −€9 | €7 |", "highest expected payoff", "Macro F1", "Balanced accuracy", "Log loss"):
        assert part in text
    assert "Always calm" in text


def test_what_people_typed_does_nothing_in_markdown() -> None:
    text = kind_decision_markdown("Demand", on_classes(reason=HOSTILE, classes=("<b>a</b>", "b|c")))
    assert "<script>" not in text
    assert "<b>" not in text
    assert "![x](" not in text
    assert "日本 🦊" in text


def test_amounts_promise_and_who_signed_stand_before_the_candidates() -> None:
    version = a_signed_version(2)
    made = on_classes(contract_fingerprint=version.terms.fingerprint())
    text = kind_decision_markdown("Demand", made, version)
    places = [text.index(part) for part in ("## What a decision is worth", "| Promised a year", "## Candidates")]
    assert places == sorted(places)
    assert "| Contract v2 signed by | Amara Osei (Sponsor), " in text
    assert "| Promise is reached | –: it is not counted for forecasts and classes |" in text
    assert "is not at hand" in kind_decision_markdown("Demand", made)


@BOTH
def test_measures_and_guardrails_of_the_record_are_explained(made: KindDecision) -> None:
    words = kind_decision_markdown("Demand", made).split("## What the words mean")[1]
    assert all(f"| {verdict.name} | " in words for verdict in made.verdicts)
    assert ("| RMSE | " in words) == (made.kind == "regression")
    assert ("| Macro F1 | " in words) == (made.kind == "multiclass")
    assert "P(loss)" not in words


def test_a_champion_that_earns_less_says_less() -> None:
    behind = on_forecast(over_next=Difference(Interval(-30.0, -20.0, -10.0), 0.01))
    assert "£20 a year (£10 to £30, 95 %) less; P(more) 1 %." in next_best(behind)


def test_a_difference_that_may_be_chance_says_so() -> None:
    noisy = on_forecast(over_next=Difference(Interval(-5.0, 10.0, 30.0), 0.7))
    clear = on_forecast(over_next=Difference(Interval(5.0, 10.0, 30.0), 0.99))
    assert "within noise" in next_best(noisy)
    assert "within noise" not in next_best(clear)
    assert "P(more) 99 %" in next_best(clear)


def test_assumed_amounts_are_called_so() -> None:
    for made in (on_forecast, on_classes):
        assert "assumed" in stakes(made(stakes_assumed=True))[0].note
        assert "assumed" not in stakes(made())[0].note


def test_amounts_from_low_to_high_stand_with_their_range_and_read_back() -> None:
    spread, exact = ThreePoint(low=1, likely=4, high=13), ThreePoint.exactly(2)
    forecast = on_forecast(stakes=UnitStakes.of(exact, spread, ThreePoint(low=900, likely=1000, high=1200), "GBP"))
    classes = on_classes(stakes=MatrixStakes.of(((exact, exact), (spread, exact)), ThreePoint.exactly(500)))
    for made in (forecast, classes):
        assert read_kind_decision(kind_decision_json("Demand", made)) == made
        assert "each resample draws its own" in stakes(made)[0].note
    told = {row[0]: row[1:] for made in (forecast, classes) for part in stakes(made) for row in part.rows}
    assert told["A unit forecast too few costs"] == ["£5 (£4, £1 to £13)"]
    assert told["A unit forecast too many costs"] == ["£2"]
    assert told["storm"] == ["€5 (€4, €1 to €13)", "€2"]
    assert told["A year has"] == ["500 cases"]


def test_the_sentence_names_contract_and_reference() -> None:
    assert "against “Today's forecast”, under contract v2" in kind_sentence(on_forecast())
    assert "against" not in kind_sentence(on_classes())


def test_the_split_is_told() -> None:
    assert (
        split(on_forecast()) == f"by time (day), 80 cases judged; 20 only learned from; SHA-256 of all rows {'e' * 64}"
    )
    assert split(on_forecast(split=Split("random", None, 100))) == "by random, 100 cases judged"


@pytest.mark.parametrize("assumed", [True, False, None])
def test_a_record_says_whether_its_amounts_were_set_and_that_nobody_signed_them(assumed: bool | None) -> None:
    text = kind_decision_markdown("Demand", on_forecast(stakes_assumed=assumed))
    told = [said for said in AMOUNTS_ARE.values() if said in text]
    assert told == [AMOUNTS_ARE[assumed]]


def test_a_record_kept_before_assumed_amounts_were_parted_says_so() -> None:
    body = json.loads(kind_decision_json("Demand", on_forecast(stakes_assumed=True)))
    del body["decision"]["stakes_assumed"]
    older = read_kind_decision(json.dumps(body))
    assert older == on_forecast(stakes_assumed=None)
    assert "kept before signed and assumed amounts were parted" in kind_decision_markdown("Demand", older)
