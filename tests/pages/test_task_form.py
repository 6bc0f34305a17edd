"""What is predicted from what: kinds of targets, ways to split, features that know too much."""

import numpy as np
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from data import canvases, datasets, initiatives
from data.runtime import Runtime
from lifecycle.audit import Act
from tests.pages.conftest import Open, words

SLUG = "bikes"
RNG = np.random.default_rng(3)
N = 120
CASUAL, REGISTERED = RNG.poisson(30, N), RNG.poisson(120, N)
BIKES = pd.DataFrame(
    {
        "station_id": np.arange(N) % 12,
        "day": np.arange(N) // 2,
        "warm": RNG.normal(size=N),
        "casual": CASUAL,
        "registered": REGISTERED,
        "rides": CASUAL + REGISTERED,
    }
)


@pytest.fixture
def page(running: Runtime, act: Act, visit: Open) -> AppTest:
    own = initiatives.start(running.store, act, "Bikes")
    datasets.add(running.store, act, own.id, "bikes", "uploaded", BIKES)
    shown = visit("build", initiative=SLUG)
    box(shown, "Target").set_value("rides").run()
    return shown


def box(page: AppTest, label: str) -> object:
    return next(one for one in page.selectbox if one.label.startswith(label))


def test_a_target_with_many_values_is_taken_for_a_quantity(page: AppTest) -> None:
    assert box(page, "What it is").value == "regression"
    assert "enough in 50% of the cases" in words(page)
    next(n for n in page.number_input if n.key == "times").set_value(3.0).run()
    assert "enough in 75% of the cases" in words(page)


def test_parts_of_the_target_are_named_and_left_out_at_a_click(page: AppTest) -> None:
    assert "'rides' is registered + casual in nearly every row" in words(page)
    chosen = next(m for m in page.multiselect if m.label == "Predict from")
    assert {"casual", "registered"} <= set(chosen.value), "nothing is left out silently"
    next(b for b in page.button if b.label.startswith("Leave out")).click().run()
    assert not page.exception
    chosen = next(m for m in page.multiselect if m.label == "Predict from")
    assert set(chosen.value) == {"day", "warm"}
    assert "in nearly every row" not in words(page)


def test_an_id_that_repeats_offers_to_split_by_it(page: AppTest) -> None:
    assert box(page, "Case id").value == "station_id"
    assert "stands in more than one row. Split by it" in words(page)
    assert box(page, "Split by").value == "station_id"


def test_cases_can_be_split_by_time(page: AppTest) -> None:
    box(page, "Case id").set_value("—").run()
    way = next(g for g in page.button_group if g.label.startswith("How cases are split"))
    way.set_value("time").run()
    assert not page.exception
    assert box(page, "Split by").value == "day"


def test_the_attribute_the_canvas_names_is_proposed_or_its_words_are_shown(
    running: Runtime, act: Act, visit: Open
) -> None:
    own = initiatives.start(running.store, act, "Bikes")
    datasets.add(running.store, act, own.id, "bikes", "uploaded", BIKES.rename(columns={"warm": "home_region"}))
    canvases.edit(running.store, act, own.id, {"protected": "By *home region* of the rider."})
    page = visit("build", initiative=SLUG)
    assert box(page, "Protected attribute").value == "home_region"
    assert "The canvas names home_region as protected." in words(page)
    canvases.edit(running.store, act, own.id, {"protected": "By *age*."})
    page = visit("build", initiative=SLUG)
    assert box(page, "Protected attribute").value == "—"
    assert "The canvas says: “By *age*.” No column has such a name." in words(page)
