"""Where a workshop stands: a fold over its log."""

from collections.abc import Iterable

from lifecycle.envision.workshop.draft import Draft
from lifecycle.envision.workshop.entries import Entry, Kind
from lifecycle.envision.workshop.kinds import Rule, rules
from lifecycle.envision.workshop.things import State

__all__ = ["State", "apply", "fold", "last_undoable"]


def apply(state: State, entry: Entry) -> State:
    """Give the state after one more entry.

    Raises:
        ValueError: it is not the next entry, or it takes an earlier one back, which needs the whole log.

    """
    if entry.number != state.number + 1:
        raise ValueError(f"entry {entry.number} does not follow entry {state.number}")
    if entry.kind is Kind.UNDONE:
        raise ValueError("an undo needs the whole log: fold it")
    draft = Draft(state)
    _write(draft, rules()[entry.kind], entry)
    return draft.freeze(entry.number)


def fold(entries: Iterable[Entry]) -> State:
    """Give the state after a log, oldest entry first; what was taken back later is left out."""
    log = list(entries)
    undone = {entry.body["entry"] for entry in log if entry.kind is Kind.UNDONE}
    draft, known = Draft(State.empty()), rules()
    for entry in log:
        if entry.kind is not Kind.UNDONE and entry.id not in undone:
            _write(draft, known[entry.kind], entry)
    return draft.freeze(log[-1].number if log else 0)


def _write(draft: Draft, rule: Rule, entry: Entry) -> None:
    rule.apply(draft, entry)
    if rule.undo is not None:
        draft.own("last_act")[entry.author] = entry


def last_undoable(state: State, author: str) -> Entry | None:
    """Give what an author would take back next: their last act that was not taken back; None without one.

    Joining, opening, closing and reopening are not taken back.
    """
    return state.last_act.get(author)
