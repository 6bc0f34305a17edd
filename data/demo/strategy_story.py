"""The strategy of the demo: a made-up group with two goals, the usual policies, roles and a plan to tell."""

from datetime import timedelta

from data import strategy
from data.store import Store
from lifecycle.access import Capability, Principal
from lifecycle.audit import Act
from lifecycle.catalogue import catalogue
from lifecycle.strategy.items import Item

WRITTEN_BY = Principal("demo-strategy", "Ingrid Halloran (demo)", Capability.OWNER)
DAYS_AGO = 230


def seed(store: Store) -> dict[str, str]:
    """Write the strategy down; returns the keys of the goals "keep" and "speed"."""
    then = store.clock() - timedelta(days=DAYS_AGO)
    act, year = Act(WRITTEN_BY, then), then.year
    goals = {
        "keep": {
            "name": "Keep the customers we have",
            "measure": "Customers who leave in a year",
            "unit": "%",
            "convention": "Contracts ended by the customer, divided by contracts at the start of the year; moves "
            "within the group do not count. Counted by finance each month.",
            "baseline": 14.2,
            "target": 12.5,
            "by": f"{year + 2}-12-31",
            "owner": "Claire Dubois",
        },
        "speed": {
            "name": "Answer within a day",
            "measure": "Requests answered within one working day",
            "unit": "%",
            "convention": "From the first message until a decision or a payment, in working hours; taken from the desk "
            "systems every week.",
            "baseline": 38.0,
            "target": 70.0,
            "by": f"{year + 2}-06-30",
            "owner": "Helena Strand",
        },
    }
    keys = {key: strategy.put(store, act, "goal", body) for key, body in goals.items()}
    usual = [{k: v for k, v in one.items() if k != "key"} for one in catalogue("usual_policies")["policies"]]
    strategy.put_all(store, act, "policy", usual)
    duties = (
        ("AI Model Product Manager", "Carries each initiative from promise to proof.", "Tom Becker"),
        ("Risk & compliance", "May say no from the first day; reads policies once a year.", "Marco Conti"),
        ("Sponsor", "Brings two initiatives a year, and defends their promises.", "Ingrid Halloran"),
    )
    for role, responsibilities, who in duties:
        strategy.put(store, act, "duty", {"role": role, "responsibilities": responsibilities, "who": who})
    told = {
        "audience": "Everybody whose work changes",
        "message": "What is planned, what stays with people, and whom to ask.",
        "channel": "Team meeting",
        "rhythm": "quarterly",
        "next": (store.clock() + timedelta(days=21)).date().isoformat(),
        "owner": "Tom Becker",
    }
    strategy.put(store, act, "communication", told)
    return keys


def tells(item: Item) -> bool:
    """Answer whether an item is the demo's own, made up; once somebody changes it, it is theirs."""
    return item.editor == WRITTEN_BY.name
