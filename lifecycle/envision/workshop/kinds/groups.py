"""Groups: like is put with like. The notes and who wrote them stay; dots follow a note into its group."""

from dataclasses import replace
from typing import Any

from lifecycle.envision.workshop.draft import Draft
from lifecycle.envision.workshop.entries import Entry, Kind
from lifecycle.envision.workshop.kinds import Asked, Rule
from lifecycle.envision.workshop.kinds.reading import identifier, identifiers, text
from lifecycle.envision.workshop.things import Group, State
from lifecycle.errors import BadInput, Conflict, NotFound

LONGEST_TITLE = 200


def check_grouped(state: State, asked: Asked) -> dict[str, Any]:
    """Put revealed notes of one step into a group, or give a group that exists another title and other notes."""
    group = identifier(asked.body, "group", "The group")
    wanted = identifiers(asked.body, "notes", "The notes of the group")
    found = [state.notes[note] for note in wanted if note in state.notes]
    if len(found) < len(wanted):
        raise NotFound("One of these notes is not there any more.")
    steps = {note.step for note in found} | ({state.groups[group].step} if group in state.groups else set())
    if len(steps) > 1:
        raise BadInput("A group holds notes of one step.")
    if found[0].step not in state.revealed:
        raise Conflict("Notes are grouped once they are revealed.")
    if group in state.notes:
        raise Conflict("A group needs a name of its own.")
    title = text(asked.body, "title", "The title of the group", LONGEST_TITLE)
    return {"group": group, "title": title, "notes": wanted}


def apply_grouped(draft: Draft, entry: Entry) -> None:
    """Make or change the group: its notes leave the groups they were in, and bring the dots they have."""
    key, notes = entry.body["group"], draft.get("notes")
    wanted = tuple(note for note in entry.body["notes"] if note in notes)
    step = notes[wanted[0]].step if wanted else ""
    if step not in draft.get("revealed"):
        return
    known = draft.get("groups").get(key)
    grouped = draft.own("grouped")
    for note in known.notes if known else ():
        grouped.pop(note, None)
    emptied = _take_out(draft, key, wanted)
    title, merged = entry.body["title"], known.merged if known else ()
    draft.own("groups")[key] = Group(key, step, title, wanted, (*merged, *(group.title for group in emptied)))
    grouped.update(dict.fromkeys(wanted, key))
    move_dots(draft, step, (*wanted, *(group.id for group in emptied)), key)


def _take_out(draft: Draft, key: str, notes: tuple[str, ...]) -> list[Group]:
    """Take notes out of the groups they are in; gives the groups that are empty then and vanish."""
    groups, grouped, emptied = draft.own("groups"), draft.get("grouped"), []
    for other in {grouped[note] for note in notes if grouped.get(note, key) != key}:
        group = groups[other]
        left = tuple(note for note in group.notes if note not in notes)
        groups[other] = replace(group, notes=left)
        if not left:
            emptied.append(groups.pop(other))
    return sorted(emptied, key=lambda group: group.id)


def move_dots(draft: Draft, step: str, sources: tuple[str, ...], target: str) -> None:
    """Give the dots people have on some targets to another one; nobody's sum changes."""
    votes = draft.get("votes").get(step)
    if not votes or not any(source in mine for mine in votes.values() for source in sources):
        return
    moved = {}
    for person, mine in votes.items():
        kept = dict(mine)
        given = sum(kept.pop(source, 0) for source in sources)
        moved[person] = kept | {target: kept.get(target, 0) + given} if given else kept
    draft.own("votes")[step] = moved


def check_renamed(state: State, asked: Asked) -> dict[str, Any]:
    """Give a group another title; its notes and dots stay as they are."""
    group = check_group(state, identifier(asked.body, "group", "The group"))
    title = text(asked.body, "title", "The title of the group", LONGEST_TITLE)
    if title == group.title:
        raise Conflict("This is its title already.")
    return {"group": group.id, "title": title}


def apply_renamed(draft: Draft, entry: Entry) -> None:
    """Put the new title in place."""
    if group := draft.get("groups").get(entry.body["group"]):
        draft.own("groups")[group.id] = replace(group, title=entry.body["title"])


def check_merged(state: State, asked: Asked) -> dict[str, Any]:
    """Put groups into another one of the same step."""
    into = check_group(state, identifier(asked.body, "into", "The group"))
    others = [check_group(state, key) for key in identifiers(asked.body, "groups", "The groups to merge")]
    others = [group for group in others if group.id != into.id]
    if not others:
        raise BadInput("Choose another group to merge with this one.")
    if any(group.step != into.step for group in others):
        raise BadInput("Groups of different steps cannot be merged.")
    return {"into": into.id, "groups": [group.id for group in others]}


def check_group(state: State, key: str) -> Group:
    """Find a group.

    Raises:
        NotFound: there is none.

    """
    if key not in state.groups:
        raise NotFound("This group is not there any more.")
    return state.groups[key]


def apply_merged(draft: Draft, entry: Entry) -> None:
    """Merge: notes, dots and the titles of what went in are kept."""
    groups = draft.own("groups")
    into = groups.get(entry.body["into"])
    others = [groups.pop(key) for key in entry.body["groups"] if into and key in groups and key != into.id]
    if into is None or not others:
        return
    notes = tuple(note for group in others for note in group.notes)
    merged = tuple(title for group in others for title in (group.title, *group.merged))
    groups[into.id] = replace(into, notes=into.notes + notes, merged=into.merged + merged)
    draft.own("grouped").update(dict.fromkeys(notes, into.id))
    move_dots(draft, into.step, tuple(group.id for group in others), into.id)


def check_ungrouped(state: State, asked: Asked) -> dict[str, Any]:
    """Let the notes of a group stand alone again; the dots on it go back to those who placed them."""
    return {"group": check_group(state, identifier(asked.body, "group", "The group")).id}


def apply_ungrouped(draft: Draft, entry: Entry) -> None:
    """Dissolve the group."""
    groups = draft.own("groups")
    group = groups.pop(entry.body["group"], None)
    if group is None:
        return
    grouped = draft.own("grouped")
    for note in group.notes:
        grouped.pop(note, None)
    free_dots(draft, group.step, group.id)


def free_dots(draft: Draft, step: str, target: str) -> None:
    """Give the dots on a target back to those who placed them."""
    votes = draft.get("votes").get(step)
    if votes and any(target in mine for mine in votes.values()):
        left = {who: {key: dots for key, dots in mine.items() if key != target} for who, mine in votes.items()}
        draft.own("votes")[step] = left


RULES = {
    Kind.GROUPED: Rule(check_grouped, apply_grouped),
    Kind.RENAMED: Rule(check_renamed, apply_renamed),
    Kind.MERGED: Rule(check_merged, apply_merged),
    Kind.UNGROUPED: Rule(check_ungrouped, apply_ungrouped),
}
