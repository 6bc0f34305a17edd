"""Forecasts and choices between classes are brought from files, into a room outside initiatives and into one."""

import numpy as np
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from data import initiatives, rooms, run_stakes, runs
from data.runtime import Runtime
from lifecycle.audit import Act
from lifecycle.build.predictions import align
from lifecycle.build.regression import UnitStakes
from lifecycle.figures import money
from tests.conftest import OWNER
from tests.data.builders import a_job
from tests.lifecycle.build.brought_samples import AMOUNTS, TIERS, amounts, tiers
from tests.pages.conftest import Open, words


def press(page: AppTest, label: str) -> AppTest:
    return next(button for button in page.button if button.label == label).click().run()


def csv(frame: pd.DataFrame) -> bytes:
    return frame.to_csv(index=False).encode()


def dropped(visit: Open, running: Runtime, frame: pd.DataFrame, said: str) -> AppTest:
    """Drop a file, read what was understood, and open the room."""
    page = visit("compare")
    page.file_uploader[0].upload("spring.csv", csv(frame)).run()
    assert said in words(page)
    press(page, "Open the room")
    running.jobs.wait()
    page.run()
    assert not page.exception
    return page


def table(page: AppTest, column: str) -> pd.DataFrame:
    return next(one.value for one in page.dataframe if {column, "Candidate"} <= set(one.value.columns))


def test_forecasts_open_a_room_and_amounts_are_kept(running: Runtime, visit: Open) -> None:
    frame = amounts().astype({"pred_a": object})
    frame.loc[2, "pred_a"] = ""
    said = "119 cases can be compared"
    page = dropped(visit, running, frame, said)
    text = words(page)
    assert "pred_b saves" in text
    assert "Left out: 1 case without a forecast of pred_a: row 3." in text
    assert list(table(page, "Saved a year")["Candidate"].str.strip("▸ ")) == [
        "pred_a",
        "pred_b",
        "Predict the mean",
        "Best single number",
    ]
    next(n for n in page.number_input if n.label == "A unit forecast too few").set_value(3.0)
    press(page, "Apply")
    (room,) = rooms.listing(running.store, OWNER)
    run = rooms.run_of(running.store, OWNER, room.id)
    assert run_stakes.of_run(running.store, OWNER, run).stakes == UnitStakes(1.0, 3.0, 119.0)
    rmse = table(page, "RMSE").set_index("Candidate").loc["▸ pred_b", "RMSE"]
    kept = amounts().drop(index=2)
    factors = np.linspace(0, 2, 201)
    gaps = [factor * kept["pred_b"] - kept["y"] for factor in factors]
    best = min(gaps, key=lambda gap: sum(each if each > 0 else -3 * each for each in gap))
    assert float(rmse.split()[0]) == pytest.approx((sum(best**2) / len(best)) ** 0.5, abs=0.01)
    press(page, "Delete")
    assert rooms.listing(running.store, OWNER) == []
    with running.store.read() as cursor:
        assert cursor.execute("SELECT count(*) FROM run_stakes").fetchall() == [(0,)]


def test_three_classes_open_a_room(running: Runtime, visit: Open) -> None:
    frame = tiers().drop(columns="now")
    page = dropped(visit, running, frame, "120 cases can be compared in 3 classes; nothing is left out.")
    text = words(page)
    assert "Decided already, without probabilities: tree_pred." in text
    assert "120 cases in 3 classes. net: columns net_high, net_low, net_mid of spring.csv" in text
    losses = table(page, "Log loss").set_index("Candidate")["Log loss"].rename(lambda name: name.strip("▸ "))
    assert losses["tree_pred"] == "–"
    wanted = -np.mean([np.log(row[f"net_{row['tier']}"]) for _, row in frame.iterrows()])
    assert losses["net"].startswith(f"{wanted:.3f} (")
    assert any(group.key == "rule" for group in page.button_group)


def test_decided_classes_alone_are_not_offered_payoffs(running: Runtime, visit: Open) -> None:
    frame = tiers()[["id", "tree_pred"]].assign(target=tiers()["tier"])
    page = dropped(visit, running, frame, "tree_pred gives decided classes without probabilities")
    assert "deciding by expected payoff and log loss need them, and are not offered" in words(page)
    assert not any(group.key == "rule" for group in page.button_group)
    shown = table(page, "Value a year").set_index("Candidate")["Value a year"].rename(lambda name: name.strip("▸ "))
    assert shown["tree_pred"] == money(100.0 * (frame["tree_pred"] == frame["target"]).sum(), "EUR")


def test_the_kind_is_guessed_and_can_be_changed(running: Runtime, visit: Open) -> None:
    page = visit("compare")
    page.file_uploader[0].upload("spring.csv", csv(amounts())).run()
    asked = next(group for group in page.button_group if group.label == "What it is")
    assert asked.value == "regression"
    asked.set_value("multiclass").run()
    assert not page.exception
    assert not any(button.label == "Open the room" for button in page.button)
    next(group for group in page.button_group if group.label == "What it is").set_value("binary").run()
    assert "A yes/no decision needs two" in words(page)
    assert not any(button.label == "Open the room" for button in page.button)


def test_sums_that_are_not_one_are_said_and_refused(running: Runtime, visit: Open) -> None:
    page = visit("compare")
    frame = tiers().assign(net_low=lambda f: f["net_low"] + 0.01)
    page.file_uploader[0].upload("spring.csv", csv(frame)).run()
    assert "The probabilities of net do not sum to 1 in" in words(page)
    assert not any(button.label == "Open the room" for button in page.button)


@pytest.mark.parametrize("kind", ["regression", "multiclass"])
def test_they_are_kept_in_an_initiative_with_their_amounts(running: Runtime, act: Act, visit: Open, kind: str) -> None:
    own = initiatives.start(running.store, act, "Kinds")
    frame, roles = (amounts(), AMOUNTS) if kind == "regression" else (tiers(), TIERS)
    made = rooms.open_room(running.store, act, "r", "Spring", align([("a.csv", frame)], roles), 7, a_job())
    page = visit("compare", room="r")
    next(box for box in page.selectbox if box.label.startswith("Keep in an initiative")).set_value(own.id).run()
    press(page, "Keep there")
    found = runs.latest(running.store, OWNER, own.id)
    assert found is not None
    assert found.id == made.id
    page = visit("build", initiative="kinds")
    assert not page.exception
    text = words(page)
    shown = table(page, "Saved a year" if kind == "regression" else "Value a year")["Candidate"]
    assert set(shown.str.strip("▸ ")) >= ({"A", "Today's forecast"} if kind == "regression" else {"net", "Today's way"})
    assert "only whoever made the predictions can tell" in text
    assert "Trained on" not in text


def test_classes_are_brought_into_an_initiative(running: Runtime, act: Act, visit: Open) -> None:
    own = initiatives.start(running.store, act, "Kinds")
    page = visit("build", initiative="kinds")
    way = next(group for group in page.button_group if "Bring predictions" in group.options)
    page = way.set_value("Bring predictions").run()
    page.file_uploader[0].upload("theirs.csv", csv(tiers())).run()
    press(page, "Compare these predictions")
    running.jobs.wait()
    run = runs.latest(running.store, OWNER, own.id)
    assert run is not None
    assert (run.task.kind, run.facts.classes) == ("multiclass", ("high", "low", "mid"))
    assert "earns" in words(visit("build", initiative="kinds"))


@pytest.mark.parametrize("kind", ["regression", "multiclass"])
def test_groups_of_a_column_that_was_brought_are_compared(running: Runtime, visit: Open, kind: str) -> None:
    frame = (amounts() if kind == "regression" else tiers()).assign(region=lambda rows: rows.index % 2)
    frame["region"] = frame["region"].map({0: "north", 1: "south"})
    page = visit("compare")
    page.file_uploader[0].upload("spring.csv", csv(frame)).run()
    next(box for box in page.selectbox if box.label == "Protected attribute").set_value("region").run()
    press(page, "Open the room")
    running.jobs.wait()
    page.run()
    assert not page.exception
    next(t for t in page.toggle if t.key == "groups").set_value(True).run()
    assert not page.exception
    text = words(page)
    assert ("Group error ratio" if kind == "regression" else "Group accuracy gap") in text
    assert "no contract in force sets one" in text
    (room,) = rooms.listing(running.store, OWNER)
    assert rooms.run_of(running.store, OWNER, room.id).task.protected == "region"
