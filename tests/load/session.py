"""A person at the program without a browser: one Streamlit session over its WebSocket."""

import asyncio
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode

import httpx2
from google.protobuf.message import DecodeError
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException
from websockets.typing import Origin, Subprotocol

from tests.load import widgets
from tests.load.page import Node, Page

PATIENCE = 60.0
ENDS = {ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY}


class Disconnected(ConnectionError):
    """The connection broke, or could not be made; whether a run went through is not known."""


class Gone(LookupError):
    """The fragment that was to run is no longer on the page; the program would not even answer."""


@dataclass(frozen=True)
class Rerun:
    """One run of the page or of a fragment: milliseconds from asking to the end, and the bytes that came."""

    milliseconds: float
    fragment: str
    bytes: int


class Session:
    """One person's session. Runs are asked for one after the other; each call returns when its run has ended."""

    def __init__(self, url: str, cookies: Mapping[str, str] | None = None, *, patience: float = PATIENCE) -> None:
        self.url, self.patience = url.rstrip("/"), patience
        self.cookies = dict(cookies or {})
        self.page = Page()
        self.reruns: list[Rerun] = []
        self.query, self.path, self.id = "", "", ""
        self.pages: dict[str, str] = {}
        self._values: dict[str, WidgetState] = {}
        self._pending: dict[str, dict[str, WidgetState]] = {}
        self._cache: dict[str, tuple[ForwardMsg, int]] = {}
        self._runs, self._oldest = 0, 2
        self._socket: ClientConnection | None = None
        self._reader: asyncio.Task[None] | None = None
        self._ended: asyncio.Future[None] | None = None
        self._started, self._bytes = False, 0
        self._turn = asyncio.Lock()

    @property
    def connected(self) -> bool:
        """Answer whether the connection stands, as far as this end knows."""
        return self._socket is not None

    async def redeem(self, client: httpx2.AsyncClient, path: str) -> str:
        """Open an address as a browser does, keep the cookies it sets, and give the text it leads to.

        Raises httpx2.HTTPStatusError when that is not a page.
        """
        for _ in range(5):
            answer = await client.get(f"{self.url}{path}", headers=self._cookie_header())
            self.cookies |= {name: value for name, value in answer.cookies.items() if value}
            client.cookies.clear()
            if not answer.is_redirect:
                break
            path = answer.headers["location"].removeprefix(self.url)
        self.path, _, self.query = path.lstrip("/").partition("?")
        answer.raise_for_status()
        return str(answer.text)

    async def open(self, path: str | None = None, query: str | None = None) -> Rerun:
        """Open a page by its address: connect, and run it for the first time."""
        self.path = self.path if path is None else path.strip("/")
        self.query = self.query if query is None else query
        await self.close()
        self.page, self.id = Page(), ""
        self._values, self._pending = {}, {}
        begun = time.perf_counter()
        await self._connect()
        return await self._run([], begun=begun)

    async def reconnect(self) -> Rerun:
        """Come back after the connection broke, with everything the browser still knows; the page runs again."""
        await self.close()
        begun = time.perf_counter()
        await self._connect()
        return await self._run([], begun=begun)

    async def rerun(self, fragment: str = "") -> Rerun:
        """Run the page, or one of its fragments, again."""
        return await self._run([], fragment)

    async def fill(self, label: str, value: Any, *kinds: str) -> Rerun | None:
        """Change the value of a widget; inside a form nothing runs until it is submitted."""
        node = self.page.find(label, *(kinds or widgets.VALUED))
        self._hold(node, value)
        return None if node.form else await self._run([], node.fragment)

    async def answer(self, node: Node, value: Any) -> Rerun:
        """Change the value of a widget outside of forms that was found before."""
        self._hold(node, value)
        return await self._run([], node.fragment, pressed=node)

    async def click(self, label: str) -> Rerun:
        """Press a button, or follow a link to another page of the program."""
        node = self.page.find(label, *widgets.BUTTONS, "page_link")
        return await self.press(node)

    async def press(self, node: Node) -> Rerun:
        """Press a button found before; a button in a form submits it."""
        if node.kind == "page_link":
            return await self._leave_for(node.proto.page_script_hash, node.proto.query_string)
        submits = node.kind == "button" and node.proto.is_form_submitter
        if submits:
            self._values |= self._pending.pop(node.form, {})
            if self.page.clears(node.form):
                self._empty(node.form)
        return await self._run([widgets.pressed(node.proto)], node.fragment, pressed=node)

    async def submit(self, button: str, values: Mapping[str, Any]) -> Rerun:
        """Fill in fields of a form by their labels and press its button."""
        node = self.page.find(button, "button")
        for label, value in values.items():
            within = [each for each in self.page.all(label, *widgets.VALUED) if each.form == node.form]
            if not within:
                raise LookupError(f"no field {label!r} in the form of {button!r}")
            self._hold(within[0], value)
        return await self.press(node)

    async def trigger(self, component: Node, event: str, value: Any) -> Rerun:
        """Do what a custom component does with `setTriggerValue`; its fragment runs."""
        return await self._run([widgets.triggered(component.proto, event, value)], component.fragment)

    async def go(self, path: str, query: str = "") -> Rerun:
        """Go to another page of the program by its name, within the same session."""
        if path not in self.pages:
            raise LookupError(f"no page {path!r}; there are {sorted(self.pages)}")
        return await self._leave_for(self.pages[path], query)

    def value(self, label: str, *kinds: str) -> Any:
        """Read what a widget holds: what was typed last, or what it was drawn with."""
        return self.held(self.page.find(label, *(kinds or widgets.VALUED)))

    def held(self, node: Node) -> Any:
        """Read what a widget found before holds."""
        held = self._pending.get(node.form, {}).get(node.proto.id) or self._values.get(node.proto.id)
        which = held.WhichOneof("value") if held else None
        if held is None or which is None:
            return None if held else widgets.read(node.kind, node.proto)
        found = getattr(held, which)
        return list(found.data) if which.endswith("array_value") else found

    async def close(self) -> None:
        """Close the connection, as a browser does when its tab is closed."""
        socket, reader, self._socket, self._reader = self._socket, self._reader, None, None
        if socket is not None:
            with suppress(WebSocketException, OSError):
                await socket.close()
        if reader is not None:
            await reader

    async def drop(self) -> None:
        """Break the connection off without a word, as a phone does that falls asleep."""
        if self._socket is not None:
            self._socket.transport.abort()
        await self.close()

    async def _connect(self) -> None:
        offered = [
            Subprotocol(word) for word in ("streamlit", "PLACEHOLDER_AUTH_TOKEN", *([self.id] if self.id else []))
        ]
        try:
            self._socket = await connect(
                f"{self.url.replace('http', 'ws', 1)}/_stcore/stream",
                origin=Origin(self.url),
                subprotocols=offered,
                additional_headers=self._cookie_header(),
                max_size=None,
                max_queue=None,
                proxy=None,
                open_timeout=self.patience,
            )
        except (WebSocketException, OSError) as problem:
            raise Disconnected(f"cannot connect: {problem}") from problem
        self._cache = {}
        self._reader = asyncio.create_task(self._read(self._socket))

    async def _run(
        self,
        triggers: list[WidgetState],
        fragment: str = "",
        *,
        page: str | None = None,
        begun: float | None = None,
        pressed: Node | None = None,
    ) -> Rerun:
        """Ask for a run and wait for its end.

        Raises Disconnected when the connection breaks before, TimeoutError when no end comes, Gone when the run
        before took the fragment, or the button to press, off the page.
        """
        async with self._turn:
            if self._socket is None:
                raise Disconnected("not connected")
            if fragment and not any(node.fragment == fragment for node in self.page.nodes.values()):
                raise Gone("the fragment is no longer on the page")
            if pressed and not any(node.proto.id == pressed.proto.id for node in self.page.elements(pressed.kind)):
                raise Gone("the button is no longer on the page")
            asked = BackMsg()
            state = asked.rerun_script
            state.query_string, state.fragment_id = self.query, fragment
            state.page_script_hash = page or self.page.script
            state.page_name = "" if state.page_script_hash else self.path
            state.widget_states.widgets.extend([*self._values.values(), *triggers])
            state.cached_message_hashes.extend(self._cache)
            state.context_info.url = f"{self.url}/{self.path}"
            self._started, self._bytes = False, 0
            self._ended = asyncio.get_running_loop().create_future()
            start = time.perf_counter() if begun is None else begun
            try:
                await self._socket.send(asked.SerializeToString())
                await asyncio.wait_for(self._ended, self.patience)
            except WebSocketException as problem:
                raise Disconnected(f"the connection broke: {problem}") from problem
            finally:
                self._ended = None
            self._know_widgets()
            self.reruns.append(Rerun((time.perf_counter() - start) * 1000, fragment, self._bytes))
            return self.reruns[-1]

    async def _leave_for(self, script: str, query: str) -> Rerun:
        """Go to another page; what is known of the widgets of the one left is forgotten."""
        self.query = query.lstrip("?")
        stay = {node.proto.id for node in self.page.elements(*widgets.VALUED) if node.script == self.page.main}
        self._values = {key: value for key, value in self._values.items() if key in stay}
        return await self._run([], page=script)

    async def _read(self, socket: ClientConnection) -> None:
        """Take messages as they come, until the connection ends."""
        problem: Exception = Disconnected("the connection was closed")
        try:
            async for data in socket:
                assert isinstance(data, bytes)
                self._bytes += len(data)
                self._take(ForwardMsg.FromString(data))
        except (WebSocketException, OSError) as broken:
            problem = Disconnected(f"the connection broke: {broken}")
        except (DecodeError, LookupError, ValueError) as wrong:  # a message this driver does not understand
            problem = wrong
        if self._socket is socket:
            self._socket = None
        if self._ended is not None and not self._ended.done():
            self._ended.set_exception(problem)

    def _take(self, msg: ForwardMsg) -> None:
        """Understand one message. Whatever comes before the new run began belongs to the one before it."""
        msg = self._known(msg)
        which = msg.WhichOneof("type")
        if which == "delta":
            self.page.take(msg)
        elif which == "new_session":
            self._started = True
            self.id = msg.new_session.initialize.session_id or self.id
            self._oldest = msg.new_session.config.max_cached_message_age or self._oldest
            self.page.start(msg)
        elif which == "script_finished":
            if msg.script_finished in ENDS:
                self.page.finish(msg)
                self._forget_messages(set(msg.metadata.run.fragment_ids))
            over = self._started and msg.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN
            if over and self._ended is not None and not self._ended.done():
                self._ended.set_result(None)
        elif which == "navigation":
            self.page.script = msg.navigation.page_script_hash
            self.pages = {each.url_pathname: each.page_script_hash for each in msg.navigation.app_pages}
        elif which == "page_info_changed":
            self.query = msg.page_info_changed.query_string

    def _known(self, msg: ForwardMsg) -> ForwardMsg:
        """Keep large messages, and put the one kept in place of a reference to it."""
        if msg.WhichOneof("type") == "ref_hash":
            kept, _ = self._cache[msg.ref_hash]
            self._cache[msg.ref_hash] = (kept, self._runs)
            again = ForwardMsg()
            again.CopyFrom(kept)
            again.metadata.CopyFrom(msg.metadata)
            return again
        if msg.metadata.cacheable:
            self._cache[msg.hash] = (msg, self._runs)
        return msg

    def _forget_messages(self, fragments: set[str]) -> None:
        """Forget messages no run has used for a while; the run of a fragment judges its own ones only."""
        self._runs += 1
        self._cache = {
            key: (kept, used)
            for key, (kept, used) in self._cache.items()
            if (fragments and kept.delta.fragment_id not in fragments) or self._runs - used <= self._oldest
        }

    def _know_widgets(self) -> None:
        """Hold the value of every widget on the page, as a browser does, and of no other."""
        there = set()
        for node in self.page.elements(*widgets.WIDGETS):
            there.add(node.proto.id)
            drawn = widgets.shown(node.kind, node.proto)
            set_now = getattr(node.proto, "set_value", False) and node.run == self.page.run
            if set_now:
                self._pending.get(node.form, {}).pop(node.proto.id, None)
            if drawn is not None and (set_now or node.proto.id not in self._values):
                self._values[node.proto.id] = drawn
        self._values = {key: value for key, value in self._values.items() if key in there}

    def _hold(self, node: Node, value: Any) -> None:
        """Put a value into a widget: at once outside of forms, kept aside within one."""
        held = self._pending.setdefault(node.form, {}) if node.form else self._values
        held[node.proto.id] = widgets.state(node.kind, node.proto, value)
        if key := getattr(node.proto, "query_param_key", ""):
            self._write_address(key, node, value)

    def _empty(self, form: str) -> None:
        """Show the fields of a submitted form with their defaults again; they count when it is submitted next."""
        for node in self.page.elements(*widgets.VALUED):
            if node.form == form:
                value = widgets.default(node.kind, node.proto)
                self._pending.setdefault(form, {})[node.proto.id] = widgets.state(node.kind, node.proto, value)

    def _write_address(self, key: str, node: Node, value: Any) -> None:
        """Write the value of a widget bound to the address there; a default is left out."""
        rest = [(name, held) for name, held in parse_qsl(self.query) if name != key]
        default = value == widgets.default(node.kind, node.proto)
        self.query = urlencode(rest if default else [*rest, (key, str(value))])

    def _cookie_header(self) -> dict[str, str]:
        pairs = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return {"Cookie": pairs} if pairs else {}
