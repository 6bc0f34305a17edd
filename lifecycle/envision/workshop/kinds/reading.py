"""Reads what a browser sent: nothing in a body is trusted before it went through here."""

from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any

from lifecycle.envision.workshop.entries import Body
from lifecycle.errors import BadInput

LONGEST = 10_000
LONGEST_ID = 64


def text(body: Body, key: str, what: str, most: int = LONGEST) -> str:
    """Read a text of 1 to `most` characters, kept exactly as it was typed."""
    found = body.get(key)
    if not isinstance(found, str):
        raise BadInput(f"{what} is missing.")
    if not found.strip():
        raise BadInput(f"{what} is empty. Write something first.")
    return _kept(found, what, most)


def maybe_text(body: Body, key: str, what: str, most: int = LONGEST) -> str:
    """Read a text that may be left out."""
    found = body.get(key)
    if found is None or found == "":
        return ""
    if not isinstance(found, str):
        raise BadInput(f"{what} is not a text.")
    return _kept(found, what, most)


def _kept(found: str, what: str, most: int) -> str:
    if len(found) > most:
        raise BadInput(f"{what} has {len(found):,} characters; at most {most:,} fit.")
    if any("\ud800" <= letter <= "\udfff" for letter in found):
        raise BadInput(f"{what} holds half a character, which cannot be stored. Paste it again.")
    return found


def identifier(body: Body, key: str, what: str) -> str:
    """Read the identifier of something."""
    found = body.get(key)
    if not is_identifier(found):
        raise BadInput(f"{what} is not named.")
    return str(found)


def is_identifier(found: object) -> bool:
    """Answer whether something names a thing: 1 to 64 printable ASCII characters."""
    return isinstance(found, str) and 1 <= len(found) <= LONGEST_ID and found.isascii() and found.isprintable()


def identifiers(body: Body, key: str, what: str) -> list[str]:
    """Read a list of identifiers, each once, in their order."""
    found = body.get(key)
    if not isinstance(found, list | tuple) or not found:
        raise BadInput(f"{what} are not named.")
    return list(dict.fromkeys(identifier({"one": one}, "one", what) for one in found))


def whole(body: Body, key: str, what: str, low: int, high: int) -> int:
    """Read a whole number between two limits."""
    found = body.get(key)
    if type(found) is not int or not low <= found <= high:
        raise BadInput(f"{what} is a whole number from {low} to {high}.")
    return found


def flag(body: Body, key: str, what: str) -> bool:
    """Read a yes or a no."""
    found = body.get(key)
    if type(found) is not bool:
        raise BadInput(f"{what} is yes or no.")
    return found


def choice(body: Body, key: str, what: str, allowed: Collection[str]) -> str:
    """Read one of several words."""
    found = body.get(key)
    if not isinstance(found, str) or found not in allowed:
        raise BadInput(f"{what} is one of {', '.join(allowed)}.")
    return str(found)


def moment(body: Body, key: str, what: str) -> datetime | None:
    """Read a time with its zone; None where there is none."""
    found = body.get(key)
    if found is None:
        return None
    try:
        read = datetime.fromisoformat(found)
        if read.tzinfo is None:
            raise BadInput(f"{what} needs its time zone.")
        return read.astimezone(UTC)
    except (TypeError, ValueError, OverflowError):
        raise BadInput(f"{what} cannot be read as a time.") from None


def only(body: Body, key: str) -> Any:
    """Give what stands under a key, unread."""
    return body.get(key)
