"""Who calls the API: every call carries a token."""

from typing import Annotated

from fastapi import Depends
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.concurrency import run_in_threadpool

from data import visitors
from data.runtime import running
from lifecycle.access import Principal
from server.api.problems import NeedsToken

ASK = "Send a valid token: Authorization: Bearer …. It may be missing, mistyped, expired or revoked."


async def _who(
    credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(HTTPBearer(auto_error=False))],
) -> Principal:
    who = await run_in_threadpool(visitors.of_token, running(), credentials.credentials) if credentials else None
    if who is None:
        raise NeedsToken(ASK)
    return who


Who = Annotated[Principal, Depends(_who)]
