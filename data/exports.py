"""Canvas and contracts out of the store as files, and a canvas back into it."""

import json

from data import canvases, contracts, initiatives
from data.store import Store
from lifecycle.access import Principal, check_work_in
from lifecycle.audit import Act
from lifecycle.contract import Version
from lifecycle.envision.canvas import fields
from lifecycle.envision.exports import canvas_json, canvas_markdown, read_canvas
from lifecycle.errors import Conflict


def as_json(store: Store, act: Act, initiative_id: str) -> str:
    """Export the canvas with every version of its contract as JSON that can be read back."""
    name, draft, versions = _read(store, act.who, initiative_id)
    return json.dumps(canvas_json(name, draft.values, versions, act.at), indent=2, ensure_ascii=False)


def as_markdown(store: Store, act: Act, initiative_id: str) -> str:
    """Export the canvas with every version of its contract to be read."""
    name, draft, versions = _read(store, act.who, initiative_id)
    return canvas_markdown(name, draft.values, versions, act.at)


def _read(store: Store, who: Principal, initiative_id: str) -> tuple[str, canvases.Draft, list[Version]]:
    check_work_in(who, initiative_id)
    with store.read() as cursor:
        found = initiatives.find(cursor, initiative_id)
        return found.name, canvases.current(cursor, found.id), contracts.versions(cursor, found.id)


def read_back(store: Store, act: Act, initiative_id: str, text: str) -> list[str]:
    """Put a canvas from a file in the place of the present one, as one edit that can be undone.

    Returns the labels of what changed; fields the file does not have are emptied. Contracts are not touched.

    Raises:
        BadInput: the file is not a canvas, or a value in it does not fit.
        Conflict: the canvas says all of it already.

    """
    wanted = read_canvas(text)
    now = canvases.load(store, act.who, initiative_id).values
    changed = {path: None for path in now if path not in wanted} | wanted
    different = {path: value for path, value in changed.items() if now.get(path) != value}
    if not different:
        raise Conflict("The canvas says all that this file says already.")
    canvases.edit(store, act, initiative_id, different)
    return [fields()[path].label for path in different]
