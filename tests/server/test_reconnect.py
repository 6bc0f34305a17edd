"""The first run on a connection is one of the whole page; everything else passes as it came."""

import asyncio
from typing import Any

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg

from server.reconnect import ReconnectMiddleware, whole_page


def run(fragment: str = "", text: str = "typed") -> bytes:
    """Ask for a run, with something typed and a button pressed."""
    message = BackMsg()
    message.rerun_script.query_string = "initiative=mine"
    message.rerun_script.page_script_hash = "page"
    message.rerun_script.fragment_id = fragment
    message.rerun_script.widget_states.widgets.add(id="note", string_value=text)
    message.rerun_script.widget_states.widgets.add(id="send", trigger_value=True)
    return message.SerializeToString()


def heartbeat() -> bytes:
    message = BackMsg()
    message.app_heartbeat = True
    return message.SerializeToString()


def passed(*messages: dict[str, Any], kind: str = "websocket") -> list[dict[str, Any]]:
    """Send messages through the middleware; gives what arrives."""
    waiting, arrived = list(messages), []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        for _ in messages:
            arrived.append(await receive())

    async def receive() -> dict[str, Any]:
        return waiting.pop(0)

    async def send(message: Any) -> None:
        raise AssertionError("nothing is answered here")

    asyncio.run(ReconnectMiddleware(app)({"type": kind}, receive, send))
    return arrived


def sent(content: bytes) -> dict[str, Any]:
    return {"type": "websocket.receive", "bytes": content}


def test_the_first_run_is_one_of_the_whole_page_and_keeps_what_was_entered() -> None:
    (arrived,) = passed(sent(run("a fragment")))
    assert arrived == sent(run(""))


def test_later_runs_of_a_fragment_stay_runs_of_a_fragment() -> None:
    messages = [sent(run("")), sent(run("one")), sent(run("two"))]
    assert passed(*messages) == messages
    assert passed(*reversed(messages)) == [sent(run("")), sent(run("one")), sent(run(""))]


def test_what_comes_before_the_first_run_does_not_count_as_one() -> None:
    arrived = passed({"type": "websocket.connect"}, sent(heartbeat()), sent(run("a fragment")), sent(run("another")))
    assert arrived == [{"type": "websocket.connect"}, sent(heartbeat()), sent(run("")), sent(run("another"))]


@pytest.mark.parametrize("content", [b"\xff\xff\xff", b"\x00", "text"])
def test_what_is_no_message_passes_as_it_came(content: bytes | str) -> None:
    message = {"type": "websocket.receive", "bytes" if isinstance(content, bytes) else "text": content}
    assert passed(message, {"type": "websocket.disconnect"}) == [message, {"type": "websocket.disconnect"}]


def test_requests_that_are_no_connection_of_a_page_pass_as_they_came() -> None:
    messages = [{"type": "http.request", "bytes": run("a fragment")}]
    assert passed(*messages, kind="http") == messages


def test_a_run_without_a_fragment_is_not_written_anew() -> None:
    content = run("")
    assert whole_page(content) == (content, True)
    assert whole_page(content)[0] is content
