"""What the wall of notes does in the browser: choosing is instant, and only a finished act is sent."""

HTML = """<div class="tools" role="toolbar" aria-label="What to do with the chosen notes">
<span class="count" aria-live="polite"></span><input class="title" maxlength="200" placeholder="Title of the group">
<span class="buttons"></span><label class="who"><input type="checkbox"> who wrote what</label></div>
<div class="board"></div>"""

# Texts are put in with textContent alone: nothing people type is ever read as markup.
SCRIPT = """
const walls = new WeakMap()
const WORDS = {
  group: "Put together", merge: "Merge groups", ungroup: "Dissolve", promote: "Into the canvas", park: "Park",
  risk: "Make it a risk", rename: "Rename",
}

function fresh() {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")
}
function make(tag, cls, text) {
  const made = document.createElement(tag)
  made.className = cls
  if (text !== undefined) made.textContent = text
  return made
}
function counts(wall) {
  const groups = wall.data.groups.filter((group) => wall.chosen.has(group.id)).map((group) => group.id)
  const all = [...wall.data.groups.flatMap((group) => group.notes), ...wall.data.loose]
  return { groups, notes: all.filter((note) => wall.chosen.has(note.id)).map((note) => note.id) }
}
function fits(action, groups, notes) {
  if (action === "group") return notes > 0 && groups < 2
  if (action === "merge") return groups > 1 && !notes
  if (action === "rename") return groups === 1 && !notes
  if (action === "ungroup") return groups > 0 && !notes
  return groups + notes === 1
}
function tools(wall) {
  const { groups, notes } = counts(wall), any = groups.length + notes.length > 0
  const box = wall.root.querySelector(".buttons"), title = wall.root.querySelector(".title")
  wall.root.querySelector(".count").textContent = any
    ? groups.length + notes.length + " chosen"
    : "Choose notes or a group to work with them."
  const titled = wall.data.actions.includes("group") && notes.length > 0 && groups.length === 0
  title.hidden = !titled
  box.replaceChildren()
  for (const action of wall.data.actions) {
    if (!fits(action, groups.length, notes.length)) continue
    const button = make("button", "do", WORDS[action])
    button.onclick = () => act(wall, action)
    box.append(button)
  }
  if (any) {
    const clear = make("button", "clear", "Clear")
    clear.onclick = () => { wall.chosen.clear(); draw(wall) }
    box.append(clear)
  }
}
function act(wall, action) {
  const title = wall.root.querySelector(".title"), { groups, notes } = counts(wall)
  if (action === "group" && !groups.length && !title.value.trim()) {
    title.focus()
    return
  }
  wall.send("act", { do: action, groups, notes, title: title.value, id: fresh() })
  wall.chosen.clear()
  title.value = ""
  draw(wall)
}
function card(wall, item, cls) {
  const made = make("button", cls)
  made.type = "button"
  made.dir = "auto"
  made.setAttribute("aria-pressed", String(wall.chosen.has(item.id)))
  made.append(make("span", "text", item.text ?? item.title))
  if (item.dots) made.append(make("b", "dots", item.dots + " ●"))
  if (wall.who && item.by) made.append(make("small", "by", item.by))
  if (wall.who && item.merged?.length) made.append(make("small", "by", "merged: " + item.merged.join(" · ")))
  made.onclick = () => {
    if (!wall.chosen.delete(item.id)) wall.chosen.add(item.id)
    made.setAttribute("aria-pressed", String(wall.chosen.has(item.id)))
    tools(wall)
  }
  return made
}
function draw(wall) {
  const board = wall.root.querySelector(".board"), { groups, loose } = wall.data
  const boxes = groups.map((group) => {
    const box = make("section", "group")
    box.append(card(wall, group, "head"), ...group.notes.map((note) => card(wall, note, "note")))
    return box
  })
  const texts = JSON.stringify([wall.data, [...wall.chosen], wall.who])
  if (texts === wall.drawn) return tools(wall)
  wall.drawn = texts
  board.replaceChildren(...boxes, ...loose.map((note) => card(wall, note, "note")))
  tools(wall)
}
export default function ({ data, parentElement, setTriggerValue }) {
  let wall = walls.get(parentElement)
  if (!wall) {
    wall = { root: parentElement, chosen: new Set(), who: false }
    walls.set(parentElement, wall)
    const who = parentElement.querySelector(".who input")
    who.onchange = () => { wall.who = who.checked; draw(wall) }
    parentElement.querySelector(".title").onkeydown = (event) => {
      if (event.key === "Enter") act(wall, "group")
    }
  }
  wall.data = data
  wall.send = setTriggerValue
  const known = new Set([...data.groups, ...data.groups.flatMap((group) => group.notes), ...data.loose].map((i) => i.id))
  for (const id of [...wall.chosen]) if (!known.has(id)) wall.chosen.delete(id)
  draw(wall)
  return () => walls.delete(parentElement)
}
"""

CSS = """
:host { display: block; }
* { box-sizing: border-box; font-family: var(--st-font); color: var(--st-text-color); }
.tools { display: flex; flex-wrap: wrap; gap: .5rem; align-items: center; min-height: 2.4rem; margin-bottom: .7rem;
  position: sticky; top: 3.2rem; background: var(--st-background-color); padding: .3rem 0; z-index: 2; }
.count { opacity: .8; font-size: .9rem; }
.buttons { display: flex; flex-wrap: wrap; gap: .4rem; }
.title, .do, .clear { font-size: .9rem; border: 1px solid var(--st-border-color); border-radius: 8px; padding: .35rem .7rem;
  background: var(--st-background-color); }
.title { min-width: 12rem; background: var(--st-secondary-background-color); }
.do, .clear, .head, .note { cursor: pointer; }
.do:hover, .clear:hover { border-color: var(--st-primary-color); }
.clear { border-color: transparent; }
.who { margin-left: auto; font-size: .85rem; opacity: .85; cursor: pointer; }
.board { columns: 15rem; column-gap: .7rem; }
.group { break-inside: avoid; border: 1px solid var(--st-border-color); border-radius: 10px; padding: .4rem .4rem .05rem;
  margin: 0 0 .7rem; }
.head, .note { display: block; width: 100%; text-align: start; border-radius: 8px; break-inside: avoid;
  padding: .5rem .65rem; margin: 0 0 .4rem; border: 2px solid transparent; font-size: .93rem; line-height: 1.4; }
.head { background: transparent; font-weight: 650; }
.note { background: var(--st-secondary-background-color); }
.text { white-space: pre-wrap; overflow-wrap: anywhere; display: -webkit-box; -webkit-box-orient: vertical;
  -webkit-line-clamp: 12; overflow: hidden; }
[aria-pressed=true] { border-color: var(--st-primary-color); }
[aria-pressed=true] .text { -webkit-line-clamp: none; }
:focus-visible { outline: 2px solid var(--st-primary-color); outline-offset: 1px; }
.dots { color: var(--st-link-color); font-size: .85rem; }
.by { display: block; opacity: .75; font-size: .8rem; overflow-wrap: anywhere; }
[hidden] { display: none; }
"""
