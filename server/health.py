"""Health, for whoever watches the program: JSON, and only good when the store answers."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from data.codec import first
from data.runtime import running
from data.store import Store
from lifecycle.errors import ThroughlineError


async def healthz(request: Request) -> JSONResponse:
    """Answer 200 when a question to the store is answered, 503 otherwise."""
    try:
        store = running().store
        changes = await run_in_threadpool(_ask, store)
    except (ThroughlineError, OSError) as problem:
        return JSONResponse({"status": "failed", "detail": str(problem)}, 503, {"cache-control": "no-store"})
    body = {"status": "ok", "store": "ok", "changes": changes, "log_set_aside": store.lost is not None}
    return JSONResponse(body, headers={"cache-control": "no-store"})


def _ask(store: Store) -> int:
    with store.read() as cursor:
        row = first(cursor.execute("SELECT count(*) FROM audit").fetchall())
    return int(row[0]) if row else 0


ROUTES = [Route("/healthz", healthz)]
