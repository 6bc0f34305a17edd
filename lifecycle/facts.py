"""All that has been recorded about an initiative, and where it stands: its phase follows and is stored nowhere."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cached_property

from lifecycle.build.decision import Decision
from lifecycle.build.kind_decision import KindDecision
from lifecycle.contract import ValueContract, Version, in_force, terms_at
from lifecycle.deploy.release import Release
from lifecycle.initiative import Initiative, Stream
from lifecycle.monitor.evaluation import Evaluation
from lifecycle.monitor.incident import Incident
from lifecycle.monitor.readings import Reading, review
from lifecycle.monitor.realised import Realised, realised


class Phase(StrEnum):
    """The four phases."""

    ENVISION = "Envision"
    BUILD = "Build"
    DEPLOY = "Deploy"
    MONITOR = "Monitor"


@dataclass(frozen=True)
class Facts:
    """All that has been recorded about an initiative, the latest of each.

    `decision` is about a yes or no, which can be released; `kind_decision` about a forecast or classes.
    """

    initiative: Initiative
    versions: tuple[Version, ...] = ()
    trained: bool = False
    decision: Decision | None = None
    release: Release | None = None
    stream: Stream | None = None
    evaluation: Evaluation | None = None
    incidents: tuple[Incident, ...] = ()
    kind_decision: KindDecision | None = None

    @cached_property
    def contract(self) -> Version | None:
        """The contract in force."""
        return in_force(list(self.versions))

    @cached_property
    def terms_at(self) -> Callable[[datetime], ValueContract] | None:
        """The function from a moment to the terms in force then; None without a signed contract."""
        if self.contract is None:
            return None
        versions, fallback = list(self.versions), self.contract.terms
        return lambda moment: terms_at(versions, moment) or fallback

    @cached_property
    def readings(self) -> list[Reading]:
        """The business metric of the latest evaluation, read against the boundary."""
        if self.terms_at is None or self.evaluation is None:
            return []
        return review(list(self.evaluation.windows), self.terms_at)

    @cached_property
    def realised(self) -> Realised | None:
        """What has arrived by the latest evaluation."""
        if self.terms_at is None or self.evaluation is None:
            return None
        return realised(list(self.evaluation.windows), self.terms_at)

    @property
    def open_incidents(self) -> list[Incident]:
        """Incidents nobody has closed, the most severe first."""
        return sorted((i for i in self.incidents if not i.closed), key=lambda i: (i.signal.severity, i.opened_at))


def phase(facts: Facts) -> tuple[Phase, datetime]:
    """Say which phase an initiative is in, and since when."""
    if facts.stream:
        return Phase.MONITOR, facts.stream.opened_at
    if facts.decision:
        return Phase.DEPLOY, facts.decision.decided_at
    if facts.contract and facts.contract.in_force_since:
        return Phase.BUILD, facts.contract.in_force_since
    return Phase.ENVISION, facts.initiative.started_at


def states(facts: Facts) -> dict[Phase, str]:
    """Say in a few words how each phase stands."""
    contract = facts.contract
    waiting = next((version for version in facts.versions if version.waiting), None)
    envision = f"signed v{contract.number}" if contract else "to be signed" if waiting else "being filled in"
    if contract and waiting:
        envision += f", v{waiting.number} waits"
    build = "decided" if facts.decision or facts.kind_decision else "trained" if facts.trained else "not started"
    deploy = f"release {facts.release.number}" if facts.release else "gate open" if facts.decision else "not started"
    count = len(facts.open_incidents)
    incidents = f", {count} incident{'s' if count > 1 else ''}" if count else ""
    monitor = f"live{incidents}" if facts.evaluation else "no cases yet" if facts.stream else "not started"
    return {Phase.ENVISION: envision, Phase.BUILD: build, Phase.DEPLOY: deploy, Phase.MONITOR: monitor}
