"""The sentences of trading off: what is said, what is not reachable, what is within noise."""

from dataclasses import replace

import numpy as np
import pytest

from components import trading as words
from components.text import range_of
from lifecycle.build.comparison import TREAT_NONE, Comparison, Difference
from lifecycle.build.exchange import Needed, Worth, needs, worth
from lifecycle.build.flip import CostCurves, Ranking, Stretch, cost_curves, ranking
from lifecycle.build.group_limits import Kind, Limit
from lifecycle.build.group_options import GroupOption, Wanted
from lifecycle.build.pareto import points
from lifecycle.build.price import Price, price
from lifecycle.build.resampling import THRESHOLDS
from lifecycle.figures import Interval
from lifecycle.guardrails import Outcome
from tests.lifecycle.build.test_price import halved
from tests.lifecycle.build.trading_samples import compared

WORTH = Worth(Interval(8e3, 10e3, 12e3), Interval(-6e3, -5e3, -4e3), Interval(1e3, 2e3, 3e3), 0.01, None, 0)
NOW = {"recall": 0.7, "precision": 0.4, "auc": 0.85}


def read(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{WORD JOINER}", "").replace("\\", "").replace("**", "")


def need(**values: float | None) -> dict[str, Needed]:
    return {key: Needed(NOW[key], value, 0.1, np.inf, 0.9) for key, value in values.items()}


def test_a_point_is_priced_with_its_range() -> None:
    said = read(words.points(WORTH, compared()))
    assert "is worth €10k (€8k to €12k) a year" in said
    assert "costs €5k (€4k to €6k)" in said


@pytest.mark.parametrize(("alarms", "said"), [(0.0, "costs nothing"), (5e3, "earns €5k")])
def test_false_alarms_may_cost_nothing_or_earn(alarms: float, said: str) -> None:
    found = replace(WORTH, alarms=Interval(alarms * 0.9, alarms, alarms * 1.1))
    assert said in read(words.points(found, compared()))


def test_a_better_ranking_is_priced_or_has_none_left() -> None:
    comparison = compared()
    assert "0.01 of AUC is worth about €2k (€1k to €3k)" in read(words.auc(WORTH, 0.8, comparison))
    assert "no 0.01 left to gain" in words.auc(replace(WORTH, auc=None), 0.995, comparison)
    assert "no AUC" in words.auc(replace(WORTH, auc=None), float("nan"), comparison)


@pytest.mark.parametrize(("misfit", "word"), [(0.08, "8 points more"), (-0.12, "12 points less")])
def test_a_curve_of_another_shape_is_said_to_be_rough(misfit: float, word: str) -> None:
    assert word in words.auc(replace(WORTH, misfit=misfit), 0.8, compared())
    assert "Roughly" not in words.auc(WORTH, 0.8, compared())


def test_a_goal_is_said_beside_what_is_now() -> None:
    said = read(words.goal(need(recall=0.8, precision=0.5, auc=0.9), 5e5, False, compared()))
    assert "reach the promise of €500k" in said
    assert "find 80 % of the true yes (now 70 %), be right in 50 of 100 acted on while finding as many (now 40)" in said
    assert "or rank with an AUC of 0.900 (now 0.850)." in said


def test_what_is_not_enough_by_itself_is_named() -> None:
    said = read(words.goal(need(recall=None, precision=0.5, auc=None), None, False, compared()))
    assert said.startswith("To reach break-even")
    assert "Not enough by itself: finding every yes, or a perfect ranking." in said


def test_a_goal_out_of_reach_is_said_in_words() -> None:
    said = read(words.goal(need(recall=None, precision=None, auc=None), 5e5, False, compared()))
    assert said.startswith("The promise of €500k is not reachable: finding every yes, acting on no one by mistake, or")


def test_a_goal_its_own_best_threshold_reaches_says_so() -> None:
    said = words.goal(need(recall=0.8, precision=0.5, auc=0.8), None, False, compared())
    assert "act from its own best threshold" in said


def test_a_goal_that_is_reached_says_how_far_it_may_fall() -> None:
    said = read(words.goal(need(recall=0.698, precision=0.3, auc=0.7), 5e5, True, compared()))
    assert said.startswith("The promise of €500k is reached; any one of these would still be enough")
    assert "a recall of 69.8 % (now 70.0 %)" in said


def test_ranges_of_what_is_needed_are_in_the_tooltip() -> None:
    said = words.spreads(need(recall=0.8, precision=0.5, auc=0.9))
    assert "Recall 0.100 to out of reach, reachable in 90 % of resamples" in said
    assert words.spreads({"recall": Needed(0.5, None, np.inf, np.inf, 0.0)}) == ""


def test_a_place_a_week_is_priced_or_worth_nothing() -> None:
    found = replace(WORTH, place=Interval(100.0, 200.0, 300.0), place_cases=12)
    assert "worth €200 (€100 to €300) a year, judged by the next 12 cases" in read(words.place(found, compared()))
    assert "would earn nothing" in words.place(WORTH, compared())


def test_the_real_numbers_read_as_sentences() -> None:
    comparison = compared(target=1e6)
    needed = needs(comparison, "broad", 0.4, 1e6)
    assert "not reachable" in words.goal(needed, 1e6, False, comparison)
    assert "is worth" in words.points(worth(comparison, "broad", 0.4), comparison)


def ranks(low: float, high: float) -> Ranking:
    comparison = compared()
    gap = replace(comparison.difference(("sharp", 0.3), ("broad", 0.4)), more=Interval(low, 50.0, high), p_more=0.93)
    return Ranking("average_precision", ("broad", "sharp", "blind"), ("sharp", "broad", "blind"), 0.88, gap)


def test_a_brain_in_a_jar_is_warned_of_with_how_surely() -> None:
    said = read(words.ranked(ranks(10, 90), "Average precision", compared()))
    assert said.startswith("Brain in a jar? Broad has the higher average precision (")
    assert "88 % sure), yet Sharp earns €50 (€10 to €90) more a year (93 % sure)." in said
    assert "within noise" in words.ranked(ranks(-10, 90), "Average precision", compared())


def test_agreement_is_said_and_so_is_disagreement_further_down() -> None:
    found = ranking(compared(), "roc_auc")
    assert found is not None
    assert read(words.ranked(found, "ROC AUC", compared())) == "ROC AUC and money name the same winner: Sharp."
    other = replace(found, by_value=("sharp", "blind", "broad"))
    assert "Further down they disagree" in words.ranked(other, "ROC AUC", compared())


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (3.2, 41.4, "as long as a missed case costs between 3.2 and 41 times a false alarm; today 7.5"),
        (0.0, 41.0, "costs less than 41 times a false alarm"),
        (3.2, np.inf, "costs more than 3.2 times a false alarm"),
        (0.0, np.inf, "whatever a missed case costs"),
    ],
)
def test_the_range_of_the_winner_is_a_sentence(low: float, high: float, said: str) -> None:
    comparison = compared()
    stretches = [Stretch(TREAT_NONE, 0, low)] * bool(low) + [Stretch("sharp", low, high)]
    stretches += [Stretch("broad", high, np.inf)] * int(np.isfinite(high))
    found = replace(_curves(comparison), stretches=tuple(stretches))
    text = read(words.today(found, comparison))
    assert said in text
    assert "any amount" not in text
    assert ("that is a miss above " in text) == (low > 0 and np.isinf(high))
    assert ("that is a miss below " in text) == (low == 0 and np.isfinite(high))
    assert ("that is a miss between " in text) == (low > 0 and np.isfinite(high))
    assert ("cheaper: Act on no one (below 3.2)" in text) == (low > 0)
    assert ("dearer: Broad (above 41)" in text) == np.isfinite(high)


def test_of_many_ranges_the_nearest_are_named() -> None:
    comparison = compared()
    below = [Stretch(key, i, i + 1) for i, key in enumerate(["blind", "broad", "blind", "broad"])]
    found = replace(_curves(comparison), stretches=(*below, Stretch("sharp", 4, np.inf)))
    assert "cheaper: Broad (3 to 4), then Blind (2 to 3), and so on." in read(words.today(found, comparison))


def _curves(comparison: Comparison) -> CostCurves:
    found = cost_curves(comparison)
    assert found is not None
    return found


def test_beaten_candidates_are_named_beside_who_beats_them() -> None:
    comparison = compared()
    at = {"sharp": 0.35, "broad": 0.4, "blind": 0.5}
    said = read(words.dominated(points(comparison, "roc_auc", at, {}), "ROC AUC", comparison))
    assert said.startswith("Sharp is at least as good in ROC AUC and value as Broad (")
    assert "Blind (" in said
    outcomes = {"sharp": Outcome.FAIL, "broad": Outcome.INSUFFICIENT, "blind": Outcome.PASS}
    free = words.dominated(points(comparison, "roc_auc", at, outcomes), "ROC AUC", comparison)
    assert free.startswith("No candidate is beaten in everything")


def test_the_price_of_a_limit_says_where_it_is_kept() -> None:
    comparison = compared()
    own = price(comparison, {"sharp": THRESHOLDS >= 0.8})
    every = price(comparison, {"sharp": THRESHOLDS >= 0.8, "broad": THRESHOLDS >= 0})
    said = read(words.priced("Ratio (limit 0.8)", own, every, comparison))
    assert said.startswith("Ratio (limit 0.8) costs Sharp €")
    assert "it would act from 0.800 instead of" in said
    assert "Over all candidates Broad from" in said


def test_a_limit_that_costs_nothing_or_cannot_be_kept_says_so() -> None:
    comparison = compared()
    free = price(comparison, {"sharp": THRESHOLDS >= 0})
    assert "costs Sharp nothing" in words.priced("Gap", free, None, comparison)
    never = price(comparison, {"sharp": THRESHOLDS > 1})
    assert "no threshold of Sharp keeps it" in words.priced("Gap", never, None, comparison)
    noisy = Price(("sharp", 0.3), ("sharp", 0.4), Interval(-5.0, 10.0, 20.0))
    assert "within noise" in words.priced("Gap", noisy, None, comparison)


RATIO, GAP = Limit(Kind.RATIO, 0.8), Limit(Kind.GAP, high=0.1)
OPTION = GroupOption(
    limits=(RATIO,),
    thresholds={"north": 0.4, "south": 0.3},
    reached={Kind.RATIO: 0.81},
    value=Interval(90.0, 100.0, 110.0),
    workload=5.0,
    given_up=Interval(5.0, 10.0, 20.0),
    single=0.8,
    over_single=Difference(Interval(40.0, 80.0, 100.0), 0.99),
    resamples=200,
)


def test_thresholds_by_group_stand_beside_one_for_all() -> None:
    comparison = compared()
    said = read(words.by_group(Wanted((RATIO,), OPTION), comparison))
    assert "Selection-rate ratio ≥ 0.8 with a threshold for each group costs €10 (€5 to €20) a year" in said
    assert "(north from 0.400, south from 0.300; it reaches 0.81). That is €80 (€40 to €100) more" in said
    assert said.endswith("more than with one threshold for all that keeps it, from 0.800.")
    noisy = replace(OPTION, over_single=Difference(Interval(-4.0, 8.0, 20.0), 0.7))
    assert read(words.by_group(Wanted((RATIO,), noisy), comparison)).endswith("from 0.800, which is within noise.")
    level = replace(OPTION, over_single=Difference(Interval(0, 0, 0), 0))
    said = read(words.by_group(Wanted((RATIO,), level), comparison))
    assert said.endswith("One threshold for all, from 0.800, does as well.")


def test_all_limits_together_say_what_each_reaches() -> None:
    both = replace(OPTION, limits=(RATIO, GAP), reached={Kind.RATIO: 0.82, Kind.GAP: 0.095}, single=None)
    both = replace(both, over_single=None, given_up=Interval(-20.0, -10.0, -5.0))
    said = read(words.by_group(Wanted((RATIO, GAP), both), compared()))
    assert said.startswith(
        "All of them together with a threshold for each group costs nothing: it earns €10 (€5 to €20)"
    )
    assert "it reaches selection-rate ratio 0.82, equal-opportunity gap 0.10" in said
    assert said.endswith("One threshold for all cannot keep them.")


def test_limits_no_thresholds_by_group_keep_say_so() -> None:
    assert read(words.by_group(Wanted((GAP,), None), compared())) == (
        "Equal-opportunity gap ≤ 0.1 with a threshold for each group: no thresholds keep it."
    )
    assert read(words.by_group(Wanted((RATIO, GAP), None), compared())).endswith("no thresholds keep all of them.")


def test_limits_that_cannot_be_judged_are_not_said_to_be_broken() -> None:
    said = read(words.by_group(Wanted((GAP,), None, measured=False), compared()))
    assert said.endswith("cannot be judged: a group has too few cases, or too few truly yes.")
    assert read(words.unjudged("Gap (limit 0.1)")).startswith("Gap (limit 0.1) cannot be judged: a group has too few")


def test_a_limit_that_leaves_nobody_to_act_on_has_no_price() -> None:
    comparison = halved()
    own = price(comparison, {"sharp": THRESHOLDS >= 0.9})
    said = read(words.priced("Ratio (limit 0.8)", own, own, comparison))
    assert said == (
        "Ratio (limit 0.8): keeping it means acting on nobody. No threshold at which Sharp acts on anyone keeps it and "
        "earns more than that."
    )
    other = price(compared(), {"broad": THRESHOLDS >= 0})
    assert "Over all candidates Broad from" in read(words.priced("Ratio (limit 0.8)", own, other, compared()))


def test_a_price_says_what_it_is_where_thresholds_are_chosen_anew() -> None:
    comparison = compared()
    own = price(comparison, {"sharp": THRESHOLDS >= 0.8}, anew=True)
    said = read(words.priced("Ratio (limit 0.8)", own, None, comparison))
    assert own.anew is not None
    between = read(range_of(own.anew, "EUR"))
    assert f"In brackets both thresholds are held; chosen anew on each resample it is {between}." in said
    at_ease = replace(own, kept=own.free)
    said = read(words.priced("Ratio (limit 0.8)", at_ease, None, comparison))
    assert said.endswith(f"its best threshold keeps it. Chosen anew on each resample it costs {between}.")
    held = replace(own, anew=None)
    assert "anew" not in words.priced("Ratio (limit 0.8)", held, None, comparison)


def test_names_of_people_are_shown_as_written_and_dollars_begin_no_formula() -> None:
    comparison = compared(currency="USD")
    comparison = Comparison(comparison.stakes, comparison.resampled, comparison.names | {"sharp": "*new* model"})
    assert words.name_of("sharp", comparison) == r"\*new\* model"
    assert "$" not in words.points(WORTH, comparison)


def test_in_plain_words_no_statistic_is_named() -> None:
    said = read(words.points(WORTH, compared(), plainly=True))
    assert "Finding one more of 100 true yes is worth" in said
    assert "acting on one more of 100 true no" in said
    for reached in (True, False):
        needed = need(recall=0.8, precision=0.5, auc=0.9)
        told = read(words.goal(needed, 5e5, reached, compared(), plainly=True))
        assert "recall" not in told
        assert "AUC" not in told
        assert "AUC" in read(words.goal(needed, 5e5, reached, compared())) or reached
    assert "of 100 true yes" in told


def test_in_plain_words_what_is_beyond_reach_is_said_too() -> None:
    told = read(words.goal(need(recall=None, precision=None, auc=None), 5e5, False, compared(), plainly=True))
    assert "not reachable" in told
    assert "ranking" not in told
