"""Keeps a fragment up to date: it reruns when its topic has moved, and nothing runs while nothing moves."""

import streamlit as st

# A hidden tab holds no stream: a browser opens at most six connections to a host over HTTP/1.1, for all its tabs
# together, and a seventh tab would wait for ever. It catches up when somebody looks at it again.
#
# The random delay spreads the reruns: a change reaches everybody in the same millisecond, the server manages about
# eighty reruns a second, and without it the last of fifty people would wait behind all others while whoever just
# pressed a button waits with them. Two people need none of it; and everybody follows within two seconds.
FOR_EACH, LONGEST = 14, 1300  # milliseconds
SCRIPT = """
const SILENCE = 40000, STEADY = 20000, OFTEN = 3000, SELDOM = 30000, FORGOTTEN = 300000, PATIENCE = 4000
const streams = new WeakMap()

function follow(topic) {
  let seen = null, spread = 0, latest = null, trigger = null, asked = 0, failures = 0
  let source = null, opened = 0, heard = Date.now(), again = 0, silence = 0, turn = 0, unanswered = 0

  function close() {
    if (source) source.close()
    source = null
    clearTimeout(again)
    clearTimeout(silence)
  }
  function open() {
    close()
    if (document.hidden) return
    opened = Date.now()
    source = new EventSource("/live?topic=" + encodeURIComponent(topic))
    source.onmessage = (event) => {
      const now = Date.now()
      if (now - opened > STEADY) failures = 0
      if (now - heard > FORGOTTEN) seen = null  // the server may have forgotten this page: let it draw it anew
      heard = now
      listen()
      latest = Number(event.data)
      compare()
    }
    source.onerror = retry
    listen()
  }
  // A network that went away, or a computer that slept, does not always close a connection: silence does.
  function listen() {
    clearTimeout(silence)
    silence = setTimeout(open, SILENCE)
  }
  // By ourselves, because a browser gives up for good where a server that starts again answers with an error. Often at
  // first, and seldom once it lasts longer than a start: access has ended then.
  function retry() {
    close()
    const wait = failures < 15 ? Math.min(OFTEN, 1000 * 2 ** failures) : SELDOM
    failures++
    again = setTimeout(open, wait * (0.5 + Math.random()))
  }
  // One rerun is asked for at a time: while the server is behind, further events wait for its answer. A page that is
  // connecting again loses what it is asked for; so what stays unanswered is asked for again.
  function compare() {
    const waiting = Date.now() - asked < PATIENCE
    if (turn || waiting || latest === null || latest <= seen) return
    turn = setTimeout(() => {
      turn = 0
      if (latest <= seen) return
      asked = Date.now()
      clearTimeout(unanswered)
      unanswered = setTimeout(compare, PATIENCE + 100)
      trigger("moved", latest)
    }, Math.random() * spread)
  }
  document.addEventListener("visibilitychange", open)
  window.addEventListener("online", open)
  open()
  return {
    topic,
    drawn(revision, delay, setTriggerValue) {
      seen = revision
      spread = delay
      trigger = setTriggerValue
      asked = 0
      clearTimeout(unanswered)
      if (!source) open()  // a page that is drawn has a server that answers
      compare()
    },
    stop() {
      close()
      clearTimeout(turn)
      clearTimeout(unanswered)
      document.removeEventListener("visibilitychange", open)
      window.removeEventListener("online", open)
    },
  }
}

export default function ({ data, parentElement, setTriggerValue }) {
  let stream = streams.get(parentElement)
  if (stream && stream.topic !== data.topic) {
    stream.stop()
    stream = null
  }
  if (!stream) streams.set(parentElement, (stream = follow(data.topic)))
  stream.drawn(data.seen, data.spread, setTriggerValue)
  return () => {
    streams.get(parentElement)?.stop()
    streams.delete(parentElement)
  }
}
"""
_follow = st.components.v2.component("throughline_live", js=SCRIPT)


def live(topic: str, key: str, seen: int, watching: int = 1) -> None:
    """Rerun the fragment this is called in when `topic` stands elsewhere than at the revision `seen`.

    `seen` is the revision from before the fragment read what it shows; so nothing that moves while it is drawn is
    missed, and a person's own change, already on the screen, reruns nothing. `watching` is about how many people
    watch anything: the more, the wider their reruns are spread. It takes no room: see style.py.
    """
    spread = min(FOR_EACH * watching, LONGEST)
    _follow(key=f"live_{key}", data={"topic": topic, "seen": seen, "spread": spread})
