"""The readiness gate: NO-GO, GO WITH CONDITIONS or GO, and what stands in between."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from lifecycle.catalogue import roles
from lifecycle.contract import RIGOUR, Level
from lifecycle.deploy.checks import GateEvidence, Item, Outcome, Result, Statement, checks, items
from lifecycle.errors import BadInput, Conflict, NotAllowed
from lifecycle.people import same_person

MOST_CONDITIONS = 3
MOST_WAIVER_DAYS = 90
OPEN = (Outcome.FAIL, Outcome.MISSING)


class Verdict(StrEnum):
    """What the gate says."""

    NO_GO = "NO-GO"
    CONDITIONS = "GO WITH CONDITIONS"
    GO = "GO"


@dataclass(frozen=True)
class Gate:
    """The verdict with every result; `blockers` stand between the team and GO, worst groups first in `groups`."""

    verdict: Verdict
    results: tuple[Result, ...]
    rigour: Level

    @property
    def blockers(self) -> list[Result]:
        """Blocking checks that are not settled."""
        return [r for r in self.results if r.blocking and r.outcome in OPEN]

    @property
    def conditions(self) -> list[Result]:
        """Waived checks: each is a condition with a date."""
        return [r for r in self.results if r.blocking and r.outcome is Outcome.WAIVED]

    def groups(self) -> list[tuple[str, list[Result]]]:
        """Give results by group, the group with most open blocking checks first."""
        names = list(dict.fromkeys(r.item.group for r in self.results))
        grouped = [(name, [r for r in self.results if r.item.group == name]) for name in names]
        return sorted(grouped, key=lambda g: -sum(r.blocking and r.outcome in OPEN for r in g[1]))


def run_gate(evidence: GateEvidence) -> Gate:
    """Judge every check in force. More than three waived checks are too many conditions: NO-GO."""
    rigour = evidence.version.terms.rigour
    results = tuple(_result(item, evidence, rigour) for item in items().values() if item.in_force)
    gate = Gate(Verdict.GO, results, rigour)
    if gate.blockers or len(gate.conditions) > MOST_CONDITIONS:
        return Gate(Verdict.NO_GO, results, rigour)
    return Gate(Verdict.CONDITIONS, results, rigour) if gate.conditions else gate


def _result(item: Item, evidence: GateEvidence, rigour: Level) -> Result:
    """Judge one check: where it is computed, only a waiver counts beside it, and only while it is open."""
    blocking = RIGOUR.index(rigour) >= RIGOUR.index(item.blocks_from)
    statement = evidence.statements.get(item.key)
    check = checks().get(item.key)
    outcome, sentence = (
        check.judge(evidence) if check else (Outcome.MISSING, item.asks or "Nobody has attested it yet.")
    )
    if statement is None or (check and (outcome not in OPEN or statement.outcome is not Outcome.WAIVED)):
        return Result(item, outcome, sentence, blocking)
    if statement.expires_at and statement.expires_at <= evidence.now:
        return Result(item, outcome, f"The statement of {statement.name} has expired. {sentence}", blocking)
    role = roles()[statement.role].name
    said = f"{statement.text} — {statement.name}, {role}, {statement.at:%d %b %Y}"
    return Result(item, statement.outcome, said, blocking, statement.expires_at)


def check_statement(statement: Statement, decided_by: dict[str, str], now: datetime) -> None:
    """Check that a statement may be made.

    Raises:
        BadInput: the check is not in force, or text, name or expiry are missing.
        Conflict: a computed check can only be waived.
        NotAllowed: a waiver is not signed by the second line, or by somebody who made the decision.

    """
    item = items().get(statement.check)
    if item is None or not item.in_force:
        raise BadInput(f"No check in force is called {statement.check!r}.")
    if not statement.text.strip() or not statement.name.strip():
        raise BadInput(f"{item.name}: say on what evidence, and enter your name.")
    if statement.role not in roles():
        raise BadInput(f"No role is called {statement.role!r}.")
    if item.how == "computed" and statement.outcome is not Outcome.WAIVED:
        raise Conflict(f"{item.name} is computed from evidence: it can be waived, but not attested or set aside.")
    if statement.outcome is not Outcome.WAIVED:
        return
    if roles()[statement.role].line != 2:
        raise NotAllowed(f"Only {roles()['risk'].name} waives a check.")
    if any(same_person(statement.name, name) for name in decided_by.values()):
        raise NotAllowed(f"{statement.name} took part in the decision. Nobody approves their own work.")
    if not statement.expires_at or not now < statement.expires_at <= now + timedelta(days=MOST_WAIVER_DAYS):
        raise BadInput(f"A waiver ends on a date within {MOST_WAIVER_DAYS} days.")
