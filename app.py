"""The server: `streamlit run app.py`. Pages run inside pages/frame.py, whichever address is opened first."""

import os
import sys
from pathlib import Path

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")  # threads of numeric libraries wait without spinning

ROOT = Path(__file__).resolve().parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

import streamlit as st  # noqa: E402
from starlette.middleware import Middleware  # noqa: E402
from starlette.routing import Mount  # noqa: E402

from server import health, links, live, workshops  # noqa: E402
from server.api import api  # noqa: E402
from server.errors import show_problem  # noqa: E402
from server.headers import HeadersMiddleware  # noqa: E402
from server.identity import IdentityMiddleware  # noqa: E402
from server.reconnect import ReconnectMiddleware  # noqa: E402
from server.startup import StartupMiddleware, lifespan  # noqa: E402
from server.static_files import StaticFilesMiddleware  # noqa: E402

app = st.App(
    ROOT / "pages" / "frame.py",
    lifespan=lifespan,
    routes=[*health.ROUTES, *links.ROUTES, *workshops.ROUTES, *live.ROUTES, Mount("/api", api)],
    middleware=[
        Middleware(HeadersMiddleware),
        Middleware(StartupMiddleware),
        Middleware(StaticFilesMiddleware),
        Middleware(IdentityMiddleware),
        Middleware(ReconnectMiddleware),
    ],
    on_script_error=show_problem,
)
