"""What a promise is worth: which lever brings how much, and how likely a loss is."""

import re
from dataclasses import replace

import numpy as np
import pytest

from components.charts import Picture
from components.charts.theme import FAINT, VALUE, WARN
from components.charts.value import contributions, distribution, spread
from lifecycle.envision.economics import Economics, appraise
from lifecycle.envision.levers import levers
from lifecycle.envision.value_model import ValueEstimate, estimate
from lifecycle.figures import money
from tests.components.charts.specs import rows
from tests.lifecycle.builders import payoffs, point
from tests.lifecycle.envision.test_value_model import COST, DAYS_ONLY, KNOWN, PAYOFFS, RISK, SPREAD, VOLUME

RUN_COST = 20_000


def found() -> ValueEstimate:
    return estimate([SPREAD, COST, DAYS_ONLY, RISK], VOLUME, PAYOFFS, RUN_COST)


def by_lever(run_cost: float = RUN_COST) -> Picture:
    return contributions([(levers()[part.lever].name, part) for part in found().parts], run_cost, "EUR")


def bars(picture: Picture) -> list[dict[str, object]]:
    return [row for row in rows(picture) if "lever" in row]


def stretches(picture: Picture) -> list[dict[str, float]]:
    return [row for row in rows(picture) if "share" in row]


def economics(build_cost: float = 3_000, **changes: int) -> Economics:
    return appraise(found(), build_cost, **changes)


def test_each_lever_has_a_bar_of_its_mean_and_running_it_goes_the_other_way() -> None:
    drawn = bars(by_lever())
    assert [row["lever"] for row in drawn] == ["Better decisions", "Lower cost", "Less risk (no cash)", "Running it"]
    expected = [part.mean for part in found().parts if not part.kpi_only] + [-RUN_COST]
    assert [row["mean"] for row in drawn] == pytest.approx(expected)


def test_the_bars_of_cash_add_up_to_the_year() -> None:
    cash = [row["mean"] for row in bars(by_lever()) if "no cash" not in str(row["lever"])]
    assert sum(cash) == pytest.approx(found().mean)  # type: ignore[arg-type]


def test_what_is_no_cash_stands_apart_in_grey() -> None:
    colours = {row["lever"]: row["colour"] for row in bars(by_lever())}
    assert colours["Less risk (no cash)"] == FAINT
    assert colours["Lower cost"] == VALUE


def test_without_running_costs_there_is_no_bar_for_them() -> None:
    assert "Running it" not in {row["lever"] for row in bars(by_lever(run_cost=0))}


def test_who_cannot_see_the_bars_is_told_every_one() -> None:
    said = by_lever().words.split("; ")
    assert len(said) == 4
    assert said[0].startswith(f"Better decisions: {money(found().parts[0].mean)} on average, ")
    assert said[-1] == "Running it: −€20k on average, known exactly"


def test_levers_without_a_price_alone_leave_an_empty_chart_that_can_still_be_drawn() -> None:
    only = estimate([DAYS_ONLY], VOLUME, PAYOFFS, 0)
    assert bars(contributions([("Faster cases", only.parts[0])], 0, "EUR")) == []


@pytest.mark.parametrize("build_cost", [0, 3_000, 1e6])
def test_every_draw_lies_in_one_stretch(build_cost: float) -> None:
    drawn, sample = stretches(distribution(economics(build_cost), "EUR")), economics(build_cost).sample
    assert sum(row["share"] for row in drawn) == pytest.approx(1)
    assert 20 <= len(drawn) <= 42
    for row in drawn:
        inside = (sample >= row["low"]) & (sample < row["high"])
        assert row["share"] == pytest.approx(inside.mean(), abs=2e-4)


def test_losses_are_drawn_in_their_own_colour_and_add_up_to_their_chance() -> None:
    drawn = stretches(distribution(economics(), "EUR"))
    losses = sum(row["share"] for row in drawn if row["colour"] == WARN)
    assert 0 < losses < 1
    assert losses == pytest.approx(economics().p_negative, abs=2e-4)
    assert all((row["colour"] == WARN) is (row["high"] <= 1e-6) for row in drawn)


def test_the_chance_of_a_loss_is_said_in_words_and_in_the_title() -> None:
    picture = distribution(economics(), "EUR")
    (count,) = re.findall(r"^It loses money in (\d+) of 100 cases", picture.words)
    assert int(count) == pytest.approx(100 * economics().p_negative, abs=0.51)
    assert picture.spec["title"]["text"] == f"It loses money in {count} of 100 cases"
    assert f"P50 {money(economics().npv.mid)}" in picture.words


@pytest.mark.parametrize(("years", "said"), [(1, "over 1 year at 8.0 % a year"), (5, "over 5 years at 8.0 % a year")])
def test_the_horizon_and_the_rate_stand_below_the_title(years: int, said: str) -> None:
    picture = distribution(economics(horizon_years=years), "EUR")
    assert picture.spec["title"]["subtitle"] == f"Net present value {said}"


@pytest.mark.parametrize("amount", [0.0, 1.0, -250.0])
def test_what_is_certain_is_one_bar(amount: float) -> None:
    certain = appraise(estimate([KNOWN], point(1000), payoffs(amount, amount, amount, amount), 0), 0, 3, 0)
    drawn = [row for row in stretches(distribution(certain, "EUR")) if row["share"]]
    assert [row["share"] for row in drawn] == [1]
    assert drawn[0]["low"] <= np.median(certain.sample) + 1e-6
    assert drawn[0]["high"] >= np.median(certain.sample) - 1e-6


def test_what_differs_by_rounding_alone_is_one_bar() -> None:
    nearly = replace(economics(), sample=np.nextafter(1e6, [0.0, 1e6, 2e6]))
    shares = [row["share"] for row in stretches(distribution(nearly, "EUR"))]
    assert sum(shares) == pytest.approx(1)
    assert 1 <= len(shares) <= 42


def test_the_draws_themselves_are_not_sent() -> None:
    assert len(rows(distribution(economics(), "EUR"))) < 50


def test_the_distribution_marks_p10_p50_and_p90() -> None:
    npv = economics().npv
    marked = {
        str(row["shown"]): row["npv"]
        for row in rows(distribution(economics(), "EUR"))
        if "npv" in row and "shown" in row
    }
    expected = {"P10": npv.low, "P50": npv.mid, "P90": npv.high}
    assert marked == {f"{name} {money(amount)}": amount for name, amount in expected.items()}


def test_the_value_to_reach_is_drawn_where_there_is_one() -> None:
    without, drawn = spread(1e3, 2e3, 3e3, 0, "EUR"), spread(1e3, 2e3, 3e3, 0, "EUR", 2_500)
    assert {"value": 2_500, "name": "to reach €2.5k"} in rows(drawn)
    assert drawn.words == f"{without.words}; to reach: €2.5k"
    assert not any("name" in row for row in rows(without))


def test_axes_carry_the_sign_of_the_currency() -> None:
    for drawn in (by_lever(), spread(1, 2, 3, 0, "EUR"), distribution(economics(), "EUR")):
        assert "EUR" not in str(drawn.spec)
