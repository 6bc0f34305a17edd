"""Whether groups may be given different thresholds: what the contract says of an attribute, and who could change it."""

import re
from collections.abc import Iterable, Sequence

from lifecycle.annex import GroupTerm, attribute_name
from lifecycle.contract import ValueContract
from lifecycle.errors import NotAllowed

ALLOWED = "allowed"
SHORTEST = 2  # a name of so few letters stands in any sentence


def term_for(terms: ValueContract, attribute: str) -> GroupTerm | None:
    """Find the answer of a contract for an attribute, compared as people write names; None where nobody was asked."""
    name = attribute_name(attribute)
    return next((term for term in terms.group_thresholds if attribute_name(term.attribute) == name), None)


def protected_column(columns: Sequence[str], said: str, attributes: Iterable[str]) -> str | None:
    """Find the column a canvas names as protected: one of its `attributes`, or a name that stands in what was `said`.

    >>> protected_column(["age", "Home_Region"], "By region of the home, and by home region.", [])
    'Home_Region'
    """
    named = {attribute_name(one) for one in attributes}
    text = f" {re.sub(r'[^0-9a-z]+', ' ', attribute_name(said))} "
    exact = [column for column in columns if attribute_name(column) in named]
    within = [column for column in columns if len(column) > SHORTEST and f" {_words(column)} " in text]
    return next(iter([*exact, *within]), None)


def _words(column: str) -> str:
    return re.sub(r"[^0-9a-z]+", " ", attribute_name(column)).strip()


def can_split(terms: ValueContract, attribute: str) -> bool:
    """Answer whether a contract allows different thresholds for groups by an attribute."""
    term = term_for(terms, attribute)
    return term is not None and term.answer == ALLOWED


def check_split(terms: ValueContract, attribute: str) -> GroupTerm:
    """Check that a contract allows different thresholds for groups by an attribute; gives the term that does.

    Raises:
        NotAllowed: it does not, said with the reason and who could allow it.

    """
    term = term_for(terms, attribute)
    if term is None or term.answer != ALLOWED:
        raise NotAllowed(f"{why_not(terms, attribute)} {WAY}")
    return term


def why_not(terms: ValueContract, attribute: str) -> str:
    """Say why a contract does not allow it; empty where it does."""
    term = term_for(terms, attribute)
    if term is None:
        named = ", ".join(repr(one.attribute) for one in terms.group_thresholds if one.answer == ALLOWED)
        other = f" It allows them by {named}." if named else ""
        return f"The contract does not allow different thresholds for groups by {attribute!r}.{other}"
    if term.answer != ALLOWED:
        return (
            f"The contract refuses different thresholds for groups by {attribute!r}: {term.why.rstrip('.')} "
            f"({term.by})."
        )
    return ""


WAY = (
    "Legal or compliance could allow them: the answer is entered in Envision under “Guardrail dials” and comes into "
    "force as an amendment that everybody signs who signs a contract."
)
