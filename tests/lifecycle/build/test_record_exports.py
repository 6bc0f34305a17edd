"""The decision record as files: nothing is lost, nothing people typed does anything."""

import json
import re
from dataclasses import replace

import pytest
from markdown_it import MarkdownIt

from lifecycle.build.decision_choice import CHOICES
from lifecycle.build.record_exports import (
    LOT,
    OLD,
    candidates_note,
    cost,
    decision_json,
    decision_markdown,
    evidence,
    purposes,
    ranked,
    read_decision,
    statistics,
    unstated,
)
from lifecycle.build.record_verdicts import ACCEPTED
from lifecycle.build.review import Review
from lifecycle.errors import BadInput
from lifecycle.figures import Interval
from lifecycle.guardrails import Outcome, judge_all
from tests.lifecycle.builders import a_row, a_signed_version, some_evidence
from tests.lifecycle.samples import by_group, decision, row, split, verdicts

HOSTILE = "<script>alert(1)</script> ![x](http://far.example/x.png) =1+1 | 日本 🦊"
MADE = replace(
    decision(),
    verdicts=judge_all(some_evidence()),
    challengers=(a_row(key="treat_all", name="Act on everyone", threshold=None),),
    reason=f"It earns most. {HOSTILE}",
    dissent="Jonas would wait.\nFor a second season.",
)


def test_the_json_reads_back_as_the_same_decision() -> None:
    assert read_decision(decision_json("Triage", MADE)) == MADE


@pytest.mark.parametrize(
    "text", ["", "[]", "not json", '{"format": "other"}', '{"format": "throughline decision record"}']
)
def test_what_is_no_record_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(BadInput, match="decision record"):
        read_decision(text)


def test_a_damaged_record_says_so() -> None:
    body = json.loads(decision_json("Triage", MADE))
    del body["decision"]["champion"]
    with pytest.raises(BadInput, match="cannot be read"):
        read_decision(json.dumps(body))


def test_the_markdown_tells_decision_reason_dissent_people_and_evidence() -> None:
    text = decision_markdown("Triage", MADE, "EUR")
    for part in ("decision 1", "It earns most", "Jonas would wait", "## Guardrails", "Act on everyone"):
        assert part in text
    assert MADE.dataset_sha256 in text
    assert all(verdict.name in text for verdict in MADE.verdicts)


def test_what_people_typed_does_nothing_in_markdown() -> None:
    text = decision_markdown("Triage", MADE, "EUR")
    assert "<script>" not in text
    assert "![x](" not in text
    assert "日本 🦊" in text


def test_a_decision_on_predictions_says_that_there_is_no_model_file() -> None:
    rows = dict(evidence(replace(MADE, artefact_sha256="")))
    assert rows["Model file"] == "none: predictions only"


def test_review_choice_purposes_and_intervals_stand_in_the_markdown() -> None:
    key, said = next(iter(CHOICES.items()))
    first = replace(MADE.verdicts[0], interval=Interval(0.81, 0.9, 0.97), n=1234, limit=0.8, highest=1.25)
    made = replace(
        MADE, review=Review("Ines Roth", "risk"), choice=key, purposes={"age": "fits the offer"}, verdicts=(first,)
    )
    assert read_decision(decision_json("Triage", made)) == made
    text = decision_markdown("Triage", made, "EUR").replace("\\", "")
    for part in (
        "Reviewed by: Ines Roth",
        said[:20],
        "fits the offer",
        "0.810 to 0.970",
        "n = 1,234",
        "0.800 to 1.250",
    ):
        assert part in text


def test_thresholds_by_group_read_back_and_stand_in_the_markdown() -> None:
    made = split(verdicts=judge_all(some_evidence()))
    assert read_decision(decision_json("Triage", made)) == made
    text = decision_markdown("Triage", made, "EUR").replace("\\", "")
    for part in (
        "acts by sex: f from 0.300, m from 0.415 and is worth",
        "## A threshold for each group by sex",
        "| f | 0.300 | 120 | 30 of 120 (25 %) | 16 of 20 (80 %) |",
        "## What they keep between groups",
        "| Selection-rate ratio | at least 0.8 | 0.910 |",
        "| Equal-opportunity gap | at most 0.1 | 0.020 |",
        "0.8 to 1.25 | 0.910 |",
        "## Who allowed different thresholds",
        "| Allowed by | Ruth Adler, legal |",
        "Open where it serves equal treatment",
        "| Logistic regression | by group |",
        "earns €4k (€1k to €7k) less than they do",
    ):
        assert part in text, part
    assert "A threshold for each group" not in decision_markdown("Triage", MADE, "EUR")


def test_what_thresholds_by_group_cost_is_said_from_both_sides() -> None:
    assert cost(by_group(), "EUR").startswith(
        "The best single threshold, without limits on groups, earns €5k (−€2k to €9k"
    )
    better = by_group(given_up=Interval(-9e3, -5e3, -1e3), single=None, over_single=None)
    assert cost(better, "EUR") == (
        "They earn €5k (€1k to €9k, 95 %) more a year than the best single threshold. "
        "No single threshold keeps the limits."
    )


def test_a_single_threshold_that_earns_more_is_not_said_to_earn_less_than_nothing() -> None:
    more = by_group().over_single
    assert more is not None
    turned = by_group(over_single=replace(more, more=Interval(-8e5, -2e5, 1e5)))
    assert cost(turned, "EUR").endswith("earns €200k (−€100k to €800k) more than they do.")


def test_rows_over_the_capacity_and_lots_are_told_beside_the_table() -> None:
    lot = a_row(key="rule", name="Rule", p_best=0.1, by_lot=0.27)
    over = a_row(key="treat_all", name="Act on everyone", threshold=None, p_best=None)
    made = replace(
        decision(), champion=row(p_best=0.9), challengers=(over, lot), over_next=decision().over_rule, next_best="Rule"
    )
    text = decision_markdown("Triage", made, "EUR")
    assert "Act on everyone acts on more cases than can be handled: it takes no part in being best" in text
    assert "Rule acts on more" not in text
    assert "| Rule | 0.300, 27 % by lot |" in text
    assert LOT in text
    both = replace(made, challengers=(over, replace(over, name="Forest", value=over.value.scaled(2)), lot))
    assert "Forest and Act on everyone act on more cases than can be handled: they" in candidates_note(both)
    none = decision_markdown("Triage", replace(made, challengers=(a_row(p_best=0.1),)), "EUR")
    assert "more cases than can be handled" not in none
    assert LOT not in none


def test_the_champion_stands_first_and_the_others_from_the_best_on() -> None:
    low, high = (a_row(name=name, value=Interval(0, mid, 9e5)) for name, mid in (("Low", 1e5), ("High", 5e5)))
    made = replace(decision(), challengers=(low, high))
    assert [one.name for one in ranked(made.champion, made.challengers)] == [made.champion.name, "High", "Low"]
    text = decision_markdown("Triage", made, "EUR")
    assert text.index("| High |") < text.index("| Low |")


def test_it_is_said_that_what_is_not_kept_was_known() -> None:
    bad = replace(decision(), verdicts=verdicts(calibration=Outcome.FAIL))
    assert ACCEPTED in decision_markdown("Triage", bad, "EUR").split("Because:")[0]
    assert ACCEPTED not in decision_markdown("Triage", decision(), "EUR")


def test_the_interval_of_a_limit_is_that_of_its_verdict() -> None:
    first = replace(judge_all(some_evidence())[0], guardrail="selection_ratio", interval=Interval(0.7, 0.9, 1.0))
    text = decision_markdown("Triage", split(verdicts=(first,)), "EUR")
    assert "0.910 | 0.700 to 1.000 |" in text
    below = replace(first, interval=Interval(-0.06, 0.0, 0.056))
    assert "0.910 | −0.060 to 0.056 |" in decision_markdown("Triage", split(verdicts=(below,)), "EUR")


def test_without_limits_only_the_thresholds_and_the_permission_are_listed() -> None:
    made = split()
    made = replace(made, by_group=by_group(limits=()))
    assert "What they keep between groups" not in decision_markdown("Triage", made, "EUR")


def test_what_is_not_kept_stands_right_after_the_sentence() -> None:
    kept = decision()
    bad = replace(kept, verdicts=verdicts(calibration=Outcome.FAIL, worst_slice=Outcome.INSUFFICIENT))
    text = decision_markdown("Triage", bad, "EUR")
    top = text.split("Because:")[0].split("under contract v1.**")[1]
    assert "**Not kept:**\n\n- Calibration error: 1, limit at most 0.500" in top
    assert "**Not known (insufficient data):**\n\n- Worst slice: " in top
    assert "All limits are kept" not in text
    assert "All limits are kept. Guardrails: " in decision_markdown("Triage", kept, "EUR").split("Because:")[0]
    rows = re.findall(r"^\| \w+ \| .+? \| (not kept|insufficient data|kept|not applicable) \|", text, re.MULTILINE)
    assert rows[:2] == ["not kept", "insufficient data"]
    assert len(rows) == len(bad.verdicts)


def test_a_record_stands_on_its_contract_and_its_lead() -> None:
    version = a_signed_version(1)
    made = decision(version.terms, champion=row(p_best=0.85), next_best="Forest", over_next=decision().over_rule)
    text = decision_markdown("Triage", made, "EUR", version)
    for part in (
        "| A case is worth | right yes €80 to €130, most likely €100; wrong yes −€12",
        "| Cases a year | 900 to 1,200, most likely 1,000 cases |",
        "| Promise is reached | with a chance of 40 % |",
        "| Lead | Against the best other, Forest: €20k a year (€10k to €30k, 95 %) more; P(more) 99 %. |",
        "Amara Osei (Sponsor)",
        "| 85 % | 1 % |",
    ):
        assert part in text, part
    assert OLD not in text
    assert read_decision(decision_json("Triage", made)) == made


def test_an_older_record_has_dashes_and_says_why() -> None:
    body = json.loads(decision_json("Triage", MADE))
    for name in ("next_best", "over_next"):
        del body["decision"][name]
    for one in (body["decision"]["champion"], *body["decision"]["challengers"]):
        del one["p_best"]
    older = read_decision(json.dumps(body))
    assert older == MADE
    text = decision_markdown("Triage", older, "EUR")
    assert OLD in text
    assert "| Lead | –: not frozen in this record" in text


def test_features_without_a_purpose_are_named_in_a_line() -> None:
    many = {f"f{place}": "" for place in range(84)} | {"age": "fits"}
    made = replace(MADE, purposes=many)
    assert unstated(made) == "84 features have no purpose on record: f0, f1, f2 and 81 more."
    assert purposes(made) == [["age", "fits"]]
    text = decision_markdown("Triage", made, "EUR")
    assert "| age | fits |" in text
    assert "| f0 |" not in text
    assert unstated(replace(MADE, purposes={"a": "", "b": "", "c": "", "d": ""})).endswith("record: a, b, c, d.")
    assert unstated(replace(MADE, purposes={"a": ""})) == "1 feature has no purpose on record: a."
    none = decision_markdown("Triage", replace(MADE, purposes={"a": ""}), "EUR")
    assert "Feature | Purpose" not in none
    assert "1 feature has" in none
    assert unstated(replace(MADE, purposes={"a": "b"})) == ""


def test_every_measure_and_guardrail_has_its_meaning() -> None:
    words = decision_markdown("Triage", MADE, "EUR").split("## What the words mean")[1]
    assert all(f"| {verdict.name} | " in words for verdict in MADE.verdicts)
    for name in statistics(MADE)[0][1:]:
        assert f"| {name} | " in words


def test_our_own_texts_are_not_escaped_and_peoples_are_shown_as_typed() -> None:
    assert "\\" not in decision_markdown("Triage", decision(), "EUR").replace("\\|SHAP\\|", "")
    text = decision_markdown("Triage", MADE, "EUR")
    tokens = MarkdownIt("commonmark", {"html": True}).enable("table").parse(text)
    shown = {"".join(child.content for child in token.children or []) for token in tokens}
    assert f"Because: It earns most. {HOSTILE}" in shown
    assert not any(token.type == "html_block" for token in tokens)
