"""Codes people type to join: six characters that cannot be mistaken for each other, shown as "KMT-4XQ"."""

import secrets

from lifecycle.errors import BadInput

ALPHABET = "ACDEFGHJKMNPQRTVWXY3479"
LENGTH = 6


def new_code() -> str:
    """Make a random code of six characters, none of which is easily taken for another (0 O, 1 I L, 2 Z, 5 S, 6 G …)."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def shown(code: str) -> str:
    """Write a code the way it is read out.

    >>> shown("KMT4XQ")
    'KMT-4XQ'
    """
    return f"{code[:3]}-{code[3:]}"


def read(text: str) -> str:
    """Read a code as somebody typed it, whatever its case, spaces and dashes.

    Raises:
        BadInput: it cannot be a code.

    >>> read(" kmt – 4xq ")
    'KMT4XQ'
    """
    code = "".join(letter for letter in text.upper() if letter.isalnum())
    if len(code) != LENGTH or any(letter not in ALPHABET for letter in code):
        raise BadInput('A code has six letters and digits, such as "KMT-4XQ". It stands on the projector.')
    return code
