"""Names of people, compared the way people compare them."""


def tidy(name: str) -> str:
    """Write a name with single spaces and none around it."""
    return " ".join(name.split())


def same_person(first: str, second: str) -> bool:
    """Answer whether two names are the same, whatever their spaces and capitals.

    >>> same_person("Noah  Fischer ", "noah fischer")
    True
    """
    return tidy(first).casefold() == tidy(second).casefold() != ""
