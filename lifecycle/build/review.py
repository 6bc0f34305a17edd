"""The independent review of a decision: by whom, in which role, and never by its author."""

from collections.abc import Mapping
from dataclasses import dataclass

from lifecycle.catalogue import roles
from lifecycle.errors import BadInput, NotAllowed
from lifecycle.people import named_otherwise, same_person, tidy

AUTHOR = "science"
SECOND_LINE = 2


@dataclass(frozen=True)
class Review:
    """Who looked at the work without having done it: a name, and the key of a role."""

    name: str
    role: str

    @property
    def by_second_line(self) -> bool:
        """Answer whether the second line of defence reviewed."""
        return roles()[self.role].line == SECOND_LINE


def check_review(review: Review, *authors: Mapping[str, str]) -> None:
    """Check that a review is independent; `authors` name people by role, of whom the data scientist is the author.

    A role that signs contracts is that of one person, whom the last of `authors` to name anybody in it names: nobody
    else reviews in it. Data scientists may be many, and one of them reviews another's work.

    Raises:
        BadInput: no such role, or no name.
        NotAllowed: the reviewer is the author, or reviews in the role of somebody else.

    """
    if not review.role:
        raise BadInput("Choose the role in which it was reviewed.")
    if review.role not in roles():
        raise BadInput(f"No role is called {review.role!r}.")
    if not review.name.strip():
        raise BadInput("A review needs the name of the person who reviewed.")
    if any(same_person(review.name, named.get(AUTHOR, "")) for named in authors):
        raise NotAllowed(f"{tidy(review.name)} made this candidate. Nobody reviews their own work: name somebody else.")
    role = roles()[review.role]
    holder = next((named[role.key] for named in reversed(authors) if named.get(role.key, "").strip()), "")
    other = named_otherwise(review.name, role.name, holder)
    if other and role.signs and role.key != AUTHOR:
        raise NotAllowed(f"{other} Choose the role in which {tidy(review.name)} reviewed, or name who did.")
