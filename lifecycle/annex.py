"""What a value contract says beside money and limits: why, for whom, on which data, with which risks, who objected.

Every term here came later than the first contracts. It is unwritten while it is empty, and so is every cell of a row:
the hashes people signed before it existed still stand.
"""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    NonNegativeFloat,
    PositiveFloat,
    SerializerFunctionWrapHandler,
    model_serializer,
    model_validator,
)

from lifecycle.envision.risks import Risk

Scale = Literal[1, 2, 3, 4, 5]
Share = float
Filled = Annotated[str, Field(min_length=1)]


class Row(BaseModel):
    """One row of a list, told apart by its id; cells that are empty are not written."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    id: str = Field(min_length=1)

    @model_serializer(mode="wrap")
    def _write_what_is_filled_in(self, write: SerializerFunctionWrapHandler) -> dict[str, Any]:
        body: dict[str, Any] = write(self)
        empty = {name: item.default for name, item in type(self).model_fields.items()}
        return {name: cell for name, cell in body.items() if name == "id" or cell != empty[name]}


class ProofPoint(Row):
    """Evidence that promised value arrived, to be shown and celebrated."""

    what: Filled
    due: date | None = None
    evidence: str = ""
    owner: str = ""
    reached: bool = False


class Feed(Row):
    """A source of data: whose it is, how fresh, what it says about people and what allows its use."""

    source: Filled
    owner: str = ""
    refresh: str = ""
    personal: Literal["", "none", "personal", "special"] = ""
    basis: str = ""


class Stakeholder(Row):
    """A group a right or a wrong answer reaches; `severity` 1 to 5 of what an error does to them."""

    group: Filled
    benefit: str = ""
    harm: str = ""
    severity: Scale | None = None


class RestrictedUse(Row):
    """A use that is open under a condition."""

    use: Filled
    condition: str = ""
    decides: str = ""


class Assumption(Row):
    """What is taken for granted; `importance` and `evidence` 1 to 5."""

    text: Filled
    importance: Scale | None = None
    evidence: Scale | None = None
    test: str = ""
    owner: str = ""


class Duty(Row):
    """A piece of work: who does it, answers for it, is asked, is told."""

    work: Filled
    responsible: str = ""
    accountable: str = ""
    consulted: str = ""
    informed: str = ""


class Condition(Row):
    """What has to be done, by whom, until when."""

    text: Filled
    owner: str = ""
    due: date | None = None
    met: bool = False


class Objection(Row):
    """Who does not agree, and why."""

    name: str = ""
    text: Filled


class GroupTerm(Row):
    """The answer to whether groups by an attribute may be given different thresholds.

    `by` names who gave it, for legal or compliance; `law` what the law says of it, which the answer does not lift.
    """

    attribute: Filled
    answer: Literal["allowed", "refused"]
    why: Filled
    by: Filled
    law: Filled


def attribute_name(text: str) -> str:
    """Write an attribute so that the words of a contract and the name of a column can be held side by side.

    >>> attribute_name("Age band ") == attribute_name("age_band")
    True
    """
    return " ".join(text.replace("_", " ").replace("-", " ").casefold().split())


class Annex(BaseModel):
    """The later terms. Shares lie between 0 and 1; amounts are in the contract's currency; delays in days."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    problem: str = ""
    alternative: str = ""
    goal: str = ""
    human: str = ""
    autonomy: Literal["", "inform", "recommend", "act-with-veto", "act"] = ""
    latency: str = ""
    baseline_what: str = ""
    baseline_value: float | None = Field(None, allow_inf_nan=False)
    baseline_window: str = ""
    books: str = ""
    cashable: Share | None = Field(None, ge=0, le=1)
    value_target: float | None = Field(None, allow_inf_nan=False)
    base_rate: Share | None = Field(None, ge=0, le=1)
    holdout: Share | None = Field(None, gt=0, lt=1)
    proof_points: tuple[ProofPoint, ...] = ()
    entity: str = ""
    task: Literal["", "binary", "multiclass", "regression"] = ""
    outcome_days: NonNegativeFloat | None = None
    label_delay_days: NonNegativeFloat | None = None
    heuristic: str = ""
    proxy: str = ""
    feeds: tuple[Feed, ...] = ()
    target_system: str = ""
    service_level: str = ""
    stakeholders: tuple[Stakeholder, ...] = ()
    restricted_uses: tuple[RestrictedUse, ...] = ()
    reversibility: str = ""
    appeal: str = ""
    tier: Literal["", "minimal", "limited", "high"] = ""
    protected_attributes: str = ""
    group_thresholds: tuple[GroupTerm, ...] = ()
    dial_scores: dict[str, int] = {}
    risks: tuple[Risk, ...] = ()
    assumptions: tuple[Assumption, ...] = ()
    duties: tuple[Duty, ...] = ()
    users: PositiveFloat | None = None
    adoption_target: Share | None = Field(None, ge=0, le=1)
    override_low: Share | None = Field(None, ge=0, le=1)
    override_high: Share | None = Field(None, ge=0, le=1)
    training: str = ""
    incentives: str = ""
    verdict: Literal["", "proceed", "mitigate"] = ""
    conditions: tuple[Condition, ...] = ()
    dissent: tuple[Objection, ...] = ()

    @model_validator(mode="after")
    def _makes_sense(self) -> "Annex":
        low, high = self.override_low, self.override_high
        if low is not None and high is not None and low > high:
            raise ValueError(f"people would overrule it in at least {low:.0%} and at most {high:.0%}")
        for name in type(self).model_fields:
            held = getattr(self, name)
            ids = [row.id for row in held if isinstance(row, Row | Risk)] if isinstance(held, tuple) else []
            if len(set(ids)) < len(ids):
                raise ValueError(f"two rows of {name} have the same id")
        named = [attribute_name(term.attribute) for term in self.group_thresholds]
        if twice := [
            term.attribute for term in self.group_thresholds if named.count(attribute_name(term.attribute)) > 1
        ]:
            raise ValueError(f"whether {twice[0]} may have thresholds by group is answered twice")
        return self
