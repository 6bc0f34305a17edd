"""Placing dots: the list of what can be voted for, drawn in the browser, where a press shows at once.

A button of Streamlit's for each note would be drawn anew at every press, by the server, for everybody: at a hundred
people with some hundred notes, that is more than a server manages. Here a press sends how many dots should stand where,
so that what is sent twice, or together with the next, changes nothing.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from components.wall import short

SCRIPT = """
const ballots = new WeakMap(), GATHER = 150, PATIENCE = 2000, TRIES = 5

function make(tag, name, text) {
  const made = document.createElement(tag)
  made.className = name
  if (text !== undefined) made.textContent = text
  return made
}
function button(name, label, icon, press) {
  const made = make("button", name, icon)
  made.type = "button"
  made.setAttribute("aria-label", label)
  made.addEventListener("click", press)
  return made
}
function ballot(root) {
  const list = root.querySelector(".list"), left = root.querySelector(".left"), find = root.querySelector("input")
  const mine = root.querySelector(".mine"), bar = root.querySelector(".bar"), none = root.querySelector(".none")
  let data = null, dots = {}, pressed = {}, sent = 0, tries = 0, turn = 0
  let tell = null, rows = new Map(), drawn = "", only = false

  const used = () => Object.values(dots).reduce((sum, count) => sum + count, 0)
  const waiting = () => Object.keys(pressed).length > 0
  // Presses that follow each other are sent together; what gets no answer, as when the connection broke, is sent again.
  function send(after) {
    clearTimeout(turn)
    turn = setTimeout(() => {
      turn = 0
      tries += 1
      tell("placed", { number: sent, dots: pressed })
      if (tries < TRIES) send(PATIENCE)
    }, after)
  }
  function put(target, change) {
    const count = (dots[target] ?? 0) + change
    if (count < 0 || (change > 0 && used() >= data.each)) return
    dots = { ...dots, [target]: count }
    pressed = { ...pressed, [target]: count }
    sent += 1
    tries = 0
    show()
    send(GATHER)
  }
  function row(one) {
    const box = make("li", "one"), count = make("span", "count"), text = make("span", "text", one.text)
    const more = button("more", "A dot for: " + one.text, "", () => put(one.id, 1))
    const less = button("less", "Take a dot back from: " + one.text, "\\u2212", () => put(one.id, -1))
    more.append(make("span", "plus", "+"), text)
    box.append(more, count, less)
    return { box, count, more, less, one }
  }
  function build() {
    rows = new Map(data.offered.map((one) => [one.id, row(one)]))
    list.replaceChildren(...[...rows.values()].map((each) => each.box))
  }
  function show() {
    const free = data.each - used(), words = find.value.trim().toLowerCase(), placed = Object.values(dots).some(Boolean)
    left.textContent = free + " of " + data.each + " dots left"
    only = only && placed
    bar.hidden = data.offered.length < data.many && !placed
    find.hidden = data.offered.length < data.many
    mine.hidden = !placed
    mine.setAttribute("aria-pressed", String(only))
    let shown = 0
    for (const [id, each] of rows) {
      const own = dots[id] ?? 0
      each.box.classList.toggle("own", own > 0)
      each.count.textContent = "\\u25CF".repeat(own)
      each.count.setAttribute("aria-label", own === 1 ? "1 dot of yours" : own + " dots of yours")
      each.less.hidden = each.count.hidden = !own
      each.more.disabled = !free
      each.box.hidden = (only && !own) || (words && !each.one.text.toLowerCase().includes(words))
      shown += each.box.hidden ? 0 : 1
    }
    none.hidden = shown > 0
    root.querySelector(".dots").setAttribute("aria-busy", String(waiting()))
  }
  find.addEventListener("input", () => show())
  mine.addEventListener("click", () => { only = !only; show() })
  return {
    take(given, setTriggerValue) {
      if (data && data.stamp !== given.stamp) {  // another step
        clearTimeout(turn)
        pressed = {}
      }
      data = given
      tell = setTriggerValue
      // What has no answer yet stands as it was pressed. An answer tells what is kept; numbers begin anew with a server.
      if (!waiting() || data.answered >= sent) {
        clearTimeout(turn)
        turn = 0
        pressed = {}
        sent = data.answered
        dots = { ...data.mine }
      } else if (!turn) {
        tries = 0
        send(0)
      }
      const offered = JSON.stringify(data.offered)
      if (offered !== drawn) {
        drawn = offered
        build()
      }
      show()
    },
    stop() { clearTimeout(turn) },
  }
}

export default function ({ data, parentElement, setTriggerValue }) {
  if (!ballots.has(parentElement)) ballots.set(parentElement, ballot(parentElement))
  ballots.get(parentElement).take(data, setTriggerValue)
  return () => {
    ballots.get(parentElement)?.stop()
    ballots.delete(parentElement)
  }
}
"""
HTML = """<div class="dots" aria-busy="false"><p class="head"><b class="left" role="status"></b>
<span class="said"><span class="hint">Press what matters most to you.</span><span class="saving">Saving …</span></span></p>
<div class="bar"><input type="search" placeholder="Find" aria-label="Find among what can be voted for">
<button type="button" class="mine">Only mine</button></div>
<ul class="list"></ul><p class="none" hidden>Nothing here holds these words.</p></div>"""
CSS = """
.dots { color: var(--st-text-color); font-family: var(--st-font); font-size: 1rem; }
.head { margin: 0 0 .6rem; display: flex; flex-wrap: wrap; gap: .2rem .6rem; }
.head .left { font-variant-numeric: tabular-nums; }
.said { display: grid; }
.said > * { grid-area: 1 / 1; }
.saving, [aria-busy=true] .hint { visibility: hidden; }
[aria-busy=true] .saving { visibility: visible; }
[aria-busy=true] .said > * { transition: visibility 0s .5s; }
.bar { display: flex; gap: .5rem; margin-bottom: .6rem; }
[hidden] { display: none !important; }
input, button { font: inherit; color: inherit; border-radius: var(--st-button-radius, .5rem); }
input { flex: 1; min-width: 0; min-height: 2.75rem; padding: 0 .75rem; box-sizing: border-box;
  background: var(--st-secondary-background-color); border: 1px solid var(--st-border-color, #8884); }
.mine { min-height: 2.75rem; padding: 0 .9rem; background: none; border: 1px solid var(--st-border-color, #8884); }
.mine[aria-pressed=true] { border-color: var(--st-primary-color); box-shadow: inset 0 0 0 1px var(--st-primary-color); }
.list { list-style: none; margin: 0; padding: 0; display: grid; gap: .5rem; }
.one { display: flex; align-items: stretch; border: 1px solid var(--st-border-color, #8884);
  border-radius: var(--st-button-radius, .5rem); }
.own { border-color: var(--st-primary-color); box-shadow: inset 0 0 0 1px var(--st-primary-color); }
button { cursor: pointer; }
.more, .less { background: none; border: 0; min-height: 2.75rem; }
.more { flex: 1; min-width: 0; display: flex; gap: .7rem; align-items: center; padding: .5rem .75rem; text-align: start; }
.more:disabled { cursor: default; }
.more:disabled .plus { visibility: hidden; }
@media (hover: hover) { .more:hover:enabled, .less:hover { background: var(--st-secondary-background-color); } }
.plus { font-size: 1.25rem; line-height: 1; color: var(--st-primary-color); font-weight: 650; }
.text { flex: 1; min-width: 0; overflow-wrap: anywhere; unicode-bidi: plaintext; }
.count { align-self: center; color: var(--st-primary-color); letter-spacing: .12em; white-space: nowrap; }
.less { min-width: 2.75rem; font-size: 1.25rem; line-height: 1; }
.none { opacity: .8; }
:focus-visible { outline: 2px solid var(--st-primary-color); outline-offset: 2px; }
"""
_ballot = st.components.v2.component("throughline_dots", html=HTML, css=CSS, js=SCRIPT)
LONGEST = 300  # characters of a note: more than one reads while choosing
MANY = 12  # from so many on there is a field to find one


@dataclass(frozen=True)
class Target:
    """What can be voted for: a group, or a note that stands alone."""

    id: str
    text: str


def dots(
    offered: Sequence[Target],
    mine: Mapping[str, int],
    each: int,
    key: str,
    on_placed: Callable[[Mapping[str, int]], None],
) -> None:
    """Offer what can be voted for, with one's own dots on it, `each` of them at most.

    `on_placed(dots)` is called before the next run with how many dots should stand where somebody pressed; what it is
    called with comes from a browser.
    """
    number = f"{key}/answered"

    def placed() -> None:
        # A server that starts anew hears a press before it has drawn anything; the browser sends it again.
        found = read(getattr(st.session_state.get(key), "placed", None))
        if found is not None:
            st.session_state[number], wanted = found
            on_placed(wanted)

    data: dict[str, Any] = {
        "offered": [{"id": one.id, "text": short(one.text, LONGEST)} for one in offered],
        "mine": dict(mine),
        "each": each,
        "many": MANY,
        "stamp": key,
        "answered": st.session_state.get(number, 0),
    }
    _ballot(key=key, data=data, on_placed_change=placed)


def read(sent: object) -> tuple[int, dict[str, int]] | None:
    """Read what a browser sent: its number, and dots by target; None where it is not that.

    >>> read({"number": 2, "dots": {"n1": 1}}), read({"number": 2, "dots": {"n1": "1"}})
    ((2, {'n1': 1}), None)
    """
    if not isinstance(sent, Mapping) or not isinstance(sent.get("dots"), Mapping):
        return None
    number, wanted = sent.get("number"), dict(sent["dots"])
    sound = all(isinstance(key, str) and _whole(count) for key, count in wanted.items())
    return (number, wanted) if isinstance(number, int) and _whole(number) and sound else None


def _whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0
