"""Names of people, compared the way people compare them."""

import unicodedata


def tidy(name: str) -> str:
    """Write a name with single spaces and none around it."""
    return " ".join(name.split())


def same_person(first: str, second: str) -> bool:
    """Answer whether two names are the same, whatever their spaces, capitals and the way accents are encoded.

    >>> same_person("Noah  Fischer ", "noah fischer")
    True
    """
    return _compared(first) == _compared(second) != ""


def _compared(name: str) -> str:
    return tidy(unicodedata.normalize("NFKC", name).casefold())
