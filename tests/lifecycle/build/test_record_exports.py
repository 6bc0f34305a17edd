"""The decision record as files: nothing is lost, nothing people typed does anything."""

import json
from dataclasses import replace

import pytest

from lifecycle.build.decision_choice import CHOICES
from lifecycle.build.record_exports import decision_json, decision_markdown, evidence, read_decision
from lifecycle.build.review import Review
from lifecycle.errors import BadInput
from lifecycle.figures import Interval
from lifecycle.guardrails import judge_all
from tests.lifecycle.builders import a_row, some_evidence
from tests.lifecycle.samples import decision

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
    assert all(verdict.name.replace("-", r"\-") in text for verdict in MADE.verdicts)


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
    for part in ("Reviewed by: Ines Roth", said[:20], "fits the offer", "0.810 to 0.970", "n = 1,234", "0.8 to 1.25"):
        assert part in text
