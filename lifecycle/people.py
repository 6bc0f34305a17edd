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


def named_otherwise(name: str, role: str, named: str) -> str:
    """Say that somebody is not the one who is named in a role; empty where they are, or nobody is.

    >>> named_otherwise("Priya Raman", "Sponsor", "Amara Osei")
    'Priya Raman is not the Sponsor: that is Amara Osei.'
    >>> named_otherwise("amara osei", "Sponsor", "Amara  Osei"), named_otherwise("Priya Raman", "Sponsor", " ")
    ('', '')
    """
    if not tidy(named) or same_person(name, named):
        return ""
    return f"{tidy(name)} is not the {role}: that is {tidy(named)}."


def _compared(name: str) -> str:
    return tidy(unicodedata.normalize("NFKC", name).casefold())
