"""How much rigour a dial should ask for: five questions suggest it, facts set its minimum, lowering it takes two."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from lifecycle.access import answers
from lifecycle.catalogue import catalogue, components, roles
from lifecycle.contract import RIGOUR, Level
from lifecycle.errors import BadInput, NotAllowed
from lifecycle.people import same_person, tidy

MOST = 2
STANDARD_FROM, HIGH_FROM = 4, 7


class PersonalData(StrEnum):
    """What the feeds say about people; special means special categories, such as health or belief."""

    NONE = "none"
    PERSONAL = "personal"
    SPECIAL = "special"


class Autonomy(StrEnum):
    """What happens before a person has decided."""

    INFORM = "inform"
    RECOMMEND = "recommend"
    VETO = "act-with-veto"
    ACT = "act"


class Tier(StrEnum):
    """How the law ranks the use."""

    MINIMAL = "minimal"
    LIMITED = "limited"
    HIGH = "high"


@dataclass(frozen=True)
class Question:
    """One of the five questions; `anchors` say what 0, 1 and 2 mean."""

    key: str
    name: str
    question: str
    anchors: tuple[str, ...]


@dataclass(frozen=True)
class DialFacts:
    """What is known from other sections of the canvas; the worst feed counts. None is not yet known."""

    personal_data: PersonalData | None = None
    autonomy: Autonomy | None = None
    tier: Tier | None = None


@dataclass(frozen=True)
class Minimum:
    """The lowest level a component's dial may have, and the sentence that says why."""

    component: str
    level: Level
    reason: str


@dataclass(frozen=True)
class Approval:
    """Who agreed that a dial stands below its suggestion, and in which role."""

    role: str
    name: str


@cache
def questions() -> dict[str, Question]:
    """Give the five questions by key, in the order they are asked."""
    found = catalogue("dials")["questions"]
    return {q["key"]: Question(**{**q, "anchors": tuple(q["anchors"][str(n)] for n in range(MOST + 1))}) for q in found}


def total(scores: Mapping[str, int]) -> int:
    """Add up the answers, 0 to 10.

    Raises:
        BadInput: a question has no answer, or an answer is not 0, 1 or 2.

    """
    if open_ones := [question.name for key, question in questions().items() if scores.get(key) is None]:
        raise BadInput(f"Not answered yet: {', '.join(open_ones)}.")
    if unknown := set(scores) - set(questions()):
        raise BadInput(f"No question about dials is called {', '.join(sorted(unknown))}.")
    for key, score in scores.items():
        if type(score) is not int or not 0 <= score <= MOST:
            raise BadInput(f"{questions()[key].name}: the answer is 0, 1 or 2, not {score!r}.")
    return sum(scores.values())


def suggestion(scores: Mapping[str, int]) -> Level:
    """Suggest a level for all six dials: a total of 0 to 3 light, 4 to 6 standard, 7 to 10 high.

    Raises:
        BadInput: as `total`.

    >>> suggestion({"impact": 2, "autonomy": 1, "irreversibility": 1, "scale": 1, "novelty": 0}).value
    'standard'
    """
    points = total(scores)
    return Level.HIGH if points >= HIGH_FROM else Level.STANDARD if points >= STANDARD_FROM else Level.LIGHT


def because(scores: Mapping[str, int]) -> str:
    """Say in a sentence how the suggestion comes about, the highest answers first.

    Raises:
        BadInput: as `total`.

    """
    points, level = total(scores), suggestion(scores)
    parts = sorted(questions().values(), key=lambda question: -scores[question.key])
    said = ", ".join(f"{question.name.lower()} {scores[question.key]}" for question in parts)
    return f"{level.capitalize()}, with {points} of {MOST * len(parts)}: {said}."


def minimums(facts: DialFacts) -> list[Minimum]:
    """List the minimums that follow from facts, each with its reason; a component may stand in it more than once."""
    found = []
    if facts.personal_data is PersonalData.PERSONAL:
        found.append(Minimum("privacy", Level.STANDARD, "a feed holds personal data"))
    if facts.personal_data is PersonalData.SPECIAL:
        found.append(Minimum("privacy", Level.HIGH, "a feed holds special categories of personal data"))
    if facts.autonomy is Autonomy.ACT:
        reason = "it acts before a person has looked"
        found += [Minimum(component, Level.STANDARD, reason) for component in ("safe", "responsible")]
    if facts.tier is Tier.HIGH:
        found += [Minimum(component, Level.HIGH, "the law ranks this use as high-risk") for component in components()]
    return found


def strictest(found: Iterable[Minimum]) -> dict[str, Minimum]:
    """Keep the strictest minimum of each component that has one; of equal ones the first."""
    kept: dict[str, Minimum] = {}
    for minimum in found:
        before = kept.get(minimum.component)
        if before is None or RIGOUR.index(minimum.level) > RIGOUR.index(before.level):
            kept[minimum.component] = minimum
    return kept


def suggested(scores: Mapping[str, int], found: Iterable[Minimum]) -> dict[str, Level]:
    """Suggest the level of each of the six dials: the suggestion, or the component's minimum where that is higher.

    Raises:
        BadInput: as `total`.

    """
    level, least = suggestion(scores), strictest(found)
    return {key: max(level, least[key].level if key in least else level, key=RIGOUR.index) for key in components()}


def check_lowered(
    component: str,
    level: Level,
    suggestion: Level,
    minimum: Minimum | None,
    reason: str = "",
    lowered_by: str = "",
    approval: Approval | None = None,
) -> None:
    """Check that a dial may stand where it does; at its suggestion or above it nothing is asked for.

    Raises:
        NotAllowed: it is below its minimum; or below its suggestion without a reason, the name of who lowered it, or
            the approval of somebody else in the second line.

    """
    name = components()[component].name
    if minimum and RIGOUR.index(level) < RIGOUR.index(minimum.level):
        raise NotAllowed(f"{name} cannot be {level.value}: it is at least {minimum.level.value}, as {minimum.reason}.")
    if RIGOUR.index(level) >= RIGOUR.index(suggestion):
        return
    below = f"{name} is {level.value}, below the suggested {suggestion.value}"
    if not reason.strip():
        raise NotAllowed(f"{below}: say why.")
    if not tidy(lowered_by):
        raise NotAllowed(f"{below}: say who lowered it.")
    if approval is None or not tidy(approval.name):
        raise NotAllowed(f"{below}: {roles()['risk'].name} has to approve that.")
    role = roles().get(approval.role)
    if role is None or role.line != 2:
        raise NotAllowed(f"{below}: only {roles()['risk'].name} approves that.")
    if same_person(lowered_by, approval.name):
        raise NotAllowed(f"{tidy(lowered_by)} lowered {name}. Nobody approves their own work.")


can_lower = answers(check_lowered)
