"""Marks requests that come from this computer, and takes the mark off all others."""

import ipaddress

from starlette.types import ASGIApp, Receive, Scope, Send

from data.runtime import Runtime, running
from data.visitors import LOCAL_HEADER
from lifecycle.errors import StoreProblem

FORWARDED = {b"forwarded", b"x-forwarded-for", b"x-forwarded-host", b"x-real-ip", b"via"}


class IdentityMiddleware:
    """Adds a header only this process can make to local requests; nobody can send it from outside."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with its own mark, or none."""
        if scope["type"] in ("http", "websocket"):
            name = LOCAL_HEADER.encode()
            headers = [(key, value) for key, value in scope["headers"] if key.lower() != name]
            runtime = _runtime()
            if runtime and runtime.trust_local and is_local(scope):
                headers.append((name, runtime.local_mark.encode()))
            scope = {**scope, "headers": headers}
        await self.app(scope, receive, send)


def is_local(scope: Scope) -> bool:
    """Answer whether a request was made on this computer, for this computer, through no proxy.

    Both ends are loopback addresses, the Host is a loopback name (a page elsewhere that rebinds its own name to
    127.0.0.1 has another one), and no header says that it was forwarded.
    """
    headers = {key.lower(): value.decode("latin-1") for key, value in scope["headers"]}
    client, server = scope.get("client"), scope.get("server")
    if not client or not server or FORWARDED & set(headers):
        return False
    return _is_loopback(client[0]) and _is_loopback(server[0]) and _is_loopback_host(headers.get(b"host", ""))


def _is_loopback(address: str | None) -> bool:
    try:
        return ipaddress.ip_address(address or "").is_loopback
    except ValueError:
        return address == "localhost"


def _is_loopback_host(host: str) -> bool:
    name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
    return name == "localhost" or _is_loopback(name.strip("[]"))


def _runtime() -> Runtime | None:
    try:
        return running()
    except StoreProblem:
        return None
