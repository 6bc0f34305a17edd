"""Cells of tables that leave the program."""

DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


def safe_cell(text: str | None) -> str:
    """Write a text as a cell no spreadsheet takes for a formula: one that begins like one gets a quote before it.

    >>> safe_cell("=HYPERLINK(1)"), safe_cell("a = b")
    ("'=HYPERLINK(1)", 'a = b')
    """
    said = "" if text is None else str(text)
    return f"'{said}" if said.startswith(DANGEROUS) else said
