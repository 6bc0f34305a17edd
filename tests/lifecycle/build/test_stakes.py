"""What a decision is worth, from a contract or set by hand."""

from dataclasses import replace

import numpy as np
import pytest

from lifecycle.build.comparison import TREAT_ALL, TREAT_NONE, Comparison
from lifecycle.build.resampling import resample
from lifecycle.build.stakes import check_stakes, of_contract
from lifecycle.envision.three_point import ThreePoint
from lifecycle.errors import BadInput
from tests.lifecycle.samples import exactly, labelled_scores, plain_terms

LABEL, SCORE = labelled_scores(n=150)
RESAMPLED = resample(LABEL, {"model": SCORE, "flat": np.full(150, 0.5)}, 3, 80)
NAMES = {"model": "Model", "flat": "Flat"}
STAKES = of_contract(plain_terms(build_cost=600.0, run_cost=100.0, horizon_years=3))


def test_a_contract_gives_its_amounts_and_its_promise() -> None:
    terms = plain_terms(capacity_per_week=12.0)
    stakes = of_contract(terms)
    assert (stakes.payoffs, stakes.volume, stakes.capacity_per_week) == (terms.payoffs, terms.volume, 12.0)
    assert (stakes.metric, stakes.floor) == (terms.boundary.metric, terms.boundary.floor)
    assert STAKES.yearly_cost == 100 + 600 / 3


def test_the_fingerprint_moves_with_everything_a_comparison_depends_on() -> None:
    others = [
        replace(STAKES, run_cost=101.0),
        replace(STAKES, currency="USD"),
        replace(STAKES, target=None),
        replace(STAKES, volume=ThreePoint.exactly(999)),
        STAKES.with_payoffs(fp=-2.0),
    ]
    assert len({STAKES.fingerprint(), *(other.fingerprint() for other in others)}) == 6
    assert replace(STAKES).fingerprint() == STAKES.fingerprint()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"volume": ThreePoint.exactly(0)}, "cases of a year"),
        ({"run_cost": -1.0}, "cost cannot be negative"),
        ({"capacity_per_week": 0.0}, "capacity has to be above zero"),
        ({"payoffs": exactly(2, 3, 2, 3)}, "worth the same in every outcome"),
    ],
)
def test_stakes_that_cannot_be_compared_are_refused(change: dict[str, object], said: str) -> None:
    with pytest.raises(BadInput, match=said):
        check_stakes(replace(STAKES, **change))  # type: ignore[arg-type]
    check_stakes(STAKES)


def test_the_table_shares_out_the_chance_to_earn_most() -> None:
    rows = {row.key: row for row in Comparison(STAKES, RESAMPLED, NAMES).table({"model": 0.4, "flat": 0.9})}
    assert sum(row.p_best or 0 for row in rows.values()) == pytest.approx(1)
    # Nothing scores 0.9 in the flat candidate: it acts on no one, and pays for running.
    assert rows["flat"].value.mid == rows[TREAT_NONE].value.mid - 100
    free = Comparison(replace(STAKES, run_cost=0.0), RESAMPLED, NAMES).table({"model": 0.4, "flat": 0.9})
    equal = {row.key: row.p_best for row in free}
    assert equal["flat"] == equal[TREAT_NONE]


def test_errors_cost_what_right_decisions_would_have_earned_more() -> None:
    comparison = Comparison(STAKES, RESAMPLED, NAMES)
    payoff, acted = STAKES.payoffs.expected(), SCORE >= 0.4
    lost = [
        (payoff.tn - payoff.fp) * (a and not y) + (payoff.tp - payoff.fn) * (y and not a)
        for y, a in zip(LABEL, acted, strict=True)
    ]
    row = comparison.row("model", 0.4)
    assert row.errors is not None
    assert row.roi is not None
    assert row.errors.mid == pytest.approx(1000 * sum(lost) / 150)
    assert row.roi.mid == pytest.approx((row.value.mid - 200) / 300)
    assert comparison.row(TREAT_ALL, None).roi is None


def test_the_floor_is_held_against_the_boundarys_metric() -> None:
    recall = np.array([(SCORE >= 0.4)[LABEL].mean()])
    for floor, expected in ((recall[0] - 0.5, 0.0), (recall[0] + 0.5, 1.0)):
        stakes = replace(STAKES, metric="recall", floor=float(floor))
        assert Comparison(stakes, RESAMPLED, NAMES).row("model", 0.4).p_floor == expected
    assert Comparison(replace(STAKES, metric="uplift"), RESAMPLED, NAMES).row("model", 0.4).p_floor is None
    assert Comparison(replace(STAKES, target=None), RESAMPLED, NAMES).row("model", 0.4).p_target is None


@pytest.mark.parametrize("scaled", [(), ("tp",), ("tp", "fn"), ("tp", "fp", "fn", "tn")])
def test_payoffs_follow_the_amounts_of_cases_where_they_scale(scaled: tuple[str, ...]) -> None:
    amount = np.random.default_rng(4).gamma(2.0, 0.5, 150)
    at = np.round(np.linspace(0, 1, 201), 3)
    acted = at <= SCORE[:, None]
    parts = {
        "tp": LABEL[:, None] & acted,
        "fp": ~LABEL[:, None] & acted,
        "fn": LABEL[:, None] & ~acted,
        "tn": ~LABEL[:, None] & ~acted,
    }
    sums = {"model": {name: np.tile((amount[:, None] * cases).sum(axis=0), (81, 1)) for name, cases in parts.items()}}
    held = Comparison(STAKES, replace(RESAMPLED, sums=sums), {"model": "Model"}, scaled)
    payoff = STAKES.payoffs.expected()
    for cell in (0, 60, 120, 200):
        case = sum(
            getattr(payoff, name) * (cases[:, cell] * (amount if name in scaled else 1)).sum()
            for name, cases in parts.items()
        )
        assert held.per_case("model", at[cell])[0] == pytest.approx(case / 150)
        assert held.curve("model")[cell] == pytest.approx(1000 * case / 150 - 100)
    assert held.per_case(TREAT_ALL, None)[0] == pytest.approx(held.per_case("model", 0.0)[0])
    none = sum(
        getattr(payoff, n) * ((amount if n in scaled else 1) * ((n == "fn") == LABEL)).sum() for n in ("fn", "tn")
    )
    assert held.per_case(TREAT_NONE, None)[0] == pytest.approx(none / 150)


def test_parts_add_up_to_the_whole() -> None:
    group = np.arange(150) % 3 == 0
    whole = Comparison(STAKES, RESAMPLED, NAMES).yearly("model", 0.4)[0]
    parts = [
        Comparison(STAKES.of_part(of.mean()), resample(LABEL[of], {"model": SCORE[of]}, 1, 2), NAMES)
        for of in (group, ~group)
    ]
    assert sum(part.yearly("model", 0.4)[0] for part in parts) == pytest.approx(whole)
    assert parts[0].target is None
