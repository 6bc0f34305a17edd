"""Charts of trading off: each says what it shows, and draws the numbers it was given."""

import numpy as np
import pytest

from components.charts.candidates import WIDE, colours
from components.charts.cost_curves import cost_curves as draw_curves
from components.charts.cost_curves import times
from components.charts.exchange import exchange
from components.charts.pareto import pareto
from components.charts.price import price as draw_price
from components.charts.theme import PHONE, STOP
from lifecycle.build.exchange import worth
from lifecycle.build.flip import cost_curves
from lifecycle.build.pareto import points
from lifecycle.build.price import price
from lifecycle.build.resampling import THRESHOLDS
from lifecycle.guardrails import Outcome
from tests.components.charts.specs import marks, rows
from tests.components.test_trading import OPTION
from tests.lifecycle.build.test_price import halved
from tests.lifecycle.build.trading_samples import compared

AT = {"sharp": 0.35, "broad": 0.4, "blind": 0.5}


def test_each_point_has_a_row_with_its_interval() -> None:
    comparison = compared(capacity_per_week=0.5)
    found = worth(comparison, "sharp", 0.6)
    drawn = exchange(found, "Sharp", 0.6, "EUR")
    shown = {row["what"]: row for row in rows(drawn)}
    assert list(shown) == ["1 pp more recall", "1 pp fewer false alarms", "0.01 more AUC", "1 more place a week"]
    assert shown["1 pp fewer false alarms"]["value"] == pytest.approx(-found.alarms.mid)
    assert shown["1 pp more recall"]["low"] == pytest.approx(found.recall.low)
    assert "1 pp more recall: €" in drawn.words


def test_a_point_without_a_price_has_no_row() -> None:
    drawn = exchange(worth(compared(), "sharp", compared().best_threshold("sharp")), "Sharp", 0.5, "EUR")
    assert "1 more place a week" not in {row["what"] for row in rows(drawn)}


def test_cost_curves_draw_every_row_its_winner_and_today() -> None:
    comparison = compared(listed=True)
    found = cost_curves(comparison)
    assert found is not None
    drawn = draw_curves(found, comparison, "broad")
    lines = {row["row"] for row in rows(drawn) if "cost" in row}
    assert lines == {"Sharp", "Broad", "Blind", "Act on no one", "Act on everyone", "Today's list"}
    assert "today 7.5" in {row.get("label") for row in rows(drawn)}
    strip = [row for row in rows(drawn) if "end" in row]
    assert strip[0]["x"] == 0
    assert strip[-1]["end"] == 1
    scale = next(marks(drawn, "line"))["encoding"]["color"]["scale"]
    wears = colours(comparison.names.values())
    assert dict(zip(scale["domain"], scale["range"], strict=True)).items() >= wears.items()
    width = next(marks(drawn, "line"))["encoding"]["strokeWidth"]["scale"]
    assert [name for name, wide in zip(width["domain"], width["range"], strict=True) if wide == WIDE] == ["Broad"]


def test_the_axis_of_cost_curves_tells_ratios_that_do_not_crowd() -> None:
    comparison = compared()
    found = cost_curves(comparison)
    assert found is not None
    axis = next(marks(draw_curves(found, comparison, "sharp"), "line"))["encoding"]["x"]["axis"]
    places = np.array(axis["values"])
    assert (np.diff(places[1:]) > 0.09).all()
    ratios = places[1:] / (1 - places[1:]) / found.odds
    leading = ratios / 10.0 ** np.floor(np.log10(ratios) + 1e-9)
    assert np.isclose(leading[:, None], [1, 2, 5]).any(axis=1).all()


def test_a_winner_everywhere_needs_no_break_points() -> None:
    comparison = compared()
    found = cost_curves(comparison)
    assert found is not None
    alone = type(found)({"sharp": found.lines["sharp"]}, found.stretches[1:2], found.ratio, found.alarm, found.odds)
    assert len(list(marks(draw_curves(alone, comparison, "sharp"), "rule"))) == 1


@pytest.mark.parametrize(("ratio", "said"), [(0.0352, "0.035"), (3.204, "3.2"), (9.96, "10"), (1234.5, "1,234")])
def test_ratios_are_written_short(ratio: float, said: str) -> None:
    assert times(ratio) == said


def test_the_worst_guardrail_has_a_shape_a_colour_and_a_word() -> None:
    outcomes = {"sharp": Outcome.FAIL, "broad": Outcome.PASS, "blind": None}
    comparison = compared()
    drawn = pareto(points(comparison, "roc_auc", AT, outcomes), comparison, "ROC AUC")
    dots = next(layer for layer in marks(drawn, "point"))
    assert dots["encoding"]["shape"]["scale"]["domain"] == ["guardrails kept", "not kept", "no guardrail measured"]
    looks = zip(dots["encoding"]["color"]["scale"]["domain"], dots["encoding"]["color"]["scale"]["range"], strict=True)
    assert dict(looks)["not kept"] == STOP
    assert "Sharp: ROC AUC 0." in drawn.words
    assert ", not kept" in drawn.words


def test_names_stand_apart_and_no_axis_passes_what_a_statistic_can_be() -> None:
    comparison = compared()
    drawn = pareto(points(comparison, "roc_auc", AT | {"broad": 0.35}, {}), comparison, "ROC AUC")
    places = sorted({row["label_at"] for row in rows(drawn) if "label_at" in row})
    reach = max(row["high"] for row in rows(drawn)) - min(row["low"] for row in rows(drawn))
    assert (np.diff(places) >= reach * 0.08).all()
    domain = next(marks(drawn, "point"))["encoding"]["x"]["scale"]["domain"]
    assert 0 <= domain[0] < domain[1] <= 1


def test_a_limit_kept_nowhere_says_so_where_the_others_have_a_bar() -> None:
    comparison = compared()
    found = {
        "tight": price(comparison, {"sharp": THRESHOLDS >= 0.8}),
        "never": price(comparison, {"sharp": THRESHOLDS > 1}),
    }
    drawn = draw_price(found, "Sharp", "EUR")
    shown = {row["limit"]: row for row in rows(drawn)}
    assert shown["never"]["shown"] == "kept at no threshold"
    assert shown["never"]["colour"] == STOP
    assert shown["tight"]["value"] == pytest.approx(found["tight"].given_up.mid)  # type: ignore[union-attr]
    assert "tight: €" in drawn.words


def test_a_limit_kept_only_by_acting_on_nobody_says_so_instead_of_a_price() -> None:
    one = price(halved(), {"sharp": THRESHOLDS >= 0.9})
    row = next(iter(rows(draw_price({"tight": one}, "Sharp", "EUR"))))
    assert (row["shown"], row["value"], row["colour"]) == ("means acting on nobody", 0.0, STOP)


def test_a_threshold_for_each_group_is_a_bar_of_its_own() -> None:
    comparison = compared()
    one = price(comparison, {"sharp": THRESHOLDS >= 0.8})
    drawn = draw_price({"tight": one, "never": one, "other": one}, "Sharp", "EUR", {"tight": OPTION, "never": None})
    shown = {row["limit"]: row for row in rows(drawn)}
    assert list(shown) == ["tight", "tight\nby group", "never", "never\nby group", "other"]
    own = shown["tight\nby group"]
    assert (own["low"], own["value"], own["high"], own["to"]) == (5.0, 10.0, 20.0, "north 0.400, south 0.300")
    assert shown["never\nby group"]["shown"] == "kept at no threshold"
    assert "tight by group: €10" in drawn.words
    assert "one for each group" in " ".join(drawn.spec["title"]["subtitle"])


def test_every_title_fits_a_phone() -> None:
    comparison = compared(listed=True)
    curves = cost_curves(comparison)
    assert curves is not None
    for drawn in (
        draw_curves(curves, comparison, "sharp"),
        exchange(worth(comparison, "sharp", 0.5), "Sharp", 0.5, "EUR"),
        pareto(points(comparison, "roc_auc", AT, {}), comparison, "ROC AUC"),
        draw_price({"x": price(comparison, {"sharp": THRESHOLDS > 0})}, "Sharp", "EUR"),
        draw_price({"x": price(comparison, {"sharp": THRESHOLDS > 0})}, "Sharp", "EUR", {"x": OPTION}),
    ):
        title = drawn.spec["title"]
        assert len(title["text"]) <= 40
        assert max(map(len, title["subtitle"])) <= PHONE
