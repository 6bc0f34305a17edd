"""Identifiers the program makes: time-ordered UUIDs, short readable slugs, content hashes."""

import hashlib
import json
import re
import unicodedata
from typing import Any

from uuid6 import uuid7

JSON = Any


def new_id() -> str:
    """Make a new UUIDv7: unique, and sorting by the time it was made."""
    return str(uuid7())


def slug(name: str) -> str:
    """Make the readable part of an address from a name.

    >>> slug("Motor-claims: Triäge №1")
    'motor-claims-triage-no1'
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:60].rstrip("-") or "initiative"


def canonical(value: JSON) -> str:
    """Write a JSON value in the one way that is hashed and compared."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def sha256(content: bytes | str) -> str:
    """Hash content as 64 hexadecimal digits."""
    return hashlib.sha256(content.encode() if isinstance(content, str) else content).hexdigest()
