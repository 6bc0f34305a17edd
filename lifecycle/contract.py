"""The value contract: what was promised, signed by role, never overwritten."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

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

from lifecycle.annex import Annex
from lifecycle.boundary import Boundary
from lifecycle.catalogue import components, protocols, roles
from lifecycle.envision.levers import levers
from lifecycle.envision.three_point import ThreePoint
from lifecycle.errors import Conflict, NotAllowed
from lifecycle.ids import canonical, sha256
from lifecycle.metrics import metrics
from lifecycle.payoff import PayoffEstimate
from lifecycle.people import same_person, tidy


class Level(StrEnum):
    """How much rigour a dial asks for."""

    LIGHT = "light"
    STANDARD = "standard"
    HIGH = "high"


RIGOUR = [Level.LIGHT, Level.STANDARD, Level.HIGH]
# Terms that came later than the first contracts: unwritten while they say what was understood before, so that the
# hashes people signed still stand.
NAMING = ("text", "what", "source", "group", "use", "work", "attribute")
LATER = ("horizon_years", "discount_rate", "correlation", *Annex.model_fields)


class Dial(BaseModel):
    """The rigour agreed for one component, and why; where it is below its suggestion, who lowered and who approved it.

    The names came later and are unwritten while they are empty.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    level: Level
    reason: str = ""
    lowered_by: str = ""
    approved_by: str = ""

    @model_serializer(mode="wrap")
    def _write_as_signed(self, write: SerializerFunctionWrapHandler) -> dict[str, Any]:
        body: dict[str, Any] = write(self)
        return {name: said for name, said in body.items() if said or not name.endswith("_by")}


class LeverChoice(BaseModel):
    """How value is earned: a lever's key and an estimate for each of its inputs, as people enter them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: str
    inputs: dict[str, ThreePoint]

    @model_validator(mode="after")
    def _complete(self) -> "LeverChoice":
        lever = levers().get(self.key)
        if lever is None:
            raise ValueError(f"no lever is called {self.key!r}")
        if set(self.inputs) != {item.key for item in lever.inputs}:
            raise ValueError(f"the lever {lever.name!r} needs {', '.join(i.label for i in lever.inputs)}")
        for item in lever.inputs:
            item.check(self.inputs[item.key])
        return self


class ValueContract(Annex):
    """What every later phase is held to. Amounts in `currency`; volume in cases a year; costs a year or once.

    What surrounds the promise stands in the `Annex`. `levers` are the ways value is earned, the first one the primary,
    which Monitor realises. `correlation` is the rank correlation between the estimates, `discount_rate` a share a year.
    """

    intent: str = Field(min_length=1, max_length=200)
    decision: str = Field(min_length=1)
    positive: str = Field(min_length=1)
    today: str = Field(min_length=1)
    currency: str = Field(pattern="^[A-Z]{3}$")
    volume: ThreePoint
    payoffs: PayoffEstimate
    counterfactual: str = Field(pattern="^(no action|incumbent|rule)$")
    levers: tuple[LeverChoice, ...] = Field(min_length=1)
    capacity_per_week: PositiveFloat | None = None
    build_cost: NonNegativeFloat
    run_cost: NonNegativeFloat
    boundary: Boundary
    protocol: str
    dials: dict[str, Dial]
    owners: dict[str, str]
    review_date: date
    limits: str = ""
    horizon_years: int = Field(3, ge=1, le=10)
    discount_rate: float = Field(0.08, ge=0, lt=1)
    correlation: float = Field(0.0, ge=0, lt=1)

    @model_validator(mode="before")
    @classmethod
    def _read_one_lever(cls, body: Any) -> Any:
        if isinstance(body, dict) and "lever" in body:
            return {"levers": [body["lever"]]} | {k: v for k, v in body.items() if k != "lever"}
        return body

    @model_serializer(mode="wrap")
    def _write_as_signed(self, write: SerializerFunctionWrapHandler) -> dict[str, Any]:
        body: dict[str, Any] = write(self)
        for name in LATER:
            if body[name] == _plain_default(name):
                del body[name]
        if len(self.levers) == 1:
            body["lever"] = body.pop("levers")[0]
        return body

    @model_validator(mode="after")
    def _known_words(self) -> "ValueContract":
        if set(self.dials) != set(components()):
            raise ValueError("each of the six components needs a dial")
        if self.boundary.metric not in metrics():
            raise ValueError(f"no business metric is called {self.boundary.metric!r}")
        if self.protocol not in protocols():
            raise ValueError(f"no measurement protocol is called {self.protocol!r}")
        if unknown := set(self.owners) - set(roles()):
            raise ValueError(f"no role is called {', '.join(sorted(unknown))}")
        if self.volume.low < 0:
            raise ValueError("the volume is negative")
        if self.volume.high == 0:
            raise ValueError("the volume is zero: without cases nothing can be earned")
        if len({choice.key for choice in self.levers}) < len(self.levers):
            raise ValueError("a lever is named twice")
        return self

    @property
    def lever(self) -> LeverChoice:
        """The primary lever: the one whose value Monitor measures."""
        return self.levers[0]

    @property
    def rigour(self) -> Level:
        """The highest of the six dials: nothing is averaged away."""
        return max((dial.level for dial in self.dials.values()), key=RIGOUR.index)

    def body(self) -> dict[str, Any]:
        """Give the contract as plain JSON, the form that is stored, hashed and exported."""
        return self.model_dump(mode="json")

    def fingerprint(self) -> str:
        """Hash what is signed."""
        return sha256(canonical(self.body()))


@dataclass(frozen=True)
class Signature:
    """One role's signature under one version: who, when, and the hash of what was signed."""

    role: str
    name: str
    at: datetime
    fingerprint: str


@dataclass(frozen=True)
class Version:
    """One version of a contract as it was offered for signature."""

    number: int
    terms: ValueContract
    reason: str
    offered_at: datetime
    offered_by: str
    signatures: tuple[Signature, ...] = ()
    withdrawn_at: datetime | None = None

    @property
    def waiting(self) -> bool:
        """Answer whether it still waits for signatures."""
        return bool(self.missing_roles) and self.withdrawn_at is None

    @property
    def missing_roles(self) -> list[str]:
        """Roles that still have to sign, in signing order."""
        signed = {signature.role for signature in self.signatures}
        return [role.key for role in roles().values() if role.signs and role.key not in signed]

    @property
    def in_force_since(self) -> datetime | None:
        """When the last role signed; None while a signature is missing."""
        return None if self.missing_roles else max(signature.at for signature in self.signatures)


def sign(version: Version, role_key: str, name: str, at: datetime) -> Version:
    """Add a role's signature.

    Raises:
        Conflict: the role has signed already or does not sign contracts, or the version was withdrawn.
        NotAllowed: the same person would sign in the first and in the second line of defence.

    """
    role, name = roles().get(role_key), tidy(name)
    if version.withdrawn_at:
        raise Conflict(f"Version {version.number} was withdrawn and cannot be signed.")
    if role is None or not role.signs:
        raise Conflict(f"The role {role_key!r} does not sign contracts.")
    if role.key not in version.missing_roles:
        raise Conflict(f"The {role.name} has signed version {version.number} already.")
    if not name:
        raise Conflict("A signature needs the name of the person who signs.")
    for other in version.signatures:
        if same_person(other.name, name) and roles()[other.role].line != role.line:
            raise NotAllowed(
                f"{name} signed as {roles()[other.role].name}. Nobody approves their own work: "
                f"somebody else has to sign as {role.name}."
            )
    signature = Signature(role.key, name, at, version.terms.fingerprint())
    return replace(version, signatures=(*version.signatures, signature))


def in_force(versions: list[Version]) -> Version | None:
    """Give the latest fully signed version: the one every later phase is held to."""
    return max((v for v in versions if v.in_force_since), key=lambda v: v.number, default=None)


def terms_at(versions: list[Version], moment: datetime) -> ValueContract | None:
    """Give the terms in force at a moment: a change is never retroactive.

    Before the first version came into force, the first one; None while none has.
    """
    signed = sorted((v for v in versions if v.in_force_since), key=lambda v: v.number)
    now = [v for v in signed if v.in_force_since and v.in_force_since <= moment]
    return now[-1].terms if now else signed[0].terms if signed else None


def changes(before: ValueContract, after: ValueContract) -> list[tuple[str, str, str]]:
    """List what differs between two versions as (where, before, after), in the order of the contract."""
    old, new = _flat(_named(before)), _flat(_named(after))
    names = _row_names(before, after)
    differ = [key for key in old | new if old.get(key) != new.get(key)]
    return [(_where(key, names), _shown(old.get(key)), _shown(new.get(key))) for key in differ]


def _plain_default(name: str) -> Any:
    """Give what a later term is written as while it is empty."""
    empty = ValueContract.model_fields[name].default
    return [] if empty == () else empty


def _named(terms: ValueContract) -> dict[str, Any]:
    """Write every term, levers by their key and rows by their id, so that two versions are compared like with like."""
    body = terms.body()
    later = {name: _by_id(body.get(name, _plain_default(name))) for name in LATER}
    levers = {choice.key: choice.model_dump()["inputs"] for choice in terms.levers}
    order = {choice.key: place for place, choice in enumerate(terms.levers, 1)}
    rest = {name: value for name, value in body.items() if name not in ("lever", "levers", *LATER)}
    return rest | {"levers": {"order": order} | levers} | later


def _by_id(value: Any) -> Any:
    if not isinstance(value, list):
        return value
    return {row["id"]: {name: cell for name, cell in row.items() if name != "id"} for row in value}


def _row_names(*versions: ValueContract) -> dict[tuple[str, str], str]:
    """Name the rows of all lists by what they say, not by their ids; rows that say the same are numbered."""
    found: dict[tuple[str, str], str] = {}
    for terms in versions:
        lists = {name: rows for name, rows in terms.body().items() if name in LATER and isinstance(rows, list)}
        for name, row in ((name, row) for name, rows in lists.items() for row in rows):
            said = next(cell for key, cell in row.items() if key in NAMING)
            found[name, row["id"]] = f"“{said if len(said) <= 40 else f'{said[:39].rstrip()}…'}”"
    times: Counter[tuple[str, str]] = Counter()
    for place, said in found.items():
        times[place[0], said] += 1
        found[place] = said if times[place[0], said] == 1 else f"{said} ({times[place[0], said]})"
    return found


def _where(path: tuple[str, ...], names: Mapping[tuple[str, str], str]) -> str:
    return ".".join((*path[:1], *(names.get((path[0], part), part) for part in path[1:])))


def _flat(value: Any, path: tuple[str, ...] = ()) -> dict[tuple[str, ...], Any]:
    if isinstance(value, dict):
        return {k: v for key, item in value.items() for k, v in _flat(item, (*path, key)).items()}
    return {path: None if value == "" else value}


def _shown(value: Any) -> str:
    if value is None:
        return "—"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:.12g}" if isinstance(value, float) else str(value)
