"""Who a request or a page belongs to: the owner of this computer, the cookie of an owner, a link or a seat, a token."""

import hmac
from collections.abc import Mapping

from data import grants, seats
from data.runtime import Runtime
from lifecycle.access import NOBODY, Capability, Principal
from lifecycle.ids import sha256

OWNER_COOKIE = "throughline_owner"
VIEW_COOKIE = "throughline_view"
SEAT_COOKIE = "throughline_seat"
LOCAL_HEADER = "x-throughline-local"


def owner_cookie(token: str) -> str:
    """Derive the cookie an owner link leaves behind: knowing it does not give the token away."""
    return sha256(f"throughline owner cookie {token}")


def is_owner_token(runtime: Runtime, token: str) -> bool:
    """Compare a token with the owner's in constant time."""
    return hmac.compare_digest(token.encode(), runtime.owner_token.encode())


def of_page(runtime: Runtime, headers: Mapping[str, str], cookies: Mapping[str, str]) -> Principal:
    """Say who looks at a page. A link's cookie comes first: whoever opened a link sees what its holder sees.

    A link that is unknown, expired or revoked is nobody, in the same way. A seat in a workshop comes last: an owner who
    takes a seat to try it stays the owner, and is a participant on the page that asks `seated`.
    """
    if token := cookies.get(VIEW_COOKIE):
        grant = grants.by_token(runtime.store, token, runtime.clock())
        return grant.principal() if grant and grant.capability is Capability.VIEWER else NOBODY
    if hmac.compare_digest(cookies.get(OWNER_COOKIE, "").encode(), owner_cookie(runtime.owner_token).encode()):
        return Principal("owner", "Owner", Capability.OWNER)
    marked = hmac.compare_digest(headers.get(LOCAL_HEADER, "").encode(), runtime.local_mark.encode())
    if marked:
        return Principal("local", "Owner (this computer)", Capability.OWNER)
    return seated(runtime, cookies) or NOBODY


def seated(runtime: Runtime, cookies: Mapping[str, str]) -> Principal | None:
    """Say who sits in a workshop by their cookie, whatever else they may be; None where nobody does."""
    seat = seats.seat_of(runtime.store, token) if (token := cookies.get(SEAT_COOKIE)) else None
    return seat.principal() if seat else None


def of_token(runtime: Runtime, token: str) -> Principal | None:
    """Say who sends a token with a request: the owner, the holder of a grant, or None."""
    if is_owner_token(runtime, token):
        return Principal("owner", "Owner (token)", Capability.OWNER)
    grant = grants.by_token(runtime.store, token, runtime.clock())
    return grant.principal() if grant else None
