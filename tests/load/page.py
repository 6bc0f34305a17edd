"""What a browser knows of a page: the elements by their place, kept as the messages of the runs come in."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from tests.load import widgets

Place = tuple[int, ...]
SAID = {
    "markdown": "body",
    "text": "body",
    "alert": "body",
    "toast": "body",
    "heading": "body",
    "code": "code_text",
    "exception": "message",
    "html": "body",
}


@dataclass(frozen=True)
class Node:
    """An element or a block (containers, forms, dialogs) at its place, with the fragment and the run it came in."""

    place: Place
    kind: str
    block: bool
    proto: Any
    fragment: str
    run: str
    script: str

    @property
    def label(self) -> str:
        """The label people see; empty where there is none."""
        return str(getattr(self.proto, "label", ""))

    @property
    def form(self) -> str:
        """The id of the form a widget stands in; empty outside of forms."""
        return str(getattr(self.proto, "form_id", ""))

    @property
    def data(self) -> Any:
        """What the program hands a custom component; None when it is nothing."""
        carried = {"json": lambda: self.proto.json, "mixed": lambda: self.proto.mixed.json}
        which = self.proto.WhichOneof("data")
        return json.loads(carried[which]()) if which in carried else None


class Page:
    """The elements of one session's page."""

    def __init__(self) -> None:
        self.nodes: dict[Place, Node] = {}
        self.run = ""
        self.main = ""
        self.script = ""

    def start(self, msg: ForwardMsg) -> None:
        """Begin a run: another page takes the elements of the one before away at once."""
        told = msg.new_session
        self.run, self.main = msg.metadata.run.script_run_id, told.main_script_hash
        if not msg.metadata.run.fragment_ids and told.page_script_hash != self.script:
            self.script = told.page_script_hash
            self.nodes = {place: node for place, node in self.nodes.items() if node.script == self.main}

    def take(self, msg: ForwardMsg) -> None:
        """Put an element or a block at its place; what is drawn for a moment only (spinners) is left out."""
        delta, place = msg.delta, tuple(msg.metadata.delta_path)
        which = delta.WhichOneof("type")
        if which not in ("new_element", "add_block"):
            return
        block = which == "add_block"
        holder = delta.add_block if block else delta.new_element
        kind = holder.WhichOneof("type") or "vertical"
        before = self.nodes.get(place)
        if before is not None and before.block and not (block and before.kind == kind):
            self._clear(place)
        proto = getattr(holder, kind)
        self.nodes[place] = Node(
            place, kind, block, proto, delta.fragment_id, self.run, msg.metadata.active_script_hash
        )

    def finish(self, msg: ForwardMsg) -> None:
        """End a run: what it, or the fragments it ran, did not draw again goes away."""
        run, fragments = msg.metadata.run.script_run_id, set(msg.metadata.run.fragment_ids)
        if not fragments and run != self.run:
            return
        gone = {
            node.place
            for node in self.nodes.values()
            if node.run != run and (not fragments or node.fragment in fragments)
        }
        self.nodes = {
            place: node
            for place, node in self.nodes.items()
            if not any(place[:length] in gone for length in range(2, len(place) + 1))
        }

    def elements(self, *kinds: str) -> Iterator[Node]:
        """Give the elements of some kinds, or all, in the order they stand on the page."""
        for place in sorted(self.nodes):
            node = self.nodes[place]
            if not node.block and (not kinds or node.kind in kinds):
                yield node

    def all(self, label: str, *kinds: str) -> list[Node]:
        """Give the widgets with a label, in the order they stand on the page."""
        return [node for node in self.elements(*(kinds or (*widgets.WIDGETS, "page_link"))) if node.label == label]

    def has(self, label: str, *kinds: str) -> bool:
        """Answer whether there is a widget with a label."""
        return bool(self.all(label, *kinds))

    def find(self, label: str, *kinds: str) -> Node:
        """Find the widget with a label, the first of several.

        Raises LookupError with the labels there are.
        """
        found = self.all(label, *kinds)
        if not found:
            there = [f"{node.kind} {node.label!r}" for node in self.elements(*widgets.WIDGETS) if node.label]
            raise LookupError(f"no {' or '.join(kinds) or 'widget'} {label!r} here; there are {', '.join(there)}")
        return found[0]

    def component(self, name: str) -> Node:
        """Find a custom component by its registered name.

        Raises LookupError with the names there are.
        """
        found = {node.proto.component_name: node for node in self.elements(widgets.COMPONENT)}
        if name not in found:
            raise LookupError(f"no component {name!r} here; there are {sorted(found)}")
        return found[name]

    def texts(self, *kinds: str) -> list[str]:
        """Give what stands on the page as text, in order."""
        return [str(getattr(node.proto, SAID[node.kind])) for node in self.elements(*(kinds or SAID))]

    def says(self, words: str, *kinds: str) -> bool:
        """Answer whether some words stand on the page."""
        return any(words in text for text in self.texts(*kinds))

    def clears(self, form: str) -> bool:
        """Answer whether a form empties itself when it is submitted."""
        blocks = (node.proto for node in self.nodes.values() if node.block and node.kind == "form")
        return any(block.form_id == form and block.clear_on_submit for block in blocks)

    def _clear(self, place: Place) -> None:
        depth = len(place)
        self.nodes = {at: node for at, node in self.nodes.items() if len(at) <= depth or at[:depth] != place}
