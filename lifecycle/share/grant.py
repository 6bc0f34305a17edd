"""Grants: what a link or a token lets somebody do, until when. Only the hash of a token is ever kept."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from lifecycle.access import Capability, Principal
from lifecycle.errors import BadInput
from lifecycle.ids import sha256

DEFAULT_DAYS = 14
MOST_DAYS = 90
TOKEN_BYTES = 32


@dataclass(frozen=True)
class Grant:
    """A link (viewer) or a sending token (ingest) for one initiative, or one stream of it."""

    id: str
    capability: Capability
    label: str
    initiative_id: str
    stream_id: str | None
    token_hash: str
    made_at: datetime
    expires_at: datetime
    revoked_at: datetime | None = None

    def state(self, now: datetime) -> str:
        """Say active, expired or revoked."""
        return "revoked" if self.revoked_at else "expired" if now >= self.expires_at else "active"

    def principal(self) -> Principal:
        """Give who comes in by it."""
        name = f"Link: {self.label}" if self.capability is Capability.VIEWER else f"Token: {self.label}"
        return Principal(self.id, name, self.capability, self.initiative_id, self.stream_id, self.id)


def new_token() -> str:
    """Make a random token of 256 bits, safe in an address."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def token_hash(token: str) -> str:
    """Hash a token as it is kept and looked up."""
    return sha256(token)


def expiry(now: datetime, days: int) -> datetime:
    """Give when a grant made now ends.

    Raises:
        BadInput: it would last less than a day or more than 90.

    """
    if not 1 <= days <= MOST_DAYS:
        raise BadInput(f"A link lasts 1 to {MOST_DAYS} days, not {days}.")
    return now + timedelta(days=days)


def check_label(label: str) -> str:
    """Check that a grant says for whom it is.

    Raises:
        BadInput: the label is empty or longer than 80 characters.

    """
    label = " ".join(label.split())
    if not 1 <= len(label) <= 80:
        raise BadInput("Say for whom the link is, in at most 80 characters: it is shown on the page and in the log.")
    return label
