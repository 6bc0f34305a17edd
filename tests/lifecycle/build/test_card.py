"""The model card: every item says something or is plainly open."""

from lifecycle.build.card import UNKNOWN, card_of_any, model_card
from lifecycle.figures import Interval
from tests.lifecycle.samples import row, terms


def test_a_complete_card_has_no_open_item() -> None:
    card = model_card(terms(), row(), "Biopsies", ["size", "site"])
    assert all(card.values())
    assert card["Intent"] == terms().intent
    assert card["Trained on"] == "Biopsies"
    assert card["Features"] == "size, site"
    assert card["Model"] == "Logistic regression"
    assert card["On call"] == "Noah Fischer"
    assert card["Deputy"] == "Priya Raman"


def test_numbers_are_shown_with_their_interval() -> None:
    measures = {"roc_auc": Interval(0.9012, 0.9567, 0.9911), "recall": Interval(0.8, 0.905, 1.0)}
    card = model_card(terms(), row(measures=measures, threshold=0.285), "Biopsies", [])
    assert card["Ranking"] == "ROC AUC 0.957 (0.901 to 0.991)"
    assert card["True yes found"] == "90.5% (80.0% to 100.0%)"
    assert card["Operating point"] == "acts at a probability of 0.285"


def test_what_is_not_known_is_an_open_item() -> None:
    champion = row(measures={"roc_auc": None}, threshold=None)
    card = model_card(terms(limits="", owners={}), champion, "Biopsies", [])
    empty = {item for item, text in card.items() if not text}
    assert empty == {
        "Must never be used for",
        "Features",
        "Operating point",
        "Ranking",
        "True yes found",
        "On call",
        "Deputy",
    }


def test_acting_on_everybody_from_zero_is_an_operating_point() -> None:
    assert model_card(terms(), row(threshold=0.0), "Biopsies", [])["Operating point"] != ""


def test_the_card_of_a_forecast_says_how_it_is_used_and_how_far_off_it_is() -> None:
    measures = {"rmse": Interval(1.0, 2.0, 3.0), "bias": None}
    named = {"rmse": "RMSE", "bias": "Bias"}
    card = card_of_any(terms(), "Ridge", "its forecast is used + 2", measures, named, "Bikes", ["hour"])
    assert card["How it is used"] == "its forecast is used + 2"
    assert card["RMSE"] == "2.000 (1.000 to 3.000)"
    assert card["Bias"] == ""
    assert "A yes means" not in card
    assert (card["Model"], card["Trained on"], card["Features"]) == ("Ridge", "Bikes", "hour")


def test_what_a_model_from_elsewhere_was_trained_on_is_an_open_item_that_says_so() -> None:
    card = model_card(terms(), row(), None, ["size"])
    assert "Trained on" not in card
    assert [item for item, text in card.items() if not text] == [UNKNOWN]
    assert UNKNOWN == "Trained on (not known: the model was made elsewhere)"
    assert card_of_any(terms(), "Ridge", "as it is", {}, {}, None, [])[UNKNOWN] == ""
