"""Initiatives: started, found, listed."""

from typing import Any

from data.codec import aware, first, utc
from data.store import Cursor, Saved, Store
from lifecycle.access import Principal, check_see_leadership, check_see_portfolio, check_start_initiative, check_work_in
from lifecycle.audit import Act, event
from lifecycle.errors import NotFound
from lifecycle.ids import new_id, slug
from lifecycle.initiative import Initiative, check_name

COLUMNS = "id, slug, name, demo, started_at"


def start(store: Store, act: Act, name: str, *, demo: bool = False) -> Initiative:
    """Start an initiative; its address is made from its name."""
    name, own_id = check_name(name), new_id()

    def change(cursor: Cursor) -> Saved[Initiative]:
        check_start_initiative(act.who)
        return add(cursor, act, own_id, name, demo=demo)

    return store.write(change)


def add(cursor: Cursor, act: Act, own_id: str, name: str, *, demo: bool = False) -> Saved[Initiative]:
    """Insert an initiative within a change."""
    made = Initiative(own_id, _free_slug(cursor, slug(name)), name, demo, act.at)
    cursor.execute(
        f"INSERT INTO initiative ({COLUMNS}) VALUES (?, ?, ?, ?, ?)",  # noqa: S608
        [made.id, made.slug, made.name, made.demo, utc(made.started_at)],
    )
    after = {"name": made.name, "slug": made.slug, "demo": made.demo}
    return Saved(made, (event(act, "initiative.started", made.id, initiative_id=made.id, after=after),))


def _free_slug(cursor: Cursor, wanted: str) -> str:
    taken = {row[0] for row in cursor.execute("SELECT slug FROM initiative").fetchall()}
    numbered = (f"{wanted}-{number}" for number in range(2, len(taken) + 3))
    return wanted if wanted not in taken else next(name for name in numbered if name not in taken)


def listing(store: Store, who: Principal) -> list[Initiative]:
    """List every initiative, the oldest first."""
    check_see_portfolio(who)
    with store.read() as cursor:
        rows = cursor.execute(f"SELECT {COLUMNS} FROM initiative ORDER BY started_at, id").fetchall()  # noqa: S608
    return [_initiative(row) for row in rows]


def by_slug(store: Store, who: Principal, name: str) -> Initiative:
    """Find an initiative by its address or its id, to work in it.

    Raises:
        NotFound: there is none, or not for who asks.

    """
    with store.read() as cursor:
        found = find(cursor, name)
    check_work_in(who, found.id)
    return found


def for_leadership(store: Store, who: Principal, own_id: str) -> Initiative:
    """Find the initiative a link leads to."""
    check_see_leadership(who, own_id)
    with store.read() as cursor:
        return find(cursor, own_id)


def find(cursor: Cursor, name: str) -> Initiative:
    """Find an initiative by slug or id within a read or a change."""
    row = first(
        cursor.execute(
            f"SELECT {COLUMNS} FROM initiative WHERE slug = $name OR id = $name",  # noqa: S608
            {"name": name},
        ).fetchall()
    )
    if row is None:
        raise NotFound(f"There is no initiative {name!r}. The portfolio lists those there are.")
    return _initiative(row)


def _initiative(row: tuple[Any, ...]) -> Initiative:
    return Initiative(row[0], row[1], row[2], row[3], aware(row[4]))
