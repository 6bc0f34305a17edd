"""What the workshop on motor claims left open, filled in at the desk on the day after. Made up, as the workshop is."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from data.demo.surroundings import SCORES, rows, sections

STRAND, NOVAK, DEMIR, LIND = "Helena Strand", "Marek Novák", "Aylin Demir", "Sara Lind"
HAHN, ROSSI, WEBER, OKAFOR, OLSEN = "Peter Hahn", "Nadia Rossi", "Julian Weber", "Chidi Okafor", "Greta Olsen"
# What is done about a risk of the workshop, who sees to it, and its scores afterwards, as SCORES.
MITIGATED = {
    "creep": ("Every fiftieth claim below the amount is looked at by a handler, drawn by lot.", WEBER, (3, 3, 2)),
    "injury": (
        "Words for an injury anywhere in the claim send it to a handler; a test set of 200 keeps it so.",
        LIND,
        (1, 5, 2),
    ),
    "trust": (
        "Five known difficult claims a week are marked as simple, and the misses are talked about.",
        DEMIR,
        (3, 3, 2),
    ),
    "licence": (
        "Shares and right decisions by licence are shown every window; the boundary of fairness holds.",
        WEBER,
        (2, 4, 2),
    ),
    "photos": (
        "No photo scores on a day means the day goes to handlers, and the one on call is told.",
        HAHN,
        (2, 2, 1),
    ),
    "habit": (
        "Two handlers judge 300 claims blind of each other; only what both would have paid counts as simple.",
        LIND,
        (2, 3, 2),
    ),
}


def afterwards(day_after: date, risks: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Fill in the fields; `risks` are those the workshop wrote down and scored."""

    def day(after: int) -> str:
        return (day_after + timedelta(days=after)).isoformat()

    return {
        "problem": "Three of five claims are simple and wait as long as the others; who has a dented door waits four "
        "days for a yes nobody doubts.",
        "alternative": "Pay everything below an amount unseen. Tried in two branches: invoices crept up to the amount.",
        "human": "A handler decides every claim not marked as simple, and can stop each that is until it is paid.",
        "autonomy": "act-with-veto",
        "capacity_per_week": 2_400.0,
        "latency": "Within ten minutes of the last photo.",
        "baseline.what": "Days from filing to payment of claims handlers later called simple.",
        "baseline.value": 4.1,
        "baseline.window": "January to June; two weeks of hail are left out.",
        "books": "Nadia Rossi, claims operations: handler hours put to other work, rented cars given back earlier.",
        "cashable": 60.0,
        "value_target": 1_000_000.0,
        "horizon_years": 3.0,
        "discount_rate": 8.0,
        "correlation": 0.2,
        "base_rate": 40.0,
        "holdout": 10.0,
        "proof_points": rows(
            "proof",
            {
                "what": "The first hundred simple claims are paid within a day, and no handler would have held one",
                "due": day(60),
                "evidence": "two handlers read all hundred",
                "owner": DEMIR,
            },
            {"what": "A customer says it on the telephone without being asked", "due": day(90), "owner": OLSEN},
        ),
        "task.entity": "One motor claim with its photos, at the moment the last one arrives.",
        "task.kind": "binary",
        "task.horizon_days": 1.0,
        "task.label_delay_days": 30.0,
        "task.heuristic": "One photo of damage, no other car, an invoice below 1,500 euros.",
        "task.proxy": "A handler reopens the claim within a week.",
        "feeds": rows(
            "feed",
            {
                "source": "Claims system",
                "owner": HAHN,
                "refresh": "as filed",
                "personal": "personal",
                "basis": "Contract: handling the claim the customer filed.",
            },
            {
                "source": "Photo service",
                "owner": "Bought from outside",
                "refresh": "as uploaded",
                "personal": "personal",
                "basis": "Contract; plates and faces are blurred on arrival.",
            },
            {"source": "Price list of garages", "owner": ROSSI, "refresh": "monthly", "personal": "none"},
        ),
        "target_system": "The handlers' work list, and the evening's payment run for simple claims nobody stopped.",
        "service_level": "On weekdays from seven to ten at night; when it is silent every claim goes to a handler.",
        "stakeholders": rows(
            "group",
            {
                "group": "Customers with a simple claim",
                "benefit": "Money the same day.",
                "harm": "None.",
                "severity": 1,
            },
            {
                "group": "Customers with a difficult claim",
                "benefit": "Handlers have time for them.",
                "harm": "A quick yes that leaves an injury out.",
                "severity": 4,
            },
            {
                "group": "Handlers",
                "benefit": "Fewer claims that need no judgement.",
                "harm": "Only difficult days are left.",
                "severity": 2,
            },
        ),
        "restricted": rows(
            "use",
            {
                "use": "A claim in which a person was hurt",
                "condition": "a handler sees it, whatever the form says",
                "decides": WEBER,
            },
            {"use": "Refusing a claim", "condition": "never without a person", "decides": STRAND},
        ),
        "reversibility": "A payment is asked back in writing within 14 days; below 200 euros it is let go.",
        "appeal": "Who was told to wait gets the reason in words, and a handler's name and number under it.",
        "question.impact": "2",
        "question.autonomy": "2",
        "question.irreversibility": "1",
        "question.scale": "2",
        "question.novelty": "1",
        "tier": "limited",
        "protected": "Country of the licence and age, both from the contract; postcode is looked at as a stand-in.",
        "group_thresholds": rows(
            "attribute",
            {
                "attribute": "licence_country",
                "answer": "refused",
                "why": "Whoever files the same claim is treated the same; a gap is closed by better photos, not by a "
                "second threshold.",
                "by": WEBER,
                "law": "Insurers here may not set terms of service by origin (made up for the example).",
            },
        ),
        "risks": [_mitigated(row, day(45)) for row in risks],
        "assumptions": rows(
            "assumption",
            {
                "text": "What two handlers would both have paid as filed is simple.",
                "importance": 5,
                "evidence": 3,
                "test": "300 claims judged twice, blind.",
                "owner": LIND,
            },
            {
                "text": "Hours saved go to difficult claims, not to a smaller team.",
                "importance": 4,
                "evidence": 2,
                "test": "Plan of the branches for next year.",
                "owner": STRAND,
            },
        ),
        "raci": rows(
            "duty",
            {
                "work": "Marking claims as simple",
                "responsible": LIND,
                "accountable": NOVAK,
                "consulted": DEMIR,
                "informed": "Handlers",
            },
            {"work": "Paying what nobody stopped", "responsible": ROSSI, "accountable": DEMIR},
            {"work": "Stopping it", "responsible": HAHN, "accountable": WEBER, "informed": STRAND},
        ),
        "users": 86.0,
        "adoption_target": 80.0,
        "override.low": 3.0,
        "override.high": 12.0,
        "training": "Half a day in every branch on what it cannot see, with the five difficult claims of the week.",
        "incentives": "Handlers are counted by closed claims: what is paid unseen has to count for the team, or it "
        "will be held.",
        "owner.deputy": LIND,
        "conditions": rows(
            "condition",
            {"text": "300 claims judged twice, and what is simple written down", "owner": LIND, "due": day(30)},
            {"text": "Claims with an injured person are found in the test set of 200", "owner": WEBER, "due": day(45)},
            {"text": "Closed claims no longer count against handlers", "owner": OKAFOR, "due": day(60)},
        ),
        "dissent": rows(
            "dissent",
            {
                "name": OLSEN,
                "text": "I can live with it only if a handler sees every claim in which a person was hurt, whatever "
                "the form says.",
            },
        ),
        "review_date": day(180),
        **sections(
            {
                "intent": (STRAND, "agreed", 5),
                "decision": (DEMIR, "agreed", 4),
                "value": (NOVAK, "agreed", 3),
                "boundary": (NOVAK, "agreed", 3),
                "task": (LIND, "agreed", 4),
                "data": (HAHN, "agreed", 4),
                "people": (WEBER, "agreed", 4),
                "dials": (WEBER, "agreed", 4),
                "risks": (NOVAK, "agreed", 3),
                "adoption": (OKAFOR, "agreed", 3),
                "verdict": (STRAND, "agreed", 4),
            }
        ),
    }


def _mitigated(row: Mapping[str, Any], due: str) -> dict[str, Any]:
    text, owner, scores = MITIGATED[row["id"]]
    after = {f"residual_{name}": score for name, score in zip(SCORES, scores, strict=True)}
    return {**row, "mitigation": text, "owner": owner, "due": due, **after}
