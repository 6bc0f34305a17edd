"""How a champion stands to the other rows: against a loop over the resamples."""

import pytest

from lifecycle.build.comparison import TREAT_ALL, TREAT_NONE
from lifecycle.build.standing import rank
from tests.lifecycle.build.test_comparison import compare

AT = {"model": 0.4, "other": 0.5, TREAT_ALL: None, TREAT_NONE: None}


def test_the_chance_to_be_best_is_counted_resample_by_resample() -> None:
    comparison = compare()
    wins = dict.fromkeys(AT, 0.0)
    for draw in range(1, 61):
        values = {key: comparison.yearly(key, at)[draw] for key, at in AT.items()}
        best = [key for key, value in values.items() if value == max(values.values())]
        for key in best:
            wins[key] += 1 / len(best)
    found = rank(comparison, "model", AT)
    rows = (found.champion, *found.challengers)
    assert {row.key: row.p_best for row in rows} == pytest.approx({key: won / 60 for key, won in wins.items()})
    assert [row.key for row in found.challengers] == ["other", TREAT_ALL, TREAT_NONE]


def test_the_lead_is_over_the_row_that_earns_most_of_the_others() -> None:
    comparison = compare()
    for way in AT:
        found = rank(comparison, way, AT)
        best = max(found.challengers, key=lambda row: row.value.mid)
        assert found.next_best == best.name
        assert found.over_next == comparison.difference((way, AT[way]), (best.key, AT[best.key]))
        assert found.over_next.more.mid == pytest.approx(found.champion.value.mid - best.value.mid)


def test_equals_share_being_best() -> None:
    found = rank(compare(), "model", {"model": 0.4, "other": 1.0, TREAT_NONE: None})
    assert sum(row.p_best or 0 for row in (found.champion, *found.challengers)) == pytest.approx(1)
