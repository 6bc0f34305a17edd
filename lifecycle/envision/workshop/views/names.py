"""Names of those who gave something, hidden where the workshop is or was anonymous."""

from lifecycle.envision.workshop.entries import FACILITATOR
from lifecycle.envision.workshop.seats import role_name
from lifecycle.envision.workshop.things import State

HIDDEN = ("", "")


def signed(state: State, author: str, anonymous: bool) -> tuple[str, str]:
    """Give name and role of an author as shown; both empty where they are hidden.

    `anonymous` is what was promised when it was given; a workshop that is anonymous now hides everybody.
    """
    if author == FACILITATOR:
        return "Facilitator", ""
    person = state.participants.get(author)
    if anonymous or state.settings.anonymous or person is None:
        return HIDDEN
    return person.name, role_name(person.role)


def name_of(state: State, author: str) -> str:
    """Give the name of somebody who gave something blind; empty where the workshop is or was anonymous."""
    return signed(state, author, state.veiled)[0]


def role_of(state: State, author: str) -> str:
    """Give the key of somebody's role: estimates are shown by role in an anonymous workshop too."""
    person = state.participants.get(author)
    return person.role if person else ""
