"""An initiative and the streams of scored cases that belong to it."""

from dataclasses import dataclass
from datetime import datetime

from lifecycle.errors import BadInput
from lifecycle.monitor.stream import StreamSchema


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


def check_name(name: str) -> str:
    """Check the name of an initiative and give it with plain spaces.

    Raises:
        BadInput: it is empty or longer than 80 characters.

    """
    name = " ".join(name.split())
    if not 1 <= len(name) <= 80:
        raise BadInput(f"Give the initiative a name of at most 80 characters; this one has {len(name)}.")
    return name
