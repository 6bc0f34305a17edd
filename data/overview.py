"""All that has been recorded about an initiative, read at one moment."""

from data import contracts, decisions, evaluations, gates, incidents, initiatives, kind_decisions, streams
from data.codec import first
from data.store import Cursor, Store
from lifecycle.access import Principal, check_see_leadership, check_see_portfolio, check_work_in
from lifecycle.facts import Facts
from lifecycle.initiative import Initiative


def load(store: Store, who: Principal, initiative: Initiative) -> Facts:
    """Read everything about an initiative, to work in it."""
    check_work_in(who, initiative.id)
    return _read(store, initiative)


def load_for_leadership(store: Store, who: Principal, initiative_id: str) -> Facts:
    """Read everything about the initiative a link leads to."""
    check_see_leadership(who, initiative_id)
    with store.read() as cursor:
        initiative = initiatives.find(cursor, initiative_id)
    return _read(store, initiative)


def load_all(store: Store, who: Principal) -> list[Facts]:
    """Read everything about every initiative, for the portfolio."""
    check_see_portfolio(who)
    return [_read(store, initiative) for initiative in initiatives.listing(store, who)]


def _read(store: Store, initiative: Initiative) -> Facts:
    """Read the facts, kept in memory until anything of it changes."""

    def make() -> Facts:
        with store.read() as cursor:
            return _facts(cursor, initiative)

    return store.remember(("facts", initiative.id, store.revision(initiative.id)), make)


def _facts(cursor: Cursor, initiative: Initiative) -> Facts:
    released = gates.releases(cursor, initiative.id)
    opened = streams.of_initiative(cursor, initiative.id)
    stream = opened[0] if opened else None
    trained = first(cursor.execute("SELECT count(*) FROM run WHERE initiative_id = ?", [initiative.id]).fetchall())
    return Facts(
        initiative=initiative,
        versions=tuple(contracts.versions(cursor, initiative.id)),
        trained=bool(trained and trained[0]),
        decision=decisions.latest(cursor, initiative.id),
        release=released[0] if released else None,
        stream=stream,
        evaluation=evaluations.latest(cursor, stream.id) if stream else None,
        incidents=tuple(incidents.of_initiative(cursor, initiative.id)),
        kind_decision=kind_decisions.latest(cursor, initiative.id),
    )
