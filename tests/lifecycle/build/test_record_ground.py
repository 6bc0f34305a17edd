"""What a decision stands on: taken from the version it names, and from nothing else."""

import pytest

from lifecycle.build.comparison import Difference
from lifecycle.build.record_ground import NO_VERSION, NOT_FROZEN, ground, lead, version_of
from lifecycle.contract import Version
from lifecycle.envision.value_model import contract_value
from lifecycle.figures import Interval, money
from tests.lifecycle.build.kind_records import on_forecast
from tests.lifecycle.builders import a_contract, a_signed_version, a_version
from tests.lifecycle.samples import decision, row


def rows(version: Version | None, **update: object) -> dict[str, str]:
    terms = None if version is None else version.terms
    return {row[0]: row[1] for row in ground(decision(terms, **update), version, "EUR")}


def test_the_version_is_the_one_with_number_and_hash() -> None:
    first, second = a_signed_version(1), a_signed_version(2, a_contract(run_cost=7))
    made = decision(first.terms)
    assert version_of(made, [second, first]) == first
    assert version_of(made, [second]) is None
    assert version_of(made, [a_signed_version(1, a_contract(run_cost=7))]) is None


def test_terms_promise_and_signatures_are_those_of_the_version() -> None:
    version = a_signed_version(1, a_contract(capacity_per_week=4, currency="CHF"))
    found = rows(version)
    assert found["A case is worth"].startswith("right yes CHF 80 to CHF 130, most likely CHF 100; wrong yes")
    assert found["Cases a year"] == "900 to 1,200, most likely 1,000 cases"
    assert found["Capacity a week"] == "4 cases; the champion acts on 7 ⚠ over"
    assert found["Promised a year"].startswith(money(contract_value(version.terms).yearly.mid, "CHF"))
    assert found["Promise is reached"] == "with a chance of 40 %"
    assert all(f"{one.name} (" in found["Contract v1 signed by"] for one in version.signatures)
    assert found["Contract v1 signed by"].endswith("in force since 2 Mar 2026")


def test_without_a_capacity_or_within_it_nothing_is_over() -> None:
    assert rows(a_signed_version(1))["Capacity a week"] == "no limit was agreed; the champion acts on 7"
    enough = a_signed_version(1, a_contract(capacity_per_week=7))
    assert rows(enough)["Capacity a week"] == "7 cases; the champion acts on 7"


def test_what_value_is_compared_with_and_what_is_taken_off_is_said() -> None:
    version = a_signed_version(1, a_contract(run_cost=60_000, build_cost=180_000, counterfactual="incumbent"))
    assert rows(version)["Compared with"].startswith("doing nothing"), "no list of today is among the rows"
    listed = rows(version, challengers=(row(key="incumbent"),))
    assert listed["Compared with"] == "today's list"
    assert listed["Costs"].startswith("€60k a year to run, taken off the value of every model; €180k once to build")
    idle = a_signed_version(1, a_contract(counterfactual="no action"))
    assert rows(idle, challengers=(row(key="incumbent"),))["Compared with"].startswith("doing nothing")


def test_nobody_signed_is_said() -> None:
    assert rows(a_version(1))["Contract v1 signed by"] == "nobody"


def test_what_is_not_frozen_is_a_dash_with_the_reason() -> None:
    found = rows(a_signed_version(1), champion=row(p_target=None))
    assert found["Promise is reached"] == found["Lead"] == NOT_FROZEN
    assert rows(None) == {"Contract v1": NO_VERSION, "Lead": NOT_FROZEN}


def test_a_forecast_says_its_lead_elsewhere() -> None:
    version = a_signed_version(2)
    found = {row[0]: row[1] for row in ground(on_forecast(), version, "GBP")}
    assert set(found) == {"Promised a year", "Promise is reached", "Contract v2 signed by"}
    assert found["Promise is reached"].startswith("–: ")


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ((-1e3, 5e3, 9e3), "€5k a year (−€1k to €9k, 95 %) more; within noise."),
        ((1e3, 5e3, 9e3), "€5k a year (€1k to €9k, 95 %) more; P(more) 97 %."),
        ((-9e3, -5e3, -1e3), "€5k a year (€1k to €9k, 95 %) less; P(more) 97 %."),
        ((-9e3, -5e3, 1e3), "€5k a year (−€1k to €9k, 95 %) less; within noise."),
    ],
)
def test_the_lead_says_more_or_less_and_whether_it_is_noise(more: tuple[float, float, float], said: str) -> None:
    assert lead("Forest", Difference(Interval(*more), 0.97), "EUR") == f"Against the best other, Forest: {said}"
