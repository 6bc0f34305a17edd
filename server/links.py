"""Redeems links: the token becomes an HttpOnly cookie and leaves the address at once."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from data import grants
from data.runtime import running
from data.visitors import OWNER_COOKIE, VIEW_COOKIE, is_owner_token, owner_cookie
from lifecycle.access import Capability

OWNER_DAYS = 30
NO_STORE = {"cache-control": "no-store"}
GONE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Throughline</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><style>:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 34rem; margin: 18vh auto; padding: 0 1.5rem; }</style></head>
<body><h1>This link does not work</h1><p>It may have expired or been withdrawn, or the address is incomplete.
Ask whoever sent it for a new one.</p></body></html>"""


async def redeem_link(request: Request) -> Response:
    """Turn a share link into a viewer's cookie; unknown, expired and revoked links get the same answer."""
    runtime, token = running(), request.path_params["token"]
    grant = await run_in_threadpool(grants.by_token, runtime.store, token, runtime.clock())
    if grant is None or grant.capability is not Capability.VIEWER:
        return HTMLResponse(GONE, 404, NO_STORE)
    await run_in_threadpool(grants.count_use, runtime.store, grant, runtime.clock())
    left = int((grant.expires_at - runtime.clock()).total_seconds())
    answer = RedirectResponse("/", 303, NO_STORE)
    set_cookie(request, answer, VIEW_COOKIE, token, left)
    return answer


async def redeem_owner(request: Request) -> Response:
    """Turn the owner's link into the owner's cookie."""
    runtime = running()
    if not is_owner_token(runtime, request.path_params["token"]):
        return HTMLResponse(GONE, 404, NO_STORE)
    answer = RedirectResponse("/", 303, NO_STORE)
    answer.delete_cookie(VIEW_COOKIE)
    set_cookie(request, answer, OWNER_COOKIE, owner_cookie(runtime.owner_token), OWNER_DAYS * 24 * 3600)
    return answer


async def leave(request: Request) -> Response:
    """Leave a shared view: the owner who looked at it as its holder is the owner again."""
    answer = RedirectResponse("/", 303, NO_STORE)
    answer.delete_cookie(VIEW_COOKIE)
    return answer


def set_cookie(request: Request, answer: Response, name: str, value: str, seconds: int) -> None:
    """Set a cookie no script can read; only over HTTPS where the request came that way."""
    forwarded = request.headers.get("x-forwarded-proto", "")
    secure = request.url.scheme == "https" or forwarded == "https"
    answer.set_cookie(name, value, max_age=seconds, httponly=True, samesite="lax", secure=secure, path="/")


ROUTES = [
    Route("/s/{token}", redeem_link),
    Route("/owner/{token}", redeem_owner),
    Route("/leave", leave),
]
