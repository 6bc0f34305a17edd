"""What surrounds the promise of the examples: feeds, people, risks, conditions. Made up, meant to be argued with."""

from datetime import date, timedelta
from typing import Any

SCORES = ("likelihood", "impact", "detectability")


def rows(prefix: str, *cells: dict[str, Any]) -> list[dict[str, Any]]:
    """Number the rows of a list, so that they stay the same rows when they are edited."""
    return [{"id": f"{prefix}-{number}", **row} for number, row in enumerate(cells, 1)]


def risk(family: str, text: str, before: tuple[int, ...], after: tuple[int, ...], **cells: Any) -> dict[str, Any]:
    """Write a risk with its scores, as SCORES, before and after what is done about it."""
    scores = {f"inherent_{name}": score for name, score in zip(SCORES, before, strict=True)}
    scores |= {f"residual_{name}": score for name, score in zip(SCORES, after, strict=True)}
    return {"family": family, "text": text, **scores, **cells}


def sections(owners: dict[str, tuple[str, str, int]]) -> dict[str, Any]:
    """Say of each section who sees to it, its status, and how sure they are, 1 to 5."""
    return {
        f"section.{key}.{name}": value
        for key, said in owners.items()
        for name, value in zip(("owner", "status", "confidence"), said, strict=True)
    }


def breast_cancer(today: date) -> dict[str, Any]:
    """Fill in what surrounds the triage of biopsies."""

    def day(after: int) -> str:
        return (today + timedelta(days=after)).isoformat()

    tanaka, fischer, carvalho, osei = "Dr. Yuki Tanaka", "Noah Fischer", "Ines Carvalho", "Dr. Amara Osei"
    return {
        "problem": "Six in ten biopsies find nothing. Each costs a woman two weeks of fear, and the clinic a slot.",
        "alternative": "A cut-off on the size of the lump was tried: it spared few biopsies and missed small tumours.",
        "human": "The clinician sees every sample and decides; a woman who asks for a biopsy gets one.",
        "autonomy": "recommend",
        "latency": "Before the ward round of the next morning.",
        "baseline.what": "Biopsies that find a benign lump, of 100.",
        "baseline.value": 63.0,
        "baseline.window": "The year before, without the two weeks the laboratory was closed.",
        "books": "Head of diagnostics: the biopsy slots set free are given to the waiting list.",
        "cashable": 40.0,
        "value_target": 400_000.0,
        "proof_points": rows(
            "proof",
            {"what": "The first hundred samples read with it", "due": day(90), "owner": tanaka, "evidence": "ward log"},
            {"what": "The waiting list for biopsies is a week shorter", "due": day(170), "owner": "Lena Brandt"},
        ),
        "task.entity": "One fine-needle sample on the day it is read.",
        "task.kind": "binary",
        "task.horizon_days": 0.0,
        "task.label_delay_days": 14.0,
        "task.heuristic": "Biopsy where the worst radius is above 16.",
        "task.proxy": "The second reader's opinion, a day later.",
        "feeds": rows(
            "feed",
            {
                "source": "Measurements of cell nuclei",
                "owner": "Cytology laboratory",
                "refresh": "with each sample",
                "personal": "none",
                "basis": "Published research data without names or dates of birth.",
            },
        ),
        "target_system": "A line in the cytology report, above the clinician's own finding.",
        "service_level": "On working days; when it is missing every lump goes to biopsy, as today.",
        "stakeholders": rows(
            "group",
            {
                "group": "Women with a benign lump",
                "benefit": "No needle, no two weeks of waiting.",
                "harm": "A biopsy that was not needed.",
                "severity": 2,
            },
            {
                "group": "Women with a malignant tumour",
                "benefit": "A slot sooner, because fewer are taken by benign lumps.",
                "harm": "The tumour is found six months later.",
                "severity": 5,
            },
            {
                "group": "Clinicians",
                "benefit": "Time for the hard cases.",
                "harm": "They trust it too much.",
                "severity": 3,
            },
        ),
        "restricted": rows(
            "use",
            {"use": "Samples from another laboratory", "condition": "it was checked on theirs", "decides": carvalho},
        ),
        "reversibility": "Until the follow-up in six months at any time; what grew meanwhile cannot be undone.",
        "appeal": "The breast nurse, by telephone the same day; a clinician looks at the sample again.",
        "protected": "Age and origin are not in the data; to be collected before any use on patients.",
        "question.impact": "2",
        "question.autonomy": "0",
        "question.irreversibility": "2",
        "question.scale": "0",
        "question.novelty": "1",
        "dial.fair.by": fischer,
        "dial.fair.approved": carvalho,
        "risks": rows(
            "risk",
            risk(
                "model",
                "A rare kind of tumour that is not in the data is sent home.",
                (3, 5, 4),
                (2, 5, 2),
                mitigation="A clinician reads every sample near the threshold, and whoever asks gets a biopsy.",
                owner=tanaka,
                due=day(60),
                agreed_risk=carvalho,
                agreed_sponsor=osei,
            ),
            risk(
                "reliance",
                "After a month the recommendation is confirmed without a look at the sample.",
                (3, 4, 3),
                (2, 4, 2),
                mitigation="One in twenty recommendations is hidden, and the finding compared with it afterwards.",
                owner="Lena Brandt",
                due=day(45),
                agreed_risk=carvalho,
            ),
            risk(
                "data",
                "Another stain changes all measurements from one day to the next.",
                (3, 3, 3),
                (2, 3, 2),
                mitigation="Ten reference slides are measured every Monday.",
                owner=fischer,
                due=day(45),
                agreed_risk=carvalho,
            ),
        ),
        "assumptions": rows(
            "assumption",
            {
                "text": "A missed tumour costs about €48,000 in treatment and harm.",
                "importance": 5,
                "evidence": 2,
                "test": "Ask the insurer for the median of last year's late findings.",
                "owner": osei,
            },
            {"text": "The set-free slots are used.", "importance": 4, "evidence": 4, "test": "Waiting list, weekly."},
        ),
        "raci": rows(
            "duty",
            {"work": "Reading a sample", "responsible": "Clinician", "accountable": tanaka, "informed": "Patient"},
            {
                "work": "Looking into a missed tumour",
                "responsible": fischer,
                "accountable": osei,
                "consulted": carvalho,
                "informed": "All who sign",
            },
        ),
        "users": 12.0,
        "adoption_target": 90.0,
        "override.low": 3.0,
        "override.high": 12.0,
        "training": "An afternoon with fifty old samples: guess first, then see the recommendation, then the truth.",
        "incentives": "Biopsies are paid for each: the clinic earns less at first when it does fewer.",
        "verdict": "proceed",
        "conditions": rows(
            "condition",
            {
                "text": "Before any use on patients the use is ranked by law, and every dial raised as that asks for.",
                "owner": carvalho,
                "due": day(150),
            },
        ),
        "dissent": rows(
            "dissent",
            {"name": "Priya Raman", "text": "569 samples of one clinic are too few to send anybody home."},
        ),
        **sections(
            {
                "intent": (osei, "agreed", 5),
                "decision": (tanaka, "agreed", 4),
                "value": ("Lena Brandt", "agreed", 3),
                "boundary": ("Lena Brandt", "agreed", 3),
                "task": (fischer, "agreed", 5),
                "data": (fischer, "draft", 4),
                "people": (carvalho, "agreed", 3),
                "dials": (carvalho, "agreed", 4),
                "risks": (tanaka, "draft", 3),
                "adoption": ("Priya Raman", "draft", 2),
                "verdict": (osei, "agreed", 4),
            }
        ),
        "section.value.evidence": "Cost accounts of the clinic, last year (made up)",
    }


def telecom(review: date) -> dict[str, Any]:
    """Fill in what surrounds the calls that keep customers; `review` is the day of the review."""

    def day(before: int) -> str:
        return (review - timedelta(days=before)).isoformat()

    dubois, becker, rahman, conti = "Claire Dubois", "Tom Becker", "Aisha Rahman", "Marco Conti"
    lindqvist, meyer = "Sofia Lindqvist", "Jonas Meyer"
    return {
        "problem": "Agents call 30,000 customers a month who mostly would have stayed; those who leave are not called.",
        "alternative": "The loyalty list is the rule: whoever stayed longest is called first. It finds few who leave.",
        "human": "The agent decides in the call whether an offer is made.",
        "autonomy": "recommend",
        "latency": "The list is ready on Monday at six.",
        "baseline.what": "Fewer leave among those called by the loyalty list, in points.",
        "baseline.value": 0.9,
        "baseline.window": "Six months up to the price change.",
        "books": "Finance, customer value: kept contracts at twelve months' margin.",
        "cashable": 80.0,
        "value_target": 1_000_000.0,
        "base_rate": 20.0,
        "holdout": 20.0,
        "proof_points": rows(
            "proof",
            {
                "what": "After the first month fewer of those called have left than of the fifth left aside",
                "due": day(180),
                "owner": becker,
                "evidence": "review of the first window",
                "reached": True,
            },
            {"what": "Agents name three calls the list got right", "due": day(120), "owner": lindqvist},
        ),
        "task.entity": "One subscriber on the Monday the list is made.",
        "task.kind": "binary",
        "task.horizon_days": 30.0,
        "task.label_delay_days": 30.0,
        "task.heuristic": "The loyalty list: the longest tenure first.",
        "task.proxy": "A number carried to another company is asked for about two weeks before.",
        "feeds": rows(
            "feed",
            {
                "source": "Billing",
                "owner": "Billing operations",
                "refresh": "nightly",
                "personal": "personal",
                "basis": "Contract: keeping the service the customer ordered.",
            },
            {
                "source": "Support calls",
                "owner": lindqvist,
                "refresh": "hourly",
                "personal": "personal",
                "basis": "Contract",
            },
            {"source": "Price list", "owner": "Product", "refresh": "on change", "personal": "none"},
        ),
        "target_system": "The dialler of the call centre, as the order of the calls.",
        "service_level": "Every Monday; when the list is late the loyalty list is called.",
        "stakeholders": rows(
            "group",
            {"group": "Customers who would leave", "benefit": "An offer in time.", "harm": "No offer.", "severity": 2},
            {"group": "Loyal customers", "harm": "A call they did not ask for, or no offer at all.", "severity": 2},
            {
                "group": "Agents",
                "benefit": "Calls that are worth making.",
                "harm": "A list they do not understand.",
                "severity": 2,
            },
        ),
        "restricted": rows(
            "use",
            {"use": "Calls after eight in the evening", "condition": "the customer agreed to them", "decides": conti},
        ),
        "reversibility": "An offer stands once it is made; a call cannot be taken back. Nothing else follows.",
        "appeal": "“Do not call me again” is said to any agent and holds from the next list on.",
        "tier": "minimal",
        "protected": "None is held; complaints are counted by region.",
        "question.impact": "1",
        "question.autonomy": "0",
        "question.irreversibility": "0",
        "question.scale": "2",
        "question.novelty": "1",
        "dial.fair.by": rahman,
        "dial.fair.approved": conti,
        "risks": rows(
            "risk",
            risk(
                "reliance",
                "Agents give the offer to loyal callers, because those say yes.",
                (4, 3, 4),
                (3, 3, 2),
                mitigation="Offers outside the list are counted by shift, and the shift leads see the count.",
                owner=lindqvist,
                due=day(200),
                verified=True,
                agreed_risk=conti,
            ),
            risk(
                "data",
                "A feed changes its unit and nobody says so.",
                (3, 3, 4),
                (2, 3, 2),
                mitigation="Ranges of every feed are tested before a list is made.",
                owner=rahman,
                due=day(200),
                verified=True,
                agreed_risk=conti,
            ),
            risk(
                "value",
                "A competitor's campaign makes the offer too small to keep anybody.",
                (3, 4, 3),
                (2, 4, 3),
                mitigation="The offer is looked at again whenever two windows fall below the warning.",
                owner=becker,
                due=day(150),
                agreed_risk=conti,
            ),
        ),
        "assumptions": rows(
            "assumption",
            {
                "text": "A saved customer stays another twelve months.",
                "importance": 5,
                "evidence": 3,
                "test": "Follow the first month's saves for a year.",
                "owner": becker,
            },
        ),
        "raci": rows(
            "duty",
            {
                "work": "Making the list",
                "responsible": rahman,
                "accountable": becker,
                "consulted": lindqvist,
                "informed": "Shift leads",
            },
            {"work": "Calling", "responsible": "Agents", "accountable": lindqvist},
        ),
        "users": 140.0,
        "adoption_target": 90.0,
        "override.low": 5.0,
        "override.high": 15.0,
        "training": "A one-hour briefing of every shift on what the list cannot know.",
        "incentives": "Agents are paid for each offer accepted, and loyal callers accept more often.",
        "verdict": "proceed",
        "conditions": rows(
            "condition", {"text": "Pay for accepted offers is looked at again", "owner": dubois, "due": day(60)}
        ),
        "dissent": rows(
            "dissent", {"name": meyer, "text": "One season of data says little about the next price change."}
        ),
        **sections({key: (owner, "agreed", 4) for key, owner in _TELECOM_SECTIONS.items()}),
    }


_TELECOM_SECTIONS = {
    "intent": "Claire Dubois",
    "decision": "Sofia Lindqvist",
    "value": "Tom Becker",
    "boundary": "Tom Becker",
    "task": "Aisha Rahman",
    "data": "Aisha Rahman",
    "people": "Marco Conti",
    "dials": "Marco Conti",
    "risks": "Tom Becker",
    "adoption": "Sofia Lindqvist",
    "verdict": "Claire Dubois",
}
