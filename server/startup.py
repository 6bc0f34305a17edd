"""Start-up: open the store, play the demo at the very first start, warm what is heavy, and say meanwhile how far it is.

Streamlit would collect garbage after every rerun, which is more than half of what a rerun costs; it is told not to, and
a thread does it now and then. Importing the heavy libraries first and freezing what they leave behind keeps those
collections short: with 50 people the slowest reruns drop from seconds to milliseconds.
"""

import contextlib
import gc
import html
import logging
import os
import shutil
import sys
import threading
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from data import evaluations, runtime
from data.audit import SYSTEM
from data.opening import DATABASE
from data.runtime import Runtime
from data.store import Store
from lifecycle.audit import Act
from lifecycle.build import best_threshold, resampling
from lifecycle.errors import StoreProblem
from server import live

log = logging.getLogger("throughline")
TIDY = 10.0  # seconds between two collections of garbage


@dataclass
class Progress:
    """How far the start is. `problem` says why it cannot go on."""

    share: float = 0.0
    text: str = "Starting"
    problem: str = ""
    ready: threading.Event = field(default_factory=threading.Event)

    def report(self, share: float, text: str) -> None:
        """Say how far it is, on the start-up page and on the terminal."""
        if text.split(":")[0] != self.text.split(":")[0]:
            print(f"  {text.split(':')[0]} …", flush=True)
        self.share, self.text = share, text


progress = Progress()


@contextlib.asynccontextmanager
async def lifespan(app: Any) -> AsyncIterator[dict[str, Any]]:
    """Start beside the server, so that it answers at once; close the store when it stops."""
    os.environ.setdefault("DO_NOT_TRACK", "1")
    keep_compiled(Path(resampling.__file__).parent, runtime.home())
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(levelname)s %(message)s")
    starter = threading.Thread(target=_start, name="start-up", daemon=True)
    starter.start()
    ended = threading.Event()
    threading.Thread(target=tidy, args=(ended,), name="tidy", daemon=True).start()
    with live.ending_with_the_program():
        yield {}
    ended.set()
    with contextlib.suppress(StoreProblem):
        runtime.running().close()


def _start() -> None:
    """Do everything that has to be done before the first page."""
    try:
        warm_up()
        make_demo(runtime.home())
        progress.report(0.97, "Opening the store")
        opened = runtime.open_runtime(runtime.home(), log=log.error)
        opened.intake.warm()
        runtime.use(opened)
        evaluations.resume(opened.store, opened.jobs, Act(SYSTEM, opened.clock()))
        freeze()
    except StoreProblem as problem:
        progress.problem = str(problem)
        print(f"\n  Throughline cannot start.\n  {problem}\n", file=sys.stderr, flush=True)
        return
    except Exception as problem:
        log.exception("start-up failed")
        progress.problem = f"The start failed unexpectedly ({type(problem).__name__}). The log says more."
        return
    progress.report(1.0, "Ready")
    progress.ready.set()
    _announce(opened)


def _announce(opened: Runtime) -> None:
    """Print where to go, and the owner's link where the address is not this computer's own."""
    from streamlit import config

    address, port = config.get_option("server.address") or "0.0.0.0", config.get_option("server.port")  # noqa: S104
    local = address in ("127.0.0.1", "localhost", "::1")
    print(f"\n  Throughline is ready: http://{'127.0.0.1' if local else address}:{port}", flush=True)
    if not local or not opened.trust_local:
        print(f"  Owner's link, keep it to yourself: http://{address}:{port}/owner/{opened.owner_token}", flush=True)
    print(f"  The store is in {opened.store.home}\n", flush=True)
    if opened.store.lost:
        print(f"  ATTENTION. {opened.store.lost.sentence()}\n", file=sys.stderr, flush=True)


def make_demo(home: Path) -> None:
    """Make the demo at the very first start, aside, and put it in place when it is whole.

    THROUGHLINE_DEMO=off starts with an empty store.
    """
    off = os.environ.get("THROUGHLINE_DEMO", "on").lower() in ("off", "0", "no", "false")
    if off or (home / DATABASE).exists():
        return
    from data.demo import claims_story, strategy_story, telecom_story

    aside = home / "first-start"
    shutil.rmtree(aside, ignore_errors=True)
    store = Store(aside)
    try:
        goals = strategy_story.seed(store)
        telecom_story.seed(store, lambda share, text: progress.report(0.3 + 0.6 * share, text), goals["keep"])
        progress.report(0.9, "Demo: a workshop")
        claims_story.seed(store, goals["speed"])
    finally:
        store.close()
    (aside / DATABASE).rename(home / DATABASE)
    shutil.rmtree(aside)


def warm_up() -> None:
    """Import what is heavy and draw one chart, so that nobody's first page has to."""
    for share, name in ((0.05, "pandas"), (0.1, "sklearn.ensemble"), (0.15, "shap"), (0.2, "evidently")):
        progress.report(share, "Warming up")
        module = "evidently.legacy.calculations.stattests" if name == "evidently" else name
        __import__(module)
    from components.charts import theme

    theme.warm()
    best_threshold.warm()


def keep_compiled(code: Path, home: Path) -> None:
    """Keep what numba compiles beside the code, or in the store's folder where the code cannot be written to.

    NUMBA_CACHE_DIR names another folder. The processes that train inherit it.
    """
    if not os.access(code, os.W_OK):
        os.environ.setdefault("NUMBA_CACHE_DIR", str(home / "compiled"))


def freeze() -> None:
    """Collect garbage once and keep what is left out of later collections."""
    gc.collect()
    gc.freeze()


def tidy(ended: threading.Event) -> None:
    """Collect garbage now and then until the program ends."""
    while not ended.wait(TIDY):
        gc.collect()


class StartupMiddleware:
    """Answers every request while the program starts, so that nobody looks at an empty window."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass requests on once the program is ready."""
        if scope["type"] == "lifespan" or progress.ready.is_set():
            await self.app(scope, receive, send)
        elif scope["type"] == "http":
            await _answer(scope["path"])(scope, receive, send)
        else:
            await send({"type": "websocket.close", "code": 1013})


def _answer(path: str) -> Response:
    headers = {"retry-after": "2", "cache-control": "no-store"}
    if path == "/healthz" or path.startswith("/api"):
        status = "failed" if progress.problem else "starting"
        body = {"status": status, "progress": round(progress.share, 2), "detail": progress.problem or progress.text}
        return JSONResponse(body, 503, headers)
    return HTMLResponse(_page(), 503, headers)


def _page() -> str:
    """Draw the start-up page: what is being done and how far it is, or what is wrong."""
    problem, share = html.escape(progress.problem), round(progress.share * 100)
    refresh = "" if problem else '<meta http-equiv="refresh" content="1">'
    body = (
        f"<h1>Throughline cannot start</h1><p role='alert'>{problem}</p>"
        if problem
        else f"<h1>Throughline is starting</h1><p>{html.escape(progress.text)}</p>"
        f"<progress max='100' value='{share}' aria-label='Start-up'>{share} %</progress>"
        "<p><small>The first start makes a demo and takes about half a minute.</small></p>"
    )
    return f"""<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Throughline</title>{refresh}
<meta name="viewport" content="width=device-width, initial-scale=1"><style>
:root {{ color-scheme: light dark; }}
body {{ font: 16px/1.5 system-ui, sans-serif; max-width: 34rem; margin: 18vh auto; padding: 0 1.5rem; }}
h1 {{ font-size: 1.5rem; margin: 0 0 .5rem; }} progress {{ width: 100%; accent-color: #0f766e; }}
</style></head><body>{body}</body></html>"""
