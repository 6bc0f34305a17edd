"""Keeps what is being typed: a text area may go while somebody writes in it, and what they wrote must not go with it.

Streamlit sends the text of a form when its button is pressed. Until then it is in the browser alone, so that is where it
is kept: in the memory of the tab, which outlives a reload, a sleep and a server that starts anew.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

SCRIPT = """
const keepers = new WeakMap(), MOUNTING = 400, PATIENCE = 1500, TRIES = 5

function keeper() {
  let data = { name: "", boxes: {}, known: [], settled: [], given: [] }, tell = null, turn = 0
  const asked = new Map()

  function read() {
    try {
      return JSON.parse(sessionStorage.getItem(data.name)) ?? {}
    } catch {
      return {}
    }
  }
  function put(drafts) {
    try {
      sessionStorage.setItem(data.name, JSON.stringify(drafts))
    } catch {}  // a tab without memory keeps nothing, and works as before
  }
  function box(draft) {
    const own = data.boxes[draft]
    return own ? document.querySelector("." + CSS.escape(own) + " :is(textarea, input)") : null
  }
  function typed(event) {
    const draft = Object.keys(data.boxes).find((one) => box(one) === event.target)
    if (!draft) return
    const { [draft]: before, ...others } = read(), text = event.target.value
    put(text.trim() ? { ...others, [draft]: text } : others)
  }
  // What stands in no box was left when its box went. The server may not know it: it is told once, and told again where
  // its answer does not come.
  function look() {
    clearTimeout(turn)
    const drafts = read()
    for (const [draft, text] of Object.entries(drafts)) {
      const own = box(draft)
      if ((own && own.value.trim()) || data.known.includes(draft)) {
        asked.delete(draft)
        continue
      }
      const last = asked.get(draft), tries = last?.text === text ? last.tries : 0
      if (tries >= TRIES) continue
      if (tries && Date.now() - last.at < PATIENCE) {
        turn = setTimeout(look, PATIENCE)
        continue
      }
      asked.set(draft, { text, at: Date.now(), tries: tries + 1 })
      tell("left", { draft, text })
      turn = setTimeout(look, 2 * MOUNTING)  // a box that is filled again draws nothing here: look for the next by oneself
      return
    }
  }
  document.addEventListener("input", typed, true)
  return {
    drawn(given, setTriggerValue) {
      data = given
      tell = setTriggerValue
      const gone = new Set(data.settled)
      const drafts = Object.entries(read()).filter(([one, text]) => !gone.has(text.trim()) && !data.given.includes(one))
      put(Object.fromEntries(drafts))
      clearTimeout(turn)
      turn = setTimeout(look, MOUNTING)
    },
    stop() {
      clearTimeout(turn)
      document.removeEventListener("input", typed, true)
    },
  }
}

export default function ({ data, parentElement, setTriggerValue }) {
  if (!keepers.has(parentElement)) keepers.set(parentElement, keeper())
  keepers.get(parentElement).drawn(data, setTriggerValue)
  return () => {
    keepers.get(parentElement)?.stop()
    keepers.delete(parentElement)
  }
}
"""
_drafts = st.components.v2.component("throughline_drafts", js=SCRIPT)
KEY = "live_drafts"  # as the live channel, it takes no room


def mark(key: str) -> str:
    """Name the mark Streamlit puts on a widget with a key.

    >>> mark("note/problem/0")
    'st-key-note-problem-0'
    """
    return "st-key-" + re.sub(r"[^a-zA-Z0-9_-]", "-", key.strip())


def keep(
    name: str,
    boxes: Mapping[str, str],
    known: Sequence[str],
    settled: Sequence[str],
    on_left: Callable[[str, str], None],
    given: Sequence[str] = (),
) -> None:
    """Keep what is typed in some fields, and call `on_left(draft, text)` with what was left when one of them went.

    `boxes` names the drafts that have a field now, with its key; of those in `known` it was told
    already. `settled` are texts that were written or let go
    just now, `given` are drafts that were: they are no drafts any more. What `on_left` is called with comes from a browser.
    """

    def left() -> None:
        found = getattr(st.session_state.get(KEY), "left", None)  # nothing is there where a server starts anew
        if isinstance(found, Mapping) and isinstance(found.get("draft"), str) and isinstance(found.get("text"), str):
            on_left(found["draft"], found["text"])

    data: dict[str, Any] = {
        "name": f"throughline-drafts/{name}",
        "boxes": {draft: mark(key) for draft, key in boxes.items()},
        "known": list(known),
        "settled": [text.strip() for text in settled],
        "given": list(given),
    }
    _drafts(key=KEY, data=data, on_left_change=left)
