"""An initiative and where it stands: its phase follows from what has been recorded, and is stored nowhere."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from lifecycle.build.decision import Decision
from lifecycle.contract import Version, in_force
from lifecycle.deploy.release import Release
from lifecycle.errors import BadInput
from lifecycle.monitor.evaluation import Evaluation
from lifecycle.monitor.incident import Incident
from lifecycle.monitor.stream import StreamSchema


class Phase(StrEnum):
    """The four phases."""

    ENVISION = "Envision"
    BUILD = "Build"
    DEPLOY = "Deploy"
    MONITOR = "Monitor"


@dataclass(frozen=True)
class Initiative:
    """One AI use case travelling through the phases. `demo` marks made-up data."""

    id: str
    slug: str
    name: str
    demo: bool
    started_at: datetime


@dataclass(frozen=True)
class Stream:
    """The flow of scored cases of a release, or of a model that runs elsewhere (`release` is None)."""

    id: str
    number: int
    initiative_id: str
    slug: str
    name: str
    release: int | None
    schema: StreamSchema
    opened_at: datetime


@dataclass(frozen=True)
class Facts:
    """All that has been recorded about an initiative, the latest of each."""

    initiative: Initiative
    versions: tuple[Version, ...] = ()
    trained: bool = False
    decision: Decision | None = None
    release: Release | None = None
    stream: Stream | None = None
    evaluation: Evaluation | None = None
    incidents: tuple[Incident, ...] = ()

    @property
    def contract(self) -> Version | None:
        """The contract in force."""
        return in_force(list(self.versions))

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
    build = "decided" if facts.decision else "trained" if facts.trained else "not started"
    deploy = f"release {facts.release.number}" if facts.release else "gate open" if facts.decision else "not started"
    count = len(facts.open_incidents)
    incidents = f", {count} incident{'s' if count > 1 else ''}" if count else ""
    monitor = f"live{incidents}" if facts.evaluation else "no cases yet" if facts.stream else "not started"
    return {Phase.ENVISION: envision, Phase.BUILD: build, Phase.DEPLOY: deploy, Phase.MONITOR: monitor}


def check_name(name: str) -> str:
    """Check the name of an initiative and give it with plain spaces.

    Raises:
        BadInput: it is empty or longer than 80 characters.

    """
    name = " ".join(name.split())
    if not 1 <= len(name) <= 80:
        raise BadInput(f"Give the initiative a name of at most 80 characters; this one has {len(name)}.")
    return name
