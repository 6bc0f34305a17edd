"""How a candidate is released, and the record of it."""

import math
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from lifecycle.build.decision import acts_from
from lifecycle.build.group_thresholds import GroupThresholds
from lifecycle.errors import BadInput, NotAllowed
from lifecycle.figures import Interval
from lifecycle.people import same_person, tidy


class Method(StrEnum):
    """How a release reaches its cases."""

    SHADOW = "shadow"
    CANARY = "canary"
    PHASED = "phased"
    PARALLEL = "parallel"
    FULL = "full"


@dataclass(frozen=True)
class Plan:
    """How it is released: method, share of cases it decides, and the number the stage ends on.

    `exit_value` is in the measure of the contract's metric; `exit_cases` the cases needed to judge it.
    """

    method: Method
    exposure: float
    exit_value: float | None
    exit_cases: int | None


@dataclass(frozen=True)
class Release:
    """A candidate at an operating point under a contract version, let through the gate.

    With `by_group` each group has a threshold of its own, and `threshold` is None.
    """

    number: int
    decision: int
    contract_version: int
    candidate: str
    threshold: float | None
    plan: Plan
    verdict: str
    conditions: tuple[str, ...]
    value: Interval
    signed_by: dict[str, str]
    artefact_sha256: str
    released_at: datetime
    by_group: GroupThresholds | None = None

    def acts(self) -> str:
        """Say from where on the candidate acts."""
        return acts_from(self.threshold, self.by_group)


def check_plan(plan: Plan) -> None:
    """Check a release plan.

    Raises:
        BadInput: the share of cases does not fit the method, or the exit criterion is no number or no case.

    """
    if plan.exit_value is not None and not math.isfinite(plan.exit_value):
        raise BadInput("The number the stage ends on is not a finite number.")
    if plan.exit_cases is not None and plan.exit_cases < 1:
        raise BadInput("The stage is judged on at least one case.")
    if not 0 <= plan.exposure <= 1:
        raise BadInput(f"The share of cases is {plan.exposure:.0%}; it lies between 0 and 100 %.")
    if plan.method is Method.FULL and plan.exposure != 1:
        raise BadInput("A full release decides all cases. Set the share to 100 %, or choose canary or phased.")
    if plan.method is Method.SHADOW and plan.exposure != 0:
        raise BadInput("A shadow release decides no case: set its share to 0 %.")
    if plan.method is not Method.SHADOW and plan.exposure == 0:
        raise BadInput("With a share of 0 % nothing is released. Set a share, or choose shadow.")


def check_sign_off(product: str, risk: str) -> dict[str, str]:
    """Check the two signatures a release needs, by the first and by the second line.

    Raises:
        BadInput: a name is empty.
        NotAllowed: both are the same person.

    """
    product, risk = tidy(product), tidy(risk)
    if not product or not risk:
        raise BadInput(
            "A release is signed by the AI Model Product Manager and by Risk & compliance. Enter both names."
        )
    if same_person(product, risk):
        raise NotAllowed(f"{product} cannot release and approve: nobody approves their own work.")
    return {"product": product, "risk": risk}
