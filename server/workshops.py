"""Joins a workshop: the code on the projector becomes a seat's cookie, the same one after a reload or a restart."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from data import seats, workshops
from data.runtime import running
from data.visitors import SEAT_COOKIE
from lifecycle.envision.workshop.code import LENGTH
from lifecycle.errors import BadInput, NotFound
from lifecycle.share.grant import new_token
from server.links import NO_STORE, set_cookie

SEAT_DAYS = 60
UNKNOWN = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Throughline</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><style>:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 34rem; margin: 18vh auto; padding: 0 1.5rem; }</style></head>
<body><h1>No workshop has this code</h1><p>A code has six letters and digits, such as KMT-4XQ. Check it letter by letter
on the projector, or <a href="/seat">type it in</a>.</p></body></html>"""


async def join(request: Request) -> Response:
    """Hand out the cookie of a seat and lead on to the page that asks for a name; who sits already keeps the seat."""
    store = running().store
    try:
        workshop = await run_in_threadpool(workshops.by_code, store, request.path_params["code"][: 4 * LENGTH])
    except (BadInput, NotFound):
        return HTMLResponse(UNKNOWN, 404, NO_STORE)
    token = request.cookies.get(SEAT_COOKIE) or new_token()
    seat = await run_in_threadpool(seats.seat_of, store, token)
    if seat and seat.workshop_id != workshop.id:
        token = new_token()
    answer = RedirectResponse(f"/seat?code={workshop.code}", 303, NO_STORE)
    set_cookie(request, answer, SEAT_COOKIE, token, SEAT_DAYS * 24 * 3600)
    return answer


ROUTES = [Route("/w/{code}", join)]
