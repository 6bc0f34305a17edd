"""What a case is worth, set for a room or for a run: a row a change, the latest counts, undo takes it away."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from data.codec import first, from_json, plain, to_json, utc
from data.store import Cursor, Saved
from lifecycle.audit import Act, event
from lifecycle.errors import Conflict

Worth = TypeVar("Worth")


@dataclass(frozen=True)
class Set(Generic[Worth]):
    """What is set now; `revision` counts the changes, 0 while nobody has set anything."""

    stakes: Worth
    revision: int


@dataclass(frozen=True)
class Kept(Generic[Worth]):
    """Where the changes for one `subject` are kept: a `table`, whose `column` has the subject's id.

    `place` is the initiative or the room whose trail says so; `kind` what the amounts are.
    """

    table: str
    column: str
    subject: str
    place: str
    kind: type[Worth]

    def now(self, cursor: Cursor) -> Set[Worth] | None:
        """Read what is set; None while nobody has set anything."""
        row = first(
            cursor.execute(
                f"SELECT body, revision FROM {self.table} WHERE {self.column} = ? ORDER BY revision DESC LIMIT 1",  # noqa: S608
                [self.subject],
            ).fetchall()
        )
        return Set(from_json(self.kind, row[0]), row[1]) if row else None

    def put(self, cursor: Cursor, act: Act, stakes: Worth, assumed: Worth) -> Saved[Set[Worth]]:
        """Set amounts; what is set already, or `assumed` while nothing is, changes nothing."""
        before = self.now(cursor)
        if stakes == (before.stakes if before else assumed):
            return Saved(before or Set(stakes, 0))
        made = Set(stakes, before.revision + 1 if before else 1)
        cursor.execute(
            f"INSERT INTO {self.table} VALUES (?, ?, ?, ?, ?)",  # noqa: S608
            [self.subject, made.revision, to_json(stakes), utc(act.at), act.who.name],
        )
        entry = event(
            act,
            "stakes.set",
            self.subject,
            initiative_id=self.place,
            before=plain(before.stakes) if before else None,
            after=plain(stakes),
        )
        return Saved(made, (entry,))

    def undo(self, cursor: Cursor, act: Act, revision: int, assumed: Worth) -> Saved[Set[Worth]]:
        """Take back the change that is `revision`; before the first change, what is `assumed` counts.

        Raises:
            Conflict: it is not the latest any more, or there is nothing to take back.

        """
        now = self.now(cursor)
        if now is None or now.revision != revision:
            raise Conflict("The amounts were changed meanwhile. Look at them first.")
        cursor.execute(
            f"DELETE FROM {self.table} WHERE {self.column} = ? AND revision = ?",  # noqa: S608
            [self.subject, revision],
        )
        back = self.now(cursor) or Set(assumed, 0)
        entry = event(
            act,
            "stakes.undone",
            self.subject,
            initiative_id=self.place,
            before=plain(now.stakes),
            after=plain(back.stakes),
        )
        return Saved(back, (entry,))
