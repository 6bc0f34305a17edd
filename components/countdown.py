"""The clock of a workshop's step: it ticks in the browser, counted from what the server said was left.

Looked at again it stands, and says what it stood at then.
"""

from datetime import datetime

import streamlit as st

from lifecycle.envision.workshop.timer import Timer

SCRIPT = """
const clocks = new WeakMap()

function text(left) {
  const all = Math.abs(Math.trunc(left)), over = left <= -1
  const said = Math.floor(all / 60) + ":" + String(all % 60).padStart(2, "0")
  return over ? "+" + said : said
}
function draw(clock) {
  const { box, data, since } = clock
  const left = data.left - (data.running && !data.still ? (performance.now() - since) / 1000 : 0)
  const share = data.total > 0 ? Math.min(1, Math.max(0, left / data.total)) : 0
  const over = left <= -1
  box.querySelector(".time").textContent = text(left)
  box.querySelector(".word").textContent = over ? "over" : data.running ? "left" : "paused"
  box.querySelector(".left").style.strokeDashoffset = String(100 - 100 * share)
  box.classList.toggle("over", over)
}
export default function ({ data, parentElement }) {
  let clock = clocks.get(parentElement)
  if (!clock) {
    clock = { box: parentElement.querySelector(".clock") }
    clock.tick = setInterval(() => draw(clock), 500)
    clocks.set(parentElement, clock)
  }
  if (!clock.data || clock.data.stamp !== data.stamp) clock.since = performance.now()
  clock.data = data
  clock.box.classList.toggle("large", data.large)
  draw(clock)
  return () => { clearInterval(clock.tick); clocks.delete(parentElement) }
}
"""
HTML = """<div class="clock" role="timer"><svg viewBox="0 0 36 36" aria-hidden="true">
<circle class="all" cx="18" cy="18" r="15.915" pathLength="100"></circle>
<circle class="left" cx="18" cy="18" r="15.915" pathLength="100"></circle></svg>
<div><span class="time"></span> <span class="word"></span></div></div>"""
CSS = """
.clock { display: flex; align-items: center; gap: .6rem; color: var(--st-text-color); font-family: var(--st-font); }
svg { width: 1.6rem; height: 1.6rem; transform: rotate(-90deg); }
circle { fill: none; stroke-width: 4; }
.all { stroke: var(--st-border-color, #8884); }
.left { stroke: var(--st-primary-color); stroke-dasharray: 100; }
.time { font-variant-numeric: tabular-nums; font-weight: 650; }
.word { opacity: .8; font-size: .9em; }
.over .time, .over .word { color: light-dark(#b45309, #fbbf24); opacity: 1; }
.large { --u: max(5.5px, min(1vh, .625vw)); gap: calc(1.6 * var(--u)); }
.large svg { width: calc(9.5 * var(--u)); height: calc(9.5 * var(--u)); flex: none; }
.large .time { font-size: calc(5.2 * var(--u)); line-height: 1; display: block; }
.large .word { font-size: calc(2.2 * var(--u)); }
"""
_clock = st.components.v2.component("throughline_countdown", html=HTML, css=CSS, js=SCRIPT)


def countdown(timer: Timer, now: datetime, key: str, *, large: bool = False, still: bool = False) -> None:
    """Show how much time is left; `now` is the server's. In overtime it counts up, with a word.

    `still` shows a moment that is over: the clock does not tick, and only says "paused" where somebody had paused it.
    """
    _clock(key=f"clock_{key}", data=face(timer, now, large=large, still=still))


def face(timer: Timer, now: datetime, *, large: bool = False, still: bool = False) -> dict[str, float | bool]:
    """Give the clock as the browser reads it; times in seconds."""
    return {
        "left": timer.remaining(now),
        "total": timer.total,
        "running": timer.running,
        "large": large,
        "still": still,
        "stamp": now.timestamp(),
    }
