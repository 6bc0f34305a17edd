"""Keeps what somebody does first after the server came back, or after a long sleep, from being dropped in silence.

A browser whose connection broke connects again by itself, but the session it had may be gone, and with it every
fragment. Streamlit then ignores a message that asks for a fragment: a note sent from one would be lost, and its author
told nothing. So the first run that is asked for on a connection is always one of the whole page; the message holds
what was entered and pressed, and the page handles it as it always does.
"""

from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg


class ReconnectMiddleware:
    """Makes the first run on every connection one of the whole page."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on; of a page's connection the first request for a run without its fragment."""
        if scope["type"] != "websocket":
            await self.app(scope, receive, send)
            return
        asked = False

        async def receive_whole() -> Message:
            nonlocal asked
            message = await receive()
            if not asked and message.get("bytes"):
                whole, asked = whole_page(message["bytes"])
                return {**message, "bytes": whole}
            return message

        await self.app(scope, receive_whole, send)


def whole_page(sent: bytes) -> tuple[bytes, bool]:
    """Take the fragment off a request for a run; answers too whether it was such a request."""
    message = BackMsg()
    try:
        message.ParseFromString(sent)
    except Exception:  # noqa: BLE001 - what is no message is the page's to refuse
        return sent, False
    if message.WhichOneof("type") != "rerun_script":
        return sent, False
    if not message.rerun_script.fragment_id:
        return sent, True
    message.rerun_script.fragment_id = ""
    return message.SerializeToString(), True
